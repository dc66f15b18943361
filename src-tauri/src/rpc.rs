//! The window's one way to ask and act.

use rollcall_ipc::{Ipc, IpcError};
use serde_json::Value;

/// Forwards one command of the contract; what it may do is decided by its declared effect in the engine.
#[tauri::command]
pub(crate) async fn rpc(
    ipc: tauri::State<'_, Ipc>,
    command: String,
    payload: Value,
) -> Result<Value, IpcError> {
    ipc.call(&command, payload).await
}
