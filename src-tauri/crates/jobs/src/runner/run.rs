//! The loop of one run: a single task that owns all state and has many things under way.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::context::Context;
use super::queue::{Permit, Queues};
use super::tasks::{self, Done, Task};
use super::{JobEnd, Until};
use crate::rate::{Buckets, Concurrency, OpClass};
use crate::store::{LoadQuery, OpRecord, Pause, Progress, Step, StepRecord};
use crate::verify::{Why, needs_look};
use crate::{Control, OpId, OpState, PauseReason, Point, RowId, StoreError};

/// Why the run is winding down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Stand still.
    Pause(Pause),
    /// Send nothing more, prove what is open.
    Cancel,
}

/// The state of a run.
pub struct Run {
    pub c: Arc<Context>,
    pub q: Queues,
    pub tasks: FuturesUnordered<Task>,
    pub concurrency: Concurrency,
    pub buckets: Buckets,
    pub steps: Vec<(OpRecord, StepRecord)>,
    pub stop: Option<Stop>,
    pub store_failed: Option<StoreError>,
    pub until_row: Option<RowId>,
    pub wave: bool,
    /// Requests under way.
    pub network: usize,
    pub committing: usize,
    pub stepping: bool,
    pub loading: bool,
    pub reloading: bool,
    pub chunking: bool,
    cursor: OpId,
    pub exhausted: bool,
    /// There may be member adds that are ready to travel.
    pub members_maybe: bool,
    /// Member adds that became ready since they were last gathered.
    pub members_new: u64,
    pub latency_ms: f64,
    pub failures: u32,
    pub forbidden: u32,
    pub any_success: bool,
    pub portals: u32,
    pub offline: super::gauges::Offline,
    pub shown_wait: bool,
    pub meter: super::gauges::Meter,
    /// Counted along, so that nobody has to ask the store.
    pub progress: Progress,
    /// Cancelling, and everything that was not open is cancelled.
    pub swept: bool,
}

pub async fn run(c: Arc<Context>, until: Until) -> Result<JobEnd, StoreError> {
    if let Some(end) = super::control::before_start(&c).await? {
        return Ok(end);
    }
    let (until_row, wave) = match until {
        Until::End => (None, false),
        Until::First(n) => match c.store.wave_end(c.job.job, n).await? {
            Some(row) => (Some(row), true),
            None => (None, false),
        },
    };
    let now = c.boot_ms();
    let buckets = c.config.buckets.clone();
    let buckets = buckets.unwrap_or_else(|| Buckets::new(c.config.share, &[], now));
    buckets.begin(now);
    let mut run = Run {
        q: Queues::default(),
        tasks: FuturesUnordered::new(),
        concurrency: Concurrency::new(c.config.concurrency),
        buckets,
        steps: Vec::new(),
        stop: (c.job.control == Control::Cancel).then_some(Stop::Cancel),
        store_failed: None,
        until_row,
        wave,
        network: 0,
        committing: 0,
        stepping: false,
        loading: false,
        reloading: false,
        chunking: false,
        cursor: OpId(0),
        exhausted: false,
        members_maybe: true,
        members_new: 0,
        latency_ms: 0.0,
        failures: 0,
        forbidden: 0,
        any_success: false,
        portals: 0,
        offline: super::gauges::Offline::default(),
        shown_wait: false,
        meter: super::gauges::Meter::new(now),
        progress: c.store.progress(c.job.job).await?,
        swept: false,
        c,
    };
    run.tasks.push(tasks::poll_control(Arc::clone(&run.c)));
    run.go().await
}

impl Run {
    async fn go(&mut self) -> Result<JobEnd, StoreError> {
        loop {
            if let Some(error) = self.store_failed.take() {
                return super::finish::store_failed(&self.c, error).await;
            }
            if self.wound_down() {
                match self.stop.clone() {
                    Some(Stop::Pause(pause)) => return super::finish::pause(&self.c, pause).await,
                    Some(Stop::Cancel) if !self.swept => {
                        self.c.probe.at(Point::BeforeCancel).await;
                        self.c
                            .store
                            .cancel_rest(self.c.epoch, self.c.job.job, self.c.clock.now().wall_ms)
                            .await?;
                        self.c.probe.at(Point::AfterCancel).await;
                        self.sweep();
                    }
                    _ if self.all_done() => return super::finish::finish(&self.c, self.wave).await,
                    _ => {}
                }
            }
            self.pump();
            let wake = self.next_wake();
            tokio::select! {
                biased;
                Some(done) = self.tasks.next() => self.handle(done),
                () = tokio::time::sleep(wake) => {}
            }
        }
    }

    /// Nothing under way but the poll for requests.
    fn wound_down(&self) -> bool {
        self.network == 0
            && self.committing == 0
            && !self.stepping
            && self.steps.is_empty()
            && self.q.permits.is_empty()
            && self.q.to_commit.is_empty()
    }

