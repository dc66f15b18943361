//! The offline copy, what is known of servers, settings.

use std::path::PathBuf;
use std::sync::PoisonError;

use rollcall_engine::{
    Capability, CopyState, ExchangeView, ExportFormat, ExportReport, Places, RowsWindow, SearchResult,
    Settings, SyncReport,
};

use crate::wire::{
    DialogWords, ExchangeOn, ExchangesCleared, ExchangesOn, ExportOn, Nothing, OnConnection, RowsOn,
    SearchOn, SyncTypes,
};
use crate::{FileFilter, Ipc, IpcError};

pub(crate) async fn sync_start(ipc: &Ipc, request: SyncTypes) -> Result<SyncReport, IpcError> {
    if request.changes_only {
        return ipc.engine.sync_changes(request.connection, request.types).await;
    }
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
    let ExchangesOn {
        connection,
        limit,
        before,
        failed,
    } = request;
    match failed {
        true => ipc.engine.exchanges_failed(connection, limit, before).await,
        false => ipc.engine.exchanges(connection, limit, before).await,
    }
}

pub(crate) async fn exchange(ipc: &Ipc, request: ExchangeOn) -> Result<Option<ExchangeView>, IpcError> {
    ipc.engine.exchange(request.connection, request.seq).await
}

pub(crate) async fn settings(ipc: &Ipc, (): Nothing) -> Result<Settings, IpcError> {
    ipc.engine.settings().await
}

pub(crate) async fn settings_set(ipc: &Ipc, settings: Settings) -> Result<Settings, IpcError> {
    ipc.engine.set_settings(settings).await
}

pub(crate) async fn dialog_words(ipc: &Ipc, words: DialogWords) -> Result<Nothing, IpcError> {
    *ipc.words.write().unwrap_or_else(PoisonError::into_inner) = words;
    Ok(())
}

pub(crate) async fn places(ipc: &Ipc, (): Nothing) -> Result<Places, IpcError> {
    ipc.engine.places().await
}

pub(crate) async fn exchanges_clear(ipc: &Ipc, (): Nothing) -> Result<ExchangesCleared, IpcError> {
    Ok(ExchangesCleared {
        gone: ipc.engine.clear_exchanges().await?,
    })
}

pub(crate) async fn export_save(ipc: &Ipc, request: ExportOn) -> Result<Option<ExportReport>, IpcError> {
    let Some(file) = ask_where(ipc, &request.export.type_name, request.export.format).await else {
        return Ok(None);
    };
    ipc.engine
        .export(request.connection, request.export, &file, true)
        .await
        .map(Some)
}

/// Where an export of such things goes; `None` when the person cancelled.
pub(super) async fn ask_where(ipc: &Ipc, what: &str, format: ExportFormat) -> Option<PathBuf> {
    let ending = format.ending();
    let files = FileFilter {
        name: ending.to_uppercase(),
        endings: vec![ending.into()],
    };
    let name = format!("{}.{ending}", file_name(what));
    ipc.dialogs.save(&ipc.words().export, &name, files).await
}

/// A type's name as a file may be called: servers name their types as they like.
fn file_name(type_name: &str) -> String {
    let plain: String = type_name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(40)
        .collect();
    format!("rollcall-{}", plain.to_lowercase())
}
