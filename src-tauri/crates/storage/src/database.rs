//! The handle on one open file: one writer thread with group commit, a few readers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use rusqlite::{Connection, Transaction};
use tokio::sync::oneshot;

use crate::StorageError;
use crate::reader::ReaderQueue;
use crate::writer::{Lane, Task, WriterQueue};

/// A cheap-to-clone handle on an open store. The file is checkpointed and closed when the last one is dropped
/// or when [`Database::close`] is called.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) path: PathBuf,
    pub(crate) writes: Arc<WriterQueue>,
    pub(crate) reads: Arc<ReaderQueue>,
    pub(crate) threads: Mutex<Vec<JoinHandle<()>>>,
    pub(crate) reserve: Option<crate::reserve::Reserve>,
    /// Keeps a session's temporary folder alive until its stores are closed.
    pub(crate) _folder: crate::StoreFolder,
}

impl Database {
    pub(crate) fn new(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Runs `f` inside the next commit and returns once it is durable. Several closures share one commit, each
    /// in a savepoint of its own: an error or a panic in one rolls back that one alone. Meant for intents: the
    /// commit starts at once, or after at most 2 ms when others are writing too.
    ///
    /// The closure runs on the writer's thread; when the returned future is dropped, it runs all the same.
    ///
    /// # Errors
    /// What `f` returned, or the fate of the commit: see [`StorageError`].
    pub async fn write<T, F>(&self, f: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StorageError> + Send + 'static,
    {
        self.submit(f, Lane::Urgent).await
    }

    /// As [`Database::write`], for results: the commit may wait up to 50 ms for others. Still durable when it
    /// returns (queue.md §3.1 P1: losing a result costs one GET).
    ///
    /// # Errors
    /// As [`Database::write`].
    pub async fn write_relaxed<T, F>(&self, f: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StorageError> + Send + 'static,
    {
        self.submit(f, Lane::Relaxed).await
    }

    async fn submit<T, F>(&self, f: F, lane: Lane) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StorageError> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let task = Task::boxed(f, move |result| {
            // Nobody listens any more when the caller's future was dropped: the write stands all the same.
            let _ = tell.send(result);
        });
        self.inner.writes.push(task, lane);
        told.await.unwrap_or(Err(StorageError::Closed))
    }

    /// As [`Database::write`], for threads without a runtime. Never call it on an async worker.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub fn write_blocking<T, F>(&self, f: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StorageError> + Send + 'static,
    {
        let (tell, told) = mpsc::sync_channel(1);
        let task = Task::boxed(f, move |result| {
            let _ = tell.send(result);
        });
        self.inner.writes.push(task, Lane::Urgent);
        told.recv().unwrap_or(Err(StorageError::Closed))
    }

    /// Runs `f` on one of the readers, inside one snapshot of the file. Writing is refused there.
    ///
    /// # Errors
    /// What `f` returned, or [`StorageError::Closed`], [`StorageError::Panicked`].
    pub async fn read<T, F>(&self, f: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StorageError> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        self.inner.reads.push(f, move |result| {
            let _ = tell.send(result);
        });
        told.await.unwrap_or(Err(StorageError::Closed))
    }

    /// As [`Database::read`], for threads without a runtime. Never call it on an async worker.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub fn read_blocking<T, F>(&self, f: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StorageError> + Send + 'static,
    {
        let (tell, told) = mpsc::sync_channel(1);
        self.inner.reads.push(f, move |result| {
            let _ = tell.send(result);
        });
        told.recv().unwrap_or(Err(StorageError::Closed))
    }

    /// Fills the reserve again after a full disk gave it away; does nothing when it is there. To be called before
    /// a job starts or goes on: without a reserve the outcome of a request already sent might not be kept.
    /// Blocks for one write of 1 MiB.
    ///
    /// # Errors
    /// [`StorageError::DiskFull`] when there is still no room, [`StorageError::Io`].
    pub fn refill_reserve(&self) -> Result<(), StorageError> {
        let Some(reserve) = &self.inner.reserve else {
            return Ok(());
        };
        reserve.fill().map_err(|source| match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StorageError::DiskFull,
            _ => StorageError::Io {
                doing: "filling the reserve",
                source,
            },
        })
    }

    /// Writes what is queued, moves the write-ahead log into the file and closes it, for every clone of this
    /// handle. Blocks until that is done; later calls on any clone return [`StorageError::Closed`].
    pub fn close(&self) {
        self.inner.close();
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.inner.path
    }
}

impl Inner {
    fn close(&self) {
        self.reads.close();
        self.writes.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // The last handle may be dropped inside a closure: a thread cannot wait for itself.
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
        // Nothing of the people in it stays in memory.
        crate::table::resources::forget_texts();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("path", &self.inner.path)
            .finish_non_exhaustive()
    }
}
