//! How a connection signs in, and what else it sends, as plain data.

use serde::{Deserialize, Serialize};

use crate::SecretInput;

/// How a connection signs in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum AuthView {
    /// Not at all.
    #[default]
    None,
    /// Bearer token, kept in the secret store.
    Bearer,
    /// User name, with the password in the secret store.
    Basic {
        /// The user name.
        user: String,
    },
    /// A key in a header, kept in the secret store.
    ApiKey {
        /// The header's name.
        header: String,
    },
    /// OAuth 2.0 with the client's own right; its secret or private key is kept in the secret store.
    ClientCredentials {
        /// The authorization server.
        oauth: OAuthView,
    },
    /// OAuth 2.0 for a person: signed in once in the browser (authorization code with PKCE), then by the refresh token
    /// in the secret store.
    Person {
        /// Where the browser goes; empty when the refresh token was got otherwise.
        authorize_url: String,
        /// The authorization server.
        oauth: OAuthView,
    },
}

impl AuthView {
    /// The authorization server, when there is one.
    pub fn oauth(&self) -> Option<&OAuthView> {
        match self {
            Self::ClientCredentials { oauth } | Self::Person { oauth, .. } => Some(oauth),
            Self::None | Self::Bearer | Self::Basic { .. } | Self::ApiKey { .. } => None,
        }
    }

    /// Whether both sign in the same way, whatever the names in it.
    pub fn same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Whether there is a secret besides refresh tokens.
    pub fn has_secret(&self) -> bool {
        match self {
            Self::None => false,
            other => other.oauth().is_none_or(|o| o.proof != ClientProofKind::None),
        }
    }
}

/// How the client proves to an authorization server who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ClientProofKind {
    /// Its secret in the Authorization header (`client_secret_basic`).
    #[default]
    Basic,
    /// Its secret in the body (`client_secret_post`).
    Post,
    /// A statement signed with its private key (`private_key_jwt`).
    PrivateKey,
    /// Not at all: a public client.
    None,
}

/// An authorization server and this client there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OAuthView {
    /// The token endpoint.
    pub token_url: String,
    /// The client's name there.
    pub client_id: String,
    /// How it proves who it is.
    pub proof: ClientProofKind,
    /// The key's name there (`kid`), for a private key; may be empty.
    #[serde(default)]
    pub key_id: String,
    /// Scopes, separated by spaces; may be empty.
    #[serde(default)]
    pub scope: String,
    /// `audience`, as some servers want it; may be empty.
    #[serde(default)]
    pub audience: String,
    /// `resource` (RFC 8707); may be empty.
    #[serde(default)]
    pub resource: String,
    /// The account to sign in to, where the server knows the grant `account_credentials` (Zoom); empty elsewhere. For a
    /// client that signs in by itself.
    #[serde(default)]
    pub account_id: String,
    /// The port of this computer that the browser comes back to, where the redirect address had to be registered before
    /// (`http://127.0.0.1:PORT/callback`); any free one when not said. For a person only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "wire", ts(optional))]
    pub redirect_port: Option<u16>,
}

/// Where something goes that is sent with every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ExtraPlace {
    /// A request header.
    Header,
    /// A parameter of the query.
    Query,
}

/// A header or parameter sent with every request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ExtraView {
    /// Where it goes.
    pub place: ExtraPlace,
    /// Its name.
    pub name: String,
    /// Whether its value is a secret, kept in the secret store.
    pub secret: bool,
    /// Its value; `None` when it is a secret.
    pub value: Option<String>,
}

/// A header or parameter as a person enters it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ExtraInput {
    /// Where it goes.
    pub place: ExtraPlace,
    /// Its name.
    pub name: String,
    /// Whether its value is a secret.
    pub secret: bool,
    /// Its value; `None` keeps the secret that is stored.
    pub value: Option<SecretInput>,
}
