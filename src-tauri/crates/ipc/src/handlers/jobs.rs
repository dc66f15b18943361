//! Bulk jobs.

use rollcall_engine::{Confirmation, JobRowDetail, JobRowsPage, JobView};

use crate::wire::{AnswerJob, FileSaved, JobsOf, OnJob, OneJobRow, RowsOfJob, StartJob};
use crate::{FileFilter, Ipc, IpcError};

pub(crate) async fn job_list(ipc: &Ipc, request: JobsOf) -> Result<Vec<JobView>, IpcError> {
    ipc.engine.job_list(request.connection).await
}

pub(crate) async fn job_status(ipc: &Ipc, request: OnJob) -> Result<JobView, IpcError> {
    ipc.engine.job_status(request.job).await
}

pub(crate) async fn job_confirm(ipc: &Ipc, request: AnswerJob) -> Result<Confirmation, IpcError> {
    ipc.engine.job_confirm(request.job, request.answer).await
}

pub(crate) async fn job_start(ipc: &Ipc, request: StartJob) -> Result<JobView, IpcError> {
    ipc.engine.job_start(request.job, request.run).await
}

pub(crate) async fn job_pause(ipc: &Ipc, request: OnJob) -> Result<JobView, IpcError> {
    ipc.engine.job_pause(request.job).await
}

pub(crate) async fn job_resume(ipc: &Ipc, request: OnJob) -> Result<JobView, IpcError> {
    ipc.engine.job_resume(request.job).await
}

pub(crate) async fn job_cancel(ipc: &Ipc, request: OnJob) -> Result<JobView, IpcError> {
    ipc.engine.job_cancel(request.job).await
}

pub(crate) async fn job_release(ipc: &Ipc, request: AnswerJob) -> Result<JobView, IpcError> {
    ipc.engine.job_release(request.job, request.answer).await
}

pub(crate) async fn job_rows(ipc: &Ipc, request: RowsOfJob) -> Result<JobRowsPage, IpcError> {
    ipc.engine.job_rows(request.job, request.rows).await
}

pub(crate) async fn job_row(ipc: &Ipc, request: OneJobRow) -> Result<JobRowDetail, IpcError> {
    ipc.engine.job_row(request.row).await
}

pub(crate) async fn job_save_failed(ipc: &Ipc, request: OnJob) -> Result<FileSaved, IpcError> {
    let lists = FileFilter {
        name: "CSV".into(),
        endings: vec!["csv".into()],
    };
    let name = format!("job-{}-to-correct.csv", request.job);
    let Some(file) = ipc.dialogs.save(&ipc.words().failed_rows, &name, lists).await else {
        return Ok(FileSaved { name: None });
    };
    ipc.engine.job_save_failed(request.job, &file, true).await?;
    Ok(FileSaved {
        name: file.file_name().map(|name| name.to_string_lossy().into_owned()),
    })
}
