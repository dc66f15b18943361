//! The address of an authorization server's endpoint.

use std::fmt;

use url::Url;

use crate::BaseUrlError;
use crate::base_url::checked;

/// An endpoint of an authorization server: `https`, or `http` on this very computer. Kept as given, with a
/// trailing slash or a query if it has one (RFC 6749 §3.1, §3.2).
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointUrl(Url);

impl EndpointUrl {
    /// Reads and checks an address as a person enters it.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        checked(text.trim()).map(Self)
    }

    /// The address.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Scheme, host and port, as in RFC 6454; secrets are bound to it.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Whether requests go unencrypted, which is allowed to this computer only.
    pub(crate) fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }
}

impl fmt::Debug for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EndpointUrl({}{})", self.origin(), self.0.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_secret_goes_out_encrypted_or_not_at_all() {
        assert_eq!(
            EndpointUrl::parse("http://login.example.com/token"),
            Err(BaseUrlError::NotEncrypted)
        );
        assert!(EndpointUrl::parse("http://127.0.0.1:8000/token").is_ok());
        let slash = EndpointUrl::parse("https://login.example.com/o/token/?p=1").unwrap();
        assert_eq!(
            slash.url().as_str(),
            "https://login.example.com/o/token/?p=1",
            "some servers insist on the last slash"
        );
    }
}
