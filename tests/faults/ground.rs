//! Where a crash test happens: a store on disk, a sandbox in this process, and processes to be killed.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rollcall_engine::bulk::StoreAdapter;
use rollcall_jobs::{JobId, JobWriter, NewJob, NewRow, Seal};
use rollcall_sandbox::{Profile, RunningSandbox, SandboxOptions};
use rollcall_scim::Resource;
use rollcall_scim_client::{Auth, BaseUrl, Client, ClientConfig, SecretText};
use rollcall_storage::{DatabaseKey, OpenMode, StoreFolder, open_jobs};
use tokio::runtime::Runtime;

const TOKEN: &str = "CANARY-fault-token";

/// A store, a server and the way to it.
pub struct Ground {
    pub sandbox: RunningSandbox,
    pub runtime: Runtime,
    client: Client,
    folder: tempfile::TempDir,
    key: DatabaseKey,
    /// Q of the processes, in milliseconds.
    pub quiet_ms: u32,
}

/// How a process ended that was not killed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended(pub String);

pub fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(now.as_millis()).expect("a time of this age")
}

impl Ground {
    /// An empty server and an empty store.
    pub fn new(quiet_ms: u32) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let options = SandboxOptions {
            people: 0,
            token: Some(TOKEN.into()),
            ..SandboxOptions::default()
        };
        let sandbox = runtime
            .block_on(rollcall_sandbox::start(options))
            .expect("the sandbox starts");
        let base = BaseUrl::parse(sandbox.base()).expect("a base URL");
        let auth = Auth::Bearer(SecretText::new(TOKEN.into()));
        let ground = Self {
            sandbox,
            runtime,
            client: Client::new(ClientConfig::new("Sandbox", base, auth)).expect("a client"),
            folder: tempfile::tempdir().expect("a temporary folder"),
            key: DatabaseKey::generate().expect("random bytes"),
            quiet_ms,
        };
        ground.open(OpenMode::Create);
        ground
    }

    fn open(&self, mode: OpenMode) -> StoreAdapter {
        let folder = StoreFolder::open(self.folder.path()).expect("the folder of the store");
        StoreAdapter::new(open_jobs(&folder, &self.key, mode).expect("the store opens after every kill"))
    }

    /// Does something with the store. It is closed again before a process is started, so that each start after a kill
    /// is a recovery.
    pub fn with_store<T>(&self, work: impl AsyncFnOnce(&StoreAdapter) -> T) -> T {
        let store = self.open(OpenMode::Existing);
        self.runtime.block_on(work(&store))
    }

    /// Puts a resource on the server without a job, and gives it as stored.
    pub fn put_there(&self, endpoint: &str, body: serde_json::Value) -> Resource {
        let body = Resource::from_value(body).expect("an object");
        let answer = self.runtime.block_on(self.client.create(endpoint, &body));
        answer
            .expect("nothing fails yet")
            .resource
            .expect("the server shows it")
    }

    /// The server behaves so from now on.
    pub fn behave(&self, profile: Profile) {
        self.sandbox.set_profile(profile);
    }

    /// Writes a sealed plan.
    pub fn plan(&self, job: NewJob, rows: Vec<NewRow>) -> JobId {
        let seal = Seal {
            plan_hash: "00".into(),
            rows: rows.len().try_into().expect("a few"),
        };
        self.with_store(async |store| {
            let writer = JobWriter::begin(Arc::new(store.clone()), job, now_ms())
                .await
                .expect("a job");
            writer.add_rows(rows).await.expect("its rows");
            let job = writer.job();
            writer.seal(seal, now_ms()).await.expect("its seal");
            job
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fault-runner"));
        command
            .env_remove("ROLLCALL_FAILPOINT")
            .env("FAULT_TOKEN", TOKEN)
            .env("FAULT_BASE", self.sandbox.base())
            .env("FAULT_STORE", self.folder.path())
            .env("FAULT_KEY", self.key.to_hex().as_str())
            .env("FAULT_QUIET_MS", self.quiet_ms.to_string())
            .stdout(Stdio::piped());
        command
    }

    /// Starts a process that runs the job, and holds at a named point (`name` or `name:n`) if one is given.
    pub fn start(&self, job: JobId, point: Option<&str>) -> Process {
        let mut command = self.command();
        command.env("FAULT_JOB", job.0.to_string());
        if let Some(point) = point {
            command.env("ROLLCALL_FAILPOINT", point);
        }
        Process::spawn(command)
    }

    /// Starts the control: one that creates so many people and never looks.
    pub fn start_naive(&self, rows: u64) -> Process {
        let mut command = self.command();
        command.env("FAULT_NAIVE", rows.to_string());
        Process::spawn(command)
    }
}

/// A process at work.
pub struct Process {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Process {
    fn spawn(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the runner starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, lines }
    }

    /// Its next line; `None` at its end.
    pub fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).expect("a pipe that can be read");
        (read > 0).then(|| line.trim_end().to_owned())
    }

    /// SIGKILL (on Windows TerminateProcess) after so long; `false` when it had ended before by itself.
    pub fn kill_after(mut self, wait: Duration) -> bool {
        // The instant is the experiment: nothing is waited for.
        std::thread::sleep(wait);
        if let Some(status) = self.child.try_wait().expect("its state is known") {
            assert!(status.success(), "the runner failed by itself: {status}");
            return false;
        }
        self.child.kill().expect("it can be killed");
        let status = self.child.wait().expect("it ends");
        !status.success()
    }

    /// Waits for its end and gives what it said of the job.
    pub fn end(mut self) -> Ended {
        let mut last = String::new();
        while let Some(line) = self.line() {
            last = line;
        }
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "the runner failed by itself: {status}, {last}");
        Ended(last.strip_prefix("END ").unwrap_or(&last).to_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Killed and waited for already, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
