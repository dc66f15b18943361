//! How many members one request takes.

use rollcall_scim_client::dialect::RemoveMember;
use rollcall_scim_client::{ClientError, Dialect, EvidenceCode, ExchangeMark};

use crate::{CapabilitySource, ConnectionId, Engine};

/// Where nothing is known: the smallest cap found on real servers (quirk 8).
const USUAL: usize = 100;
/// More at once wins nothing, and one bad member would cost more.
const MOST: usize = 1_000;
/// What a preset says.
const PRESET: &str = "groups.member_batch";
/// What was learned from refusals.
const LEARNED: &str = "members.perRequest";

impl Engine {
    /// Most members in one request to this server: as learned or set by hand, else what its preset says, else a
    /// hundred. What it declares of Bulk may make it fewer, never more: it is a number of requests, not of members.
    pub(crate) async fn member_chunk(&self, connection: ConnectionId) -> usize {
        let number = |text: Option<String>| text?.parse::<usize>().ok().filter(|n| *n > 0);
        let learned = number(self.in_force(connection, LEARNED).await);
        if let Some(known) = match learned {
            Some(learned) => Some(learned),
            None => number(self.in_force(connection, PRESET).await),
        } {
            return known.min(MOST);
        }
        // Servers without Bulk repeat the number of the RFC's example.
        match self.in_force(connection, "bulk").await.as_deref() {
            Some("yes") => {
                let declared = number(self.in_force(connection, "bulk.maxOperations").await);
                declared.map_or(USUAL, |declared| declared.min(USUAL))
            }
            _ => USUAL,
        }
    }

    /// Remembers that the server refused more members at once.
    pub(crate) async fn learn_member_chunk(
        &self,
        connection: ConnectionId,
        taken: usize,
        endpoint: &str,
        refusal: Option<ExchangeMark>,
    ) {
        let evidence = EvidenceCode::MembersMany.with(&[("endpoint", &endpoint), ("taken", &taken)]);
        self.learn_one(
            connection,
            LEARNED,
            CapabilitySource::Learned,
            &taken.to_string(),
            evidence.shown_by(refusal),
        )
        .await;
    }
}

/// How many members can be taken out in one request: each is an operation, but where they go in one list (Q-PAT-06).
pub(crate) fn leaving_chunk(dialect: &Dialect, endpoint: &str, chunk: usize) -> usize {
    let listed = dialect.groups.remove_member == RemoveMember::ValueArray;
    let most = dialect
        .patch
        .at(endpoint)
        .max_ops
        .filter(|most| *most > 0 && !listed);
    most.map_or(chunk, |most| chunk.min(most))
}

/// Whether a refusal says that it was too much at once; nothing of it was done.
pub(crate) fn too_many(error: &ClientError) -> bool {
    match error {
        ClientError::Status(status) => {
            status.status == 413 || (status.status == 400 && status.scim_type() == Some("tooMany"))
        }
        _ => false,
    }
}
