//! What the kills led to, so that zeros mean something.

use rollcall_engine::bulk::StoreAdapter;
use rollcall_jobs::{JobId, JobQueries as _, Proof, RowFilter, RowState};

/// Counted over jobs.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub kills: u64,
    pub starts: u64,
    pub jobs: u64,
    pub rows: u64,
    /// Creates found on the server after their answer was lost.
    pub adopted: u64,
    /// Requests sent again after proof that the one before was not applied.
    pub sent_again: u64,
    /// Requests without an answer: lost, or their process died.
    pub unanswered: u64,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.kills += other.kills;
        self.starts += other.starts;
        self.jobs += other.jobs;
        self.rows += other.rows;
        self.adopted += other.adopted;
        self.sent_again += other.sent_again;
        self.unanswered += other.unanswered;
    }

    /// Counts an ended job, and gives every row that is not in the state wanted.
    pub async fn job(&mut self, store: &StoreAdapter, job: JobId, wanted: &[RowState]) -> Vec<String> {
        self.jobs += 1;
        let filter = RowFilter {
            limit: 1_000,
            ..RowFilter::default()
        };
        let mut wrongs = Vec::new();
        for row in store.rows(job, filter).await.expect("the rows").rows {
            self.rows += 1;
            if !wanted.contains(&row.state) {
                wrongs.push(format!(
                    "row {} {} ended {}: {:?}",
                    row.row_no, row.natural_key, row.state, row.message
                ));
            }
            for op in store.row(row.row).await.expect("the row").ops {
                if op.kind.travels_in_chunk() {
                    continue;
                }
                self.adopted += u64::from(op.proof == Some(Proof::Adopted));
                self.sent_again += (op.attempts.len() as u64).saturating_sub(1);
                self.unanswered += op.attempts.iter().filter(|a| a.status.is_none()).count() as u64;
            }
        }
        wrongs
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} kills in {} starts, {} jobs, {} rows: {} adopted, {} sent again, {} without an answer",
            self.kills, self.starts, self.jobs, self.rows, self.adopted, self.sent_again, self.unanswered
        )
    }
}
