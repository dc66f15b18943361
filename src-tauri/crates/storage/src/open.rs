//! Opening and creating the two files: the sequence of threats.md §4.2.

use std::path::Path;
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, params};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::connect::{self, Kind, Role};
use crate::database::{Database, Inner};
use crate::folder::io_error;
use crate::mark::{self, Mark, Marker};
use crate::migrate::{self, Migration};
use crate::reader::{self, ReaderQueue};
use crate::reserve::Reserve;
use crate::writer::{Writer, WriterQueue};
use crate::{DatabaseKey, OpenError, StorageError, StoreFolder, backup, private};

/// Whether the file has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// First run: the file is made. An error when there is one already.
    Create,
    /// The file was made before. It is never made again in silence.
    Existing,
}

/// Readers per file.
const READERS: usize = 3;
/// Files up to this size are checked at every start.
const ALWAYS_CHECKED: u64 = 16 << 20;
/// Larger files that were closed well and not touched since are checked once a week. Between checks every page
/// still carries SQLCipher's HMAC: a damaged page is an error when it is read, never a wrong value.
const CHECK_EVERY: i64 = 7 * 24 * 3600;

/// Opens `jobs.db`: connections, settings, jobs, audit. Every commit is durable (`synchronous=FULL`).
///
/// # Errors
/// See [`OpenError`]; the file is left as it was in every case.
pub fn open_jobs(folder: &StoreFolder, key: &DatabaseKey, mode: OpenMode) -> Result<Database, OpenError> {
    open(folder, key, mode, Kind::Jobs, migrate::JOBS)
}

/// Opens `cache.db`: what the servers can give again (`synchronous=NORMAL`).
///
/// # Errors
/// See [`OpenError`]; the file is left as it was in every case. [`crate::rebuild_cache`] makes a new one.
pub fn open_cache(folder: &StoreFolder, key: &DatabaseKey, mode: OpenMode) -> Result<Database, OpenError> {
    open(folder, key, mode, Kind::Cache, migrate::CACHE)
}

pub(crate) fn open(
    folder: &StoreFolder,
    key: &DatabaseKey,
    mode: OpenMode,
    kind: Kind,
    migrations: &[Migration],
) -> Result<Database, OpenError> {
    let _alone = folder.lock_opening()?;
    let path = kind.path(folder);
    refuse_odd_files(&path)?;
    let mark = Mark::load(&path).map_err(|e| io_error("reading the mark of", &path, e))?;
    match mode {
        OpenMode::Create => prepare_new(folder, key, kind, &path, mark.as_ref())?,
        OpenMode::Existing => examine(folder, key, &path, mark.as_ref())?,
    }
    let mark = if mode == OpenMode::Create {
        Mark::load(&path).ok().flatten()
    } else {
        mark
    };
    let explain = |error| connect::explain(folder, kind, mark.is_some(), error);
    let mut connection = connect::connect(&path, key, kind, Role::Writer).map_err(explain)?;
    if let Err(setting) = connect::verify_settings(&connection, kind).map_err(explain)? {
        return Err(OpenError::Setting { path, setting });
    }
    let creating = mode == OpenMode::Create;
    if !creating {
        identify(folder, &connection, kind, mark.as_ref(), migrations)?;
    }
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let checked_at = check_pages(folder, &connection, kind, mark.as_ref(), now)?;
    bring_up(folder, &mut connection, key, kind, mark.as_ref(), migrations)?;
    let uuid = connect::fact(&connection, "uuid").map_err(explain)?;
    let present = generation(&connection).map_err(explain)?;
    keep_mark(&path, key, mark, uuid.as_deref(), present)?;
    start(folder, key, kind, connection, checked_at)
}

fn refuse_odd_files(path: &Path) -> Result<(), OpenError> {
    for suffix in ["", "-wal", "-shm", ".mark"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        if let Ok(data) = std::fs::symlink_metadata(&name)
            && !data.is_file()
        {
            return Err(OpenError::NotAFile { path: name.into() });
        }
    }
    Ok(())
}

