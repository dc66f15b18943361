//! Decides what an answer means: the wanted message, or an error with its cause.

use std::time::Duration;

use reqwest::header::{ETAG, HeaderMap, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use rollcall_scim::resource::get_ci;
use serde_json::Value;
use time::OffsetDateTime;

use super::payload::Payload;
use super::{Arrived, Request, retry_after};
use crate::error::{LooksLike, RetryAfter, StatusError, body};
use crate::exchange::ERROR_LIMIT;
use crate::redact::Redactor;
use crate::{ClientError, ExchangeMark, Limits};

/// Most bytes of a `scimType`; the longest of RFC 7644 table 9 has 13.
const KEYWORD_LIMIT: usize = 100;

/// The shape an operation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// One resource.
    Resource,
    /// One resource, or an empty body.
    ResourceOrNothing,
    /// A ListResponse or something that can be read as one.
    List,
    /// Any JSON object or array (discovery).
    Document,
    /// Nothing in particular; but no web page.
    Nothing,
}

/// A success.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) status: u16,
    pub(crate) etag: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) bytes: u64,
    pub(crate) body: Body,
    /// The record of this exchange, where it is kept.
    pub(crate) exchange: Option<ExchangeMark>,
}

/// The body of a success.
#[derive(Debug)]
pub(crate) enum Body {
    Nothing,
    /// The message, and how many keys it repeats.
    Json(Value, usize),
}

pub(super) fn interpret(
    request: &Request,
    arrived: &Arrived,
    payload: Payload,
    redactor: &Redactor,
    limits: &Limits,
) -> Result<Received, ClientError> {
    let status = arrived.status.unwrap_or_default();
    let wait = retry_after::read(status, &arrived.headers, OffsetDateTime::now_utc());
    match status {
        200..=299 => {}
        300..=399 if status != 304 => return Err(redirect(request, status, &arrived.headers)),
        _ => {
            let html = payload.looks_like() == LooksLike::Html;
            let (mut scim, text) = body::read(status, &payload);
            if let Some(scim) = &mut scim {
                let bound = |text: &mut Option<String>, limit| {
                    *text = text.take().map(|text| redactor.cut(&text, limit).0);
                };
                bound(&mut scim.detail, ERROR_LIMIT);
                bound(&mut scim.scim_type, KEYWORD_LIMIT);
            }
            return Err(ClientError::Status(Box::new(StatusError {
                status,
                scim,
                message: redactor.cut(&text, ERROR_LIMIT).0,
                retry_after: wait,
                challenge: challenge(&arrived.headers),
                html,
                hint: None,
                exchange: None,
            })));
        }
    }
    let not_scim = |payload: &Payload| ClientError::NotScim {
        status,
        looks_like: payload.looks_like(),
        excerpt: excerpt(payload, redactor),
    };
    let body = match (request.wanted, payload) {
        (_, Payload::Broken(fault)) => return Err(fault.into_error(status, limits.max_depth)),
        (Wanted::ResourceOrNothing | Wanted::Nothing, Payload::Empty) => Body::Nothing,
        // `{}` and `null` say as little as an empty body.
        (Wanted::ResourceOrNothing | Wanted::Nothing, Payload::Json(value, _)) if says_nothing(&value) => {
            Body::Nothing
        }
        (wanted, Payload::Json(value, repeated)) => {
            if !fits(wanted, &value) {
                return Err(not_scim(&Payload::Json(value, repeated)));
            }
            if let Some(pointer) = ambiguous(wanted, &repeated) {
                let message = format!("the answer has the key {} twice", redactor.cut(pointer, 200).0);
                return Err(ClientError::Unreadable { status, message });
            }
            if let Some(id) = request.id.as_deref().and_then(|asked| other_id(asked, &value)) {
                let id = redactor.text(&id).chars().take(100).collect();
                return Err(ClientError::OtherResource { status, id });
            }
            Body::Json(value, repeated.len())
        }
        (_, other) => return Err(not_scim(&other)),
    };
    Ok(Received {
        status,
        etag: etag(&arrived.headers),
        retry_after: match wait {
            Some(RetryAfter::Wait(wait)) => Some(wait),
            _ => None,
        },
        bytes: arrived.bytes,
        body,
        exchange: None,
    })
}

/// A repeated key that makes it unclear what the answer says: any in a single resource, in a list only
/// that of an id. The rest of a list is noted where it is read.
fn ambiguous(wanted: Wanted, repeated: &[String]) -> Option<&str> {
    let matters = |pointer: &&String| match wanted {
        Wanted::Resource | Wanted::ResourceOrNothing => true,
        Wanted::List => {
            let of_resource = pointer.matches('/').count() <= 3;
            of_resource
                && pointer
                    .rsplit('/')
                    .next()
                    .is_some_and(|key| key.eq_ignore_ascii_case("id"))
        }
        Wanted::Document | Wanted::Nothing => false,
    };
    repeated.iter().find(matters).map(String::as_str)
}

