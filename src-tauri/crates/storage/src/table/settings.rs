//! Table `settings` of jobs.db: one JSON value a key.

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use crate::StorageError;

/// Reads a setting as JSON text.
///
/// # Errors
/// See [`StorageError`].
pub fn get(connection: &Connection, key: &str) -> Result<Option<String>, StorageError> {
    let mut statement = connection.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

/// Every setting, by key.
///
/// # Errors
/// See [`StorageError`].
pub fn all(connection: &Connection) -> Result<Vec<(String, String)>, StorageError> {
    let mut statement = connection.prepare_cached("SELECT key, value FROM settings ORDER BY key")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes a setting, over an older one.
///
/// # Errors
/// See [`StorageError`].
pub fn set(tx: &Transaction<'_>, key: &str, json: &str) -> Result<(), StorageError> {
    tx.prepare_cached(
        "INSERT INTO settings (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute([key, json])?;
    Ok(())
}

/// Takes a setting away; one that is not there counts as taken away.
///
/// # Errors
/// See [`StorageError`].
pub fn remove(tx: &Transaction<'_>, key: &str) -> Result<(), StorageError> {
    tx.prepare_cached("DELETE FROM settings WHERE key = ?1")?
        .execute([key])?;
    Ok(())
}
