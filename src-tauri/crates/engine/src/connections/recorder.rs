//! Exchanges on their way into the cache. Recording never holds up a request: when the store is slower than the
//! network, exchanges are dropped and counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use rollcall_scim_client::{Exchange, ExchangeMark, Recorder};
use rollcall_storage::Database;
use rollcall_storage::table::exchanges::{self, ExchangeRow};
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::rows::millis;
use crate::settings::kept_settings;
use crate::{ConnectionId, EngineEvent};

/// Exchanges that may wait for the store.
const WAITING: usize = 2_048;
/// Most exchanges in one write.
const BATCH: usize = 128;
/// Old exchanges are looked for after so many new ones.
const PRUNE_EVERY: usize = 1_000;

enum Item {
    Record(ConnectionId, ExchangeMark, Box<Exchange>),
    /// Told when everything before it is written, or was not to be.
    Barrier(oneshot::Sender<()>),
}

/// The task that writes.
pub(crate) struct RecorderTask {
    sender: std::sync::Mutex<Option<mpsc::Sender<Item>>>,
    dropped: Arc<AtomicU64>,
    marks: Arc<AtomicI64>,
    task: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

impl RecorderTask {
    /// Starts it. `first` is where the marks of this run begin: random, as other runs write to the same store.
    pub(crate) fn start(
        cache: Database,
        jobs: Database,
        events: broadcast::Sender<EngineEvent>,
        first: ExchangeMark,
    ) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        let task = tokio::spawn(write_all(cache, jobs, receiver, events));
        Self {
            sender: std::sync::Mutex::new(Some(sender)),
            dropped: Arc::default(),
            marks: Arc::new(AtomicI64::new(first)),
            task: tokio::sync::Mutex::new(Some(task)),
        }
    }

    /// The recorder of one connection.
    pub(crate) fn for_connection(&self, connection: ConnectionId) -> ConnectionRecorder {
        let sender = self
            .sender
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        ConnectionRecorder {
            connection,
            sender: sender.as_ref().map(mpsc::Sender::downgrade),
            dropped: self.dropped.clone(),
            marks: self.marks.clone(),
        }
    }

    /// Waits until everything recorded so far is written; not where too much waits already.
    pub(crate) async fn written(&self) {
        let sender = self
            .sender
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone();
        let (told, written) = oneshot::channel();
        if sender.is_some_and(|sender| sender.try_send(Item::Barrier(told)).is_ok()) {
            let _ended = written.await;
        }
    }

    /// Waits until everything recorded is written. Nothing is recorded afterwards.
    pub(crate) async fn finish(&self) {
        drop(
            self.sender
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .take(),
        );
        if let Some(task) = self.task.lock().await.take() {
            let _ = task.await;
        }
        let dropped = self.dropped.load(Ordering::Relaxed);
        if dropped > 0 {
            tracing::warn!(dropped, "exchanges were not recorded because the store was busy");
        }
    }
}

/// Hands the exchanges of one connection over.
pub(crate) struct ConnectionRecorder {
    connection: ConnectionId,
    // Weak: a client that outlives the store must not keep the task waiting.
    sender: Option<mpsc::WeakSender<Item>>,
    dropped: Arc<AtomicU64>,
    marks: Arc<AtomicI64>,
}

impl Recorder for ConnectionRecorder {
    fn record(&self, exchange: Exchange) -> Option<ExchangeMark> {
        let mark = self.marks.fetch_add(1, Ordering::Relaxed);
        let sent = self
            .sender
            .as_ref()
            .and_then(mpsc::WeakSender::upgrade)
            .is_some_and(|sender| {
                let item = Item::Record(self.connection, mark, Box::new(exchange));
                sender.try_send(item).is_ok()
            });
        if !sent {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        sent.then_some(mark)
    }
}

async fn write_all(
    cache: Database,
    jobs: Database,
    mut receiver: mpsc::Receiver<Item>,
    events: broadcast::Sender<EngineEvent>,
) {
    let mut since_prune = PRUNE_EVERY;
    let mut batch = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut batch, BATCH).await > 0 {
        let (mut items, mut barriers) = (Vec::with_capacity(batch.len()), Vec::new());
        for item in batch.drain(..) {
            match item {
                Item::Record(connection, mark, exchange) => items.push((connection, mark, exchange)),
                Item::Barrier(told) => barriers.push(told),
            }
        }
        // Whoever waits is told when these are dropped, at the end of the turn.
        if items.is_empty() {
            continue;
        }
        since_prune += items.len();
        let mut connections: Vec<ConnectionId> = items.iter().map(|(c, ..)| *c).collect();
        connections.dedup();
        // How long and how many is the person's choice, and may have changed since.
        let prune = match since_prune >= PRUNE_EVERY {
            true => Some(kept_settings(&jobs).await.unwrap_or_default().retention),
            false => None,
        };
        let written = cache
            .write_relaxed(move |tx| {
                let mut newest = 0;
                for (connection, mark, exchange) in items {
                    let row = row(*exchange, mark);
                    newest = newest.max(row.at);
                    exchanges::insert(tx, connection.0, &row)?;
                }
                match prune {
                    Some(kept) => exchanges::prune(tx, kept.oldest(newest), kept.exchanges).map(|_| ()),
                    None => Ok(()),
                }
            })
            .await;
        if prune.is_some() {
            since_prune = 0;
        }
        match written {
            Ok(()) => {
                for connection in connections {
                    let _ = events.send(EngineEvent::ExchangeRecorded { connection });
                }
            }
            Err(error) => tracing::warn!(%error, "exchanges could not be recorded"),
        }
        drop(barriers);
    }
}

fn row(exchange: Exchange, mark: ExchangeMark) -> ExchangeRow {
    let headers = |list: &[(String, String)]| serde_json::to_string(list).unwrap_or_default();
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    ExchangeRow {
        id: 0,
        at: millis(exchange.at),
        duration_ms: number(exchange.duration_ms),
        operation: exchange.operation.into(),
        method: exchange.method,
        path: exchange.path,
        status: exchange.status,
        error: exchange.error,
        request_headers: headers(&exchange.request_headers),
        request_body: exchange.request_body,
        response_headers: headers(&exchange.response_headers),
        response_body: exchange.response_body,
        bytes_received: number(exchange.bytes_received),
        truncated: exchange.truncated,
        mark: Some(mark),
    }
}
