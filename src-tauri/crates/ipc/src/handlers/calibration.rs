//! Calibration of a server, and what jobs can promise there.

use rollcall_engine::{CalibrationEntry, CalibrationLeft, CalibrationPlan, CalibrationReport, Guarantee};

use crate::wire::{Calibrate, Nothing, OnConnection};
use crate::{Ipc, IpcError};

pub(crate) async fn calibration_plan(ipc: &Ipc, request: OnConnection) -> Result<CalibrationPlan, IpcError> {
    ipc.engine.calibration_plan(request.connection).await
}

pub(crate) async fn calibrate(ipc: &Ipc, request: Calibrate) -> Result<CalibrationReport, IpcError> {
    ipc.engine
        .calibrate(request.connection, &request.fingerprint, request.confirmation)
        .await
}

pub(crate) async fn calibration_cancel(ipc: &Ipc, request: OnConnection) -> Result<Nothing, IpcError> {
    ipc.engine.calibration_cancel(request.connection);
    Ok(())
}

pub(crate) async fn calibration_left(ipc: &Ipc, request: OnConnection) -> Result<CalibrationLeft, IpcError> {
    ipc.engine.calibration_left(request.connection).await
}

pub(crate) async fn calibration_clear(
    ipc: &Ipc,
    request: Calibrate,
) -> Result<Vec<CalibrationEntry>, IpcError> {
    ipc.engine
        .calibration_clear(request.connection, &request.fingerprint, request.confirmation)
        .await
}

pub(crate) async fn calibration_forget(ipc: &Ipc, request: OnConnection) -> Result<Nothing, IpcError> {
    ipc.engine.calibration_forget(request.connection).await
}

pub(crate) async fn guarantee(ipc: &Ipc, request: OnConnection) -> Result<Guarantee, IpcError> {
    ipc.engine.guarantee(request.connection).await
}
