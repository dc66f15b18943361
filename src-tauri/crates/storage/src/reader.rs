//! The readers: a few threads, each with a connection of its own that is opened when first needed.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::StorageError;

type Job = Box<dyn FnOnce(Result<&Connection, StorageError>) + Send>;

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    /// Readers without work, the one that worked last at the end: its page cache is the warmest.
    idle: Vec<usize>,
    closed: bool,
}

/// The queue in front of the readers.
pub(crate) struct ReaderQueue {
    state: Mutex<State>,
    /// One for each reader.
    news: Vec<Condvar>,
}

impl ReaderQueue {
    pub(crate) fn new(readers: usize) -> Self {
        Self {
            state: Mutex::default(),
            news: (0..readers).map(|_| Condvar::new()).collect(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn push<T, F, R>(&self, f: F, reply: R)
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StorageError> + Send + 'static,
        R: FnOnce(Result<T, StorageError>) + Send + 'static,
    {
        let job: Job = Box::new(move |connection| {
            let result = connection.and_then(|connection| {
                catch_unwind(AssertUnwindSafe(|| in_one_snapshot(connection, f)))
                    .unwrap_or_else(|_| Err(StorageError::Panicked))
            });
            reply(result);
        });
        let mut state = self.lock();
        if state.closed {
            drop(state);
            job(Err(StorageError::Closed));
            return;
        }
        state.jobs.push_back(job);
        if let Some(news) = state.idle.pop().and_then(|reader| self.news.get(reader)) {
            news.notify_one();
        }
    }

    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.news.iter().for_each(Condvar::notify_all);
    }

    /// The next job for a reader; `None` once closed and empty.
    fn next(&self, reader: usize) -> Option<Job> {
        let news = self.news.get(reader)?;
        let mut state = self.lock();
        loop {
            // A reader may wake without having been called.
            state.idle.retain(|idle| *idle != reader);
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            state.idle.push(reader);
            state = news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Several statements of one closure see the same state of the file, whatever is committed meanwhile.
fn in_one_snapshot<T>(
    connection: &Connection,
    f: impl FnOnce(&Connection) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    let snapshot = connection.unchecked_transaction()?;
    f(&snapshot)
}

/// One reader thread's whole life.
pub(crate) fn run(
    queue: &Arc<ReaderQueue>,
    reader: usize,
    open: impl Fn() -> Result<Connection, StorageError>,
) {
    let mut connection = None;
    while let Some(job) = queue.next(reader) {
        if connection.is_none() {
            match open() {
                Ok(opened) => connection = Some(opened),
                Err(error) => {
                    job(Err(error));
                    continue;
                }
            }
        }
        match &connection {
            Some(open) => job(Ok(open)),
            None => job(Err(StorageError::Closed)),
        }
    }
}
