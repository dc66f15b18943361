//! Connections to and from files.

use rollcall_engine::{ConnectionsExported, ConnectionsImported, ConnectionsInFile};

use crate::wire::{ExportConnections, ImportConnections, Nothing};
use crate::{FileFilter, Ipc, IpcError};

pub(crate) async fn connection_export(
    ipc: &Ipc,
    request: ExportConnections,
) -> Result<Option<ConnectionsExported>, IpcError> {
    let name = "rollcall-connections.json";
    match ipc
        .dialogs
        .save(&ipc.words().connections_export, name, json())
        .await
    {
        Some(file) => ipc
            .engine
            .connection_export(&request.connections, &file, true)
            .await
            .map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn connection_file(ipc: &Ipc, (): Nothing) -> Result<Option<ConnectionsInFile>, IpcError> {
    match ipc.dialogs.open(&ipc.words().connections, json()).await {
        Some(file) => ipc.engine.connection_file(&file).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn connection_import(
    ipc: &Ipc,
    request: ImportConnections,
) -> Result<ConnectionsImported, IpcError> {
    ipc.engine.connection_import(request.connections).await
}

fn json() -> FileFilter {
    FileFilter {
        name: "JSON".into(),
        endings: vec!["json".into()],
    }
}
