//! Reviewed changes as window and command line see them.

use std::collections::BTreeMap;

use rollcall_scim::validate::{Finding, Rule, Severity};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{At, ConnectionId, Effect, Environment, Guard, Notice, NoticeCode};

/// What is wanted of a resource.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Change {
    /// A new resource.
    Create {
        /// Its attributes; `schemas` is filled in when missing.
        resource: Value,
    },
    /// The resource as it should be: the smallest PATCH is computed from the difference.
    /// `base` is what the person saw; when the server has moved since, the review says so.
    Edit {
        /// Which.
        id: String,
        /// As it should be.
        desired: Value,
        /// What the person saw; `None` starts from the server's present state.
        base: Option<Value>,
    },
    /// PATCH operations as they are.
    Patch {
        /// Which.
        id: String,
        /// A PatchOp message, or the array of operations.
        operations: Value,
    },
    /// `path=value` pairs.
    Set {
        /// Which.
        id: String,
        /// Each `path` with its new value; `null` removes.
        values: Vec<SetValue>,
    },
    /// The whole resource by PUT.
    Replace {
        /// Which.
        id: String,
        /// The new state.
        resource: Value,
    },
    /// DELETE.
    Delete {
        /// Which.
        id: String,
    },
    /// `active` to true.
    Activate {
        /// Which.
        id: String,
    },
    /// `active` to false.
    Deactivate {
        /// Which.
        id: String,
    },
    /// Members of a group as a delta; made by `plan_members`.
    Members {
        /// The group.
        id: String,
        /// Ids to add.
        add: Vec<String>,
        /// Ids to remove.
        remove: Vec<String>,
    },
}

/// One `path=value`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SetValue {
    /// Attribute path, optionally with a value filter.
    pub path: String,
    /// New value; `null` removes.
    pub value: Value,
}

/// How an edit is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "UPPERCASE")]
pub enum SendBy {
    /// Only what changes (RFC 7644 §3.5.2).
    Patch,
    /// The whole entry; what is not in it is erased (RFC 7644 §3.5.1).
    Put,
}

/// What a change does to one attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Attribute path.
    pub path: String,
    /// How.
    pub kind: DifferenceKind,
    /// Before; masked when secret.
    pub before: Option<Value>,
    /// After; masked when secret.
    pub after: Option<Value>,
    /// Whether the value is a secret (`returned: never`).
    pub secret: bool,
}

/// How an attribute differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum DifferenceKind {
    /// It was not there.
    Added,
    /// It will not be there.
    Removed,
    /// It will be another.
    Changed,
}

/// The exact request, without secrets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RequestView {
    /// HTTP method.
    pub method: String,
    /// Full path below the host.
    pub path: String,
    /// Headers, `Authorization` masked.
    pub headers: Vec<(String, String)>,
    /// Body; secret values masked.
    pub body: Option<Value>,
}

/// How a change is protected against overwriting somebody else's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Precondition {
    /// Nothing to overwrite (create).
    None,
    /// `If-Match` with this ETag, and a fresh read as well.
    IfMatch {
        /// The ETag.
        etag: String,
    },
    /// The server has no usable ETag: read again and compare just before sending.
    ReadCompareWrite,
}

/// A finding of the check before sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// Attribute path.
    pub path: String,
    /// The group of rules it is of, as in the protocol crate.
    pub code: String,
    /// What exactly was found.
    #[cfg_attr(feature = "wire", ts(type = "import(\"./FindingRule\").FindingRule"))]
    pub rule: Rule,
    /// Whether the server will refuse it.
    pub error: bool,
    /// One sentence.
    pub message: String,
    /// What the sentence names, for another language.
    pub params: BTreeMap<String, String>,
}

impl From<Finding> for FindingView {
    fn from(finding: Finding) -> Self {
        Self {
            path: finding.path,
            code: finding.code.into(),
            rule: finding.rule,
            error: finding.severity == Severity::Error,
            message: finding.message,
            params: finding.params,
        }
    }
}

