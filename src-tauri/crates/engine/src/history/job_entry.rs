//! What a job did to a resource, from its own record: nothing is written twice.

use rollcall_jobs::{Change as JobChange, Proof};
use rollcall_scim::patch::PatchOperation;
use rollcall_scim::{Resource, ResourceModel};
use rollcall_storage::table::history::JobChangeRow;
use serde_json::{Value, json};

use super::{HistoryEntry, HistoryJob, HistoryNote, HistoryOutcome, HistorySource, MembersDelta, Recorded};
use crate::connections::rows::from_millis;
use crate::job::{said, title};
use crate::resources::difference::differences;
use crate::resources::mask::mask_resource;
use crate::resources::models::label;
use crate::resources::operations::applied;
use crate::{At, ChangeKind};

/// An operation of a job as an entry; `None` when its record cannot be read.
pub(super) fn of_job(model: &ResourceModel, id: &str, row: JobChangeRow) -> Option<Recorded> {
    let change: JobChange = serde_json::from_str(&row.payload_json).ok()?;
    let mut members = None;
    let patched = |base: &Resource, message: &Value| {
        let operations = PatchOperation::from_message(message).ok()?;
        applied(model, base, &operations).ok()
    };
    let active = |base: &Resource, to: bool| {
        let mut after = base.clone();
        after.0.insert("active".into(), Value::Bool(to));
        after
    };
    let (kind, before, after) = match change {
        JobChange::Create { body, .. } => (ChangeKind::Create, Resource::default(), body),
        JobChange::Replace { body, base, .. } => (ChangeKind::Replace, base.resource, body),
        JobChange::Patch { message, base, .. } => {
            let after = patched(&base.resource, &message)?;
            (ChangeKind::Patch, base.resource, after)
        }
        JobChange::Activate { base, .. } => {
            let after = active(&base.resource, true);
            (ChangeKind::Activate, base.resource, after)
        }
        JobChange::Deactivate { base, .. } => {
            let after = active(&base.resource, false);
            (ChangeKind::Deactivate, base.resource, after)
        }
        JobChange::Delete { base, .. } => (ChangeKind::Delete, base.resource, Resource::default()),
        JobChange::AddMembers { members: add, .. } => {
            let joined: Vec<Value> = add.iter().map(|id| json!({"value": id})).collect();
            members = Some(MembersDelta {
                add,
                remove: Vec::new(),
            });
            let after = Resource(
                json!({"members": joined})
                    .as_object()
                    .cloned()
                    .unwrap_or_default(),
            );
            (ChangeKind::Members, Resource::default(), after)
        }
        JobChange::RemoveMembers { members: remove, .. } => {
            let left: Vec<Value> = remove.iter().map(|id| json!({"value": id})).collect();
            members = Some(MembersDelta {
                add: Vec::new(),
                remove,
            });
            let before = Resource(json!({"members": left}).as_object().cloned().unwrap_or_default());
            (ChangeKind::Members, before, Resource::default())
        }
        JobChange::AddMember { .. } | JobChange::RemoveMember { .. } => return None,
    };
    let outcome = match row.state.as_str() {
        "succeeded" => HistoryOutcome::Stored,
        "failed" => HistoryOutcome::Refused,
        _ => HistoryOutcome::Unknown,
    };
    let shown = |r: &Resource| (!r.0.is_empty()).then(|| mask_resource(model, &r.to_value()));
    let named = if before.0.is_empty() { &after } else { &before };
    Some(Recorded {
        entry: HistoryEntry {
            id: format!("j{}", row.op),
            source: HistorySource::Job,
            at: At(from_millis(row.at.unwrap_or_default())),
            who: row.who,
            kind,
            type_name: model.name.clone(),
            resource: id.into(),
            label: label(named),
            reason: None,
            job: Some(HistoryJob {
                job: row.job,
                titled: title(&row.job_kind, &row.title),
                title: row.title,
            }),
            undoes: None,
            undone_by: None,
            outcome,
            status: row.status.and_then(|s| u16::try_from(s).ok()),
            note: HistoryNote {
                said: said(row.message.as_ref()),
                ..HistoryNote::default()
            },
            message: row.message,
            request: None,
            differences: differences(model, &before, &after),
            verdicts: Vec::new(),
            // Who was there before anything was sent was not made: deleting takes nothing back.
            undoable: outcome == HistoryOutcome::Stored
                && !(kind == ChangeKind::Create && row.proof.as_deref() == Some(Proof::AlreadySo.as_str())),
        },
        before: shown(&before).filter(|_| members.is_none()),
        after: shown(&after).filter(|_| members.is_none()),
        members,
    })
}
