//! Where a resource type lives, below the base URL and nowhere else.

use percent_encoding::percent_decode_str;
use url::Url;

/// Brings a declared endpoint below the base path: `/Users` stays, `/scim/v2/Users` under a base of
/// `/scim/v2` becomes `/Users`, an absolute URL of the same origin and base is cut likewise; one that
/// leads elsewhere (other host, `//host`, `..`) is refused.
///
/// The result starts with one slash, ends without one, and has no query, fragment, empty or dot
/// segment; each segment is kept as it was written.
pub fn normalize_endpoint(base: &Url, endpoint: &str) -> Option<String> {
    let endpoint = endpoint.trim();
    if endpoint.is_empty() || endpoint.len() > 1_024 {
        return None;
    }
    let base_path = base.path().trim_end_matches('/');
    let path = match endpoint.find("://") {
        Some(_) => {
            // `Url::parse` resolves dot segments in silence; those must be seen here.
            if !path_is_clean(endpoint) {
                return None;
            }
            let url = Url::parse(endpoint).ok()?;
            let same = url.origin() == base.origin()
                && url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none();
            let below = url.path().strip_prefix(base_path)?;
            if !same || !(below.starts_with('/') || base_path.is_empty()) {
                return None;
            }
            below.to_owned()
        }
        None if endpoint.starts_with("//") => return None,
        None => {
            let absolute = match endpoint.starts_with('/') {
                true => endpoint.to_owned(),
                false => format!("/{endpoint}"),
            };
            match absolute.strip_prefix(base_path) {
                Some(below) if below.starts_with('/') => below.to_owned(),
                _ => absolute,
            }
        }
    };
    let path = path.trim_end_matches('/');
    let clean = path.len() > 1 && path.starts_with('/') && path.split('/').skip(1).all(segment_is_clean);
    clean.then(|| path.to_owned())
}

fn path_is_clean(url: &str) -> bool {
    url.split(['/', '\\'])
        .all(|s| !matches!(decoded(s).as_str(), "." | ".."))
}

fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

/// A segment with characters that every URL library leaves alone; an encoded slash, dot segment or
/// control character would mean different places to different servers.
fn segment_is_clean(segment: &str) -> bool {
    let plain = decoded(segment);
    !plain.is_empty()
        && !matches!(plain.as_str(), "." | "..")
        && !plain
            .chars()
            .any(|c| c.is_control() || matches!(c, '/' | '\\' | '?' | '#'))
        && segment
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._~%!$&'()*+,;=:@".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn base() -> Url {
        Url::parse("https://example.com/scim/v2").expect("a URL")
    }

    #[test]
    fn endpoints_are_brought_below_the_base() {
        for (endpoint, expected) in [
            ("/Users", "/Users"),
            ("Users", "/Users"),
            ("/Users/", "/Users"),
            ("/scim/v2/Users", "/Users"),
            ("https://example.com/scim/v2/Users", "/Users"),
            ("https://EXAMPLE.com:443/scim/v2/Users/", "/Users"),
            ("/acme/Badges", "/acme/Badges"),
            ("/scim/v2x/Users", "/scim/v2x/Users"),
        ] {
            assert_eq!(
                normalize_endpoint(&base(), endpoint).as_deref(),
                Some(expected),
                "{endpoint}"
            );
        }
        let root = Url::parse("https://example.com").expect("a URL");
        assert_eq!(
            normalize_endpoint(&root, "https://example.com/Users").as_deref(),
            Some("/Users"),
            "an empty base path"
        );
    }

    #[test]
    fn endpoints_that_lead_elsewhere_are_refused() {
        for endpoint in [
            "",
            "/",
            "//evil.example.net/Users",
            "https://evil.example.net/scim/v2/Users",
            "http://example.com/scim/v2/Users",
            "https://example.com:8443/scim/v2/Users",
            "https://example.com/other/Users",
            "https://example.com/scim/v2evil/Users",
            "https://user:pw@example.com/scim/v2/Users",
            "https://example.com/scim/v2/../Users",
            "https://example.com/scim/v2/%2e%2e/Users",
            "file:///scim/v2/Users",
            "/../Users",
            "/Users/..",
            "/%2e%2E/Users",
            "/a%2fb",
            "/Users?x=1",
            "/Users#x",
            "/a//b",
            "/./Users",
            "\\\\evil\\Users",
            "/a b",
            "/a\u{0}b",
            "/a%00b",
        ] {
            assert_eq!(
                normalize_endpoint(&base(), endpoint),
                None,
                "{endpoint:?} must never be requested"
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_stays_below_the_base(endpoint in "[a-z/.%2eE:?#\\\\@]{0,24}") {
            if let Some(path) = normalize_endpoint(&base(), &endpoint) {
                let joined = Url::parse(&format!("https://example.com/scim/v2{path}")).expect("a URL");
                prop_assert_eq!(joined.host_str(), Some("example.com"));
                prop_assert_eq!(joined.path(), format!("/scim/v2{path}"), "no segment vanishes");
                prop_assert_eq!(joined.query(), None);
            }
        }
    }
}
