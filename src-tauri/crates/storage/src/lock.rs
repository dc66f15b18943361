//! `runner.lock`: held by the one process that runs jobs.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};

use crate::{StorageError, StoreFolder, private};

/// The right to run jobs on this store. The operating system takes it back when the process ends, however it
/// ends, so a stale lock cannot exist.
#[derive(Debug)]
pub struct RunnerLock {
    _file: File,
}

impl RunnerLock {
    /// Takes the lock if nobody holds it.
    ///
    /// `Ok(None)` means another process holds it.
    ///
    /// # Errors
    /// [`StorageError::Io`] when the lock file cannot be made or the file system has no locks.
    pub fn try_acquire(folder: &StoreFolder) -> Result<Option<Self>, StorageError> {
        let io = |source| StorageError::Io {
            doing: "taking the runner's lock",
            source,
        };
        let mut file = private::lock_file(&folder.runner_lock()).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        // For a person who wonders who holds it; nothing is decided by this text.
        let _ = file.set_len(0).and_then(|()| file.rewind());
        let _ = writeln!(file, "{}", std::process::id());
        Ok(Some(Self { _file: file }))
    }

    /// The process id the holder wrote, for messages. Never to be relied on.
    #[must_use]
    pub fn holder(folder: &StoreFolder) -> Option<u32> {
        let mut text = String::new();
        File::open(folder.runner_lock())
            .ok()?
            .take(32)
            .read_to_string(&mut text)
            .ok()?;
        text.trim().parse().ok()
    }
}
