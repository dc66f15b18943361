//! How a server is reached, as a file carries it: proxy, authorities of one's own, patience. Neither a private key nor a
//! password nor a user name of the proxy: those belong to a person.

use serde::{Deserialize, Serialize};

use super::super::files::authorities;
use super::super::network::{NetworkProfile, ProxyView, checked_proxy, checked_timeout};
use crate::{Notice, NoticeCode};

/// Longest text of authorities, in bytes.
const LONGEST: usize = 512 * 1024;

/// How a server is reached, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PortableNetwork {
    /// The proxy, without its user.
    #[serde(default)]
    pub proxy: ProxyView,
    /// Authorities trusted besides the computer's: certificates as PEM, one after the other; empty for none.
    #[serde(default)]
    pub trusted: String,
    /// Seconds for an answer; as usual when not said.
    #[serde(default)]
    pub timeout_seconds: Option<u32>,
}

impl PortableNetwork {
    /// What travels of a profile; `None` where everything is as usual.
    pub(super) fn of(network: &NetworkProfile) -> Option<Self> {
        let proxy = match &network.proxy {
            ProxyView::Explicit { address, .. } => ProxyView::Explicit {
                address: address.clone(),
                user: String::new(),
            },
            other => other.clone(),
        };
        let one = Self {
            proxy,
            trusted: network.trusted_pem.clone(),
            timeout_seconds: network.timeout_seconds,
        };
        (one != Self::default()).then_some(one)
    }

    /// Checks it as if a person had entered it; the reason when it cannot be used.
    pub(super) fn checked(&self) -> Result<NetworkProfile, String> {
        let said = |error: crate::EngineError| error.message.trim_end_matches('.').to_owned();
        let (trusted_pem, trusted) = match self.trusted.as_str() {
            "" => Default::default(),
            text if text.len() > LONGEST => return Err("the authorities are too long".into()),
            text if text.contains("PRIVATE KEY") => return Err("a private key has no place in a file".into()),
            text => authorities(text.as_bytes()).map_err(|why| why.to_string())?,
        };
        Ok(NetworkProfile {
            trusted_pem,
            trusted,
            client_certificate: None,
            proxy: checked_proxy(&self.proxy).map_err(said)?,
            timeout_seconds: self
                .timeout_seconds
                .map(checked_timeout)
                .transpose()
                .map_err(said)?,
        })
    }
}

/// Whoever makes a file could lead its connection past themselves: what it says of the way is named before a secret is
/// entered.
pub(super) fn way_of_file(name: &str, network: &NetworkProfile) -> Option<Notice> {
    let mut what: Vec<String> = Vec::new();
    if let ProxyView::Explicit { address, .. } = &network.proxy {
        what.push(address.clone());
    }
    what.extend(network.trusted.iter().map(|c| c.subject.clone()));
    if what.is_empty() {
        return None;
    }
    let what = what.join(", ");
    let text = format!(
        "{name} is reached as the file says, by a proxy or an authority of its own: {what}. Enter its secret only if \
         you know them."
    );
    let notice = Notice::new(NoticeCode::ProfileNetwork, text);
    Some(notice.with("connection", name).with("what", what))
}
