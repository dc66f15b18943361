//! Replaces a resource: PUT, RFC 7644 §3.5.1.

use reqwest::Method;
use rollcall_scim::Resource;

use crate::address::resource_url;
use crate::transport::{Request, Wanted, if_match};
use crate::{Answer, Client, ClientError};

impl Client {
    /// Replaces the resource with this id, RFC 7644 §3.5.1. Sent once, never again. `version` goes
    /// into `If-Match` (RFC 7644 §3.14).
    pub async fn replace(
        &self,
        endpoint: &str,
        id: &str,
        body: &Resource,
        version: Option<&str>,
    ) -> Result<Answer, ClientError> {
        let url = resource_url(self.base(), endpoint, id, &[])?;
        let mut request = Request::new("replace", Method::PUT, url, Wanted::ResourceOrNothing);
        request.if_match = version.map(if_match).transpose()?;
        request.body = Some(self.dialect().body(&body.to_value()));
        self.send(request).await.map(Answer::from_received)
    }
}
