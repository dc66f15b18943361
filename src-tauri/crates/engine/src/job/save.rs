//! Writes the rows to be corrected to a file.

use std::path::Path;

use rollcall_jobs::{JobId, JobQueries as _, RowView};

use super::failed_csv::FailedCsv;
use super::ports::told;
use crate::export::{Writing, file_name, file_trouble};
use crate::{Engine, EngineError};

/// Rows read at once.
const STEP: u32 = 1_000;

impl Engine {
    /// Writes the rows of a job that did not succeed, as CSV with the original columns, reason and suggested
    /// fix, for this user's eyes alone. The file is whole or not there; an existing one is only replaced when the
    /// person was asked.
    pub async fn job_save_failed(&self, job: i64, file: &Path, replace: bool) -> Result<(), EngineError> {
        let name = file_name(file);
        let trouble = |error: std::io::Error| file_trouble(&name, &error);
        let summary = self.queue()?.summary(JobId(job)).await.map_err(told)?;
        let mut widest = 0;
        self.each_failed(job, |row| {
            widest = widest.max(row.cells.len());
            Ok(())
        })
        .await?;
        let writing = Writing::begin(file, replace).map_err(trouble)?;
        let mut csv = FailedCsv::begin(writing, &summary, widest).map_err(trouble)?;
        self.each_failed(job, |row| csv.row(row).map_err(trouble)).await?;
        csv.finish().and_then(Writing::finish).map_err(trouble)
    }

    /// The rows that did not succeed, a page at a time: a job can have 100,000.
    async fn each_failed(
        &self,
        job: i64,
        mut each: impl FnMut(&RowView) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        let queue = self.queue()?;
        let mut after = None;
        loop {
            let page = queue.failed_rows(JobId(job), after, STEP).await.map_err(told)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.row);
            page.iter().try_for_each(&mut each)?;
        }
    }
}
