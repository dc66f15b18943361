//! What happened to a resource: changes of ours, changes by jobs, and what readings saw change elsewhere.

mod gone;
mod job_entry;
mod keep;
mod list;
mod observe;
mod receipt;
mod undo;

use rollcall_storage::table::history::HistoryRow;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::connections::rows::from_millis;
use crate::resources::created::perhaps_there_before;
use crate::{At, AttributeVerdict, ChangeKind, Difference, JobSaid, JobTitle, Notice, RequestView};

pub use gone::GoneRecord;
pub(crate) use observe::{MOST_OF_A_SYNC, Observed, keep_one};
pub use receipt::Receipt;
pub(crate) use undo::groups_of;

/// Where an entry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum HistorySource {
    /// A change that was reviewed and sent here.
    Ours,
    /// A job of this computer.
    Job,
    /// Somebody else; a reading saw it.
    Observed,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum HistoryOutcome {
    /// Read back: everything is as it was sent.
    Stored,
    /// Read back: something is not as it was sent.
    Differs,
    /// Answered, and not read back.
    Unread,
    /// The server refused it.
    Refused,
    /// No answer came: it is not known.
    Unknown,
    /// It was seen on the server.
    Seen,
}

/// The job of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HistoryJob {
    /// Its number.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub job: i64,
    /// Its title.
    pub title: String,
    /// The title for other languages, where Rollcall made it.
    pub titled: Option<JobTitle>,
}

/// What is noted with an entry, for other languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HistoryNote {
    /// What the queue says.
    pub said: Option<JobSaid>,
    /// What was to be known.
    pub notices: Vec<Notice>,
    /// Why it failed.
    #[cfg_attr(feature = "wire", ts(as = "Option<crate::ErrorCode>"))]
    pub code: Option<String>,
    /// What the server said against it.
    pub theirs: Option<String>,
}

/// Something that happened to a resource.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// Its name: `c12` a change, `j7` an operation of a job, `o3` an observation.
    pub id: String,
    /// Where it comes from.
    pub source: HistorySource,
    /// When it was sent or seen.
    pub at: At,
    /// Who sent it; `None` where nobody says.
    pub who: Option<String>,
    /// What it was.
    pub kind: ChangeKind,
    /// Type's name.
    pub type_name: String,
    /// The id on the server.
    pub resource: String,
    /// A name for people.
    pub label: String,
    /// Ticket, or why.
    pub reason: Option<String>,
    /// The job it was part of.
    pub job: Option<HistoryJob>,
    /// The entry whose old values it put back.
    pub undoes: Option<String>,
    /// The entry that put its old values back.
    pub undone_by: Option<String>,
    /// What became of it.
    pub outcome: HistoryOutcome,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// What the server said against it, or what was to be known.
    pub message: Option<String>,
    /// The same for other languages.
    pub note: HistoryNote,
    /// The request, secrets masked.
    pub request: Option<RequestView>,
    /// What it changed.
    pub differences: Vec<Difference>,
    /// What became of each attribute.
    pub verdicts: Vec<AttributeVerdict>,
    /// Whether its old values can be put back.
    pub undoable: bool,
}

/// The history of a resource.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// Newest first.
    pub entries: Vec<HistoryEntry>,
    /// Whether there are older ones.
    pub cut: bool,
}

/// An entry with the states around it, for undo.
pub(crate) struct Recorded {
    pub(crate) entry: HistoryEntry,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
    pub(crate) members: Option<MembersDelta>,
}

/// Who joined and who left.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct MembersDelta {
    pub(crate) add: Vec<String>,
    pub(crate) remove: Vec<String>,
}

/// What the store keeps of a change beside its columns.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Kept {
    pub(crate) status: Option<u16>,
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) theirs: Option<String>,
    pub(crate) request: Option<RequestView>,
    pub(crate) differences: Vec<Difference>,
    pub(crate) verdicts: Vec<AttributeVerdict>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
    pub(crate) members: Option<MembersDelta>,
}

/// The word in the store.
pub(crate) fn outcome_word(outcome: HistoryOutcome) -> &'static str {
    match outcome {
        HistoryOutcome::Stored => "stored",
        HistoryOutcome::Differs => "differs",
        HistoryOutcome::Unread => "unread",
        HistoryOutcome::Refused => "refused",
        HistoryOutcome::Unknown | HistoryOutcome::Seen => "unknown",
    }
}

fn outcome(word: &str) -> HistoryOutcome {
    match word {
        "stored" => HistoryOutcome::Stored,
        "differs" => HistoryOutcome::Differs,
        "unread" => HistoryOutcome::Unread,
        "refused" => HistoryOutcome::Refused,
        _ => HistoryOutcome::Unknown,
    }
}

/// A row of the store as an entry.
pub(crate) fn recorded(row: HistoryRow) -> Recorded {
    let kept: Kept = serde_json::from_str(&row.entry_json).unwrap_or_default();
    let kind = serde_json::from_value(Value::String(row.kind)).unwrap_or(ChangeKind::Patch);
    let outcome = outcome(&row.outcome);
    // What was refused changed nothing; what is unknown may have.
    let known = kept.before.is_some() || kept.after.is_some() || kept.members.is_some();
    // Deleting takes a create back only where something was made.
    let made = kind != ChangeKind::Create || !perhaps_there_before(&kept.notices);
    let undoable = outcome != HistoryOutcome::Refused && known && made && !row.server_id.is_empty();
    let notices = kept.notices.iter().map(|n| n.message.as_str());
    let message = kept
        .message
        .clone()
        .or_else(|| Some(notices.collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty()));
    Recorded {
        entry: HistoryEntry {
            id: format!("c{}", row.id),
            source: HistorySource::Ours,
            at: At(from_millis(row.at)),
            who: Some(row.who),
            kind,
            type_name: row.resource_type,
            resource: row.server_id,
            label: row.label,
            reason: row.reason,
            job: None,
            undoes: row.undoes,
            undone_by: None,
            outcome,
            status: kept.status,
            note: HistoryNote {
                said: None,
                notices: if kept.message.is_none() {
                    kept.notices
                } else {
                    Vec::new()
                },
                code: kept.code,
                theirs: kept.theirs,
            },
            message,
            request: kept.request,
            differences: kept.differences,
            verdicts: kept.verdicts,
            undoable,
        },
        before: kept.before,
        after: kept.after,
        members: kept.members,
    }
}
