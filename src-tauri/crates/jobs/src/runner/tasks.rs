//! The things under way at one moment, and what each brings back.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::context::Context;
use super::send;
use crate::store::{
    AttemptEnd, Grant, IntentRequest, LoadQuery, MemberBacklog, OpRecord, Released, StepRecord,
};
use crate::verify::{Check, Verdict, Why, check, verify};
use crate::{Answer, Control, Moment, OpId, Point, Saying, StoreError};

/// What came back.
pub enum Done {
    /// A page of operations, and how many were asked for.
    Page(Result<Vec<OpRecord>, StoreError>, u32),
    /// Operations read again by number.
    Again(Result<Vec<OpRecord>, StoreError>),
    /// A look before sending.
    Looked(OpRecord, Check),
    /// Intents.
    Granted(Vec<OpRecord>, Moment, Result<Vec<Grant>, StoreError>),
    /// An answer, after so many milliseconds.
    Answered(OpRecord, Answer, u64),
    /// A verdict, with the end of the request that led to it.
    Judged(OpRecord, Verdict, Option<AttemptEnd>, Why),
    /// Steps are durable.
    Stepped(Vec<(OpRecord, StepRecord)>, Result<Released, StoreError>),
    /// Chunks were made; the flag says whether only full ones were looked for.
    Chunked(Result<Vec<OpId>, StoreError>, bool),
    /// What was last asked of the job.
    Asked(Result<Control, StoreError>),
    /// A passing state was written.
    Noted(Result<(), StoreError>),
}

/// Something under way.
pub type Task = BoxFuture<'static, Done>;

pub fn load_page(c: Arc<Context>, query: LoadQuery) -> Task {
    Box::pin(async move {
        c.probe.at(Point::BeforeLoad).await;
        let page = c.store.load(query).await;
        c.probe.at(Point::AfterLoad).await;
        Done::Page(page, query.limit)
    })
}

pub fn load_again(c: Arc<Context>, ops: Vec<OpId>) -> Task {
    Box::pin(async move { Done::Again(c.store.load_ops(ops).await) })
}

pub fn look(c: Arc<Context>, op: OpRecord) -> Task {
    Box::pin(async move {
        c.probe.at(Point::BeforeCheck).await;
        let result = check(&c, &op).await;
        c.probe.at(Point::AfterCheck).await;
        Done::Looked(op, result)
    })
}

pub fn take_intents(c: Arc<Context>, ops: Vec<OpRecord>) -> Task {
    Box::pin(async move {
        c.probe.at(Point::BeforeIntents).await;
        let at = c.clock.now();
        let zombie_until_ms = at.wall_ms.saturating_add(c.hold_ms());
        let intents = ops
            .iter()
            .map(|op| IntentRequest {
                op: op.op,
                at: at.clone(),
                zombie_until_ms,
            })
            .collect();
        let grants = c.store.take_intents(c.epoch, intents).await;
        c.probe.at(Point::AfterIntents).await;
        Done::Granted(ops, at, grants)
    })
}

pub fn send_op(c: Arc<Context>, op: OpRecord, permit: Duration) -> Task {
    Box::pin(async move {
        let before = c.boot_ms();
        // A fault in one task must not take the others along: its outcome is unknown (threats.md C7).
        let answer = AssertUnwindSafe(send::send(&c, &op, permit))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Answer::NoAnswer {
                timed_out: false,
                message: Saying::FaultSending.into(),
            });
        let latency = u64::try_from(c.boot_ms().saturating_sub(before)).unwrap_or(0);
        Done::Answered(op, answer, latency)
    })
}

pub fn look_back(c: Arc<Context>, op: OpRecord, why: Why, attempt: Option<AttemptEnd>) -> Task {
    Box::pin(async move {
        let (before, after) = match why {
            Why::ReadBack => (Point::BeforeReadBack, Point::AfterReadBack),
            _ => (Point::BeforeVerify, Point::AfterVerify),
        };
        c.probe.at(before).await;
        let verdict = AssertUnwindSafe(verify(&c, &op, why))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Verdict::Later {
                message: Saying::FaultLooking.into(),
                wait: Some(Duration::from_secs(30)),
            });
        c.probe.at(after).await;
        Done::Judged(op, verdict, attempt, why)
    })
}

pub fn commit_steps(c: Arc<Context>, steps: Vec<(OpRecord, StepRecord)>) -> Task {
    Box::pin(async move {
        c.probe.at(Point::BeforeSteps).await;
        let records = steps.iter().map(|(_, s)| s.clone()).collect();
        let job = c.job.job;
        let released = c
            .store
            .commit_steps(c.epoch, job, records, c.clock.now().wall_ms)
            .await;
        c.probe.at(Point::AfterSteps).await;
        Done::Stepped(steps, released)
    })
}

pub fn form_chunks(c: Arc<Context>, until_row: Option<crate::RowId>, full_only: bool) -> Task {
    Box::pin(async move {
        let chunk = c.job.member_chunk.max(1);
        let min = if full_only { chunk } else { 1 };
        let made = async {
            let groups: Vec<MemberBacklog> = c.store.member_backlog(c.job.job, until_row, min, chunk).await?;
            if groups.is_empty() {
                return Ok(Vec::new());
            }
            c.probe.at(Point::BeforeFormChunk).await;
            let made = c.store.form_chunks(c.epoch, c.job.job, groups).await;
            c.probe.at(Point::AfterFormChunk).await;
            made
        };
        Done::Chunked(made.await, full_only)
    })
}

pub fn poll_control(c: Arc<Context>) -> Task {
    Box::pin(async move {
        tokio::time::sleep(Duration::from_millis(c.config.control_poll_ms.into())).await;
        Done::Asked(c.store.control_of(c.job.job).await)
    })
}
