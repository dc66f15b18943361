//! Table `capabilities` of cache.db: what a server can do, by who says so.

use rusqlite::{Connection, Transaction};
use uuid::Uuid;

use crate::StorageError;

/// One statement about one feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapabilityRow {
    /// E.g. `patch`, `filter`, `etag`.
    pub feature: String,
    /// `declared`, `observed`, `learned` or `by_hand`.
    pub source: String,
    /// `yes`, `no`, `partial` or a number.
    pub value: String,
    /// Unix milliseconds, UTC.
    pub at: i64,
    /// Where it was seen.
    pub evidence: String,
    /// What the exchange that showed it is known by.
    pub mark: Option<i64>,
    /// The number of that exchange while it is kept; ignored by [`put`].
    pub exchange: Option<i64>,
}

/// Notes a statement, over an older one of the same feature and source.
///
/// # Errors
/// [`StorageError::Constraint`] when the source is none of the four.
pub fn put(tx: &Transaction<'_>, connection_id: Uuid, row: &CapabilityRow) -> Result<(), StorageError> {
    tx.prepare_cached(
        "INSERT INTO capabilities (connection_id, feature, source, value, at, evidence, mark)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at, evidence = excluded.evidence,
             mark = excluded.mark",
    )?
    .execute((
        connection_id.to_string(),
        &row.feature,
        &row.source,
        &row.value,
        row.at,
        &row.evidence,
        row.mark,
    ))?;
    Ok(())
}

/// Every statement about a connection, by feature and source.
///
/// # Errors
/// See [`StorageError`].
pub fn all(connection: &Connection, connection_id: Uuid) -> Result<Vec<CapabilityRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT feature, source, value, at, evidence, mark,
             (SELECT e.id FROM exchanges e WHERE e.mark = c.mark AND e.connection_id = c.connection_id)
         FROM capabilities c WHERE connection_id = ?1 ORDER BY feature, source",
    )?;
    let rows = statement.query_map([connection_id.to_string()], |row| {
        Ok(CapabilityRow {
            feature: row.get(0)?,
            source: row.get(1)?,
            value: row.get(2)?,
            at: row.get(3)?,
            evidence: row.get(4)?,
            mark: row.get(5)?,
            exchange: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets every statement about a connection.
///
/// # Errors
/// See [`StorageError`].
pub fn remove(tx: &Transaction<'_>, connection_id: Uuid) -> Result<(), StorageError> {
    tx.prepare_cached("DELETE FROM capabilities WHERE connection_id = ?1")?
        .execute([connection_id.to_string()])?;
    Ok(())
}
