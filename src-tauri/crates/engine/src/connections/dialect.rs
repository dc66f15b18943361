//! A client that speaks to its server as is known by now.

use rollcall_scim_client::Client;

use crate::{ConnectionId, Engine};

impl Engine {
    /// The client with what was learned since it was made, and what was set by hand.
    pub(super) async fn in_dialect(&self, connection: ConnectionId, client: &Client) -> Client {
        let mut dialect = client.dialect().clone();
        for (feature, value) in self.all_in_force(connection).await {
            dialect.set_write(&feature, &value);
        }
        client.speaking(dialect)
    }
}
