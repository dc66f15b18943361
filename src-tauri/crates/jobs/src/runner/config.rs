//! The numbers of the queue, with the defaults of queue.md.

use crate::rate::Buckets;

/// Times are milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub struct RunnerConfig {
    /// W: the first byte leaves within this time of the intent's commit.
    pub permit_ms: u32,
    /// The most a connection may take to be made; the send begins at least this long before W is over.
    pub connect_ms: u32,
    /// Q: how long after W something may still land. Measured per server, never lowered by default.
    pub quiet_ms: u32,
    /// How long a server may show an old state to readers.
    pub read_lag_ms: i64,
    /// How far the server's clock may be off.
    pub skew_ms: i64,
    /// Most requests at a time.
    pub concurrency: u32,
    /// The part of a learned rate left to others, 0 to 1.
    pub share: f64,
    /// What the organisation's other jobs share; without it a run has buckets of its own.
    pub buckets: Option<Buckets>,
    /// Definite failures in a row that pause the job.
    pub error_budget: u32,
    /// 403 in a row from the start that pause the job.
    pub forbidden_budget: u32,
    /// How long a walk of the directory proves a name absent.
    pub preflight_age_ms: i64,
    /// How often an operation proven absent is sent again.
    pub resend_limit: u32,
    /// Operations loaded at a time.
    pub page: u32,
    /// How long an unreachable server is tried again before the job stands still.
    pub offline_patience_ms: i64,
    /// How often requests of other processes are looked for.
    pub control_poll_ms: u32,
    /// Whether a chunk answered without its members is read back.
    pub verify_chunks: bool,
    /// Most steps in one commit.
    pub commit_limit: usize,
}

impl Default for RunnerConfig {
    fn default() -> Self {
        Self {
            permit_ms: 5_000,
            connect_ms: 4_000,
            quiet_ms: 90_000,
            read_lag_ms: 5_000,
            skew_ms: 300_000,
            concurrency: 16,
            share: 0.10,
            buckets: None,
            error_budget: 10,
            forbidden_budget: 3,
            preflight_age_ms: 15 * 60_000,
            resend_limit: 3,
            page: 256,
            offline_patience_ms: 120_000,
            control_poll_ms: 500,
            verify_chunks: true,
            commit_limit: 256,
        }
    }
}

/// How far to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// To the end.
    End,
    /// Until this many more rows have ended, in the order of the source.
    First(u64),
}
