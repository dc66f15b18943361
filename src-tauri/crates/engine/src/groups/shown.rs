//! Whether a group was read with all its members.

use rollcall_scim_client::EvidenceCode;
use serde_json::Value;

use crate::resources::get::Read;
use crate::{CapabilitySource, ConnectionId, Engine};

/// How members are found out (quirks: inline, ask, sub_resource, reverse_user_filter, none).
pub(crate) const SOURCE: &str = "groups.members_source";
/// More members than this are not shown.
const CAP: &str = "groups.inline_cap";

impl Engine {
    /// Whether members are known to be elsewhere than in the group.
    pub(crate) async fn members_are_elsewhere(&self, connection: ConnectionId) -> bool {
        let source = self.in_force(connection, SOURCE).await;
        matches!(
            source.as_deref(),
            Some("ask" | "sub_resource" | "reverse_user_filter")
        )
    }

    /// Whether an empty list of members means that nobody is in the group.
    pub(crate) async fn nobody_is_told(&self, connection: ConnectionId) -> bool {
        let source = self.in_force(connection, SOURCE).await;
        matches!(source.as_deref(), Some("sub_resource" | "reverse_user_filter"))
    }

    /// Whether a group as it was read is known to hold all its members. One that shows none may hide them, unless
    /// this server was seen to show members of another; one as long as a known cap was cut.
    pub(crate) async fn all_members_shown(&self, connection: ConnectionId, group: &Read) -> bool {
        let members = group.resource.get_ci("members").and_then(Value::as_array);
        let shown = members.map_or(0, Vec::len);
        let cap = self.in_force(connection, CAP).await;
        if cap
            .and_then(|n| n.parse::<usize>().ok())
            .is_some_and(|cap| shown >= cap)
        {
            return false;
        }
        match self.in_force(connection, SOURCE).await.as_deref() {
            Some("inline") => true,
            // What a group of such a server names is no list of its members.
            Some(_) => false,
            None if shown > 0 => {
                let evidence = EvidenceCode::GroupWhole.with(&[]).shown_by(group.exchange);
                self.learn_one(connection, SOURCE, CapabilitySource::Observed, "inline", evidence)
                    .await;
                true
            }
            None => false,
        }
    }
}
