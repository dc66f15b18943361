//! The one way an HTTP client is built: no redirects, no cookies, no repeats, guarded TLS.

use crate::transport::Opened;
use crate::{ClientError, Limits, tls};

/// How servers are reached.
#[derive(Clone, Default)]
pub struct Network {
    /// Certificates of authorities trusted besides the platform's, DER encoded.
    pub extra_roots: Vec<Vec<u8>>,
}

/// Builds a client. `plain`: for this computer, without encryption.
pub(crate) fn build(
    network: &Network,
    limits: &Limits,
    user_agent: &str,
    plain: bool,
    opened: Option<&Opened>,
) -> Result<reqwest::Client, ClientError> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::config(network, plain)?)
        .redirect(reqwest::redirect::Policy::none())
        // Only the queue repeats anything; see `attempt` for the one exception.
        .retry(reqwest::retry::never())
        .referer(false)
        .https_only(!plain)
        .connect_timeout(limits.connect_timeout)
        .pool_idle_timeout(limits.pool_idle_timeout)
        .tcp_nodelay(true)
        .user_agent(user_agent);
    if let Some(opened) = opened {
        builder = builder.connector_layer(opened.clone());
    }
    if plain {
        // A proxy must not see an unencrypted credential meant for this computer.
        builder = builder.no_proxy();
    }
    builder.build().map_err(|e| ClientError::Setup {
        message: e.without_url().to_string(),
    })
}
