//! The one address a client may send to.

use std::fmt;
use std::net::IpAddr;

use thiserror::Error;
use url::{Host, Url};

/// The base URL of a service provider: `https`, or `http` on this very computer. Every request goes
/// to this origin and below this path.
///
/// The path is kept as given but for one trailing slash, which is removed: endpoints are appended.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    url: Url,
    text: String,
}

/// Why a text is no usable base URL. None of the messages repeats the text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BaseUrlError {
    /// Nothing was entered.
    #[error("enter the address of the SCIM service, for example https://example.com/scim/v2")]
    Empty,
    /// No URL.
    #[error("this is not an address: {0}")]
    NotAUrl(String),
    /// The text holds a token.
    #[error("this looks like a token; enter it as the secret, not in the address")]
    LooksLikeToken,
    /// `http` to another computer.
    #[error(
        "plain http sends the token and all data unencrypted; only https is allowed, except on this computer"
    )]
    NotEncrypted,
    /// Another scheme.
    #[error("the scheme {0} cannot be used; enter an https address")]
    OtherScheme(String),
    /// `user:password@`.
    #[error("the address holds a user name or password; enter them as credentials")]
    UserInfo,
    /// `?…`.
    #[error("the address may not hold a query (?…)")]
    Query,
    /// `#…`.
    #[error("the address may not hold a fragment (#…)")]
    Fragment,
    /// No host.
    #[error("the address names no host")]
    NoHost,
    /// `.`, `..`, an empty segment or an encoded slash in the path, which servers read differently.
    #[error("the path holds an empty or relative part")]
    OddPath,
}

/// What holds for every address that a secret is sent to: `https`, or `http` on this very computer, without a user, a
/// fragment or a token in it.
pub(crate) fn checked(text: &str) -> Result<Url, BaseUrlError> {
    if text.is_empty() {
        return Err(BaseUrlError::Empty);
    }
    if holds_token(text) {
        return Err(BaseUrlError::LooksLikeToken);
    }
    if text.contains(char::is_control) {
        return Err(BaseUrlError::NotAUrl("it holds a line break or tab".to_owned()));
    }
    let url = Url::parse(text).map_err(|e| BaseUrlError::NotAUrl(e.to_string()))?;
    let loopback = url.host().as_ref().map(is_loopback).ok_or(BaseUrlError::NoHost)?;
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        "http" => return Err(BaseUrlError::NotEncrypted),
        other => return Err(BaseUrlError::OtherScheme(other.to_owned())),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BaseUrlError::UserInfo);
    }
    if url.fragment().is_some() {
        return Err(BaseUrlError::Fragment);
    }
    Ok(url)
}

impl BaseUrl {
    /// Reads and checks an address as a person enters it.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let text = text.trim();
        let mut url = checked(text)?;
        if url.query().is_some() {
            return Err(BaseUrlError::Query);
        }
        let path = url.path().strip_suffix('/').unwrap_or(url.path()).to_owned();
        // Looked at as written too: `Url` resolves `..` and its encoded forms in silence.
        if !path_is_plain(&path) || !path_is_plain(written_path(text)) {
            return Err(BaseUrlError::OddPath);
        }
        url.set_path(&path);
        // `Url` writes an empty path as "/"; the text form has no trailing slash either way.
        let text = url.as_str().strip_suffix('/').unwrap_or(url.as_str()).to_owned();
        Ok(Self { url, text })
    }

    /// The address without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port, as in RFC 6454; secrets are bound to it.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Whether requests go unencrypted, which is allowed to this computer only.
    pub fn is_plain_loopback(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// The address as a parsed URL.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The path without a trailing slash; empty for the root.
    pub(crate) fn path(&self) -> &str {
        self.url.path().strip_suffix('/').unwrap_or(self.url.path())
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({})", self.text)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// `localhost` (RFC 6761 §6.3), 127.0.0.0/8, ::1.
fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name.eq_ignore_ascii_case("localhost")
        }
        Host::Ipv4(ip) => IpAddr::V4(*ip).is_loopback(),
        Host::Ipv6(ip) => IpAddr::V6(*ip).is_loopback(),
    }
}

/// The path as a person wrote it, without a trailing slash.
fn written_path(text: &str) -> &str {
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest
        .find(['/', '\\'])
        .and_then(|at| rest.get(at..))
        .unwrap_or_default();
    path.strip_suffix('/').unwrap_or(path)
}

