//! What readings see on the server: resources that changed since the last reading, appeared or are gone, and boundedly
//! many.

use std::sync::Arc;

use rollcall_scim::{Resource, ResourceModel};
use rollcall_storage::StorageError;
use rollcall_storage::rusqlite::Transaction;
use rollcall_storage::table::observed;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Difference;
use crate::connections::rows::millis;
use crate::resources::difference::differences;
use crate::resources::models::label;
use crate::resources::verdict::moved;
use crate::{ConnectionId, Engine};

/// Most changed resources of one reading whose differences are kept.
pub(crate) const MOST_OF_A_SYNC: usize = 5_000;

/// A resource before and after, as the copy keeps it: `None` where it was not there.
pub(crate) struct Observed {
    pub(crate) server_id: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// An observation as the store keeps it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Seen {
    /// What differs.
    Changed(Vec<Difference>),
    /// It appeared or is gone. (`event` stays the first field: [`GONE`] looks for it.)
    Event {
        /// Which.
        event: SeenEvent,
        /// What it was called.
        label: String,
    },
}

/// What a reading sees happen to a whole resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SeenEvent {
    /// It was not there when everything was read before.
    Appeared,
    /// It is no longer there.
    Gone,
}

/// How the store's text of a resource that is gone begins.
pub(crate) const GONE: &str = "{\"event\":\"gone\"";

/// What a person would call something that happened: neither `meta` nor what the server stamps by itself.
fn happened(model: &ResourceModel, seen: &Observed) -> Option<(String, String)> {
    let read = |json: &Option<String>| serde_json::from_str::<Resource>(json.as_deref()?).ok();
    let what = match (read(&seen.before), read(&seen.after)) {
        (Some(before), Some(after)) => {
            if !moved(model, &before, &after) {
                return None;
            }
            Seen::Changed(differences(model, &before, &after))
        }
        (None, Some(after)) => Seen::Event {
            event: SeenEvent::Appeared,
            label: label(&after),
        },
        (Some(before), None) => Seen::Event {
            event: SeenEvent::Gone,
            label: label(&before),
        },
        (None, None) => return None,
    };
    let json = serde_json::to_string(&what).ok()?;
    Some((seen.server_id.clone(), json))
}

/// Keeps one observation in the write under way.
pub(crate) fn keep_one(
    tx: &Transaction<'_>,
    connection: Uuid,
    model: &ResourceModel,
    at: i64,
    seen: &Observed,
) -> Result<(), StorageError> {
    match happened(model, seen) {
        Some(row) => observed::insert(tx, connection, &model.name, at, &[row]),
        None => Ok(()),
    }
}

impl Engine {
    /// Keeps what a reading saw. Trouble here is no trouble for the reading.
    pub(crate) async fn observed(
        &self,
        connection: ConnectionId,
        model: Arc<ResourceModel>,
        seen: Vec<Observed>,
    ) {
        let Ok(open) = self.store() else { return };
        if seen.is_empty() {
            return;
        }
        let (name, at) = (model.name.clone(), millis(self.now()));
        let rows = tokio::task::spawn_blocking(move || {
            seen.iter()
                .filter_map(|one| happened(&model, one))
                .collect::<Vec<_>>()
        })
        .await
        .unwrap_or_default();
        if rows.is_empty() {
            return;
        }
        let kept = open
            .cache
            .write_relaxed(move |tx| observed::insert(tx, connection.0, &name, at, &rows))
            .await;
        if let Err(error) = kept {
            tracing::warn!(%error, "what changed on the server could not be kept for the history");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_is_found_by_how_its_record_begins() {
        let seen = Observed {
            server_id: "7".into(),
            before: Some(r#"{"id":"7","displayName":"Kim Łee"}"#.into()),
            after: None,
        };
        let (_, json) = happened(&ResourceModel::user(), &seen).unwrap();
        assert!(json.starts_with(GONE), "the store looks for it: {json}");
        let Ok(Seen::Event { label, .. }) = serde_json::from_str(&json) else {
            panic!("it is read back as what it was: {json}");
        };
        assert_eq!(label, "Kim Łee", "with the name people know");
    }
}
