//! The keychain of the operating system, for real: a D-Bus session and a gnome-keyring of their own, in a
//! temporary home.
//!
//! Each test starts this program again inside `dbus-run-session`; the part that talks to the keychain runs there
//! and the test asserts that it passed. Needs the packages `dbus` and `gnome-keyring`.
#![cfg(target_os = "linux")]

use std::os::unix::process::CommandExt as _;
use std::process::{Command, Output};
use std::time::Duration;

use rollcall_secrets::{
    Keychain, KeychainState, Secret, SecretError, SecretStore as _, keychain_state, keychain_state_within,
};
use uuid::Uuid;

/// Set in the process that runs inside the session.
const INSIDE: &str = "ROLLCALL_TEST_INSIDE_SESSION";

const UNLOCK: &str =
    "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null";
const LOCKED: &str = "gnome-keyring-daemon --start --daemonize --components=secrets >/dev/null";

/// True inside the session: then the caller runs its part. Otherwise starts `test` again after `shell` in a
/// session of its own with the given home, and asserts that it passed there.
fn inside(test: &str, shell: &str, home: &std::path::Path) -> bool {
    if std::env::var_os(INSIDE).is_some_and(|name| name == test) {
        return true;
    }
    let output = in_session(test, shell, home);
    let told = format!(
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output.status.success(),
        "the part inside the session failed:\n{told}"
    );
    assert!(
        told.contains("1 passed"),
        "the part inside the session did not run:\n{told}"
    );
    false
}

fn in_session(test: &str, shell: &str, home: &std::path::Path) -> Output {
    for tool in ["dbus-run-session", "gnome-keyring-daemon"] {
        let found = std::env::var_os("PATH")
            .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(tool).exists()));
        assert!(
            found,
            "{tool} is missing: install the packages dbus and gnome-keyring (apt-get install dbus gnome-keyring)"
        );
    }
    let exe = std::env::current_exe().unwrap();
    let script =
        format!("{shell}; \"$0\" --exact {test} --nocapture --test-threads=1; code=$?; {END}; exit $code");
    let mut command = Command::new("dbus-run-session");
    command
        .args(["--", "sh", "-c", &script])
        .arg(exe)
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("GNOME_KEYRING_CONTROL")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .env(INSIDE, test)
        // A group of its own, so that nothing it starts is mistaken for ours.
        .process_group(0);
    for folder in ["data", "config", "cache", "run"] {
        std::fs::create_dir_all(home.join(folder)).unwrap();
    }
    command.output().unwrap()
}

