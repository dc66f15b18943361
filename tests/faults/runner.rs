//! What the crash tests kill: a process that runs one job of a store as the window and the command line do, with
//! `runner.lock`, the recovery and the named points; or, as a control, one that sends again without looking.

mod naive;

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use rollcall_engine::bulk::{ClientExecutor, ExecutorSource, RunnerHost};
use rollcall_jobs::{Executor, JobId, RunnerConfig, Silent, Until};
use rollcall_scim::ResourceModel;
use rollcall_scim_client::{Auth, BaseUrl, Client, ClientConfig, SecretText};
use rollcall_storage::{DatabaseKey, OpenMode, StoreFolder, open_jobs};

/// W: shorter than in life, long enough for a busy machine.
const PERMIT_MS: u32 = 400;

fn given(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set"))
}

fn say(line: &str) {
    println!("{line}");
    // Whoever reads the other end acts on the line at once.
    let _ = std::io::stdout().flush();
}

struct Source {
    client: Client,
    quiet_ms: u32,
}

#[async_trait::async_trait]
impl ExecutorSource for Source {
    async fn open(&self, _job: JobId) -> Result<(Arc<dyn Executor>, RunnerConfig), String> {
        let models = [ResourceModel::user(), ResourceModel::group()].map(Arc::new);
        let executor = ClientExecutor::new(self.client.clone(), models);
        let config = RunnerConfig {
            permit_ms: PERMIT_MS,
            connect_ms: 100,
            quiet_ms: self.quiet_ms,
            read_lag_ms: i64::from(self.quiet_ms / 5),
            concurrency: 4,
            // Each kill between an intent and its request counts as a try; here there are more of them than in a life.
            resend_limit: 1_000,
            ..RunnerConfig::default()
        };
        Ok((Arc::new(executor), config))
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let token = SecretText::new(given("FAULT_TOKEN")?);
    let base = BaseUrl::parse(&given("FAULT_BASE")?)?;
    let client = Client::new(ClientConfig::new("Sandbox", base, Auth::Bearer(token)))?;
    let store = given("FAULT_STORE")?;
    if let Ok(rows) = std::env::var("FAULT_NAIVE") {
        say("START");
        naive::run(&client, Path::new(&store), rows.parse()?).await?;
        say("END naive");
        return Ok(());
    }
    let folder = StoreFolder::open(Path::new(&store))?;
    let jobs = open_jobs(
        &folder,
        &DatabaseKey::from_hex(&given("FAULT_KEY")?)?,
        OpenMode::Existing,
    )?;
    let source = Source {
        client,
        quiet_ms: given("FAULT_QUIET_MS")?.parse()?,
    };
    say("START");
    let Some(host) = RunnerHost::acquire(&folder, jobs, Arc::new(Silent)).await? else {
        bail!("the process killed before still holds runner.lock");
    };
    let job = JobId(given("FAULT_JOB")?.parse()?);
    let end = host.run(job, Until::End, &source).await?;
    say(&format!("END {} {}", end.state, end.detail.unwrap_or_default()));
    Ok(())
}
