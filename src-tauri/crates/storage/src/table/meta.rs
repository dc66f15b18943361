//! Table `meta` of both files: facts about the file itself.
//!
//! `uuid`, `generation` and `program` belong to this crate; others may keep small facts of their own under
//! other keys.

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use crate::StorageError;

/// Reads a fact.
///
/// # Errors
/// See [`StorageError`].
pub fn get(connection: &Connection, key: &str) -> Result<Option<String>, StorageError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

/// Writes a fact, over an older one.
///
/// # Errors
/// [`StorageError::Refused`] for the keys of this crate; see [`StorageError`].
pub fn set(tx: &Transaction<'_>, key: &str, value: &str) -> Result<(), StorageError> {
    if matches!(key, "uuid" | "generation" | "program") {
        return Err(StorageError::Refused(format!(
            "the fact {key} belongs to the store itself"
        )));
    }
    tx.prepare_cached(
        "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute([key, value])?;
    Ok(())
}
