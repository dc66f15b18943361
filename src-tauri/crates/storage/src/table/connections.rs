//! Table `connections` of jobs.db: the profiles of directories. Secrets are not here.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};
use uuid::Uuid;

use crate::{StorageError, fold};

/// What a connection leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionKind {
    /// A server somewhere.
    Server,
    /// The sample directory built into Rollcall.
    Builtin,
}

/// How careful Rollcall is with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Real people.
    Production,
    /// A copy for trying.
    Test,
    /// Nobody's data.
    Sandbox,
}

/// A row of `connections`. Times are unix milliseconds, UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionRow {
    /// Names the connection for ever.
    pub id: Uuid,
    /// What a person calls it; unique whatever its case and accents.
    pub name: String,
    /// Server or built-in.
    pub kind: ConnectionKind,
    /// The base address; empty for the built-in one, whose address is made at each start.
    pub base_url: String,
    /// How careful to be.
    pub environment: Environment,
    /// `none`, `bearer`, `basic`, ….
    pub auth_kind: String,
    /// User name of basic authentication.
    pub auth_user: Option<String>,
    /// Whether writes are refused unless unlocked.
    pub read_only: bool,
    /// Until when a read-only connection is unlocked.
    pub unlocked_until: Option<i64>,
    /// Colour a person gave it.
    pub colour: Option<String>,
    /// Notes of a person.
    pub notes: String,
    /// Q of queue.md §3.1, milliseconds.
    pub q_ms: i64,
    /// Read lag of queue.md §3.1, milliseconds.
    pub read_lag_ms: i64,
    /// When it was made.
    pub created_at: i64,
    /// Everything else, as a JSON object.
    pub profile_json: String,
}

/// Every connection, by name.
///
/// # Errors
/// See [`StorageError`].
pub fn all(connection: &Connection) -> Result<Vec<ConnectionRow>, StorageError> {
    let mut statement = connection.prepare_cached("SELECT * FROM connections ORDER BY name_fold")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The connection of an id.
///
/// # Errors
/// See [`StorageError`].
pub fn get(connection: &Connection, id: Uuid) -> Result<Option<ConnectionRow>, StorageError> {
    let mut statement = connection.prepare_cached("SELECT * FROM connections WHERE id = ?1")?;
    statement
        .query_row([id.to_string()], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// The connection of a name, whatever its case and accents.
///
/// # Errors
/// See [`StorageError`].
pub fn by_name(connection: &Connection, name: &str) -> Result<Option<ConnectionRow>, StorageError> {
    let mut statement = connection.prepare_cached("SELECT * FROM connections WHERE name_fold = ?1")?;
    statement
        .query_row([fold(name.trim())], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// Adds a connection.
///
/// # Errors
/// [`StorageError::Constraint`] naming `connections.name_fold` when the name is taken.
pub fn insert(tx: &Transaction<'_>, row: &ConnectionRow) -> Result<(), StorageError> {
    tx.prepare_cached(
        "INSERT INTO connections (id, name, name_fold, kind, base_url, environment, auth_kind, auth_user, read_only,
             unlocked_until, colour, notes, q_ms, read_lag_ms, created_at, profile_json)
         VALUES (:id, :name, :name_fold, :kind, :base_url, :environment, :auth_kind, :auth_user, :read_only,
             :unlocked_until, :colour, :notes, :q_ms, :read_lag_ms, :created_at, :profile_json)",
    )
    .and_then(|mut statement| execute(&mut statement, row))?;
    Ok(())
}

/// Replaces everything of a connection but its id.
///
/// # Errors
/// [`StorageError::NotFound`]; [`StorageError::Constraint`] when the name is taken.
pub fn update(tx: &Transaction<'_>, row: &ConnectionRow) -> Result<(), StorageError> {
    let changed = tx
        .prepare_cached(
            "UPDATE connections SET name = :name, name_fold = :name_fold, kind = :kind, base_url = :base_url,
                 environment = :environment, auth_kind = :auth_kind, auth_user = :auth_user,
                 read_only = :read_only, unlocked_until = :unlocked_until, colour = :colour, notes = :notes,
                 q_ms = :q_ms, read_lag_ms = :read_lag_ms, created_at = :created_at, profile_json = :profile_json
             WHERE id = :id",
        )
        .and_then(|mut statement| execute(&mut statement, row))?;
    if changed == 0 {
        return Err(StorageError::NotFound {
            what: "the connection",
        });
    }
    Ok(())
}

/// Unlocks a read-only connection until a time, or locks it again with `None`.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn set_unlocked_until(tx: &Transaction<'_>, id: Uuid, until: Option<i64>) -> Result<(), StorageError> {
    let mut statement = tx.prepare_cached("UPDATE connections SET unlocked_until = ?2 WHERE id = ?1")?;
    if statement.execute((id.to_string(), until))? == 0 {
        return Err(StorageError::NotFound {
            what: "the connection",
        });
    }
    Ok(())
}

/// Removes a connection. True when there was one.
///
/// # Errors
/// [`StorageError::Constraint`] when something else still needs it.
pub fn remove(tx: &Transaction<'_>, id: Uuid) -> Result<bool, StorageError> {
    Ok(tx
        .prepare_cached("DELETE FROM connections WHERE id = ?1")?
        .execute([id.to_string()])?
        > 0)
}

fn execute(statement: &mut rusqlite::Statement<'_>, row: &ConnectionRow) -> rusqlite::Result<usize> {
    statement.execute(named_params! {
        ":id": row.id.to_string(),
        ":name": row.name,
        ":name_fold": fold(row.name.trim()),
        ":kind": match row.kind { ConnectionKind::Server => "server", ConnectionKind::Builtin => "builtin" },
        ":base_url": row.base_url,
        ":environment": match row.environment {
            Environment::Production => "production",
            Environment::Test => "test",
            Environment::Sandbox => "sandbox",
        },
        ":auth_kind": row.auth_kind,
        ":auth_user": row.auth_user,
        ":read_only": row.read_only,
        ":unlocked_until": row.unlocked_until,
        ":colour": row.colour,
        ":notes": row.notes,
        ":q_ms": row.q_ms,
        ":read_lag_ms": row.read_lag_ms,
        ":created_at": row.created_at,
        ":profile_json": row.profile_json,
    })
}

fn read(row: &Row<'_>) -> Result<ConnectionRow, StorageError> {
    let id: String = row.get("id")?;
    let kind: String = row.get("kind")?;
    let environment: String = row.get("environment")?;
    Ok(ConnectionRow {
        id: Uuid::parse_str(&id).map_err(|_| StorageError::BadValue {
            what: "connections.id",
        })?,
        name: row.get("name")?,
        kind: match kind.as_str() {
            "server" => ConnectionKind::Server,
            "builtin" => ConnectionKind::Builtin,
            _ => {
                return Err(StorageError::BadValue {
                    what: "connections.kind",
                });
            }
        },
        base_url: row.get("base_url")?,
        environment: match environment.as_str() {
            "production" => Environment::Production,
            "test" => Environment::Test,
            "sandbox" => Environment::Sandbox,
            _ => {
                return Err(StorageError::BadValue {
                    what: "connections.environment",
                });
            }
        },
        auth_kind: row.get("auth_kind")?,
        auth_user: row.get("auth_user")?,
        read_only: row.get("read_only")?,
        unlocked_until: row.get("unlocked_until")?,
        colour: row.get("colour")?,
        notes: row.get("notes")?,
        q_ms: row.get("q_ms")?,
        read_lag_ms: row.get("read_lag_ms")?,
        created_at: row.get("created_at")?,
        profile_json: row.get("profile_json")?,
    })
}
