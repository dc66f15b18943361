//! Finds the text in the body of an error answer, in layers: SCIM, then the shapes of known vendors,
//! then plain text, then the status.

use rollcall_scim::message::ScimError;
use serde_json::{Map, Value};

use crate::error::LooksLike;
use crate::transport::Payload;

/// The SCIM error, when the body is one, and the best text for a person.
pub(crate) fn read(status: u16, payload: &Payload) -> (Option<ScimError>, String) {
    let (scim, text) = match payload {
        Payload::Json(value, _) => {
            let scim = ScimError::read(value);
            let text = scim
                .as_ref()
                .and_then(|s| s.detail.clone())
                .or_else(|| vendor_text(value, 0));
            (scim, text)
        }
        Payload::Other(LooksLike::Html, page) => (None, page_title(page)),
        Payload::Other(_, text) => (None, Some(text.clone())),
        Payload::Empty | Payload::Broken(_) => (None, None),
    };
    let text = text
        .map(|t| t.trim().to_owned())
        .filter(|t| !t.is_empty())
        .unwrap_or_else(|| status_text(status).to_owned());
    (scim, text)
}

/// Vendor shapes: GitHub `{message, documentation_url, errors}`, AWS `{__type, message}`,
/// `{code, message}`, Salesforce `[{errorCode, message}]` and `{"Errors":[{description, code}]}`,
/// OAuth `{error, error_description}`, Azure `{error: {code, message}}`, Okta `{errorSummary}`,
/// RFC 9457 `{title, detail}`.
fn vendor_text(body: &Value, depth: usize) -> Option<String> {
    if depth > 3 {
        return None;
    }
    match body {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let texts: Vec<String> = items
                .iter()
                .take(10)
                .filter_map(|i| vendor_text(i, depth + 1))
                .collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        }
        Value::Object(map) => object_text(map, depth),
        _ => None,
    }
}

fn object_text(map: &Map<String, Value>, depth: usize) -> Option<String> {
    const TEXTS: &[&str] = &[
        "detail",
        "message",
        "error_description",
        "errorDescription",
        "description",
        "errorMessage",
        "errorSummary",
        "msg",
        "title",
        "reason",
    ];
    const CODES: &[&str] = &["code", "errorCode", "error_code", "__type", "error"];
    let text = TEXTS.iter().find_map(|k| get(map, k).and_then(text_of));
    let nested = || {
        ["errors", "error", "fault", "errorCauses"]
            .iter()
            .find_map(|k| get(map, k).and_then(|v| vendor_text(v, depth + 1)))
    };
    let code = CODES.iter().find_map(|k| get(map, k).and_then(text_of));
    match (text, code) {
        (Some(text), Some(code)) if !text.contains(&code) => Some(format!("{text} ({code})")),
        (Some(text), _) => match get(map, "errors").and_then(|v| vendor_text(v, depth + 1)) {
            Some(more) if !text.contains(&more) => Some(format!("{text}: {more}")),
            _ => Some(text),
        },
        (None, code) => nested().or(code),
    }
}

fn get<'m>(map: &'m Map<String, Value>, name: &str) -> Option<&'m Value> {
    rollcall_scim::resource::get_ci(map, name)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(s) if !s.trim().is_empty() => Some(s.trim().to_owned()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// The title of a web page, which names the proxy or the login.
pub(crate) fn page_title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let start = open + lower.get(open..)?.find('>')? + 1;
    let end = start + lower.get(start..)?.find("</title")?;
    let title = page
        .get(start..end)?
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    (!title.is_empty()).then(|| format!("a web page titled \u{201c}{title}\u{201d}"))
}

/// What a status says when the body says nothing.
pub(crate) fn status_text(status: u16) -> &'static str {
    match status {
        400 => "the server found the request invalid",
        401 => "the server did not accept the credential",
        403 => "the credential is not allowed to do this",
        404 => "the server knows nothing at this address",
        405 => "the server does not offer this operation here",
        406 | 415 => "the server does not speak the SCIM media type",
        408 => "the server gave up waiting for the request",
        409 => "the request conflicts with something that exists",
        410 => "the resource is gone",
        412 => "the resource was changed in the meantime",
        413 => "the request is too large for the server",
        414 => "the address is too long for the server",
        423 => "the resource is locked",
        428 => "the server wants the version of the resource (If-Match)",
        429 => "the server asks to slow down",
        431 => "the headers are too large for the server",
        500 => "the server failed",
        501 => "the server does not support this operation",
        502 => "a gateway got no good answer from the server",
        503 => "the server is not available at the moment",
        504 => "a gateway waited too long for the server",
        other if other < 500 => "the server refused the request",
        _ => "the server failed",
    }
}
