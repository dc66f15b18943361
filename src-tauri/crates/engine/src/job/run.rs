//! Running jobs: in this process when it can have the lock, else in the one that has it.

use std::sync::Arc;
use std::time::Duration;

use rollcall_jobs::{
    Control, JobEvent, JobEvents, JobId, JobState, JobSummary, NoProbe, Runner, RunnerConfig, Until,
};
use rollcall_storage::RunnerLock;
use rollcall_storage::table::connections as table;

use super::ports::{Queue, told};
use super::seat::Seat;
use super::view::{effect, words};
use super::{JobRun, JobView};
use crate::connections::Profile;
use crate::connections::rows::millis;
use crate::{ConfirmAnswer, Confirmation, ConnectionId, Effect, Engine, EngineError, EngineEvent, ErrorCode};

/// How long a job that was handed over may wait to be taken.
const TAKEN_WITHIN: Duration = Duration::from_secs(10);
/// How often another process's work is looked at.
const LOOK: Duration = Duration::from_millis(300);

impl Engine {
    /// Issues the confirmation for running a plan: its fingerprint and its number of changes.
    pub async fn job_confirm(&self, job: i64, answer: ConfirmAnswer) -> Result<Confirmation, EngineError> {
        let (summary, profile) = self.job(job).await?;
        let profile = profile.ok_or_else(|| connection_gone(&summary))?;
        let hash = summary.plan_hash.clone().unwrap_or_default();
        self.confirm(profile.id, &hash, summary.changes(), answer).await
    }

    /// Runs a job to its end, its pause, or the end of its first wave. When another process runs jobs, hands it
    /// over and follows it; not taken within 10 s ends with `runner_busy`. Progress comes as events.
    pub async fn job_run(&self, job: i64, run: JobRun) -> Result<JobView, EngineError> {
        let first = run.first;
        if self.approve(job, run).await? {
            self.work_or_hand_over(job, first).await?;
        }
        self.job_status(job).await
    }

    /// As [`Self::job_run`], in the background; answers as soon as it is approved.
    pub async fn job_start(&self, job: i64, run: JobRun) -> Result<JobView, EngineError> {
        let first = run.first;
        if self.approve(job, run).await? {
            let engine = self.clone();
            tokio::spawn(async move {
                if let Err(error) = engine.work_or_hand_over(job, first).await {
                    tracing::warn!(job, code = %error.code.as_str(), "a job could not be run");
                    engine.tell(job).await;
                }
            });
        }
        self.job_status(job).await
    }

    /// Goes on in the background.
    pub async fn job_resume(&self, job: i64) -> Result<JobView, EngineError> {
        self.job_start(job, JobRun::default()).await
    }

    /// Finishes what is under way and stands still.
    pub async fn job_pause(&self, job: i64) -> Result<JobView, EngineError> {
        self.steer(job, Control::Pause).await
    }

    /// Sends nothing more, proves what is open, ends.
    pub async fn job_cancel(&self, job: i64) -> Result<JobView, EngineError> {
        self.steer(job, Control::Cancel).await
    }

    /// Lifts the caps for this plan; on every environment the name and the number are typed.
    pub async fn job_release(&self, job: i64, answer: ConfirmAnswer) -> Result<JobView, EngineError> {
        let (summary, profile) = self.job(job).await?;
        let profile = profile.ok_or_else(|| connection_gone(&summary))?;
        let guarded = profile.guarded();
        guarded.allow(effect(&summary), self.now())?;
        let ConfirmAnswer::Typed { .. } = answer else {
            return Err(guarded.confirmation_missing(summary.changes()));
        };
        guarded.answer_suffices(&answer, summary.changes())?;
        let queue = self.queue()?;
        queue
            .queries
            .release(JobId(job), &who(), millis(self.now()))
            .await
            .map_err(told)?;
        self.tell(job).await;
        self.job_status(job).await
    }

    async fn steer(&self, job: i64, control: Control) -> Result<JobView, EngineError> {
        let queue = self.queue()?;
        queue
            .queries
            .control(JobId(job), control, millis(self.now()))
            .await
            .map_err(told)?;
        self.tell(job).await;
        self.job_status(job).await
    }

