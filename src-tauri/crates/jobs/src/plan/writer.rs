//! Writes a plan into the store, with the secrets sealed on the way.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{ActionCounts, NewJob, NewOp, NewRow, PlanStore, Seal};
use crate::seal::{SealError, seal_secrets};
use crate::{Action, Change, JobId, MemberRef, StoreError};

/// A row as it goes to the store: like [`NewRow`], secrets already sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRow {
    /// The row; its operations are emptied into `ops`.
    pub row: NewRow,
    /// The operations.
    pub ops: Vec<StoredOp>,
}

/// An operation as it goes to the store.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredOp {
    /// The resource type written to.
    pub resource_type: String,
    /// What it does, without secrets.
    pub change: Change,
    /// Indexes of operations of the same row that must succeed first, complete.
    pub after: Vec<usize>,
    /// The sealed secrets, if it has any.
    pub sealed: Option<Vec<u8>>,
}

/// Why a plan could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriterError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Secrets could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A row does not make sense.
    #[error("row {row_no}: {message}")]
    Row {
        /// Its number in the source.
        row_no: u64,
        /// What is wrong.
        message: &'static str,
    },
}

/// Writes one job: rows in batches, then the seal. Memory stays bounded by the batch.
///
/// A writer that is dropped without [`JobWriter::seal`] leaves a draft that nobody can run.
pub struct JobWriter {
    store: Arc<dyn PlanStore>,
    job: JobId,
    key: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for JobWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JobWriter")
            .field("job", &self.job)
            .finish_non_exhaustive()
    }
}

impl JobWriter {
    /// Begins a job. `now_ms` is the wall clock.
    pub async fn begin(store: Arc<dyn PlanStore>, job: NewJob, now_ms: i64) -> Result<Self, WriterError> {
        let mut key = Zeroizing::new([0u8; 32]);
        getrandom::fill(key.as_mut()).map_err(|_| SealError::Random)?;
        let job = store.begin_job(job, *key, now_ms).await?;
        Ok(Self { store, job, key })
    }

    /// The job's number.
    pub const fn job(&self) -> JobId {
        self.job
    }

    /// Adds rows in the order of the source; at most 1,000 a call keeps memory and transactions small.
    pub async fn add_rows(&self, rows: Vec<NewRow>) -> Result<(), WriterError> {
        let mut stored = Vec::with_capacity(rows.len());
        for mut row in rows {
            let ops = std::mem::take(&mut row.ops);
            let refuse = |message| WriterError::Row {
                row_no: row.row_no,
                message,
            };
            let still = matches!(row.action, Action::Unchanged | Action::Blocked);
            if still != ops.is_empty() {
                return Err(refuse(if still {
                    "an unchanged or blocked row has nothing to send"
                } else {
                    "a row with something to do needs an operation"
                }));
            }
            let mut sealed_ops = Vec::with_capacity(ops.len());
            for (index, op) in ops.into_iter().enumerate() {
                sealed_ops.push(self.seal_op(op, index).map_err(|e| match e {
                    OpProblem::Seal(e) => WriterError::Seal(e),
                    OpProblem::Sense(message) => refuse(message),
                })?);
            }
            stored.push(StoredRow { row, ops: sealed_ops });
        }
        Ok(self.store.add_rows(self.job, stored).await?)
    }

    /// Closes the plan and gives the counts per action.
    pub async fn seal(self, seal: Seal, now_ms: i64) -> Result<ActionCounts, WriterError> {
        Ok(self.store.seal(self.job, seal, now_ms).await?)
    }

    /// Gives the plan up.
    pub async fn discard(self) -> Result<(), WriterError> {
        Ok(self.store.discard(self.job).await?)
    }

    fn seal_op(&self, op: NewOp, index: usize) -> Result<StoredOp, OpProblem> {
        let mut after = op.after;
        match &op.change {
            Change::AddMember {
                member: MemberRef::CreatedBy(i),
                ..
            } if !after.contains(i) => after.push(*i),
            Change::AddMembers { .. } | Change::RemoveMembers { .. } => {
                return Err(OpProblem::Sense("chunks are made by the queue itself"));
            }
            _ => {}
        }
        if after.iter().any(|&i| i >= index) {
            return Err(OpProblem::Sense(
                "an operation can only wait for an earlier one of its row",
            ));
        }
        let sealed = if op.secrets.is_empty() {
            None
        } else {
            Some(seal_secrets(&self.key, &op.secrets).map_err(OpProblem::Seal)?)
        };
        Ok(StoredOp {
            resource_type: op.resource_type,
            change: op.change,
            after,
            sealed,
        })
    }
}

enum OpProblem {
    Seal(SealError),
    Sense(&'static str),
}
