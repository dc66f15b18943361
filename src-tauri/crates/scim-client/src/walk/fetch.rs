//! Fetches a page of a walk, finding out on the first page which parameters the server can take.

use std::time::Duration;

use rollcall_scim::message::ListResponse;

use super::position::{Position, Way};
use super::progress::{End, Next, Progress};
use crate::error::{ClientError, StatusError};
use crate::{Client, ExchangeMark, ListQuery, observe};

/// How often a `count` is halved before it is left out.
const HALVINGS: u32 = 3;
/// Fewer are not asked for at a time.
const LEAST: u64 = 20;

/// What came instead of a page, or the page.
pub(super) enum Fetched {
    List(ListResponse),
    End(End),
}

impl Client {
    /// The first page. A server that fails on `count` is asked for less, then without `count`, then
    /// without any paging parameter (Canaille fails with 500 on `count`, ServiceNow refuses large ones
    /// with 400). One that does not take `startIndex` is asked for a cursor (AWS). When nothing helps, the
    /// first error is the answer.
    pub(super) async fn first_page(
        &self,
        endpoint: &str,
        query: &ListQuery,
        progress: &mut Progress,
        patience: &mut Duration,
    ) -> Result<ListResponse, ClientError> {
        let mut first_error = None;
        let mut halved = 0;
        let mut start = progress.way().first();
        let asked = progress.page_size();
        let mut refused_with = 0;
        loop {
            let count = progress.page_size();
            let asking = progress.way().query(query, &start, count);
            let next_key = progress.way().next_key().map(str::to_owned);
            let page = self.page(endpoint, &asking, next_key.as_deref(), patience).await;
            let error = match page {
                Ok((list, exchange)) => {
                    // What shows it is the refusal, not the page that came without.
                    progress.shown_by(first_error.as_ref().and_then(ClientError::exchange));
                    match (asked, count) {
                        (Some(_), None) => progress.observe(observe::count_refused(endpoint, refused_with)),
                        (Some(asked), Some(used)) if used < asked => {
                            progress.observe(observe::count_limited(endpoint, used));
                        }
                        _ => {}
                    }
                    progress.shown_by(exchange);
                    if start == Position::Start
                        && matches!(progress.way(), Way::Index(_))
                        && asked.is_some()
                        && let Some(list) = self.by_cursor(endpoint, query, asked, progress, patience).await
                    {
                        return Ok(list);
                    }
                    return Ok(list);
                }
                Err(error) => error,
            };
            if let (Some(count), true) = (count, is_too_much(&error))
                && halved < HALVINGS
                && count > LEAST
            {
                halved += 1;
                progress.set_page_size(Some(count / 2));
                first_error.get_or_insert(error);
                continue;
            }
            let Some(status) = parameter_trouble(&error) else {
                return Err(first_error.unwrap_or(error));
            };
            if count.is_some() {
                refused_with = status;
            }
            match count {
                Some(count) if status == 400 && halved < HALVINGS && count > LEAST => {
                    halved += 1;
                    progress.set_page_size(Some(count / 2));
                }
                Some(_) => progress.set_page_size(None),
                None if matches!(start, Position::Index(..)) => start = Position::Start,
                None => return Err(first_error.unwrap_or(error)),
            }
            first_error.get_or_insert(error);
        }
    }

    /// A first page by cursor, from a server that works only without `startIndex`. It is one that pages by cursor
    /// when it sends a next one back.
    async fn by_cursor(
        &self,
        endpoint: &str,
        query: &ListQuery,
        count: Option<u64>,
        progress: &mut Progress,
        patience: &mut Duration,
    ) -> Option<ListResponse> {
        let asking = ListQuery {
            start_index: None,
            page: Some(("cursor".to_owned(), String::new())),
            count: count.map(|count| count.min(100)),
            ..query.clone()
        };
        let (list, exchange) = self.page(endpoint, &asking, None, patience).await.ok()?;
        list.next_cursor.as_ref()?;
        progress.shown_by(exchange);
        progress.set_page_size(asking.count);
        progress.use_cursors();
        Some(list)
    }

    /// The page at this position, or another one that took its place: a page that was too much is asked for in
    /// smaller parts, a refusal may be the end or the reason to begin anew.
    pub(super) async fn follow(
        &self,
        endpoint: &str,
        query: &ListQuery,
        mut at: Position,
        progress: &mut Progress,
        patience: &mut Duration,
    ) -> Result<Fetched, ClientError> {
        loop {
            let asking = progress.way().query(query, &at, progress.page_size());
            let next_key = progress.way().next_key().map(str::to_owned);
            let error = match self.page(endpoint, &asking, next_key.as_deref(), patience).await {
                Ok((list, exchange)) => {
                    progress.shown_by(exchange);
                    return Ok(Fetched::List(list));
                }
                Err(error) => error,
            };
            progress.shown_by(error.exchange());
            let next = match &error {
                ClientError::Status(error) => progress.refused(error.status, error.scim_type()),
                _ => progress.probe_failed(),
            };
            match (next, progress.page_size()) {
                (Some(Next::Fetch(other)), _) => at = other,
                (Some(Next::End(end)), _) => return Ok(Fetched::End(end)),
                // Half of it each time: this ends.
                (None, Some(count)) if is_too_much(&error) && count > LEAST => {
                    progress.set_page_size(Some(count / 2));
                    progress.observe(observe::count_limited(endpoint, count / 2));
                }
                _ => return Err(error),
            }
        }
    }

    /// One page and its record; a server that names a wait is waited for, within the walk's patience.
    async fn page(
        &self,
        endpoint: &str,
        query: &ListQuery,
        next_key: Option<&str>,
        patience: &mut Duration,
    ) -> Result<(ListResponse, Option<ExchangeMark>), ClientError> {
        let mut untold = Duration::from_secs(1);
        loop {
            let error = match self.list_page(endpoint, query, next_key).await {
                Ok(page) => return Ok(page),
                Err(error) => error,
            };
            let wait = match (&error, &self.pace) {
                (ClientError::Status(status), Some(_)) if status.status == 429 => {
                    // A server that does not say how long is given twice as long each time (Q-RATE-01).
                    let wait = status.wait().unwrap_or(untold);
                    untold *= 2;
                    Some(wait)
                }
                (ClientError::Status(status), _) if matches!(status.status, 423 | 429 | 503) => status.wait(),
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

/// Whether less may do: the server did not manage in time, or sent more than can be taken (Q-PRJ-01).
fn is_too_much(error: &ClientError) -> bool {
    match error {
        ClientError::NoAnswer { timed_out, .. } => *timed_out,
        ClientError::TooLarge { .. } => true,
        ClientError::Status(error) => {
            matches!(error.status, 408 | 413 | 504) || error.scim_type() == Some("invalidCount")
        }
        _ => false,
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
