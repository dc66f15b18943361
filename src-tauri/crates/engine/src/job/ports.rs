//! The durable queue of this store, behind the ports of the jobs crate.

use std::sync::Arc;

use rollcall_jobs::{Executor, PlanStore, RunnerConfig, StoreError};

use super::learn::{Learning, Looks};
use super::limits::buckets;
use crate::bulk::{ClientExecutor, HostError, StoreAdapter};
use crate::connections::Profile;
use crate::{Engine, EngineError, ErrorCode, StoreMode};

impl Engine {
    /// The queue of the open store. A session has none: its store does not survive a crash.
    pub(crate) fn queue(&self) -> Result<StoreAdapter, EngineError> {
        let open = self.store()?;
        if open.mode == StoreMode::Session {
            return Err(EngineError::new(
                ErrorCode::SessionMode,
                "A job needs a store that survives a crash.",
                "This is a session: everything is kept in memory and deleted at the end.",
                "Set Rollcall up with the keychain or a passphrase to run jobs.",
            ));
        }
        Ok(StoreAdapter::new(open.jobs.clone()))
    }

    /// The plan side of the queue, for who hands a job over.
    pub(crate) fn plan_store(&self) -> Result<Arc<dyn PlanStore>, EngineError> {
        Ok(Arc::new(self.queue()?))
    }

    /// What sends for a job on this connection, and the numbers it runs by.
    pub(super) async fn executor(
        &self,
        profile: &Profile,
    ) -> Result<(Arc<dyn Executor>, RunnerConfig), EngineError> {
        let open = self.store()?;
        let known = self.knowledge(profile).await?;
        let client = self.job_client(profile).await?;
        let facts = self.facts(profile.id).await;
        let (q_ms, read_lag_ms) = self.waiting(profile.id, &facts).await?;
        let buckets = buckets(&open, client.base(), &facts);
        let executor = ClientExecutor::new(client, known.models.iter().cloned().map(Arc::new));
        let mut config = executor.config(q_ms, read_lag_ms);
        config.buckets = Some(buckets);
        if let Some((quiet_ms, read_lag_ms)) = self.options().job_timing {
            config.quiet_ms = quiet_ms;
            config.read_lag_ms = read_lag_ms;
        }
        let learning = Learning {
            inner: executor,
            engine: self.clone(),
            open,
            connection: profile.id,
            looks: Looks::default(),
        };
        Ok((Arc::new(learning), config))
    }
}

/// Jobs that cannot be run here, in the engine's words.
pub(super) fn host_told(error: HostError) -> EngineError {
    match error {
        HostError::Store(error) => told(error),
        HostError::Lock(error) => error.into(),
        HostError::Connection(why) => EngineError::new(
            ErrorCode::Waiting,
            sentence(&why),
            "Nothing of the job was sent now; what was sent before is safe.",
            "Run it again when this is cured; it goes on where it stopped.",
        ),
        HostError::NotTaken { seconds } => EngineError::new(
            ErrorCode::RunnerBusy,
            format!("Another Rollcall runs jobs and did not take this one within {seconds} s."),
            "Only one process runs jobs at a time. Nothing of this job was sent.",
            "Wait until its job has ended, or close it, then run this one again.",
        ),
    }
}

/// A queue that failed, in the engine's words.
pub(super) fn told(error: StoreError) -> EngineError {
    let text = error.to_string();
    match error {
        StoreError::NotFound { what, id } => EngineError::new(
            ErrorCode::NotFound,
            format!("There is no {what} {id}."),
            "Nothing was changed.",
            "List the jobs: rollcall job list",
        )
        .with("reason", what)
        .with("id", id.to_string()),
        StoreError::WrongState(why) => EngineError::new(
            ErrorCode::Waiting,
            sentence(&why),
            "Nothing was changed.",
            "Look at the job's state.",
        ),
        StoreError::DiskFull => EngineError::new(
            ErrorCode::Store,
            "The disk that holds the jobs is full.",
            "Nothing is sent until what is sent can be written down.",
            "Free some space and run the job again.",
        ),
        StoreError::StaleEpoch => EngineError::new(
            ErrorCode::RunnerBusy,
            "Another Rollcall has taken over running jobs.",
            "The job goes on there.",
            "Look at its status.",
        ),
        _ => EngineError::new(
            ErrorCode::Store,
            sentence(&text),
            "What was committed before is safe.",
            "Run the job again; it goes on where it stopped.",
        ),
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).chain(['.']).collect()
    })
}
