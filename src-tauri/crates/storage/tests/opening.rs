//! Opening, creating, refusing.

use rollcall_storage::{DatabaseKey, OpenError, OpenMode, StorageError, StoreFolder, open_jobs};

#[test]
fn a_new_store_is_made_once_and_opened_again() {
    let home = tempfile::tempdir().unwrap();
    let folder = StoreFolder::open(&home.path().join("store")).unwrap();
    let key = DatabaseKey::generate().unwrap();
    let db = open_jobs(&folder, &key, OpenMode::Create).unwrap();
    db.write_blocking(|tx| Ok(tx.execute("INSERT INTO settings VALUES ('theme', '\"dark\"')", [])?))
        .unwrap();
    db.close();
    let db = open_jobs(&folder, &key, OpenMode::Existing).unwrap();
    let theme: String = db
        .read_blocking(|c| {
            Ok(c.query_row("SELECT value FROM settings WHERE key = 'theme'", [], |r| r.get(0))?)
        })
        .unwrap();
    assert_eq!(
        theme, "\"dark\"",
        "what was written must be there after closing and opening"
    );
    let refused = db.read_blocking(|c| Ok(c.execute("DELETE FROM settings", [])?));
    assert!(
        matches!(refused, Err(StorageError::ReadOnly { .. })),
        "a reader must not write: {refused:?}"
    );
    drop(db);
    let again = open_jobs(&folder, &key, OpenMode::Create);
    assert!(
        matches!(again, Err(OpenError::Exists { .. })),
        "a store is never set up twice: {again:?}"
    );
}
