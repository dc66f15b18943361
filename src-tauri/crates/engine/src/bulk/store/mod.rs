//! The ports of the queue on `jobs.db`.

mod convert;
mod plan;
mod queries;
mod run;
mod steps;

use rollcall_jobs::StoreError;
use rollcall_storage::{Database, StorageError};

/// The store of the queue.
#[derive(Debug, Clone)]
pub struct StoreAdapter {
    jobs: Database,
}

impl StoreAdapter {
    /// On an open `jobs.db`.
    pub fn new(jobs: Database) -> Self {
        Self { jobs }
    }
}

/// The message of the refusal by which a closure says that a later runner has begun.
const STALE: &str = "another process has taken over running jobs";

/// A failure of the storage in the words of the queue.
fn store_error(error: StorageError) -> StoreError {
    match error {
        StorageError::DiskFull => StoreError::DiskFull,
        StorageError::NotFound { what } => StoreError::NotFound { what, id: 0 },
        StorageError::Refused(message) if message == STALE => StoreError::StaleEpoch,
        StorageError::Refused(message) => StoreError::WrongState(message),
        StorageError::BadValue { what } => StoreError::Corrupt(what.to_owned()),
        other => StoreError::Failed(other.to_string()),
    }
}

/// A refusal with a reason of our own.
fn refuse(reason: impl Into<String>) -> StorageError {
    StorageError::Refused(reason.into())
}
