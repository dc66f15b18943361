//! The one way an HTTP client is built: no redirects, no cookies, no repeats, guarded TLS.

use hyper::http::uri::{Authority, Uri};
use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use crate::transport::Opened;
use crate::{ClientError, Identity, Limits, SecretText, tls};

/// How servers are reached.
#[derive(Clone, Default)]
pub struct Network {
    /// Certificates of authorities trusted besides the platform's, DER encoded.
    pub extra_roots: Vec<Vec<u8>>,
    /// The client's own certificate, for servers that want one.
    pub identity: Option<Identity>,
    /// The proxy.
    pub proxy: Proxy,
}

/// Through which proxy servers are reached. A server on this computer without encryption is reached without one.
#[derive(Clone, Default)]
pub enum Proxy {
    /// As the system and the environment say.
    #[default]
    System,
    /// None.
    Off,
    /// This one.
    Explicit {
        /// `http://host:port`.
        address: Url,
        /// User name and password, if it wants them.
        credentials: Option<(String, SecretText)>,
    },
}

/// A proxy that requests go through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyInUse {
    /// Host and port.
    pub address: String,
    /// Whether it gets a user name and password.
    pub signed_in: bool,
}

impl Network {
    /// The proxy that a request to this address would go through.
    pub fn proxy_for(&self, address: &Url) -> Option<ProxyInUse> {
        if address.scheme() != "https" {
            return None;
        }
        let (uri, signed_in): (Uri, bool) = match &self.proxy {
            Proxy::Off => return None,
            Proxy::Explicit { address, credentials } => {
                (address.as_str().parse().ok()?, credentials.is_some())
            }
            Proxy::System => {
                let found = Matcher::from_system().intercept(&address.as_str().parse().ok()?)?;
                (found.uri().clone(), found.basic_auth().is_some())
            }
        };
        let authority: Authority = uri.into_parts().authority?;
        let port = authority.port_u16().map(|p| format!(":{p}")).unwrap_or_default();
        Some(ProxyInUse {
            address: format!("{}{port}", authority.host()),
            signed_in,
        })
    }
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
    match &network.proxy {
        Proxy::System => {}
        Proxy::Off => builder = builder.no_proxy(),
        Proxy::Explicit { address, credentials } => {
            let mut proxy = reqwest::Proxy::all(address.clone()).map_err(|e| setup(&e))?;
            if let Some((user, password)) = credentials {
                proxy = proxy.basic_auth(user, password.expose());
            }
            builder = builder.proxy(proxy);
        }
    }
    if plain {
        // A proxy must not see an unencrypted credential meant for this computer.
        builder = builder.no_proxy();
    }
    builder.build().map_err(|e| setup(&e.without_url()))
}

fn setup(error: &reqwest::Error) -> ClientError {
    ClientError::Setup {
        message: error.to_string(),
    }
}
