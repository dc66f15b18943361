//! How many members one request takes.

use rollcall_scim_client::ClientError;

use crate::{CapabilitySource, ConnectionId, Engine};

/// Where nothing is known: the smallest cap found on real servers (quirk 8).
const USUAL: usize = 100;
/// More at once wins nothing, and one bad member would cost more.
const MOST: usize = 1_000;
/// What was learned from refusals.
const LEARNED: &str = "members.perRequest";

impl Engine {
    /// Most members in one request to this server: as learned or set by hand, else as many operations as it says it
    /// takes at once, else a hundred.
    pub(crate) async fn member_chunk(&self, connection: ConnectionId) -> usize {
        let number = |text: Option<String>| text?.parse::<usize>().ok().filter(|n| *n > 0);
        let learned = number(self.in_force(connection, LEARNED).await);
        let known = match learned {
            Some(known) => Some(known),
            // Servers without Bulk repeat the number of the RFC's example.
            None if self.in_force(connection, "bulk").await.as_deref() == Some("yes") => {
                number(self.in_force(connection, "bulk.maxOperations").await)
            }
            None => None,
        };
        known.map_or(USUAL, |known| known.min(MOST))
    }

    /// Remembers that the server refused more members at once.
    pub(crate) async fn learn_member_chunk(&self, connection: ConnectionId, taken: usize, endpoint: &str) {
        let evidence = format!("{endpoint} refused more members in one request, and took {taken}.");
        self.learn_one(
            connection,
            LEARNED,
            CapabilitySource::Learned,
            &taken.to_string(),
            &evidence,
        )
        .await;
    }
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
