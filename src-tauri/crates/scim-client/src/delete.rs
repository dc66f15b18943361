//! Deletes a resource: DELETE, RFC 7644 §3.6.

use crate::{Answer, Client, ClientError};

impl Client {
    /// Deletes a resource: DELETE, RFC 7644 §3.6.
    pub async fn delete(
        &self,
        endpoint: &str,
        id: &str,
        if_match: Option<&str>,
    ) -> Result<Answer, ClientError> {
        let _ = (&self.inner, endpoint, id, if_match);
        Err(ClientError::Setup {
            message: "unfinished".into(),
        })
    }
}
