//! Copies of a store, made before each migration and on request. A copy counts only after it was opened.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use time::OffsetDateTime;
use time::macros::format_description;

use crate::connect::{self, Kind};
use crate::folder::io_error;
use crate::{DatabaseKey, OpenError, StoreFolder, migrate, private};

/// How many copies of one file are kept.
const KEEP: usize = 5;

/// Copies the open file, encrypted with the same key, checks the copy and forgets the oldest ones.
pub(crate) fn make(
    folder: &StoreFolder,
    connection: &Connection,
    key: &DatabaseKey,
    kind: Kind,
) -> Result<PathBuf, OpenError> {
    let backups = folder.backups();
    private::folder(&backups).map_err(|e| io_error("making", &backups, e))?;
    let version = migrate::version(connection).map_err(|e| connect::explain(folder, kind, true, e))?;
    let stamp = OffsetDateTime::now_utc()
        .format(format_description!(
            "[year][month][day]T[hour][minute][second][subsecond digits:6]Z"
        ))
        .unwrap_or_default();
    let path = backups.join(format!("{}-{stamp}-v{version}.db", kind.name()));
    let partial = path.with_extension("partial");
    // VACUUM INTO writes into an empty file: making it first makes it 0600 from the first byte.
    private::create_new(&partial).map_err(|e| io_error("making", &partial, e))?;
    let made = copy(connection, &partial)
        .and_then(|()| check(connection, &partial, key, kind, version))
        .and_then(|()| std::fs::rename(&partial, &path).map_err(|e| io_error("naming", &path, e)))
        .and_then(|()| private::sync_folder_of(&path).map_err(|e| io_error("keeping", &path, e)));
    if let Err(error) = made {
        let _ = std::fs::remove_file(&partial);
        return Err(error);
    }
    prune(&backups, kind);
    Ok(path)
}

fn copy(connection: &Connection, partial: &Path) -> Result<(), OpenError> {
    let sql = |source| match crate::StorageError::from(source) {
        crate::StorageError::DiskFull => OpenError::DiskFull {
            doing: "copying the store before changing it",
        },
        other => OpenError::Folder {
            path: partial.to_owned(),
            why: other.to_string(),
        },
    };
    let target = partial.to_str().ok_or_else(|| OpenError::Folder {
        path: partial.to_owned(),
        why: "its name is not valid Unicode".into(),
    })?;
    connection.execute("VACUUM INTO ?1", [target]).map_err(sql)?;
    File::open(partial)
        .and_then(|f| f.sync_all())
        .map_err(|e| io_error("keeping", partial, e))
}

/// A copy nobody has opened is a hope, not a backup.
fn check(
    original: &Connection,
    copy: &Path,
    key: &DatabaseKey,
    kind: Kind,
    version: u32,
) -> Result<(), OpenError> {
    let bad = |details: String| OpenError::Folder {
        path: copy.to_owned(),
        why: format!("the copy of the store could not be verified: {details}"),
    };
    let sound =
        || -> rusqlite::Result<bool> {
            let connection = connect::copy_for_reading(copy, key)?;
            let answer: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            let same = connect::fact(&connection, "uuid")? == connect::fact(original, "uuid")?;
            let id: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
            Ok(answer == "ok"
                && same
                && id == kind.application_id()
                && migrate::version(&connection)? == version)
        };
    match sound() {
        Ok(true) => Ok(()),
        Ok(false) => Err(bad("it differs from the original".into())),
        Err(error) => Err(bad(error.to_string())),
    }
}

/// The copies of one file, newest first.
pub(crate) fn list(backups: &Path, kind: Kind) -> Vec<PathBuf> {
    let prefix = format!("{}-", kind.name());
    let mut found: Vec<PathBuf> = std::fs::read_dir(backups)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    found.retain(|path| {
        path.extension().is_some_and(|e| e == "db")
            && path
                .file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with(&prefix))
    });
    // The time stands first in the name, so names sort by age.
    found.sort_unstable_by(|a, b| b.cmp(a));
    found
}

fn prune(backups: &Path, kind: Kind) {
    for old in list(backups, kind).into_iter().skip(KEEP) {
        if let Err(error) = std::fs::remove_file(&old) {
            tracing::warn!(%error, "an old backup could not be deleted");
        }
    }
}
