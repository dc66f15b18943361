//! The offline copy, what is known of servers, settings.

use rollcall_engine::{
    Capability, CopyState, ExchangeView, Places, RowsWindow, SearchResult, Settings, SyncReport,
};

use crate::wire::{ExchangesCleared, ExchangesOn, Nothing, OnConnection, RowsOn, SearchOn, SyncTypes};
use crate::{Ipc, IpcError};

pub(crate) async fn sync_start(ipc: &Ipc, request: SyncTypes) -> Result<SyncReport, IpcError> {
    ipc.engine.sync(request.connection, request.types).await
}

pub(crate) async fn sync_cancel(ipc: &Ipc, request: OnConnection) -> Result<Nothing, IpcError> {
    ipc.engine.sync_cancel(request.connection);
    Ok(())
}

pub(crate) async fn copies(ipc: &Ipc, request: OnConnection) -> Result<Vec<CopyState>, IpcError> {
    ipc.engine.copies(request.connection).await
}

pub(crate) async fn rows(ipc: &Ipc, request: RowsOn) -> Result<RowsWindow, IpcError> {
    ipc.engine.rows(request.connection, request.rows).await
}

pub(crate) async fn search(ipc: &Ipc, request: SearchOn) -> Result<SearchResult, IpcError> {
    ipc.engine
        .search(request.connection, &request.text, request.limit)
        .await
}

pub(crate) async fn capabilities(ipc: &Ipc, request: OnConnection) -> Result<Vec<Capability>, IpcError> {
    ipc.engine.capabilities(request.connection).await
}

pub(crate) async fn exchanges(ipc: &Ipc, request: ExchangesOn) -> Result<Vec<ExchangeView>, IpcError> {
    ipc.engine
        .exchanges(request.connection, request.limit, request.before)
        .await
}

pub(crate) async fn settings(ipc: &Ipc, (): Nothing) -> Result<Settings, IpcError> {
    ipc.engine.settings().await
}

pub(crate) async fn settings_set(ipc: &Ipc, settings: Settings) -> Result<Settings, IpcError> {
    ipc.engine.set_settings(settings).await
}

pub(crate) async fn places(ipc: &Ipc, (): Nothing) -> Result<Places, IpcError> {
    ipc.engine.places().await
}

pub(crate) async fn exchanges_clear(ipc: &Ipc, (): Nothing) -> Result<ExchangesCleared, IpcError> {
    Ok(ExchangesCleared {
        gone: ipc.engine.clear_exchanges().await?,
    })
}
