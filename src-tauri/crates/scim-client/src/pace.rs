//! Keeping to what a server takes, with all who ask it.

use std::time::Duration;

use async_trait::async_trait;

use crate::ClientError;

/// A request that is about to leave.
#[derive(Debug, Clone, Copy)]
pub struct Leaving<'a> {
    /// Its method, as `GET`.
    pub method: &'a str,
    /// Its path, as it is sent.
    pub path: &'a str,
}

/// Told of each request, and may hold it back; see [`Client::paced`](crate::Client::paced).
#[async_trait]
pub trait Pace: Send + Sync {
    /// Returns when the request may leave.
    async fn turn(&self, request: Leaving<'_>);
    /// The server took it, whatever it answered.
    fn accepted(&self, request: Leaving<'_>);
    /// The server asked to slow down: for this long, where it said how long.
    fn throttled(&self, request: Leaving<'_>, wait: Option<Duration>);
}

/// Tells how a request ended: 429, and 503 with a time (RFC 9110 §10.2.3), ask to slow down; no answer says nothing.
pub(crate) fn tell(pace: &dyn Pace, request: Leaving<'_>, error: Option<&ClientError>) {
    match error {
        Some(ClientError::Status(status)) if status.status == 429 => {
            pace.throttled(request, status.wait());
        }
        Some(ClientError::Status(status)) if status.status == 503 => match status.wait() {
            Some(wait) => pace.throttled(request, Some(wait)),
            None => pace.accepted(request),
        },
        None | Some(ClientError::Status(_)) => pace.accepted(request),
        Some(_) => {}
    }
}
