//! Secret values (`returned: never`, write-only, passwords) are never shown, not even to their owner.

use rollcall_scim::patch::PatchOperation;
use rollcall_scim::{AttrPath, Attribute, Mutability, ResourceModel, Returned};
use serde_json::{Map, Value};

/// What stands for a secret value.
pub(crate) const HIDDEN: &str = "(hidden)";

/// Whether an attribute's values are secrets.
pub(crate) fn is_secret(attribute: &Attribute) -> bool {
    attribute.returned == Returned::Never
        || attribute.mutability == Mutability::WriteOnly
        || is_secret_name(&attribute.name)
}

/// Whether an attribute that no schema declares is taken for a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "password" || name.ends_with("password") || name.ends_with("secret")
}

/// Whether the path leads to a secret.
pub(crate) fn is_secret_path(model: &ResourceModel, path: &AttrPath) -> bool {
    match model.resolve(path) {
        Some(found) => is_secret(found.attribute) || found.sub_attribute.is_some_and(is_secret),
        None => is_secret_name(&path.attribute) || path.sub_attribute.as_deref().is_some_and(is_secret_name),
    }
}

/// The resource with its secrets hidden.
pub(crate) fn mask_resource(model: &ResourceModel, resource: &Value) -> Value {
    let Value::Object(map) = resource else {
        return resource.clone();
    };
    let masked = map.iter().map(|(key, value)| {
        let value = match model.extension(key) {
            Some(schema) => mask_object(value, &|name| schema.attribute(name)),
            None => mask_attribute(key, model.core.attribute(key), value),
        };
        (key.clone(), value)
    });
    Value::Object(masked.collect())
}

/// The operations with secrets hidden.
pub(crate) fn mask_operations(model: &ResourceModel, operations: &[PatchOperation]) -> Vec<PatchOperation> {
    operations
        .iter()
        .map(|operation| {
            let value = operation.value.as_ref().map(|value| match &operation.path {
                None => mask_resource(model, value),
                Some(path) if path.attr.is_extension() => {
                    let schema = path.attr.urn.as_deref().and_then(|urn| model.extension(urn));
                    mask_object(value, &|name| schema.and_then(|s| s.attribute(name)))
                }
                Some(path) => {
                    let leaf = AttrPath {
                        sub_attribute: path.sub_attribute.clone().or(path.attr.sub_attribute.clone()),
                        ..path.attr.clone()
                    };
                    if is_secret_path(model, &leaf) {
                        Value::String(HIDDEN.into())
                    } else {
                        let found = model.resolve(&leaf).map(|found| found.leaf());
                        mask_attribute(&path.attr.attribute, found, value)
                    }
                }
            });
            PatchOperation {
                value,
                ..operation.clone()
            }
        })
        .collect()
}

fn mask_attribute(name: &str, attribute: Option<&Attribute>, value: &Value) -> Value {
    if attribute.map_or_else(|| is_secret_name(name), is_secret) {
        return if value.is_null() {
            Value::Null
        } else {
            Value::String(HIDDEN.into())
        };
    }
    let sub = |name: &str| attribute.and_then(|a| a.sub(name));
    match value {
        Value::Array(items) => Value::Array(items.iter().map(|item| mask_object(item, &sub)).collect()),
        other => mask_object(other, &sub),
    }
}

fn mask_object<'a>(value: &Value, find: &dyn Fn(&str) -> Option<&'a Attribute>) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, value)| (key.clone(), mask_attribute(key, find(key), value)))
                .collect::<Map<String, Value>>(),
        ),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_password_is_hidden_in_the_resource_and_in_the_request() {
        let model = ResourceModel::user();
        let masked = mask_resource(
            &model,
            &json!({"userName": "kim@example.com", "password": "CANARY"}),
        );
        assert_eq!(
            masked["password"], HIDDEN,
            "a review on the screen shows no password"
        );
        assert_eq!(
            masked["userName"], "kim@example.com",
            "what is no secret stays readable"
        );
        let operations = PatchOperation::from_message(&json!({
            "schemas": [rollcall_scim::urn::PATCH_OP],
            "Operations": [
                {"op": "replace", "path": "password", "value": "CANARY"},
                {"op": "replace", "value": {"password": "CANARY", "title": "Dr"}},
            ]
        }))
        .unwrap();
        let shown = PatchOperation::to_message(&mask_operations(&model, &operations)).to_string();
        assert!(
            !shown.contains("CANARY"),
            "neither form of the operation shows it"
        );
        assert!(shown.contains("Dr"), "the rest of the operation is shown");
    }
}
