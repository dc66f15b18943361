//! What happened to a resource, undo, receipts, and the traffic about it.

use rollcall_engine::{ChangeReview, ExchangeView, History, Receipt};

use crate::wire::{OnEntry, OneHistory};
use crate::{Ipc, IpcError};

pub(crate) async fn history(ipc: &Ipc, request: OneHistory) -> Result<History, IpcError> {
    ipc.engine
        .history(request.connection, &request.type_name, &request.id, request.limit)
        .await
}

pub(crate) async fn history_undo(ipc: &Ipc, request: OnEntry) -> Result<ChangeReview, IpcError> {
    ipc.engine.prepare_undo(request.connection, &request.entry).await
}

pub(crate) async fn receipt(ipc: &Ipc, request: OnEntry) -> Result<Receipt, IpcError> {
    ipc.engine.receipt(request.connection, &request.entry).await
}

pub(crate) async fn exchanges_about(ipc: &Ipc, request: OneHistory) -> Result<Vec<ExchangeView>, IpcError> {
    ipc.engine
        .exchanges_about(
            request.connection,
            &request.type_name,
            &request.id,
            request.limit.unwrap_or(100),
        )
        .await
}
