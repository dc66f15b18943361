//! The disk is full.

mod support;

use rollcall_storage::{OpenMode, StorageError, StoreFolder, open_jobs, table::settings};
use support::{keys, put, store};

fn grow(db: &rollcall_storage::Database, until: usize) -> Result<usize, (usize, StorageError)> {
    for n in 0..until {
        let value = format!("\"{}\"", "x".repeat(20_000));
        db.write_blocking(move |tx| settings::set(tx, &format!("big{n:05}"), &value))
            .map_err(|e| (n, e))?;
    }
    Ok(until)
}

#[test]
fn a_full_store_says_so_keeps_what_it_has_and_goes_on() {
    let store = store();
    let db = store.open().unwrap();
    let reserve = store.folder.path().join("reserve.bin");
    assert_eq!(
        std::fs::metadata(&reserve).unwrap().len(),
        1 << 20,
        "room for outcomes is kept back"
    );
    db.write_blocking(|tx| Ok(tx.query_row("PRAGMA max_page_count = 200", [], |_| Ok(()))?))
        .unwrap();
    let (kept, error) = grow(&db, 1_000).unwrap_err();
    assert!(
        matches!(error, StorageError::DiskFull),
        "a person must read what it is: {error:?}"
    );
    assert!(!reserve.exists(), "the reserve is given back at once");
    assert_eq!(
        keys(&db).len(),
        kept,
        "what was acknowledged is there, what was refused is not"
    );
    db.write_blocking(|tx| Ok(tx.query_row("PRAGMA max_page_count = 4000", [], |_| Ok(()))?))
        .unwrap();
    put(&db, "outcome", "sent");
    db.refill_reserve().unwrap();
    assert!(
        reserve.exists(),
        "the reserve is filled again before the job goes on"
    );
    db.close();
    let db = store.open().unwrap();
    assert_eq!(
        keys(&db).len(),
        kept + 1,
        "and everything is there after opening again"
    );
}

/// Needs the right to mount; where it is missing, the test above stands for it.
#[cfg(target_os = "linux")]
#[test]
fn on_a_disk_that_is_really_full_the_reserve_lets_the_outcome_be_written() {
    let place = tempfile::tempdir().unwrap();
    let mount = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=5m,mode=0700", "tmpfs"])
        .arg(place.path())
        .output();
    if !mount.is_ok_and(|answer| answer.status.success()) {
        eprintln!("no right to mount a small disk here; covered by the page limit above");
        return;
    }
    let unmount = Unmount(place.path().to_owned());
    let folder = StoreFolder::open(&place.path().join("store")).unwrap();
    let key = rollcall_storage::DatabaseKey::generate().unwrap();
    let db = open_jobs(&folder, &key, OpenMode::Create).unwrap();
    let (kept, error) = grow(&db, 1_000).unwrap_err();
    assert!(
        matches!(error, StorageError::DiskFull),
        "a full disk is called a full disk: {error:?}"
    );
    put(&db, "outcome", "sent");
    let refused = db.refill_reserve();
    assert!(
        matches!(refused, Err(StorageError::DiskFull)),
        "a job must not start without a reserve: {refused:?}"
    );
    db.close();
    let db = open_jobs(&folder, &key, OpenMode::Existing).unwrap();
    assert_eq!(
        keys(&db).len(),
        kept + 1,
        "acknowledged rows and the outcome are there, nothing else"
    );
    drop((db, folder));
    drop(unmount);
}

#[cfg(target_os = "linux")]
struct Unmount(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl Drop for Unmount {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount")
            .arg("-l")
            .arg(&self.0)
            .status();
    }
}
