//! A store, a sandbox and a client for one test, and the rows it writes.

use std::sync::Arc;

use rollcall_engine::bulk::{BootClock, CONNECT_LIMIT, ClientExecutor, StoreAdapter};
use rollcall_jobs::*;
use rollcall_sandbox::{ResourceKind, RunningSandbox, SandboxOptions};
use rollcall_scim::patch::PatchOperation;
use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::{Auth, BaseUrl, Client, ClientConfig, SecretText};
use rollcall_storage::{Database, DatabaseKey, OpenMode, StoreFolder, open_jobs};
use serde_json::json;

pub(crate) struct Bench {
    _folder: tempfile::TempDir,
    pub(crate) jobs: Database,
    pub(crate) store: StoreAdapter,
    pub(crate) sandbox: RunningSandbox,
    pub(crate) client: Client,
    pub(crate) config: RunnerConfig,
}

pub(crate) fn now_ms() -> i64 {
    BootClock::new().now().wall_ms
}

pub(crate) async fn bench(people: usize) -> Bench {
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
    pub(crate) async fn run(&self, job: JobId) -> JobEnd {
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

    pub(crate) async fn write(&self, rows: Vec<NewRow>, uniqueness: Uniqueness) -> JobId {
        self.write_job(head(uniqueness), rows).await
    }

    pub(crate) async fn write_job(&self, head: NewJob, rows: Vec<NewRow>) -> JobId {
        let n = rows.len() as u64;
        let writer = JobWriter::begin(Arc::new(self.store.clone()), head, now_ms())
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

    pub(crate) fn users(&self) -> Vec<Resource> {
        self.sandbox.resources(ResourceKind::User)
    }

    pub(crate) fn requests(&self, prefix: &str) -> u64 {
        self.sandbox
            .stats()
            .requests
            .iter()
            .filter(|(k, _)| k.starts_with(prefix))
            .map(|(_, n)| n)
            .sum()
    }

    pub(crate) async fn rows(&self, job: JobId) -> Vec<RowView> {
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

pub(crate) fn head(uniqueness: Uniqueness) -> NewJob {
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

pub(crate) fn row(n: u64, action: Action, ops: Vec<NewOp>) -> NewRow {
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

pub(crate) fn op(resource_type: &str, change: Change) -> NewOp {
    NewOp {
        resource_type: resource_type.into(),
        change,
        after: vec![],
        secrets: vec![],
    }
}

pub(crate) fn create(n: u64) -> NewOp {
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

pub(crate) fn base_of(resource: &Resource) -> Base {
    Base {
        resource: resource.clone(),
        version: None,
    }
}

pub(crate) fn retitle(resource: &Resource, title: &str) -> Change {
    let message = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "title", "value": title}]});
    let operations = PatchOperation::from_message(&message).unwrap();
    Change::patch(resource.id().unwrap(), &operations, base_of(resource))
}
