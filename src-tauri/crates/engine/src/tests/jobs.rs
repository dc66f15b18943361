use super::*;
use crate::import::{ImportOperation, ImportPlan, Mapping};

/// A store that survives a crash, and a connection of this environment to a sandbox.
pub(super) struct Stage {
    dir: tempfile::TempDir,
    pub(super) engine: Engine,
    pub(super) sandbox: RunningSandbox,
    pub(super) id: ConnectionId,
}

fn open(dir: &std::path::Path) -> Engine {
    let mut options = options(dir, clock());
    options.passphrase = Some(SecretInput::new("correct horse".into()));
    Engine::new(options)
}

pub(super) async fn stage(environment: Environment, people: usize, profile: &str) -> Stage {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    engine.start().await.unwrap();
    let profile = Profile::from_toml(profile).unwrap();
    let sandbox = rollcall_sandbox::start(SandboxOptions {
        people,
        profile,
        ..SandboxOptions::default()
    })
    .await
    .unwrap();
    let new = form("Globex", sandbox.base(), environment, sandbox.token());
    let id = engine.connection_add(new).await.unwrap().connection.id;
    Stage {
        dir,
        engine,
        sandbox,
        id,
    }
}

impl Stage {
    pub(super) async fn plan(&self, rows: usize, operation: ImportOperation) -> ImportPlan {
        let mut csv = String::from("User name,Given name,Family name\n");
        for n in 0..rows {
            csv.push_str(&format!("season{n}@example.com,Zoë{n},Łącki\n"));
        }
        let file = self.dir.path().join("season.csv");
        std::fs::write(&file, csv).unwrap();
        let mut mapping = Mapping {
            operation,
            ..Mapping::default()
        };
        for (header, path) in [
            ("User name", "userName"),
            ("Given name", "name.givenName"),
            ("Family name", "name.familyName"),
        ] {
            mapping.columns.insert(header.into(), path.into());
        }
        self.engine
            .import_plan_file(self.id, &file, mapping)
            .await
            .unwrap()
    }

    fn season(&self) -> usize {
        let users = self.sandbox.resources(rollcall_sandbox::ResourceKind::User);
        users
            .iter()
            .filter(|u| u.user_name().is_some_and(|n| n.starts_with("season")))
            .count()
    }
}

#[tokio::test]
async fn a_job_runs_from_the_file_to_a_proven_end() {
    let stage = stage(Environment::Test, 30, "").await;
    let plan = stage.plan(40, ImportOperation::Upsert).await;
    assert_eq!(plan.counts["create"], 40, "all of them are new");
    assert_eq!(stage.season(), 0, "a plan sends nothing");
    assert_eq!(
        plan.view.guard,
        Guard::AskYes,
        "a job is approved, also on a test directory"
    );
    let silent = stage
        .engine
        .job_run(plan.job, JobRun::default())
        .await
        .unwrap_err();
    assert_eq!(
        silent.code,
        ErrorCode::ConfirmationNeeded,
        "nobody runs a job by accident"
    );
    let confirmation = stage
        .engine
        .job_confirm(plan.job, ConfirmAnswer::Yes)
        .await
        .unwrap();
    let run = JobRun {
        first: Some(5),
        confirmation: Some(confirmation),
    };
    let wave = stage.engine.job_run(plan.job, run).await.unwrap();
    assert_eq!(
        (wave.state.as_str(), stage.season()),
        ("approved", 5),
        "a first wave, then it waits"
    );
    let end = stage.engine.job_run(plan.job, JobRun::default()).await.unwrap();
    assert_eq!(end.state, "done", "going on asks nothing again: {end:?}");
    assert_eq!(
        (end.rows["succeeded"], stage.season()),
        (40, 40),
        "everybody is there, once"
    );
    let again = stage.engine.job_run(plan.job, JobRun::default()).await.unwrap();
    assert_eq!(
        (again.state.as_str(), stage.season()),
        ("done", 40),
        "an ended job does nothing"
    );
    let rows = stage
        .engine
        .job_rows(plan.job, JobRowsRequest::default())
        .await
        .unwrap();
    assert!(
        rows.rows.iter().all(|r| r.proof.is_some()),
        "every row says how we know"
    );
    let second = stage.plan(40, ImportOperation::Upsert).await;
    assert_eq!(
        second.counts["unchanged"], 40,
        "the same file twice changes nothing (threats I8)"
    );
    stage.engine.close().await;
}

#[tokio::test]
async fn a_job_nobody_planned_is_told_by_its_number() {
    let stage = stage(Environment::Test, 3, "").await;
    let unknown = stage.engine.job_status(999).await.unwrap_err();
    assert_eq!(unknown.code, ErrorCode::NotFound);
    let told = |key: &str| unknown.params.get(key).map(String::as_str);
    assert_eq!(
        (told("reason"), told("id")),
        (Some("job"), Some("999")),
        "every language can say which"
    );
}

