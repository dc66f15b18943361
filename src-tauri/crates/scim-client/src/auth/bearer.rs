//! Bearer tokens, RFC 6750 §2.1.

use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::{SecretText, sensitive};
use crate::ClientError;

/// `Bearer <token>`. Refused when the token is empty or holds a character no header may carry
/// (a line break from a careless paste).
pub(super) fn header(token: &SecretText) -> Result<HeaderValue, ClientError> {
    let token = token.expose().trim();
    if token.is_empty() || token.contains(char::is_whitespace) || !token.is_ascii() {
        return Err(ClientError::UnusableSecret);
    }
    sensitive(&Zeroizing::new(format!("Bearer {token}")))
}
