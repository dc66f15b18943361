//! ResourceType, RFC 7643 §6.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::message::lenient::{boolean, kind, text};
use crate::message::{ListResponse, MessageError};
use crate::resource::get_ci;
use crate::urn;

/// ResourceType, RFC 7643 §6.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceType {
    /// Name, e.g. `User`.
    pub name: String,
    /// Endpoint as sent; see [`super::normalize_endpoint`].
    pub endpoint: String,
    /// URN of the core schema.
    pub schema: String,
    /// Extensions: URN and whether required.
    pub schema_extensions: Vec<(String, bool)>,
}

/// The most resource types that are read from one answer, and extensions of one type.
const MAX_TYPES: usize = 200;

impl ResourceType {
    /// Reads one resource type leniently: the name may be missing (then `id`), extensions may be
    /// bare URNs. Endpoint and schema must be there.
    pub fn read(body: &Value) -> Result<Self, MessageError> {
        let map = body
            .as_object()
            .ok_or_else(|| MessageError(format!("A resource type is an object, not {}.", kind(body))))?;
        let name = text(get_ci(map, "name")).or_else(|| text(get_ci(map, "id")));
        let name = name.ok_or_else(|| MessageError("A resource type has neither name nor id.".into()))?;
        let missing = |what: &str| MessageError(format!("Resource type {name} has no {what}."));
        let endpoint = text(get_ci(map, "endpoint")).ok_or_else(|| missing("endpoint"))?;
        let schema = text(get_ci(map, "schema")).ok_or_else(|| missing("schema"))?;
        let extensions = match get_ci(map, "schemaExtensions") {
            Some(Value::Array(items)) => items.as_slice(),
            Some(one @ (Value::Object(_) | Value::String(_))) => std::slice::from_ref(one),
            _ => &[],
        };
        let extension = |value: &Value| match value {
            Value::Object(e) => Some((
                text(get_ci(e, "schema"))?,
                boolean(get_ci(e, "required")).unwrap_or(false),
            )),
            other => Some((text(Some(other))?, false)),
        };
        Ok(Self {
            schema_extensions: extensions.iter().take(MAX_TYPES).filter_map(extension).collect(),
            name,
            endpoint,
            schema,
        })
    }

    /// Reads the answer of `/ResourceTypes`: a list, a bare array, or one type. One that cannot be
    /// read is left out and noted.
    pub fn read_all(body: &Value) -> Result<(Vec<Self>, Vec<String>), MessageError> {
        let list = ListResponse::read(body)?;
        let mut deviations = list.deviations;
        let mut types = vec![];
        if list.resources.len() > MAX_TYPES {
            deviations.push(format!(
                "The server sent more than {MAX_TYPES} resource types; the rest is left out."
            ));
        }
        for value in list.resources.iter().take(MAX_TYPES) {
            match Self::read(value) {
                Ok(one) => types.push(one),
                Err(refused) => deviations.push(refused.0),
            }
        }
        Ok((types, deviations))
    }

    /// The resource, as `/ResourceTypes` answers, without `meta`.
    pub fn to_value(&self) -> Value {
        let extensions: Vec<Value> = self
            .schema_extensions
            .iter()
            .map(|(schema, required)| json!({"schema": schema, "required": required}))
            .collect();
        json!({
            "schemas": [urn::RESOURCE_TYPE],
            "id": self.name,
            "name": self.name,
            "endpoint": self.endpoint,
            "schema": self.schema,
            "schemaExtensions": extensions,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_type_is_read_and_written_back() {
        let user = ResourceType {
            name: "User".into(),
            endpoint: "/Users".into(),
            schema: urn::USER.into(),
            schema_extensions: vec![(urn::ENTERPRISE_USER.into(), true)],
        };
        assert_eq!(ResourceType::read(&user.to_value()), Ok(user));
    }

    #[test]
    fn careless_types_are_read_and_hopeless_ones_noted() {
        let (types, deviations) = ResourceType::read_all(&json!([
            {"id": "Role", "endpoint": "Roles", "schema": "urn:example:Role", "schemaExtensions": ["urn:example:x"]},
            {"name": "Nowhere", "schema": "urn:example:Nowhere"}
        ]))
        .expect("a list");
        assert_eq!(types.len(), 1);
        let role = types.first().expect("one");
        assert_eq!(role.name, "Role", "the id stands in for the name");
        assert_eq!(role.schema_extensions, [("urn:example:x".to_owned(), false)]);
        assert!(
            deviations.iter().any(|d| d.contains("Nowhere has no endpoint")),
            "{deviations:?}"
        );
    }
}
