//! How a server is reached: trusted authorities, the client's own certificate, proxy, time.

use std::time::Duration;

use rollcall_scim_client::{Identity, Limits, Network, Proxy, SecretText};
use serde::{Deserialize, Serialize};
use url::Url;

use super::files::{FilesChoice, client_certificate, trusted};
use super::profile::{Profile, Slot};
use crate::{At, Engine, EngineError, ErrorCode, SecretInput};

/// Shortest and longest time for an answer, in seconds.
const TIMES: std::ops::RangeInclusive<u32> = 5..=600;

/// Through which proxy a server is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ProxyView {
    /// As the system says.
    #[default]
    System,
    /// None.
    Off,
    /// This one.
    Explicit {
        /// `http://host:port`.
        address: String,
        /// User name; empty when it wants none. The password is kept in the secret store.
        user: String,
    },
}

/// A certificate, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NetworkCertificate {
    /// Whom it is for.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// When it ends.
    pub ends_at: At,
    /// SHA-256 of it, in hexadecimal.
    pub fingerprint: String,
}

/// How a server is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NetworkView {
    /// Authorities trusted besides the computer's.
    pub trusted: Vec<NetworkCertificate>,
    /// The client's own certificate; its key is kept in the secret store.
    pub client_certificate: Option<NetworkCertificate>,
    /// The proxy.
    pub proxy: ProxyView,
    /// Host and port of the proxy in use, whoever names it.
    pub proxy_in_use: Option<String>,
    /// Seconds for an answer.
    pub timeout_seconds: u32,
}

/// How a server is to be reached, as entered; what is `None` stays.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct NetworkInput {
    /// Files with authorities to trust.
    pub trusted: Option<FilesChoice>,
    /// The file (or two) with the client's certificate and key.
    pub client_certificate: Option<FilesChoice>,
    /// The password of a PKCS#12 file. It is not kept.
    pub file_password: Option<SecretInput>,
    /// The proxy.
    pub proxy: Option<ProxyView>,
    /// The proxy's password.
    pub proxy_password: Option<SecretInput>,
    /// Seconds for an answer.
    pub timeout_seconds: Option<u32>,
}

impl NetworkInput {
    /// Whether nothing was entered.
    pub(super) fn is_empty(&self) -> bool {
        self.trusted.is_none()
            && self.client_certificate.is_none()
            && self.proxy.is_none()
            && self.proxy_password.is_none()
            && self.timeout_seconds.is_none()
    }
}

/// The same as the profile keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NetworkProfile {
    /// As PEM.
    pub(super) trusted_pem: String,
    pub(super) trusted: Vec<NetworkCertificate>,
    pub(super) client_certificate: Option<NetworkCertificate>,
    pub(super) proxy: ProxyView,
    pub(super) timeout_seconds: Option<u32>,
}

impl NetworkProfile {
    /// Whether the proxy wants a password.
    pub(super) fn proxy_user(&self) -> Option<&str> {
        match &self.proxy {
            ProxyView::Explicit { user, .. } if !user.is_empty() => Some(user),
            _ => None,
        }
    }

    /// The bounds of a request.
    pub(crate) fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        if let Some(seconds) = self.timeout_seconds {
            limits.total_timeout = Duration::from_secs(seconds.into());
        }
        limits
    }
}

impl Engine {
    /// Checks what was entered, and puts it into a profile; the secrets come back with what they are for.
    pub(super) fn checked_network(
        &self,
        input: &NetworkInput,
        network: &mut NetworkProfile,
    ) -> Result<Vec<(Slot, SecretText)>, EngineError> {
        let mut secrets = Vec::new();
        if let Some(chosen) = &input.trusted {
            (network.trusted_pem, network.trusted) = trusted(self, chosen)?;
        }
        if let Some(chosen) = &input.client_certificate {
            let own = client_certificate(self, chosen, input.file_password.as_ref())?;
            network.client_certificate = own.as_ref().map(|(view, _)| view.clone());
            secrets.extend(own.map(|(_, pem)| (Slot::ClientKey, pem)));
        }
        if let Some(proxy) = &input.proxy {
            network.proxy = checked_proxy(proxy)?;
        }
        if let Some(password) = &input.proxy_password
            && network.proxy_user().is_some()
        {
            secrets.push((Slot::Proxy, SecretText::new(password.expose().to_owned())));
        }
        if let Some(seconds) = input.timeout_seconds {
            network.timeout_seconds = Some(checked_timeout(seconds)?);
        }
        Ok(secrets)
    }