    /// Guards, then the approval that is kept with the job. `false` when there is nothing to run.
    async fn approve(&self, job: i64, run: JobRun) -> Result<bool, EngineError> {
        let queue = self.queue()?;
        let (summary, profile) = self.job(job).await?;
        if summary.state.ended() {
            return Ok(false);
        }
        let profile = profile.ok_or_else(|| connection_gone(&summary))?;
        let now = millis(self.now());
        match summary.state {
            JobState::Draft => {
                return Err(EngineError::new(
                    ErrorCode::Waiting,
                    format!("Job {job} is not planned to its end."),
                    "Its making was interrupted; nothing was sent.",
                    "Plan the file again.",
                ));
            }
            JobState::NeedsRelease if !summary.released => {
                return Err(needs_release(job, &summary, &profile));
            }
            JobState::Planned => {
                let hash = summary.plan_hash.clone().unwrap_or_default();
                let effect = effect(&summary);
                self.allow(&profile, effect, true, &hash, summary.changes(), run.confirmation)?;
                queue
                    .queries
                    .approve(JobId(job), &who(), now)
                    .await
                    .map_err(told)?;
            }
            // Approved before: only a connection that may be written to is needed to go on.
            _ => profile.guarded().allow(Effect::Write, self.now())?,
        }
        if !matches!(summary.state, JobState::Cancelling) {
            queue
                .queries
                .control(JobId(job), Control::Run, now)
                .await
                .map_err(told)?;
        }
        Ok(true)
    }

    /// Runs the job here, or has it run where the lock is.
    async fn work_or_hand_over(&self, job: i64, first: Option<u64>) -> Result<(), EngineError> {
        if let Some(seat) = self.seat().await? {
            self.work(&seat, job, first).await?;
            // Jobs that others handed over meanwhile are not left behind.
            seat.until_idle().await;
            return Ok(());
        }
        let queue = self.queue()?;
        queue
            .queries
            .hand_over(JobId(job), first, millis(self.now()))
            .await
            .map_err(told)?;
        let mut waited = Duration::ZERO;
        while !queue.queries.taken(JobId(job)).await.map_err(told)? {
            if let Some(seat) = self.seat().await? {
                self.work(&seat, job, first).await?;
                seat.until_idle().await;
                return Ok(());
            }
            if waited >= TAKEN_WITHIN {
                return Err(EngineError::new(
                    ErrorCode::RunnerBusy,
                    "Another Rollcall runs jobs and did not take this one.",
                    "Only one process runs jobs at a time. Nothing of this job was sent.",
                    "Wait until its job has ended, or close it, then run this one again.",
                ));
            }
            tokio::time::sleep(LOOK).await;
            waited += LOOK;
        }
        self.follow(&queue, job, first).await
    }

    /// Watches a job that runs elsewhere; takes it over when its process is gone.
    async fn follow(&self, queue: &Queue, job: i64, first: Option<u64>) -> Result<(), EngineError> {
        loop {
            let summary = queue.queries.summary(JobId(job)).await.map_err(told)?;
            self.tell_of(&summary);
            let stands = match summary.state {
                JobState::Running | JobState::Cancelling => false,
                // Its first wave is sent, or it has not begun yet.
                JobState::Approved => first.is_some() && summary.started_at_ms.is_some(),
                _ => true,
            };
            if stands {
                return Ok(());
            }
            if let Some(seat) = self.seat().await? {
                self.work(&seat, job, first).await?;
                seat.until_idle().await;
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// The seat of this process: the one it has, or a new one when nobody holds the lock.
    async fn seat(&self) -> Result<Option<Arc<Seat>>, EngineError> {
        let open = self.store()?;
        let mut slot = open.seats.seat.lock().await;
        if let Some(seat) = slot.upgrade() {
            return Ok(Some(seat));
        }
        let folder = open.folder.clone();
        let lock = tokio::task::spawn_blocking(move || RunnerLock::try_acquire(&folder))
            .await
            .map_err(|_| EngineError::internal("taking the lock was interrupted"))??;
        let Some(lock) = lock else { return Ok(None) };
        let queue = self.queue()?;
        let events = Arc::new(Listener { engine: self.clone() });
        let runner = Runner::start(
            queue.run.clone(),
            queue.clock.clone(),
            events,
            Arc::new(NoProbe),
            RunnerConfig::default(),
        )
        .await
        .map_err(told)?;
        let seat = Arc::new(Seat::new(runner, lock));
        *slot = Arc::downgrade(&seat);
        self.serve(&seat, queue);
        Ok(Some(seat))
    }

    /// Takes the jobs that other processes hand over, as long as the seat is held.
    fn serve(&self, seat: &Arc<Seat>, queue: Queue) {
        let (engine, seat) = (self.clone(), Arc::downgrade(seat));
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                let Some(seat) = seat.upgrade() else { return };
                match queue.run.take_handed_over(seat.runner.epoch()).await {
                    Ok(Some((job, first))) if !seat.runs(job.0) => {
                        let engine = engine.clone();
                        tokio::spawn(async move {
                            if let Err(error) = engine.work(&seat, job.0, first).await {
                                tracing::warn!(job = job.0, code = %error.code.as_str(), "a job could not be run");
                            }
                        });
                    }
                    Ok(_) => {}
                    Err(error) => {
                        tracing::warn!(%error, "jobs of other processes could not be looked for");
                        return;
                    }
                }
            }
        });
    }

