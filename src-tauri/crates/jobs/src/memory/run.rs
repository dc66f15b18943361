//! The runner's side in memory.

use async_trait::async_trait;

use super::{MemOp, MemoryStore};
use crate::store::{
    Grant, IntentRequest, JobRun, LoadQuery, MemberBacklog, OpRecord, Progress, Recovery, Released,
    StepRecord, final_state,
};
use crate::{Control, Epoch, JobId, JobState, Moment, OpId, OpState, RowId, RowState, RunStore, StoreError};

#[async_trait]
impl RunStore for MemoryStore {
    async fn open_epoch(&self, _now: Moment) -> Result<Recovery, StoreError> {
        self.commit(|t| {
            t.epoch += 1;
            let mut unknown = 0;
            for op in t.ops.values_mut().filter(|o| o.record.state == OpState::Inflight) {
                op.record.state = OpState::Unknown;
                unknown += 1;
            }
            for job in t.jobs.values_mut().filter(|j| j.state == JobState::Running) {
                job.state = JobState::Approved;
            }
            Ok(Recovery {
                epoch: Epoch(t.epoch),
                unknown,
            })
        })
        .await
    }

    async fn job(&self, job: JobId) -> Result<JobRun, StoreError> {
        let mut t = self.lock();
        let j = t.job(job)?;
        Ok(JobRun {
            job,
            resource_type: j.new.resource_type.clone(),
            state: j.state,
            control: j.control,
            uniqueness: j.new.uniqueness,
            etags: j.new.etags,
            member_chunk: j.new.member_chunk,
            directory_size: j.new.directory_size,
            caps: j.new.caps,
            released: j.released,
            counts: j.counts.clone(),
            seal_key: j.key,
        })
    }

    async fn control_of(&self, job: JobId) -> Result<Control, StoreError> {
        Ok(self.lock().job(job)?.control)
    }

    async fn set_state(
        &self,
        epoch: Epoch,
        job: JobId,
        state: JobState,
        detail: Option<String>,
        _resumes_at_ms: Option<i64>,
        _now_ms: i64,
    ) -> Result<(), StoreError> {
        self.commit(|t| {
            t.check(epoch)?;
            let job = t.job(job)?;
            job.state = state;
            job.detail = detail;
            if state == JobState::Running && job.control == Control::Pause {
                job.control = Control::Run;
            }
            Ok(())
        })
        .await
    }

    async fn wave_end(&self, job: JobId, first: u64) -> Result<Option<RowId>, StoreError> {
        let t = self.lock();
        let mut pending = t
            .rows
            .iter()
            .filter(|(_, r)| r.job == job && r.state == RowState::Pending);
        let nth = usize::try_from(first.saturating_sub(1)).unwrap_or(usize::MAX);
        Ok(pending.nth(nth).map(|(id, _)| *id))
    }

    async fn load(&self, query: LoadQuery) -> Result<Vec<OpRecord>, StoreError> {
        let t = self.lock();
        let in_wave = |op: &MemOp| match (op.record.row, query.until_row) {
            (Some(row), Some(last)) => row <= last,
            _ => true,
        };
        Ok(t.ops
            .range(OpId(query.after.0 + 1)..)
            .map(|(_, o)| o)
            .filter(|o| o.job == query.job && in_wave(o))
            .filter(|o| !o.record.change.kind().travels_in_chunk())
            .filter(|o| {
                matches!(
                    o.record.state,
                    OpState::Ready | OpState::Unknown | OpState::Verifying
                )
            })
            .take(usize::try_from(query.limit).unwrap_or(usize::MAX))
            .map(|o| o.record.clone())
            .collect())
    }

    async fn load_ops(&self, ops: Vec<OpId>) -> Result<Vec<OpRecord>, StoreError> {
        let t = self.lock();
        Ok(ops
            .iter()
            .filter_map(|op| t.ops.get(op))
            .map(|o| o.record.clone())
            .collect())
    }

