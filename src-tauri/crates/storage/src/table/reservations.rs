//! Table `reservations`: user names promised to rows of jobs that have not ended.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::StorageError;

/// Reserves a folded user name for a row. False when another row has it.
///
/// # Errors
/// See [`StorageError`].
pub fn reserve(
    tx: &Transaction<'_>,
    connection: &str,
    user_name_fold: &str,
    row: i64,
) -> Result<bool, StorageError> {
    Ok(tx
        .prepare_cached(
            "INSERT OR IGNORE INTO reservations (connection, user_name_fold, row_id, base) VALUES (?1, ?2, ?3, ?2)",
        )?
        .execute(params![connection, user_name_fold, row])?
        > 0)
}

/// The row a name is reserved for.
///
/// # Errors
/// See [`StorageError`].
pub fn holder(connection: &Connection, of: &str, user_name_fold: &str) -> Result<Option<i64>, StorageError> {
    let mut statement = connection
        .prepare_cached("SELECT row_id FROM reservations WHERE connection = ?1 AND user_name_fold = ?2")?;
    Ok(statement
        .query_row(params![of, user_name_fold], |r| r.get(0))
        .optional()?)
}

/// Gives the names of a row back.
///
/// # Errors
/// See [`StorageError`].
pub fn free(tx: &Transaction<'_>, row: i64) -> Result<(), StorageError> {
    tx.prepare_cached("DELETE FROM reservations WHERE row_id = ?1")?
        .execute([row])?;
    Ok(())
}
