//! A connection as the engine works with it.

use rollcall_scim_client::BaseUrl;
use rollcall_scim_client::oauth::EndpointUrl;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::{NetworkProfile, TokenLife};
use crate::guards::confirmation::hex;
use crate::guards::rules::Guarded;
use crate::{AuthView, ConnectionColour, ConnectionId, Environment, ExtraPlace, ExtraView, ProxyView};

/// What is known of a connection, without its secret.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) id: ConnectionId,
    pub(crate) name: String,
    /// `None` for the sample directory, whose address is made at each start.
    pub(crate) base: Option<BaseUrl>,
    pub(crate) environment: Environment,
    pub(crate) auth: AuthView,
    pub(crate) extras: Vec<ExtraView>,
    pub(crate) token: Option<TokenLife>,
    pub(crate) network: NetworkProfile,
    pub(crate) read_only: bool,
    pub(crate) unlocked_until: Option<OffsetDateTime>,
    pub(crate) colour: Option<ConnectionColour>,
    pub(crate) notes: String,
    pub(crate) created_at: OffsetDateTime,
}

impl Profile {
    /// What the guards look at.
    pub(crate) fn guarded(&self) -> Guarded<'_> {
        Guarded {
            name: &self.name,
            environment: self.environment,
            read_only: self.read_only,
            unlocked_until: self.unlocked_until,
            irreversible: None,
        }
    }

    /// Whether it is the sample directory.
    pub(crate) fn built_in(&self) -> bool {
        self.environment == Environment::BuiltIn
    }

    /// The secrets it needs. Each name holds the origin, so that a store whose address was swapped finds no secret
    /// to send there (threats H7).
    pub(crate) fn secrets(&self) -> Vec<SecretName> {
        let Some(base) = &self.base else {
            return Vec::new();
        };
        let sign_in = self.auth.has_secret().then(|| self.secret_of(Slot::SignIn, base));
        let refresh =
            matches!(self.auth, AuthView::Person { .. }).then(|| self.secret_of(Slot::Refresh, base));
        let extras = self
            .extras
            .iter()
            .filter(|e| e.secret)
            .map(|e| self.secret_of(Slot::Extra(e.place, e.name.clone()), base));
        let key = self
            .network
            .client_certificate
            .as_ref()
            .map(|_| self.secret_of(Slot::ClientKey, base));
        let proxy = self
            .network
            .proxy_user()
            .map(|_| self.secret_of(Slot::Proxy, base));
        sign_in
            .into_iter()
            .chain(refresh)
            .chain(key)
            .chain(proxy)
            .chain(extras)
            .collect()
    }

    /// `token:<connection>:<hash of the origin>` and `extra:…:<hash of the name>`.
    fn secret_of(&self, slot: Slot, base: &BaseUrl) -> SecretName {
        // A client's secret goes to the authorization server: it is bound to that origin too.
        let origin = match (&slot, self.auth.oauth()) {
            (Slot::SignIn | Slot::Refresh, Some(oauth)) => {
                let other = EndpointUrl::parse(&oauth.token_url).map(|url| url.origin());
                short_hash(&format!("{}\n{}", base.origin(), other.unwrap_or_default()))
            }
            _ => short_hash(&base.origin()),
        };
        let name = match &slot {
            Slot::SignIn => format!("token:{}:{origin}", self.id),
            Slot::ClientKey => format!("key:{}:{origin}", self.id),
            Slot::Proxy => {
                // It goes to the proxy alone, and is bound to that.
                let proxy = match &self.network.proxy {
                    ProxyView::Explicit { address, .. } => short_hash(address),
                    ProxyView::System | ProxyView::Off => String::new(),
                };
                format!("proxy:{}:{proxy}", self.id)
            }
            Slot::Refresh => format!("refresh:{}:{origin}", self.id),
            Slot::Extra(place, name) => {
                let what = short_hash(&format!("{place:?}:{}", name.to_lowercase()));
                format!("extra:{}:{origin}:{what}", self.id)
            }
        };
        SecretName { slot, name }
    }
}

/// What a secret is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Signing in: token, password, key.
    SignIn,
    /// The refresh token.
    Refresh,
    /// The client's certificate with its key.
    ClientKey,
    /// The proxy's password.
    Proxy,
    /// A header or parameter.
    Extra(ExtraPlace, String),
}

/// A secret of a profile and the name it is kept under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SecretName {
    pub(crate) slot: Slot,
    pub(crate) name: String,
}

fn short_hash(text: &str) -> String {
    let mut hash = hex(&Sha256::digest(text));
    hash.truncate(32);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_secret_is_bound_to_the_origin_and_not_to_the_path() {
        let names = |url: &str| -> Vec<String> {
            let secrets = profile(url).secrets();
            secrets.into_iter().map(|s| s.name).collect()
        };
        let here = names("https://scim.example.com/v2");
        assert_eq!(here.len(), 2, "the token and the secret header");
        assert_eq!(
            here,
            names("https://scim.example.com/other"),
            "a corrected path keeps the secrets"
        );
        for other in [
            "https://evil.example.net/v2",
            "https://scim.example.com:8443/v2",
            "http://localhost/v2",
        ] {
            assert!(
                names(other).iter().all(|name| !here.contains(name)),
                "another origin has no secret of this one"
            );
        }
    }

    fn profile(url: &str) -> Profile {
        let extra = |name: &str, secret: bool| ExtraView {
            place: ExtraPlace::Header,
            name: name.into(),
            secret,
            value: None,
        };
        Profile {
            id: ConnectionId(Uuid::from_u128(7)),
            name: "Globex".into(),
            base: Some(BaseUrl::parse(url).unwrap()),
            environment: Environment::Test,
            auth: AuthView::Bearer,
            extras: vec![extra("X-Second", true), extra("X-Tenant", false)],
            token: None,
            network: NetworkProfile::default(),
            read_only: false,
            unlocked_until: None,
            colour: None,
            notes: String::new(),
            created_at: OffsetDateTime::UNIX_EPOCH,
        }
    }
}
