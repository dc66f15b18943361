//! The runner's side of the store: intents before bytes, steps after answers, recovery at the start.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::plan::{ActionCounts, Caps, PlanStore};
use crate::rate::OpClass;
use crate::state::words;
use crate::{
    Change, Control, Epoch, FailureClass, IntentTime, JobId, JobState, Membership, Moment, OpId, OpState,
    PauseReason, Proof, RowId, RowState, StoreError, TargetId, Uniqueness,
};

/// A job as its runner needs it.
#[derive(Clone, PartialEq)]
pub struct JobRun {
    /// Its number.
    pub job: JobId,
    /// The resource type of its rows.
    pub resource_type: String,
    /// State when read.
    pub state: JobState,
    /// What was last asked.
    pub control: Control,
    /// The server's behaviour about names.
    pub uniqueness: Uniqueness,
    /// Whether If-Match is honoured.
    pub etags: bool,
    /// Most members one PATCH may add.
    pub member_chunk: u32,
    /// Users at the time of the plan.
    pub directory_size: Option<u64>,
    /// Brakes.
    pub caps: Caps,
    /// Whether they were lifted for this plan.
    pub released: bool,
    /// As planned.
    pub counts: ActionCounts,
    /// Opens its secrets.
    pub seal_key: [u8; 32],
}

/// An operation as loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct OpRecord {
    /// Its number.
    pub op: OpId,
    /// Its row; a chunk has none.
    pub row: Option<RowId>,
    /// Its place among the operations of its row, from 0.
    pub seq: u32,
    /// The resource it writes to.
    pub target: TargetId,
    /// The resource type written to.
    pub resource_type: String,
    /// What it does, secrets masked.
    pub change: Change,
    /// Where it stands.
    pub state: OpState,
    /// Sends that may have been applied.
    pub attempts: u32,
    /// The last intent.
    pub intent: Option<IntentTime>,
    /// Wall clock of the first intent whose request may have been applied.
    pub first_sent_ms: Option<i64>,
    /// Not to be touched before this wall clock time.
    pub not_before_ms: Option<i64>,
    /// How often it was seen absent since Q.
    pub absent_seen: u32,
    /// How often verification told nothing; for a chunk, how often its members were sent before.
    pub verify_tries: u32,
    /// The server answered 409 and showed nobody.
    pub taken: bool,
    /// What the server answered to the last request; none where no answer came.
    pub last_status: Option<u16>,
    /// Sealed secrets.
    pub sealed: Option<Vec<u8>>,
    /// What it does is not what was written: the stored bytes were altered. It is never sent.
    pub altered: bool,
    /// The members of a chunk with the operations they belong to.
    pub items: Vec<(OpId, String)>,
}

impl OpRecord {
    /// The bucket that it is sent from.
    pub fn class(&self) -> OpClass {
        OpClass::of(self.change.kind(), &self.resource_type)
    }
}

/// A permit asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntentRequest {
    /// For which operation.
    pub op: OpId,
    /// When.
    pub at: Moment,
    /// Wall clock time until which the request may still land; for people and queries.
    pub zombie_until_ms: i64,
}

words!(
    /// What became of a permit asked for.
    Grant {
        /// Committed; the operation is inflight.
        Granted = "granted",
        /// Another operation of the same resource is open (P4), perhaps of another job.
        Busy = "busy",
        /// The operation is not ready any more (cancelled by a person).
        Gone = "gone",
    }
);

/// How a request ended, for its record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttemptEnd {
    /// HTTP status.
    pub status: Option<u16>,
    /// What went wrong, without secrets.
    pub error: Option<String>,
}

