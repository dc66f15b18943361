//! Table `overrides` of jobs.db: what a person set by hand about a server.

use rusqlite::{Connection, Transaction};
use uuid::Uuid;

use crate::StorageError;

/// A row of `overrides`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverrideRow {
    /// E.g. `list.Users.count.max`.
    pub feature: String,
    /// What it is to be.
    pub value: String,
    /// Unix milliseconds, UTC.
    pub at: i64,
}

/// Everything set by hand about a connection, by feature.
///
/// # Errors
/// See [`StorageError`].
pub fn all(connection: &Connection, connection_id: Uuid) -> Result<Vec<OverrideRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT feature, value, at FROM overrides WHERE connection_id = ?1 ORDER BY feature",
    )?;
    let rows = statement.query_map([connection_id.to_string()], |row| {
        Ok(OverrideRow {
            feature: row.get(0)?,
            value: row.get(1)?,
            at: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Sets a feature by hand.
///
/// # Errors
/// [`StorageError::Constraint`] when there is no such connection.
pub fn set(tx: &Transaction<'_>, connection_id: Uuid, row: &OverrideRow) -> Result<(), StorageError> {
    tx.prepare_cached(
        "INSERT INTO overrides (connection_id, feature, value, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at",
    )?
    .execute((connection_id.to_string(), &row.feature, &row.value, row.at))?;
    Ok(())
}

/// Takes back what was set by hand. True when something was.
///
/// # Errors
/// See [`StorageError`].
pub fn unset(tx: &Transaction<'_>, connection_id: Uuid, feature: &str) -> Result<bool, StorageError> {
    Ok(tx
        .prepare_cached("DELETE FROM overrides WHERE connection_id = ?1 AND feature = ?2")?
        .execute((connection_id.to_string(), feature))?
        > 0)
}