/// No empty or dot segment, and no encoded slash or dot that a server might decode.
pub(crate) fn path_is_plain(path: &str) -> bool {
    let Some(rest) = path.strip_prefix('/') else {
        return path.is_empty();
    };
    rest.split('/').all(|segment| {
        let lower = segment.to_ascii_lowercase();
        !segment.is_empty()
            && segment != "."
            && segment != ".."
            && !lower.contains("%2f")
            && !lower.contains("%5c")
            && !segment.contains('\\')
            && !(lower.contains("%2e") && lower.replace("%2e", ".").chars().all(|c| c == '.'))
    })
}

/// Whether a text holds a bearer token: the word itself, or a JSON web token (three base64url parts,
/// the first an encoded `{"`).
fn holds_token(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("bearer ") || lower.contains("bearer%20") || lower.contains(" bearer ") {
        return true;
    }
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .any(|word| {
            let mut parts = word.split('.');
            let long = |part: Option<&str>| part.is_some_and(|p| p.len() >= 8);
            word.starts_with("eyJ") && long(parts.next()) && long(parts.next())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_kept_but_for_the_trailing_slash() {
        for (text, expected) in [
            (" https://example.com/scim/v2/ ", "https://example.com/scim/v2"),
            ("https://EXAMPLE.com:443/Scim", "https://example.com/Scim"),
            ("https://example.com", "https://example.com"),
            ("https://example.com:8443/a%20b", "https://example.com:8443/a%20b"),
        ] {
            let base = BaseUrl::parse(text).unwrap();
            assert_eq!(
                base.as_str(),
                expected,
                "case of the path and its encoding matter to servers"
            );
            assert_eq!(
                BaseUrl::parse(base.as_str()).unwrap(),
                base,
                "what is stored is read back the same"
            );
        }
    }

    #[test]
    fn the_origin_is_what_secrets_are_bound_to() {
        let origin = |text: &str| BaseUrl::parse(text).unwrap().origin();
        assert_eq!(
            origin("https://example.com/a"),
            origin("https://example.com:443/b")
        );
        assert_ne!(origin("https://example.com"), origin("https://example.com:8443"));
        assert_ne!(origin("https://localhost"), origin("http://localhost"));
    }

    #[test]
    fn each_kind_of_unusable_address_has_its_own_refusal() {
        let refusal = |text: &str| BaseUrl::parse(text).unwrap_err();
        assert_eq!(refusal("  "), BaseUrlError::Empty);
        assert!(matches!(refusal("example.com/scim"), BaseUrlError::NotAUrl(_)));
        assert_eq!(refusal("http://example.com"), BaseUrlError::NotEncrypted);
        assert_eq!(
            refusal("ftp://example.com"),
            BaseUrlError::OtherScheme("ftp".into())
        );
        assert_eq!(refusal("file:///etc/passwd"), BaseUrlError::NoHost);
        assert_eq!(refusal("https://admin:pw@example.com"), BaseUrlError::UserInfo);
        assert_eq!(refusal("https://example.com/scim?tenant=1"), BaseUrlError::Query);
        assert_eq!(refusal("https://example.com/scim#x"), BaseUrlError::Fragment);
        assert!(
            matches!(refusal("https://exam\nple.com"), BaseUrlError::NotAUrl(_)),
            "no silent repair"
        );
        for path in ["a//b", "a%2fb", "%2e%2E/a", "a%5Cb", "a/../b", "./a", "a\\b"] {
            assert_eq!(
                refusal(&format!("https://example.com/{path}")),
                BaseUrlError::OddPath,
                "{path}"
            );
        }
    }

    #[test]
    fn a_token_pasted_as_address_is_recognised_and_not_repeated() {
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";
        for text in [
            jwt.to_owned(),
            format!("Bearer {jwt}"),
            "bearer abc".into(),
            format!("https://example.com/{jwt}"),
        ] {
            let error = BaseUrl::parse(&text).unwrap_err();
            assert_eq!(error, BaseUrlError::LooksLikeToken, "{text}");
            assert!(
                !error.to_string().contains("eyJ"),
                "the message must not spread the token"
            );
        }
        assert!(
            BaseUrl::parse("https://bearer.example.com/scim").is_ok(),
            "a host may be called so"
        );
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_is_https_or_this_computer(text in "(https?://)?[a-z0-9.@:/?#%\\[\\]]{0,30}") {
            if let Ok(base) = BaseUrl::parse(&text) {
                let url = base.url();
                prop_assert!(url.scheme() == "https" || is_loopback(&url.host().unwrap()));
                prop_assert!(url.query().is_none() && url.fragment().is_none() && url.username().is_empty());
                prop_assert_eq!(BaseUrl::parse(base.as_str()).unwrap(), base);
            }
        }
    }
}
