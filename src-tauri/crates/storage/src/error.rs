//! What can go wrong once a store is open ([`StorageError`]) and while it is being opened ([`OpenError`]).

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// A read or a write that did not happen.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The disk has no room. Nothing of this write was kept. The reserve file has been given back to the
    /// file system, so one small write (an outcome) can be tried once more.
    #[error("the disk is full; nothing of this change was kept")]
    DiskFull,
    /// Another process kept the file locked for more than 5 seconds.
    #[error("the store is in use by another process; try again")]
    Busy,
    /// The file is damaged. `details` are SQLite's words; they hold no data.
    #[error("the store is damaged: {details}")]
    Damaged {
        /// SQLite's own words.
        details: String,
    },
    /// The folder or the file may not be written.
    #[error("the store cannot be written: {details}")]
    ReadOnly {
        /// SQLite's own words.
        details: String,
    },
    /// The commit returned an error. The change may or may not be durable: read again before deciding.
    #[error("the commit failed, and whether the change was kept is not known: {details}")]
    CommitUncertain {
        /// SQLite's own words.
        details: String,
    },
    /// The store was closed before this could run.
    #[error("the store is closed")]
    Closed,
    /// The closure panicked; its changes were rolled back and the store goes on.
    #[error("a fault inside Rollcall stopped this change; nothing of it was kept")]
    Panicked,
    /// A row that must exist does not.
    #[error("{what} does not exist")]
    NotFound {
        /// What was looked for, e.g. `connection`.
        what: &'static str,
    },
    /// A rule of the database refused the change, e.g. a name given twice. `rule` names tables and columns,
    /// never values.
    #[error("the change breaks a rule of the store: {rule}")]
    Constraint {
        /// E.g. `UNIQUE constraint failed: connections.name_fold`.
        rule: String,
    },
    /// The caller's own closure gave up; its changes were rolled back.
    #[error("{0}")]
    Refused(String),
    /// A stored value cannot be read back as what it should be.
    #[error("the store holds a value that cannot be read: {what}")]
    BadValue {
        /// Table and column, never the value.
        what: &'static str,
    },
    /// A file operation beside SQLite failed.
    #[error("{doing}: {source}")]
    Io {
        /// What was attempted.
        doing: &'static str,
        /// The system's answer.
        source: std::io::Error,
    },
    /// Anything else SQLite said.
    #[error("the store refused: {0}")]
    Sql(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        let Some(code) = error.sqlite_error_code() else {
            return Self::Sql(error);
        };
        let details = error.to_string();
        match code {
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged { details },
            ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
                Self::ReadOnly { details }
            }
            ErrorCode::ConstraintViolation => Self::Constraint { rule: details },
            _ => Self::Sql(error),
        }
    }
}

impl StorageError {
    /// True when SQLite could not tell the disk's answer: the handle is not to be trusted any more.
    pub(crate) fn is_io(&self) -> bool {
        matches!(self, Self::Sql(e) if e.sqlite_error_code() == Some(ErrorCode::SystemIoFailure))
    }

    /// The same fate told to another closure of the same commit.
    pub(crate) fn for_companion(&self) -> Self {
        match self {
            Self::DiskFull => Self::DiskFull,
            Self::Busy => Self::Busy,
            Self::Closed => Self::Closed,
            Self::Damaged { details } => Self::Damaged {
                details: details.clone(),
            },
            Self::ReadOnly { details } => Self::ReadOnly {
                details: details.clone(),
            },
            Self::CommitUncertain { details } => Self::CommitUncertain {
                details: details.clone(),
            },
            other => Self::CommitUncertain {
                details: other.to_string(),
            },
        }
    }
}

/// Why a store was not opened. Nothing was changed on disk in any of these cases.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The folder cannot be used: not a folder, a link, not ours, on a network drive, not writable.
    #[error("the folder {path} cannot be used: {why}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The file should be there and is not.
    #[error("{path} is missing, although a store was set up here; restore it from {backups}")]
    Missing {
        /// The file.
        path: PathBuf,
        /// The folder of the backups.
        backups: PathBuf,
    },
    /// Asked to create a store where there is one.
    #[error("{path} exists already; a store is never set up twice")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file is a symbolic link, or something else than a file.
    #[error("{path} is not an ordinary file; Rollcall follows no links to its stores")]
    NotAFile {
        /// The file.
        path: PathBuf,
    },
    /// The file has 0 bytes although it was not empty before.
    #[error("{path} is empty but was not; restore it from {backups}")]
    Emptied {
        /// The file.
        path: PathBuf,
        /// The folder of the backups.
        backups: PathBuf,
    },
    /// The key is not the one this file was made with. The file itself may be sound.
    #[error("the key does not fit {path}; the file was left as it is")]
    WrongKey {
        /// The file.
        path: PathBuf,
    },
    /// The key is right and the file cannot be read.
    #[error("{path} is damaged ({details}); it was left as it is. Backups are in {backups}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// SQLite's own words.
        details: String,
        /// The folder of the backups.
        backups: PathBuf,
    },
    /// The file cannot be read, and the key-check beside it is gone: damage and a wrong key look the same.
    #[error("{path} cannot be read: either the key is wrong or the file is damaged. It was left as it is")]
    Unreadable {
        /// The file.
        path: PathBuf,
    },
    /// The file belongs to another store or another program.
    #[error("{path} belongs to another store ({details})")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What differs.
        details: String,
    },
    /// Acknowledged changes are missing: the `-wal` file was lost or an older copy was put in place.
    #[error(
        "{path} is older than it was: change {expected} was written and the file ends at {found}. \
         Restore the file from {backups}, or open it as it is with the loss acknowledged"
    )]
    LostChanges {
        /// The file.
        path: PathBuf,
        /// The high-water mark beside the file.
        expected: u64,
        /// The last change in the file.
        found: u64,
        /// The folder of the backups.
        backups: PathBuf,
    },
    /// The file was written by a newer Rollcall.
    #[error(
        "{path} was written by Rollcall {found_program} (store version {found}); this is Rollcall {program}, \
         which knows up to version {known}. Use the newer program, or restore a backup from {backups}"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Version of the file.
        found: u32,
        /// The program that wrote it.
        found_program: String,
        /// The newest version this program knows.
        known: u32,
        /// This program's version.
        program: &'static str,
        /// The folder of the backups.
        backups: PathBuf,
    },
    /// A migration failed; the file is as it was, and the backup made before it is kept.
    #[error("the store could not be brought to version {to} ({details}); it is unchanged. Backup: {backup}")]
    Migration {
        /// The version aimed at.
        to: u32,
        /// SQLite's own words.
        details: String,
        /// The backup made before, or `none` for a new file.
        backup: String,
    },
    /// The disk has no room for what opening needs.
    #[error("the disk is full: {doing}")]
    DiskFull {
        /// What was attempted.
        doing: &'static str,
    },
    /// SQLite did not accept a setting the store depends on.
    #[error("{path} did not take the setting {setting}")]
    Setting {
        /// The file.
        path: PathBuf,
        /// The pragma.
        setting: &'static str,
    },
    /// Another process kept the file locked.
    #[error("{path} is in use by another process; try again")]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The system refused a file operation.
    #[error("{doing} {path}: {source}")]
    Io {
        /// What was attempted.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// Anything else SQLite said.
    #[error("{path} could not be opened: {source}")]
    Sql {
        /// The file.
        path: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
}
