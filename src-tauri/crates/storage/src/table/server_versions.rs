//! Table `server_versions` of jobs.db: what a server said of itself over time.

use rusqlite::{Connection, Transaction};
use uuid::Uuid;

use crate::StorageError;

/// Most versions kept of one server; the oldest go first.
pub const MOST: i64 = 100;

/// A row of `server_versions`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVersionRow {
    /// When it was seen first. Unix milliseconds, UTC.
    pub first_at: i64,
    /// When it was seen unchanged last.
    pub last_at: i64,
    /// What is described, and how: a JSON object.
    pub document: String,
}

/// Notes what a server says now: the latest version is seen again, or a new one begins.
///
/// # Errors
/// [`StorageError::Constraint`] when there is no such connection.
pub fn note(tx: &Transaction<'_>, connection_id: Uuid, at: i64, document: &str) -> Result<(), StorageError> {
    let connection_id = connection_id.to_string();
    let again = tx
        .prepare_cached(
            "UPDATE server_versions SET last_at = max(last_at, ?2)
             WHERE id = (SELECT max(id) FROM server_versions WHERE connection_id = ?1) AND document = ?3",
        )?
        .execute((&connection_id, at, document))?;
    if again > 0 {
        return Ok(());
    }
    tx.prepare_cached(
        "INSERT INTO server_versions (connection_id, first_at, last_at, document) VALUES (?1, ?2, ?2, ?3)",
    )?
    .execute((&connection_id, at, document))?;
    tx.prepare_cached(
        "DELETE FROM server_versions WHERE connection_id = ?1 AND id <= (
             SELECT id FROM server_versions WHERE connection_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    )?
    .execute((&connection_id, MOST))?;
    Ok(())
}

/// Every version of a server, newest first.
///
/// # Errors
/// See [`StorageError`].
pub fn all(connection: &Connection, connection_id: Uuid) -> Result<Vec<ServerVersionRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT first_at, last_at, document FROM server_versions WHERE connection_id = ?1 ORDER BY id DESC",
    )?;
    let rows = statement.query_map([connection_id.to_string()], |row| {
        Ok(ServerVersionRow {
            first_at: row.get(0)?,
            last_at: row.get(1)?,
            document: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
