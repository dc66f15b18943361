//! What to do with what came back.

use std::sync::Arc;
use std::time::Duration;

use super::queue::Permit;
use super::run::{Run, Stop};
use super::tasks::{self, Done};
use crate::rate::OpClass;
use crate::store::{AttemptEnd, Grant, OpRecord, Released, Step, StepRecord};
use crate::verify::{Check, Verdict, Why};
use crate::{
    Control, FailureClass, JobEvent, JobState, Moment, OpState, PauseReason, Proof, ReadFailure, RetryAfter,
    RowState, Saying, StoreError,
};

pub fn handle(run: &mut Run, done: Done) {
    match done {
        Done::Page(result, asked) => {
            run.loading = false;
            if let Some(ops) = run.durable(result) {
                run.page(ops, asked);
            }
        }
        Done::Again(result) => {
            run.reloading = false;
            for op in run.durable(result).unwrap_or_default() {
                run.route(op);
            }
        }
        Done::Looked(op, check) => {
            run.network -= 1;
            run.looked(op, check);
        }
        Done::Granted(ops, at, result) => {
            run.committing = 0;
            if let Some(grants) = run.durable(result) {
                run.granted(ops, &at, &grants);
            }
        }
        Done::Answered(op, answer, latency) => {
            run.network -= 1;
            super::judge::judge(run, op, &answer, latency);
        }
        Done::Judged(op, verdict, attempt, why) => {
            run.network -= 1;
            run.judged(op, verdict, attempt, why);
        }
        Done::Stepped(steps, result) => {
            run.stepping = false;
            if let Some(released) = run.durable(result) {
                run.stepped(steps, released);
            }
        }
        Done::Chunked(result, full_only) => {
            run.chunking = false;
            run.members_new = 0;
            if let Some(ops) = run.durable(result) {
                // Members that were in the way of an open chunk are asked about again when that has ended.
                run.members_maybe |= full_only || !ops.is_empty();
                run.fetch_now(ops);
            }
        }
        Done::Asked(result) => {
            run.tasks.push(tasks::poll_control(Arc::clone(&run.c)));
            match run.durable(result) {
                Some(Control::Pause) => run.stop_for(PauseReason::User, Saying::PausedByPerson),
                Some(Control::Cancel) if run.stop != Some(Stop::Cancel) => {
                    run.stop = Some(Stop::Cancel);
                    run.show(JobState::Cancelling, None, None);
                }
                _ => {}
            }
        }
        Done::Noted(result) => {
            run.durable(result);
        }
    }
}

