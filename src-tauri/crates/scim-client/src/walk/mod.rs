//! Reads a whole list, page by page, and says whether it is proven complete.

use rollcall_scim::Resource;
use tokio::sync::mpsc;

use crate::{Client, ClientError, ListQuery, Observation};

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
}

impl Default for WalkLimits {
    fn default() -> Self {
        Self {
            page_size: Some(100),
            max_pages: 20_000,
            max_resources: None,
            total_is_exact: false,
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
}

impl Client {
    /// Reads a whole list and hands each page to `pages`, fetching the next while the receiver works.
    ///
    /// `query.start_index` and `query.count` are ignored. A closed receiver ends the walk.
    pub async fn walk(
        &self,
        endpoint: &str,
        query: &ListQuery,
        limits: WalkLimits,
        pages: mpsc::Sender<WalkPage>,
    ) -> Result<WalkOutcome, ClientError> {
        let _ = (&self.inner, endpoint, query, limits, pages);
        Err(ClientError::Setup {
            message: "unfinished".into(),
        })
    }
}
