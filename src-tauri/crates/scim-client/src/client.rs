//! The client: one service provider, cheap to clone.

use std::fmt;
use std::sync::Arc;

use crate::{BaseUrl, ClientConfig, ClientError};

/// A client for one service provider. Clones share connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) config: ClientConfig,
}

impl Client {
    /// Builds the client; makes no request.
    pub fn new(config: ClientConfig) -> Result<Self, ClientError> {
        config.auth.header()?;
        Ok(Self {
            inner: Arc::new(Inner { config }),
        })
    }

    /// The connection's name.
    pub fn connection(&self) -> &str {
        &self.inner.config.connection
    }

    /// Where the service provider is.
    pub fn base(&self) -> &BaseUrl {
        &self.inner.config.base
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("connection", &self.inner.config.connection)
            .field("base", &self.inner.config.base)
            .finish_non_exhaustive()
    }
}
