//! Table `sources`: the files jobs came from, by name and fingerprint.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::StorageError;

/// A row of `sources`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// File name without folders.
    pub name: String,
    /// SHA-256 of the raw bytes, hex.
    pub sha256: String,
    /// Encoding read with.
    pub encoding: String,
    /// Delimiter read with.
    pub delimiter: String,
    /// The columns, a JSON array.
    pub columns_json: String,
}

/// Adds a source and gives its id.
///
/// # Errors
/// See [`StorageError`].
pub fn insert(tx: &Transaction<'_>, row: &SourceRow) -> Result<i64, StorageError> {
    tx.prepare_cached(
        "INSERT INTO sources (name, sha256, encoding, delimiter, columns_json) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        row.name,
        row.sha256,
        row.encoding,
        row.delimiter,
        row.columns_json
    ])?;
    Ok(tx.last_insert_rowid())
}

/// A source by id.
///
/// # Errors
/// See [`StorageError`].
pub fn get(connection: &Connection, id: i64) -> Result<Option<SourceRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT name, sha256, encoding, delimiter, columns_json FROM sources WHERE id = ?1",
    )?;
    Ok(statement
        .query_row([id], |r| {
            Ok(SourceRow {
                name: r.get(0)?,
                sha256: r.get(1)?,
                encoding: r.get(2)?,
                delimiter: r.get(3)?,
                columns_json: r.get(4)?,
            })
        })
        .optional()?)
}

/// Removes a source.
///
/// # Errors
/// See [`StorageError`].
pub fn delete(tx: &Transaction<'_>, id: i64) -> Result<(), StorageError> {
    tx.prepare_cached("DELETE FROM sources WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}
