//! How a run ends: paused, its wave sent, or for good.

use super::JobEnd;
use super::context::Context;
use super::control::set;
use crate::store::Pause;
use crate::{JobEvent, JobState, PauseReason, Point, Saying, StoreError};

/// Stands still.
pub async fn pause(c: &Context, pause: Pause) -> Result<JobEnd, StoreError> {
    let state = JobState::Paused(pause.reason);
    c.probe.at(Point::BeforePause).await;
    set(c, state, Some(pause.detail.clone()), None).await?;
    c.probe.at(Point::AfterPause).await;
    Ok(JobEnd {
        state,
        wave: false,
        detail: Some(pause.detail),
    })
}

/// The store cannot be written. Nothing is sent any more; what was under way is known by its intents.
pub async fn store_failed(c: &Context, error: StoreError) -> Result<JobEnd, StoreError> {
    if error != StoreError::DiskFull {
        return Err(error);
    }
    let state = JobState::Paused(PauseReason::Disk);
    let detail = String::from(Saying::DiskFull);
    // The reserve of the store may let this one through; if not, the job is found running and approved again.
    if let Err(e) = set(c, state, Some(detail.clone()), None).await {
        tracing::warn!(job = c.job.job.0, error = %e, "the pause could not be written");
        c.events.on(JobEvent::State {
            job: c.job.job,
            state,
            detail: Some(detail.clone()),
        });
    }
    Ok(JobEnd {
        state,
        wave: false,
        detail: Some(detail.clone()),
    })
}

/// Everything to be done is done.
pub async fn finish(c: &Context, wave: bool) -> Result<JobEnd, StoreError> {
    let progress = c.store.progress(c.job.job).await?;
    c.events.on(JobEvent::Progress {
        job: c.job.job,
        progress,
        per_second: 0.0,
        concurrency: 0,
    });
    if wave && progress.ended < progress.total {
        let detail = Saying::WaveSent.with(&[("count", &(progress.total - progress.ended))]);
        set(c, JobState::Approved, Some(detail.clone()), None).await?;
        return Ok(JobEnd {
            state: JobState::Approved,
            wave: true,
            detail: Some(detail),
        });
    }
    c.probe.at(Point::BeforeFinish).await;
    let state = c.store.finish(c.epoch, c.job.job, c.clock.now().wall_ms).await?;
    c.probe.at(Point::AfterFinish).await;
    c.events.on(JobEvent::State {
        job: c.job.job,
        state,
        detail: None,
    });
    Ok(JobEnd {
        state,
        wave: false,
        detail: None,
    })
}
