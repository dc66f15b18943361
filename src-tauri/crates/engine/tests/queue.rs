//! The durable queue on a real store, through the real client, against the sandbox.

use std::sync::Arc;
use std::time::Instant;

use rollcall_engine::bulk::{BootClock, CONNECT_LIMIT, ClientExecutor, StoreAdapter};
use rollcall_jobs::plan::Issue;
use rollcall_jobs::*;
use rollcall_sandbox::profile::{Fault, FaultAction};
use rollcall_sandbox::{Profile, ResourceKind, RunningSandbox, SandboxOptions};
use rollcall_scim::patch::PatchOperation;
use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::{Auth, BaseUrl, Client, ClientConfig, SecretText};
use rollcall_storage::table::events;
use rollcall_storage::{Database, DatabaseKey, OpenMode, StoreFolder, open_jobs};
use serde_json::{Value, json};

struct Bench {
    _folder: tempfile::TempDir,
    jobs: Database,
    store: StoreAdapter,
    sandbox: RunningSandbox,
    client: Client,
    config: RunnerConfig,
}

fn now_ms() -> i64 {
    BootClock::new().now().wall_ms
}

async fn bench(people: usize) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let store_folder = StoreFolder::open(folder.path()).unwrap();
    let jobs = open_jobs(&store_folder, &DatabaseKey::generate().unwrap(), OpenMode::Create).unwrap();
    let options = SandboxOptions {
        people,
        token: Some("t".into()),
        ..SandboxOptions::default()
    };
    let sandbox = rollcall_sandbox::start(options).await.unwrap();
    let base = BaseUrl::parse(sandbox.base()).unwrap();
    let mut config = ClientConfig::new("Sandbox", base, Auth::Bearer(SecretText::new("t".to_owned())));
    config.limits.connect_timeout = CONNECT_LIMIT;
    let config_run = RunnerConfig {
        quiet_ms: 400,
        read_lag_ms: 100,
        permit_ms: 4_200,
        ..RunnerConfig::default()
    };
    Bench {
        _folder: folder,
        store: StoreAdapter::new(jobs.clone()),
        jobs,
        sandbox,
        client: Client::new(config).unwrap(),
        config: config_run,
    }
}

impl Bench {
    async fn run(&self, job: JobId) -> JobEnd {
        let store = Arc::new(self.store.clone());
        let runner = Runner::start(
            store,
            Arc::new(BootClock::new()),
            Arc::new(Silent),
            Arc::new(NoProbe),
            self.config.clone(),
        )
        .await
        .unwrap();
        let models = [ResourceModel::user(), ResourceModel::group()].map(Arc::new);
        let executor = Arc::new(ClientExecutor::new(self.client.clone(), models));
        runner.run(job, executor, Until::End, None).await.unwrap()
    }

    async fn write(&self, rows: Vec<NewRow>, uniqueness: Uniqueness) -> JobId {
        let n = rows.len() as u64;
        let writer = JobWriter::begin(Arc::new(self.store.clone()), head(uniqueness), now_ms())
            .await
            .unwrap();
        let job = writer.job();
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            writer
                .add_rows(rows.by_ref().take(1_000).collect())
                .await
                .unwrap();
        }
        writer
            .seal(
                Seal {
                    plan_hash: "00".into(),
                    rows: n,
                },
                now_ms(),
            )
            .await
            .unwrap();
        job
    }

    fn users(&self) -> Vec<Resource> {
        self.sandbox.resources(ResourceKind::User)
    }

    fn requests(&self, prefix: &str) -> u64 {
        self.sandbox
            .stats()
            .requests
            .iter()
            .filter(|(k, _)| k.starts_with(prefix))
            .map(|(_, n)| n)
            .sum()
    }

    async fn rows(&self, job: JobId) -> Vec<RowView> {
        self.store
            .rows(
                job,
                RowFilter {
                    limit: 1_000,
                    ..RowFilter::default()
                },
            )
            .await
            .unwrap()
            .rows
    }
}

