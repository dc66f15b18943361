//! What a plan hands over: a job, its rows with their operations in batches, and the seal.

mod writer;

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::state::words;
use crate::{Change, JobId, SecretAt, StoreError};

pub use writer::{JobWriter, StoredOp, StoredRow, WriterError};

words!(
    /// What the plan says happens to the resource of a row. Counts always carry all seven.
    Action {
        /// A new resource.
        Create = "create",
        /// Some attributes change.
        Update = "update",
        /// An inactive account becomes active (and may change besides).
        Reactivate = "reactivate",
        /// An account becomes inactive.
        Deactivate = "deactivate",
        /// A resource is deleted.
        Delete = "delete",
        /// The server already has it so.
        Unchanged = "unchanged",
        /// Nothing is sent; the row says why.
        Blocked = "blocked",
    }
);

/// What is known about the server refusing a second user of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Uniqueness {
    /// A 409 was seen.
    Proven,
    /// The schema declares it and nothing has contradicted it.
    Declared,
    /// A create of a name that is there changes who has it (Q-ERR-03): every one is looked for just before it is sent.
    Upserts,
    /// Nothing of this: every create needs proof of absence, and one that stays unproven goes to a person.
    #[default]
    Unknown,
}

/// How much a job may switch off or delete without a person releasing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Caps {
    /// Deactivations.
    pub deactivations: u64,
    /// Deletes.
    pub deletes: u64,
}

impl Caps {
    /// The default for a directory of this many users: deactivations min(500, max(100, 5 %)), deletes 0.
    pub fn for_directory(users: u64) -> Self {
        Self {
            deactivations: (users / 20).clamp(100, 500),
            deletes: 0,
        }
    }
}

impl Default for Caps {
    fn default() -> Self {
        Self::for_directory(0)
    }
}

/// A job about to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// The connection's id, as `storage` keeps it.
    pub connection: String,
    /// The connection's name at this time, for messages and exports.
    pub connection_name: String,
    /// What it is, e.g. `import`, `deactivate`.
    pub kind: String,
    /// One line for lists, e.g. the file's name.
    pub title: String,
    /// The resource type the rows are about, e.g. `User`.
    pub resource_type: String,
    /// The mapping, kept for the record and for a template. No secrets.
    pub mapping: Value,
    /// The file it came from.
    pub source: Option<NewSource>,
    /// The server's behaviour about names.
    pub uniqueness: Uniqueness,
    /// Whether the server honours If-Match (proven): then it replaces the look before sending.
    pub etags: bool,
    /// Most members one PATCH may add.
    pub member_chunk: u32,
    /// How many users the directory had at the time of the plan.
    pub directory_size: Option<u64>,
    /// Brakes.
    pub caps: Caps,
}

/// The file a job came from. Its bytes are not kept, only their fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewSource {
    /// File name without folders.
    pub name: String,
    /// SHA-256 of the raw bytes, hex.
    pub sha256: String,
    /// Encoding read with.
    pub encoding: String,
    /// Delimiter read with.
    pub delimiter: String,
    /// The columns of the file in order.
    pub columns: Vec<String>,
}

/// One row of the file with what the plan decided.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow {
    /// Line or record number in the source, from 1.
    pub row_no: u64,
    /// Stays the same when the row comes back in a corrected file. Unique within the job.
    pub row_uid: String,
    /// What people call the row, e.g. the user name.
    pub natural_key: String,
    /// The user name to be, if any.
    pub user_name: Option<String>,
    /// The externalId to be, if any.
    pub external_id: Option<String>,
    /// The original cells in order; secrets replaced by [`SecretAt::PLACEHOLDER`].
    pub cells: Vec<String>,
    /// What the plan decided.
    pub action: Action,
    /// Why it is blocked, or what was noticed. First entry is shown.
    pub issues: Vec<Issue>,
    /// The operations, in order. None for unchanged and blocked rows.
    pub ops: Vec<NewOp>,
}

/// Something the plan noticed about a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// A stable word, e.g. `duplicate_key`.
    pub code: String,
    /// One sentence.
    pub message: String,
    /// What the person may do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// The column it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What the sentence names, for other languages.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub params: std::collections::BTreeMap<String, String>,
}

/// One operation of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOp {
    /// The resource type written to, e.g. `User`, or `Group` for a membership.
    pub resource_type: String,
    /// What it does.
    pub change: Change,
    /// Indexes of operations of the same row that must succeed first. A [`crate::MemberRef::CreatedBy`]
    /// implies its own.
    pub after: Vec<usize>,
    /// Secrets of the change.
    pub secrets: Vec<SecretAt>,
}

/// What closes a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Fingerprint over file, mapping and, per row, its target's version or content. Hex.
    pub plan_hash: String,
    /// How many rows the source has; must equal the rows added.
    pub rows: u64,
}

/// How many rows of each action; all seven, always.
pub type ActionCounts = BTreeMap<Action, u64>;

/// The plan side of the store. Each call is one durable transaction.
#[async_trait]
pub trait PlanStore: Send + Sync {
    /// Writes the head of a job in state draft. `seal_key` is the key of its secrets.
    async fn begin_job(&self, job: NewJob, seal_key: [u8; 32], now_ms: i64) -> Result<JobId, StoreError>;
    /// Adds rows with their operations. At most 1,000 a call; their secrets are sealed already.
    async fn add_rows(&self, job: JobId, rows: Vec<StoredRow>) -> Result<(), StoreError>;
    /// Checks the number of rows, ends unchanged and blocked rows, sets the state to planned.
    async fn seal(&self, job: JobId, seal: Seal, now_ms: i64) -> Result<ActionCounts, StoreError>;
    /// Removes a draft that was not sealed.
    async fn discard(&self, job: JobId) -> Result<(), StoreError>;
}
