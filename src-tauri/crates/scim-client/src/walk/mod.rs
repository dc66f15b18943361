//! Reads a whole list, page by page, and says whether it is proven complete.

mod doubt;
mod fetch;
mod position;
mod progress;

use std::time::Duration;

use rollcall_scim::Resource;
use tokio::sync::mpsc;

pub use doubt::Doubt;
use fetch::Fetched;
use progress::{End, Next, Progress};

use crate::{Client, ClientError, ExchangeMark, Limits, ListQuery, Observation};

/// Bounds and knowledge for one walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkLimits {
    /// Resources asked for in each page; `None` sends no `count`, for servers that fail on it.
    pub page_size: Option<u64>,
    /// Most requests of the walk.
    pub max_pages: u32,
    /// Stop after this many resources; the outcome is then not proven complete.
    pub max_resources: Option<u64>,
    /// `totalResults` of this server is known to be exact: no confirming request past the end.
    pub total_is_exact: bool,
    /// Longest time spent, in all, on waits the server asks for with `Retry-After`.
    pub patience: Duration,
}

impl Default for WalkLimits {
    fn default() -> Self {
        Self {
            page_size: Some(100),
            max_pages: 20_000,
            max_resources: None,
            total_is_exact: false,
            patience: Duration::from_secs(60),
        }
    }
}

impl From<&Limits> for WalkLimits {
    /// The bounds of a connection, for a server of which nothing special is known.
    fn from(limits: &Limits) -> Self {
        Self {
            page_size: Some(limits.page_size),
            max_pages: limits.max_pages,
            ..Self::default()
        }
    }
}

/// One page on its way to the consumer.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkPage {
    /// Resources whose ids no earlier page had.
    pub resources: Vec<Resource>,
    /// Different ids received so far, this page included.
    pub received_so_far: u64,
    /// `totalResults` of this page.
    pub total_results: Option<u64>,
}

/// How a walk ended.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkOutcome {
    /// Every resource of the list is proven to have been received. Only then may an absence count.
    pub complete: bool,
    /// Why it is not proven complete.
    pub doubt: Option<Doubt>,
    /// The same in a sentence without a capital and a full stop.
    pub reason: Option<String>,
    /// Different ids received.
    pub received: u64,
    /// Resources received more than once.
    pub duplicates: u64,
    /// The last `totalResults` the server sent.
    pub total_results: Option<u64>,
    /// Requests answered with a page.
    pub pages: u32,
    /// What was unusual, in sentences.
    pub notes: Vec<String>,
    /// What the walk taught about the server.
    pub observations: Vec<Observation>,
    /// The record of the first page, where it is kept.
    pub exchange: Option<ExchangeMark>,
}

impl Client {
    /// Reads a whole list and hands each page to `pages`, fetching the next while the receiver works.
    ///
    /// `query.start_index`, `query.count` and `query.page` are ignored: how the list is paged is the dialect's
    /// matter. A closed receiver ends the walk. The walk asks past the apparent end until nothing new comes, because
    /// totals lie in both directions. An error means that the list could not be read to its end; pages already
    /// handed over stay valid.
    pub async fn walk(
        &self,
        endpoint: &str,
        query: &ListQuery,
        limits: WalkLimits,
        pages: mpsc::Sender<WalkPage>,
    ) -> Result<WalkOutcome, ClientError> {
        let mut patience = limits.patience;
        let dialect = self.dialect().list.at(endpoint);
        let mut progress = Progress::new(endpoint, dialect, query.filter.is_some(), limits);
        let first = self.first_page(endpoint, query, &mut progress, &mut patience);
        let first = tokio::select! {
            biased;
            () = pages.closed() => None,
            first = first => Some(first?),
        };
        let Some(mut list) = first else {
            return Ok(progress.outcome(End::Closed));
        };
        loop {
            let (page, next) = progress.take(list);
            let at = match next {
                Next::Fetch(at) => at,
                Next::End(end) => {
                    let delivered = page.resources.is_empty() || pages.send(page).await.is_ok();
                    return Ok(progress.outcome(if delivered { end } else { End::Closed }));
                }
            };
            let work = async {
                let following = self.follow(endpoint, query, at, &mut progress, &mut patience);
                tokio::join!(pages.send(page), following)
            };
            let (sent, fetched) = tokio::select! {
                biased;
                () = pages.closed() => return Ok(progress.outcome(End::Closed)),
                both = work => both,
            };
            if sent.is_err() {
                return Ok(progress.outcome(End::Closed));
            }
            list = match fetched? {
                Fetched::List(list) => list,
                Fetched::End(end) => return Ok(progress.outcome(end)),
            };
        }
    }
}
