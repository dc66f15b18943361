//! Table `attempts`: one row for each request of the queue.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::StorageError;

/// A row of `attempts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRow {
    /// Counted from 1.
    pub n: i64,
    /// When its intent was committed.
    pub intent_at: i64,
    /// When its answer was there; none when the process died.
    pub ended_at: Option<i64>,
    /// HTTP status.
    pub status: Option<i64>,
    /// What went wrong, without secrets.
    pub error: Option<String>,
}

/// An intent was taken.
///
/// # Errors
/// See [`StorageError`].
pub fn insert(tx: &Transaction<'_>, op: i64, n: i64, epoch: i64, intent_at: i64) -> Result<(), StorageError> {
    tx.prepare_cached("INSERT INTO attempts (op_id, n, epoch, intent_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![op, n, epoch, intent_at])?;
    Ok(())
}

/// The last attempt of an operation ended.
///
/// # Errors
/// See [`StorageError`].
pub fn end(
    tx: &Transaction<'_>,
    op: i64,
    ended_at: i64,
    status: Option<i64>,
    error: Option<&str>,
) -> Result<(), StorageError> {
    tx.prepare_cached(
        "UPDATE attempts SET ended_at = ?2, status = ?3, error = ?4
         WHERE op_id = ?1 AND n = (SELECT intents FROM ops WHERE id = ?1) AND ended_at IS NULL",
    )?
    .execute(params![op, ended_at, status, error])?;
    Ok(())
}

/// The HTTP status of the last attempt of an operation; none without an answer.
///
/// # Errors
/// See [`StorageError`].
pub fn last_status(connection: &Connection, op: i64) -> Result<Option<i64>, StorageError> {
    let mut statement =
        connection.prepare_cached("SELECT status FROM attempts WHERE op_id = ?1 ORDER BY n DESC LIMIT 1")?;
    Ok(statement.query_row([op], |row| row.get(0)).optional()?.flatten())
}

/// The attempts of an operation in order.
///
/// # Errors
/// See [`StorageError`].
pub fn of_op(connection: &Connection, op: i64) -> Result<Vec<AttemptRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT n, intent_at, ended_at, status, error FROM attempts WHERE op_id = ?1 ORDER BY n",
    )?;
    let rows = statement.query_map([op], |r| {
        Ok(AttemptRow {
            n: r.get(0)?,
            intent_at: r.get(1)?,
            ended_at: r.get(2)?,
            status: r.get(3)?,
            error: r.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