#[tokio::test]
async fn a_job_on_production_needs_the_unlock_the_name_and_the_number() {
    let stage = stage(Environment::Production, 5, "").await;
    let plan = stage.plan(3, ImportOperation::Upsert).await;
    assert_eq!(plan.view.guard, Guard::Locked, "production is locked");
    let typed = || ConfirmAnswer::parse("Globex:3").unwrap();
    let locked = stage.engine.job_confirm(plan.job, typed()).await.unwrap_err();
    assert_eq!(locked.code, ErrorCode::ReadOnly, "whoever confirms");
    stage.engine.connection_unlock(stage.id, None).await.unwrap();
    let yes = stage
        .engine
        .job_confirm(plan.job, ConfirmAnswer::Yes)
        .await
        .unwrap_err();
    assert_eq!(yes.code, ErrorCode::ConfirmationNeeded, "a yes is not enough");
    let wrong = stage
        .engine
        .job_confirm(plan.job, ConfirmAnswer::parse("Globex:4").unwrap())
        .await;
    assert!(wrong.is_err(), "the number must be right");
    let confirmation = stage.engine.job_confirm(plan.job, typed()).await.unwrap();
    let run = JobRun {
        first: None,
        confirmation: Some(confirmation),
    };
    let end = stage.engine.job_run(plan.job, run).await.unwrap();
    assert_eq!((end.state.as_str(), stage.season()), ("done", 3), "then it runs");
    stage.engine.close().await;
}

#[tokio::test]
async fn failed_rows_come_back_as_a_file_with_reasons() {
    // The server wants a title of everybody, and the file has none.
    let stage = stage(Environment::Sandbox, 2, "[write]\nrequired = [\"title\"]").await;
    let plan = stage.plan(4, ImportOperation::Upsert).await;
    let yes = stage
        .engine
        .job_confirm(plan.job, ConfirmAnswer::Yes)
        .await
        .unwrap();
    let run = JobRun {
        first: None,
        confirmation: Some(yes),
    };
    let end = stage.engine.job_run(plan.job, run).await.unwrap();
    assert_eq!(end.state, "done_with_failures", "every row was refused: {end:?}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("to-correct.csv");
    stage
        .engine
        .job_save_failed(plan.job, &file, false)
        .await
        .unwrap();
    let csv = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 5, "the header and the refused rows: {csv}");
    assert!(
        lines[0].starts_with("User name,Given name,Family name,Rollcall result"),
        "with its own columns"
    );
    assert!(
        lines[1].contains("season") && lines[1].contains("failed"),
        "and why: {}",
        lines[1]
    );
    let again = stage.engine.job_save_failed(plan.job, &file, false).await;
    assert_eq!(
        again.unwrap_err().code,
        ErrorCode::File,
        "nothing is overwritten unasked"
    );
    stage.engine.job_save_failed(plan.job, &file, true).await.unwrap();
    stage.engine.close().await;
}

#[tokio::test]
async fn a_job_of_another_process_is_handed_over_and_followed() {
    let stage = stage(Environment::Test, 2, "[http]\nlatency_ms = 15").await;
    let long = stage.plan(150, ImportOperation::Upsert).await;
    let yes = stage
        .engine
        .job_confirm(long.job, ConfirmAnswer::Yes)
        .await
        .unwrap();
    stage
        .engine
        .job_start(
            long.job,
            JobRun {
                first: None,
                confirmation: Some(yes),
            },
        )
        .await
        .unwrap();
    // A second engine on the same folder stands for a second process.
    let other = open(stage.dir.path());
    other.start().await.unwrap();
    let file = stage.dir.path().join("two.csv");
    std::fs::write(&file, "userName\nlate1@example.com\nlate2@example.com\n").unwrap();
    let short = other
        .import_plan_file(stage.id, &file, Mapping::default())
        .await
        .unwrap();
    let yes = other.job_confirm(short.job, ConfirmAnswer::Yes).await.unwrap();
    let end = other
        .job_run(
            short.job,
            JobRun {
                first: None,
                confirmation: Some(yes),
            },
        )
        .await
        .unwrap();
    assert_eq!(end.state, "done", "whoever holds the lock runs it: {end:?}");
    let long_end = other.job_run(long.job, JobRun::default()).await.unwrap();
    assert_eq!(
        long_end.state, "done",
        "and following somebody else's job ends with its end"
    );
    assert_eq!(stage.season(), 150, "nobody twice");
    other.close().await;
    stage.engine.close().await;
}

#[tokio::test]
async fn q_err_03_a_create_refused_in_a_servers_own_words_is_looked_for_before_it_is_called_wrong() {
    let profile = "[write]\nconflict_status = 400\nconflict_without_scim_type = true\n[errors]\nbody = \"code_in_detail\"\n";
    let stage = stage(Environment::Test, 5, profile).await;
    super::by_hand(&stage.engine, stage.id, "errors.duplicate", "409, 400").await;
    let plan = stage.plan(3, ImportOperation::Upsert).await;
    // Somebody else is faster.
    let resource = serde_json::json!({ "userName": "season1@example.com", "title": "Not ours" });
    let faster = stage
        .engine
        .prepare_change(stage.id, "User", Change::Create { resource })
        .await
        .unwrap();
    stage
        .engine
        .apply_change(stage.id, &faster.fingerprint, None)
        .await
        .unwrap();
    let end = super::small_jobs::run(&stage, plan.job).await;
    assert_eq!(
        (end.rows["succeeded"], end.rows["conflict"], end.rows["failed"]),
        (2, 1, 0),
        "the name is taken, nothing is wrong with the row: {end:?}"
    );
    // The same status for something else stays a refusal.
    let strict = profile.replace("[write]", "[write]\nrequired = [\"title\"]");
    stage.sandbox.set_profile(Profile::from_toml(&strict).unwrap());
    let other = stage.plan(5, ImportOperation::Upsert).await;
    assert_eq!(other.counts["create"], 2, "{:?}", other.counts);
    let end = super::small_jobs::run(&stage, other.job).await;
    assert_eq!(end.rows["failed"], 2, "nobody has these names: {end:?}");
}
