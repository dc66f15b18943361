//! Table `op_items`: the member adds that travel in a chunk.

use rusqlite::{Connection, Transaction, params};

use crate::StorageError;

/// The item travels in the chunk.
///
/// # Errors
/// See [`StorageError`].
pub fn insert(tx: &Transaction<'_>, chunk: i64, item: i64, member: &str) -> Result<(), StorageError> {
    tx.prepare_cached("INSERT INTO op_items (op_id, item_op_id, member) VALUES (?1, ?2, ?3)")?
        .execute(params![chunk, item, member])?;
    Ok(())
}

/// The items of a chunk with their members.
///
/// # Errors
/// See [`StorageError`].
pub fn of_chunk(connection: &Connection, chunk: i64) -> Result<Vec<(i64, String)>, StorageError> {
    let mut statement = connection
        .prepare_cached("SELECT item_op_id, member FROM op_items WHERE op_id = ?1 ORDER BY item_op_id")?;
    let rows = statement.query_map([chunk], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The chunks an item travelled in.
///
/// # Errors
/// See [`StorageError`].
pub fn chunks_of(connection: &Connection, item: i64) -> Result<Vec<i64>, StorageError> {
    let mut statement =
        connection.prepare_cached("SELECT op_id FROM op_items WHERE item_op_id = ?1 ORDER BY op_id")?;
    let rows = statement.query_map([item], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
