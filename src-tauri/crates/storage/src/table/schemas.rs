//! Table `schemas` of cache.db: discovery documents as they came.

use rusqlite::{Connection, OptionalExtension as _, Transaction};
use uuid::Uuid;

use crate::StorageError;

/// A discovery document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaRow {
    /// `ServiceProviderConfig`, `ResourceTypes` or `Schemas`.
    pub document: String,
    /// Its JSON.
    pub json: String,
    /// Unix milliseconds, UTC.
    pub fetched_at: i64,
}

/// Keeps a document, over an older one.
///
/// # Errors
/// See [`StorageError`].
pub fn put(tx: &Transaction<'_>, connection_id: Uuid, row: &SchemaRow) -> Result<(), StorageError> {
    tx.prepare_cached(
        "INSERT INTO schemas (connection_id, document, json, fetched_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET json = excluded.json, fetched_at = excluded.fetched_at",
    )?
    .execute((
        connection_id.to_string(),
        &row.document,
        &row.json,
        row.fetched_at,
    ))?;
    Ok(())
}

/// Reads a document.
///
/// # Errors
/// See [`StorageError`].
pub fn get(
    connection: &Connection,
    connection_id: Uuid,
    document: &str,
) -> Result<Option<SchemaRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT document, json, fetched_at FROM schemas WHERE connection_id = ?1 AND document = ?2",
    )?;
    let found = statement.query_row((connection_id.to_string(), document), |row| {
        Ok(SchemaRow {
            document: row.get(0)?,
            json: row.get(1)?,
            fetched_at: row.get(2)?,
        })
    });
    Ok(found.optional()?)
}

/// Forgets the documents of a connection.
///
/// # Errors
/// See [`StorageError`].
pub fn remove(tx: &Transaction<'_>, connection_id: Uuid) -> Result<(), StorageError> {
    tx.prepare_cached("DELETE FROM schemas WHERE connection_id = ?1")?
        .execute([connection_id.to_string()])?;
    Ok(())
}
