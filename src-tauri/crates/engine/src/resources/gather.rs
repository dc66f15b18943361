//! Reads a list page by page and keeps what fits, up to a limit.

use rollcall_scim::Resource;
use rollcall_scim_client::{Client, ClientError, ListQuery, WalkLimits, WalkOutcome, WalkPage};
use tokio::sync::mpsc;

use super::follow::Follower;

/// What a walk brought.
pub(crate) struct Gathered {
    /// What fitted, at most the limit.
    pub(crate) kept: Vec<Resource>,
    /// How many did not fit.
    pub(crate) rejected: u64,
    /// Whether the limit cut the list.
    pub(crate) cut: bool,
    /// Whether the person wanted no more.
    pub(crate) stopped: bool,
    /// How the walk ended.
    pub(crate) outcome: WalkOutcome,
}

/// Walks `endpoint` and keeps what `keep` says, until `limit` is passed.
pub(crate) async fn gather(
    client: &Client,
    endpoint: &str,
    query: &ListQuery,
    page_size: u64,
    limit: Option<u64>,
    keep: impl FnMut(&Resource) -> bool,
) -> Result<Gathered, ClientError> {
    gather_followed(client, endpoint, query, page_size, limit, keep, None).await
}

/// As [`gather`]; what fits is told page by page, and the walk ends after the page under way when it is asked to.
pub(super) async fn gather_followed(
    client: &Client,
    endpoint: &str,
    query: &ListQuery,
    page_size: u64,
    limit: Option<u64>,
    mut keep: impl FnMut(&Resource) -> bool,
    follower: Option<&Follower>,
) -> Result<Gathered, ClientError> {
    // One more than the limit tells whether there are more.
    let page_size = limit.map_or(page_size, |l| page_size.min(l.saturating_add(1)));
    let limits = WalkLimits {
        page_size: Some(page_size.max(1)),
        ..WalkLimits::default()
    };
    let (sender, mut pages) = mpsc::channel::<WalkPage>(2);
    let consumer = async {
        let (mut kept, mut rejected, mut cut, mut stopped) = (Vec::new(), 0_u64, false, false);
        loop {
            let page = tokio::select! {
                biased;
                () = Follower::stopped(follower) => {
                    stopped = true;
                    break;
                }
                page = pages.recv() => page,
            };
            let Some(page) = page else { break };
            let before = kept.len();
            for resource in page.resources {
                if !keep(&resource) {
                    rejected += 1;
                } else if limit.is_some_and(|l| u64::try_from(kept.len()).is_ok_and(|n| n >= l)) {
                    cut = true;
                    break;
                } else {
                    kept.push(resource);
                }
            }
            if let Some(follower) = follower {
                let new = kept.get(before..).unwrap_or_default();
                follower.page(new, page.received_so_far, page.total_results);
            }
            if cut {
                break;
            }
        }
        drop(pages);
        (kept, rejected, cut, stopped)
    };
    let (outcome, (kept, rejected, cut, stopped)) =
        tokio::join!(client.walk(endpoint, query, limits, sender), consumer);
    Ok(Gathered {
        kept,
        rejected,
        cut,
        stopped,
        outcome: outcome?,
    })
}
