//! Fetches a page of a walk, finding out on the first page which parameters the server can take.

use std::time::Duration;

use rollcall_scim::message::ListResponse;

use super::progress::Progress;
use crate::error::{ClientError, StatusError};
use crate::{Client, ListQuery, observe};

/// How often a `count` is halved before it is left out.
const HALVINGS: u32 = 3;

impl Client {
    /// The first page. A server that fails on `count` is asked for less, then without `count`, then
    /// without any paging parameter (Canaille fails with 500 on `count`, ServiceNow refuses large ones
    /// with 400). When nothing helps, the first error is the answer.
    pub(super) async fn first_page(
        &self,
        endpoint: &str,
        query: &ListQuery,
        progress: &mut Progress,
        patience: &mut Duration,
    ) -> Result<ListResponse, ClientError> {
        let mut first_error = None;
        let mut halved = 0;
        let mut start = Some(1);
        let asked = progress.page_size();
        let mut refused_with = 0;
        loop {
            let count = progress.page_size();
            let page = self.page(endpoint, &paged(query, start, count), patience).await;
            let error = match page {
                Ok(list) => {
                    match (asked, count) {
                        (Some(_), None) => progress.observe(observe::count_refused(endpoint, refused_with)),
                        (Some(asked), Some(used)) if used < asked => {
                            progress.observe(observe::count_limited(endpoint, used));
                        }
                        _ => {}
                    }
                    return Ok(list);
                }
                Err(error) => error,
            };
            let Some(status) = parameter_trouble(&error) else {
                return Err(first_error.unwrap_or(error));
            };
            if count.is_some() {
                refused_with = status;
            }
            match count {
                Some(count) if status == 400 && halved < HALVINGS && count > 20 => {
                    halved += 1;
                    progress.set_page_size(Some(count / 2));
                }
                Some(_) => progress.set_page_size(None),
                None if start.is_some() => start = None,
                None => return Err(first_error.unwrap_or(error)),
            }
            first_error.get_or_insert(error);
        }
    }

    /// One page; a server that names a wait is waited for, within the walk's patience.
    pub(super) async fn page(
        &self,
        endpoint: &str,
        query: &ListQuery,
        patience: &mut Duration,
    ) -> Result<ListResponse, ClientError> {
        loop {
            let error = match self.list(endpoint, query).await {
                Ok(list) => return Ok(list),
                Err(error) => error,
            };
            let wait = match &error {
                ClientError::Status(status) if matches!(status.status, 423 | 429 | 503) => status.wait(),
                _ => None,
            };
            // A wait of zero still costs one second of patience, or the loop would never end.
            match wait.map(|wait| wait.max(Duration::from_secs(1))) {
                Some(wait) if wait <= *patience => {
                    *patience -= wait;
                    tokio::time::sleep(wait).await;
                }
                _ => return Err(error),
            }
        }
    }
}

/// The query with paging parameters of this walk.
pub(super) fn paged(query: &ListQuery, start: Option<u64>, count: Option<u64>) -> ListQuery {
    ListQuery {
        start_index: start,
        count,
        ..query.clone()
    }
}

/// The status, when the error may be about paging parameters: not about the filter, which says so.
fn parameter_trouble(error: &ClientError) -> Option<u16> {
    match error {
        ClientError::Status(error) if may_be_parameters(error) => Some(error.status),
        _ => None,
    }
}

fn may_be_parameters(error: &StatusError) -> bool {
    matches!(error.status, 400 | 422 | 500 | 501)
        && !matches!(
            error.scim_type(),
            Some("invalidFilter" | "invalidPath" | "tooMany" | "sensitive")
        )
}
