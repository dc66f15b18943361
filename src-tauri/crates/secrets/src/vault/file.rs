//! The vault on disk: 0600 from the first byte, replaced as a whole.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::SecretError;

/// No vault is larger: a file that is was not written by us.
const MOST: u64 = 16 << 20;

fn io(error: &std::io::Error) -> SecretError {
    SecretError::Io(error.to_string())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Changes happen one process at a time. Released when dropped.
pub(super) fn lock(path: &Path) -> Result<File, SecretError> {
    let file = private()
        .truncate(false)
        .open(beside(path, ".lock"))
        .map_err(|e| io(&e))?;
    file.lock().map_err(|e| io(&e))?;
    Ok(file)
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, SecretError> {
    let data = std::fs::symlink_metadata(path).map_err(|e| match e.kind() {
        ErrorKind::NotFound => SecretError::Absent,
        _ => io(&e),
    })?;
    if !data.is_file() {
        return Err(SecretError::Io("it is not an ordinary file".into()));
    }
    if data.len() > MOST {
        return Err(SecretError::Corrupt("the file is far too large".into()));
    }
    std::fs::read(path).map_err(|e| io(&e))
}

/// The old vault or the new one, whatever happens in between.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), SecretError> {
    let partial = beside(path, ".partial");
    let written = private().truncate(true).open(&partial).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let replaced = written.and_then(|()| std::fs::rename(&partial, path));
    if let Err(error) = replaced {
        let _ = std::fs::remove_file(&partial);
        return Err(io(&error));
    }
    #[cfg(unix)]
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|e| io(&e))?;
    }
    Ok(())
}
