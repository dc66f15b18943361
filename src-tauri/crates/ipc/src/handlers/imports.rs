//! From a file to a plan.

use rollcall_engine::import::{ImportPlan, ImportPreview, Reading};

use crate::wire::{OnConnection, PlanImport, RereadImport};
use crate::{FileFilter, Ipc, IpcError};

pub(crate) async fn import_pick(ipc: &Ipc, request: OnConnection) -> Result<Option<ImportPreview>, IpcError> {
    let words = ipc.words();
    let lists = FileFilter {
        name: words.lists,
        endings: ["csv", "tsv", "txt"].map(str::to_owned).to_vec(),
    };
    match ipc.dialogs.open(&words.list, lists).await {
        Some(file) => ipc
            .engine
            .import_open(request.connection, &file, Reading::default())
            .await
            .map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn import_reread(ipc: &Ipc, request: RereadImport) -> Result<ImportPreview, IpcError> {
    ipc.engine
        .import_reread(request.connection, &request.source, request.reading)
        .await
}

pub(crate) async fn import_plan(ipc: &Ipc, request: PlanImport) -> Result<ImportPlan, IpcError> {
    ipc.engine
        .import_plan(request.connection, &request.source, request.mapping)
        .await
}
