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
