//! What a client needs to know before its first request.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::{Auth, BaseUrl, Dialect, Extra, Network, Recorder};

/// Bounds of a request and of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Longest wait for a connection, name lookup and TLS included.
    pub connect_timeout: Duration,
    /// Longest life of a request, from its start to the last byte of the answer.
    pub total_timeout: Duration,
    /// Most bytes of an answer, counted after decompression.
    pub max_body: u64,
    /// Deepest nesting of JSON in an answer.
    pub max_depth: usize,
    /// Resources asked for in a page when the caller names no number.
    pub page_size: u64,
    /// Most pages of one walk.
    pub max_pages: u32,
    /// How long an unused connection is kept. Short, because servers close idle connections after
    /// five seconds and a write sent into a closing one has an unknown outcome.
    pub pool_idle_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(60),
            max_body: 64 * 1024 * 1024,
            max_depth: 64,
            page_size: 100,
            max_pages: 20_000,
            pool_idle_timeout: Duration::from_secs(4),
        }
    }
}

/// A connection as the client sees it. Build it with [`ClientConfig::new`] and set what differs.
#[derive(Clone)]
#[non_exhaustive]
pub struct ClientConfig {
    /// The connection's name, for messages.
    pub connection: String,
    /// Where the service provider is.
    pub base: BaseUrl,
    /// The credential.
    pub auth: Auth,
    /// What else goes with every request.
    pub extras: Vec<Extra>,
    /// Bounds.
    pub limits: Limits,
    /// `User-Agent`; some servers refuse a request without one.
    pub user_agent: String,
    /// Where exchanges go.
    pub recorder: Option<Arc<dyn Recorder>>,
    /// How the server is reached.
    pub network: Network,
    /// Where the server is known to depart from the RFC.
    pub dialect: Dialect,
    /// Names of attributes whose values are never recorded, besides `password` and what discovery
    /// finds with `returned: never`.
    pub secret_attributes: Vec<String>,
}

impl ClientConfig {
    /// A configuration with the default bounds and no recorder.
    pub fn new(connection: impl Into<String>, base: BaseUrl, auth: Auth) -> Self {
        Self {
            connection: connection.into(),
            base,
            auth,
            extras: Vec::new(),
            limits: Limits::default(),
            user_agent: concat!("Rollcall/", env!("CARGO_PKG_VERSION")).to_owned(),
            recorder: None,
            network: Network::default(),
            dialect: Dialect::default(),
            secret_attributes: Vec::new(),
        }
    }
}

impl fmt::Debug for ClientConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientConfig")
            .field("connection", &self.connection)
            .field("base", &self.base)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
