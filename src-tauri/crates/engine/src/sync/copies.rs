//! Age and wholeness of the offline copies.

use rollcall_storage::rusqlite::Connection;
use rollcall_storage::table::syncs::{self, SyncState};
use rollcall_storage::{StorageError, table::resources};
use uuid::Uuid;

use super::CopyState;
use crate::connections::rows::from_millis;
use crate::{At, ConnectionId, Engine, EngineError, GapCode};

impl Engine {
    /// Age and size of the copy, type by type. Works without the server; empty when nothing is known of it.
    pub async fn copies(&self, connection: ConnectionId) -> Result<Vec<CopyState>, EngineError> {
        let profile = self.profile(connection).await?;
        let Some(known) = self.cached_knowledge(&profile).await? else {
            return Ok(Vec::new());
        };
        let names: Vec<String> = known.models.iter().map(|m| m.name.clone()).collect();
        let id = connection.0;
        let states = self
            .store()?
            .cache
            .read(move |c| {
                names
                    .iter()
                    .map(|name| copy_state(c, id, name))
                    .collect::<Result<Vec<_>, _>>()
            })
            .await?;
        Ok(states)
    }
}

/// The copy of one type: as old as its last reading that ended by itself.
pub(super) fn copy_state(c: &Connection, id: Uuid, name: &str) -> Result<CopyState, StorageError> {
    let latest = syncs::latest(c, id, name)?;
    let sync = match latest {
        Some(sync) if sync.state == SyncState::Done => Some(sync),
        _ => syncs::latest_complete(c, id, name)?,
    };
    Ok(CopyState {
        type_name: name.to_owned(),
        count: resources::count(c, id, name)?,
        synced_at: sync
            .as_ref()
            .and_then(|s| s.ended_at)
            .map(|at| At(from_millis(at))),
        complete: sync.as_ref().is_some_and(|s| s.complete),
        received: sync
            .as_ref()
            .map_or(0, |s| u64::try_from(s.counts.received).unwrap_or_default()),
        total: sync
            .as_ref()
            .and_then(|s| s.counts.total_results)
            .and_then(|n| u64::try_from(n).ok()),
        duplicates: sync
            .as_ref()
            .map_or(0, |s| u64::try_from(s.counts.duplicates).unwrap_or_default()),
        changes_only: sync.as_ref().is_some_and(|s| s.counts.changes_only),
        reason_code: sync
            .as_ref()
            .and_then(|s| GapCode::read(s.reason.as_ref()?.code.as_deref()?)),
        reason: sync.and_then(|s| s.reason).map(|r| r.text),
    })
}
