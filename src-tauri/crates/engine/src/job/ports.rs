//! The durable queue of this store, behind the ports of the jobs crate.

use std::sync::Arc;

use rollcall_jobs::{Clock, Executor, JobQueries, PlanStore, RunStore, StoreError};

use crate::connections::Profile;
use crate::{Engine, EngineError, ErrorCode, StoreMode};

/// The queue.
#[derive(Clone)]
pub(crate) struct Queue {
    pub(crate) plan: Arc<dyn PlanStore>,
    pub(crate) run: Arc<dyn RunStore>,
    pub(crate) queries: Arc<dyn JobQueries>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Engine {
    /// The queue of the open store. A session has none: its store does not survive a crash.
    pub(crate) fn queue(&self) -> Result<Queue, EngineError> {
        let open = self.store()?;
        if open.mode == StoreMode::Session {
            return Err(EngineError::new(
                ErrorCode::SessionMode,
                "A job needs a store that survives a crash.",
                "This is a session: everything is kept in memory and deleted at the end.",
                "Set Rollcall up with the keychain or a passphrase to run jobs.",
            ));
        }
        Err(EngineError::internal("jobs are not connected"))
    }

    /// The plan side of the queue, for who hands a job over.
    pub(crate) fn plan_store(&self) -> Result<Arc<dyn PlanStore>, EngineError> {
        Ok(self.queue()?.plan)
    }

    /// What sends for a job on this connection.
    pub(super) async fn executor(&self, profile: &Profile) -> Result<Arc<dyn Executor>, EngineError> {
        let client = self.client(profile).await?;
        let known = self.knowledge(profile).await?;
        let page_size = self.page_size(profile.id).await;
        drop((client, known, page_size));
        Err(EngineError::internal("jobs are not connected"))
    }
}

/// A queue that failed, in the engine's words.
pub(super) fn told(error: StoreError) -> EngineError {
    let text = error.to_string();
    match error {
        StoreError::NotFound { what, id } => EngineError::new(
            ErrorCode::NotFound,
            format!("There is no {what} {id}."),
            "",
            "List the jobs: rollcall job list",
        ),
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
