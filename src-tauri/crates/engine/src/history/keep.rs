//! Every change is noted before it is sent, and what became of it afterwards.

use rollcall_scim::{Resource, ResourceModel};
use rollcall_storage::table::history::{self, HistoryRow};
use serde_json::{Map, Value};

use super::{HistoryOutcome, Kept, MembersDelta, outcome_word};
use crate::connections::Profile;
use crate::connections::rows::millis;
use crate::job::who;
use crate::resources::difference::differences;
use crate::resources::mask::mask_resource;
use crate::resources::prepared::{Prepared, Sending};
use crate::resources::request_view::request_views;
use crate::{ChangeOutcome, Engine, EngineError, ErrorCode};

/// A list longer than this is left out of the kept states where both have the same.
const LONG: usize = 200;
/// A larger state is not kept; the differences always are.
const LARGEST: usize = 256 * 1024;

/// A change that is noted and not yet known.
pub(crate) struct Noted {
    id: i64,
    label: String,
    server_id: String,
    kept: Kept,
}

impl Noted {
    /// The entry's name.
    pub(crate) fn name(&self) -> String {
        format!("c{}", self.id)
    }
}

impl Engine {
    /// Notes a change that is about to be sent. When this fails nothing is sent.
    pub(crate) async fn note(
        &self,
        profile: &Profile,
        prepared: &Prepared,
        reason: Option<&str>,
    ) -> Result<Noted, EngineError> {
        let model = &prepared.model;
        let (requests, _) = request_views(profile, prepared, &self.options().user_agent)?;
        let mut kept = Kept {
            request: requests.into_iter().next().map(without_members),
            differences: differences(model, &prepared.before, &prepared.after),
            ..Kept::default()
        };
        if let Sending::Members { add, remove } = &prepared.sending {
            kept.members = Some(MembersDelta {
                add: add.clone(),
                remove: remove.clone(),
            });
        } else {
            kept.before = snapshot(model, &prepared.before, &prepared.after);
            kept.after = snapshot(model, &prepared.after, &prepared.before);
        }
        let row = HistoryRow {
            connection: profile.id.to_string(),
            resource_type: model.name.clone(),
            server_id: prepared.id.clone().unwrap_or_default(),
            label: prepared.label.clone(),
            at: millis(self.now()),
            who: who(),
            kind: word(&prepared.kind)?,
            reason: reason.map(str::trim).filter(|r| !r.is_empty()).map(Into::into),
            undoes: prepared.undoes.clone(),
            outcome: outcome_word(HistoryOutcome::Unknown).into(),
            entry_json: json(&kept)?,
            ..HistoryRow::default()
        };
        let (label, server_id) = (row.label.clone(), row.server_id.clone());
        let id = self
            .store()?
            .jobs
            .write(move |tx| history::begin(tx, &row))
            .await?;
        Ok(Noted {
            id,
            label,
            server_id,
            kept,
        })
    }

    /// Notes what the server made of it.
    pub(crate) async fn note_outcome(&self, model: &ResourceModel, noted: Noted, outcome: &ChangeOutcome) {
        let mut kept = noted.kept;
        kept.status = outcome.status;
        kept.verdicts = outcome.verdicts.clone();
        kept.notices = outcome.notices.clone();
        if kept.members.is_none()
            && let (Some(Value::Object(now)), true) = (&outcome.resource, outcome.read_back)
        {
            // What is really there now: an undo compares with it.
            kept.after = snapshot(model, &Resource(now.clone()), &Resource::default());
        }
        let result = match (outcome.read_back, outcome.all_stored) {
            (false, _) => HistoryOutcome::Unread,
            (true, true) => HistoryOutcome::Stored,
            (true, false) => HistoryOutcome::Differs,
        };
        self.settle_note(noted.id, outcome.id.clone(), outcome.label.clone(), result, &kept)
            .await;
    }

    /// Notes that it failed, or takes the note back when nothing was sent.
    pub(crate) async fn note_failure(&self, noted: Noted, error: &EngineError) {
        let mut kept = noted.kept;
        kept.message = Some(error.message.clone());
        kept.code = Some(error.code.as_str());
        kept.theirs = error.scim.as_ref().and_then(|s| s.detail.clone());
        kept.status = error.scim.as_ref().map(|s| s.status);
        // Of a group's chunks some may be done.
        let some_done = error.params.get("done").is_some_and(|n| n != "0");
        let result = match error.code {
            ErrorCode::OutcomeUnknown => HistoryOutcome::Unknown,
            _ if some_done => HistoryOutcome::Differs,
            _ if error.scim.is_some() => HistoryOutcome::Refused,
            _ => return self.unnote(noted.id).await,
        };
        self.settle_note(noted.id, noted.server_id, noted.label, result, &kept)
            .await;
    }

    async fn settle_note(
        &self,
        id: i64,
        server_id: String,
        label: String,
        result: HistoryOutcome,
        kept: &Kept,
    ) {
        let (Ok(open), Ok(text)) = (self.store(), json(kept)) else {
            return;
        };
        let written = open
            .jobs
            .write(move |tx| history::finish(tx, id, &server_id, &label, outcome_word(result), &text))
            .await;
        if let Err(error) = written {
            tracing::warn!(%error, "the history could not be brought up to date; the change stands there as unknown");
        }
    }

    async fn unnote(&self, id: i64) {
        let Ok(open) = self.store() else { return };
        if let Err(error) = open.jobs.write(move |tx| history::remove(tx, id)).await {
            tracing::warn!(%error, "a change that was not sent stands in the history as unknown");
        }
    }
}

/// A state as it is kept: secrets masked, without long lists that the other state has too, and not at all when
/// it is very large.
fn snapshot(model: &ResourceModel, state: &Resource, other: &Resource) -> Option<Value> {
    if state.0.is_empty() {
        return None;
    }
    let kept: Map<String, Value> = state
        .0
        .iter()
        .filter(|(key, value)| {
            let long = value.as_array().is_some_and(|list| list.len() > LONG);
            !long || (!other.0.is_empty() && other.get_ci(key) != Some(*value))
        })
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let masked = mask_resource(model, &Value::Object(kept));
    (masked.to_string().len() <= LARGEST).then_some(masked)
}

/// A chunk of a hundred members is said by the differences.
fn without_members(mut request: crate::RequestView) -> crate::RequestView {
    if request
        .body
        .as_ref()
        .is_some_and(|b| b.to_string().len() > LARGEST)
    {
        request.body = None;
    }
    request
}

fn word(kind: &crate::ChangeKind) -> Result<String, EngineError> {
    match serde_json::to_value(kind) {
        Ok(Value::String(word)) => Ok(word),
        _ => Err(EngineError::internal("a kind without a word")),
    }
}

fn json(kept: &Kept) -> Result<String, EngineError> {
    serde_json::to_string(kept).map_err(|_| EngineError::internal("an entry that is no JSON"))
}
