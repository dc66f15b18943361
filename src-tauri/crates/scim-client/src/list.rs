//! Reads one page of resources: GET, RFC 7644 §3.4.2.

use reqwest::Method;
use rollcall_scim::message::ListResponse;

use crate::address::endpoint_url;
use crate::error::LooksLike;
use crate::transport::{Body, Received, Request, Wanted};
use crate::{Client, ClientError, ListQuery};

impl Client {
    /// Reads one page of resources, RFC 7644 §3.4.2.
    ///
    /// What comes back is what the server sent: it may have ignored the filter, the start or the
    /// count. Whoever acts on it evaluates the filter again.
    pub async fn list(&self, endpoint: &str, query: &ListQuery) -> Result<ListResponse, ClientError> {
        let url = endpoint_url(self.base(), endpoint, &query.parameters())?;
        let request = Request::new("list", Method::GET, url, Wanted::List);
        self.send(request).await.and_then(list_response)
    }
}

/// Reads a list out of a success. The resources are moved, not copied: pages hold thousands.
pub(crate) fn list_response(received: Received) -> Result<ListResponse, ClientError> {
    let status = received.status;
    let no_list = |excerpt: String| ClientError::NotScim {
        status,
        looks_like: LooksLike::Json,
        excerpt,
    };
    let Body::Json(body, repeated) = received.body else {
        return Err(no_list(String::new()));
    };
    let mut list =
        ListResponse::take(body).map_err(|e| no_list(e.to_string().chars().take(200).collect()))?;
    if repeated > 0 {
        list.deviations
            .push("The list has entries with one key twice; the last of each counts.".to_owned());
    }
    Ok(list)
}
