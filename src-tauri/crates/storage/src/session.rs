//! The temporary folder of a session.

use std::fs::File;
use std::io::Result;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::private;

const PREFIX: &str = "rollcall-session-";
const LOCK: &str = "session.lock";

/// Owns a session's folder; deletes it when dropped.
#[derive(Debug)]
pub(crate) struct Guard {
    path: PathBuf,
    /// Held while the session lives: a folder whose lock is free was left by a session that was killed.
    _lock: File,
}

impl Guard {
    pub(crate) fn new() -> Result<Self> {
        let parent = std::env::temp_dir();
        sweep(&parent);
        let path = parent.join(format!("{PREFIX}{}", Uuid::new_v4()));
        private::folder(&path)?;
        let lock = private::create(&path.join(LOCK))?;
        lock.lock()?;
        Ok(Self { path, _lock: lock })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, "the session's temporary folder could not be deleted");
        }
    }
}

/// Deletes what killed sessions left. Their keys are gone with them, so nobody can read it any more.
fn sweep(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) || !ours(&entry.path()) {
            continue;
        }
        let abandoned = File::open(entry.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok());
        if abandoned {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(unix)]
fn ours(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::symlink_metadata(path)
        .is_ok_and(|data| data.is_dir() && data.uid() == rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn ours(path: &Path) -> bool {
    path.is_dir()
}
