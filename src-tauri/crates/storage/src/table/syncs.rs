//! Table `syncs` of cache.db: each reading of a whole directory, and whether it was complete.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};
use uuid::Uuid;

use crate::StorageError;

/// Where a sync stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// Under way, or its process died.
    Running,
    /// Ended by itself; see `complete` for whether everything was read.
    Done,
    /// Ended by an error.
    Failed,
    /// Ended by a person.
    Cancelled,
}

/// A row of `syncs`. Times are unix milliseconds, UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncRow {
    /// Numbers of later syncs are larger.
    pub id: i64,
    /// Resource type.
    pub resource_type: String,
    /// Where it stands.
    pub state: SyncState,
    /// Start.
    pub started_at: i64,
    /// End.
    pub ended_at: Option<i64>,
    /// Whether every resource was proven to be read.
    pub complete: bool,
    /// Why not.
    pub reason: Option<Reason>,
    /// How many came and what became of them.
    pub counts: SyncCounts,
}

/// Why a sync is not proven to have read everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// A closed code of the engine; readings of older versions have none.
    pub code: Option<String>,
    /// In words.
    pub text: String,
}

/// What a sync found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncCounts {
    /// Resources the server sent.
    pub received: i64,
    /// New here.
    pub added: i64,
    /// Different from before.
    pub changed: i64,
    /// The same as before.
    pub unchanged: i64,
    /// No longer there.
    pub removed: i64,
    /// What the server said there would be.
    pub total_results: Option<i64>,
    /// Resources the server sent more than once.
    pub duplicates: i64,
    /// Whether only changes since the last sync were asked for.
    pub changes_only: bool,
}

/// Notes the start of a sync and returns its number.
///
/// # Errors
/// See [`StorageError`].
pub fn begin(
    tx: &Transaction<'_>,
    connection_id: Uuid,
    resource_type: &str,
    now: i64,
) -> Result<i64, StorageError> {
    tx.prepare_cached(
        "INSERT INTO syncs (connection_id, type, state, started_at) VALUES (?1, ?2, 'running', ?3)",
    )?
    .execute((connection_id.to_string(), resource_type, now))?;
    Ok(tx.last_insert_rowid())
}

/// Notes its end.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn end(
    tx: &Transaction<'_>,
    id: i64,
    state: SyncState,
    now: i64,
    complete: bool,
    reason: Option<&Reason>,
    counts: SyncCounts,
) -> Result<(), StorageError> {
    let changed = tx
        .prepare_cached(
            "UPDATE syncs SET state = :state, ended_at = :now, complete = :complete, reason = :reason,
                 reason_code = :reason_code,
                 received = :received, added = :added, changed = :changed, unchanged = :unchanged,
                 removed = :removed, total_results = :total_results,
                 duplicates = :duplicates, changes_only = :changes_only
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id,
            ":state": match state {
                SyncState::Running => "running",
                SyncState::Done => "done",
                SyncState::Failed => "failed",
                SyncState::Cancelled => "cancelled",
            },
            ":now": now,
            ":complete": complete,
            ":reason": reason.map(|r| &r.text),
            ":reason_code": reason.and_then(|r| r.code.as_ref()),
            ":received": counts.received,
            ":added": counts.added,
            ":changed": counts.changed,
            ":unchanged": counts.unchanged,
            ":removed": counts.removed,
            ":total_results": counts.total_results,
            ":duplicates": counts.duplicates,
            ":changes_only": counts.changes_only,
        })?;
    if changed == 0 {
        return Err(StorageError::NotFound { what: "the sync" });
    }
    Ok(())
}

/// The latest sync of a resource type, whatever became of it.
///
/// # Errors
/// See [`StorageError`].
pub fn latest(
    connection: &Connection,
    connection_id: Uuid,
    resource_type: &str,
) -> Result<Option<SyncRow>, StorageError> {
    one(
        connection,
        "SELECT * FROM syncs WHERE connection_id = ?1 AND type = ?2 ORDER BY id DESC LIMIT 1",
        connection_id,
        resource_type,
    )
}

/// The latest sync of a resource type that read everything.
///
/// # Errors
/// See [`StorageError`].
pub fn latest_complete(
    connection: &Connection,
    connection_id: Uuid,
    resource_type: &str,
) -> Result<Option<SyncRow>, StorageError> {
    one(
        connection,
        "SELECT * FROM syncs WHERE connection_id = ?1 AND type = ?2 AND complete = 1 ORDER BY id DESC LIMIT 1",
        connection_id,
        resource_type,
    )
}

/// Forgets the syncs of a connection.
///
/// # Errors
/// See [`StorageError`].
pub fn remove(tx: &Transaction<'_>, connection_id: Uuid) -> Result<(), StorageError> {
    tx.prepare_cached("DELETE FROM syncs WHERE connection_id = ?1")?
        .execute([connection_id.to_string()])?;
    Ok(())
}

fn one(
    connection: &Connection,
    sql: &str,
    connection_id: Uuid,
    resource_type: &str,
) -> Result<Option<SyncRow>, StorageError> {
    let mut statement = connection.prepare_cached(sql)?;
    statement
        .query_row((connection_id.to_string(), resource_type), |row| Ok(read(row)))
        .optional()?
        .transpose()
}

fn read(row: &Row<'_>) -> Result<SyncRow, StorageError> {
    let state: String = row.get("state")?;
    Ok(SyncRow {
        id: row.get("id")?,
        resource_type: row.get("type")?,
        state: match state.as_str() {
            "running" => SyncState::Running,
            "done" => SyncState::Done,
            "failed" => SyncState::Failed,
            "cancelled" => SyncState::Cancelled,
            _ => return Err(StorageError::BadValue { what: "syncs.state" }),
        },
        started_at: row.get("started_at")?,
        ended_at: row.get("ended_at")?,
        complete: row.get("complete")?,
        reason: row
            .get::<_, Option<String>>("reason")?
            .map(|text| {
                Ok::<_, StorageError>(Reason {
                    code: row.get("reason_code")?,
                    text,
                })
            })
            .transpose()?,
        counts: SyncCounts {
            received: row.get("received")?,
            added: row.get("added")?,
            changed: row.get("changed")?,
            unchanged: row.get("unchanged")?,
            removed: row.get("removed")?,
            total_results: row.get("total_results")?,
            duplicates: row.get("duplicates")?,
            changes_only: row.get("changes_only")?,
        },
    })
}