    async fn member_backlog(
        &self,
        job: JobId,
        until_row: Option<RowId>,
        min: u32,
        chunk: u32,
    ) -> Result<Vec<MemberBacklog>, StoreError> {
        let t = self.lock();
        let mut groups: Vec<MemberBacklog> = Vec::new();
        for op in t
            .ops
            .values()
            .filter(|o| o.job == job && o.record.state == OpState::Ready)
        {
            let Some((group_id, way)) = op.record.change.membership() else {
                continue;
            };
            let Some(member) = &op.member else { continue };
            if matches!((op.record.row, until_row), (Some(row), Some(last)) if row > last) {
                continue;
            }
            let item = (op.record.op, member.clone());
            match groups.iter_mut().find(|g| g.target == op.record.target) {
                Some(group)
                    if group.way == way && group.items.len() < usize::try_from(chunk).unwrap_or(1) =>
                {
                    group.items.push(item);
                }
                Some(_) => {}
                None if t.has_open_chunk(op.record.target) => {}
                None => groups.push(MemberBacklog {
                    target: op.record.target,
                    resource_type: op.record.resource_type.clone(),
                    group_id: group_id.to_owned(),
                    way,
                    items: vec![item],
                }),
            }
        }
        groups.retain(|g| g.items.len() >= usize::try_from(min).unwrap_or(1));
        Ok(groups)
    }

    async fn form_chunks(
        &self,
        epoch: Epoch,
        job: JobId,
        groups: Vec<MemberBacklog>,
    ) -> Result<Vec<OpId>, StoreError> {
        self.commit(|t| {
            t.check(epoch)?;
            Ok(groups
                .into_iter()
                .filter_map(|group| t.chunk(job, group))
                .collect())
        })
        .await
    }

    async fn take_intents(
        &self,
        epoch: Epoch,
        intents: Vec<IntentRequest>,
    ) -> Result<Vec<Grant>, StoreError> {
        self.commit(|t| {
            t.check(epoch)?;
            let mut grants = Vec::new();
            for intent in intents {
                let target = match t.ops.get(&intent.op) {
                    Some(op) if op.record.state == OpState::Ready => op.record.target,
                    _ => {
                        grants.push(Grant::Gone);
                        continue;
                    }
                };
                if t.open_on(target) {
                    grants.push(Grant::Busy);
                    continue;
                }
                if let Some(op) = t.ops.get_mut(&intent.op) {
                    let r = &mut op.record;
                    r.state = OpState::Inflight;
                    r.attempts += 1;
                    r.first_sent_ms = r.first_sent_ms.or(Some(intent.at.wall_ms));
                    r.intent = Some(intent.at);
                    r.absent_seen = 0;
                    r.not_before_ms = None;
                    op.attempts.push(None);
                }
                grants.push(Grant::Granted);
            }
            Ok(grants)
        })
        .await
    }

    async fn commit_steps(
        &self,
        epoch: Epoch,
        job: JobId,
        steps: Vec<StepRecord>,
        _now_ms: i64,
    ) -> Result<Released, StoreError> {
        self.commit(|t| {
            t.check(epoch)?;
            let mut released = Released::default();
            for step in steps {
                t.step(job, step, &mut released);
            }
            Ok(released)
        })
        .await
    }

    async fn cancel_rest(&self, epoch: Epoch, job: JobId, _now_ms: i64) -> Result<(), StoreError> {
        self.commit(|t| {
            t.check(epoch)?;
            t.cancel_rest(job);
            Ok(())
        })
        .await
    }

    async fn progress(&self, job: JobId) -> Result<Progress, StoreError> {
        Ok(self.lock().progress(job))
    }

    async fn finish(&self, epoch: Epoch, job: JobId, _now_ms: i64) -> Result<JobState, StoreError> {
        self.commit(|t| {
            t.check(epoch)?;
            let progress = t.progress(job);
            let state = final_state(progress).ok_or_else(|| {
                StoreError::Corrupt(format!(
                    "{} rows of the job have no end",
                    progress.total - progress.ended
                ))
            })?;
            t.job(job)?.state = state;
            Ok(state)
        })
        .await
    }

    async fn take_handed_over(&self, epoch: Epoch) -> Result<Option<(JobId, Option<u64>)>, StoreError> {
        self.commit(|t| {
            t.check(epoch)?;
            Ok(t.jobs
                .iter_mut()
                .find_map(|(id, j)| j.handed_over.take().map(|first| (*id, first))))
        })
        .await
    }
}