    /// Nothing left to do.
    fn all_done(&self) -> bool {
        self.exhausted
            && !self.loading
            && !self.reloading
            && !self.chunking
            && self.q.ready_len() == 0
            && self.q.verify.is_empty()
            && self.q.delayed.is_empty()
            && self.q.behind_len() == 0
            && !self.members_maybe
    }

    /// After everything not open was cancelled in the store: forgets it here too and reads what is open.
    fn sweep(&mut self) {
        self.swept = true;
        self.q = Queues::default();
        self.cursor = OpId(0);
        self.exhausted = false;
        self.until_row = None;
        self.wave = false;
        self.members_maybe = false;
    }

    pub fn now(&self) -> i64 {
        self.c.boot_ms()
    }

    fn sending(&self) -> bool {
        self.stop.is_none()
    }

    /// How many requests may be under way; one at a time while the server is being sought.
    fn limit(&self) -> usize {
        if self.offline.seeking() {
            1
        } else {
            usize::try_from(self.concurrency.current()).unwrap_or(1)
        }
    }

    /// Starts whatever can be started.
    fn pump(&mut self) {
        let now = self.now();
        let paused = matches!(self.stop, Some(Stop::Pause(_)));
        self.pump_permits(now);
        if !paused && self.offline.open_at() <= now {
            self.pump_verify(now);
        }
        if self.sending() && self.offline.open_at() <= now {
            self.pump_ready(now);
        }
        if !self.q.to_commit.is_empty() && self.committing == 0 {
            let ops = std::mem::take(&mut self.q.to_commit);
            self.committing = ops.len();
            self.tasks.push(tasks::take_intents(Arc::clone(&self.c), ops));
        }
        if !self.steps.is_empty() && !self.stepping {
            let rest = self
                .steps
                .split_off(self.steps.len().min(self.c.config.commit_limit));
            let batch = std::mem::replace(&mut self.steps, rest);
            self.stepping = true;
            self.tasks.push(tasks::commit_steps(Arc::clone(&self.c), batch));
        }
        if !paused {
            self.pump_loads(now);
        }
        if self.sending() {
            self.pump_members();
        }
    }

    fn pump_permits(&mut self, now: i64) {
        // A permit must leave room for the connection to be made before W is over.
        let usable = i64::from(self.c.config.permit_ms) - i64::from(self.c.config.connect_ms);
        while let Some(permit) = self.q.permits.front() {
            let class = permit.op.class();
            let age = now.saturating_sub(permit.taken.boot_ms);
            let shut = self.buckets.paused(class, now).is_some();
            let give_back = age > usable || shut || !self.sending() || self.offline.open_at() > now;
            if !give_back && self.network >= self.limit() {
                break;
            }
            let Some(Permit { op, .. }) = self.q.permits.pop_front() else {
                break;
            };
            if give_back {
                self.give_back(op);
                continue;
            }
            let left = i64::from(self.c.config.permit_ms).saturating_sub(age);
            let left = Duration::from_millis(u64::try_from(left).unwrap_or(0));
            self.network += 1;
            self.tasks.push(tasks::send_op(Arc::clone(&self.c), op, left));
        }
    }

    fn pump_verify(&mut self, now: i64) {
        while self.network < self.limit() && !self.q.verify.is_empty() {
            if !self.buckets.take(OpClass::Read, now) {
                break;
            }
            let Some((op, why)) = self.q.verify.pop_front() else {
                break;
            };
            self.network += 1;
            self.tasks
                .push(tasks::look_back(Arc::clone(&self.c), op, why, None));
        }
    }

    /// Takes operations from the line: those to be looked at into slots, the others into the next commit of
    /// intents, at most as many ahead as slots will be free soon.
    fn pump_ready(&mut self, now: i64) {
        let classes: Vec<OpClass> = self.q.ready.keys().copied().collect();
        for class in classes {
            while let Some(head) = self.q.ready.get(&class).and_then(|line| line.front()) {
                // A look is good for ten seconds; an operation that waited longer for its turn is looked at again.
                let looked = head.looked_at.is_some_and(|at| now.saturating_sub(at) < 10_000);
                let look = !looked && needs_look(&self.c, &head.op);
                let open = if look {
                    self.network < self.limit() && self.buckets.take(OpClass::Read, now)
                } else {
                    self.ahead() > 0 && self.buckets.take(class, now)
                };
                if !open {
                    break;
                }
                let Some(waiting) = self
                    .q
                    .ready
                    .get_mut(&class)
                    .and_then(std::collections::VecDeque::pop_front)
                else {
                    break;
                };
                if look {
                    self.network += 1;
                    self.tasks.push(tasks::look(Arc::clone(&self.c), waiting.op));
                } else {
                    self.q.to_commit.push(waiting.op);
                }
            }
        }
    }

