//! Table `observed` of cache.db: what readings saw changed on the server, bounded.

use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

use crate::StorageError;

/// Most observations kept of one resource.
pub const MOST_OF_ONE: i64 = 50;
/// Most observations kept in all.
pub const MOST: i64 = 100_000;

/// A row of `observed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedRow {
    /// Its number.
    pub id: i64,
    /// Unix milliseconds, UTC: when it was seen.
    pub at: i64,
    /// What differed, JSON.
    pub differences: String,
}

/// Notes what changed between two readings: each resource with its differences.
///
/// # Errors
/// See [`StorageError`].
pub fn insert(
    tx: &Transaction<'_>,
    connection_id: Uuid,
    resource_type: &str,
    at: i64,
    seen: &[(String, String)],
) -> Result<(), StorageError> {
    let connection_id = connection_id.to_string();
    let mut insert = tx.prepare_cached(
        "INSERT INTO observed (connection_id, type, server_id, at, differences) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut bound = tx.prepare_cached(
        "DELETE FROM observed WHERE connection_id = ?1 AND type = ?2 AND server_id = ?3 AND id <= (
             SELECT id FROM observed WHERE connection_id = ?1 AND type = ?2 AND server_id = ?3
             ORDER BY id DESC LIMIT 1 OFFSET ?4)",
    )?;
    for (server_id, differences) in seen {
        insert.execute(params![connection_id, resource_type, server_id, at, differences])?;
        bound.execute(params![connection_id, resource_type, server_id, MOST_OF_ONE])?;
    }
    // Ids only grow, so the one at the limit is found without counting.
    tx.prepare_cached("DELETE FROM observed WHERE id <= (SELECT max(id) FROM observed) - ?1")?
        .execute([MOST])?;
    Ok(())
}

/// The newest observations of one resource, newest first.
///
/// # Errors
/// See [`StorageError`].
pub fn of_resource(
    connection: &Connection,
    connection_id: Uuid,
    resource_type: &str,
    server_id: &str,
    limit: u32,
) -> Result<Vec<ObservedRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, at, differences FROM observed WHERE connection_id = ?1 AND type = ?2 AND server_id = ?3
         ORDER BY id DESC LIMIT ?4",
    )?;
    let rows = statement.query_map(
        params![connection_id.to_string(), resource_type, server_id, limit],
        |row| {
            Ok(ObservedRow {
                id: row.get(0)?,
                at: row.get(1)?,
                differences: row.get(2)?,
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest observations of a type whose text begins so, newest first, each with whom it is about.
///
/// # Errors
/// See [`StorageError`].
pub fn beginning(
    connection: &Connection,
    connection_id: Uuid,
    resource_type: &str,
    text: &str,
    limit: u32,
) -> Result<Vec<(String, ObservedRow)>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT server_id, id, at, differences FROM observed
         WHERE connection_id = ?1 AND type = ?2 AND substr(differences, 1, ?4) = ?3 ORDER BY id DESC LIMIT ?5",
    )?;
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let rows = statement.query_map(
        params![connection_id.to_string(), resource_type, text, length, limit],
        |row| {
            let seen = ObservedRow {
                id: row.get(1)?,
                at: row.get(2)?,
                differences: row.get(3)?,
            };
            Ok((row.get(0)?, seen))
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets the observations of a connection.
///
/// # Errors
/// See [`StorageError`].
pub fn remove(tx: &Transaction<'_>, connection_id: Uuid) -> Result<(), StorageError> {
    tx.prepare_cached("DELETE FROM observed WHERE connection_id = ?1")?
        .execute([connection_id.to_string()])?;
    Ok(())
}
