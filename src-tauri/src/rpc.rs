//! The window's one way to ask and act.

use std::sync::Arc;
use std::time::Duration;

use rollcall_ipc::{Ipc, IpcError};
use serde_json::Value;
use tokio::sync::{OwnedRwLockWriteGuard, RwLock};

/// How long a closing window is waited for, and the end of the process for commands under way. What is kept on this computer takes
/// milliseconds; a synchronisation is stopped and goes on the next time.
pub(crate) const LAST_WORDS: Duration = Duration::from_secs(2);

/// Commands under way, each of which reads this lock. Start and end of the engine write it.
#[derive(Default)]
pub(crate) struct UnderWay(Arc<RwLock<()>>);

impl UnderWay {
    /// Commands wait until this is dropped. `None` when some are under way already.
    pub(crate) fn hold(&self) -> Option<OwnedRwLockWriteGuard<()>> {
        self.0.clone().try_write_owned().ok()
    }

    /// Waits until what the window said last, such as a draft, is done.
    pub(crate) async fn finish(&self) {
        if tokio::time::timeout(LAST_WORDS, self.0.write()).await.is_err() {
            tracing::info!("the window was closed while something was under way");
        }
    }
}

/// Forwards one command of the contract; what it may do is decided by its declared effect in the engine.
#[tauri::command]
pub(crate) async fn rpc(
    ipc: tauri::State<'_, Ipc>,
    under_way: tauri::State<'_, UnderWay>,
    command: String,
    payload: Value,
) -> Result<Value, IpcError> {
    let _here = under_way.0.read().await;
    ipc.call(&command, payload).await
}
