//! What the command line and the window ask about jobs.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::Serialize;

use crate::plan::{ActionCounts, Caps, Issue, NewSource, Uniqueness};
use crate::{Action, Control, JobId, JobState, OpId, OpKind, OpState, Proof, RowId, RowState, StoreError};

/// Which jobs to list, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Of this connection only.
    pub connection: Option<String>,
    /// Only those that have not ended.
    pub open_only: bool,
    /// At most this many; 0 means 200.
    pub limit: u32,
}

/// A job at a glance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobSummary {
    /// Its number.
    pub job: JobId,
    /// The connection's id.
    pub connection: String,
    /// The connection's name when planned.
    pub connection_name: String,
    /// e.g. `import`.
    pub kind: String,
    /// One line, e.g. the file's name.
    pub title: String,
    /// The resource type of the rows.
    pub resource_type: String,
    /// The groups whose members a job of memberships changes, by id.
    pub groups: Vec<String>,
    /// Most members in one request.
    pub member_chunk: u32,
    /// What was known about a second user of the same name when it was planned.
    pub uniqueness: Uniqueness,
    /// State with its pause reason.
    #[serde(flatten)]
    pub state: JobState,
    /// One sentence about the state, e.g. why it is paused and until when.
    pub detail: Option<String>,
    /// When it goes on by itself (ms since 1970), for a wait the server asked for.
    pub resumes_at_ms: Option<i64>,
    /// The plan's fingerprint.
    pub plan_hash: Option<String>,
    /// Rows per action as planned; all seven.
    pub counts: ActionCounts,
    /// Rows per end state, `pending` included; all six.
    pub rows: BTreeMap<RowState, u64>,
    /// Operations per state, only those present.
    pub ops: BTreeMap<OpState, u64>,
    /// The brakes.
    pub caps: Caps,
    /// Whether a person lifted them for this plan.
    pub released: bool,
    /// When planned, ms since 1970.
    pub created_at_ms: i64,
    /// When first run.
    pub started_at_ms: Option<i64>,
    /// When ended.
    pub ended_at_ms: Option<i64>,
    /// Present speed, operations ended per second over the last minute. None when not running.
    pub per_second: Option<f64>,
    /// Estimated seconds to the end at present speed.
    pub eta_seconds: Option<u64>,
    /// What was last asked of it.
    pub control: Control,
    /// The file.
    pub source: Option<NewSource>,
}

impl JobSummary {
    /// Rows not ended.
    pub fn pending(&self) -> u64 {
        self.rows.get(&RowState::Pending).copied().unwrap_or(0)
    }

    /// Rows in all.
    pub fn total(&self) -> u64 {
        self.rows.values().sum()
    }

    /// Changes as a person confirms them: rows that are neither unchanged nor blocked.
    pub fn changes(&self) -> u64 {
        self.counts
            .iter()
            .filter(|(a, _)| !matches!(a, Action::Unchanged | Action::Blocked))
            .map(|(_, n)| n)
            .sum()
    }
}

/// Which rows to page through, in the order of the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowFilter {
    /// Only these end states; empty means all.
    pub states: Vec<RowState>,
    /// Only these actions; empty means all.
    pub actions: Vec<Action>,
    /// Rows to skip.
    pub offset: u64,
    /// At most this many; 0 means 200, never more than 1,000.
    pub limit: u32,
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RowPage {
    /// Rows that match in all.
    pub total: u64,
    /// This page.
    pub rows: Vec<RowView>,
}

/// A row as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RowView {
    /// Its number in the store.
    pub row: RowId,
    /// Its number in the source.
    pub row_no: u64,
    /// What people call it.
    pub natural_key: String,
    /// As planned.
    pub action: Action,
    /// Its end, or `pending`.
    pub state: RowState,
    /// What proves success.
    pub proof: Option<Proof>,
    /// One sentence: what happened, or why not.
    pub message: Option<String>,
    /// A stable word for the reason, e.g. `blocked`, `uniqueness`, `not_found`.
    pub error_class: Option<String>,
    /// What the person may do.
    pub fix: Option<String>,
    /// The id on the server.
    pub server_id: Option<String>,
    /// The original cells, secrets masked.
    pub cells: Vec<String>,
    /// What the plan noticed.
    pub issues: Vec<Issue>,
}

/// A row with everything that was done for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RowDetail {
    /// The row.
    #[serde(flatten)]
    pub row: RowView,
    /// Its operations in order.
    pub ops: Vec<OpView>,
}

/// An operation as shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OpView {
    /// Its number.
    pub op: OpId,
    /// What it does.
    pub kind: OpKind,
    /// Where it stands.
    pub state: OpState,
    /// What it sends or sent, as JSON; secrets masked.
    pub change: serde_json::Value,
    /// What proves success.
    pub proof: Option<Proof>,
    /// One sentence.
    pub message: Option<String>,
    /// A stable word for the reason.
    pub error_class: Option<String>,
    /// The id on the server.
    pub server_id: Option<String>,
    /// Every request made for it. Those of a chunk appear with each of its members.
    pub attempts: Vec<AttemptView>,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttemptView {
    /// Counted from 1.
    pub n: u32,
    /// When its intent was committed, ms since 1970.
    pub intent_at_ms: i64,
    /// When its answer was there; none for one whose process died.
    pub ended_at_ms: Option<i64>,
    /// HTTP status.
    pub status: Option<u16>,
    /// What went wrong, without secrets.
    pub error: Option<String>,
}

/// The asking side of the store, with the few short writes a person makes from any process.
#[async_trait]
pub trait JobQueries: Send + Sync {
    /// Jobs, newest first.
    async fn jobs(&self, filter: JobFilter) -> Result<Vec<JobSummary>, StoreError>;
    /// One job.
    async fn summary(&self, job: JobId) -> Result<JobSummary, StoreError>;
    /// A page of its rows.
    async fn rows(&self, job: JobId, filter: RowFilter) -> Result<RowPage, StoreError>;
    /// One row with its operations and attempts.
    async fn row(&self, row: RowId) -> Result<RowDetail, StoreError>;
    /// Rows that ended neither succeeded nor cancelled nor pending, after row `after`, in order:
    /// call again with the last one's id until the answer is empty. At most 1,000 a call.
    async fn failed_rows(
        &self,
        job: JobId,
        after: Option<RowId>,
        limit: u32,
    ) -> Result<Vec<RowView>, StoreError>;
    /// Marks a planned job as approved by `who`.
    async fn approve(&self, job: JobId, who: &str, now_ms: i64) -> Result<(), StoreError>;
    /// Asks a job to run, pause or cancel. A job that no runner holds is paused or cancelled at once,
    /// unless operations of unknown outcome need proof first.
    async fn control(&self, job: JobId, control: Control, now_ms: i64) -> Result<JobState, StoreError>;
    /// Lifts the caps for this plan.
    async fn release(&self, job: JobId, who: &str, now_ms: i64) -> Result<(), StoreError>;
    /// Asks the holder of `runner.lock` to run the job, with a first wave of `first` rows if given.
    async fn hand_over(&self, job: JobId, first: Option<u64>, now_ms: i64) -> Result<(), StoreError>;
    /// Whether the holder has taken the job since [`JobQueries::hand_over`].
    async fn taken(&self, job: JobId) -> Result<bool, StoreError>;
}
