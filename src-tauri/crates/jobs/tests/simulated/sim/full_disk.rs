//! A store whose disk becomes full.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use rollcall_jobs::memory::MemoryStore;
use rollcall_jobs::store::{
    Grant, IntentRequest, JobRun, LoadQuery, MemberBacklog, OpRecord, Progress, Recovery, Released,
    StepRecord,
};
use rollcall_jobs::{Control, Epoch, JobId, JobState, Moment, OpId, RowId, RunStore, StoreError};

pub struct FullDisk {
    store: Arc<MemoryStore>,
    writes_left: AtomicI64,
}

impl FullDisk {
    /// Holds so many more writes of operations.
    pub fn after(store: &Arc<MemoryStore>, writes: i64) -> Arc<Self> {
        Arc::new(Self {
            store: store.clone(),
            writes_left: AtomicI64::new(writes),
        })
    }

    fn room(&self) -> Result<(), StoreError> {
        if self.writes_left.fetch_sub(1, Ordering::SeqCst) > 0 {
            Ok(())
        } else {
            Err(StoreError::DiskFull)
        }
    }
}

#[async_trait]
impl RunStore for FullDisk {
    async fn open_epoch(&self, now: Moment) -> Result<Recovery, StoreError> {
        self.store.open_epoch(now).await
    }
    async fn job(&self, job: JobId) -> Result<JobRun, StoreError> {
        RunStore::job(&*self.store, job).await
    }
    async fn control_of(&self, job: JobId) -> Result<Control, StoreError> {
        self.store.control_of(job).await
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
        // The reserve of the real store lets the small writes through.
        self.store
            .set_state(epoch, job, state, detail, resumes_at_ms, now_ms)
            .await
    }
    async fn wave_end(&self, job: JobId, first: u64) -> Result<Option<RowId>, StoreError> {
        self.store.wave_end(job, first).await
    }
    async fn load(&self, query: LoadQuery) -> Result<Vec<OpRecord>, StoreError> {
        self.store.load(query).await
    }
    async fn load_ops(&self, ops: Vec<OpId>) -> Result<Vec<OpRecord>, StoreError> {
        self.store.load_ops(ops).await
    }
    async fn member_backlog(
        &self,
        job: JobId,
        until_row: Option<RowId>,
        min: u32,
        chunk: u32,
    ) -> Result<Vec<MemberBacklog>, StoreError> {
        self.store.member_backlog(job, until_row, min, chunk).await
    }
    async fn form_chunks(
        &self,
        epoch: Epoch,
        job: JobId,
        groups: Vec<MemberBacklog>,
    ) -> Result<Vec<OpId>, StoreError> {
        self.room()?;
        self.store.form_chunks(epoch, job, groups).await
    }
    async fn take_intents(
        &self,
        epoch: Epoch,
        intents: Vec<IntentRequest>,
    ) -> Result<Vec<Grant>, StoreError> {
        self.room()?;
        self.store.take_intents(epoch, intents).await
    }
    async fn commit_steps(
        &self,
        epoch: Epoch,
        job: JobId,
        steps: Vec<StepRecord>,
        now_ms: i64,
    ) -> Result<Released, StoreError> {
        self.room()?;
        self.store.commit_steps(epoch, job, steps, now_ms).await
    }
    async fn cancel_rest(&self, epoch: Epoch, job: JobId, now_ms: i64) -> Result<(), StoreError> {
        self.store.cancel_rest(epoch, job, now_ms).await
    }
    async fn progress(&self, job: JobId) -> Result<Progress, StoreError> {
        self.store.progress(job).await
    }
    async fn finish(&self, epoch: Epoch, job: JobId, now_ms: i64) -> Result<JobState, StoreError> {
        self.store.finish(epoch, job, now_ms).await
    }
    async fn take_handed_over(&self, epoch: Epoch) -> Result<Option<(JobId, Option<u64>)>, StoreError> {
        self.store.take_handed_over(epoch).await
    }
}
