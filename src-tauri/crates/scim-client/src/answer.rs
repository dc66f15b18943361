//! What a server answered to a request for one resource.

use std::time::Duration;

use rollcall_scim::Resource;

use crate::ExchangeMark;
use crate::transport::{Body, Received};

/// A 2xx answer about one resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The `ETag` header, when it is one that may be sent back in `If-Match` (RFC 9110 §8.8.3).
    pub etag: Option<String>,
    /// The resource; `None` for an empty body, which is right for 204.
    pub resource: Option<Resource>,
    /// `Retry-After`, when the server sent a readable one with a success.
    pub retry_after: Option<Duration>,
    /// Bytes of the body after decompression.
    pub bytes: u64,
    /// The record of this exchange, where it is kept.
    pub exchange: Option<ExchangeMark>,
}

impl Answer {
    pub(crate) fn from_received(received: Received) -> Self {
        Self {
            status: received.status,
            etag: received.etag,
            resource: match received.body {
                Body::Nothing => None,
                Body::Json(value, _) => Resource::from_value(value),
            },
            retry_after: received.retry_after,
            bytes: received.bytes,
            exchange: received.exchange,
        }
    }
}
