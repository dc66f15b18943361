//! Reads one page of resources: GET, RFC 7644 §3.4.2.

use rollcall_scim::message::ListResponse;

use crate::{Client, ClientError, ListQuery};

impl Client {
    /// Reads one page of resources, RFC 7644 §3.4.2.
    pub async fn list(&self, endpoint: &str, query: &ListQuery) -> Result<ListResponse, ClientError> {
        let _ = (&self.inner, endpoint, query.parameters());
        Err(ClientError::Setup {
            message: "unfinished".into(),
        })
    }
}
