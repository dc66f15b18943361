//! Resource types: found by name, shown with their attributes.

use rollcall_scim::{AttrPath, Attribute, ResourceModel};
use serde_json::Value;

use super::mask::is_secret;
use crate::{At, AttributeView, EngineError, ErrorCode, SchemaView, TypeModel};

/// Finds a type by its name or endpoint: `User`, `users`, `/Users`.
pub(crate) fn find<'a>(models: &'a [ResourceModel], name: &str) -> Option<&'a ResourceModel> {
    let wanted = name.trim().trim_matches('/');
    let same = |text: &str| text.trim_matches('/').eq_ignore_ascii_case(wanted);
    models
        .iter()
        .find(|m| same(&m.name))
        .or_else(|| models.iter().find(|m| same(&m.endpoint)))
}

/// The error for a type nobody declared.
pub(crate) fn unknown_type(connection: &str, name: &str, models: &[ResourceModel]) -> EngineError {
    let known = models
        .iter()
        .map(|m| m.name.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    EngineError::new(
        ErrorCode::Usage,
        format!("{connection} has no type called {name}."),
        format!("It has: {known}."),
        "Use one of these names.",
    )
    .with("connection", connection)
    .with("types", known)
}

/// A type as window and command line see it.
pub(crate) fn view(model: &ResourceModel, declared: bool, read_at: Option<At>) -> TypeModel {
    let schema = |schema: &rollcall_scim::Schema, extension: bool, required: bool| SchemaView {
        id: schema.id.clone(),
        name: if schema.name.is_empty() {
            schema.id.clone()
        } else {
            schema.name.clone()
        },
        extension,
        required,
        attributes: {
            let prefix = if extension {
                format!("{}:", schema.id)
            } else {
                String::new()
            };
            schema.attributes.iter().map(|a| attribute(a, &prefix)).collect()
        },
    };
    let mut schemas = vec![schema(&model.core, false, true)];
    schemas.extend(
        model
            .extensions
            .iter()
            .map(|(s, required)| schema(s, true, *required)),
    );
    TypeModel {
        name: model.name.clone(),
        endpoint: model.endpoint.clone(),
        columns: columns(model),
        schemas,
        declared,
        read_at,
    }
}

fn attribute(a: &Attribute, prefix: &str) -> AttributeView {
    let path = format!("{prefix}{}", a.name);
    let below = format!("{path}.");
    AttributeView {
        sub_attributes: a
            .sub_attributes
            .iter()
            .map(|sub| attribute(sub, &below))
            .collect(),
        path,
        name: a.name.clone(),
        kind: word(&a.kind),
        multi_valued: a.multi_valued,
        description: a.description.clone(),
        required: a.required,
        canonical_values: a.canonical_values.clone(),
        case_exact: a.case_exact,
        mutability: word(&a.mutability),
        returned: word(&a.returned),
        uniqueness: word(&a.uniqueness),
        reference_types: a.reference_types.clone(),
    }
}

/// The word a unit variant serializes to.
fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        _ => String::new(),
    }
}

/// Good first columns: the usual ones that this type has, else its first plain attributes.
fn columns(model: &ResourceModel) -> Vec<String> {
    const USUAL: [&str; 7] = [
        "userName",
        "displayName",
        "name.familyName",
        "name.givenName",
        "emails",
        "title",
        "active",
    ];
    let has = |text: &&str| AttrPath::parse(text).is_ok_and(|path| model.resolve(&path).is_some());
    let mut columns: Vec<String> = USUAL.iter().filter(|t| has(t)).map(|t| (*t).to_owned()).collect();
    if let Some((extension, _)) = model
        .extensions
        .iter()
        .find(|(s, _)| s.id.eq_ignore_ascii_case(rollcall_scim::urn::ENTERPRISE_USER))
    {
        columns.extend(
            ["department", "employeeNumber"]
                .iter()
                .filter(|name| extension.attribute(name).is_some())
                .map(|name| format!("{}:{name}", extension.id)),
        );
    }
    if columns.len() < 2 {
        let more = model
            .core
            .attributes
            .iter()
            .filter(|a| a.sub_attributes.is_empty() && !is_secret(a));
        for attribute in more.take(5) {
            if !columns.iter().any(|c| c.eq_ignore_ascii_case(&attribute.name)) {
                columns.push(attribute.name.clone());
            }
        }
    }
    columns
}

/// A name for people: displayName, the name, userName, externalId, else the id.
pub(crate) fn label(resource: &rollcall_scim::Resource) -> String {
    let human = resource
        .display_name()
        .map(str::to_owned)
        .or_else(|| own_name(resource.get_ci("name")?));
    human.unwrap_or_else(|| {
        resource
            .user_name()
            .or_else(|| resource.external_id())
            .or_else(|| resource.id())
            .unwrap_or("(no name)")
            .to_owned()
    })
}

/// A person's name as written, or put together.
fn own_name(name: &Value) -> Option<String> {
    let part = |key: &str| {
        let text = rollcall_scim::resource::get_ci(name.as_object()?, key)?.as_str()?;
        Some(text.trim()).filter(|t| !t.is_empty())
    };
    if let Some(whole) = name.as_str().or_else(|| part("formatted")) {
        return Some(whole.to_owned()).filter(|t| !t.is_empty());
    }
    let parts: Vec<&str> = ["givenName", "familyName"].into_iter().filter_map(part).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_called_by_a_human_name_and_by_the_sign_in_name_only_without_one() {
        let called = |value: Value| label(&rollcall_scim::Resource::from_value(value).unwrap());
        let name = serde_json::json!({"givenName": "Zoë", "familyName": "Okafor"});
        for (resource, wanted) in [
            (
                serde_json::json!({"userName": "z", "displayName": "Zoë O.", "name": name}),
                "Zoë O.",
            ),
            (
                serde_json::json!({"userName": "z", "displayName": "", "name": name}),
                "Zoë Okafor",
            ),
            (
                serde_json::json!({"userName": "z", "name": {"formatted": "Dr. Zoë Okafor", "givenName": "Zoë"}}),
                "Dr. Zoë Okafor",
            ),
            (
                serde_json::json!({"userName": "z", "name": {"familyName": " "}}),
                "z",
            ),
            (serde_json::json!({"externalId": "40-7", "id": "1"}), "40-7"),
        ] {
            assert_eq!(called(resource), wanted);
        }
    }

    #[test]
    fn a_type_is_found_by_name_and_by_endpoint_in_any_case() {
        let models = [ResourceModel::user(), ResourceModel::group()];
        for name in ["User", "users", "/Users", "USER", "/users/"] {
            assert_eq!(
                find(&models, name).map(|m| m.name.as_str()),
                Some("User"),
                "{name} is meant"
            );
        }
        assert!(
            find(&models, "Role").is_none(),
            "what is not declared is not guessed"
        );
    }
}
