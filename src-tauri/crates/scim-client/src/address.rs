//! Addresses of requests: an endpoint below the base URL and, for one resource, its id as the last
//! segment. What the server sends is never an address by itself (`meta.location` and `$ref` stay text).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use crate::base_url::path_is_plain;
use crate::{BaseUrl, ClientError};

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
    // "." and ".." would climb: `DELETE /Users/..` is `DELETE /`, and an empty id is the whole list.
    if matches!(id, "" | "." | "..") || id.len() > MAX_ID {
        return Err(unusable_id(id));
    }
    let encoded = utf8_percent_encode(id, ENCODED).to_string();
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
