//! The client: one service provider, cheap to clone.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use reqwest::header::HeaderMap;

use crate::auth::{SecretText, extra};
use crate::oauth::AccessToken;
use crate::redact::Redactor;
use crate::transport::Opened;
use crate::{BaseUrl, ClientConfig, ClientError, Dialect, LastExchange, Limits, Pace, ProxyInUse, http};

/// A client for one service provider. Clones share connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
    /// See [`Client::first_byte_by`].
    pub(crate) first_byte_by: Option<Instant>,
    /// See [`Client::speaking`].
    dialect: Arc<Dialect>,
    /// See [`Client::paced`].
    pub(crate) pace: Option<Arc<dyn Pace>>,
    /// See [`Client::watched`].
    pub(crate) last: Option<LastExchange>,
}

pub(crate) struct Inner {
    pub(crate) config: ClientConfig,
    pub(crate) http: reqwest::Client,
    pub(crate) opened: Opened,
    /// The proxy that requests go through.
    pub(crate) proxy: Option<ProxyInUse>,
    /// The credential and the extra headers. Secrets are marked sensitive, and set on each request,
    /// never as default headers, which `Debug` would print.
    pub(crate) headers: HeaderMap,
    /// The extra parameters.
    pub(crate) parameters: Vec<(String, SecretText)>,
    redactor: RwLock<Arc<Redactor>>,
    /// The newest access token that the redactor knows.
    hidden: AtomicU64,
}

impl Client {
    /// Builds the client; makes no request. Fails when the credential cannot be sent or the computer's
    /// trusted certificates cannot be read.
    pub fn new(config: ClientConfig) -> Result<Self, ClientError> {
        let mut headers = extra::headers(&config.extras, &config.auth)?;
        headers.extend(config.auth.header()?);
        let parameters = extra::parameters(&config.extras)?;
        let opened = Opened::default();
        let limits = &config.limits;
        let plain = config.base.is_plain_loopback();
        let http = http::build(&config.network, limits, &config.user_agent, plain, Some(&opened))?;
        let proxy = config.network.proxy_for(config.base.url());
        let mut redactor = Redactor::new(&config.auth, &config.secret_attributes);
        redactor.add_extras(&config.extras);
        Ok(Self {
            dialect: Arc::new(config.dialect.clone()),
            inner: Arc::new(Inner {
                config,
                http,
                opened,
                proxy,
                headers,
                parameters,
                redactor: RwLock::new(Arc::new(redactor)),
                hidden: AtomicU64::new(0),
            }),
            first_byte_by: None,
            pace: None,
            last: None,
        })
    }

    /// The same client for writes that leave by this moment or not at all: a write that has found no
    /// connection by then is [`ClientError::NotSent`], and from then on nothing of it can leave. One
    /// that was handed to a connection in time goes on to the total deadline. (Over HTTP/2 it may
    /// wait there while the server allows no further stream.) Reads do not mind.
    #[must_use]
    pub fn first_byte_by(&self, at: Instant) -> Self {
        Self {
            first_byte_by: Some(at),
            ..self.clone()
        }
    }

    /// The same client in another dialect, when more is known of the server than at the beginning.
    #[must_use]
    pub fn speaking(&self, dialect: Dialect) -> Self {
        Self {
            dialect: Arc::new(dialect),
            ..self.clone()
        }
    }

    /// The same client, each of whose requests has its turn, and whose walks sit out a 429 that names no time.
    #[must_use]
    pub fn paced(&self, pace: Arc<dyn Pace>) -> Self {
        Self {
            pace: Some(pace),
            ..self.clone()
        }
    }

    /// The same client, and the last exchange of this copy and of its own: where a step takes several requests, the one
    /// that decided it.
    #[must_use]
    pub fn watched(&self) -> (Self, LastExchange) {
        let last = LastExchange::default();
        let watched = Self {
            last: Some(last.clone()),
            ..self.clone()
        };
        (watched, last)
    }

    /// Where the server departs from the RFC.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// The connection's name.
    pub fn connection(&self) -> &str {
        &self.inner.config.connection
    }

    /// Where the service provider is.
    pub fn base(&self) -> &BaseUrl {
        &self.inner.config.base
    }

    /// The bounds it works within.
    pub fn limits(&self) -> &Limits {
        &self.inner.config.limits
    }

    /// Adds names of attributes whose values are never recorded (`returned: never` in a schema that
    /// was read earlier). Discovery calls this by itself.
    pub fn hide_attributes(&self, names: impl IntoIterator<Item = String>) {
        let mut guard = self
            .inner
            .redactor
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut guard).add_names(names);
    }

    /// Has the redactor know an access token, once.
    pub(crate) fn hide_token(&self, token: &AccessToken) {
        if self.inner.hidden.swap(token.serial, Ordering::SeqCst) != token.serial {
            let mut guard = self
                .inner
                .redactor
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            Arc::make_mut(&mut guard).add_text(token.text.expose());
        }
    }

    pub(crate) fn redactor(&self) -> Arc<Redactor> {
        let guard = self.inner.redactor.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&guard)
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
