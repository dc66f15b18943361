//! Modifies a resource: PATCH, RFC 7644 §3.5.2.

use reqwest::Method;
use rollcall_scim::patch::PatchOperation;

use crate::address::resource_url;
use crate::transport::{Request, Wanted, if_match};
use crate::{Answer, Client, ClientError};

impl Client {
    /// Modifies the resource with this id, RFC 7644 §3.5.2, in the server's [`Dialect`](crate::Dialect). Sent once,
    /// never again. `version` goes into `If-Match` (RFC 7644 §3.14). The answer has a resource, or none with 204.
    pub async fn patch(
        &self,
        endpoint: &str,
        id: &str,
        operations: &[PatchOperation],
        version: Option<&str>,
    ) -> Result<Answer, ClientError> {
        let url = resource_url(self.base(), endpoint, id, &[])?;
        let mut request = Request::new("patch", Method::PATCH, url, Wanted::ResourceOrNothing);
        request.if_match = version.map(if_match).transpose()?;
        // What the other version cannot say is not sent.
        request.body = Some(
            self.dialect()
                .try_patch_message(endpoint, operations)
                .ok_or(ClientError::OldVersion)?,
        );
        self.send(request).await.map(Answer::from_received)
    }
}
