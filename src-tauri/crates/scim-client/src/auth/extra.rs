//! Headers and query parameters that a server wants besides its sign-in, each possibly secret.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use thiserror::Error;

use super::{Auth, SecretText, sensitive};
use crate::ClientError;

/// Where an extra goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A request header.
    Header,
    /// A parameter of the query.
    Query,
}

/// One header or parameter sent with every request to the service provider.
#[derive(Debug, Clone)]
pub struct Extra {
    /// Where it goes.
    pub place: Place,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: SecretText,
    /// Whether the value is never written anywhere.
    pub secret: bool,
}

/// Why an extra cannot be sent. None of the messages repeats a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ExtraError {
    /// Empty, or with a character that no name has.
    #[error("this cannot be the name of a header or parameter")]
    NotAName,
    /// The client sets it by itself, or the protocol does.
    #[error("Rollcall sets this header or parameter by itself")]
    Owned,
}

/// Headers that frame the message or that this client sets (RFC 9110 §7, §12; RFC 9112 §6), in lower case.
const OWNED_HEADERS: &[&str] = &[
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "if-match",
    "if-none-match",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// Parameters of RFC 7644 §3.4.2 and RFC 9865, in lower case.
const OWNED_PARAMETERS: &[&str] = &[
    "attributes",
    "count",
    "cursor",
    "excludedattributes",
    "filter",
    "sortby",
    "sortorder",
    "startindex",
];

/// Whether something of this name may be sent along. Names differ in more than case.
pub fn check_name(place: Place, name: &str) -> Result<(), ExtraError> {
    let lower = name.to_ascii_lowercase();
    let (fits, owned) = match place {
        Place::Header => (
            HeaderName::from_bytes(name.as_bytes()).is_ok(),
            OWNED_HEADERS.contains(&lower.as_str()),
        ),
        Place::Query => {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '$');
            (
                !name.is_empty() && name.chars().all(plain),
                OWNED_PARAMETERS.contains(&lower.as_str()),
            )
        }
    };
    match (fits, owned) {
        (false, _) => Err(ExtraError::NotAName),
        (_, true) => Err(ExtraError::Owned),
        (true, false) => Ok(()),
    }
}

/// The headers among the extras, secret ones marked sensitive. One that the sign-in sets is refused.
pub(crate) fn headers(extras: &[Extra], auth: &Auth) -> Result<HeaderMap, ClientError> {
    let mut headers = HeaderMap::new();
    for extra in extras.iter().filter(|e| e.place == Place::Header) {
        checked(extra)?;
        if auth.sets(&extra.name) {
            return Err(refused(ExtraError::Owned));
        }
        let name =
            HeaderName::from_bytes(extra.name.as_bytes()).map_err(|_| refused(ExtraError::NotAName))?;
        let value = if extra.secret {
            sensitive(extra.value.expose())?
        } else {
            HeaderValue::from_str(extra.value.expose()).map_err(|_| ClientError::UnusableSecret)?
        };
        headers.insert(name, value);
    }
    Ok(headers)
}

/// The parameters among the extras.
pub(crate) fn parameters(extras: &[Extra]) -> Result<Vec<(String, SecretText)>, ClientError> {
    extras
        .iter()
        .filter(|e| e.place == Place::Query)
        .map(|e| checked(e).map(|()| (e.name.clone(), e.value.clone())))
        .collect()
}

fn checked(extra: &Extra) -> Result<(), ClientError> {
    check_name(extra.place, &extra.name).map_err(refused)
}

fn refused(error: ExtraError) -> ClientError {
    ClientError::Setup {
        message: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_client_sets_by_itself_cannot_be_sent_along() {
        for name in [
            "Host",
            "content-length",
            "AUTHORIZATION",
            "Transfer-Encoding",
            "If-Match",
        ] {
            assert_eq!(check_name(Place::Header, name), Err(ExtraError::Owned), "{name}");
        }
        for name in ["filter", "startindex", "Cursor"] {
            assert_eq!(check_name(Place::Query, name), Err(ExtraError::Owned), "{name}");
        }
        assert_eq!(check_name(Place::Header, "X-Tenant"), Ok(()));
        assert_eq!(check_name(Place::Query, "api-version"), Ok(()));
    }

    #[test]
    fn a_name_that_could_end_a_line_or_begin_another_parameter_is_none() {
        for name in ["", "a b", "a\r\nb", "a:b"] {
            assert_eq!(
                check_name(Place::Header, name),
                Err(ExtraError::NotAName),
                "{name:?}"
            );
        }
        for name in ["", "a&b", "a=b", "a#b", "a b"] {
            assert_eq!(
                check_name(Place::Query, name),
                Err(ExtraError::NotAName),
                "{name:?}"
            );
        }
    }
}
