//! The recorded exchanges with a server, secrets already removed.

mod list;

use serde::Serialize;

use crate::At;

/// One exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ExchangeView {
    /// Number in the record; higher is newer.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub seq: i64,
    /// When it was sent.
    pub at: At,
    /// How long it took, in milliseconds.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub duration_ms: u64,
    /// What it was for.
    pub operation: String,
    /// HTTP method.
    pub method: String,
    /// Path, people's data in the query removed.
    pub path: String,
    /// HTTP status; `None` when no answer came.
    pub status: Option<u16>,
    /// Why no answer came.
    pub error: Option<String>,
    /// Request headers as text, secrets removed.
    pub request_headers: String,
    /// Request body.
    pub request_body: Option<String>,
    /// Response headers as text.
    pub response_headers: String,
    /// Response body.
    pub response_body: Option<String>,
    /// Size of the answer.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub bytes_received: u64,
    /// Whether a body was cut for the record.
    pub truncated: bool,
}
