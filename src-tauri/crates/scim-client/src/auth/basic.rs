//! Basic authentication, RFC 7617, with UTF-8 as its charset.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::{SecretText, sensitive};
use crate::ClientError;

/// `Basic <base64 of user:password>`. A colon in the user name would move the boundary (RFC 7617 §2).
pub(super) fn header(user: &str, password: &SecretText) -> Result<HeaderValue, ClientError> {
    if user.contains(':')
        || user
            .chars()
            .chain(password.expose().chars())
            .any(char::is_control)
    {
        return Err(ClientError::UnusableSecret);
    }
    sensitive(&Zeroizing::new(format!(
        "Basic {}",
        encoded(user, password).as_str()
    )))
}

/// The credentials as they go over the wire.
pub(super) fn encoded(user: &str, password: &SecretText) -> Zeroizing<String> {
    let plain = Zeroizing::new(format!("{user}:{}", password.expose()));
    Zeroizing::new(STANDARD.encode(plain.as_bytes()))
}
