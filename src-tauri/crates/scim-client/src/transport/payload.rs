//! What kind of body an answer has: found by looking at it, because the media type is wrong or absent
//! on many servers.

use bytes::Bytes;
use rollcall_scim::json::{self, JsonError, Parsed};
use serde_json::Value;

use crate::ClientError;
use crate::error::LooksLike;

/// A body, read.
#[derive(Debug)]
pub(crate) enum Payload {
    /// No bytes, or white space.
    Empty,
    /// JSON, and where it repeats a key, as JSON Pointers.
    Json(Value, Vec<String>),
    /// A web page, or text that is no JSON.
    Other(LooksLike, String),
    /// It began as JSON and cannot be read.
    Broken(JsonFault),
}

/// Why JSON could not be read; never holds content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum JsonFault {
    /// Nested deeper than allowed.
    TooDeep,
    /// Invalid, cut off, not UTF-8, or a key twice; what and where.
    Invalid(String),
}

/// Most bytes of a text body that are looked at.
const TEXT_LIMIT: usize = 64 * 1024;

impl Payload {
    /// Reads a body. `media_type` only decides where the content leaves room.
    pub(crate) fn read(body: &Bytes, media_type: &str, max_depth: usize) -> Self {
        let Some(first) = body.iter().find(|b| !b.is_ascii_whitespace()) else {
            return Self::Empty;
        };
        let says_json = media_type.contains("json");
        if matches!(first, b'{' | b'[') || (says_json && *first != b'<') {
            return match parse(body, max_depth) {
                Ok(parsed) => Self::Json(parsed.value, parsed.duplicate_keys),
                Err(fault) => Self::Broken(fault),
            };
        }
        let head = body.get(..TEXT_LIMIT).unwrap_or(body);
        let text = String::from_utf8_lossy(head).into_owned();
        let looks_like = if is_html(&text, media_type) {
            LooksLike::Html
        } else {
            LooksLike::Text
        };
        Self::Other(looks_like, text)
    }

    /// What it looks like to someone who expected something else.
    pub(crate) fn looks_like(&self) -> LooksLike {
        match self {
            Self::Empty => LooksLike::Empty,
            Self::Json(..) | Self::Broken(_) => LooksLike::Json,
            Self::Other(kind, _) => *kind,
        }
    }
}

impl JsonFault {
    pub(crate) fn into_error(self, status: u16, limit: usize) -> ClientError {
        match self {
            Self::TooDeep => ClientError::TooDeep { status, limit },
            Self::Invalid(message) => ClientError::Unreadable { status, message },
        }
    }
}

fn is_html(text: &str, media_type: &str) -> bool {
    let head: String = text
        .trim_start()
        .chars()
        .take(1024)
        .collect::<String>()
        .to_ascii_lowercase();
    head.starts_with("<!doctype html")
        || head.contains("<html")
        || head.contains("<body")
        || (media_type.contains("html") && head.starts_with('<'))
}

fn parse(body: &[u8], max_depth: usize) -> Result<Parsed, JsonFault> {
    json::parse(body, max_depth).map_err(|error| match error {
        JsonError::TooDeep { .. } => JsonFault::TooDeep,
        other => JsonFault::Invalid(other.to_string()),
    })
}

impl Payload {
    /// A body that could not be processed here.
    pub(super) fn unreadable(message: &str) -> Self {
        Self::Broken(JsonFault::Invalid(message.to_owned()))
    }
}
