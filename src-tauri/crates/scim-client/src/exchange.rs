//! The record of one exchange, as the one hook hands it out: timed, bounded and redacted.

use std::sync::{Arc, Mutex, PoisonError};

use time::OffsetDateTime;

/// Most bytes of a recorded body.
pub const BODY_LIMIT: usize = 16 * 1024;
/// Most bytes of a recorded or reported error text.
pub const ERROR_LIMIT: usize = 2 * 1024;

/// The error of a request that was ended on this side: nobody wanted its answer any more.
pub const GIVEN_UP: &str = "given up before an answer was complete";

/// One request and what came of it. Secrets and values the schema never returns are already removed;
/// of list answers only the envelope is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// When the request was started.
    pub at: OffsetDateTime,
    /// How long it took, to the end of the body or of the attempt, in milliseconds.
    pub duration_ms: u64,
    /// `discover`, `get`, `list`, `create`, `replace`, `patch`, `delete`, `bulk`.
    pub operation: &'static str,
    /// HTTP method.
    pub method: String,
    /// Path with the query; filter values are masked.
    pub path: String,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// What went wrong, in a sentence of at most 2 kB.
    pub error: Option<String>,
    /// Request headers; credentials are masked.
    pub request_headers: Vec<(String, String)>,
    /// Request body, redacted, at most 16 KiB.
    pub request_body: Option<String>,
    /// Response headers; cookies are masked.
    pub response_headers: Vec<(String, String)>,
    /// Response body, redacted, at most 16 KiB; of a list only its envelope.
    pub response_body: Option<String>,
    /// Bytes of the body after decompression.
    pub bytes_received: u64,
    /// Whether a body was cut.
    pub truncated: bool,
}

/// What a recorder knows an exchange by again, in this run and in later ones.
pub type ExchangeMark = i64;

/// The last recorded exchange of one client: for who says afterwards what showed something. See [`Client::watched`].
///
/// [`Client::watched`]: crate::Client::watched
#[derive(Clone, Default)]
pub struct LastExchange(Arc<Mutex<Option<ExchangeMark>>>);

impl LastExchange {
    /// What it is known by; `None` before the first, and where it was not kept.
    pub fn mark(&self) -> Option<ExchangeMark> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note(&self, mark: Option<ExchangeMark>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = mark;
    }
}

/// Where exchanges go. Called on the request's own task: keep it quick, hand over to a channel.
pub trait Recorder: Send + Sync {
    /// Takes one finished exchange. What it will be found by, where it is kept.
    fn record(&self, exchange: Exchange) -> Option<ExchangeMark>;
}
