//! What every part of a run needs.

use std::sync::Arc;

use crate::store::{JobRun, OpRecord};
use crate::verify::Knowledge;
use crate::{Action, Clock, Epoch, Executor, JobEvents, Moment, Probe, RunStore, RunnerConfig, quiet_in};

/// The ports, the numbers and the job of one run.
pub struct Context {
    pub store: Arc<dyn RunStore>,
    pub executor: Arc<dyn Executor>,
    pub clock: Arc<dyn Clock>,
    pub events: Arc<dyn JobEvents>,
    pub probe: Arc<dyn Probe>,
    pub config: RunnerConfig,
    pub epoch: Epoch,
    pub started: Moment,
    pub knowledge: Knowledge,
    pub job: JobRun,
}

impl Context {
    /// W + Q.
    pub fn hold_ms(&self) -> i64 {
        i64::from(self.config.permit_ms) + i64::from(self.config.quiet_ms)
    }

    /// Milliseconds until nothing of this operation's last request can land any more.
    pub fn quiet_in(&self, op: &OpRecord) -> i64 {
        match &op.intent {
            Some(intent) => quiet_in(intent, &self.started, &self.clock.now(), self.hold_ms()),
            None => 0,
        }
    }

    /// Boot clock now.
    pub fn boot_ms(&self) -> i64 {
        self.clock.now().boot_ms
    }

    /// Whether one walk of the directory costs fewer requests than a look-up per row still to be created.
    pub fn walk_is_cheaper(&self) -> bool {
        let creates = self.job.counts.get(&Action::Create).copied().unwrap_or(0);
        let pages = self.job.directory_size.map_or(u64::MAX, |users| users / 100 + 2);
        pages < creates
    }
}
