//! Migrations: all or nothing, with a copy that was opened before.

use super::*;
use crate::table::settings;

const STEPS: [&str; 4] = [
    "CREATE TABLE wishes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    "INSERT INTO wishes (text) SELECT value FROM settings",
    "UPDATE settings SET value = '\"migrated\"'",
    "ALTER TABLE wishes ADD COLUMN granted INTEGER NOT NULL DEFAULT 0",
];

fn with_step(sql: &str) -> Vec<Migration> {
    let sql: &'static str = Box::leak(sql.to_owned().into_boxed_str());
    let mut all = migrate::JOBS.to_vec();
    all.push(Migration {
        number: migrate::newest(migrate::JOBS) + 1,
        name: "test",
        sql,
    });
    all
}

struct Store {
    folder: StoreFolder,
    key: DatabaseKey,
    _home: tempfile::TempDir,
}

fn store() -> Store {
    let home = tempfile::tempdir().unwrap();
    let folder = StoreFolder::open(home.path()).unwrap();
    let key = DatabaseKey::generate().unwrap();
    let db = open_jobs(&folder, &key, OpenMode::Create).unwrap();
    db.write_blocking(|tx| settings::set(tx, "wish", "\"rain\""))
        .unwrap();
    db.close();
    Store {
        folder,
        key,
        _home: home,
    }
}

fn open_with(store: &Store, migrations: &[Migration]) -> Result<Database, OpenError> {
    open(
        &store.folder,
        &store.key,
        OpenMode::Existing,
        Kind::Jobs,
        migrations,
    )
}

#[test]
fn a_migration_that_fails_at_any_statement_changes_nothing() {
    for k in 0..=STEPS.len() {
        let store = store();
        let mut statements = STEPS.to_vec();
        statements.insert(k, "INSERT INTO no_such_table VALUES (1)");
        let refused = open_with(&store, &with_step(&statements.join(";\n"))).unwrap_err();
        assert!(
            matches!(refused, OpenError::Migration { .. }),
            "statement {k} fails: {refused:?}"
        );
        let copies = backup::list(&store.folder.backups(), Kind::Jobs);
        assert_eq!(
            copies.len(),
            1,
            "the copy made before must be there when statement {k} fails"
        );
        assert!(
            refused.to_string().contains(&copies[0].display().to_string()),
            "and be named: {refused}"
        );
        let copy = connect::copy_for_reading(&copies[0], &store.key).unwrap();
        let wish: String = copy
            .query_row("SELECT value FROM settings", [], |row| row.get(0))
            .unwrap();
        assert_eq!(wish, "\"rain\"", "the copy holds what was there before");
        let db = open_jobs(&store.folder, &store.key, OpenMode::Existing).unwrap();
        let (wish, tables): (String, i64) = db
            .read_blocking(|c| {
                let tables = c.query_row(
                    "SELECT count(*) FROM sqlite_schema WHERE name = 'wishes'",
                    [],
                    |row| row.get(0),
                )?;
                Ok((settings::get(c, "wish")?.unwrap(), tables))
            })
            .unwrap();
        assert_eq!(
            (wish.as_str(), tables),
            ("\"rain\"", 0),
            "nothing of the failed migration stays ({k})"
        );
    }
}

#[test]
fn a_migration_is_applied_once_and_older_programs_are_refused_afterwards() {
    let store = store();
    let migrations = with_step(&STEPS.join(";\n"));
    open_with(&store, &migrations).unwrap().close();
    open_with(&store, &migrations).unwrap().close();
    assert_eq!(
        backup::list(&store.folder.backups(), Kind::Jobs).len(),
        1,
        "one migration, one copy"
    );
    let refused = open_jobs(&store.folder, &store.key, OpenMode::Existing);
    assert!(
        matches!(refused, Err(OpenError::Newer { .. })),
        "an older program must not touch it: {refused:?}"
    );
}

#[cfg(unix)]
#[test]
fn the_newest_five_copies_are_kept_and_nobody_else_may_read_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let store = store();
    let connection = connect::connect(&store.folder.jobs(), &store.key, Kind::Jobs, Role::Writer).unwrap();
    let made: Vec<_> = (0..7)
        .map(|_| backup::make(&store.folder, &connection, &store.key, Kind::Jobs).unwrap())
        .collect();
    let mut kept = backup::list(&store.folder.backups(), Kind::Jobs);
    kept.reverse();
    assert_eq!(kept, made[2..], "the oldest two are gone");
    for copy in kept {
        let mode = std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "a backup is as private as the store");
        let bytes = std::fs::read(&copy).unwrap();
        assert!(
            !bytes.starts_with(b"SQLite format 3"),
            "a backup is as encrypted as the store"
        );
    }
}

#[test]
fn the_settings_the_store_depends_on_are_in_force() {
    let store = store();
    let db = open_jobs(&store.folder, &store.key, OpenMode::Existing).unwrap();
    let settings = db
        .write_blocking(|tx| {
            let mut found = Vec::new();
            for pragma in [
                "synchronous",
                "foreign_keys",
                "trusted_schema",
                "secure_delete",
                "cell_size_check",
            ] {
                let value: i64 = tx.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))?;
                found.push((pragma, value));
            }
            Ok(found)
        })
        .unwrap();
    let expected = [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("secure_delete", 1),
        ("cell_size_check", 1),
    ];
    assert_eq!(
        settings, expected,
        "each of these guards against a loss that was measured"
    );
    let mode: String = db
        .read_blocking(|c| Ok(c.query_row("PRAGMA journal_mode", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(mode, "wal", "readers and the writer must not wait for each other");
    let defended = db.write_blocking(|tx| {
        tx.execute_batch("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'settings'")?;
        Ok(())
    });
    assert!(defended.is_err(), "the schema cannot be written by hand");
}

#[test]
fn threads_that_open_the_first_files_of_the_process_at_once_all_can() {
    // SQLCipher is set up at the first file a process opens; each test runs in a process of its own.
    const THREADS: usize = 8;
    let start = std::sync::Barrier::new(THREADS);
    std::thread::scope(|scope| {
        let opening = || {
            let file = tempfile::NamedTempFile::new().unwrap();
            let key = DatabaseKey::generate().unwrap();
            start.wait();
            connect::connect(file.path(), &key, Kind::Jobs, Role::Writer)
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(opening)).collect();
        for thread in threads {
            let opened = thread.join().unwrap();
            assert!(opened.is_ok(), "a file opens whoever else opens one: {opened:?}");
        }
    });
}