/// Where an operation goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Proven not applied; may be sent again.
    Ready {
        /// Not before this wall clock time.
        not_before_ms: Option<i64>,
        /// Whether the send counts towards the three (false for throttling, refusals, unused permits).
        counted: bool,
    },
    /// Nothing is proven.
    Unknown {
        /// One sentence.
        message: String,
    },
    /// Evidence is being gathered.
    Verifying {
        /// Times seen absent since Q.
        absent_seen: u32,
        /// Times nothing was learned.
        tries: u32,
        /// The server answered 409 and showed nobody.
        taken: bool,
        /// Next look.
        not_before_ms: i64,
        /// One sentence.
        message: String,
    },
    /// Proven applied.
    Succeeded {
        /// By what.
        proof: Proof,
        /// The id on the server.
        server_id: Option<String>,
        /// What else to say, e.g. that the server stored a value differently.
        note: Option<String>,
        /// A further operation on the same resource, before the row can end (an adopted user that differs).
        follow_up: Option<Box<Change>>,
    },
    /// Proven not applied, for good.
    Failed {
        /// A stable word.
        class: FailureClass,
        /// One sentence.
        message: String,
    },
    /// The target has moved or belongs to somebody else.
    Conflict {
        /// One sentence.
        message: String,
    },
    /// A person must look.
    NeedsHuman {
        /// One sentence with the evidence.
        message: String,
    },
    /// Not sent and never will be.
    Cancelled {
        /// Why.
        message: String,
    },
}

impl Step {
    /// The state it leads to.
    pub const fn state(&self) -> OpState {
        match self {
            Self::Ready { .. } => OpState::Ready,
            Self::Unknown { .. } => OpState::Unknown,
            Self::Verifying { .. } => OpState::Verifying,
            Self::Succeeded { .. } => OpState::Succeeded,
            Self::Failed { .. } => OpState::Failed,
            Self::Conflict { .. } => OpState::Conflict,
            Self::NeedsHuman { .. } => OpState::NeedsHuman,
            Self::Cancelled { .. } => OpState::Cancelled,
        }
    }
}

/// One step of one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct StepRecord {
    /// Which.
    pub op: OpId,
    /// Where to.
    pub step: Step,
    /// How its request ended, when this step follows an answer.
    pub attempt: Option<AttemptEnd>,
    /// The ends of a chunk's members, in the same transaction.
    pub items: Vec<(OpId, Step)>,
    /// New chunks made of members of this one (bisection).
    pub split: Vec<Vec<OpId>>,
}

impl StepRecord {
    /// A step without anything besides.
    pub const fn of(op: OpId, step: Step) -> Self {
        Self {
            op,
            step,
            attempt: None,
            items: Vec::new(),
            split: Vec::new(),
        }
    }
}

/// What a commit of steps set free.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Released {
    /// Operations that became ready or were made: dependents, follow-ups, halves of chunks.
    pub ops: Vec<OpId>,
    /// Member adds that became ready to travel.
    pub members: u64,
    /// Rows that ended.
    pub rows: Vec<(RowId, RowState)>,
}

/// Members of one group that are ready to travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberBacklog {
    /// The group.
    pub target: TargetId,
    /// Its resource type.
    pub resource_type: String,
    /// Its server id.
    pub group_id: String,
    /// Whether they join or leave; a chunk is one or the other.
    pub way: Membership,
    /// Operations and member ids, oldest first.
    pub items: Vec<(OpId, String)>,
}

/// What the start of a runner found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// The runner's epoch; every write carries it.
    pub epoch: Epoch,
    /// Operations whose outcome became unknown by the death of the runner before.
    pub unknown: u64,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Rows with an end.
    pub ended: u64,
    /// Rows that ended otherwise than succeeded.
    pub not_succeeded: u64,
    /// Rows in all.
    pub total: u64,
    /// Rows cancelled.
    pub cancelled: u64,
}

/// Which operations to load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadQuery {
    /// Of this job.
    pub job: JobId,
    /// With a number above this.
    pub after: OpId,
    /// Of rows up to this one only (a first wave).
    pub until_row: Option<RowId>,
    /// At most this many.
    pub limit: u32,
}

