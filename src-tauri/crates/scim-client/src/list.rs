//! Reads one page of resources: GET, RFC 7644 §3.4.2.

use reqwest::Method;
use rollcall_scim::message::ListResponse;
use rollcall_scim::resource::get_ci;

use crate::address::endpoint_url;
use crate::dialect::Paging;
use crate::error::LooksLike;
use crate::transport::{Body, Received, Request, Wanted};
use crate::{Client, ClientError, ExchangeMark, ListQuery, members};

impl Client {
    /// Reads one page of resources, RFC 7644 §3.4.2.
    ///
    /// What comes back is what the server sent: it may have ignored the filter, the start or the
    /// count. Whoever acts on it evaluates the filter again.
    pub async fn list(&self, endpoint: &str, query: &ListQuery) -> Result<ListResponse, ClientError> {
        let dialect = self.dialect().list.at(endpoint);
        let next_key = match &dialect.paging {
            Paging::Cursor(how) => Some(how.next_key.as_str()),
            Paging::StartId(how) => Some(how.next_key.as_str()),
            Paging::Index | Paging::None => None,
        };
        // A single page: without the parameter that the server's way of paging does not know.
        let mut query = query.clone();
        if !matches!(dialect.paging, Paging::Index) {
            query.start_index = None;
        }
        if matches!(dialect.paging, Paging::None) || dialect.no_count {
            query.count = None;
        }
        if let (Some(count), Some(most)) = (query.count, dialect.max_count) {
            query.count = Some(count.min(most));
        }
        let (list, _) = self.list_page(endpoint, &query, next_key).await?;
        Ok(list)
    }

    /// One page with just these parameters, and its record; `next_key` names the member that leads to the next one.
    pub(crate) async fn list_page(
        &self,
        endpoint: &str,
        query: &ListQuery,
        next_key: Option<&str>,
    ) -> Result<(ListResponse, Option<ExchangeMark>), ClientError> {
        let dialect = self.dialect();
        let of = dialect.list.at(endpoint);
        let parameters = query.parameters(of, &dialect.sort);
        let url = endpoint_url(self.base(), endpoint, &parameters)?;
        let request = Request::new("list", Method::GET, url, Wanted::List);
        let mut received = self.send(request).await?;
        if let (Some(keys), Body::Json(body, _)) = (&of.keys, &mut received.body) {
            members::as_list(body, keys);
        }
        let exchange = received.exchange;
        Ok((list_response(received, next_key)?, exchange))
    }
}

/// Reads a list out of a success. The resources are moved, not copied: pages hold thousands.
pub(crate) fn list_response(received: Received, next_key: Option<&str>) -> Result<ListResponse, ClientError> {
    let status = received.status;
    let no_list = |excerpt: String| ClientError::NotScim {
        status,
        looks_like: LooksLike::Json,
        excerpt,
    };
    let Body::Json(body, repeated) = received.body else {
        return Err(no_list(String::new()));
    };
    let next = next_key
        .and_then(|key| get_ci(body.as_object()?, key)?.as_str())
        .map(str::to_owned);
    let mut list =
        ListResponse::take(body).map_err(|e| no_list(e.to_string().chars().take(200).collect()))?;
    list.next_cursor = next.filter(|next| !next.is_empty()).or(list.next_cursor);
    if repeated > 0 {
        list.deviations
            .push("The list has entries with one key twice; the last of each counts.".to_owned());
    }
    Ok(list)
}
