//! Opening: what is refused, with which words, and that nothing is changed by refusing.

mod support;

use std::io::{Seek as _, SeekFrom, Write as _};

use rollcall_storage::{
    DatabaseKey, Kind, OpenError, OpenMode, StorageError, StoreFolder, StoreMode, accept_lost_changes,
    open_cache, open_jobs, rebuild_cache, set_aside,
};
use support::{beside, keys, put, store};
use time::OffsetDateTime;

#[test]
fn a_new_store_is_made_once_and_opened_again() {
    let store = store();
    let db = store.open().unwrap();
    put(&db, "theme", "dark");
    db.close();
    let db = store.open().unwrap();
    assert_eq!(
        keys(&db),
        ["theme"],
        "what was written must be there after closing and opening"
    );
    let refused = db.read_blocking(|c| Ok(c.execute("DELETE FROM settings", [])?));
    assert!(
        matches!(refused, Err(StorageError::ReadOnly { .. })),
        "a reader must not write: {refused:?}"
    );
    drop(db);
    let again = open_jobs(&store.folder, &store.key, OpenMode::Create);
    assert!(
        matches!(again, Err(OpenError::Exists { .. })),
        "a store is never set up twice: {again:?}"
    );
}

#[test]
fn nothing_readable_is_in_the_files() {
    let store = store();
    let db = store.open().unwrap();
    put(&db, "canary", "CANARY-PII-7f3a");
    for suffix in ["", "-wal"] {
        let bytes = std::fs::read(beside(&store.folder.jobs(), suffix)).unwrap();
        let found = bytes.windows(6).any(|window| window == b"CANARY");
        assert!(!found, "the file{suffix} must not hold the text in the clear");
    }
    db.close();
    assert!(
        !beside(&store.folder.jobs(), "-wal").exists(),
        "closing moves the log into the file"
    );
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_anything_in_the_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let folder = StoreFolder::open(&home.path().join("deep").join("store")).unwrap();
    folder
        .set_up(StoreMode::Passphrase, OffsetDateTime::UNIX_EPOCH)
        .unwrap();
    let db = open_jobs(&folder, &DatabaseKey::generate().unwrap(), OpenMode::Create).unwrap();
    put(&db, "a", "b");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder.path()), 0o700, "nobody else may enter the folder");
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "nobody else may read {path:?}");
    }
    drop(db);
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    StoreFolder::open(folder.path()).unwrap();
    assert_eq!(
        mode(folder.path()),
        0o700,
        "a folder somebody opened to others is closed again"
    );
}

#[test]
fn a_wrong_key_is_told_from_damage() {
    let store = store();
    let before = std::fs::read(store.folder.jobs()).unwrap();
    let wrong = open_jobs(
        &store.folder,
        &DatabaseKey::generate().unwrap(),
        OpenMode::Existing,
    );
    assert!(
        matches!(wrong, Err(OpenError::WrongKey { .. })),
        "a wrong key is not damage: {wrong:?}"
    );
    let unchanged = std::fs::read(store.folder.jobs()).unwrap() == before;
    assert!(unchanged, "the file must be as it was after a wrong key");
    std::fs::remove_file(beside(&store.folder.jobs(), ".mark")).unwrap();
    let wrong = open_jobs(
        &store.folder,
        &DatabaseKey::generate().unwrap(),
        OpenMode::Existing,
    );
    assert!(
        matches!(wrong, Err(OpenError::Unreadable { .. })),
        "without the mark nobody can know: {wrong:?}"
    );
    store.open().unwrap().close();
    assert!(
        beside(&store.folder.jobs(), ".mark").exists(),
        "the right key brings the mark back"
    );
}

#[test]
fn a_zeroed_header_is_damage_and_is_left_as_it_is() {
    let store = store();
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .open(store.folder.jobs())
        .unwrap();
    file.write_all(&[0; 512]).unwrap();
    drop(file);
    let before = std::fs::read(store.folder.jobs()).unwrap();
    let refused = store.open();
    assert!(
        matches!(refused, Err(OpenError::Damaged { .. })),
        "the key is right, so it is damage: {refused:?}"
    );
    assert_eq!(
        std::fs::read(store.folder.jobs()).unwrap().len(),
        before.len(),
        "a damaged file is kept for repair"
    );
    let aside = set_aside(&store.folder, Kind::Jobs).unwrap();
    let kept = std::fs::read(aside.join("jobs.db")).unwrap();
    assert!(kept == before, "setting aside keeps every byte");
}

