use super::*;

fn engine(home: &std::path::Path, passphrase: Option<&str>) -> Engine {
    let mut options = options(home, clock());
    options.passphrase = passphrase.map(|p| SecretInput::new(p.into()));
    Engine::new(options)
}

const PASSPHRASE: &str = "correct horse battery";

#[tokio::test]
async fn looking_at_an_empty_folder_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("rollcall");
    let engine = engine(&home, None);
    let state = engine.start().await.unwrap();
    assert!(
        matches!(state, SetupState::FirstRun { .. }),
        "nothing is there: {state:?}"
    );
    assert!(!home.exists(), "before the choice not even the folder is made");
    let error = engine.connection_list().await.unwrap_err();
    assert_eq!(
        (error.code, error.code.exit_code()),
        (ErrorCode::SetupNeeded, 4),
        "and nothing else works"
    );
}

#[tokio::test]
async fn a_passphrase_given_on_the_first_run_sets_up_and_opens_without_a_question() {
    let dir = tempfile::tempdir().unwrap();
    let first = engine(dir.path(), Some(PASSPHRASE));
    let state = first.start().await.unwrap();
    assert!(
        matches!(
            state,
            SetupState::Ready {
                mode: StoreMode::Passphrase,
                ..
            }
        ),
        "set up: {state:?}"
    );
    let new = form(
        "Globex",
        "https://scim.example.com/v2",
        Environment::Test,
        "CANARY-TOKEN-7f3a",
    );
    first.connection_add(new).await.unwrap();
    first.close().await;
    for entry in std::fs::read_dir(dir.path())
        .unwrap()
        .flatten()
        .filter(|e| e.path().is_file())
    {
        let bytes = std::fs::read(entry.path()).unwrap();
        let found = bytes
            .windows(12)
            .any(|w| w == b"CANARY-TOKEN" || w == b"example.com/");
        assert!(
            !found,
            "{:?} holds a secret or an address in the clear",
            entry.file_name()
        );
    }
    let waiting = engine(dir.path(), None);
    let state = waiting.start().await.unwrap();
    assert!(
        matches!(state, SetupState::NeedsPassphrase { .. }),
        "without it, it waits: {state:?}"
    );
    let wrong = waiting
        .open_with_passphrase(SecretInput::new("wrong horse".into()))
        .await
        .unwrap_err();
    assert_eq!(
        wrong.code,
        ErrorCode::WrongPassphrase,
        "a wrong one opens nothing"
    );
    waiting
        .open_with_passphrase(SecretInput::new(PASSPHRASE.into()))
        .await
        .unwrap();
    let view = waiting.connection_find("Globex").await.unwrap();
    assert_eq!(
        view.secret,
        SecretState::Stored,
        "connection and token survived the restart"
    );
    waiting.close().await;
}

#[tokio::test]
async fn a_wrong_passphrase_in_the_environment_is_an_error_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let first = engine(dir.path(), Some(PASSPHRASE));
    first.start().await.unwrap();
    first.close().await;
    let wrong = engine(dir.path(), Some("another passphrase"));
    assert_eq!(
        wrong.start().await.unwrap_err().code,
        ErrorCode::WrongPassphrase,
        "said plainly"
    );
    let right = engine(dir.path(), Some(PASSPHRASE));
    let state = right.start().await.unwrap();
    assert!(
        matches!(state, SetupState::Ready { .. }),
        "and the store is as it was: {state:?}"
    );
    right.close().await;
}

