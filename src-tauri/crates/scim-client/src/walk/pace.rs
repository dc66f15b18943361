//! Reading much without being more than a server takes.

use std::time::Duration;

use async_trait::async_trait;

/// Holds back the pages of a walk; see [`Client::paced`](crate::Client::paced).
#[async_trait]
pub trait Pace: Send + Sync {
    /// Returns when the next page may be asked for.
    async fn turn(&self);
    /// The server took the last request.
    fn accepted(&self);
    /// The server asked to slow down: for this long, where it said how long.
    fn throttled(&self, wait: Option<Duration>);
}
