//! Running, steering and reading jobs.

use super::{JobRowDetail, JobRowsPage, JobRowsRequest, JobRun, JobView};
use crate::{ConfirmAnswer, Confirmation, ConnectionId, Engine, EngineError};

fn later<T>() -> Result<T, EngineError> {
    Err(EngineError::internal("jobs are not connected"))
}

#[allow(unused_variables)]
impl Engine {
    /// The plan side of the queue, for who hands a job over.
    pub(crate) fn plan_store(&self) -> Result<std::sync::Arc<dyn rollcall_jobs::PlanStore>, EngineError> {
        later()
    }

    /// Jobs, newest first; of one connection when given.
    pub async fn job_list(&self, connection: Option<ConnectionId>) -> Result<Vec<JobView>, EngineError> {
        later()
    }
    /// One job.
    pub async fn job_status(&self, job: i64) -> Result<JobView, EngineError> {
        later()
    }
    /// Issues the confirmation for running a plan: its fingerprint and its number of changes.
    pub async fn job_confirm(&self, job: i64, answer: ConfirmAnswer) -> Result<Confirmation, EngineError> {
        later()
    }
    /// Runs a job to its end, its pause, or the end of its first wave. When another process runs jobs, hands it
    /// over and follows it; not taken within 10 s ends with `runner_busy`. Progress comes as events.
    pub async fn job_run(&self, job: i64, run: JobRun) -> Result<JobView, EngineError> {
        later()
    }
    /// As [`Self::job_run`], in the background; answers as soon as it runs.
    pub async fn job_start(&self, job: i64, run: JobRun) -> Result<JobView, EngineError> {
        later()
    }
    /// Finishes what is under way and stands still.
    pub async fn job_pause(&self, job: i64) -> Result<JobView, EngineError> {
        later()
    }
    /// Goes on in the background.
    pub async fn job_resume(&self, job: i64) -> Result<JobView, EngineError> {
        later()
    }
    /// Sends nothing more, proves what is open, ends.
    pub async fn job_cancel(&self, job: i64) -> Result<JobView, EngineError> {
        later()
    }
    /// Lifts the caps for this plan; on every environment the name and the number are typed.
    pub async fn job_release(&self, job: i64, answer: ConfirmAnswer) -> Result<JobView, EngineError> {
        later()
    }
    /// A page of rows.
    pub async fn job_rows(&self, job: i64, request: JobRowsRequest) -> Result<JobRowsPage, EngineError> {
        later()
    }
    /// One row with everything that was done for it.
    pub async fn job_row(&self, row: i64) -> Result<JobRowDetail, EngineError> {
        later()
    }
    /// The rows that did not succeed, as CSV with the original columns, reason and suggested fix.
    pub async fn job_failed_csv(&self, job: i64) -> Result<String, EngineError> {
        later()
    }
}