fn head(uniqueness: Uniqueness) -> NewJob {
    NewJob {
        connection: "c".into(),
        connection_name: "Sandbox".into(),
        kind: "import".into(),
        title: "people.csv".into(),
        resource_type: "User".into(),
        mapping: json!({}),
        source: None,
        uniqueness,
        etags: false,
        member_chunk: 100,
        directory_size: Some(10),
        caps: Caps::default(),
    }
}

fn row(n: u64, action: Action, ops: Vec<NewOp>) -> NewRow {
    NewRow {
        row_no: n,
        row_uid: format!("r{n}"),
        natural_key: format!("p{n}"),
        user_name: Some(format!("p{n}@example.com")),
        external_id: None,
        cells: vec![format!("p{n}")],
        action,
        issues: vec![],
        ops,
    }
}

fn op(resource_type: &str, change: Change) -> NewOp {
    NewOp {
        resource_type: resource_type.into(),
        change,
        after: vec![],
        secrets: vec![],
    }
}

fn create(n: u64) -> NewOp {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": format!("p{n}@example.com"),
        "externalId": format!("E{n}"), "active": true, "title": "new", "displayName": format!("Person {n}")
    });
    op(
        "User",
        Change::Create {
            body: Resource::from_value(body).unwrap(),
            preflight: Preflight::Absent { at_ms: now_ms() },
        },
    )
}

fn base_of(resource: &Resource) -> Base {
    Base {
        resource: resource.clone(),
        version: None,
    }
}

