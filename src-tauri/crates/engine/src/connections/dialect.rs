//! A client that treats its server as is known by now.

use std::sync::Arc;

use rollcall_scim_client::Client;

use crate::job::limits::{SharedPace, buckets};
use crate::open_store::OpenStore;
use crate::{ConnectionId, Engine};

impl Engine {
    /// The client in the dialect that is in force, by its preset, what was learned since it was made, and what was set
    /// by hand; and each of its requests counted within the limits that jobs keep to.
    pub(super) async fn as_known(
        &self,
        open: &OpenStore,
        connection: ConnectionId,
        client: &Client,
    ) -> Client {
        let limits = buckets(open, client.base(), &self.facts(connection).await);
        client
            .speaking(self.dialect(connection).await)
            .paced(Arc::new(SharedPace::counting(limits)))
    }
}