/// The id of a resource that is not the one asked for. A server that writes ids as numbers means the
/// same; one that leaves the id out says nothing.
fn other_id(asked: &str, resource: &Value) -> Option<String> {
    let id = match get_ci(resource.as_object()?, "id")? {
        Value::Null => return None,
        Value::String(id) => id.clone(),
        other => other.to_string(),
    };
    (id != asked).then_some(id)
}

fn says_nothing(value: &Value) -> bool {
    value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty)
}

/// Whether a JSON body has the wanted shape. A SCIM error under a success status fits nothing.
fn fits(wanted: Wanted, value: &Value) -> bool {
    match value {
        Value::Object(map) => {
            let has = |name: &str| get_ci(map, name).is_some();
            let is_error = get_ci(map, "schemas").is_some_and(names_error);
            !is_error
                && match wanted {
                    // What a list may look like is decided where it is read.
                    Wanted::List | Wanted::Document | Wanted::Nothing => true,
                    Wanted::Resource | Wanted::ResourceOrNothing => {
                        (has("id") || has("schemas") || has("meta")) && !has("Resources")
                    }
                }
        }
        Value::Array(_) | Value::Null => matches!(wanted, Wanted::List | Wanted::Document | Wanted::Nothing),
        _ => false,
    }
}

fn names_error(schemas: &Value) -> bool {
    let is_error = |v: &Value| {
        v.as_str()
            .is_some_and(|s| s.eq_ignore_ascii_case(rollcall_scim::urn::ERROR))
    };
    schemas.as_array().is_some_and(|items| items.iter().any(is_error)) || is_error(schemas)
}

fn redirect(request: &Request, status: u16, headers: &HeaderMap) -> ClientError {
    let target = headers
        .get(LOCATION)
        .and_then(|l| l.to_str().ok())
        .and_then(|l| request.url.join(l).ok());
    ClientError::Redirect {
        status,
        target_host: target
            .as_ref()
            .and_then(|t| t.host_str())
            .map(|h| h.chars().take(253).collect()),
        same_origin: target.is_some_and(|t| t.origin() == request.url.origin()),
    }
}

/// The scheme of `WWW-Authenticate`: its first word, if it is a plain one.
fn challenge(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(WWW_AUTHENTICATE)?.to_str().ok()?;
    let word = text.split([' ', ',']).next()?;
    let plain =
        !word.is_empty() && word.len() <= 32 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    plain.then(|| word.to_owned())
}

/// The `ETag`, when it is one by RFC 9110 §8.8.3 and of a sane length.
fn etag(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(ETAG)?.to_str().ok()?;
    let opaque = text.strip_prefix("W/").unwrap_or(text);
    let inner = opaque.strip_prefix('"')?.strip_suffix('"')?;
    let valid = text.len() <= 1024 && inner.bytes().all(|b| b == 0x21 || (0x23..=0x7e).contains(&b));
    valid.then(|| text.to_owned())
}

/// A version as an `If-Match` value. `*` would match whatever is there, which is the opposite of what
/// a version is for; a comma would make two of it. Servers whose `meta.version` has no quotes get it
/// back as they gave it.
pub(crate) fn if_match(version: &str) -> Result<HeaderValue, ClientError> {
    let visible = version.bytes().all(|b| (0x21..=0x7e).contains(&b));
    let quoted = version.strip_prefix("W/").unwrap_or(version).strip_prefix('"');
    let one = match quoted {
        Some(rest) => rest.strip_suffix('"').is_some_and(|inner| !inner.contains('"')),
        None => !version.contains(['"', ',', '*']),
    };
    if version.is_empty() || version.len() > 1024 || !visible || !one {
        return Err(ClientError::UnusableVersion);
    }
    HeaderValue::from_str(version).map_err(|_| ClientError::UnusableVersion)
}

const WISPR: &str = "WISPAccessGatewayParam";

/// A page's title, and the mark by which programs know a network that wants a sign-in first (WISPr), if it has one.
fn page_excerpt(page: &str) -> String {
    let title = body::page_title(page).unwrap_or_default();
    match page.contains(WISPR) {
        true => format!("{title} ({WISPR})"),
        false => title,
    }
}

/// The beginning of what is no SCIM message: of a page its title, of JSON its keys, of text its start.
fn excerpt(payload: &Payload, redactor: &Redactor) -> String {
    let text = match payload {
        Payload::Empty | Payload::Broken(_) => String::new(),
        Payload::Json(Value::Object(map), _) => {
            let keys: Vec<&str> = map.keys().take(8).map(String::as_str).collect();
            format!("an object with {}", keys.join(", "))
        }
        Payload::Json(..) => "JSON that is no object".to_owned(),
        Payload::Other(LooksLike::Html, page) => page_excerpt(page),
        Payload::Other(_, text) => redactor.unstructured(text),
    };
    redactor
        .text(&text)
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect()
}
