//! A connection at a glance, and all of them in one table.

use rollcall_engine::{InventoryExport, InventoryRow, InventoryWritten, Overview};

use super::store::ask_where;
use crate::wire::{Nothing, OnConnection};
use crate::{Ipc, IpcError};

pub(crate) async fn overview(ipc: &Ipc, request: OnConnection) -> Result<Overview, IpcError> {
    ipc.engine.overview(request.connection).await
}

pub(crate) async fn inventory(ipc: &Ipc, (): Nothing) -> Result<Vec<InventoryRow>, IpcError> {
    ipc.engine.inventory().await
}

pub(crate) async fn inventory_export(
    ipc: &Ipc,
    request: InventoryExport,
) -> Result<Option<InventoryWritten>, IpcError> {
    match ask_where(ipc, "inventory", request.format).await {
        Some(file) => ipc.engine.inventory_export(request, &file, true).await.map(Some),
        None => Ok(None),
    }
}
