//! One stored resource.

use std::time::Instant;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::macros::format_description;

/// A resource as it lies in memory: its JSON as bytes, and beside them what is looked up often.
///
/// `meta`, a user's `groups` and a group's `members` are not part of the bytes: they are written
/// when the resource is rendered, so that a renamed group needs no change in its members.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its place in the order of creation.
    pub(crate) seq: u64,
    /// The id.
    pub(crate) id: Box<str>,
    /// The object, with `schemas` and `id` and without `meta`, `groups`, `members`.
    pub(crate) body: Box<[u8]>,
    /// The folded name it is looked up by (userName, displayName of a group, name of a role).
    pub(crate) key: Option<Box<str>>,
    /// The userName as written.
    pub(crate) user_name: Option<Box<str>>,
    /// `externalId`.
    pub(crate) external_id: Option<Box<str>>,
    /// What members and groups are called in each other.
    pub(crate) display: Box<str>,
    /// `meta.created`.
    pub(crate) created: Box<str>,
    /// `meta.lastModified`.
    pub(crate) modified: Box<str>,
    /// Number of the version, from 1.
    pub(crate) version: u64,
    /// When it appeared, if not there from the start; for servers whose lists lag behind.
    pub(crate) appeared: Option<Instant>,
}

/// What is needed to store a resource: the object without `meta`, `groups` and `members`.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The attributes, `schemas` first.
    pub(crate) body: Map<String, Value>,
}

/// The moment of a change, both ways it is needed.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    /// As in `meta`.
    pub(crate) text: Box<str>,
    /// `None` for resources that were there from the start.
    pub(crate) at: Option<Instant>,
}

impl Moment {
    /// Now.
    pub(crate) fn now() -> Self {
        Self {
            text: timestamp(OffsetDateTime::now_utc()),
            at: Some(Instant::now()),
        }
    }

    /// A moment in the past, of resources that were there before the start.
    pub(crate) fn past(text: impl Into<Box<str>>) -> Self {
        Self {
            text: text.into(),
            at: None,
        }
    }
}

/// RFC 3339 in UTC with milliseconds.
pub(crate) fn timestamp(at: OffsetDateTime) -> Box<str> {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    at.format(format).map(Into::into).unwrap_or_default()
}

/// How names are compared when case is no difference (RFC 7643 §2.1 says nothing of folding; lower
/// case by Unicode is what servers do).
pub(crate) fn fold(name: &str) -> String {
    if name.is_ascii() {
        name.to_ascii_lowercase()
    } else {
        name.to_lowercase()
    }
}

impl Entry {
    /// Builds the stored form.
    pub(crate) fn new(
        seq: u64,
        id: Box<str>,
        draft: Draft,
        created: Box<str>,
        now: &Moment,
        version: u64,
        appeared: Option<Instant>,
    ) -> Self {
        let text = |name: &str| draft.body.get(name).and_then(Value::as_str);
        let user_name = text("userName").map(Box::from);
        let key = text("userName")
            .or_else(|| text("name"))
            .or_else(|| text("displayName"))
            .map(fold);
        let display = display(&draft.body).unwrap_or(&id).into();
        let external_id = text("externalId").map(Box::from);
        let mut body = draft.body;
        body.insert("id".into(), Value::String(id.to_string()));
        Self {
            seq,
            key: key.map(String::into_boxed_str),
            user_name,
            external_id,
            display,
            // A JSON value made of JSON values always serializes.
            body: serde_json::to_vec(&body).unwrap_or_default().into_boxed_slice(),
            id,
            created,
            modified: now.text.clone(),
            version,
            appeared,
        }
    }

    /// The attributes again.
    pub(crate) fn map(&self) -> Map<String, Value> {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// displayName, else the formatted name, else userName or name.
fn display(body: &Map<String, Value>) -> Option<&str> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|s| !s.is_empty());
    text("displayName")
        .or_else(|| {
            body.get("name")
                .and_then(|n| n.get("formatted"))
                .and_then(Value::as_str)
        })
        .or_else(|| text("userName"))
        .or_else(|| text("name"))
}
