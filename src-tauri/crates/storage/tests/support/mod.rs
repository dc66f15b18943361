//! A store in a temporary folder, and this test program started again as another process.

// Each test program uses its own part of this.
#![allow(
    dead_code,
    reason = "every test program compiles this file and uses a part of it"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rollcall_storage::{Database, DatabaseKey, OpenError, OpenMode, StoreFolder, open_jobs};

pub const HOME: &str = "ROLLCALL_TEST_STORE";
pub const KEY: &str = "ROLLCALL_TEST_KEY";

pub struct Store {
    pub folder: StoreFolder,
    pub key: DatabaseKey,
    pub home: tempfile::TempDir,
}

/// A store whose jobs.db was made and closed.
pub fn store() -> Store {
    let home = tempfile::tempdir().unwrap();
    let folder = StoreFolder::open(&home.path().join("store")).unwrap();
    let key = DatabaseKey::generate().unwrap();
    open_jobs(&folder, &key, OpenMode::Create).unwrap().close();
    Store { folder, key, home }
}

impl Store {
    pub fn open(&self) -> Result<Database, OpenError> {
        open_jobs(&self.folder, &self.key, OpenMode::Existing)
    }

    /// Starts one test of this program again, in a process of its own, on this store.
    pub fn other_process(&self, test: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(HOME, self.folder.path())
            .env(KEY, self.key.to_hex().as_str())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        command
    }
}

/// In the other process: the store it was started on. `None` in the test itself.
pub fn handed_over() -> Option<(StoreFolder, DatabaseKey)> {
    let home = std::env::var_os(HOME)?;
    let key = DatabaseKey::from_hex(&std::env::var(KEY).unwrap()).unwrap();
    Some((StoreFolder::open(Path::new(&home)).unwrap(), key))
}

pub fn put(db: &Database, key: &str, value: &str) {
    let (key, value) = (key.to_owned(), format!("\"{value}\""));
    db.write_blocking(move |tx| rollcall_storage::table::settings::set(tx, &key, &value))
        .unwrap();
}

pub fn keys(db: &Database) -> Vec<String> {
    let all = db.read_blocking(rollcall_storage::table::settings::all).unwrap();
    all.into_iter().map(|(key, _)| key).collect()
}

pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