/// What a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ChangeKind {
    /// POST.
    Create,
    /// PATCH.
    Patch,
    /// PUT.
    Replace,
    /// DELETE.
    Delete,
    /// PATCH of `active` to true.
    Activate,
    /// PATCH that sets `active` to false.
    Deactivate,
    /// PATCH of a group's members.
    Members,
}

/// A change as it would be sent, to be looked at first. The engine keeps the prepared request
/// under `fingerprint`; applying sends exactly that.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChangeReview {
    /// Identifies the prepared request.
    pub fingerprint: String,
    /// Where it goes.
    pub connection: ConnectionId,
    /// The connection's name.
    pub connection_name: String,
    /// Its environment.
    pub environment: Environment,
    /// What it is.
    pub kind: ChangeKind,
    /// Type's name.
    pub type_name: String,
    /// Id on the server; `None` for a create.
    pub id: Option<String>,
    /// A name for people.
    pub label: String,
    /// Its effect.
    pub effect: Effect,
    /// How many resources or members it touches.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub count: u64,
    /// What stands before applying it.
    pub guard: Guard,
    /// Now on the server; secrets masked.
    pub before: Option<Value>,
    /// As it will be; secrets masked.
    pub after: Option<Value>,
    /// Attribute by attribute.
    pub differences: Vec<Difference>,
    /// What a PUT would erase.
    pub erases: Vec<Difference>,
    /// The request; for members the first of `requests`.
    pub request: Option<RequestView>,
    /// The requests after it, where one change needs several; the further ones for members are all alike and left out.
    pub more_requests: Vec<RequestView>,
    /// How many requests will be sent.
    pub requests: u32,
    /// The ways it can be sent, when there is a choice.
    pub ways: Vec<SendBy>,
    /// How it is protected.
    pub precondition: Precondition,
    /// Findings of the check.
    pub findings: Vec<FindingView>,
    /// What should be known.
    pub notices: Vec<Notice>,
    /// Whether there is nothing to do.
    pub unchanged: bool,
}

/// What became of one attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// The server has exactly what was sent.
    Stored,
    /// The server has another spelling of it.
    Normalised,
    /// The server still has what it had, or nothing.
    Ignored,
    /// The server has something else.
    Rejected,
    /// The server never returns it, so it cannot be seen.
    NotVisible,
}

/// What became of one attribute, with the proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AttributeVerdict {
    /// Attribute path.
    pub path: String,
    /// What became of it.
    pub verdict: Verdict,
    /// What was sent; masked when secret.
    pub wanted: Option<Value>,
    /// What the server has.
    pub actual: Option<Value>,
}

/// Whether the server never shows something of a change (a password, who is in a group): taken perhaps, and not proven.
pub fn has_unseen(verdicts: &[AttributeVerdict], notices: &[Notice]) -> bool {
    verdicts.iter().any(|v| v.verdict == Verdict::NotVisible)
        || notices.iter().any(|n| n.code == NoticeCode::MembersNotShown)
}

/// A change that was applied, and what the server made of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChangeOutcome {
    /// Of which review.
    pub fingerprint: String,
    /// Type's name.
    pub type_name: String,
    /// Id on the server.
    pub id: String,
    /// A name for people.
    pub label: String,
    /// What it was.
    pub kind: ChangeKind,
    /// HTTP status of the (last) answer; `None` when no answer came and the read back proved it.
    pub status: Option<u16>,
    /// When it was sent.
    pub at: At,
    /// As it was.
    pub before: Option<Value>,
    /// As the server has it now; `None` after a delete, or when it could not be read back.
    pub resource: Option<Value>,
    /// Whether the read back succeeded.
    pub read_back: bool,
    /// Attribute by attribute.
    pub verdicts: Vec<AttributeVerdict>,
    /// Whether everything sent was stored.
    pub all_stored: bool,
    /// What should be known.
    pub notices: Vec<Notice>,
    /// Its entry in the history, for the receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "wire", ts(optional))]
    pub entry: Option<String>,
}
