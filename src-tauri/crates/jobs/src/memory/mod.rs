//! A store in memory with the rules of the real one, for tests and for trying things out. Not durable.

mod plan;
mod run;
mod steps;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::plan::ActionCounts;
use crate::store::{AttemptEnd, OpRecord, Progress};
use crate::{
    Change, Control, Epoch, FailureClass, JobId, JobState, NewJob, NewRow, OpId, OpState, Proof, RowId,
    RowState, StoreError, TargetId,
};

/// How long a commit takes: before it is durable, and from then until the caller knows. A runner that is
/// dropped in the first loses the work, in the second it does not know that it is kept.
pub type CommitDelay = Box<dyn Fn() -> (Duration, Duration) + Send + Sync>;

/// The store.
#[derive(Default)]
pub struct MemoryStore {
    inner: Mutex<Tables>,
    delay: Option<CommitDelay>,
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryStore")
    }
}

#[derive(Default)]
pub(crate) struct Tables {
    pub next: i64,
    pub epoch: i64,
    pub jobs: BTreeMap<JobId, MemJob>,
    pub rows: BTreeMap<RowId, MemRow>,
    pub ops: BTreeMap<OpId, MemOp>,
    pub targets: HashMap<(String, String, String), TargetId>,
}

/// A job as kept.
#[derive(Debug, Clone)]
pub struct MemJob {
    /// As planned.
    pub new: NewJob,
    /// Its state.
    pub state: JobState,
    /// One sentence.
    pub detail: Option<String>,
    /// What was asked.
    pub control: Control,
    /// Whether caps are lifted.
    pub released: bool,
    /// As counted at the seal.
    pub counts: ActionCounts,
    pub(crate) key: [u8; 32],
    pub(crate) handed_over: Option<Option<u64>>,
}

/// A row as kept.
#[derive(Debug, Clone)]
pub struct MemRow {
    /// Of this job.
    pub job: JobId,
    /// As planned.
    pub row: NewRow,
    /// Its end.
    pub state: RowState,
    /// Why.
    pub message: Option<String>,
    /// Its operations.
    pub ops: Vec<OpId>,
}

/// An operation as kept.
#[derive(Debug, Clone)]
pub struct MemOp {
    /// As loaded by the runner.
    pub record: OpRecord,
    /// Of this job.
    pub job: JobId,
    /// What must succeed first.
    pub needs: Vec<OpId>,
    /// For a member add: the member's id once known.
    pub member: Option<String>,
    /// What proved it.
    pub proof: Option<Proof>,
    /// One sentence.
    pub message: Option<String>,
    /// A stable word.
    pub class: Option<FailureClass>,
    /// The id on the server.
    pub server_id: Option<String>,
    /// Every request; `None` for one without an end.
    pub attempts: Vec<Option<AttemptEnd>>,
}

impl MemoryStore {
    /// An empty store whose commits take this long.
    pub fn with_delay(delay: CommitDelay) -> Self {
        Self {
            inner: Mutex::default(),
            delay: Some(delay),
        }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Tables> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A write with the delay of a commit around it.
    pub(crate) async fn commit<T>(
        &self,
        f: impl FnOnce(&mut Tables) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (before, after) = self
            .delay
            .as_ref()
            .map_or((Duration::ZERO, Duration::ZERO), |d| d());
        if !before.is_zero() {
            tokio::time::sleep(before).await;
        }
        let result = f(&mut self.lock());
        if !after.is_zero() {
            tokio::time::sleep(after).await;
        }
        result
    }

    /// A job.
    pub fn job(&self, job: JobId) -> Option<MemJob> {
        self.lock().jobs.get(&job).cloned()
    }

    /// The rows of a job in order.
    pub fn rows(&self, job: JobId) -> Vec<MemRow> {
        self.lock()
            .rows
            .values()
            .filter(|r| r.job == job)
            .cloned()
            .collect()
    }

    /// The operations of a job in order.
    pub fn ops(&self, job: JobId) -> Vec<MemOp> {
        self.lock()
            .ops
            .values()
            .filter(|o| o.job == job)
            .cloned()
            .collect()
    }

    /// Asks a job to run, pause or cancel.
    pub fn ask(&self, job: JobId, control: Control) {
        if let Some(job) = self.lock().jobs.get_mut(&job) {
            job.control = control;
        }
    }

    /// Lifts the caps.
    pub fn release(&self, job: JobId) {
        if let Some(job) = self.lock().jobs.get_mut(&job) {
            job.released = true;
        }
    }

    /// Hands a job to the holder of the runner.
    pub fn hand_over(&self, job: JobId, first: Option<u64>) {
        if let Some(job) = self.lock().jobs.get_mut(&job) {
            job.handed_over = Some(first);
        }
    }
}

impl Tables {
    pub fn id(&mut self) -> i64 {
        self.next += 1;
        self.next
    }

    pub fn check(&self, epoch: Epoch) -> Result<(), StoreError> {
        if self.epoch == epoch.0 {
            Ok(())
        } else {
            Err(StoreError::StaleEpoch)
        }
    }

    pub fn job(&mut self, job: JobId) -> Result<&mut MemJob, StoreError> {
        self.jobs.get_mut(&job).ok_or(StoreError::NotFound {
            what: "job",
            id: job.0,
        })
    }

    pub fn target(&mut self, connection: &str, resource_type: &str, change: &Change) -> TargetId {
        let key = (
            connection.to_owned(),
            resource_type.to_owned(),
            change.target().key(),
        );
        if let Some(target) = self.targets.get(&key) {
            return *target;
        }
        let id = TargetId(self.id());
        self.targets.insert(key, id);
        id
    }

    pub fn open_on(&self, target: TargetId) -> bool {
        self.ops
            .values()
            .any(|o| o.record.target == target && o.record.state.open())
    }

    pub fn progress(&self, job: JobId) -> Progress {
        let mut p = Progress::default();
        for row in self.rows.values().filter(|r| r.job == job) {
            p.total += 1;
            p.ended += u64::from(row.state != RowState::Pending);
            p.not_succeeded += u64::from(!matches!(row.state, RowState::Pending | RowState::Succeeded));
            p.cancelled += u64::from(row.state == RowState::Cancelled);
        }
        p
    }

    /// Members of one chunk are `bundled`; their chunk is the one that lists them and has not ended.
    pub fn has_open_chunk(&self, target: TargetId) -> bool {
        self.ops.values().any(|o| {
            o.record.target == target && o.record.change.kind().is_chunk() && !o.record.state.ended()
        })
    }

    pub fn set_op(&mut self, op: OpId, state: OpState) {
        if let Some(op) = self.ops.get_mut(&op) {
            op.record.state = state;
        }
    }
}