#[test]
fn a_zeroed_page_is_found_when_opening() {
    let store = store();
    let db = store.open().unwrap();
    for n in 0..400 {
        put(&db, &format!("key{n}"), &"x".repeat(200));
    }
    db.close();
    let size = std::fs::metadata(store.folder.jobs()).unwrap().len();
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .open(store.folder.jobs())
        .unwrap();
    file.seek(SeekFrom::Start(size / 4096 / 2 * 4096)).unwrap();
    file.write_all(&[0; 4096]).unwrap();
    drop(file);
    let refused = store.open();
    assert!(
        matches!(refused, Err(OpenError::Damaged { .. })),
        "one dead page must not go unnoticed: {refused:?}"
    );
}

#[test]
fn an_emptied_file_is_not_taken_for_a_new_one() {
    let store = store();
    std::fs::OpenOptions::new()
        .write(true)
        .open(store.folder.jobs())
        .unwrap()
        .set_len(0)
        .unwrap();
    let refused = store.open();
    assert!(
        matches!(refused, Err(OpenError::Emptied { .. })),
        "SQLite would open it without a word: {refused:?}"
    );
    assert_eq!(
        std::fs::metadata(store.folder.jobs()).unwrap().len(),
        0,
        "and nothing is written into it"
    );
    let refused = open_jobs(&store.folder, &store.key, OpenMode::Create);
    assert!(
        matches!(refused, Err(OpenError::Exists { .. })),
        "nor is it set up again: {refused:?}"
    );
}

#[test]
fn a_missing_file_is_never_made_again_in_silence() {
    let store = store();
    std::fs::remove_file(store.folder.jobs()).unwrap();
    for mode in [OpenMode::Existing, OpenMode::Create] {
        let refused = open_jobs(&store.folder, &store.key, mode);
        assert!(
            matches!(refused, Err(OpenError::Missing { .. })),
            "its mark says there was one: {refused:?}"
        );
    }
    assert!(!store.folder.jobs().exists(), "refusing creates nothing");
}

