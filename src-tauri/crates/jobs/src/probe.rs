//! Named points around every boundary, where a crash test may stop the process. No-op by default.

use async_trait::async_trait;

use crate::state::words;

words!(
    /// The named points.
    Point {
        /// Before the transaction that recovers.
        BeforeRecovery = "before_recovery",
        /// After it.
        AfterRecovery = "after_recovery",
        /// Before a job becomes running.
        BeforeRunning = "before_running",
        /// After.
        AfterRunning = "after_running",
        /// Before operations are loaded.
        BeforeLoad = "before_load",
        /// After.
        AfterLoad = "after_load",
        /// Before the target is looked at.
        BeforeCheck = "before_check",
        /// After.
        AfterCheck = "after_check",
        /// Before intents are committed.
        BeforeIntents = "before_intents",
        /// After.
        AfterIntents = "after_intents",
        /// With an intent, before the first byte.
        BeforeSend = "before_send",
        /// With the answer in hand.
        AfterAnswer = "after_answer",
        /// A create, before the first byte.
        BeforeCreate = "before_create",
        /// A create, with the answer in hand.
        AfterCreate = "after_create",
        /// A PATCH, PUT, activation or deactivation, before the first byte.
        BeforeChange = "before_change",
        /// With the answer in hand.
        AfterChange = "after_change",
        /// A delete, before the first byte.
        BeforeDelete = "before_delete",
        /// With the answer in hand.
        AfterDelete = "after_delete",
        /// A chunk, before the first byte.
        BeforeChunk = "before_chunk",
        /// With the answer in hand.
        AfterChunk = "after_chunk",
        /// Before a chunk is formed.
        BeforeFormChunk = "before_form_chunk",
        /// After.
        AfterFormChunk = "after_form_chunk",
        /// Before an answer is read back.
        BeforeReadBack = "before_read_back",
        /// After.
        AfterReadBack = "after_read_back",
        /// Before an unknown outcome is looked up.
        BeforeVerify = "before_verify",
        /// After, before the verdict is committed.
        AfterVerify = "after_verify",
        /// Before steps are committed.
        BeforeSteps = "before_steps",
        /// After.
        AfterSteps = "after_steps",
        /// Before the rest is cancelled.
        BeforeCancel = "before_cancel",
        /// After.
        AfterCancel = "after_cancel",
        /// Before a pause is written.
        BeforePause = "before_pause",
        /// After.
        AfterPause = "after_pause",
        /// Before the end of the job is written.
        BeforeFinish = "before_finish",
        /// After.
        AfterFinish = "after_finish",
    }
);

/// The port for crash tests.
#[async_trait]
pub trait Probe: Send + Sync {
    /// The runner is at this point.
    async fn at(&self, point: Point);
}

/// Does nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProbe;

#[async_trait]
impl Probe for NoProbe {
    async fn at(&self, _point: Point) {}
}

/// Holds the process at the point named in `ROLLCALL_FAILPOINT` (`name` or `name:n` for the n-th time) after
/// printing `FAILPOINT name`, so that a parent can kill it there.
#[cfg(feature = "failpoints")]
#[derive(Debug)]
pub struct HoldAtPoint {
    point: Option<Point>,
    left: std::sync::atomic::AtomicI64,
}

#[cfg(feature = "failpoints")]
impl HoldAtPoint {
    /// Reads the environment.
    pub fn from_env() -> Self {
        let text = std::env::var("ROLLCALL_FAILPOINT").unwrap_or_default();
        let (name, n) = text.split_once(':').unwrap_or((text.as_str(), "1"));
        Self {
            point: Point::parse(name),
            left: std::sync::atomic::AtomicI64::new(n.parse().unwrap_or(1)),
        }
    }
}

#[cfg(feature = "failpoints")]
#[async_trait]
impl Probe for HoldAtPoint {
    async fn at(&self, point: Point) {
        use std::io::Write as _;
        if self.point == Some(point) && self.left.fetch_sub(1, std::sync::atomic::Ordering::SeqCst) == 1 {
            let mut out = std::io::stdout();
            let _ = writeln!(out, "FAILPOINT {point}");
            let _ = out.flush();
            // The whole thread, not only this task: nothing else of the runner may go on.
            loop {
                std::thread::park();
            }
        }
    }
}