fn retitle(resource: &Resource, title: &str) -> Change {
    let message = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "title", "value": title}]});
    let operations = PatchOperation::from_message(&message).unwrap();
    Change::patch(resource.id().unwrap(), &operations, base_of(resource))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mixed_job_ends_with_every_row_proven_and_one_request_per_clean_create() {
    let b = bench(30).await;
    let group = b.sandbox.resources(ResourceKind::Group)[0]
        .id()
        .unwrap()
        .to_owned();
    let people = b.users();
    let mut rows = Vec::new();
    for n in 1..=250 {
        let join = Change::AddMember {
            group_id: group.clone(),
            member: MemberRef::CreatedBy(0),
        };
        rows.push(row(n, Action::Create, vec![create(n), op("Group", join)]));
    }
    for (n, person) in (251..).zip(&people[..8]) {
        rows.push(row(n, Action::Update, vec![op("User", retitle(person, "Boss"))]));
    }
    for (n, person) in (259..).zip(&people[8..12]) {
        let id = person.id().unwrap().to_owned();
        rows.push(row(
            n,
            Action::Deactivate,
            vec![op(
                "User",
                Change::Deactivate {
                    id,
                    base: base_of(person),
                },
            )],
        ));
    }
    rows.push(row(300, Action::Unchanged, vec![]));
    let mut blocked = row(301, Action::Blocked, vec![]);
    blocked.issues = vec![Issue {
        code: "missing".into(),
        message: "No user name.".into(),
        fix: Some("Give one.".into()),
        column: None,
    }];
    rows.push(blocked);
    let job = b.write(rows, Uniqueness::Declared).await;
    b.sandbox.reset_stats();
    let end = b.run(job).await;

    assert_eq!(
        end.state,
        JobState::DoneWithFailures,
        "the blocked row is the only one that did not succeed"
    );
    let ended = b.rows(job).await;
    let not: Vec<_> = ended
        .iter()
        .filter(|r| r.state != RowState::Succeeded)
        .map(|r| (r.row_no, r.message.clone()))
        .collect();
    assert_eq!(
        not,
        [(301, Some("No user name.".into()))],
        "each other row is proven, this one says why"
    );
    let stats = b.sandbox.stats();
    assert_eq!(
        b.requests("POST"),
        250,
        "one request per clean create: {:?}",
        stats.requests
    );
    assert!(
        b.requests("PATCH") <= 8 + 4 + 6,
        "members travel together: {:?}",
        stats.requests
    );
    let users = b.users();
    for n in 1..=250 {
        let name = format!("p{n}@example.com");
        let found = users.iter().filter(|u| u.user_name() == Some(&name)).count();
        assert_eq!(found, 1, "{name} exists exactly once");
    }
    let now: Vec<Resource> = b.users();
    for person in &people[..8] {
        let seen = now.iter().find(|u| u.id() == person.id()).unwrap();
        assert_eq!(
            seen.get_ci("title"),
            Some(&Value::from("Boss")),
            "the title was changed"
        );
    }
    for person in &people[8..12] {
        assert_eq!(
            now.iter().find(|u| u.id() == person.id()).unwrap().active(),
            Some(false),
            "deactivated"
        );
    }
    let members = b
        .sandbox
        .resources(ResourceKind::Group)
        .into_iter()
        .find(|g| g.id() == Some(&group))
        .unwrap();
    let members = members.get_ci("members").and_then(Value::as_array).unwrap().len();
    assert!(members >= 250, "everybody is in the group, it has {members}");
    let broken = b.jobs.read(events::first_broken).await.unwrap();
    assert_eq!(broken, None, "the journal's chain is whole");
    let detail = b.store.row(ended[0].row).await.unwrap();
    assert_eq!(detail.ops.len(), 2, "the create and the membership");
    assert!(
        detail.ops.iter().all(|o| o.attempts.len() == 1),
        "each was sent once, the membership in its chunk"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_answers_and_errors_after_applying_are_adopted_and_nobody_exists_twice() {
    let b = bench(0).await;
    let fault = |action, every| Fault {
        method: Some("POST".into()),
        endpoint: Some("/Users".into()),
        nth: None,
        every: Some(every),
        probability: None,
        seed: 0,
        from: None,
        times: None,
        action,
    };
    b.sandbox.set_profile(
        Profile::default()
            .with_fault(fault(FaultAction::LoseAnswer, 5))
            .with_fault(fault(FaultAction::ErrorAfter { status: 500 }, 7))
            .with_fault(fault(FaultAction::TooManyRequests { retry_after: Some(1) }, 41)),
    );
    let job = b
        .write(
            (1..=60)
                .map(|n| row(n, Action::Create, vec![create(n)]))
                .collect(),
            Uniqueness::Unknown,
        )
        .await;
    let end = b.run(job).await;
    assert_eq!(
        end.state,
        JobState::Done,
        "{:?}",
        b.store.failed_rows(job, None, 10).await
    );
    let adopted = b
        .rows(job)
        .await
        .iter()
        .filter(|r| r.proof == Some(Proof::Adopted))
        .count();
    assert!(adopted >= 10, "lost answers were found again, {adopted} of them");
    assert_eq!(b.users().len(), 60, "one user per row");
    assert_eq!(
        b.sandbox.stats().duplicate_user_names,
        0,
        "the server never saw a name twice"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_moved_since_the_plan_is_a_conflict_and_the_others_go_on() {
    let b = bench(10).await;
    let people = b.users();
    let rows = (1..)
        .zip(&people[..3])
        .map(|(n, p)| row(n, Action::Update, vec![op("User", retitle(p, "Boss"))]))
        .collect();
    let job = b.write(rows, Uniqueness::Declared).await;
    let moved = PatchOperation::from_message(
        &json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "displayName", "value": "Somebody Else"}]}),
    )
    .unwrap();
    b.client
        .patch("/Users", people[1].id().unwrap(), &moved, None)
        .await
        .unwrap();
    b.run(job).await;
    let states: Vec<RowState> = b.rows(job).await.iter().map(|r| r.state).collect();
    assert_eq!(
        states,
        [RowState::Succeeded, RowState::Conflict, RowState::Succeeded],
        "only the moved one stops"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejected_credential_pauses_the_job_and_fails_nobody() {
    let b = bench(0).await;
    let fault = Fault {
        method: None,
        endpoint: None,
        nth: None,
        every: None,
        probability: None,
        seed: 0,
        from: Some(11),
        times: None,
        action: FaultAction::ErrorBefore { status: 401 },
    };
    b.sandbox.set_profile(Profile::default().with_fault(fault));
    let job = b
        .write(
            (1..=40)
                .map(|n| row(n, Action::Create, vec![create(n)]))
                .collect(),
            Uniqueness::Declared,
        )
        .await;
    let end = b.run(job).await;
    assert_eq!(
        end.state,
        JobState::Paused(PauseReason::Auth),
        "the token died in the middle"
    );
    let summary = b.store.summary(job).await.unwrap();
    assert_eq!(
        summary.rows[&RowState::Failed],
        0,
        "nobody is marked failed for it"
    );
    b.sandbox.set_profile(Profile::default());
    assert_eq!(b.run(job).await.state, JobState::Done, "run again, it goes on");
    assert_eq!(b.users().len(), 40, "and nobody was sent twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_reaches_the_server_and_is_wiped_here_when_the_row_ends() {
    let b = bench(0).await;
    let mut with_password = create(1);
    if let Change::Create { body, .. } = &mut with_password.change {
        body.0.insert("password".into(), SecretAt::PLACEHOLDER.into());
    }
    with_password.secrets = vec![SecretAt {
        pointer: "/password".into(),
        value: SecretValue::new("CANARY-Spring-2026!"),
    }];
    let job = b
        .write(
            vec![row(1, Action::Create, vec![with_password])],
            Uniqueness::Declared,
        )
        .await;
    let sealed = |b: &Bench| {
        let jobs = b.jobs.clone();
        async move {
            let read = jobs.read(|c| {
                let op = rollcall_storage::table::ops::by_ids(c, &[1])?.remove(0);
                assert!(
                    !op.payload_json.contains("CANARY"),
                    "the payload holds a placeholder"
                );
                Ok(op.sealed.is_some())
            });
            read.await.unwrap()
        }
    };
    assert!(sealed(&b).await, "kept sealed until it is sent");
    assert_eq!(b.run(job).await.state, JobState::Done, "{:?}", b.rows(job).await);
    assert!(!sealed(&b).await, "wiped when the row ended");
    let detail = b.store.row(b.rows(job).await[0].row).await.unwrap();
    assert!(!format!("{detail:?}").contains("CANARY"), "shown masked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deactivations_above_the_cap_wait_for_a_release_and_nothing_is_sent() {
    let b = bench(20).await;
    let people = b.users();
    let rows = (1..)
        .zip(&people[..3])
        .map(|(n, p)| {
            let change = Change::Deactivate {
                id: p.id().unwrap().into(),
                base: base_of(p),
            };
            row(n, Action::Deactivate, vec![op("User", change)])
        })
        .collect::<Vec<_>>();
    let writer = JobWriter::begin(
        Arc::new(b.store.clone()),
        NewJob {
            caps: Caps {
                deactivations: 2,
                deletes: 0,
            },
            ..head(Uniqueness::Declared)
        },
        now_ms(),
    )
    .await
    .unwrap();
    let job = writer.job();
    writer.add_rows(rows).await.unwrap();
    writer
        .seal(
            Seal {
                plan_hash: "00".into(),
                rows: 3,
            },
            now_ms(),
        )
        .await
        .unwrap();
    b.sandbox.reset_stats();
    assert_eq!(
        b.run(job).await.state,
        JobState::NeedsRelease,
        "3 planned, 2 allowed"
    );
    assert_eq!(b.sandbox.stats().total_requests(), 0, "nothing was sent");
    b.store.release(job, "anna", now_ms()).await.unwrap();
    assert_eq!(b.run(job).await.state, JobState::Done, "released for this plan");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_wave_is_sent_and_the_rest_waits() {
    let b = bench(0).await;
    let job = b
        .write(
            (1..=30)
                .map(|n| row(n, Action::Create, vec![create(n)]))
                .collect(),
            Uniqueness::Declared,
        )
        .await;
    let store = Arc::new(b.store.clone());
    let runner = Runner::start(
        store,
        Arc::new(BootClock::new()),
        Arc::new(Silent),
        Arc::new(NoProbe),
        b.config.clone(),
    )
    .await
    .unwrap();
    let executor = Arc::new(ClientExecutor::new(
        b.client.clone(),
        [Arc::new(ResourceModel::user())],
    ));
    let end = runner.run(job, executor, Until::First(5), None).await.unwrap();
    assert!(end.wave, "{end:?}");
    assert_eq!(b.users().len(), 5, "five rows and no more");
    assert_eq!(b.run(job).await.state, JobState::Done, "run again to continue");
    assert_eq!(b.users().len(), 30, "all of them, once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_job_ends_every_row() {
    let b = bench(0).await;
    let job = b
        .write(
            (1..=30)
                .map(|n| row(n, Action::Create, vec![create(n)]))
                .collect(),
            Uniqueness::Declared,
        )
        .await;
    assert_eq!(
        b.store.control(job, Control::Cancel, now_ms()).await.unwrap(),
        JobState::Cancelled,
        "nothing was open"
    );
    assert!(
        b.rows(job).await.iter().all(|r| r.state == RowState::Cancelled),
        "each row says so"
    );
    assert_eq!(
        b.run(job).await.state,
        JobState::Cancelled,
        "and running it changes nothing"
    );
    assert_eq!(b.users().len(), 0, "nothing was sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operation_altered_in_the_store_is_not_sent() {
    let b = bench(0).await;
    let job = b
        .write(
            (1..=2).map(|n| row(n, Action::Create, vec![create(n)])).collect(),
            Uniqueness::Declared,
        )
        .await;
    let altered = b.jobs.write(|tx| {
        tx.execute(
            "UPDATE ops SET payload_json = replace(payload_json, 'p1@', 'evil@') WHERE id = 1",
            [],
        )?;
        Ok(())
    });
    altered.await.unwrap();
    b.run(job).await;
    let states: Vec<RowState> = b.rows(job).await.iter().map(|r| r.state).collect();
    assert_eq!(
        states,
        [RowState::NeedsHuman, RowState::Succeeded],
        "a person looks at it, the other goes on"
    );
    assert_eq!(b.users().len(), 1, "the altered one was not sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: run with --release --run-ignored all --no-capture"]
async fn throughput_at_fifty_milliseconds_and_sixteen_connections() {
    let b = bench(0).await;
    let latency = Fault {
        method: None,
        endpoint: None,
        nth: None,
        every: None,
        probability: None,
        seed: 0,
        from: None,
        times: None,
        action: FaultAction::Latency { ms: 50 },
    };
    b.sandbox.set_profile(Profile::default().with_fault(latency));
    let job = b
        .write(
            (1..=3_000)
                .map(|n| row(n, Action::Create, vec![create(n)]))
                .collect(),
            Uniqueness::Declared,
        )
        .await;
    let started = Instant::now();
    assert_eq!(b.run(job).await.state, JobState::Done, "all of them");
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "3,000 creates in {seconds:.2} s: {:.1} % of 16 / 50 ms",
        3_000.0 / seconds / 320.0 * 100.0
    );
    assert_eq!(b.requests("POST"), 3_000, "one request each");

    let started = Instant::now();
    b.write(
        (1..=100_000)
            .map(|n| row(n, Action::Create, vec![create(n)]))
            .collect(),
        Uniqueness::Declared,
    )
    .await;
    println!("100,000 rows written in {:.2} s", started.elapsed().as_secs_f64());
}
