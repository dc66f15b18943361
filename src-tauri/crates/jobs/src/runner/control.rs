//! What is decided before anything of a job is sent.

use super::JobEnd;
use super::context::Context;
use crate::{Action, Control, JobEvent, JobState, Point, Saying, StoreError};

/// Refuses what cannot run, stops what needs a release, and marks the job as running. `Some`: it ends here.
pub async fn before_start(c: &Context) -> Result<Option<JobEnd>, StoreError> {
    let job = &c.job;
    match job.state {
        JobState::Draft => {
            return Err(StoreError::WrongState(
                "the plan of this job was never finished".into(),
            ));
        }
        state if state.ended() => {
            return Ok(Some(JobEnd {
                state,
                wave: false,
                detail: None,
            }));
        }
        _ => {}
    }
    if let Some(detail) = over_caps(c) {
        let state = JobState::NeedsRelease;
        set(c, state, Some(detail.clone()), None).await?;
        return Ok(Some(JobEnd {
            state,
            wave: false,
            detail: Some(detail),
        }));
    }
    c.probe.at(Point::BeforeRunning).await;
    let state = if job.control == Control::Cancel {
        JobState::Cancelling
    } else {
        JobState::Running
    };
    set(c, state, None, None).await?;
    c.probe.at(Point::AfterRunning).await;
    Ok(None)
}

/// Writes the state and tells the listeners.
pub async fn set(
    c: &Context,
    state: JobState,
    detail: Option<String>,
    resumes_at_ms: Option<i64>,
) -> Result<(), StoreError> {
    let now = c.clock.now().wall_ms;
    c.store
        .set_state(c.epoch, c.job.job, state, detail.clone(), resumes_at_ms, now)
        .await?;
    c.events.on(JobEvent::State {
        job: c.job.job,
        state,
        detail,
    });
    Ok(())
}

fn over_caps(c: &Context) -> Option<String> {
    if c.job.released {
        return None;
    }
    let planned = |action| c.job.counts.get(&action).copied().unwrap_or(0);
    let (deactivations, deletes) = (planned(Action::Deactivate), planned(Action::Delete));
    let caps = c.job.caps;
    if deactivations > caps.deactivations {
        Some(Saying::OverDeactivations.with(&[("count", &deactivations), ("most", &caps.deactivations)]))
    } else if deletes > caps.deletes {
        Some(Saying::OverDeletes.with(&[("count", &deletes), ("most", &caps.deletes)]))
    } else {
        None
    }
}