    /// How many more intents may be taken now: free slots, and as many as will become free within half a second,
    /// so that no permit runs out in line.
    fn ahead(&self) -> usize {
        let limit = self.limit();
        let free = limit.saturating_sub(self.network);
        let soon = if self.latency_ms <= 500.0 {
            limit
        } else if self.latency_ms <= 2_000.0 {
            limit / 4
        } else {
            0
        };
        (free + soon).saturating_sub(self.q.to_commit.len() + self.committing + self.q.permits.len())
    }

    fn pump_loads(&mut self, now: i64) {
        if !self.reloading {
            let due = self.q.due(now, self.c.config.commit_limit);
            if !due.is_empty() {
                self.reloading = true;
                self.tasks.push(tasks::load_again(Arc::clone(&self.c), due));
            }
        }
        let held = self.q.ready_len() + self.q.behind_len() + self.q.verify.len();
        let page = self.c.config.page;
        if !self.exhausted && !self.loading && held < usize::try_from(page).unwrap_or(usize::MAX) {
            self.loading = true;
            let query = LoadQuery {
                job: self.c.job.job,
                after: self.cursor,
                until_row: self.until_row,
                limit: page,
            };
            self.tasks.push(tasks::load_page(Arc::clone(&self.c), query));
        }
    }

    /// Members travel in full chunks while there is other work, in smaller ones when there is none.
    fn pump_members(&mut self) {
        if self.chunking || !self.members_maybe {
            return;
        }
        let full = self.members_new >= u64::from(self.c.job.member_chunk.max(1));
        let idle = self.exhausted
            && !self.loading
            && !self.reloading
            && self.q.ready_len() == 0
            && self.q.verify.is_empty()
            && self.wound_down()
            && self.q.next_due().is_none_or(|due| due > self.now());
        if full || idle {
            self.chunking = true;
            // What becomes ready while the store is asked sets it again.
            self.members_maybe = false;
            self.tasks
                .push(tasks::form_chunks(Arc::clone(&self.c), self.until_row, !idle));
        }
    }

    /// How long to sleep when nothing comes back.
    fn next_wake(&mut self) -> Duration {
        let now = self.now();
        let mut next = now.saturating_add(60_000);
        if let Some(due) = self.q.next_due().filter(|_| !self.reloading) {
            next = next.min(due);
        }
        if self.offline.open_at() > now {
            next = next.min(self.offline.open_at());
        }
        for (class, line) in &self.q.ready {
            if line.is_empty() {
                continue;
            }
            for class in [*class, OpClass::Read] {
                let at = self.buckets.ready_at(class, now);
                if at > now {
                    next = next.min(at);
                }
            }
        }
        if !self.q.verify.is_empty() {
            let at = self.buckets.ready_at(OpClass::Read, now);
            if at > now {
                next = next.min(at);
            }
        }
        // Never zero: what is due at once was started by `pump`, and what could not be waits for a task.
        Duration::from_millis(u64::try_from(next.saturating_sub(now)).unwrap_or(0).max(1))
    }

    /// Puts a loaded operation where it belongs.
    pub fn route(&mut self, op: OpRecord) {
        let now = self.c.clock.now();
        if op.state.ended() || matches!(op.state, OpState::Blocked | OpState::Bundled | OpState::Inflight) {
            let next = self.q.ended(op.op, op.target);
            if let Some(next) = next {
                self.route(next);
            }
            return;
        }
        self.q.known.insert(op.op);
        let Some(op) = self.q.reserve(op) else { return };
        if op.altered {
            let message =
                "what is stored is not what was planned: the entry was altered; nothing more is sent".into();
            self.end(op, Step::NeedsHuman { message }, None, Vec::new());
            return;
        }
        let not_before = op
            .not_before_ms
            .map_or(0, |at| at.saturating_sub(now.wall_ms))
            .max(0);
        let wait = match op.state {
            OpState::Unknown => self.c.quiet_in(&op),
            _ => not_before,
        };
        if wait > 0 {
            self.q.delay(op.op, now.boot_ms.saturating_add(wait));
        } else if op.state == OpState::Ready {
            self.q.push_ready(op);
        } else {
            let why = if op.taken { Why::Duplicate } else { Why::Unknown };
            self.q.verify.push_back((op, why));
        }
    }

    /// A page arrived.
    pub fn page(&mut self, ops: Vec<OpRecord>, asked: u32) {
        if ops.len() < usize::try_from(asked).unwrap_or(usize::MAX) {
            self.exhausted = true;
        }
        for op in ops {
            self.cursor = self.cursor.max(op.op);
            if !self.q.known.contains(&op.op) {
                self.route(op);
            }
        }
    }

    /// Stops, unless it is stopping already.
    pub fn stop_for(&mut self, reason: PauseReason, detail: impl Into<String>) {
        if self.stop.is_none() {
            self.stop = Some(Stop::Pause(Pause {
                reason,
                detail: detail.into(),
            }));
        }
    }
}

impl Run {
    fn handle(&mut self, done: Done) {
        super::settle::handle(self, done);
    }
}
