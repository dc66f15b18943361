//! Creates a resource: POST, RFC 7644 §3.3.

use reqwest::Method;
use rollcall_scim::Resource;

use crate::address::endpoint_url;
use crate::transport::{Request, Wanted};
use crate::{Answer, Client, ClientError};

impl Client {
    /// Creates a resource below `endpoint`, RFC 7644 §3.3. Sent once, never again.
    ///
    /// An answer of 200 instead of 201 is handed over as it is: it may mean that an existing resource
    /// was returned or changed.
    pub async fn create(&self, endpoint: &str, body: &Resource) -> Result<Answer, ClientError> {
        let url = endpoint_url(self.base(), endpoint, &[])?;
        let mut request = Request::new("create", Method::POST, url, Wanted::ResourceOrNothing);
        request.body = Some(self.dialect().body(&body.to_value()));
        self.send(request).await.map(Answer::from_received)
    }
}
