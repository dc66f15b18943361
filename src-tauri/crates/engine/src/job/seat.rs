//! The right to run jobs: one process holds `runner.lock`, and within it every job that runs has a place here.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use rollcall_jobs::Runner;
use rollcall_storage::RunnerLock;
use tokio::sync::{Notify, watch};

/// What a process that holds the lock has.
pub(crate) struct Seat {
    pub(super) runner: Runner,
    running: Mutex<HashSet<i64>>,
    changed: Notify,
    // Let go when the last job has ended and the seat is dropped.
    _lock: RunnerLock,
}

impl Seat {
    pub(super) fn new(runner: Runner, lock: RunnerLock) -> Self {
        Self {
            runner,
            running: Mutex::default(),
            changed: Notify::new(),
            _lock: lock,
        }
    }

    /// Notes that a job runs; `None` when it runs here already.
    pub(super) fn enter(self: &Arc<Self>, job: i64) -> Option<Place> {
        let new = self
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(job);
        new.then(|| Place {
            seat: self.clone(),
            job,
        })
    }

    /// Whether a job runs here.
    pub(super) fn runs(&self, job: i64) -> bool {
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&job)
    }

    fn idle(&self) -> bool {
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }

    /// Waits until nothing runs here.
    pub(super) async fn until_idle(&self) {
        loop {
            let changed = self.changed.notified();
            if self.idle() {
                return;
            }
            changed.await;
        }
    }
}

/// A running job; leaves when dropped.
pub(super) struct Place {
    seat: Arc<Seat>,
    job: i64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.seat
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.job);
        self.seat.changed.notify_waiters();
    }
}

/// The seat of this process, if it has one, and the wish to end.
pub(crate) struct Seats {
    pub(super) seat: tokio::sync::Mutex<std::sync::Weak<Seat>>,
    pub(super) ending: watch::Sender<bool>,
}

impl Default for Seats {
    fn default() -> Self {
        Self {
            seat: tokio::sync::Mutex::default(),
            ending: watch::channel(false).0,
        }
    }
}

impl Seats {
    /// Lets go of everything that runs: what was under way is proven by the next runner.
    pub(crate) fn end(&self) {
        self.ending.send_replace(true);
    }
}
