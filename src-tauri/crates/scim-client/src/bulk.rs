//! Several operations in one request: POST to `/Bulk`, RFC 7644 §3.7.

use reqwest::Method;
use rollcall_scim::message::{BulkRequest, BulkResponse};

use crate::address::endpoint_url;
use crate::error::LooksLike;
use crate::transport::{Body, Request, Wanted};
use crate::{Client, ClientError};

impl Client {
    /// Sends several operations in one request, RFC 7644 §3.7. Sent once, never again. An operation that the answer
    /// does not mention was most likely not tried; what it says of the others is the server's word for each.
    pub async fn bulk(&self, request: &BulkRequest) -> Result<BulkResponse, ClientError> {
        let url = endpoint_url(self.base(), "/Bulk", &[])?;
        let mut sent = Request::new("bulk", Method::POST, url, Wanted::Document);
        sent.body = Some(request.to_value());
        let received = self.send(sent).await?;
        let no_bulk = |excerpt: String| ClientError::NotScim {
            status: received.status,
            looks_like: LooksLike::Json,
            excerpt,
        };
        match received.body {
            Body::Json(body, _) => BulkResponse::read(&body).map_err(|e| no_bulk(e.to_string())),
            Body::Nothing => Err(no_bulk(String::new())),
        }
    }
}