#[test]
fn a_creation_that_was_interrupted_may_be_repeated() {
    let store = store();
    let mark = beside(&store.folder.jobs(), ".mark");
    let text = std::fs::read_to_string(&mark)
        .unwrap()
        .replace("ready = true", "ready = false");
    std::fs::write(&mark, text).unwrap();
    std::fs::write(store.folder.jobs(), b"").unwrap();
    let refused = store.open();
    assert!(
        matches!(refused, Err(OpenError::Missing { .. })),
        "half a creation is no store: {refused:?}"
    );
    open_jobs(&store.folder, &store.key, OpenMode::Create).unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_the_file_is_not_followed() {
    let store = store();
    let elsewhere = store.home.path().join("elsewhere.db");
    std::fs::rename(store.folder.jobs(), &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, store.folder.jobs()).unwrap();
    let refused = store.open();
    assert!(
        matches!(refused, Err(OpenError::NotAFile { .. })),
        "a link could lead anywhere: {refused:?}"
    );
}

#[test]
fn a_file_of_another_store_is_refused_even_with_its_key() {
    let (one, other) = (store(), store());
    std::fs::copy(one.folder.jobs(), other.folder.jobs()).unwrap();
    let refused = open_jobs(&other.folder, &one.key, OpenMode::Existing);
    assert!(
        matches!(refused, Err(OpenError::WrongKey { .. })),
        "the key is not this store's: {refused:?}"
    );
    let mark = beside(&one.folder.jobs(), ".mark");
    let text = std::fs::read_to_string(&mark).unwrap();
    let start = text.find("uuid = \"").unwrap() + 8;
    let changed = format!(
        "{}{}{}",
        &text[..start],
        uuid::Uuid::new_v4(),
        &text[start + 36..]
    );
    std::fs::write(&mark, changed).unwrap();
    let refused = one.open();
    assert!(
        matches!(refused, Err(OpenError::Foreign { .. })),
        "its uuid is not the one expected: {refused:?}"
    );
}

#[test]
fn a_newer_file_is_refused_and_both_versions_are_named() {
    let store = store();
    let db = store.open().unwrap();
    db.write_blocking(|tx| {
        tx.execute("UPDATE meta SET value = '9.8.7' WHERE key = 'program'", [])?;
        Ok(tx.pragma_update(None, "user_version", 99)?)
    })
    .unwrap();
    db.close();
    let refused = store.open().unwrap_err();
    assert!(
        matches!(refused, OpenError::Newer { found: 99, .. }),
        "a newer file may mean something else: {refused:?}"
    );
    let words = refused.to_string();
    assert!(
        words.contains("9.8.7") && words.contains(env!("CARGO_PKG_VERSION")),
        "which program to use: {words}"
    );
}

#[test]
fn an_older_copy_in_its_place_is_noticed() {
    let store = store();
    let db = store.open().unwrap();
    put(&db, "one", "1");
    db.close();
    let old = std::fs::read(store.folder.jobs()).unwrap();
    let db = store.open().unwrap();
    put(&db, "two", "2");
    put(&db, "three", "3");
    db.close();
    std::fs::write(store.folder.jobs(), old).unwrap();
    let refused = store.open();
    assert!(
        matches!(refused, Err(OpenError::LostChanges { .. })),
        "two changes are gone: {refused:?}"
    );
    accept_lost_changes(&store.folder).unwrap();
    let db = store.open().unwrap();
    assert_eq!(
        keys(&db),
        ["one"],
        "who knows of the loss may go on with what is there"
    );
}

#[test]
fn an_unreadable_cache_is_set_aside_only_when_asked() {
    let store = store();
    open_cache(&store.folder, &store.key, OpenMode::Create)
        .unwrap()
        .close();
    std::fs::write(
        store.folder.cache(),
        b"this is a text file and no database at all",
    )
    .unwrap();
    let refused = open_cache(&store.folder, &store.key, OpenMode::Existing);
    assert!(
        matches!(refused, Err(OpenError::Damaged { .. })),
        "it is said, not repaired in silence: {refused:?}"
    );
    let (db, old) = rebuild_cache(&store.folder, &store.key).unwrap();
    assert!(old.join("cache.db").exists(), "the old file is kept");
    db.close();
    open_cache(&store.folder, &store.key, OpenMode::Existing).unwrap();
}

#[test]
fn a_folder_knows_whether_it_was_set_up() {
    let home = tempfile::tempdir().unwrap();
    let folder = StoreFolder::open(home.path()).unwrap();
    assert_eq!(folder.store().unwrap(), None, "an empty folder is a first run");
    let started = folder
        .set_up(StoreMode::Keychain, OffsetDateTime::UNIX_EPOCH)
        .unwrap();
    let again = folder
        .set_up(StoreMode::Passphrase, OffsetDateTime::UNIX_EPOCH)
        .unwrap();
    assert_eq!(
        again.uuid, started.uuid,
        "an interrupted set-up is the same store when it is repeated"
    );
    let done = folder.finish_set_up().unwrap();
    assert_eq!(
        (done.mode, done.complete),
        (StoreMode::Passphrase, true),
        "the last choice counts"
    );
    let refused = folder.set_up(StoreMode::Session, OffsetDateTime::UNIX_EPOCH);
    assert!(
        matches!(refused, Err(OpenError::Exists { .. })),
        "a store is never set up again: {refused:?}"
    );
    std::fs::write(folder.jobs(), b"x").unwrap();
    std::fs::remove_file(folder.store_file()).unwrap();
    let refused = folder.store();
    assert!(
        matches!(refused, Err(OpenError::Missing { .. })),
        "stores without store.toml are no first run: {refused:?}"
    );
    std::fs::write(home.path().join("file"), b"x").unwrap();
    let refused = StoreFolder::open(&home.path().join("file"));
    assert!(
        matches!(refused, Err(OpenError::Folder { .. })),
        "a file is no folder: {refused:?}"
    );
}

#[test]
fn a_session_leaves_nothing_behind() {
    let folder = StoreFolder::temporary().unwrap();
    let path = folder.path().to_owned();
    let db = open_jobs(&folder, &DatabaseKey::generate().unwrap(), OpenMode::Create).unwrap();
    drop(folder);
    put(&db, "a", "b");
    assert!(path.exists(), "the folder lives as long as its stores are open");
    drop(db);
    assert!(!path.exists(), "afterwards nothing is left on the disk");
}
