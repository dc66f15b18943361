//! Addresses of requests: an endpoint below the base URL and, for one resource, its id as the last
//! segment. What the server sends is never an address by itself (`meta.location` and `$ref` stay text).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use crate::base_url::path_is_plain;
use crate::{BaseUrl, ClientError, SecretText};

/// Everything but the unreserved characters of RFC 3986 §2.3.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Longest id that is sent, in bytes: a longer one cannot be part of a request line anywhere.
const MAX_ID: usize = 16 * 1024;

/// The address of a list or of a create.
pub(crate) fn endpoint_url(
    base: &BaseUrl,
    endpoint: &str,
    parameters: &[(&str, String)],
) -> Result<Url, ClientError> {
    let path = endpoint_path(base, endpoint)?;
    let url = with_path(base, &path).ok_or_else(|| unusable_endpoint(endpoint))?;
    Ok(with_query(url, parameters))
}

/// The address of one resource.
pub(crate) fn resource_url(
    base: &BaseUrl,
    endpoint: &str,
    id: &str,
    parameters: &[(&str, String)],
) -> Result<Url, ClientError> {
    let encoded = segment(id)?;
    let path = format!("{}/{encoded}", endpoint_path(base, endpoint)?);
    let url = with_path(base, &path).ok_or_else(|| unusable_id(id))?;
    let last = url
        .path_segments()
        .and_then(|mut s| s.next_back())
        .unwrap_or_default();
    if percent_decode_str(last).decode_utf8().ok().as_deref() != Some(id) {
        return Err(unusable_id(id));
    }
    Ok(with_query(url, parameters))
}

/// An id as one segment of a path.
pub(crate) fn segment(id: &str) -> Result<String, ClientError> {
    // "." and ".." would climb: `DELETE /Users/..` is `DELETE /`, and an empty id is the whole list.
    if matches!(id, "" | "." | "..") || id.len() > MAX_ID {
        return Err(unusable_id(id));
    }
    Ok(utf8_percent_encode(id, ENCODED).to_string())
}

fn endpoint_path(base: &BaseUrl, endpoint: &str) -> Result<String, ClientError> {
    let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '?' | '#' | '\\');
    if !endpoint.starts_with('/') || !path_is_plain(endpoint) || endpoint.contains(odd) {
        return Err(unusable_endpoint(endpoint));
    }
    Ok(format!("{}{endpoint}", base.path()))
}

/// The base URL with another path, only if that path came through unchanged: same origin, below the
/// base, nothing resolved or re-encoded away.
fn with_path(base: &BaseUrl, path: &str) -> Option<Url> {
    let mut url = base.url().clone();
    url.set_path(path);
    let unchanged = url.path() == path || percent_decode_str(url.path()).eq(percent_decode_str(path));
    let below = url
        .path()
        .strip_prefix(base.path())
        .is_some_and(|rest| rest.starts_with('/'));
    let same_depth = url.path().matches('/').count() == path.matches('/').count();
    (unchanged && below && same_depth && url.origin() == base.url().origin()).then_some(url)
}

/// Spaces become `%20`, not `+`: every server decodes the former.
fn with_query(mut url: Url, parameters: &[(&str, String)]) -> Url {
    if !parameters.is_empty() {
        let query: Vec<String> = parameters
            .iter()
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, ENCODED)))
            .collect();
        url.set_query(Some(&query.join("&")));
    }
    url
}

/// The same address with the connection's own parameters behind those of the request.
pub(crate) fn with_extras(mut url: Url, extras: &[(String, SecretText)]) -> Url {
    if extras.is_empty() {
        return url;
    }
    let pairs = extras
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value.expose(), ENCODED)));
    let query: Vec<String> = url.query().map(str::to_owned).into_iter().chain(pairs).collect();
    url.set_query(Some(&query.join("&")));
    url
}

fn unusable_id(id: &str) -> ClientError {
    ClientError::UnusableId {
        id: id.chars().take(100).collect(),
    }
}

fn unusable_endpoint(endpoint: &str) -> ClientError {
    ClientError::UnusableEndpoint {
        endpoint: endpoint.chars().take(100).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn base() -> BaseUrl {
        BaseUrl::parse("https://scim.example.com/tenant-1/scim/v2").unwrap()
    }

    #[test]
    fn parameters_are_encoded_with_percent_signs_only() {
        let filter = "userName eq \"a+b & c=d#é\"".to_owned();
        let url = endpoint_url(&base(), "/Users", &[("filter", filter.clone())]).unwrap();
        let query = url.query().unwrap();
        assert!(
            !query.contains(['+', ' ', '#', '"']),
            "nothing that servers read in two ways: {query}"
        );
        let back = url.query_pairs().next().unwrap().1.into_owned();
        assert_eq!(back, filter, "the server decodes the same filter");
    }

    #[test]
    fn a_base_without_path_works_too() {
        let root = BaseUrl::parse("https://scim.example.com/").unwrap();
        let url = resource_url(&root, "/Users", "1", &[]).unwrap();
        assert_eq!(url.as_str(), "https://scim.example.com/Users/1");
    }

    #[test]
    fn a_base_with_encoded_parts_keeps_them() {
        let nested = BaseUrl::parse("https://gitlab.example.com/api/scim/v2/groups/a%20b").unwrap();
        let url = resource_url(&nested, "/Users", "x/y", &[]).unwrap();
        assert_eq!(url.path(), "/api/scim/v2/groups/a%20b/Users/x%2Fy");
    }

    proptest! {
        #[test]
        fn every_id_is_refused_or_comes_back_as_the_last_segment(id in any::<String>()) {
            match resource_url(&base(), "/Users", &id, &[]) {
                Err(_) => prop_assert!(matches!(id.as_str(), "" | "." | "..")),
                Ok(url) => {
                    prop_assert_eq!(url.origin(), base().url().origin(), "never another origin");
                    let segments: Vec<&str> = url.path_segments().unwrap().collect();
                    prop_assert_eq!(&segments[..4], &["tenant-1", "scim", "v2", "Users"], "never another endpoint");
                    prop_assert_eq!(segments.len(), 5, "one segment, whatever it holds");
                    let back = percent_decode_str(segments[4]).decode_utf8().unwrap();
                    prop_assert_eq!(back.as_ref(), id.as_str());
                    prop_assert!(url.query().is_none() && url.fragment().is_none());
                }
            }
        }

        #[test]
        fn ids_made_of_dangerous_pieces_stay_below_their_endpoint(
            pieces in prop::collection::vec(prop::sample::select(vec![".", "..", "/", "\\", "%2e", "%2f", "?", "#", "\0", "//", "@", ":", "\u{ff0e}"]), 0..6)
        ) {
            let id = pieces.concat();
            if let Ok(url) = resource_url(&base(), "/Users", &id, &[]) {
                prop_assert!(url.as_str().starts_with("https://scim.example.com/tenant-1/scim/v2/Users/"));
                prop_assert!(url.path() != "/tenant-1/scim/v2/Users/", "an empty last segment is the list");
            }
        }

        #[test]
        fn an_accepted_endpoint_lies_below_the_base(endpoint in "[/\\\\.%2eEuU?#@: a-z]{0,16}") {
            if let Ok(url) = endpoint_url(&base(), &endpoint, &[]) {
                prop_assert_eq!(url.path(), format!("/tenant-1/scim/v2{endpoint}"));
                prop_assert_eq!(url.host_str(), Some("scim.example.com"));
            }
        }
    }
}
