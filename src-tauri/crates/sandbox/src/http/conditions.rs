//! If-Match and If-None-Match, RFC 7644 §3.14 and RFC 7232.

use axum::http::StatusCode;
use axum::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};

use super::Failure;
use super::call::Call;
use crate::profile::Etags;

/// Whether a GET can be answered with 304.
pub(super) fn is_unchanged(call: &Call, etag: &str) -> bool {
    call.profile.write.etags == Etags::Work
        && values(call, IF_NONE_MATCH)
            .iter()
            .any(|tag| tag == "*" || bare(tag) == bare(etag))
}

/// Whether a write may go ahead on a resource with this ETag.
pub(super) fn check(call: &Call, etag: &str) -> Result<(), Failure> {
    let wanted = values(call, IF_MATCH);
    match call.profile.write.etags {
        Etags::Off | Etags::Ignored => return Ok(()),
        Etags::Required if wanted.is_empty() => {
            let detail = "the request must have an If-Match header";
            return Err(Failure::new(StatusCode::PRECONDITION_REQUIRED, None, detail));
        }
        Etags::Work | Etags::Required | Etags::NeverMatch => {}
    }
    let never = call.profile.write.etags == Etags::NeverMatch;
    let matches = |tag: &String| !never && (tag == "*" || written(tag) == written(etag));
    if wanted.is_empty() || wanted.iter().any(matches) {
        return Ok(());
    }
    let detail = format!("the resource has changed: its version is {etag}");
    Err(Failure::new(StatusCode::PRECONDITION_FAILED, None, detail))
}

fn values(call: &Call, name: HeaderName) -> Vec<String> {
    call.headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().to_owned())
        .filter(|tag| !tag.is_empty())
        .collect()
}

/// Without `W/` and quotes. Versions are weak (RFC 7644 §3.14 shows `W/"…"`), so they are compared weakly.
fn bare(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}

/// The part of a version that writes change; a change of memberships does not stand in the way of
/// a write to the member itself.
fn written(tag: &str) -> &str {
    let tag = bare(tag);
    tag.split_once('.').map_or(tag, |(written, _)| written)
}
