//! The members of the groups that a job changed, read again at its end.

use rollcall_jobs::JobSummary;

use crate::{ConnectionId, Engine, EngineEvent};

/// A job of more groups leaves the others to the next synchronisation.
const READ_AGAIN: usize = 20;

impl Engine {
    /// Each row of the job is proven; this brings the lists that people look at up to date. Once a job: whoever calls
    /// while it is being done waits for its end.
    pub(crate) async fn members_after_job(&self, summary: &JobSummary) {
        if !summary.state.ended() || summary.groups.is_empty() {
            return;
        }
        let (Ok(open), Ok(connection)) = (self.store(), summary.connection.parse::<ConnectionId>()) else {
            return;
        };
        let mut ended = open.member_lists.ended.lock().await;
        if !ended.insert(summary.job.0) {
            return;
        }
        for group in summary.groups.iter().take(READ_AGAIN) {
            // Without the server the list stays what it was, and says from when.
            if let Err(error) = self.member_list(connection, group, true).await {
                tracing::info!(code = %error.code.as_str(), "the members could not be read after a job");
            }
        }
        self.emit(EngineEvent::ResourcesChanged {
            connection,
            type_name: summary.resource_type.clone(),
        });
    }
}
