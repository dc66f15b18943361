//! Deletes a resource: DELETE, RFC 7644 §3.6.

use reqwest::Method;

use crate::address::resource_url;
use crate::transport::{Request, Wanted, if_match};
use crate::{Answer, Client, ClientError};

impl Client {
    /// Deletes the resource with this id, RFC 7644 §3.6. Sent once, never again. `version` goes into
    /// `If-Match` (RFC 7644 §3.14). On some servers this only deactivates.
    pub async fn delete(
        &self,
        endpoint: &str,
        id: &str,
        version: Option<&str>,
    ) -> Result<Answer, ClientError> {
        let url = resource_url(self.base(), endpoint, id, &[])?;
        let mut request = Request::new("delete", Method::DELETE, url, Wanted::Nothing);
        request.if_match = version.map(if_match).transpose()?;
        self.send(request).await.map(Answer::from_received)
    }
}