impl Run {
    /// A store that failed ends the run: nothing may be sent that cannot be written down.
    fn durable<T>(&mut self, result: Result<T, StoreError>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.store_failed.get_or_insert(error);
                None
            }
        }
    }

    fn fetch_now(&mut self, ops: Vec<crate::OpId>) {
        let now = self.now();
        for op in ops {
            self.q.known.insert(op);
            self.q.delay(op, now);
        }
    }

    fn looked(&mut self, op: OpRecord, check: Check) {
        let now = self.now();
        match check {
            Check::Go => {
                self.reached();
                self.q.push_looked_at(op, now);
            }
            Check::Step(step) => {
                self.reached();
                self.end(op, step, None, Vec::new());
            }
            Check::Later(failure) => {
                let wait = self.unreadable(&failure);
                self.q.delay(op.op, now.saturating_add(wait));
            }
        }
    }

    /// A read that failed: what it says about the way to the server, and how long to wait (ms).
    fn unreadable(&mut self, failure: &ReadFailure) -> i64 {
        let now = self.now();
        match failure {
            ReadFailure::Unauthorized { message } => {
                self.stop_for(PauseReason::Auth, message.clone());
                1_000
            }
            ReadFailure::Later {
                retry_after: Some(wait),
                ..
            } => {
                let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
                self.throttled(OpClass::Read, Some(RetryAfter::Ms(ms)));
                1_000
            }
            ReadFailure::Later { message, .. } | ReadFailure::Impossible { message } => {
                self.missed(message);
                (self.offline.open_at().saturating_sub(now)).max(1_000)
            }
        }
    }

    /// The server was not reached.
    pub fn missed(&mut self, message: &str) {
        let now = self.now();
        let before = self.offline.seeking();
        let sought = self.offline.missed(now);
        if sought > self.c.config.offline_patience_ms {
            self.stop_for(PauseReason::Offline, message.to_owned());
        } else if !before && self.offline.seeking() {
            self.show(
                JobState::Paused(PauseReason::Offline),
                Some(message.to_owned()),
                None,
            );
        }
    }

    /// The server answered.
    pub fn reached(&mut self) {
        if self.offline.reached() {
            self.show(JobState::Running, None, None);
        }
    }

    /// Writes a passing state without waiting for it.
    pub fn show(&mut self, state: JobState, detail: Option<String>, resumes_at_ms: Option<i64>) {
        if self.stop.is_some() && state != JobState::Cancelling {
            return;
        }
        let c = Arc::clone(&self.c);
        self.tasks.push(Box::pin(async move {
            Done::Noted(super::control::set(&c, state, detail, resumes_at_ms).await)
        }));
    }

    /// The server asks this class of operations to slow down.
    pub fn throttled(&mut self, class: OpClass, retry_after: Option<RetryAfter>) {
        use crate::rate::Throttle;
        let now = self.c.clock.now();
        self.concurrency.cut();
        let until = match self.buckets.throttled(class, now.boot_ms, retry_after) {
            Throttle::Until(at) | Throttle::TryOne(at) => at,
            Throttle::Ask => {
                self.stop_for(PauseReason::Rate, Saying::SlowTooLong);
                return;
            }
        };
        let wait = until.saturating_sub(now.boot_ms);
        if wait >= 300_000 && !self.shown_wait {
            self.shown_wait = true;
            let detail = Saying::SlowMinutes.with(&[("count", &(wait / 60_000))]);
            self.show(
                JobState::Paused(PauseReason::Rate),
                Some(detail),
                Some(now.wall_ms.saturating_add(wait)),
            );
        }
    }

    fn granted(&mut self, ops: Vec<OpRecord>, at: &Moment, grants: &[Grant]) {
        let now = self.now();
        for (mut op, grant) in ops.into_iter().zip(grants) {
            match grant {
                Grant::Granted => {
                    op.state = OpState::Inflight;
                    op.intent = Some(at.clone());
                    op.attempts = op.attempts.saturating_add(1);
                    op.first_sent_ms = op.first_sent_ms.or(Some(at.wall_ms));
                    self.q.permits.push_back(Permit {
                        op,
                        taken: at.clone(),
                    });
                }
                Grant::Busy => self.q.delay(op.op, now.saturating_add(1_000)),
                // It is read again, and found ended.
                Grant::Gone => self.q.delay(op.op, now),
            }
        }
    }

    /// A permit that cannot be used: nothing was sent.
    pub fn give_back(&mut self, op: OpRecord) {
        let attempt = AttemptEnd {
            status: None,
            error: Some("the permit was not used; nothing was sent".into()),
        };
        self.end(
            op,
            Step::Ready {
                not_before_ms: None,
                counted: false,
            },
            Some(attempt),
            Vec::new(),
        );
    }

    fn judged(&mut self, op: OpRecord, verdict: Verdict, attempt: Option<AttemptEnd>, why: Why) {
        let now = self.now();
        match verdict {
            Verdict::Step(step, items) => {
                self.reached();
                self.end(op, step, attempt, items);
            }
            // The answer was a success already; only the look after it failed.
            Verdict::Later { .. } if why == Why::ReadBack && op.change.kind().is_chunk() => {
                let joined = || Step::Succeeded {
                    proof: Proof::Answered,
                    server_id: None,
                    note: None,
                    follow_up: None,
                };
                let items = op.items.iter().map(|(item, _)| (*item, joined())).collect();
                self.end(op, joined(), attempt, items);
            }
            Verdict::Later { message, wait } => {
                let pause = self.unreadable(&ReadFailure::Later {
                    message: message.clone(),
                    retry_after: wait,
                });
                if op.state == OpState::Inflight {
                    self.end(op, Step::Unknown { message }, attempt, Vec::new());
                } else {
                    self.q.delay(op.op, now.saturating_add(pause));
                }
            }
            Verdict::Unauthorized(message) => {
                self.unreadable(&ReadFailure::Unauthorized {
                    message: message.clone(),
                });
                if op.state == OpState::Inflight {
                    self.end(op, Step::Unknown { message }, attempt, Vec::new());
                } else {
                    self.q.delay(op.op, now.saturating_add(1_000));
                }
            }
        }
    }

    /// Queues a step for the next commit and counts it for the budgets.
    pub fn end(
        &mut self,
        op: OpRecord,
        step: Step,
        attempt: Option<AttemptEnd>,
        items: Vec<(crate::OpId, Step)>,
    ) {
        let step = if self.swept { when_cancelled(step) } else { step };
        let items: Vec<_> = items
            .into_iter()
            .map(|(item, step)| (item, if self.swept { when_cancelled(step) } else { step }))
            .collect();
        self.count(&op, &step);
        for (_, step) in &items {
            self.count_member(step);
        }
        let record = StepRecord {
            op: op.op,
            step,
            attempt,
            items,
            split: Vec::new(),
        };
        self.steps.push((op, record));
    }

    fn count(&mut self, op: &OpRecord, step: &Step) {
        match step {
            // A chunk is nobody's row; its members are counted.
            _ if op.change.kind().is_chunk() => {}
            Step::Succeeded { .. } => {
                self.failures = 0;
                self.forbidden = 0;
                self.any_success = true;
            }
            Step::Failed { class, message } => self.failed(*class, message),
            _ => {}
        }
    }

    fn count_member(&mut self, step: &Step) {
        match step {
            Step::Succeeded { .. } => self.failures = 0,
            Step::Failed { class, message } => self.failed(*class, message),
            _ => {}
        }
    }

    fn failed(&mut self, class: FailureClass, message: &str) {
        self.failures = self.failures.saturating_add(1);
        if class == FailureClass::Forbidden {
            self.forbidden = self.forbidden.saturating_add(1);
            if !self.any_success && self.forbidden >= self.c.config.forbidden_budget {
                let n = self.forbidden;
                self.stop_for(
                    PauseReason::Auth,
                    Saying::ForbiddenFirst.with(&[("count", &n), ("message", &message)]),
                );
            }
        }
        if self.failures >= self.c.config.error_budget {
            let n = self.failures;
            self.stop_for(
                PauseReason::ErrorBudget,
                Saying::FailuresInRow.with(&[("count", &n), ("message", &message)]),
            );
        }
    }

    fn stepped(&mut self, steps: Vec<(OpRecord, StepRecord)>, released: Released) {
        let now = self.c.clock.now();
        for (op, record) in steps {
            let wait = match &record.step {
                Step::Ready { not_before_ms, .. } => {
                    not_before_ms.map_or(0, |at| at.saturating_sub(now.wall_ms))
                }
                Step::Unknown { .. } => self.c.quiet_in(&op),
                Step::Verifying { not_before_ms, .. } => not_before_ms.saturating_sub(now.wall_ms),
                _ => {
                    self.members_maybe |= op.change.kind().is_chunk();
                    if let Some(next) = self.q.ended(op.op, op.target) {
                        self.route(next);
                    }
                    continue;
                }
            };
            self.q.delay(op.op, now.boot_ms.saturating_add(wait.max(0)));
        }
        self.fetch_now(released.ops);
        if released.members > 0 {
            self.members_maybe = true;
            self.members_new = self.members_new.saturating_add(released.members);
        }
        if !released.rows.is_empty() {
            self.tell(&released.rows, now.boot_ms);
        }
    }

    fn tell(&mut self, rows: &[(crate::RowId, RowState)], now: i64) {
        let p = &mut self.progress;
        for (_, state) in rows {
            p.ended += 1;
            p.not_succeeded += u64::from(*state != RowState::Succeeded);
            p.cancelled += u64::from(*state == RowState::Cancelled);
        }
        let progress = *p;
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        if let Some(per_second) = self.meter.ended(now, count, progress.ended == progress.total) {
            self.c.events.on(JobEvent::Progress {
                job: self.c.job.job,
                progress,
                per_second,
                concurrency: self.concurrency.current(),
            });
        }
    }

    /// Starts a look at once; the operation keeps its slot.
    pub fn look_back(&mut self, op: OpRecord, why: Why, attempt: AttemptEnd) {
        self.network += 1;
        self.tasks
            .push(tasks::look_back(Arc::clone(&self.c), op, why, Some(attempt)));
    }

    /// Remembers how long answers take.
    pub fn timed(&mut self, latency: u64) {
        let latency = Duration::from_millis(latency).as_secs_f64() * 1000.0;
        self.latency_ms = if self.latency_ms == 0.0 {
            latency
        } else {
            self.latency_ms * 0.8 + latency * 0.2
        };
    }
}

/// In a cancelled job nothing is sent again: what is proven not applied is cancelled, what was adopted stays as it is.
fn when_cancelled(step: Step) -> Step {
    match step {
        Step::Ready { .. } => Step::Cancelled {
            message: Saying::CancelledUnsent.into(),
        },
        Step::Succeeded {
            proof,
            server_id,
            note,
            follow_up: Some(_),
        } => Step::Succeeded {
            proof,
            server_id,
            note: Some(note.unwrap_or_else(|| Saying::CancelledUncorrected.into())),
            follow_up: None,
        },
        other => other,
    }
}
