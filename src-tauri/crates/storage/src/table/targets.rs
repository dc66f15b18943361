//! Table `targets`: the resources that operations write to, shared by all jobs of a connection.

use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::StorageError;

/// The id of a target, made when it is new.
///
/// # Errors
/// See [`StorageError`].
pub fn upsert(
    tx: &Transaction<'_>,
    connection: &str,
    resource_type: &str,
    key: &str,
) -> Result<i64, StorageError> {
    let made: Option<i64> = tx
        .prepare_cached(
            "INSERT INTO targets (connection, resource_type, key) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING
             RETURNING id",
        )?
        .query_row(params![connection, resource_type, key], |r| r.get(0))
        .optional()?;
    if let Some(id) = made {
        return Ok(id);
    }
    Ok(tx
        .prepare_cached("SELECT id FROM targets WHERE connection = ?1 AND resource_type = ?2 AND key = ?3")?
        .query_row(params![connection, resource_type, key], |r| r.get(0))?)
}