    /// How a profile's server is reached, for people.
    pub(super) fn network_view(&self, profile: &Profile) -> NetworkView {
        let network = &profile.network;
        let way = Network {
            proxy: proxy(network, None).unwrap_or_default(),
            ..Network::default()
        };
        NetworkView {
            trusted: network.trusted.clone(),
            client_certificate: network.client_certificate.clone(),
            proxy: network.proxy.clone(),
            proxy_in_use: profile
                .base
                .as_ref()
                .and_then(|base| way.proxy_for(base.url()))
                .map(|p| p.address),
            timeout_seconds: network
                .timeout_seconds
                .unwrap_or_else(|| u32::try_from(Limits::default().total_timeout.as_secs()).unwrap_or(60)),
        }
    }
}

/// How a profile's server is reached, with its secrets: `key` of the client's certificate, `password` of the proxy.
pub(super) fn network(
    profile: &Profile,
    key: Option<SecretText>,
    password: Option<SecretText>,
) -> Result<Network, EngineError> {
    let unusable = |what: &str| EngineError::internal(what);
    let kept = &profile.network;
    Ok(Network {
        extra_roots: match kept.trusted_pem.is_empty() {
            true => Vec::new(),
            false => rollcall_scim_client::identity::certificates(kept.trusted_pem.as_bytes())
                .map_err(|_| unusable("a certificate that was checked"))?,
        },
        identity: match (&kept.client_certificate, key) {
            (Some(_), Some(pem)) => Some(
                Identity::from_pem(&pem).map_err(|_| unusable("a client certificate that was checked"))?,
            ),
            _ => None,
        },
        proxy: proxy(kept, password).ok_or_else(|| unusable("a proxy that was checked"))?,
    })
}

fn proxy(kept: &NetworkProfile, password: Option<SecretText>) -> Option<Proxy> {
    Some(match &kept.proxy {
        ProxyView::System => Proxy::System,
        ProxyView::Off => Proxy::Off,
        ProxyView::Explicit { address, user } => Proxy::Explicit {
            address: Url::parse(address).ok()?,
            credentials: password
                .filter(|_| !user.is_empty())
                .map(|password| (user.clone(), password)),
        },
    })
}

pub(super) fn checked_timeout(seconds: u32) -> Result<u32, EngineError> {
    if TIMES.contains(&seconds) {
        return Ok(seconds);
    }
    Err(refused(
        "timeout",
        "An answer is waited for 5 to 600 seconds.",
        "Choose a time in between.",
    ))
}

pub(super) fn checked_proxy(proxy: &ProxyView) -> Result<ProxyView, EngineError> {
    let ProxyView::Explicit { address, user } = proxy else {
        return Ok(proxy.clone());
    };
    let text = address.trim();
    let text = match text.contains("://") {
        true => text.to_owned(),
        false => format!("http://{text}"),
    };
    let url = Url::parse(&text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none()
            && matches!(url.path(), "" | "/")
            && url.query().is_none()
    });
    let Some(url) = url else {
        return Err(refused(
            "proxy",
            "This is no address of a proxy.",
            "Enter it like http://proxy.example.com:3128, without a user name.",
        ));
    };
    let user = user.trim();
    if user.contains(':') || user.chars().any(char::is_control) {
        return Err(refused(
            "proxy",
            "The proxy's user name holds a character that cannot be sent.",
            "Enter it without a colon.",
        ));
    }
    Ok(ProxyView::Explicit {
        address: url.as_str().trim_end_matches('/').to_owned(),
        user: user.to_owned(),
    })
}

pub(super) fn refused(field: &str, what: &str, action: &str) -> EngineError {
    EngineError::new(ErrorCode::InvalidInput, what, "Nothing was saved.", action).with("field", field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explicit(address: &str) -> ProxyView {
        ProxyView::Explicit {
            address: address.into(),
            user: String::new(),
        }
    }

    #[test]
    fn a_proxy_is_a_host_with_a_port_and_nothing_else() {
        assert_eq!(
            checked_proxy(&explicit(" proxy.example.com:3128 ")).unwrap(),
            explicit("http://proxy.example.com:3128"),
            "as people write it"
        );
        for other in [
            "",
            "socks5://proxy.example.com:1080",
            "http://kim:word@proxy.example.com:3128",
            "http://proxy.example.com:3128/path",
            "http://proxy.example.com/?x=1",
        ] {
            let error = checked_proxy(&explicit(other)).unwrap_err();
            assert!(
                !format!("{error:?}").contains("word"),
                "a password is not repeated: {error:?}"
            );
        }
    }
}
