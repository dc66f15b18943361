//! A key in a header of the server's choice, e.g. `X-API-Key`.

use reqwest::header::{HeaderName, HeaderValue};

use super::{SecretText, extra, sensitive};
use crate::ClientError;

/// The header and its value. `Authorization` is allowed: some servers want a scheme of their own there.
pub(super) fn header(name: &str, key: &SecretText) -> Result<(HeaderName, HeaderValue), ClientError> {
    if !name.eq_ignore_ascii_case("authorization") {
        extra::check_name(extra::Place::Header, name).map_err(|e| ClientError::Setup {
            message: e.to_string(),
        })?;
    }
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| ClientError::Setup {
        message: extra::ExtraError::NotAName.to_string(),
    })?;
    let key = key.expose().trim();
    if key.is_empty() || !key.is_ascii() {
        return Err(ClientError::UnusableSecret);
    }
    Ok((name, sensitive(key)?))
}
