//! The runner's side.

use async_trait::async_trait;
use rollcall_jobs::store::{
    Grant, IntentRequest, JobRun, LoadQuery, MemberBacklog, OpRecord, Progress, Recovery, Released,
    StepRecord, final_state,
};
use rollcall_jobs::{
    Change, Control, Epoch, JobId, JobState, Moment, OpId, RowId, RowState, RunStore, StoreError, TargetId,
};
use rollcall_storage::StorageError;
use rollcall_storage::rusqlite::{Connection, Transaction};
use rollcall_storage::table::{events, jobs, meta, ops, reservations, rows};

use super::convert::{count, job_run, op_record, signed, word};
use super::{STALE, StoreAdapter, refuse, steps, store_error};

const EPOCH: &str = "epoch";

fn epoch(connection: &Connection) -> Result<i64, StorageError> {
    let stored = meta::get(connection, EPOCH)?;
    stored.map_or(Ok(0), |text| {
        text.parse()
            .map_err(|_| StorageError::BadValue { what: "meta.epoch" })
    })
}

fn check(tx: &Transaction<'_>, mine: Epoch) -> Result<(), StorageError> {
    if epoch(tx)? == mine.0 {
        Ok(())
    } else {
        Err(refuse(STALE))
    }
}

fn progress(connection: &Connection, job: JobId) -> Result<Progress, StorageError> {
    let mut p = Progress::default();
    for (state, n) in rows::count_by_state(connection, job.0)? {
        let n = count(n);
        p.total += n;
        match word(RowState::parse(&state), "rows.state")? {
            RowState::Pending => {}
            RowState::Succeeded => p.ended += n,
            RowState::Cancelled => {
                p.ended += n;
                p.not_succeeded += n;
                p.cancelled += n;
            }
            RowState::Failed | RowState::Conflict | RowState::NeedsHuman => {
                p.ended += n;
                p.not_succeeded += n;
            }
        }
    }
    Ok(p)
}

#[async_trait]
impl RunStore for StoreAdapter {
    async fn open_epoch(&self, now: Moment) -> Result<Recovery, StoreError> {
        self.jobs
            .write(move |tx| {
                let next = epoch(tx)? + 1;
                meta::set(tx, EPOCH, &next.to_string())?;
                let unknown = count(i64::try_from(ops::recover(tx)?).unwrap_or(i64::MAX));
                jobs::recover(tx)?;
                if unknown > 0 {
                    let data = serde_json::json!({"epoch": next, "unknown": unknown});
                    events::append(tx, 0, now.wall_ms, "recovered", &data.to_string())?;
                }
                Ok(Recovery {
                    epoch: Epoch(next),
                    unknown,
                })
            })
            .await
            .map_err(store_error)
    }

    async fn job(&self, job: JobId) -> Result<JobRun, StoreError> {
        let read = self.jobs.read(move |c| job_run(jobs::get(c, job.0)?)).await;
        read.map_err(|e| match store_error(e) {
            StoreError::NotFound { what, .. } => StoreError::NotFound { what, id: job.0 },
            other => other,
        })
    }

    async fn control_of(&self, job: JobId) -> Result<Control, StoreError> {
        let read = self
            .jobs
            .read(move |c| word(Control::parse(&jobs::control(c, job.0)?), "jobs.control"))
            .await;
        read.map_err(store_error)
    }

    async fn set_state(
        &self,
        epoch: Epoch,
        job: JobId,
        state: JobState,
        detail: Option<String>,
        resumes_at_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.jobs
            .write(move |tx| {
                check(tx, epoch)?;
                jobs::set_state(
                    tx,
                    job.0,
                    state.as_str(),
                    detail.as_deref(),
                    resumes_at_ms,
                    now_ms,
                )?;
                let data = serde_json::json!({"state": state.as_str(), "detail": detail});
                events::append(tx, job.0, now_ms, "state", &data.to_string())?;
                Ok(())
            })
            .await
            .map_err(store_error)
    }

    async fn wave_end(&self, job: JobId, first: u64) -> Result<Option<RowId>, StoreError> {
        let nth = signed(first.saturating_sub(1));
        let read = self.jobs.read(move |c| rows::nth_pending(c, job.0, nth)).await;
        Ok(read.map_err(store_error)?.map(RowId))
    }

    async fn load(&self, query: LoadQuery) -> Result<Vec<OpRecord>, StoreError> {
        self.jobs
            .read(move |c| {
                let until = query.until_row.map(|r| r.0);
                let found = ops::runnable(c, query.job.0, query.after.0, until, i64::from(query.limit))?;
                found.into_iter().map(|row| op_record(c, row)).collect()
            })
            .await
            .map_err(store_error)
    }

    async fn load_ops(&self, wanted: Vec<OpId>) -> Result<Vec<OpRecord>, StoreError> {
        self.jobs
            .read(move |c| {
                let ids: Vec<i64> = wanted.iter().map(|op| op.0).collect();
                ops::by_ids(c, &ids)?
                    .into_iter()
                    .map(|row| op_record(c, row))
                    .collect()
            })
            .await
            .map_err(store_error)
    }

