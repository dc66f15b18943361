//! Running jobs: in this process when it can have the lock, else in the one that has it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rollcall_jobs::{
    Control, Executor, JobEvent, JobEvents, JobId, JobQueries as _, JobState, JobSummary, RunnerConfig, Until,
};

use super::ports::{host_told, told};
use super::view::{effect, words};
use super::{JobRun, JobView};
use crate::bulk::{ExecutorSource, Followed, RunnerHost, StoreAdapter, hand_over};
use crate::connections::Profile;
use crate::connections::rows::millis;
use crate::{ConfirmAnswer, Confirmation, Effect, Engine, EngineError, EngineEvent, ErrorCode};

/// How long a job that was handed over may wait to be taken.
const TAKEN_WITHIN: Duration = Duration::from_secs(10);

impl Engine {
    /// Issues the confirmation for running a plan: its fingerprint and its number of changes.
    pub async fn job_confirm(&self, job: i64, answer: ConfirmAnswer) -> Result<Confirmation, EngineError> {
        let (summary, profile) = self.job(job).await?;
        let profile = profile.ok_or_else(|| connection_gone(&summary))?;
        let hash = summary.plan_hash.clone().unwrap_or_default();
        let irreversible = self.irreversible_job(&summary, &profile).await?;
        self.confirm_by(&profile, irreversible, &hash, summary.changes(), &answer)
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
            .release(JobId(job), &who(), millis(self.now()))
            .await
            .map_err(told)?;
        self.tell(job).await;
        self.job_status(job).await
    }

    async fn steer(&self, job: i64, control: Control) -> Result<JobView, EngineError> {
        let queue = self.queue()?;
        queue
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
                queue.approve(JobId(job), &who(), now).await.map_err(told)?;
            }
            // Approved before: only a connection that may be written to is needed to go on.
            _ => profile.guarded().allow(Effect::Write, self.now())?,
        }
        if !matches!(summary.state, JobState::Cancelling)
            && let Err(error) = queue.control(JobId(job), Control::Run, now).await
        {
            // Whoever runs it may have come to its end meanwhile.
            let ended = queue.summary(JobId(job)).await.is_ok_and(|now| now.state.ended());
            return if ended { Ok(false) } else { Err(told(error)) };
        }
        Ok(true)
    }

    /// Runs the job here, or has it run where the lock is. Another job of this very process counts as elsewhere: the
    /// host that runs it takes this one beside it.
    async fn work_or_hand_over(&self, job: i64, first: Option<u64>) -> Result<(), EngineError> {
        let open = self.store()?;
        let store = StoreAdapter::new(open.jobs.clone());
        let source = Source { engine: self.clone() };
        let mut ending = open.ending.subscribe();
        loop {
            let events = Arc::new(Listener { engine: self.clone() });
            let host = RunnerHost::acquire(&open.folder, open.jobs.clone(), events)
                .await
                .map_err(host_told)?;
            if let Some(host) = host {
                let until = first.map_or(Until::End, Until::First);
                tokio::select! {
                    end = host.run(JobId(job), until, &source) => { end.map_err(host_told)?; }
                    _ = ending.wait_for(|end| *end) => {}
                }
                if let Ok(summary) = store.summary(JobId(job)).await {
                    self.rested(&summary).await;
                }
                return Ok(());
            }
            let progress = |summary: &JobSummary| self.tell_of(summary);
            let followed = tokio::select! {
                followed = hand_over(&open.folder, &store, JobId(job), first, TAKEN_WITHIN, progress) => {
                    followed.map_err(host_told)?
                }
                _ = ending.wait_for(|end| *end) => return Ok(()),
            };
            match followed {
                Followed::Rested(summary) => {
                    self.rested(&summary).await;
                    return Ok(());
                }
                // Its process is gone: the job goes on here.
                Followed::HolderGone => {}
            }
        }
    }

    /// The job stands still. A program that ends with its job has the members in the copy before.
    async fn rested(&self, summary: &JobSummary) {
        self.tell_of(summary);
        self.members_after_job(summary).await;
    }

    /// Tells listeners where a job stands.
    async fn tell(&self, job: i64) {
        if let Ok(queue) = self.queue()
            && let Ok(summary) = queue.summary(JobId(job)).await
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
        let (engine, summary) = (self.clone(), summary.clone());
        tokio::spawn(async move { engine.members_after_job(&summary).await });
    }
}

/// Opens the way to a job's server. Whoever handed the job over: the guards hold here too.
struct Source {
    engine: Engine,
}

#[async_trait]
impl ExecutorSource for Source {
    async fn open(&self, job: JobId) -> Result<(Arc<dyn Executor>, RunnerConfig), String> {
        let open = async {
            let (summary, profile) = self.engine.job(job.0).await?;
            let profile = profile.ok_or_else(|| connection_gone(&summary))?;
            profile.guarded().allow(Effect::Write, self.engine.now())?;
            self.engine.executor(&profile).await
        };
        open.await
            .map_err(|error| format!("{} {}", error.message, error.action))
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
pub(crate) fn who() -> String {
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
