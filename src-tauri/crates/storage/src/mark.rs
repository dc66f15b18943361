//! The marks beside a database file, in the clear: which store it belongs to, a check of its key, and how far
//! it had been written. SQLite opens an empty file, or one that lost its `-wal`, without a word; the marks
//! notice (threats.md D6, D7).

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{DatabaseKey, private};

/// At most this often the mark is written while commits flow: it costs an fsync of its own.
const REST: Duration = Duration::from_millis(250);

/// The content of `<file>.mark`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// Version of this format.
    pub(crate) format: u32,
    /// The uuid the database also knows.
    pub(crate) uuid: Uuid,
    /// False until the file was created completely.
    pub(crate) ready: bool,
    /// Salt of the key check.
    pub(crate) key_salt: Uuid,
    /// Half a SHA-256 of salt and key: tells a wrong key from a damaged file, and tells nobody the key, which
    /// is 256 random bits.
    pub(crate) key_check: String,
    /// The last commit known to be in the file.
    pub(crate) high_water: u64,
    /// Unix seconds of the last full check of the file.
    pub(crate) checked_at: i64,
    /// Size in bytes of the file when it was closed well; 0 while open.
    pub(crate) closed_size: u64,
    /// Unix nanoseconds (as text: TOML has 64 bits) of its last change when it was closed well.
    pub(crate) closed_modified: String,
}

impl Mark {
    pub(crate) fn new(uuid: Uuid, key: &DatabaseKey) -> Self {
        let key_salt = Uuid::new_v4();
        Self {
            format: 1,
            uuid,
            ready: false,
            key_salt,
            key_check: check_of(key_salt, key),
            high_water: 0,
            checked_at: 0,
            closed_size: 0,
            closed_modified: String::new(),
        }
    }

    pub(crate) fn fits(&self, key: &DatabaseKey) -> bool {
        check_of(self.key_salt, key) == self.key_check
    }

    pub(crate) fn path_for(database: &Path) -> PathBuf {
        let mut path = database.as_os_str().to_owned();
        path.push(".mark");
        path.into()
    }

    /// `Ok(None)` when there is none, or when it cannot be understood: it is a help, not a condition.
    pub(crate) fn load(database: &Path) -> std::io::Result<Option<Self>> {
        match std::fs::read_to_string(Self::path_for(database)) {
            Ok(text) => Ok(toml::from_str(&text).ok()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn save(&self, database: &Path) -> std::io::Result<()> {
        let text = toml::to_string(self).map_err(std::io::Error::other)?;
        private::replace(&Self::path_for(database), text.as_bytes())
    }
}

fn check_of(salt: Uuid, key: &DatabaseKey) -> String {
    let mut hash = Sha256::new();
    hash.update(b"rollcall key check\0");
    hash.update(salt.as_bytes());
    hash.update(key.bytes());
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Size and time of last change, to see whether somebody touched the file since it was closed.
pub(crate) fn stamp(database: &Path) -> Option<(u64, String)> {
    let data = std::fs::metadata(database).ok()?;
    let modified = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    Some((data.len(), modified.to_string()))
}

#[derive(Default)]
struct Progress {
    latest: u64,
    written: u64,
    stop: bool,
}

/// Keeps the high-water mark of one open file on a thread of its own, so that commits never wait for it.
pub(crate) struct Marker {
    progress: Arc<(Mutex<Progress>, Condvar)>,
    thread: Option<JoinHandle<()>>,
    database: PathBuf,
    checked_at: i64,
}

fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Marker {
    pub(crate) fn start(database: &Path, checked_at: i64) -> std::io::Result<Self> {
        let progress = Arc::new((Mutex::new(Progress::default()), Condvar::new()));
        let (shared, path) = (Arc::clone(&progress), database.to_owned());
        let thread = std::thread::Builder::new()
            .name("rollcall-mark".into())
            .spawn(move || {
                while let Some(latest) = next(&shared) {
                    raise(&path, latest);
                    rest(&shared);
                }
            })?;
        Ok(Self {
            progress,
            thread: Some(thread),
            database: database.to_owned(),
            checked_at,
        })
    }

    /// Notes that a commit is durable. 0 means nothing was written.
    pub(crate) fn committed(&self, generation: u64) {
        if generation == 0 {
            return;
        }
        lock(&self.progress.0).latest = generation;
        self.progress.1.notify_one();
    }

    /// Writes the last mark and the file's stamp. Only after the file was closed.
    pub(crate) fn finish(&mut self) {
        self.stop();
        let latest = lock(&self.progress.0).latest;
        let Ok(Some(mut mark)) = Mark::load(&self.database) else {
            return;
        };
        mark.high_water = mark.high_water.max(latest);
        mark.checked_at = mark.checked_at.max(self.checked_at);
        if let Some((size, modified)) = stamp(&self.database) {
            mark.closed_size = size;
            mark.closed_modified = modified;
        }
        if let Err(error) = mark.save(&self.database) {
            tracing::warn!(%error, "the mark beside the store could not be written");
        }
    }

    fn stop(&mut self) {
        lock(&self.progress.0).stop = true;
        self.progress.1.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Marker {
    fn drop(&mut self) {
        self.stop();
    }
}

fn next(shared: &(Mutex<Progress>, Condvar)) -> Option<u64> {
    let mut progress = lock(&shared.0);
    while progress.latest <= progress.written {
        if progress.stop {
            return None;
        }
        progress = shared.1.wait(progress).unwrap_or_else(PoisonError::into_inner);
    }
    progress.written = progress.latest;
    Some(progress.latest)
}

fn rest(shared: &(Mutex<Progress>, Condvar)) {
    let progress = lock(&shared.0);
    let _ = shared
        .1
        .wait_timeout_while(progress, REST, |p| !p.stop)
        .unwrap_or_else(PoisonError::into_inner);
}

fn raise(database: &Path, latest: u64) {
    let Ok(Some(mut mark)) = Mark::load(database) else {
        return;
    };
    if mark.high_water >= latest {
        return;
    }
    // Two processes may race here; the mark can only end up lower than the truth, never higher.
    mark.high_water = latest;
    if let Err(error) = mark.save(database) {
        tracing::warn!(%error, "the mark beside the store could not be written");
    }
}