#[tokio::test]
async fn a_store_without_its_vault_is_never_set_up_again() {
    let dir = tempfile::tempdir().unwrap();
    let first = engine(dir.path(), Some(PASSPHRASE));
    first.start().await.unwrap();
    first.close().await;
    let vault = Home::at(dir.path()).store().join("vault.bin");
    std::fs::rename(&vault, dir.path().join("elsewhere")).unwrap();
    let again = engine(dir.path(), Some(PASSPHRASE));
    let state = again.start().await.unwrap();
    assert!(
        matches!(state, SetupState::Stopped { .. }),
        "it stops and says how to recover: {state:?}"
    );
    assert!(!vault.exists(), "and makes no new vault over the old store");
    assert!(
        again
            .setup(SetupChoice::Passphrase {
                passphrase: SecretInput::new(PASSPHRASE.into())
            })
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_short_passphrase_is_refused_before_anything_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("rollcall");
    let engine = engine(&home, Some("short"));
    assert_eq!(
        engine.start().await.unwrap_err().code,
        ErrorCode::InvalidInput,
        "it alone protects everything"
    );
    assert!(!home.exists(), "nothing was written");
}

#[tokio::test]
async fn two_first_runs_at_once_make_one_store() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (
        engine(dir.path(), Some(PASSPHRASE)),
        engine(dir.path(), Some(PASSPHRASE)),
    );
    let (x, y) = tokio::join!(a.start(), b.start());
    for state in [x.unwrap(), y.unwrap()] {
        assert!(
            matches!(state, SetupState::Ready { .. }),
            "both commands work: {state:?}"
        );
    }
    a.connection_add(form(
        "Globex",
        "https://scim.example.com",
        Environment::Test,
        "abc",
    ))
    .await
    .unwrap();
    assert_eq!(b.connection_list().await.unwrap().len(), 1, "on the same store");
    a.close().await;
    b.close().await;
}

#[tokio::test]
async fn a_session_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path(), None);
    engine.setup(SetupChoice::Session).await.unwrap();
    let place = engine.places().await.unwrap().places[0].path.clone();
    assert!(
        std::path::Path::new(&place).exists(),
        "the session has a folder of its own"
    );
    engine.close().await;
    assert!(
        !std::path::Path::new(&place).exists(),
        "which is deleted at the end"
    );
    assert_eq!(
        std::fs::read_dir(dir.path()).unwrap().count(),
        0,
        "and home was never touched"
    );
}

#[tokio::test]
async fn settings_survive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let first = engine(dir.path(), Some(PASSPHRASE));
    first.start().await.unwrap();
    let settings = Settings {
        theme: Theme::Dark,
        density: Density::Compact,
        ..Settings::default()
    };
    first.set_settings(settings.clone()).await.unwrap();
    first.close().await;
    let second = engine(dir.path(), Some(PASSPHRASE));
    second.start().await.unwrap();
    assert_eq!(
        second.settings().await.unwrap(),
        settings,
        "the window looks as it was left"
    );
    second.close().await;
}

#[tokio::test]
async fn a_keychain_store_whose_key_cannot_be_had_stops_and_stays_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let first = engine(dir.path(), Some(PASSPHRASE));
    first.start().await.unwrap();
    first.close().await;
    let file = dir.path().join("store.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("passphrase", "keychain")).unwrap();
    let before = std::fs::read(dir.path().join("jobs.db")).unwrap();
    let again = engine(dir.path(), None);
    let state = again.start().await.unwrap();
    let SetupState::Stopped { reason, action, .. } = state else {
        panic!("it must stop: {state:?}")
    };
    assert!(
        matches!(
            reason,
            StopReason::KeyAbsent | StopReason::KeychainUnavailable | StopReason::KeychainLocked
        ),
        "the five states of a keychain are told apart: {reason:?}"
    );
    assert!(!action.is_empty(), "and how to recover is said");
    assert_eq!(
        std::fs::read(dir.path().join("jobs.db")).unwrap(),
        before,
        "the store is as it was"
    );
    assert_eq!(
        again.connection_list().await.unwrap_err().code.exit_code(),
        4,
        "the command line says: local store"
    );
}

#[tokio::test]
async fn a_session_refuses_jobs_and_says_why() {
    let bench = bench(Environment::Test, 1, "").await;
    let error = bench.engine.job_run(1, JobRun::default()).await.unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::SessionMode,
        "its store is gone after a crash"
    );
    assert!(
        error.message.contains("a store that survives a crash"),
        "and that is the reason given"
    );
    assert!(
        bench.engine.job_list(None).await.unwrap().is_empty(),
        "an empty list is no error"
    );
}
