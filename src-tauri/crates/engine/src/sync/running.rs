//! The synchronisations under way in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::ConnectionId;

/// Which connections are being read.
#[derive(Default)]
pub(crate) struct Running {
    inner: Arc<Mutex<HashMap<ConnectionId, Entry>>>,
}

struct Entry {
    cancel: watch::Sender<bool>,
    /// The type being read and the number of its sync.
    current: Option<(String, i64)>,
}

/// One synchronisation; ends when dropped.
pub(crate) struct Turn {
    all: Arc<Mutex<HashMap<ConnectionId, Entry>>>,
    connection: ConnectionId,
    cancelled: watch::Receiver<bool>,
}

impl Running {
    /// Begins, unless the connection is being read already.
    pub(crate) fn begin(&self, connection: ConnectionId) -> Option<Turn> {
        let mut all = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if all.contains_key(&connection) {
            return None;
        }
        let (cancel, cancelled) = watch::channel(false);
        all.insert(
            connection,
            Entry {
                cancel,
                current: None,
            },
        );
        Some(Turn {
            all: self.inner.clone(),
            connection,
            cancelled,
        })
    }

    /// Asks for the end.
    pub(crate) fn cancel(&self, connection: ConnectionId) {
        if let Some(entry) = self
            .inner
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&connection)
        {
            entry.cancel.send_replace(true);
        }
    }

    /// The number of the sync that reads this type now, 0 when none does. What is written meanwhile carries it, so
    /// that it is not taken for something the server no longer has.
    pub(crate) fn current(&self, connection: ConnectionId, type_name: &str) -> i64 {
        let all = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let current = all.get(&connection).and_then(|entry| entry.current.as_ref());
        current
            .filter(|(name, _)| name == type_name)
            .map_or(0, |(_, sync)| *sync)
    }
}

impl Turn {
    /// Notes which type is read.
    pub(crate) fn reading(&self, current: Option<(String, i64)>) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = all.get_mut(&self.connection) {
            entry.current = current;
        }
    }

    /// Whether the person asked for the end.
    pub(crate) fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow()
    }

    /// Waits for that.
    pub(crate) async fn cancelled(&self) {
        let mut cancelled = self.cancelled.clone();
        if cancelled.wait_for(|asked| *asked).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.all
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.connection);
    }
}
