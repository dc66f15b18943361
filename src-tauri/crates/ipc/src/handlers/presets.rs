//! Presets, and what is known of a server.

use rollcall_engine::{
    Capability, LookReport, PresetAddress, PresetChoice, PresetList, PresetSuggestion, ServerVersion,
};

use crate::wire::{Nothing, OnConnection, SetCapability, SuggestPreset, UnsetCapability};
use crate::{Ipc, IpcError};

pub(crate) async fn presets(ipc: &Ipc, (): Nothing) -> Result<PresetList, IpcError> {
    Ok(ipc.engine.presets())
}

pub(crate) async fn preset_suggest(
    ipc: &Ipc,
    request: SuggestPreset,
) -> Result<Vec<PresetSuggestion>, IpcError> {
    Ok(ipc.engine.preset_suggest(&request.url))
}

pub(crate) async fn preset_address(ipc: &Ipc, choice: PresetChoice) -> Result<PresetAddress, IpcError> {
    ipc.engine.preset_address(&choice.id, &choice.variables)
}

pub(crate) async fn connection_probe(ipc: &Ipc, request: OnConnection) -> Result<LookReport, IpcError> {
    ipc.engine.connection_probe(request.connection).await
}

pub(crate) async fn server_versions(
    ipc: &Ipc,
    request: OnConnection,
) -> Result<Vec<ServerVersion>, IpcError> {
    ipc.engine.server_versions(request.connection).await
}

pub(crate) async fn capability_set(ipc: &Ipc, request: SetCapability) -> Result<Vec<Capability>, IpcError> {
    ipc.engine
        .capability_set(request.connection, &request.feature, &request.value)
        .await
}

pub(crate) async fn capability_unset(
    ipc: &Ipc,
    request: UnsetCapability,
) -> Result<Vec<Capability>, IpcError> {
    ipc.engine
        .capability_unset(request.connection, &request.feature)
        .await
}