    /// Runs a job on this process's seat until it stands or has ended.
    async fn work(&self, seat: &Arc<Seat>, job: i64, first: Option<u64>) -> Result<(), EngineError> {
        let Some(_place) = seat.enter(job) else {
            // Somebody else in this process runs it already.
            while seat.runs(job) {
                tokio::time::sleep(LOOK).await;
            }
            return Ok(());
        };
        let open = self.store()?;
        let (summary, profile) = self.job(job).await?;
        let profile = profile.ok_or_else(|| connection_gone(&summary))?;
        // Whoever handed it over: the guards hold here too.
        profile.guarded().allow(Effect::Write, self.now())?;
        let executor = self.executor(&profile).await?;
        let config = self.runner_config(profile.id).await?;
        let until = first.map_or(Until::End, Until::First);
        let mut ending = open.seats.ending.subscribe();
        tokio::select! {
            end = seat.runner.run(JobId(job), executor, until, Some(config)) => {
                end.map_err(told)?;
            }
            _ = ending.wait_for(|end| *end) => {}
        }
        self.tell(job).await;
        Ok(())
    }

    /// The usual configuration with what is known of the connection.
    async fn runner_config(&self, connection: ConnectionId) -> Result<RunnerConfig, EngineError> {
        let row = self
            .store()?
            .jobs
            .read(move |c| table::get(c, connection.0))
            .await?;
        let mut config = RunnerConfig::default();
        if let Some(row) = row {
            config.quiet_ms = u32::try_from(row.q_ms).unwrap_or(config.quiet_ms);
            config.read_lag_ms = row.read_lag_ms;
        }
        if let Some((quiet_ms, read_lag_ms)) = self.options().job_timing {
            config.quiet_ms = quiet_ms;
            config.read_lag_ms = read_lag_ms;
        }
        Ok(config)
    }

    /// Tells listeners where a job stands.
    async fn tell(&self, job: i64) {
        if let Ok(queue) = self.queue()
            && let Ok(summary) = queue.queries.summary(JobId(job)).await
        {
            self.tell_of(&summary);
        }
    }

    fn tell_of(&self, summary: &JobSummary) {
        let total = summary.total();
        self.emit(EngineEvent::JobChanged {
            job: summary.job.0,
            done: total.saturating_sub(summary.pending()),
            total,
            state: words(summary.state).0,
        });
    }
}

/// Passes what the runner tells on to whoever listens to the engine.
struct Listener {
    engine: Engine,
}

impl JobEvents for Listener {
    fn on(&self, event: JobEvent) {
        match event {
            JobEvent::State { job, .. } => {
                let engine = self.engine.clone();
                tokio::spawn(async move { engine.tell(job.0).await });
            }
            JobEvent::Progress { job, progress, .. } => self.engine.emit(EngineEvent::JobChanged {
                job: job.0,
                done: progress.ended,
                total: progress.total,
                state: "running".into(),
            }),
        }
    }
}

/// Who approves, for the record.
fn who() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|who| !who.is_empty()))
        .unwrap_or_else(|| "this user".into())
}

fn connection_gone(summary: &JobSummary) -> EngineError {
    EngineError::new(
        ErrorCode::ConnectionNotFound,
        format!(
            "The connection {} of this job was removed.",
            summary.connection_name
        ),
        "A job never changes its connection. Nothing was sent.",
        "Cancel the job and plan it again on another connection.",
    )
}

fn needs_release(job: i64, summary: &JobSummary, profile: &Profile) -> EngineError {
    let confirm = format!("{}:{}", profile.name, summary.changes());
    EngineError::new(
        ErrorCode::ReleaseNeeded,
        format!(
            "Job {job} on {} deactivates or deletes more than its caps allow.",
            profile.name
        ),
        format!(
            "At most {} deactivations and {} deletes go out without a release. Nothing of it was sent.",
            summary.caps.deactivations, summary.caps.deletes
        ),
        format!("Look at the plan; when it is right: rollcall job release {job} --confirm '{confirm}'"),
    )
    .with("connection", &profile.name)
    .with("confirm", confirm)
}
