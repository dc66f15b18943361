//! Changes to many operations at once: recovery and cancellation.

use rusqlite::{Transaction, params};

use crate::StorageError;

/// At the start of a runner: what was inflight is of unknown outcome. Gives how many.
///
/// # Errors
/// See [`StorageError`].
pub fn recover(tx: &Transaction<'_>) -> Result<usize, StorageError> {
    Ok(tx
        .prepare_cached(
            "UPDATE ops SET state = 'unknown', message = 'the program ended before the answer was written down'
             WHERE state = 'inflight'",
        )?
        .execute([])?)
}

/// Cancels every operation of a job that is not open. Members of a chunk under way wait for its proof.
///
/// # Errors
/// See [`StorageError`].
pub fn cancel_rest(tx: &Transaction<'_>, job: i64, message: &str) -> Result<(), StorageError> {
    tx.prepare_cached(
        "UPDATE ops SET state = 'cancelled', message = ?2, sealed = NULL
         WHERE job_id = ?1 AND state IN ('ready', 'blocked')",
    )?
    .execute(params![job, message])?;
    tx.prepare_cached(
        "UPDATE ops SET state = 'cancelled', message = ?2, sealed = NULL
         WHERE job_id = ?1 AND state = 'bundled' AND NOT EXISTS (
             SELECT 1 FROM op_items i JOIN ops c ON c.id = i.op_id
             WHERE i.item_op_id = ops.id AND c.state IN ('inflight', 'unknown', 'verifying'))",
    )?
    .execute(params![job, message])?;
    Ok(())
}
