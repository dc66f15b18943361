//! The engine's events, passed on to the window.

use rollcall_ipc::Ipc;
use tauri::Emitter as _;
use tokio::sync::broadcast::error::RecvError;

/// The name under which the window listens.
const CHANNEL: &str = "engine";

/// Passes every event on until the engine ends. A window that missed some is told to read again.
pub(crate) fn forward(app: &tauri::AppHandle, ipc: &Ipc) {
    let app = app.clone();
    let mut events = ipc.subscribe();
    tauri::async_runtime::spawn(async move {
        loop {
            let sent = match events.recv().await {
                Ok(event) => app.emit(CHANNEL, event),
                Err(RecvError::Lagged(_)) => app.emit(CHANNEL, rollcall_ipc::missed_events()),
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = sent {
                tracing::warn!(%error, "an event did not reach the window");
            }
        }
    });
}
