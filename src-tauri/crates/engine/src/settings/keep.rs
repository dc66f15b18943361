//! Reads and keeps the settings, and says where things lie.

use std::collections::HashSet;
use std::path::Path;

use rollcall_storage::rusqlite::{Connection, Transaction};
use rollcall_storage::table::{connections, exchanges, settings as table};
use rollcall_storage::{Database, StorageError};
use serde_json::Value;
use uuid::Uuid;

use super::{Place, Places, Settings};
use crate::connections::rows::millis;
use crate::{Engine, EngineError, EngineEvent, StoreMode};

/// The one row all settings of the window are kept in.
const KEY: &str = "settings";

/// The settings as they are kept; the defaults when none were. Those of a newer version are read as far as they are known.
pub(crate) async fn kept_settings(jobs: &Database) -> Result<Settings, StorageError> {
    let text = jobs.read(|c| table::get(c, KEY)).await?;
    Ok(text
        .and_then(|t| serde_json::from_str(&t).ok())
        .unwrap_or_default())
}

/// What the window remembers of connections that are no longer there is let go: their views, columns, filters,
/// templates and drafts hold names of people. The window may hand it back once more, so it is looked for each time.
fn without_the_gone(c: &Connection, mut settings: Settings) -> Result<Settings, StorageError> {
    let known: HashSet<Uuid> = connections::all(c)?.into_iter().map(|row| row.id).collect();
    let gone = |text: &str| Uuid::parse_str(text).is_ok_and(|id| !known.contains(&id));
    for kept in settings.window.values_mut() {
        match kept {
            // By connection and type.
            Value::Object(map) => map.retain(|key, _| !gone(key.split('/').next().unwrap_or_default())),
            Value::Array(items) => {
                items.retain(|item| !item.get("connection").and_then(Value::as_str).is_some_and(gone));
            }
            _ => {}
        }
    }
    let last = |kept: &Value| kept.as_str().is_some_and(gone);
    settings.window.retain(|_, kept| !last(kept));
    Ok(settings)
}

/// After a connection was removed.
pub(crate) fn forget_gone(tx: &Transaction<'_>) -> Result<(), StorageError> {
    let Some(text) = table::get(tx, KEY)? else {
        return Ok(());
    };
    // What cannot be read is left alone rather than lost.
    let Ok(settings) = serde_json::from_str(&text) else {
        return Ok(());
    };
    let settings = without_the_gone(tx, settings)?;
    match serde_json::to_string(&settings) {
        Ok(text) => table::set(tx, KEY, &text),
        Err(_) => Ok(()),
    }
}

impl Engine {
    /// The settings; the defaults when none were kept.
    pub async fn settings(&self) -> Result<Settings, EngineError> {
        Ok(kept_settings(&self.store()?.jobs).await?)
    }

    /// Keeps the settings. When less of the record is to be kept than before, the rest goes at once.
    pub async fn set_settings(&self, settings: Settings) -> Result<Settings, EngineError> {
        let settings = Settings {
            retention: settings.retention.within(),
            ..settings
        };
        let store = self.store()?;
        let before = kept_settings(&store.jobs).await?.retention;
        let settings = store.jobs.read(move |c| without_the_gone(c, settings)).await?;
        let text = serde_json::to_string(&settings)
            .map_err(|_| EngineError::internal("settings that are no JSON"))?;
        store.jobs.write(move |tx| table::set(tx, KEY, &text)).await?;
        let kept = settings.retention;
        if kept != before {
            let oldest = kept.oldest(millis(self.now()));
            store
                .cache
                .write(move |tx| exchanges::prune(tx, oldest, kept.exchanges))
                .await?;
        }
        self.emit(EngineEvent::SettingsChanged);
        Ok(settings)
    }

    /// Forgets the recorded exchanges of every connection. What was sent stays sent; only the record goes.
    pub async fn clear_exchanges(&self) -> Result<u64, EngineError> {
        let gone = self.store()?.cache.write(exchanges::clear).await?;
        Ok(u64::try_from(gone).unwrap_or(u64::MAX))
    }

    /// Where things lie.
    pub async fn places(&self) -> Result<Places, EngineError> {
        let open = self.store()?;
        let home = self.options().home.clone();
        let (folder, mode) = (open.folder.clone(), open.mode);
        let places = tokio::task::spawn_blocking(move || {
            let mut places = vec![
                place("home", folder.path()),
                with_log("jobs", &folder.jobs()),
                with_log("cache", &folder.cache()),
            ];
            if mode == StoreMode::Passphrase {
                places.push(place("vault", &folder.vault()));
            }
            places.push(place("backups", &folder.backups()));
            places.push(place("logs", &home.logs()));
            places
        })
        .await
        .map_err(|_| EngineError::internal("looking at the folders was interrupted"))?;
        Ok(Places {
            mode,
            places,
            version: env!("CARGO_PKG_VERSION").into(),
        })
    }
}

fn place(name: &str, path: &Path) -> Place {
    Place {
        name: name.into(),
        path: path.display().to_string(),
        bytes: size(path),
    }
}

/// A database with its log.
fn with_log(name: &str, path: &Path) -> Place {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let bytes = size(path).map(|bytes| bytes + size(Path::new(&log)).unwrap_or_default());
    Place {
        bytes,
        ..place(name, path)
    }
}

fn size(path: &Path) -> Option<u64> {
    let about = std::fs::symlink_metadata(path).ok()?;
    if !about.is_dir() {
        return Some(about.len());
    }
    let entries = std::fs::read_dir(path).ok()?;
    Some(entries.flatten().filter_map(|entry| size(&entry.path())).sum())
}
