//! The writer thread: closures wait in one queue, share a commit, and are answered after it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::StorageError;
use crate::mark::Marker;
use crate::reserve::Reserve;

/// Most closures in one commit (queue.md §3.3).
const BATCH: usize = 256;
/// How long intents gather while others are writing.
const URGENT_GATHER: Duration = Duration::from_millis(2);
/// How long results may gather.
const RELAXED_GATHER: Duration = Duration::from_millis(50);

/// How long a closure may wait for company.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Intents: at once.
    Urgent,
    /// Results: up to 50 ms.
    Relaxed,
}

/// One closure with the way back to its caller.
pub(crate) struct Task<T, F, R> {
    work: Option<F>,
    reply: Option<R>,
    result: Option<Result<T, StorageError>>,
}

/// A task of any type.
pub(crate) trait AnyTask: Send {
    /// Runs the closure and keeps its result. True when its changes are to be kept.
    fn run(&mut self, tx: &Transaction<'_>) -> bool;
    /// The closure's own error, if it failed.
    fn failure(&self) -> Option<&StorageError>;
    /// Answers the caller: with the closure's own result, or with the fate of the whole commit.
    fn settle(self: Box<Self>, fate: Option<StorageError>);
}

impl<T, F, R> Task<T, F, R>
where
    T: Send + 'static,
    F: FnOnce(&Transaction<'_>) -> Result<T, StorageError> + Send + 'static,
    R: FnOnce(Result<T, StorageError>) + Send + 'static,
{
    pub(crate) fn boxed(work: F, reply: R) -> Box<dyn AnyTask> {
        Box::new(Self {
            work: Some(work),
            reply: Some(reply),
            result: None,
        })
    }
}

impl<T, F, R> AnyTask for Task<T, F, R>
where
    T: Send,
    F: FnOnce(&Transaction<'_>) -> Result<T, StorageError> + Send,
    R: FnOnce(Result<T, StorageError>) + Send,
{
    fn run(&mut self, tx: &Transaction<'_>) -> bool {
        let Some(work) = self.work.take() else {
            return false;
        };
        // A fault in one closure must not take the writer, and with it every other change, along.
        let result =
            catch_unwind(AssertUnwindSafe(|| work(tx))).unwrap_or_else(|_| Err(StorageError::Panicked));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn failure(&self) -> Option<&StorageError> {
        self.result.as_ref().and_then(|r| r.as_ref().err())
    }

    fn settle(mut self: Box<Self>, fate: Option<StorageError>) {
        let Some(reply) = self.reply.take() else { return };
        match (self.result.take(), fate) {
            (Some(Err(own)), _) => reply(Err(own)),
            (_, Some(fate)) => reply(Err(fate)),
            (Some(Ok(value)), None) => reply(Ok(value)),
            (None, None) => reply(Err(StorageError::Closed)),
        }
    }
}

struct Waiting {
    task: Box<dyn AnyTask>,
    lane: Lane,
    since: Instant,
}

#[derive(Default)]
struct State {
    tasks: VecDeque<Waiting>,
    closed: bool,
}

/// The queue in front of the writer thread.
#[derive(Default)]
pub(crate) struct WriterQueue {
    state: Mutex<State>,
    news: Condvar,
}

impl WriterQueue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn push(&self, task: Box<dyn AnyTask>, lane: Lane) {
        let mut state = self.lock();
        if state.closed {
            drop(state);
            task.settle(Some(StorageError::Closed));
            return;
        }
        state.tasks.push_back(Waiting {
            task,
            lane,
            since: Instant::now(),
        });
        drop(state);
        self.news.notify_one();
    }

    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.news.notify_all();
    }

    /// Waits for the next commit's closures, oldest first; `None` once closed and empty. `crowded`: the commit
    /// before had company, so an urgent closure is worth 2 ms of waiting for more.
    fn next_batch(&self, crowded: bool) -> Option<Vec<Box<dyn AnyTask>>> {
        let mut state = self.lock();
        loop {
            if state.tasks.is_empty() {
                if state.closed {
                    return None;
                }
                state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let due = state
                .tasks
                .iter()
                .map(|w| w.since + patience(w.lane, crowded))
                .min();
            let wait = due.map_or(Duration::ZERO, |due| {
                due.saturating_duration_since(Instant::now())
            });
            if wait.is_zero() || state.closed || state.tasks.len() >= BATCH {
                let count = state.tasks.len().min(BATCH);
                return Some(state.tasks.drain(..count).map(|w| w.task).collect());
            }
            state = self
                .news
                .wait_timeout(state, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

fn patience(lane: Lane, crowded: bool) -> Duration {
    match lane {
        Lane::Urgent if crowded => URGENT_GATHER,
        Lane::Urgent => Duration::ZERO,
        Lane::Relaxed => RELAXED_GATHER,
    }
}

/// What the writer thread owns.
pub(crate) struct Writer {
    pub(crate) queue: Arc<WriterQueue>,
    pub(crate) connection: Option<Connection>,
    /// Opens the file again after an I/O error left the handle untrustworthy (threats.md D3).
    pub(crate) reopen: Box<dyn Fn() -> Result<Connection, StorageError> + Send>,
    pub(crate) marker: Marker,
    pub(crate) reserve: Option<Reserve>,
}

impl Writer {
    /// The thread's whole life.
    pub(crate) fn run(mut self) {
        let mut crowded = false;
        while let Some(batch) = self.queue.next_batch(crowded) {
            crowded = batch.len() > 1;
            let mut rest = VecDeque::from(batch);
            while !rest.is_empty() {
                self.commit_some(&mut rest);
            }
        }
        if let Some(connection) = self.connection.take() {
            // Another process may be reading: then the log stays and is moved by whoever closes last.
            let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            if connection.close().is_ok() {
                self.marker.finish();
            }
        }
    }

    /// Commits as many closures from the front of `rest` as one transaction bears.
    fn commit_some(&mut self, rest: &mut VecDeque<Box<dyn AnyTask>>) {
        let mut done = Vec::new();
        let fate = match self.attempt(rest, &mut done) {
            Ok(generation) => {
                self.marker.committed(generation);
                None
            }
            Err(error) => {
                if done.is_empty() {
                    // The transaction did not even begin: nobody of this batch can be served.
                    done.extend(rest.drain(..));
                }
                Some(self.after_failure(error))
            }
        };
        if done
            .iter()
            .any(|t| matches!(t.failure(), Some(StorageError::DiskFull)))
        {
            self.release_reserve();
        }
        for task in done {
            task.settle(fate.as_ref().map(StorageError::for_companion));
        }
    }

    fn attempt(
        &mut self,
        rest: &mut VecDeque<Box<dyn AnyTask>>,
        done: &mut Vec<Box<dyn AnyTask>>,
    ) -> Result<u64, StorageError> {
        if self.connection.is_none() {
            self.connection = Some((self.reopen)()?);
        }
        let Some(connection) = self.connection.as_mut() else {
            return Err(StorageError::Closed);
        };
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let alone = rest.len() == 1;
        let mut kept = 0_usize;
        while let Some(mut task) = rest.pop_front() {
            if !alone && let Err(error) = tx.prepare_cached("SAVEPOINT one").and_then(|mut s| s.execute([])) {
                done.push(task);
                return Err(error.into());
            }
            let keep = task.run(&tx);
            let lost = tx.is_autocommit();
            let reason = if lost {
                task.failure().map(StorageError::for_companion)
            } else {
                None
            };
            done.push(task);
            if lost {
                // SQLite rolled the whole transaction back (full disk, I/O error): those before share the fate.
                return Err(reason.unwrap_or(StorageError::Closed));
            }
            kept += usize::from(keep);
            if !alone {
                if !keep {
                    tx.prepare_cached("ROLLBACK TO one")?.execute([])?;
                }
                tx.prepare_cached("RELEASE one")?.execute([])?;
            }
        }
        if kept == 0 {
            tx.rollback()?;
            return Ok(0);
        }
        let generation: i64 = tx
            .prepare_cached(
                "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'
                 RETURNING CAST(value AS INTEGER)",
            )?
            .query_row([], |row| row.get(0))?;
        tx.commit()?;
        Ok(u64::try_from(generation).unwrap_or(0))
    }

    /// What the callers are told, and what is done so that the next change has a chance.
    fn after_failure(&mut self, error: StorageError) -> StorageError {
        if matches!(error, StorageError::DiskFull) {
            self.release_reserve();
        }
        if error.is_io() {
            // threats.md D3: never assume it was rolled back, never go on with the same handle.
            tracing::error!(error = %error, "the store's disk failed; opening the file again");
            self.connection = None;
            return StorageError::CommitUncertain {
                details: error.to_string(),
            };
        }
        error
    }

    fn release_reserve(&mut self) {
        if let Some(reserve) = &self.reserve
            && reserve.release()
        {
            tracing::warn!(
                "the disk is full; the reserve was released so that outcomes can still be written"
            );
        }
    }
}