/// Ends this session's own daemon, also one that was stopped: it is asked for by its bus name.
const END: &str = "pid=$(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
     org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets 2>/dev/null \
     | awk '{print $2}'); [ -n \"$pid\" ] && kill -KILL $pid";

/// Calls a method of this session's bus and gives what it answers, or nothing when it refuses.
fn bus(method: &str, arguments: &[&str]) -> Option<String> {
    let answer = Command::new("dbus-send")
        .args([
            "--session",
            "--print-reply=literal",
            "--dest=org.freedesktop.DBus",
            "/",
        ])
        .arg(format!("org.freedesktop.DBus.{method}"))
        .args(arguments)
        .output()
        .unwrap();
    answer
        .status
        .success()
        .then(|| String::from_utf8_lossy(&answer.stdout).into_owned())
}

/// The process id of this session's keyring, if the bus knows one.
fn owner() -> Option<u32> {
    let text = bus("GetConnectionUnixProcessID", &["string:org.freedesktop.secrets"])?;
    text.split_whitespace().last()?.parse().ok()
}

/// The process id of this session's keyring, which runs.
fn daemon() -> u32 {
    owner().expect("the keyring has a process id")
}

/// Has the bus start a keyring by itself, as it does for whoever asks next, once it saw the end of `dead`.
fn successor_of(dead: u32) -> u32 {
    (0..1_000)
        .find_map(|_| {
            bus(
                "StartServiceByName",
                &["string:org.freedesktop.secrets", "uint32:0"],
            );
            owner().filter(|pid| *pid != dead)
        })
        .expect("the bus starts another keyring")
}

/// Waits until the bus saw that the keyring is gone; nobody may ask for it meanwhile.
fn gone() {
    assert!(
        (0..1_000).any(|_| owner().is_none()),
        "the bus sees that the keyring ended"
    );
}

fn signal(signal: &str, pid: u32) {
    assert!(
        Command::new("kill")
            .args([signal, &pid.to_string()])
            .status()
            .unwrap()
            .success(),
        "the signal is sent"
    );
}

fn keychain() -> Keychain {
    Keychain::new(Uuid::new_v4()).unwrap()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

#[test]
fn an_open_keychain_keeps_and_gives_back_secrets_of_any_length() {
    let home = tempfile::tempdir().unwrap();
    if !inside(
        "an_open_keychain_keeps_and_gives_back_secrets_of_any_length",
        UNLOCK,
        home.path(),
    ) {
        return;
    }
    run(async {
        assert_eq!(
            keychain_state().await,
            KeychainState::Available,
            "the keyring was unlocked"
        );
        let keychain = keychain();
        assert_eq!(
            keychain.get("token").await,
            Err(SecretError::Absent),
            "looking must not make a secret"
        );
        for text in [
            "short",
            "",
            " ü\n trailing ",
            &"x".repeat(1_999),
            &"long".repeat(2_000),
        ] {
            let secret = Secret::new(text.to_owned());
            keychain.set("token", &secret).await.unwrap();
            assert!(
                keychain.get("token").await.unwrap() == secret,
                "{} bytes come back unchanged",
                text.len()
            );
        }
        keychain.set("token", &Secret::new("again".into())).await.unwrap();
        keychain.delete("token").await.unwrap();
        keychain.delete("token").await.unwrap();
        assert_eq!(
            keychain.get("token").await,
            Err(SecretError::Absent),
            "a deleted secret is gone"
        );
    });
}

#[test]
fn two_stores_never_share_a_secret() {
    let home = tempfile::tempdir().unwrap();
    if !inside("two_stores_never_share_a_secret", UNLOCK, home.path()) {
        return;
    }
    run(async {
        let (one, other) = (keychain(), keychain());
        one.set("jobs key", &Secret::new("of one".into())).await.unwrap();
        assert_eq!(
            other.get("jobs key").await,
            Err(SecretError::Absent),
            "the uuid keeps stores apart"
        );
        other
            .set("jobs key", &Secret::new("of the other".into()))
            .await
            .unwrap();
        assert_eq!(
            one.get("jobs key").await.unwrap().expose(),
            "of one",
            "and none writes over the other's"
        );
    });
}

#[test]
fn without_a_bus_the_keychain_is_unavailable() {
    const NAME: &str = "without_a_bus_the_keychain_is_unavailable";
    let home = tempfile::tempdir().unwrap();
    // Neither an address nor the socket of a session's usual place.
    let shell = "unset DBUS_SESSION_BUS_ADDRESS";
    if !inside(NAME, shell, home.path()) {
        return;
    }
    run(async {
        let state = keychain_state().await;
        assert!(
            matches!(state, KeychainState::Unavailable(_)),
            "the first run must offer the other modes: {state:?}"
        );
        let keychain = keychain();
        for answer in [
            keychain.get("token").await.map(drop),
            keychain.set("token", &Secret::new("x".into())).await,
        ] {
            assert!(
                matches!(answer, Err(SecretError::Unavailable(_))),
                "no bus is not an absent secret: {answer:?}"
            );
        }
    });
}

#[test]
fn without_a_default_keyring_the_keychain_is_unavailable() {
    let home = tempfile::tempdir().unwrap();
    if !inside(
        "without_a_default_keyring_the_keychain_is_unavailable",
        LOCKED,
        home.path(),
    ) {
        return;
    }
    run(async {
        let state = keychain_state().await;
        assert!(
            matches!(state, KeychainState::Unavailable(_)),
            "a service without a keyring keeps nothing: {state:?}"
        );
        let refused = keychain().set("token", &Secret::new("x".into())).await;
        let honest = matches!(refused, Err(SecretError::Unavailable(_) | SecretError::Locked(_)));
        assert!(honest, "what was not kept must not be called kept: {refused:?}");
    });
}

#[test]
fn a_locked_keychain_says_that_it_is_locked() {
    const NAME: &str = "a_locked_keychain_says_that_it_is_locked";
    let home = tempfile::tempdir().unwrap();
    if std::env::var_os(INSIDE).is_none() {
        // First a session in which the secret is kept, then one on the same home that is not unlocked.
        let output = in_session("keeps_a_secret_for_the_locked_session", UNLOCK, home.path());
        assert!(
            output.status.success(),
            "the first session must keep a secret: {output:?}"
        );
    }
    if !inside(NAME, LOCKED, home.path()) {
        return;
    }
    run(async {
        assert_eq!(
            keychain_state().await,
            KeychainState::Locked,
            "a person must be told to unlock it"
        );
        let keychain = Keychain::new(Uuid::nil()).unwrap();
        let read = keychain.get("kept").await;
        assert!(
            matches!(read, Err(SecretError::Locked(_))),
            "locked is not absent: {read:?}"
        );
        let written = keychain.set("new", &Secret::new("x".into())).await;
        assert!(
            matches!(written, Err(SecretError::Locked(_))),
            "nor can anything be kept: {written:?}"
        );
    });
}

/// The first half of the test above; by itself it does nothing.
#[test]
fn keeps_a_secret_for_the_locked_session() {
    if std::env::var_os(INSIDE).is_none_or(|name| name != "keeps_a_secret_for_the_locked_session") {
        return;
    }
    run(async {
        let keychain = Keychain::new(Uuid::nil()).unwrap();
        keychain.set("kept", &Secret::new("kept".into())).await.unwrap();
    });
}

#[test]
fn a_keychain_that_hangs_times_out_and_is_used_again_when_it_wakes() {
    let home = tempfile::tempdir().unwrap();
    if !inside(
        "a_keychain_that_hangs_times_out_and_is_used_again_when_it_wakes",
        UNLOCK,
        home.path(),
    ) {
        return;
    }
    run(async {
        let keychain = Keychain::with_deadline(Uuid::new_v4(), Duration::from_secs(60)).unwrap();
        keychain.set("token", &Secret::new("kept".into())).await.unwrap();
        let pid = daemon();
        let impatient = Keychain::with_deadline(Uuid::new_v4(), Duration::from_millis(300)).unwrap();
        signal("-STOP", pid);
        assert_eq!(
            impatient.get("token").await,
            Err(SecretError::TimedOut),
            "nobody waits for a keyring that hangs"
        );
        let state = keychain_state_within(Duration::from_millis(300)).await;
        assert!(
            matches!(state, KeychainState::Unavailable(_)),
            "nor does the first run: {state:?}"
        );
        signal("-CONT", pid);
        assert_eq!(
            keychain.get("token").await.unwrap().expose(),
            "kept",
            "afterwards it is used without a restart"
        );
    });
}

#[test]
fn a_keychain_that_died_is_found_again_without_a_restart() {
    let home = tempfile::tempdir().unwrap();
    if !inside(
        "a_keychain_that_died_is_found_again_without_a_restart",
        UNLOCK,
        home.path(),
    ) {
        return;
    }
    run(async {
        let keychain = keychain();
        keychain.set("token", &Secret::new("kept".into())).await.unwrap();
        let first = daemon();
        signal("-KILL", first);
        let meanwhile = keychain.get("token").await;
        assert!(
            meanwhile.is_err(),
            "a keyring that is gone gives nothing: {meanwhile:?}"
        );
        assert_ne!(
            meanwhile,
            Err(SecretError::Absent),
            "and its silence is not an absent secret"
        );
        // The bus starts another one by itself, which is locked and cannot be unlocked without a screen.
        signal("-KILL", successor_of(first));
        gone();
        assert!(
            Command::new("sh")
                .args(["-c", UNLOCK])
                .status()
                .unwrap()
                .success(),
            "a person unlocks it again"
        );
        let mut answer = keychain.get("token").await;
        if answer.is_err() {
            // The first call after a death may still meet the dead connection; it is made anew for the next.
            answer = keychain.get("token").await;
        }
        assert_eq!(
            answer.unwrap().expose(),
            "kept",
            "the keyring that came back is used without a restart"
        );
    });
}
