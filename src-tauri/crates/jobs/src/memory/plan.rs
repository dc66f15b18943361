//! The plan side in memory.

use async_trait::async_trait;

use super::{MemJob, MemOp, MemRow, MemoryStore};
use crate::plan::{ActionCounts, StoredRow};
use crate::store::OpRecord;
use crate::{
    Action, Control, JobId, JobState, NewJob, OpId, OpState, PlanStore, RowId, RowState, Seal, StoreError,
};

#[async_trait]
impl PlanStore for MemoryStore {
    async fn begin_job(&self, new: NewJob, seal_key: [u8; 32], _now_ms: i64) -> Result<JobId, StoreError> {
        self.commit(|t| {
            let id = JobId(t.id());
            let job = MemJob {
                new,
                state: JobState::Draft,
                detail: None,
                control: Control::Run,
                released: false,
                counts: ActionCounts::new(),
                key: seal_key,
                handed_over: None,
            };
            t.jobs.insert(id, job);
            Ok(id)
        })
        .await
    }

    async fn add_rows(&self, job: JobId, rows: Vec<StoredRow>) -> Result<(), StoreError> {
        self.commit(|t| {
            let connection = t.job(job)?.new.connection.clone();
            for StoredRow { row, ops } in rows {
                let row_id = RowId(t.id());
                let mut ids: Vec<OpId> = Vec::new();
                for (seq, stored) in ops.into_iter().enumerate() {
                    let op = OpId(t.id());
                    let needs: Vec<OpId> = stored.after.iter().filter_map(|i| ids.get(*i).copied()).collect();
                    let member = stored.change.member().map(str::to_owned);
                    let target = t.target(&connection, &stored.resource_type, &stored.change);
                    let record = OpRecord {
                        op,
                        row: Some(row_id),
                        seq: u32::try_from(seq).unwrap_or(u32::MAX),
                        target,
                        resource_type: stored.resource_type,
                        change: stored.change,
                        state: if needs.is_empty() {
                            OpState::Ready
                        } else {
                            OpState::Blocked
                        },
                        attempts: 0,
                        intent: None,
                        first_sent_ms: None,
                        not_before_ms: None,
                        absent_seen: 0,
                        verify_tries: 0,
                        taken: false,
                        last_status: None,
                        sealed: stored.sealed,
                        altered: false,
                        items: Vec::new(),
                    };
                    t.ops.insert(
                        op,
                        MemOp {
                            record,
                            job,
                            needs,
                            member,
                            proof: None,
                            message: None,
                            class: None,
                            server_id: None,
                            attempts: Vec::new(),
                        },
                    );
                    ids.push(op);
                }
                t.rows.insert(
                    row_id,
                    MemRow {
                        job,
                        row,
                        state: RowState::Pending,
                        message: None,
                        ops: ids,
                    },
                );
            }
            Ok(())
        })
        .await
    }

    async fn seal(&self, job: JobId, seal: Seal, _now_ms: i64) -> Result<ActionCounts, StoreError> {
        self.commit(|t| {
            let mut counts: ActionCounts = Action::ALL.iter().map(|a| (*a, 0)).collect();
            let mut rows = 0;
            for row in t.rows.values_mut().filter(|r| r.job == job) {
                rows += 1;
                *counts.entry(row.row.action).or_default() += 1;
                match row.row.action {
                    Action::Unchanged => row.state = RowState::Succeeded,
                    Action::Blocked => row.state = RowState::Failed,
                    _ => {}
                }
            }
            if rows != seal.rows {
                return Err(StoreError::WrongState(format!(
                    "the source has {} rows and {rows} were added",
                    seal.rows
                )));
            }
            let record = t.job(job)?;
            record.counts = counts.clone();
            record.state = JobState::Planned;
            Ok(counts)
        })
        .await
    }

    async fn discard(&self, job: JobId) -> Result<(), StoreError> {
        self.commit(|t| {
            t.jobs.remove(&job);
            t.rows.retain(|_, r| r.job != job);
            t.ops.retain(|_, o| o.job != job);
            Ok(())
        })
        .await
    }
}
