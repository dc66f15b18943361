//! Creates a resource: POST, RFC 7644 §3.3.

use rollcall_scim::Resource;

use crate::{Answer, Client, ClientError};

impl Client {
    /// Creates a resource: POST, RFC 7644 §3.3.
    pub async fn create(&self, endpoint: &str, body: &Resource) -> Result<Answer, ClientError> {
        let _ = (&self.inner, endpoint, body);
        Err(ClientError::Setup {
            message: "unfinished".into(),
        })
    }
}
