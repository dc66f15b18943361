//! First run and opening.

use rollcall_engine::{SetupChoice, SetupState};

use crate::wire::{Nothing, OpenVault};
use crate::{Ipc, IpcError};

pub(crate) async fn setup_state(ipc: &Ipc, (): Nothing) -> Result<SetupState, IpcError> {
    Ok(ipc.engine.setup_state().await)
}

pub(crate) async fn setup_choose(ipc: &Ipc, choice: SetupChoice) -> Result<SetupState, IpcError> {
    ipc.engine.setup(choice).await
}

pub(crate) async fn setup_unlock(ipc: &Ipc, vault: OpenVault) -> Result<SetupState, IpcError> {
    ipc.engine.open_with_passphrase(vault.passphrase).await
}

pub(crate) async fn setup_retry(ipc: &Ipc, (): Nothing) -> Result<SetupState, IpcError> {
    ipc.engine.retry_open().await
}
