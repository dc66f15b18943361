//! Runs a job: loads what can be worked on, commits intents, sends, judges, verifies, commits steps.

mod config;
mod context;
mod control;
mod finish;
mod gauges;
mod judge;
mod queue;
mod run;
mod send;
mod settle;
mod tasks;

use std::sync::Arc;

pub use config::{RunnerConfig, Until};
pub use context::Context;

use crate::store::Recovery;
use crate::{Clock, Epoch, Executor, JobEvents, JobId, JobState, Point, Probe, RunStore, StoreError};

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobEnd {
    /// The job's state now.
    pub state: JobState,
    /// A first wave was sent and the rest waits; the state is `approved`.
    pub wave: bool,
    /// One sentence.
    pub detail: Option<String>,
}

/// One process's right to run jobs. Made after `runner.lock` is held; recovers before any network.
#[derive(Clone)]
pub struct Runner {
    store: Arc<dyn RunStore>,
    clock: Arc<dyn Clock>,
    events: Arc<dyn JobEvents>,
    probe: Arc<dyn Probe>,
    config: RunnerConfig,
    recovery: Recovery,
    started: crate::Moment,
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runner")
            .field("recovery", &self.recovery)
            .finish_non_exhaustive()
    }
}

impl Runner {
    /// Takes over: a new epoch, and every operation that was inflight becomes unknown, in one transaction.
    /// The caller holds `runner.lock`.
    pub async fn start(
        store: Arc<dyn RunStore>,
        clock: Arc<dyn Clock>,
        events: Arc<dyn JobEvents>,
        probe: Arc<dyn Probe>,
        config: RunnerConfig,
    ) -> Result<Self, StoreError> {
        probe.at(Point::BeforeRecovery).await;
        let started = clock.now();
        let recovery = store.open_epoch(started.clone()).await?;
        probe.at(Point::AfterRecovery).await;
        Ok(Self {
            store,
            clock,
            events,
            probe,
            config,
            recovery,
            started,
        })
    }

    /// What the start found.
    pub const fn recovery(&self) -> Recovery {
        self.recovery
    }

    /// The epoch of every write of this runner.
    pub const fn epoch(&self) -> Epoch {
        self.recovery.epoch
    }

    /// Runs a job until it has ended, stands still, or its first wave is sent. Several jobs may run at the same
    /// time; two operations never write to the same resource at once. Dropping the future stops at once; what was
    /// under way is recovered by the next [`Runner::start`].
    pub async fn run(
        &self,
        job: JobId,
        executor: Arc<dyn Executor>,
        until: Until,
        config: Option<RunnerConfig>,
    ) -> Result<JobEnd, StoreError> {
        let record = self.store.job(job).await?;
        let context = Arc::new(Context {
            store: Arc::clone(&self.store),
            executor,
            clock: Arc::clone(&self.clock),
            events: Arc::clone(&self.events),
            probe: Arc::clone(&self.probe),
            config: config.unwrap_or_else(|| self.config.clone()),
            epoch: self.recovery.epoch,
            started: self.started.clone(),
            knowledge: crate::verify::Knowledge::default(),
            job: record,
        });
        run::run(context, until).await
    }
}
