//! The process that holds `runner.lock`: runs its own jobs and those other processes hand over.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use rollcall_jobs::{
    Executor, JobEvents, JobId, JobQueries as _, JobState, JobSummary, Probe, RunStore as _, Runner,
    RunnerConfig, StoreError, Until,
};
use rollcall_storage::{Database, RunnerLock, StorageError, StoreFolder};
use time::OffsetDateTime;

use super::{BootClock, StoreAdapter};

pub use rollcall_jobs::JobEnd;

/// How often a hand-over is looked for, and how often it is looked after.
const POLL: Duration = Duration::from_millis(250);

/// Why jobs cannot be run or followed here.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The lock file cannot be used.
    #[error(transparent)]
    Lock(#[from] StorageError),
    /// The store of jobs failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The connection of a job cannot be opened.
    #[error("{0}")]
    Connection(String),
    /// The process that runs jobs did not take this one in time.
    #[error("another process runs jobs and did not take this one within {seconds} s")]
    NotTaken {
        /// How long was waited.
        seconds: u64,
    },
}

/// Opens the way to the server of a job: connection, client, schemas.
#[async_trait]
pub trait ExecutorSource: Send + Sync {
    /// The executor and the numbers for the job's connection, or one sentence why there is none.
    async fn open(&self, job: JobId) -> Result<(Arc<dyn Executor>, RunnerConfig), String>;
}

/// The right to run jobs, held until it is dropped. Made at most once per process.
#[derive(Debug)]
pub struct RunnerHost {
    // Released last: nothing of the runner may be at work without it.
    runner: Runner,
    store: StoreAdapter,
    _lock: RunnerLock,
}

impl RunnerHost {
    /// Takes `runner.lock` and recovers, before any network. `None`: another process holds it; hand the job over with
    /// [`hand_over`].
    pub async fn acquire(
        folder: &StoreFolder,
        jobs: Database,
        events: Arc<dyn JobEvents>,
    ) -> Result<Option<Self>, HostError> {
        let Some(lock) = RunnerLock::try_acquire(folder)? else {
            return Ok(None);
        };
        let store = StoreAdapter::new(jobs);
        let runner = Runner::start(
            Arc::new(store.clone()),
            Arc::new(BootClock::new()),
            events,
            probe(),
            RunnerConfig::default(),
        )
        .await?;
        let recovery = runner.recovery();
        tracing::info!(
            epoch = recovery.epoch.0,
            unknown = recovery.unknown,
            "the right to run jobs was taken"
        );
        Ok(Some(Self {
            runner,
            store,
            _lock: lock,
        }))
    }

    /// Runs one job to its end, its pause, or the end of its wave, and beside it every job that other processes hand
    /// over meanwhile; returns when all of them have come to rest, with the end of the first.
    pub async fn run(
        &self,
        job: JobId,
        until: Until,
        source: &dyn ExecutorSource,
    ) -> Result<JobEnd, HostError> {
        let mut running = FuturesUnordered::new();
        running.push(self.run_one(job, until, source));
        let mut own: Option<Result<JobEnd, HostError>> = None;
        loop {
            tokio::select! {
                Some((ended, result)) = running.next() => {
                    if ended == job && own.is_none() {
                        own = Some(result);
                    } else {
                        self.settle_taken(ended, result).await;
                    }
                    if running.is_empty() && let Some(result) = own.take() {
                        return result;
                    }
                }
                () = tokio::time::sleep(POLL) => {
                    if let Some((taken, first)) = self.store.take_handed_over(self.runner.epoch()).await? {
                        running.push(self.run_one(taken, first.map_or(Until::End, Until::First), source));
                    }
                }
            }
        }
    }

    /// Takes jobs that other processes hand over, for as long as the future is polled. For a process that stays, such
    /// as the window.
    pub async fn serve(&self, source: &dyn ExecutorSource) -> Result<(), HostError> {
        let mut running = FuturesUnordered::new();
        loop {
            tokio::select! {
                Some((ended, result)) = running.next() => self.settle_taken(ended, result).await,
                () = tokio::time::sleep(POLL) => {
                    if let Some((taken, first)) = self.store.take_handed_over(self.runner.epoch()).await? {
                        running.push(self.run_one(taken, first.map_or(Until::End, Until::First), source));
                    }
                }
            }
        }
    }

    async fn run_one(
        &self,
        job: JobId,
        until: Until,
        source: &dyn ExecutorSource,
    ) -> (JobId, Result<JobEnd, HostError>) {
        let result = async {
            let (executor, config) = source.open(job).await.map_err(HostError::Connection)?;
            Ok(self.runner.run(job, executor, until, Some(config)).await?)
        };
        let result = result.await;
        if let Err(e) = self.store.given_back(job).await {
            tracing::warn!(job = job.0, error = %e, "the end of a run could not be marked");
        }
        (job, result)
    }

    /// A job of another process has come to rest: its state says how; a failure to run is written there too.
    async fn settle_taken(&self, job: JobId, result: Result<JobEnd, HostError>) {
        if let Err(error) = result {
            tracing::warn!(job = job.0, error = %error, "a job handed over could not be run");
            let state = JobState::Paused(rollcall_jobs::PauseReason::Offline);
            let told = self
                .store
                .set_state(
                    self.runner.epoch(),
                    job,
                    state,
                    Some(error.to_string()),
                    None,
                    now_ms(),
                )
                .await;
            if let Err(e) = told {
                tracing::warn!(job = job.0, error = %e, "its state could not be written");
            }
        }
    }
}

/// What became of a job that was handed over.
#[derive(Debug)]
pub enum Followed {
    /// It has come to rest; this is how it stands.
    Rested(Box<JobSummary>),
    /// The process that ran it is gone: the lock is free, run it here.
    HolderGone,
}

/// Hands a job to the process that holds `runner.lock` and follows it, telling `progress` how it stands, until it has
/// come to rest. Not taken within `patience`: [`HostError::NotTaken`], and the request is withdrawn.
pub async fn hand_over(
    folder: &StoreFolder,
    store: &StoreAdapter,
    job: JobId,
    first: Option<u64>,
    patience: Duration,
    mut progress: impl FnMut(&JobSummary) + Send,
) -> Result<Followed, HostError> {
    store.hand_over(job, first, now_ms()).await?;
    let asked = std::time::Instant::now();
    while !store.taken(job).await? {
        if holder_gone(folder)? {
            store.withdraw(job).await?;
            return Ok(Followed::HolderGone);
        }
        if asked.elapsed() > patience && store.withdraw(job).await? {
            return Err(HostError::NotTaken {
                seconds: patience.as_secs(),
            });
        }
        tokio::time::sleep(POLL).await;
    }
    while store.taken(job).await? {
        progress(&store.summary(job).await?);
        if holder_gone(folder)? {
            return Ok(Followed::HolderGone);
        }
        tokio::time::sleep(POLL).await;
    }
    Ok(Followed::Rested(Box::new(store.summary(job).await?)))
}

/// The lock is free: taken for a moment and given back.
fn holder_gone(folder: &StoreFolder) -> Result<bool, HostError> {
    Ok(RunnerLock::try_acquire(folder)?.is_some())
}

fn now_ms() -> i64 {
    i64::try_from(OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

#[cfg(feature = "failpoints")]
fn probe() -> Arc<dyn Probe> {
    Arc::new(rollcall_jobs::HoldAtPoint::from_env())
}

#[cfg(not(feature = "failpoints"))]
fn probe() -> Arc<dyn Probe> {
    Arc::new(rollcall_jobs::NoProbe)
}
