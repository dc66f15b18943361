//! What readings see changed on the server: only resources that changed since the last reading, and boundedly many.

use std::sync::Arc;

use rollcall_scim::{Resource, ResourceModel};
use rollcall_storage::StorageError;
use rollcall_storage::rusqlite::Transaction;
use rollcall_storage::table::observed;
use uuid::Uuid;

use crate::Difference;
use crate::connections::rows::millis;
use crate::resources::difference::differences;
use crate::resources::verdict::moved;
use crate::{ConnectionId, Engine};

/// Most changed resources of one reading whose differences are kept.
pub(crate) const MOST_OF_A_SYNC: usize = 5_000;

/// A resource before and after, as the copy keeps it.
pub(crate) struct Observed {
    pub(crate) server_id: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// The differences that a person would call a change: neither `meta` nor what the server stamps by itself.
fn changed(model: &ResourceModel, seen: &Observed) -> Option<(String, String)> {
    let read = |json: &str| serde_json::from_str::<Resource>(json).ok();
    let (before, after) = (read(&seen.before)?, read(&seen.after)?);
    if !moved(model, &before, &after) {
        return None;
    }
    let found: Vec<Difference> = differences(model, &before, &after);
    let json = serde_json::to_string(&found).ok()?;
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
    match changed(model, seen) {
        Some(row) => observed::insert(tx, connection, &model.name, at, &[row]),
        None => Ok(()),
    }
}

impl Engine {
    /// Keeps what a reading saw changed. Trouble here is no trouble for the reading.
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
                .filter_map(|one| changed(&model, one))
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
