//! After a deletion was undone by a new entry: back into the groups it was in.

use rollcall_scim::Resource;

use super::SequenceReview;
use crate::history::groups_of;
use crate::{Change, ConnectionId, Engine, EngineError, ErrorCode};

impl Engine {
    /// Prepares adding an entry to the groups that a deleted one was in. `entry` names the deletion in the
    /// history, `id` the new entry.
    pub async fn prepare_memberships(
        &self,
        connection: ConnectionId,
        entry: &str,
        id: &str,
    ) -> Result<SequenceReview, EngineError> {
        let profile = self.profile(connection).await?;
        let recorded = self.recorded(connection, entry).await?;
        let before = recorded.before.and_then(Resource::from_value).unwrap_or_default();
        let groups = groups_of(&before);
        if groups.is_empty() {
            return Err(EngineError::new(
                ErrorCode::Usage,
                "It was in no group, as far as is known.",
                "",
                "",
            ));
        }
        let changes = groups.into_iter().map(|group| {
            let change = Change::Members {
                id: group,
                add: vec![id.to_owned()],
                remove: Vec::new(),
            };
            ("Group".to_owned(), change)
        });
        self.prepare_sequence(&profile, recorded.entry.label, changes.collect(), Vec::new())
            .await
    }
}
