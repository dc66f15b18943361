//! What listeners hear while a job runs. Facts for a progress bar, never payloads.

use crate::store::Progress;
use crate::{JobId, JobState};

/// Something happened to a job.
#[derive(Debug, Clone, PartialEq)]
pub enum JobEvent {
    /// Its state changed.
    State {
        /// Which job.
        job: JobId,
        /// To what.
        state: JobState,
        /// One sentence.
        detail: Option<String>,
    },
    /// Rows ended.
    Progress {
        /// Which job.
        job: JobId,
        /// How far.
        progress: Progress,
        /// Operations ended per second of late.
        per_second: f64,
        /// Requests allowed at the same time just now.
        concurrency: u32,
    },
}

/// The port to listeners. Must not block.
pub trait JobEvents: Send + Sync {
    /// Takes note.
    fn on(&self, event: JobEvent);
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl JobEvents for Silent {
    fn on(&self, _event: JobEvent) {}
}