/// Makes the empty file, 0600, and its mark before it: a crash in between is seen as an unfinished creation.
fn prepare_new(
    folder: &StoreFolder,
    key: &DatabaseKey,
    kind: Kind,
    path: &Path,
    mark: Option<&Mark>,
) -> Result<(), OpenError> {
    match mark {
        Some(mark) if mark.ready && !path.exists() => {
            return Err(OpenError::Missing {
                path: path.to_owned(),
                backups: folder.backups(),
            });
        }
        Some(mark) if mark.ready => {
            return Err(OpenError::Exists {
                path: path.to_owned(),
            });
        }
        None if path.exists() => {
            return Err(OpenError::Exists {
                path: path.to_owned(),
            });
        }
        // A creation that was interrupted: it never held anything.
        Some(_) if path.exists() => drop(crate::aside::move_away(folder, kind)?),
        _ => {}
    }
    Mark::new(Uuid::new_v4(), key)
        .save(path)
        .map_err(|e| io_error("writing the mark of", path, e))?;
    private::create_new(path).map_err(|e| io_error("creating", path, e))?;
    private::sync_folder_of(path).map_err(|e| io_error("creating", path, e))
}

/// What can be told without SQLite: present, not emptied, the right key.
fn examine(
    folder: &StoreFolder,
    key: &DatabaseKey,
    path: &Path,
    mark: Option<&Mark>,
) -> Result<(), OpenError> {
    let missing = || OpenError::Missing {
        path: path.to_owned(),
        backups: folder.backups(),
    };
    let data = match std::fs::metadata(path) {
        Ok(data) => data,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(missing()),
        Err(e) => return Err(io_error("opening", path, e)),
    };
    if mark.is_some_and(|m| !m.ready) {
        // The creation never ended; only a first run may go on with it.
        return Err(missing());
    }
    if data.len() == 0 {
        return Err(OpenError::Emptied {
            path: path.to_owned(),
            backups: folder.backups(),
        });
    }
    if mark.is_some_and(|m| !m.fits(key)) {
        return Err(OpenError::WrongKey {
            path: path.to_owned(),
        });
    }
    Ok(())
}

/// Is it ours, is it this store's, is it as new as it was, are we new enough for it?
fn identify(
    folder: &StoreFolder,
    connection: &Connection,
    kind: Kind,
    mark: Option<&Mark>,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    let path = kind.path(folder);
    let explain = |error| connect::explain(folder, kind, mark.is_some(), error);
    let id: i32 = connection
        .query_row("PRAGMA application_id", [], |row| row.get(0))
        .map_err(explain)?;
    let found = migrate::version(connection).map_err(explain)?;
    if id != kind.application_id() || found == 0 {
        // The key opened it, so it was ours once: SQLite shows a file without its log as an empty database.
        return Err(OpenError::Foreign {
            path,
            details: format!("application id {id:#x}, version {found}"),
        });
    }
    let uuid = connect::fact(connection, "uuid")
        .map_err(explain)?
        .unwrap_or_default();
    if mark.is_some_and(|m| m.uuid.to_string() != uuid) {
        return Err(OpenError::Foreign {
            path,
            details: "its uuid is not the one noted beside it".into(),
        });
    }
    let known = migrate::newest(migrations);
    if found > known {
        return Err(OpenError::Newer {
            path,
            found,
            found_program: connect::fact(connection, "program")
                .map_err(explain)?
                .unwrap_or_default(),
            known,
            program: env!("CARGO_PKG_VERSION"),
            backups: folder.backups(),
        });
    }
    let present = generation(connection).map_err(explain)?;
    if let Some(mark) = mark
        // With NORMAL a power cut may honestly take the cache's last commits; it can be filled again.
        && kind == Kind::Jobs
        && present < mark.high_water
    {
        return Err(OpenError::LostChanges {
            path,
            expected: mark.high_water,
            found: present,
            backups: folder.backups(),
        });
    }
    Ok(())
}

/// Runs `quick_check` when it is due. Returns the unix time of the last check.
fn check_pages(
    folder: &StoreFolder,
    connection: &Connection,
    kind: Kind,
    mark: Option<&Mark>,
    now: i64,
) -> Result<i64, OpenError> {
    let path = kind.path(folder);
    let size = std::fs::metadata(&path).map(|m| m.len()).unwrap_or(0);
    if let Some(mark) = mark
        && size > ALWAYS_CHECKED
        && now.saturating_sub(mark.checked_at) < CHECK_EVERY
        && mark::stamp(&path) == Some((mark.closed_size, mark.closed_modified.clone()))
    {
        return Ok(mark.checked_at);
    }
    let answer: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|e| connect::explain(folder, kind, mark.is_some(), e))?;
    if answer != "ok" {
        return Err(OpenError::Damaged {
            path,
            details: answer,
            backups: folder.backups(),
        });
    }
    Ok(now)
}

