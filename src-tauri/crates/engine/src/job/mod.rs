//! Jobs as window and command line see them: what they ask of the durable queue, with guards applied.

mod failed_csv;
pub(crate) mod fit;
mod learn;
pub(crate) mod limits;
mod ports;
mod read;
mod run;
mod said;
mod save;
mod view;

pub(crate) use run::who;
pub use said::{JobSaid, JobTitle, TitleCode};
pub(crate) use said::{said, title};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{At, Confirmation, ConnectionId, Environment, Guarantee, Guard};

/// A job at a glance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JobView {
    /// Its number.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub job: i64,
    /// Its connection; a job never changes it.
    pub connection: Option<ConnectionId>,
    /// The connection's name when planned.
    pub connection_name: String,
    /// The connection's environment now; `None` when the connection was removed.
    pub environment: Option<Environment>,
    /// E.g. `import`.
    pub kind: String,
    /// One line, e.g. the file's name.
    pub title: String,
    /// The title for other languages, where Rollcall made it.
    pub titled: Option<JobTitle>,
    /// Resource type of the rows.
    pub type_name: String,
    /// The groups whose members a job of memberships changes, by id; empty for others.
    pub groups: Vec<String>,
    /// Most members in one request.
    pub member_chunk: u32,
    /// `draft`, `planned`, `approved`, `running`, `paused`, `needs_release`, `cancelling`, `done`,
    /// `done_with_failures`, `cancelled`.
    pub state: String,
    /// When paused: `user`, `auth`, `rate`, `error_budget`, `offline`, `window`, `disk`.
    pub reason: Option<String>,
    /// One sentence about the state.
    pub detail: Option<String>,
    /// The same for other languages, where the queue says it.
    pub said: Option<JobSaid>,
    /// When it goes on by itself.
    pub resumes_at: Option<At>,
    /// The plan's fingerprint.
    pub plan_hash: Option<String>,
    /// Rows per action as planned: create, update, reactivate, deactivate, delete, unchanged, blocked; always all.
    #[cfg_attr(feature = "wire", ts(type = "Record<string, number>"))]
    pub counts: BTreeMap<String, u64>,
    /// Rows per end state: pending, succeeded, failed, conflict, needs_human, cancelled; always all.
    #[cfg_attr(feature = "wire", ts(type = "Record<string, number>"))]
    pub rows: BTreeMap<String, u64>,
    /// Operations per state, only those present.
    #[cfg_attr(feature = "wire", ts(type = "Record<string, number>"))]
    pub ops: BTreeMap<String, u64>,
    /// Rows in all.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub total: u64,
    /// Changes, as they are confirmed: rows that are neither unchanged nor blocked.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub changes: u64,
    /// Most deactivations without a release.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub cap_deactivations: u64,
    /// Most deletes without a release.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub cap_deletes: u64,
    /// Whether a person lifted the caps.
    pub released: bool,
    /// When planned.
    pub created_at: At,
    /// When first run.
    pub started_at: Option<At>,
    /// When ended.
    pub ended_at: Option<At>,
    /// Operations ended per second over the last minute.
    pub per_second: Option<f64>,
    /// Estimated seconds to the end.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub eta_seconds: Option<u64>,
    /// What was last asked of it: `run`, `pause`, `cancel`.
    pub control: String,
    /// The file's name.
    pub source_name: Option<String>,
    /// What stands before running it.
    pub guard: Guard,
    /// What can be promised about duplicates, of a plan that creates users and was not begun; said before the start.
    pub guarantee: Option<Guarantee>,
}

/// How to run a job.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct JobRun {
    /// Send a first wave of this many rows and stop.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub first: Option<u64>,
    /// From `job_confirm`; needed once, for the first run of a plan.
    pub confirmation: Option<Confirmation>,
}

/// Which rows to page through.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct JobRowsRequest {
    /// Only these end states; all when empty.
    pub states: Vec<String>,
    /// Only these actions; all when empty.
    pub actions: Vec<String>,
    /// Rows to skip.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub offset: u64,
    /// At most this many; 200 when 0, never more than 1,000.
    pub limit: u32,
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JobRowsPage {
    /// Rows that match in all.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub total: u64,
    /// This page.
    pub rows: Vec<JobRow>,
}

/// A row of a job.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JobRow {
    /// Its number in the store.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub row: i64,
    /// Its number in the source.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub row_no: u64,
    /// What people call it.
    pub natural_key: String,
    /// As planned.
    pub action: String,
    /// Its end, or `pending`.
    pub state: String,
    /// What proves success: `answered`, `read_back`, `adopted`, `already_so`, `already_absent`.
    pub proof: Option<String>,
    /// What happened, or why not.
    pub message: Option<String>,
    /// The same for other languages, where the queue says it.
    pub said: Option<JobSaid>,
    /// A stable word for the reason.
    #[cfg_attr(feature = "wire", ts(type = "import(\"./FailureClass\").FailureClass | null"))]
    pub error_class: Option<String>,
    /// What the person may do.
    pub fix: Option<String>,
    /// The id on the server.
    pub server_id: Option<String>,
    /// The original cells, secrets masked.
    pub cells: Vec<String>,
    /// What the plan noticed.
    pub issues: Vec<JobIssue>,
}

/// Something the plan noticed about a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JobIssue {
    /// A stable word, as it was kept with the row.
    #[cfg_attr(feature = "wire", ts(as = "crate::IssueCode"))]
    pub code: String,
    /// One sentence.
    pub message: String,
    /// What the person may do.
    pub fix: Option<String>,
    /// The column it is about.
    pub column: Option<String>,
    /// What the sentence names, for another language.
    pub params: BTreeMap<String, String>,
}

/// A row with everything that was done for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JobRowDetail {
    /// The row.
    pub row: JobRow,
    /// Its operations in order.
    pub ops: Vec<JobOp>,
}

/// An operation of a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JobOp {
    /// Its number.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub op: i64,
    /// `create`, `patch`, …
    pub kind: String,
    /// Where it stands.
    pub state: String,
    /// What it sends or sent; secrets masked.
    pub change: serde_json::Value,
    /// What proves success.
    pub proof: Option<String>,
    /// One sentence.
    pub message: Option<String>,
    /// The same for other languages, where the queue says it.
    pub said: Option<JobSaid>,
    /// Every request made for it.
    pub attempts: Vec<JobAttempt>,
}

/// One request of an operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JobAttempt {
    /// Counted from 1.
    pub n: u32,
    /// When its intent was kept.
    pub intent_at: At,
    /// When its answer was there.
    pub ended_at: Option<At>,
    /// HTTP status.
    pub status: Option<u16>,
    /// What went wrong.
    pub error: Option<String>,
    /// The same for other languages, where the queue says it; else they are words of the server or of the network.
    pub said: Option<JobSaid>,
}