/// The runner's side of the store. Each call is one transaction, durable when it returns. Every call with
/// an [`Epoch`] fails with [`StoreError::StaleEpoch`] once another runner has begun a later one.
#[async_trait]
pub trait RunStore: Send + Sync {
    /// Start of a runner, before any network: a new epoch; every inflight operation becomes unknown; jobs
    /// left running by the dead become approved again.
    async fn open_epoch(&self, now: Moment) -> Result<Recovery, StoreError>;
    /// Reads a job.
    async fn job(&self, job: JobId) -> Result<JobRun, StoreError>;
    /// What was last asked of a job.
    async fn control_of(&self, job: JobId) -> Result<Control, StoreError>;
    /// Writes the job's state with one sentence and, for waits, when it goes on. Entering `Running` forgets
    /// earlier requests to pause.
    async fn set_state(
        &self,
        epoch: Epoch,
        job: JobId,
        state: JobState,
        detail: Option<String>,
        resumes_at_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<(), StoreError>;
    /// The last row of a wave of `first` rows that are still pending; `None` when there are fewer.
    async fn wave_end(&self, job: JobId, first: u64) -> Result<Option<RowId>, StoreError>;
    /// Operations that can be worked on (ready, unknown, verifying; no member adds), by number.
    async fn load(&self, query: LoadQuery) -> Result<Vec<OpRecord>, StoreError>;
    /// These operations as they stand now.
    async fn load_ops(&self, ops: Vec<OpId>) -> Result<Vec<OpRecord>, StoreError>;
    /// Groups with at least `min` members ready to travel and no chunk under way, each with at most `chunk`.
    async fn member_backlog(
        &self,
        job: JobId,
        until_row: Option<RowId>,
        min: u32,
        chunk: u32,
    ) -> Result<Vec<MemberBacklog>, StoreError>;
    /// Makes chunks of these members; they become bundled.
    async fn form_chunks(
        &self,
        epoch: Epoch,
        job: JobId,
        groups: Vec<MemberBacklog>,
    ) -> Result<Vec<OpId>, StoreError>;
    /// Commits intents, with fsync, before any byte leaves (P1).
    async fn take_intents(&self, epoch: Epoch, intents: Vec<IntentRequest>)
    -> Result<Vec<Grant>, StoreError>;
    /// Commits steps: operations, dependents, ends of rows with their secrets wiped, attempts, events.
    async fn commit_steps(
        &self,
        epoch: Epoch,
        job: JobId,
        steps: Vec<StepRecord>,
        now_ms: i64,
    ) -> Result<Released, StoreError>;
    /// Cancels everything of the job that is not open, and ends the rows that allows.
    async fn cancel_rest(&self, epoch: Epoch, job: JobId, now_ms: i64) -> Result<(), StoreError>;
    /// How far the job is.
    async fn progress(&self, job: JobId) -> Result<Progress, StoreError>;
    /// Ends the job: checks that every row has an end, sets the final state, forgets the key.
    async fn finish(&self, epoch: Epoch, job: JobId, now_ms: i64) -> Result<JobState, StoreError>;
    /// The next job handed over by another process, marked as taken.
    async fn take_handed_over(&self, epoch: Epoch) -> Result<Option<(JobId, Option<u64>)>, StoreError>;
}

/// Both sides.
pub trait JobStore: PlanStore + RunStore {}
impl<T: PlanStore + RunStore> JobStore for T {}

/// The state a job ends in.
pub const fn final_state(progress: Progress) -> Option<JobState> {
    if progress.ended != progress.total {
        None
    } else if progress.cancelled > 0 {
        Some(JobState::Cancelled)
    } else if progress.not_succeeded > 0 {
        Some(JobState::DoneWithFailures)
    } else {
        Some(JobState::Done)
    }
}

/// A pause with its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Why.
    pub reason: PauseReason,
    /// One sentence.
    pub detail: String,
}
