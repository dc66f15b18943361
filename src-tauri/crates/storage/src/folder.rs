//! The folder of a store: what lies where, and what kind of store it is.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{OpenError, private, session};

/// Where the keys of the store are kept. Chosen once, when the store is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreMode {
    /// In the keychain of the operating system.
    Keychain,
    /// In a vault file opened with a passphrase.
    Passphrase,
    /// In memory only; the folder is deleted at the end.
    Session,
}

/// What `store.toml` says, in the clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreInfo {
    /// Version of this file's format.
    pub format: u32,
    /// Names the store. Keychain entries carry it, so two folders never share a key.
    pub uuid: Uuid,
    /// Where the keys are.
    pub mode: StoreMode,
    /// When it was set up.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// False from the first step of the set-up until its last: a set-up that was interrupted may be repeated.
    pub complete: bool,
}

/// The folder of a store: 0700, on a local disk, ours. Cheap to clone.
#[derive(Clone, Debug)]
pub struct StoreFolder {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    /// Deletes a session's folder when the last handle is gone.
    _session: Option<session::Guard>,
}

impl StoreFolder {
    /// Opens the folder and makes it when it is not there, for its owner alone. Nothing else is written.
    ///
    /// # Errors
    /// [`OpenError::Folder`] when the path is no folder, belongs to somebody else, or lies on a network drive,
    /// where SQLite's locks cannot be trusted.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let refuse = |why: String| OpenError::Folder {
            path: path.to_owned(),
            why,
        };
        if path.exists() && !path.is_dir() {
            return Err(refuse("it is not a folder".into()));
        }
        owned_by_us(path).map_err(refuse)?;
        private::folder(path).map_err(|e| refuse(e.to_string()))?;
        if on_network_drive(path) {
            return Err(refuse(
                "it is on a network drive, where the store could be damaged; \
                               set ROLLCALL_HOME to a folder on a local disk"
                    .into(),
            ));
        }
        Ok(Self {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                _session: None,
            }),
        })
    }

    /// Makes a private temporary folder for a session. It is deleted when the last handle, and the last
    /// database opened in it, are gone; what an earlier session left behind when it was killed is deleted now.
    ///
    /// # Errors
    /// [`OpenError::Folder`] when it cannot be made.
    pub fn temporary() -> Result<Self, OpenError> {
        let guard = session::Guard::new().map_err(|e| OpenError::Folder {
            path: std::env::temp_dir(),
            why: e.to_string(),
        })?;
        Ok(Self {
            inner: Arc::new(Inner {
                path: guard.path().to_owned(),
                _session: Some(guard),
            }),
        })
    }

    /// What kind of store is here; `None` means a first run: the folder holds no trace of a store.
    ///
    /// # Errors
    /// [`OpenError::Missing`] when there are stores but `store.toml` is gone; [`OpenError::Folder`] when it
    /// cannot be read or understood.
    pub fn store(&self) -> Result<Option<StoreInfo>, OpenError> {
        let path = self.store_file();
        let refuse = |why: String| OpenError::Folder {
            path: self.path().to_owned(),
            why,
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text)
                .map(Some)
                .map_err(|e| refuse(format!("store.toml cannot be understood: {}", e.message()))),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                if [self.jobs(), self.cache(), self.vault()]
                    .iter()
                    .any(|file| file.exists())
                {
                    return Err(OpenError::Missing {
                        path,
                        backups: self.backups(),
                    });
                }
                Ok(None)
            }
            Err(e) => Err(refuse(format!("store.toml cannot be read: {e}"))),
        }
    }

    /// First step of a set-up: writes `store.toml`, not yet complete. Repeating an interrupted set-up keeps its
    /// uuid and takes the new mode.
    ///
    /// # Errors
    /// [`OpenError::Exists`] when a store was set up here already.
    pub fn set_up(&self, mode: StoreMode, now: OffsetDateTime) -> Result<StoreInfo, OpenError> {
        let uuid = match self.store()? {
            Some(info) if info.complete => {
                return Err(OpenError::Exists {
                    path: self.store_file(),
                });
            }
            Some(info) => info.uuid,
            None => Uuid::new_v4(),
        };
        let info = StoreInfo {
            format: 1,
            uuid,
            mode,
            created_at: now,
            complete: false,
        };
        self.write_info(&info)?;
        Ok(info)
    }

    /// Last step of a set-up: keys are stored and both files were created.
    ///
    /// # Errors
    /// [`OpenError::Missing`] when [`StoreFolder::set_up`] was not called.
    pub fn finish_set_up(&self) -> Result<StoreInfo, OpenError> {
        let Some(mut info) = self.store()? else {
            return Err(OpenError::Missing {
                path: self.store_file(),
                backups: self.backups(),
            });
        };
        info.complete = true;
        self.write_info(&info)?;
        Ok(info)
    }

    fn write_info(&self, info: &StoreInfo) -> Result<(), OpenError> {
        let text = toml::to_string(info).map_err(std::io::Error::other);
        let path = self.store_file();
        text.and_then(|text| private::replace(&path, text.as_bytes()))
            .map_err(|source| io_error("writing", &path, source))
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.inner.path
    }
    /// `jobs.db`: what a person made; precious.
    #[must_use]
    pub fn jobs(&self) -> PathBuf {
        self.path().join("jobs.db")
    }
    /// `cache.db`: what the servers can give again.
    #[must_use]
    pub fn cache(&self) -> PathBuf {
        self.path().join("cache.db")
    }
    /// `store.toml`: mode and uuid, in the clear.
    #[must_use]
    pub fn store_file(&self) -> PathBuf {
        self.path().join("store.toml")
    }
    /// The vault of a store in passphrase mode.
    #[must_use]
    pub fn vault(&self) -> PathBuf {
        self.path().join("vault.bin")
    }
    /// Held by the process that runs jobs.
    #[must_use]
    pub fn runner_lock(&self) -> PathBuf {
        self.path().join("runner.lock")
    }
    /// Copies made before each migration.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.path().join("backups")
    }
    /// Where files that cannot be read are put, when asked.
    #[must_use]
    pub fn set_aside(&self) -> PathBuf {
        self.path().join("set-aside")
    }
    pub(crate) fn reserve(&self) -> PathBuf {
        self.path().join("reserve.bin")
    }

    /// Opening, creating and migrating happen one process at a time.
    pub(crate) fn lock_opening(&self) -> Result<File, OpenError> {
        let path = self.path().join("open.lock");
        let file = private::lock_file(&path).map_err(|e| io_error("opening", &path, e))?;
        file.lock().map_err(|e| io_error("locking", &path, e))?;
        Ok(file)
    }
}

pub(crate) fn io_error(doing: &'static str, path: &Path, source: std::io::Error) -> OpenError {
    if source.kind() == std::io::ErrorKind::StorageFull {
        return OpenError::DiskFull { doing };
    }
    OpenError::Io {
        doing,
        path: path.to_owned(),
        source,
    }
}

#[cfg(unix)]
fn owned_by_us(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt as _;
    match std::fs::metadata(path) {
        Ok(data) if data.uid() != rustix::process::geteuid().as_raw() => {
            Err("it belongs to another user of this computer".into())
        }
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn owned_by_us(_path: &Path) -> Result<(), String> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn on_network_drive(path: &Path) -> bool {
    // statfs(2): NFS, SMB, CIFS, SMB2, AFS, Coda.
    const KINDS: [u64; 6] = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x5346_414F, 0x7375_7245];
    rustix::fs::statfs(path).is_ok_and(|s| u64::try_from(s.f_type).is_ok_and(|kind| KINDS.contains(&kind)))
}

#[cfg(not(target_os = "linux"))]
fn on_network_drive(_path: &Path) -> bool {
    false
}
