//! Modifies a resource: PATCH, RFC 7644 §3.5.2.

use rollcall_scim::patch::PatchOperation;

use crate::{Answer, Client, ClientError};

impl Client {
    /// Modifies a resource: PATCH, RFC 7644 §3.5.2.
    pub async fn patch(
        &self,
        endpoint: &str,
        id: &str,
        operations: &[PatchOperation],
        if_match: Option<&str>,
    ) -> Result<Answer, ClientError> {
        let _ = (&self.inner, endpoint, id, operations, if_match);
        Err(ClientError::Setup {
            message: "unfinished".into(),
        })
    }
}
