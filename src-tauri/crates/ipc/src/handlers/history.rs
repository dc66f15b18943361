//! What happened to a resource, undo, receipts, the check-up, and lists of changes.

use rollcall_engine::{
    ChangeReview, Checkup, ExchangeView, GoneRecord, History, Receipt, SequenceOutcome, SequenceReview,
};

use crate::wire::{ApplyChange, LeaverOn, MembershipsOn, OnEntry, OnType, OneAccount, OneHistory};
use crate::{Ipc, IpcError};

pub(crate) async fn history(ipc: &Ipc, request: OneHistory) -> Result<History, IpcError> {
    ipc.engine
        .history(request.connection, &request.type_name, &request.id, request.limit)
        .await
}

pub(crate) async fn gone(ipc: &Ipc, request: OnType) -> Result<Vec<GoneRecord>, IpcError> {
    ipc.engine.gone(request.connection, &request.type_name).await
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

pub(crate) async fn checkup(ipc: &Ipc, request: OneAccount) -> Result<Checkup, IpcError> {
    ipc.engine
        .checkup(request.connection, &request.type_name, &request.id)
        .await
}

pub(crate) async fn leaver_prepare(ipc: &Ipc, request: LeaverOn) -> Result<SequenceReview, IpcError> {
    ipc.engine
        .prepare_leaver(request.connection, request.leaver)
        .await
}

pub(crate) async fn memberships_prepare(
    ipc: &Ipc,
    request: MembershipsOn,
) -> Result<SequenceReview, IpcError> {
    ipc.engine
        .prepare_memberships(request.connection, &request.entry, &request.id)
        .await
}

pub(crate) async fn sequence_apply(ipc: &Ipc, request: ApplyChange) -> Result<SequenceOutcome, IpcError> {
    ipc.engine
        .apply_sequence(
            request.connection,
            &request.fingerprint,
            request.confirmation,
            request.reason.as_deref(),
        )
        .await
}
