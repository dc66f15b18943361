//! How a request proves who sends it. One file per family; each gives the value of one header.

mod api_key;
mod basic;
mod bearer;
pub(crate) mod extra;

use std::fmt;
use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::ClientError;
use crate::oauth::TokenSource;

/// A secret text: wiped from memory when dropped, shown by no `Debug`, written by no serializer.
#[derive(Clone)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes ownership of the secret.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret itself, for the one place that must send it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(hidden)")
    }
}

/// The credential of a connection.
#[derive(Clone, Debug)]
pub enum Auth {
    /// No credential is sent.
    None,
    /// `Authorization: Bearer …` (RFC 6750 §2.1).
    Bearer(SecretText),
    /// `Authorization: Basic …` (RFC 7617).
    Basic {
        /// The user name; it may not contain a colon.
        user: String,
        /// The password.
        password: SecretText,
    },
    /// A key in a header of the server's choice.
    ApiKey {
        /// The header's name.
        header: String,
        /// The key, sent as it is.
        key: SecretText,
    },
    /// An access token of an authorization server, as a bearer token.
    OAuth(Arc<TokenSource>),
}

impl Auth {
    /// The header that carries the credential, its value marked sensitive; `None` when nothing is sent.
    pub(crate) fn header(&self) -> Result<Option<(HeaderName, HeaderValue)>, ClientError> {
        let authorization = |value| Some((AUTHORIZATION, value));
        match self {
            Self::None => Ok(None),
            Self::Bearer(token) => bearer::header(token).map(authorization),
            Self::Basic { user, password } => basic::header(user, password).map(authorization),
            // Its token changes: each request asks for the one in use.
            Self::OAuth(_) => Ok(None),
            Self::ApiKey { header, key } => api_key::header(header, key).map(Some),
        }
    }

    /// Whether signing in sets this header.
    pub(crate) fn sets(&self, name: &str) -> bool {
        match self {
            Self::None => false,
            Self::Bearer(_) | Self::Basic { .. } | Self::OAuth(_) => {
                name.eq_ignore_ascii_case("authorization")
            }
            Self::ApiKey { header, .. } => name.eq_ignore_ascii_case(header),
        }
    }

    /// Every text that must not be written anywhere: the secret and the forms it takes on the wire.
    pub(crate) fn secret_forms(&self) -> Vec<Zeroizing<String>> {
        match self {
            Self::None => Vec::new(),
            Self::OAuth(source) => source.secret_forms(),
            // As it is sent: without white space from a careless paste.
            Self::Bearer(token) | Self::ApiKey { key: token, .. } => {
                vec![Zeroizing::new(token.expose().trim().to_owned())]
            }
            Self::Basic { user, password } => vec![
                Zeroizing::new(password.expose().to_owned()),
                basic::encoded(user, password),
            ],
        }
    }
}

/// `Authorization: Bearer …` with a token that was fetched.
pub(crate) fn bearer_header(token: &SecretText) -> Result<HeaderValue, ClientError> {
    bearer::header(token)
}

/// Marks a header value sensitive, so that neither `Debug` nor HTTP/2 indexing shows it.
fn sensitive(text: &str) -> Result<HeaderValue, ClientError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| ClientError::UnusableSecret)?;
    value.set_sensitive(true);
    Ok(value)
}