/// Copies the file when there is something to lose, then migrates.
fn bring_up(
    folder: &StoreFolder,
    connection: &mut Connection,
    key: &DatabaseKey,
    kind: Kind,
    mark: Option<&Mark>,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    let explain = |error| connect::explain(folder, kind, mark.is_some(), error);
    let found = migrate::version(connection).map_err(explain)?;
    let to = migrate::newest(migrations);
    if found >= to {
        return Ok(());
    }
    let mut copy = String::from("none");
    if found > 0 && kind == Kind::Jobs {
        // The cache is not copied: it can be rebuilt, and may be larger than what is free on the disk.
        copy = backup::make(folder, connection, key, kind)?.display().to_string();
    }
    let uuid = mark.map_or_else(Uuid::new_v4, |m| m.uuid).to_string();
    migrate::apply(connection, migrations, |tx| {
        tx.pragma_update(None, "application_id", kind.application_id())?;
        let mut set = tx.prepare("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
        set.execute(params!["uuid", uuid])?;
        set.execute(params!["generation", "1"])?;
        set.execute(params!["program", ""])?;
        tx.execute(
            "UPDATE meta SET value = ?1 WHERE key = 'program'",
            [env!("CARGO_PKG_VERSION")],
        )?;
        Ok(())
    })
    .map_err(|error| match StorageError::from(error) {
        StorageError::DiskFull => OpenError::DiskFull {
            doing: "bringing the store to a new version",
        },
        other => OpenError::Migration {
            to,
            details: other.to_string(),
            backup: copy,
        },
    })
}

fn generation(connection: &Connection) -> rusqlite::Result<u64> {
    Ok(connect::fact(connection, "generation")?
        .and_then(|text| text.parse().ok())
        .unwrap_or(0))
}

fn keep_mark(
    path: &Path,
    key: &DatabaseKey,
    mark: Option<Mark>,
    uuid: Option<&str>,
    generation: u64,
) -> Result<(), OpenError> {
    let uuid = uuid
        .and_then(|text| Uuid::parse_str(text).ok())
        .unwrap_or_default();
    // A mark that was lost is made again from the file the key opened.
    let mut mark = mark.unwrap_or_else(|| Mark::new(uuid, key));
    let before = mark.clone();
    mark.ready = true;
    mark.high_water = mark.high_water.max(generation);
    // While it is open its stamp means nothing.
    mark.closed_size = 0;
    mark.closed_modified = String::new();
    if mark == before && Mark::path_for(path).exists() {
        return Ok(());
    }
    match mark.save(path) {
        // A full disk must not keep anybody from reading what is there.
        Err(error) if before.ready && error.kind() == std::io::ErrorKind::StorageFull => {
            tracing::warn!("the disk is full; the mark beside the store is not renewed");
            Ok(())
        }
        other => other.map_err(|e| io_error("writing the mark of", path, e)),
    }
}

/// Starts the threads.
fn start(
    folder: &StoreFolder,
    key: &DatabaseKey,
    kind: Kind,
    connection: Connection,
    checked_at: i64,
) -> Result<Database, OpenError> {
    let path = kind.path(folder);
    let io = |e| io_error("starting the threads of", &path, e);
    let reserve = (kind == Kind::Jobs).then(|| Reserve::new(folder.reserve()));
    if let Some(reserve) = &reserve
        && let Err(error) = reserve.fill()
    {
        tracing::warn!(%error, "no room for the reserve of the store");
    }
    let (writes, reads) = (
        Arc::new(WriterQueue::default()),
        Arc::new(ReaderQueue::new(READERS)),
    );
    let opener = |role| {
        let (path, key) = (path.clone(), key.clone());
        move || connect::connect(&path, &key, kind, role).map_err(StorageError::from)
    };
    let writer = Writer {
        queue: Arc::clone(&writes),
        connection: Some(connection),
        reopen: Box::new(opener(Role::Writer)),
        marker: Marker::start(&path, checked_at).map_err(io)?,
        reserve: reserve.clone(),
    };
    let named = |name: String| std::thread::Builder::new().name(name);
    let name = kind.name();
    let mut threads = vec![
        named(format!("rollcall-{name}-w"))
            .spawn(move || writer.run())
            .map_err(io)?,
    ];
    for n in 0..READERS {
        let (queue, open) = (Arc::clone(&reads), opener(Role::Reader));
        threads.push(
            named(format!("rollcall-{name}-r{n}"))
                .spawn(move || reader::run(&queue, n, open))
                .map_err(io)?,
        );
    }
    Ok(Database::new(Inner {
        path,
        writes,
        reads,
        reserve,
        threads: Mutex::new(threads),
        _folder: folder.clone(),
    }))
}

#[cfg(test)]
mod tests;
