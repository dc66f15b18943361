//! Connections.

use rollcall_engine::{
    ChosenFile, ConnectionRemoved, ConnectionSaved, ConnectionView, NewConnection, TestReport, TestSubject,
};

use crate::wire::{Nothing, OnConnection, SignInOn, UnlockConnection, UpdateConnection};
use crate::{FileFilter, Ipc, IpcError};

pub(crate) async fn connection_list(ipc: &Ipc, (): Nothing) -> Result<Vec<ConnectionView>, IpcError> {
    ipc.engine.connection_list().await
}

pub(crate) async fn connection_add(ipc: &Ipc, new: NewConnection) -> Result<ConnectionSaved, IpcError> {
    ipc.engine.connection_add(new).await
}

pub(crate) async fn connection_update(
    ipc: &Ipc,
    request: UpdateConnection,
) -> Result<ConnectionSaved, IpcError> {
    ipc.engine
        .connection_update(request.connection, request.change)
        .await
}

pub(crate) async fn connection_remove(
    ipc: &Ipc,
    request: OnConnection,
) -> Result<ConnectionRemoved, IpcError> {
    ipc.engine.connection_remove(request.connection).await
}

pub(crate) async fn connection_test(ipc: &Ipc, subject: TestSubject) -> Result<TestReport, IpcError> {
    ipc.engine.connection_test(subject).await
}

pub(crate) async fn certificate_pick(ipc: &Ipc, (): Nothing) -> Result<Option<ChosenFile>, IpcError> {
    let words = ipc.words();
    let filter = FileFilter {
        name: words.certificates,
        endings: ["pem", "crt", "cer", "der", "key", "p12", "pfx"]
            .map(str::to_owned)
            .to_vec(),
    };
    match ipc.dialogs.open(&words.certificate, filter).await {
        Some(path) => ipc.engine.certificate_file(&path).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn connection_sign_in(ipc: &Ipc, request: SignInOn) -> Result<ConnectionSaved, IpcError> {
    let dialogs = ipc.dialogs.clone();
    ipc.engine
        .connection_sign_in(request.connection, request.page, move |address| {
            dialogs.browse(address);
        })
        .await
}

pub(crate) async fn connection_sign_in_cancel(ipc: &Ipc, request: OnConnection) -> Result<Nothing, IpcError> {
    ipc.engine.connection_sign_in_cancel(request.connection)
}

pub(crate) async fn connection_unlock(
    ipc: &Ipc,
    request: UnlockConnection,
) -> Result<ConnectionView, IpcError> {
    ipc.engine
        .connection_unlock(request.connection, request.minutes)
        .await
}

pub(crate) async fn connection_lock(ipc: &Ipc, request: OnConnection) -> Result<ConnectionView, IpcError> {
    ipc.engine.connection_lock(request.connection).await
}

pub(crate) async fn sample_open(ipc: &Ipc, (): Nothing) -> Result<ConnectionView, IpcError> {
    ipc.engine.connection_add_sample().await
}