    async fn member_backlog(
        &self,
        job: JobId,
        until_row: Option<RowId>,
        min: u32,
        chunk: u32,
    ) -> Result<Vec<MemberBacklog>, StoreError> {
        self.jobs
            .read(move |c| {
                let until = until_row.map(|r| r.0);
                let found = ops::ready_members(c, job.0, until, i64::from(min), i64::from(chunk))?;
                Ok(found.into_iter().filter_map(backlog).collect())
            })
            .await
            .map_err(store_error)
    }

    async fn form_chunks(
        &self,
        epoch: Epoch,
        job: JobId,
        groups: Vec<MemberBacklog>,
    ) -> Result<Vec<OpId>, StoreError> {
        self.jobs
            .write(move |tx| {
                check(tx, epoch)?;
                let mut made = Vec::new();
                for group in groups {
                    made.extend(steps::chunk(tx, job.0, group)?);
                }
                Ok(made)
            })
            .await
            .map_err(store_error)
    }

    async fn take_intents(
        &self,
        epoch: Epoch,
        intents: Vec<IntentRequest>,
    ) -> Result<Vec<Grant>, StoreError> {
        self.jobs
            .write(move |tx| {
                check(tx, epoch)?;
                intents.iter().map(|intent| take(tx, epoch, intent)).collect()
            })
            .await
            .map_err(store_error)
    }

    async fn commit_steps(
        &self,
        epoch: Epoch,
        job: JobId,
        steps: Vec<StepRecord>,
        now_ms: i64,
    ) -> Result<Released, StoreError> {
        self.jobs
            .write_relaxed(move |tx| {
                check(tx, epoch)?;
                let mut released = Released::default();
                for step in steps {
                    steps::step(tx, job.0, step, now_ms, &mut released)?;
                }
                Ok(released)
            })
            .await
            .map_err(store_error)
    }

    async fn cancel_rest(&self, epoch: Epoch, job: JobId, now_ms: i64) -> Result<(), StoreError> {
        self.jobs
            .write(move |tx| {
                check(tx, epoch)?;
                cancel(tx, job.0, now_ms)
            })
            .await
            .map_err(store_error)
    }

    async fn progress(&self, job: JobId) -> Result<Progress, StoreError> {
        self.jobs
            .read(move |c| progress(c, job))
            .await
            .map_err(store_error)
    }

    async fn finish(&self, epoch: Epoch, job: JobId, now_ms: i64) -> Result<JobState, StoreError> {
        let ended = self
            .jobs
            .write(move |tx| {
                check(tx, epoch)?;
                let progress = progress(tx, job)?;
                let record = jobs::get(tx, job.0)?;
                // Every row of the source has an end, or the job has none.
                let Some(state) =
                    final_state(progress).filter(|_| signed(progress.total) == record.row_count)
                else {
                    return Ok(Err((record.row_count, progress)));
                };
                jobs::end(tx, job.0, state.as_str(), now_ms)?;
                let data = serde_json::json!({"state": state.as_str(), "rows": progress.total,
                    "notSucceeded": progress.not_succeeded});
                events::append(tx, job.0, now_ms, "ended", &data.to_string())?;
                Ok(Ok(state))
            })
            .await
            .map_err(store_error)?;
        ended.map_err(|(rows, p)| {
            StoreError::Corrupt(format!(
                "the source has {rows} rows and {} of {} have an end",
                p.ended, p.total
            ))
        })
    }

    async fn take_handed_over(&self, epoch: Epoch) -> Result<Option<(JobId, Option<u64>)>, StoreError> {
        // Looked for every second: a read first, so that nothing is written when there is nothing.
        let waiting = self.jobs.read(jobs::any_requested).await.map_err(store_error)?;
        if !waiting {
            return Ok(None);
        }
        self.jobs
            .write(move |tx| {
                check(tx, epoch)?;
                Ok(jobs::take_requested(tx)?.map(|(job, first)| (JobId(job), first.map(count))))
            })
            .await
            .map_err(store_error)
    }
}

fn backlog(found: ops::Backlog) -> Option<MemberBacklog> {
    let change: Change = serde_json::from_str(&found.sample.payload_json).ok()?;
    let (group_id, way) = change.membership()?;
    Some(MemberBacklog {
        target: TargetId(found.target_id),
        resource_type: found.sample.resource_type,
        group_id: group_id.to_owned(),
        way,
        items: found
            .items
            .into_iter()
            .map(|(op, member)| (OpId(op), member))
            .collect(),
    })
}

fn take(tx: &Transaction<'_>, epoch: Epoch, intent: &IntentRequest) -> Result<Grant, StorageError> {
    let asked = ops::Intent {
        epoch: epoch.0,
        wall: intent.at.wall_ms,
        boot_id: &intent.at.boot_id,
        boot_ms: intent.at.boot_ms,
        zombie_until: intent.zombie_until_ms,
    };
    Ok(match ops::take_intent(tx, intent.op.0, &asked)? {
        ops::IntentOutcome::Granted => Grant::Granted,
        ops::IntentOutcome::Busy => Grant::Busy,
        ops::IntentOutcome::Gone => Grant::Gone,
    })
}

/// Cancels what is not open and ends the rows that allows.
pub(super) fn cancel(tx: &Transaction<'_>, job: i64, now_ms: i64) -> Result<(), StorageError> {
    ops::cancel_rest(tx, job, "the job was cancelled")?;
    for row in rows::settled(tx, job)? {
        steps::end_row(tx, job, row, now_ms)?;
        reservations::free(tx, row)?;
    }
    Ok(())
}
