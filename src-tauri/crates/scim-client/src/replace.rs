//! Replaces a resource: PUT, RFC 7644 §3.5.1.

use rollcall_scim::Resource;

use crate::{Answer, Client, ClientError};

impl Client {
    /// Replaces a resource: PUT, RFC 7644 §3.5.1.
    pub async fn replace(
        &self,
        endpoint: &str,
        id: &str,
        body: &Resource,
        if_match: Option<&str>,
    ) -> Result<Answer, ClientError> {
        let _ = (&self.inner, endpoint, id, body, if_match);
        Err(ClientError::Setup {
            message: "unfinished".into(),
        })
    }
}
