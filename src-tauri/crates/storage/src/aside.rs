//! What a person may ask for when a file cannot be read. Nothing here happens by itself.

use std::path::PathBuf;

use time::OffsetDateTime;
use time::macros::format_description;

use crate::connect::Kind;
use crate::folder::io_error;
use crate::mark::Mark;
use crate::{Database, DatabaseKey, OpenError, OpenMode, StoreFolder, open_cache, private};

/// Moves a file, with its log and its mark, into a dated folder under `set-aside`. Nothing is deleted. The file
/// must not be open. Returns the dated folder.
///
/// # Errors
/// [`OpenError::Io`] when the system refuses.
pub fn set_aside(folder: &StoreFolder, kind: Kind) -> Result<PathBuf, OpenError> {
    let _alone = folder.lock_opening()?;
    move_away(folder, kind)
}

pub(crate) fn move_away(folder: &StoreFolder, kind: Kind) -> Result<PathBuf, OpenError> {
    let stamp = OffsetDateTime::now_utc()
        .format(format_description!(
            "[year][month][day]T[hour][minute][second][subsecond digits:6]Z"
        ))
        .unwrap_or_default();
    let target = folder.set_aside().join(format!("{}-{stamp}", kind.name()));
    private::folder(&target).map_err(|e| io_error("making", &target, e))?;
    let file = kind.path(folder);
    // The mark goes last: as long as it is here, a missing file is an error and not a first run.
    for suffix in ["", "-wal", "-shm", ".mark"] {
        let mut from = file.as_os_str().to_owned();
        from.push(suffix);
        let from = PathBuf::from(from);
        let Some(name) = from.file_name() else { continue };
        match std::fs::rename(&from, target.join(name)) {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(io_error("moving", &from, e)),
        }
    }
    private::sync_folder_of(&file).map_err(|e| io_error("moving", &file, e))?;
    Ok(target)
}

/// Sets the cache aside and starts an empty one: everything in it can be fetched again. Returns where the old
/// one went, to be told to the person.
///
/// # Errors
/// See [`OpenError`].
pub fn rebuild_cache(folder: &StoreFolder, key: &DatabaseKey) -> Result<(Database, PathBuf), OpenError> {
    let old = set_aside(folder, Kind::Cache)?;
    Ok((open_cache(folder, key, OpenMode::Create)?, old))
}

/// A person has read that acknowledged changes are missing ([`OpenError::LostChanges`]) and goes on with the
/// file as it is.
///
/// # Errors
/// [`OpenError::Io`] when the mark cannot be written.
pub fn accept_lost_changes(folder: &StoreFolder) -> Result<(), OpenError> {
    let _alone = folder.lock_opening()?;
    let path = folder.jobs();
    let mark = Mark::load(&path).map_err(|e| io_error("reading the mark of", &path, e))?;
    let Some(mut mark) = mark else { return Ok(()) };
    mark.high_water = 0;
    mark.save(&path)
        .map_err(|e| io_error("writing the mark of", &path, e))
}
