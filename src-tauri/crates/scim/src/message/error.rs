//! Error messages, RFC 7644 §3.12.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::lenient::{has_schema, status, text};
use crate::resource::get_ci;
use crate::urn;

/// A SCIM error body, RFC 7644 §3.12.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScimError {
    /// HTTP status in the body (a string by the RFC, often a number in life).
    pub status: Option<u16>,
    /// Table 9's keyword.
    pub scim_type: Option<String>,
    /// For people.
    pub detail: Option<String>,
}

impl ScimError {
    /// An error with its parts.
    pub fn new(status: u16, scim_type: Option<&str>, detail: impl Into<String>) -> Self {
        Self {
            status: Some(status),
            scim_type: scim_type.map(str::to_owned),
            detail: Some(detail.into()),
        }
    }

    /// Reads an error body: one that names the Error schema, or has a status together with a
    /// detail or scimType, or is SCIM 1.1's `{"Errors": [{"description", "code"}]}`. `None` for
    /// any other body.
    pub fn read(body: &Value) -> Option<Self> {
        let map = body.as_object()?;
        if let Some(first) = get_ci(map, "Errors")
            .and_then(Value::as_array)
            .and_then(|a| a.first())
        {
            let first = first.as_object()?;
            let error = Self {
                status: status(get_ci(first, "code").or_else(|| get_ci(first, "status"))),
                scim_type: text(get_ci(first, "scimType")),
                detail: text(get_ci(first, "description").or_else(|| get_ci(first, "detail"))),
            };
            return (error.status.is_some() || error.detail.is_some()).then_some(error);
        }
        let error = Self {
            status: status(get_ci(map, "status")),
            scim_type: text(get_ci(map, "scimType")),
            detail: detail(get_ci(map, "detail")),
        };
        let named = has_schema(map, urn::ERROR);
        let shaped = error.scim_type.is_some() || (error.status.is_some() && error.detail.is_some());
        (named || shaped).then_some(error)
    }

    /// The message, with the status as a string (RFC 7644 §3.12).
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        map.insert("schemas".into(), json!([urn::ERROR]));
        if let Some(scim_type) = &self.scim_type {
            map.insert("scimType".into(), scim_type.clone().into());
        }
        if let Some(detail) = &self.detail {
            map.insert("detail".into(), detail.clone().into());
        }
        if let Some(status) = self.status {
            map.insert("status".into(), status.to_string().into());
        }
        Value::Object(map)
    }
}

/// A detail as text; some servers send a list of texts or of objects with a message.
fn detail(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().filter_map(|v| detail(Some(v))).collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        }
        Value::Object(map) => text(get_ci(map, "message").or_else(|| get_ci(map, "detail"))),
        other => text(Some(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_read_with_its_status_as_text_number_or_code() {
        for status in [json!("409"), json!(409), json!({"code": "409"})] {
            let body = json!({"schemas": [urn::ERROR], "scimType": "uniqueness", "detail": "taken", "status": status});
            assert_eq!(
                ScimError::read(&body),
                Some(ScimError::new(409, Some("uniqueness"), "taken")),
                "{body}"
            );
        }
    }

    #[test]
    fn errors_without_schema_and_of_scim_1_are_recognised() {
        let bare = ScimError::read(&json!({"status": 404, "detail": ["not", {"message": "found"}]}));
        assert_eq!(bare, Some(ScimError::new(404, None, "not; found")));
        let old = ScimError::read(&json!({"Errors": [{"description": "no", "code": "400"}]}));
        assert_eq!(old, Some(ScimError::new(400, None, "no")), "SCIM 1.1");
    }

    #[test]
    fn a_resource_or_foreign_body_is_no_scim_error() {
        for body in [
            json!({"id": "1", "status": "active"}),
            json!({"message": "no"}),
            json!([]),
            json!("no"),
        ] {
            assert_eq!(ScimError::read(&body), None, "{body} is for the other readers");
        }
        let absurd =
            ScimError::read(&json!({"schemas": [urn::ERROR], "status": 70000})).expect("named by its schema");
        assert_eq!(absurd.status, None, "no HTTP status");
    }

    #[test]
    fn a_written_error_has_its_status_as_text_and_is_read_back() {
        let error = ScimError::new(400, Some("invalidPath"), "no such attribute");
        assert_eq!(
            error.to_value().get("status"),
            Some(&json!("400")),
            "§3.12: a JSON string"
        );
        assert_eq!(ScimError::read(&error.to_value()), Some(error));
    }
}
