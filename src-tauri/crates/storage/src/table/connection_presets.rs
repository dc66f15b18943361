//! Table `connection_presets` of jobs.db: which preset a connection goes by.

use rusqlite::{Connection, OptionalExtension as _, Transaction};
use uuid::Uuid;

use crate::StorageError;

/// A row of `connection_presets`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionPresetRow {
    /// The preset's id.
    pub preset: String,
    /// Variable → value, as a JSON object.
    pub variables: String,
}

/// The preset of a connection.
///
/// # Errors
/// See [`StorageError`].
pub fn get(
    connection: &Connection,
    connection_id: Uuid,
) -> Result<Option<ConnectionPresetRow>, StorageError> {
    let mut statement = connection
        .prepare_cached("SELECT preset, variables FROM connection_presets WHERE connection_id = ?1")?;
    let found = statement.query_row([connection_id.to_string()], |row| {
        Ok(ConnectionPresetRow {
            preset: row.get(0)?,
            variables: row.get(1)?,
        })
    });
    Ok(found.optional()?)
}

/// Chooses a preset for a connection, or none.
///
/// # Errors
/// [`StorageError::Constraint`] when there is no such connection.
pub fn set(
    tx: &Transaction<'_>,
    connection_id: Uuid,
    row: Option<&ConnectionPresetRow>,
) -> Result<(), StorageError> {
    match row {
        Some(row) => tx
            .prepare_cached(
                "INSERT INTO connection_presets (connection_id, preset, variables) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET preset = excluded.preset, variables = excluded.variables",
            )?
            .execute((connection_id.to_string(), &row.preset, &row.variables))?,
        None => tx
            .prepare_cached("DELETE FROM connection_presets WHERE connection_id = ?1")?
            .execute([connection_id.to_string()])?,
    };
    Ok(())
}
