//! "Put the old values back": an ordinary change against the present state, to be reviewed like any other.

use std::collections::HashMap;

use rollcall_scim::merge::{ChangedBy, Side, compare, resolve};
use rollcall_scim::{Mutability, Resource, ResourceModel};
use serde_json::Value;

use super::Recorded;
use crate::connections::Profile;
use crate::resources::get::read;
use crate::resources::mask::HIDDEN;
use crate::{
    Change, ChangeKind, ChangeReview, ConnectionId, Engine, EngineError, ErrorCode, Notice, NoticeCode,
};

impl Engine {
    /// Prepares a change that puts the values back that were there before an entry of the history. Reads, never
    /// writes. Of a deletion it is a create with a new id.
    pub async fn prepare_undo(
        &self,
        connection: ConnectionId,
        entry: &str,
    ) -> Result<ChangeReview, EngineError> {
        let profile = self.profile(connection).await?;
        let recorded = self.recorded(connection, entry).await?;
        if !recorded.entry.undoable {
            return Err(cannot(
                entry,
                "Of this change nothing is known that could be put back.",
            ));
        }
        let type_name = recorded.entry.type_name.clone();
        let model = self.model(&profile, &type_name).await?;
        let mut notices = Vec::new();
        let change = match recorded.entry.kind {
            ChangeKind::Create => Change::Delete {
                id: recorded.entry.resource.clone(),
            },
            ChangeKind::Delete => recreate(&model, &recorded, &mut notices)?,
            ChangeKind::Members => members(&recorded)?,
            ChangeKind::Patch | ChangeKind::Replace | ChangeKind::Activate | ChangeKind::Deactivate => {
                self.put_back(&profile, &model, &recorded, &mut notices).await?
            }
        };
        let mut review = self.prepare_change(connection, &type_name, change).await?;
        review.notices.extend(notices);
        self.store()?.reviews.undoes(&review.fingerprint, entry);
        Ok(review)
    }

    /// The old values on top of what the server has now. Where somebody changed the same since, it is said.
    async fn put_back(
        &self,
        profile: &Profile,
        model: &ResourceModel,
        recorded: &Recorded,
        notices: &mut Vec<Notice>,
    ) -> Result<Change, EngineError> {
        let entry = &recorded.entry;
        let state = |value: &Option<Value>| value.clone().and_then(Resource::from_value);
        let (Some(before), Some(after)) = (state(&recorded.before), state(&recorded.after)) else {
            return Err(cannot(&entry.id, "The state before it was too large to be kept."));
        };
        let client = self.client(profile).await?;
        let now = read(&client, profile, model, &entry.resource).await?.resource;
        let comparison = compare(model, &after, &before, &now);
        let hidden = |row: &rollcall_scim::merge::Row| {
            [Side::Before, Side::Yours, Side::Server]
                .iter()
                .any(|side| row.of(*side).and_then(Value::as_str) == Some(HIDDEN))
        };
        // Only what the change itself touched is put back; what servers stamp by themselves is not.
        let touched = |path: &str| {
            entry.differences.is_empty()
                || entry
                    .differences
                    .iter()
                    .any(|d| path.starts_with(&d.path) || d.path.starts_with(path))
        };
        let mut decisions: HashMap<String, Side> = HashMap::new();
        let mut since: Vec<&str> = Vec::new();
        for row in &comparison.rows {
            let ours = !hidden(row) && touched(&row.path) && row.by != ChangedBy::Server;
            if ours && row.by == ChangedBy::Both {
                since.push(&row.path);
            }
            decisions.insert(row.path.clone(), if ours { Side::Yours } else { Side::Server });
        }
        if !since.is_empty() {
            notices.push(
                Notice::new(
                    NoticeCode::ChangedSince,
                    format!(
                        "Somebody changed {} again after that; putting the old values back overwrites this.",
                        since.join(", ")
                    ),
                )
                .with("attributes", since.join(", ")),
            );
        }
        if entry.differences.iter().any(|d| d.secret) {
            notices.push(Notice::new(
                NoticeCode::SecretStays,
                "A password or another secret was changed as well; the old one is not known and stays changed.",
            ));
        }
        let merged = resolve(model, &now, &comparison, &decisions);
        Ok(Change::Edit {
            id: entry.resource.clone(),
            desired: merged.resource.to_value(),
            base: Some(now.to_value()),
        })
    }
}

/// What was deleted as something new: only what a client may write.
fn recreate(
    model: &ResourceModel,
    recorded: &Recorded,
    notices: &mut Vec<Notice>,
) -> Result<Change, EngineError> {
    let Some(Value::Object(before)) = recorded.before.clone() else {
        return Err(cannot(
            &recorded.entry.id,
            "The state before it was too large to be kept.",
        ));
    };
    let mut resource = Resource(before);
    let groups = groups_of(&resource).len();
    resource.0.retain(|key, value| {
        let read_only = model
            .core
            .attribute(key)
            .is_some_and(|a| a.mutability == Mutability::ReadOnly);
        !(read_only
            || ["id", "meta"].iter().any(|k| key.eq_ignore_ascii_case(k))
            || value.as_str() == Some(HIDDEN))
    });
    notices.push(Notice::new(
        NoticeCode::NewId,
        "It gets a new id: the server cannot give the old one back. Passwords and other secrets are not known.",
    ));
    if groups > 0 {
        notices.push(Notice::new(
            NoticeCode::MembershipsAfter,
            format!("It was in {groups} groups. Once it is there again, adding it to them is the next change to review."),
        ).with("count", groups.to_string()));
    }
    Ok(Change::Create {
        resource: resource.to_value(),
    })
}

/// The ids in `groups` of a person.
pub(crate) fn groups_of(person: &Resource) -> Vec<String> {
    person
        .get_ci("groups")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        // Those through another group come back with that group.
        .filter(|g| g.get("type").and_then(Value::as_str) != Some("indirect"))
        .filter_map(|g| g.get("value").and_then(Value::as_str))
        .map(Into::into)
        .collect()
}

fn members(recorded: &Recorded) -> Result<Change, EngineError> {
    let Some(delta) = recorded.members.clone() else {
        return Err(cannot(
            &recorded.entry.id,
            "Who joined and who left is not known.",
        ));
    };
    Ok(Change::Members {
        id: recorded.entry.resource.clone(),
        add: delta.remove,
        remove: delta.add,
    })
}

fn cannot(entry: &str, why: &str) -> EngineError {
    EngineError::new(
        ErrorCode::Usage,
        format!("The change {entry} cannot be undone."),
        why,
        "Edit the values by hand.",
    )
}
