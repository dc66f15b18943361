//! A client that speaks to its server as is known by now.

use rollcall_scim_client::Client;

use crate::{ConnectionId, Engine};

impl Engine {
    /// The client in the dialect that is in force: by its preset, what was learned since it was made, and what was set
    /// by hand.
    pub(super) async fn in_dialect(&self, connection: ConnectionId, client: &Client) -> Client {
        client.speaking(self.dialect(connection).await)
    }
}
