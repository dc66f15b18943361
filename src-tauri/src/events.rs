//! The engine's events, passed on to the window through one channel.

use std::sync::{Mutex, PoisonError};

use rollcall_engine::EngineEvent;
use rollcall_ipc::Ipc;
use tauri::async_runtime::JoinHandle;
use tauri::ipc::Channel;
use tokio::sync::broadcast::error::RecvError;

/// What feeds the page's channel now; a page that was loaded again brings a new one.
#[derive(Default)]
pub(crate) struct Feed(Mutex<Option<JoinHandle<()>>>);

/// Sends every event to `channel` until the page goes or the engine ends. A window that missed some is
/// told to read again.
#[tauri::command]
pub(crate) fn subscribe(
    ipc: tauri::State<'_, Ipc>,
    feed: tauri::State<'_, Feed>,
    channel: Channel<EngineEvent>,
) {
    let mut events = ipc.subscribe();
    let task = tauri::async_runtime::spawn(async move {
        loop {
            let sent = match events.recv().await {
                Ok(event) => channel.send(event),
                Err(RecvError::Lagged(_)) => channel.send(rollcall_ipc::missed_events()),
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = sent {
                tracing::warn!(%error, "an event did not reach the window");
            }
        }
    });
    let before = feed
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .replace(task);
    if let Some(before) = before {
        before.abort();
    }
}
