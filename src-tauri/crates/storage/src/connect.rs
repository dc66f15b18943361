//! One SQLite connection with every setting the store depends on (threats.md §4.2), in the order that matters.

use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use zeroize::Zeroizing;

use crate::{DatabaseKey, OpenError, StorageError, StoreFolder};

/// How long a statement waits for another process.
const BUSY: Duration = Duration::from_secs(5);

/// The two files of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `jobs.db`: precious.
    Jobs,
    /// `cache.db`: can be rebuilt.
    Cache,
}

impl Kind {
    /// `jobs` or `cache`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jobs => "jobs",
            Self::Cache => "cache",
        }
    }

    pub(crate) fn path(self, folder: &StoreFolder) -> PathBuf {
        match self {
            Self::Jobs => folder.jobs(),
            Self::Cache => folder.cache(),
        }
    }

    /// "Rclj" and "Rclc".
    pub(crate) fn application_id(self) -> i32 {
        match self {
            Self::Jobs => 0x5263_6C6A,
            Self::Cache => 0x5263_6C63,
        }
    }
}

/// Who will use the connection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Writer,
    Reader,
}

/// Opens an existing file. Every statement before the key would be answered by a plain SQLite, so the key comes
/// first, and before it only what keeps SQLCipher from writing about it.
pub(crate) fn connect(
    path: &Path,
    key: &DatabaseKey,
    kind: Kind,
    role: Role,
) -> rusqlite::Result<Connection> {
    let connection = open_file(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(BUSY)?;
    unlock(&connection, key)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA secure_delete = ON;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;",
    )?;
    connection.execute_batch(match (kind, role) {
        (Kind::Jobs, _) => "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;",
        (Kind::Cache, Role::Writer) => {
            "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;"
        }
        (Kind::Cache, Role::Reader) => "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768;",
    })?;
    if cfg!(target_os = "macos") {
        // Elsewhere fsync reaches the platter; on macOS only F_FULLFSYNC does.
        connection.execute_batch("PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;")?;
    }
    if role == Role::Reader {
        connection.execute_batch("PRAGMA query_only = ON")?;
    }
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

fn open_file(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    // `sqlite3_initialize` calls itself done before SQLCipher's own part has run, and runs that part outside its lock:
    // a second thread that opens its first file just then is refused its key. So one connection goes first, alone.
    static SQLCIPHER: Once = Once::new();
    SQLCIPHER.call_once(|| drop(Connection::open_in_memory()));
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    Ok(connection)
}

fn unlock(connection: &Connection, key: &DatabaseKey) -> rusqlite::Result<()> {
    let hex = key.to_hex();
    let mut statement = Zeroizing::new(String::with_capacity(96));
    for part in ["PRAGMA key = \"x'", hex.as_str(), "'\""] {
        statement.push_str(part);
    }
    connection.execute_batch(&statement)?;
    // The key is tried only when the first page is read.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// Opens a copy that nobody else uses, only to look at it.
pub(crate) fn copy_for_reading(path: &Path, key: &DatabaseKey) -> rusqlite::Result<Connection> {
    let connection = open_file(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    unlock(&connection, key)?;
    Ok(connection)
}

/// Makes sure the file takes WAL and the durability we promise: SQLite answers a refused setting with the old
/// value, not with an error.
pub(crate) fn verify_settings(
    connection: &Connection,
    kind: Kind,
) -> rusqlite::Result<Result<(), &'static str>> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Ok(Err("journal_mode = WAL"));
    }
    let expected = match kind {
        Kind::Jobs => [("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
        Kind::Cache => [("synchronous", 1), ("foreign_keys", 1), ("secure_delete", 1)],
    };
    for (pragma, value) in expected {
        let found: i64 = connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))?;
        if found != value {
            return Ok(Err(pragma));
        }
    }
    Ok(Ok(()))
}

/// A row of `meta`, the same table in both files; `None` when the row, or the table, is not there.
pub(crate) fn fact(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    let table: i64 = connection.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'meta'",
        [],
        |row| row.get(0),
    )?;
    if table == 0 {
        return Ok(None);
    }
    connection
        .query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
        .optional()
}

/// Says what an SQLite error during opening means. `key_fits`: the key check beside the file passed.
pub(crate) fn explain(folder: &StoreFolder, kind: Kind, key_fits: bool, error: rusqlite::Error) -> OpenError {
    let path = kind.path(folder);
    let backups = folder.backups();
    let source = match StorageError::from(error) {
        StorageError::Damaged { .. } if !key_fits => return OpenError::Unreadable { path },
        StorageError::Damaged { details } => {
            return OpenError::Damaged {
                path,
                details,
                backups,
            };
        }
        StorageError::DiskFull => {
            return OpenError::DiskFull {
                doing: "opening the store",
            };
        }
        StorageError::Busy => return OpenError::Busy { path },
        StorageError::ReadOnly { .. } => {
            return OpenError::Folder {
                path: folder.path().to_owned(),
                why: "it is read-only, or a file in it may not be opened".into(),
            };
        }
        StorageError::Sql(source) => source,
        other => {
            return OpenError::Damaged {
                path,
                details: other.to_string(),
                backups,
            };
        }
    };
    OpenError::Sql { path, source }
}
