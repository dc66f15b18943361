//! Table `op_deps`: which operation waits for which.

use rusqlite::{Connection, Transaction, params};

use crate::StorageError;

/// `op` waits for `needs`.
///
/// # Errors
/// See [`StorageError`].
pub fn insert(tx: &Transaction<'_>, op: i64, needs: i64) -> Result<(), StorageError> {
    tx.prepare_cached("INSERT OR IGNORE INTO op_deps (op_id, needs_op_id) VALUES (?1, ?2)")?
        .execute(params![op, needs])?;
    Ok(())
}

/// Blocked operations that wait for `needs`, each with whether everything it waits for has succeeded.
///
/// # Errors
/// See [`StorageError`].
pub fn waiting_for(connection: &Connection, needs: i64) -> Result<Vec<(i64, bool)>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.op_id, NOT EXISTS (
             SELECT 1 FROM op_deps e JOIN ops n ON n.id = e.needs_op_id
             WHERE e.op_id = d.op_id AND n.state <> 'succeeded')
         FROM op_deps d JOIN ops o ON o.id = d.op_id WHERE d.needs_op_id = ?1 AND o.state = 'blocked'",
    )?;
    let rows = statement.query_map([needs], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
