//! From what is wanted to the operations that bring it about.

use rollcall_scim::patch::{PatchOperation, PatchPath, PatchVerb, apply};
use rollcall_scim::{Resource, ResourceModel};
use serde_json::{Map, Value, json};

use crate::{Effect, EngineError, ErrorCode, SetValue};

/// Reads a PatchOp message, or the bare array of operations.
pub(crate) fn read_operations(value: &Value) -> Result<Vec<PatchOperation>, EngineError> {
    let message = match value {
        Value::Array(_) => json!({"schemas": [rollcall_scim::urn::PATCH_OP], "Operations": value}),
        other => other.clone(),
    };
    PatchOperation::from_message(&message).map_err(|e| {
        refused(&format!(
            "The PATCH operations cannot be read: {}.",
            e.detail.trim_end_matches('.')
        ))
    })
}

/// `path=value` pairs as operations; `null` removes.
pub(crate) fn set_operations(values: &[SetValue]) -> Result<Vec<PatchOperation>, EngineError> {
    values
        .iter()
        .map(|set| {
            let path = PatchPath::parse(set.path.trim())
                .map_err(|e| refused(&format!("{} is no attribute path: {}.", set.path, e.detail)))?;
            let (verb, value) = match &set.value {
                Value::Null => (PatchVerb::Remove, None),
                value => (PatchVerb::Replace, Some(value.clone())),
            };
            Ok(PatchOperation {
                verb,
                path: Some(path),
                value,
            })
        })
        .collect()
}

/// `active` as one operation.
pub(crate) fn active_operation(active: bool) -> Result<Vec<PatchOperation>, EngineError> {
    set_operations(&[SetValue {
        path: "active".into(),
        value: Value::Bool(active),
    }])
}

/// Applies operations to a state, as the server should.
pub(crate) fn applied(
    model: &ResourceModel,
    before: &Resource,
    operations: &[PatchOperation],
) -> Result<Resource, EngineError> {
    apply(model, before, operations).map_err(|e| {
        refused(&format!(
            "The change cannot be made: {}.",
            e.detail.trim_end_matches('.')
        ))
    })
}

fn refused(message: &str) -> EngineError {
    EngineError::new(
        ErrorCode::Usage,
        message,
        "Nothing was sent.",
        "Correct the change and try again.",
    )
}

/// Deactivating is destructive, however it is written: an account that was not inactive becomes inactive, or
/// loses its `active` so that the server decides (quirk 18).
pub(crate) fn effect_of(before: &Resource, after: &Resource) -> Effect {
    let active = |r: &Resource| match r.get_ci("active") {
        Some(Value::Bool(flag)) => Some(*flag),
        // Some servers and clients write "False".
        Some(Value::String(text)) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    };
    match (active(before), active(after)) {
        (Some(false), _) => Effect::Write,
        (_, Some(false)) | (Some(true), None) => Effect::Destructive,
        _ => Effect::Write,
    }
}

/// A body for POST or PUT: `schemas` filled in with the core schema and each extension that is used.
pub(crate) fn with_schemas(model: &ResourceModel, resource: Resource) -> Resource {
    let mut urns: Vec<String> = resource.schemas().into_iter().map(Into::into).collect();
    let add = |urns: &mut Vec<String>, urn: &str| {
        if !urn.is_empty() && !urns.iter().any(|u| u.eq_ignore_ascii_case(urn)) {
            urns.push(urn.into());
        }
    };
    add(&mut urns, &model.core.id);
    for (extension, required) in &model.extensions {
        if *required || resource.get_ci(&extension.id).is_some() {
            add(&mut urns, &extension.id);
        }
    }
    let mut body = Map::new();
    body.insert("schemas".into(), json!(urns));
    body.extend(
        resource
            .0
            .into_iter()
            .filter(|(key, _)| !key.eq_ignore_ascii_case("schemas")),
    );
    Resource(body)
}

/// A body for PUT: what only the server writes is left out (RFC 7644 §3.5.1), but for `id`.
pub(crate) fn for_replace(model: &ResourceModel, id: &str, resource: Resource) -> Resource {
    let read_only = |key: &str| {
        model
            .core
            .attribute(key)
            .is_some_and(|a| a.mutability == rollcall_scim::Mutability::ReadOnly)
    };
    let mut body = resource;
    body.0.retain(|key, _| {
        !key.eq_ignore_ascii_case("meta") && !key.eq_ignore_ascii_case("id") && !read_only(key)
    });
    body.0.insert("id".into(), Value::String(id.into()));
    with_schemas(model, body)
}

/// One PATCH that adds these members.
pub(crate) fn add_members(ids: &[String]) -> Result<Vec<PatchOperation>, EngineError> {
    let path =
        PatchPath::parse("members").map_err(|_| EngineError::internal("a path that cannot be read"))?;
    let value = Value::Array(ids.iter().map(|id| json!({"value": id})).collect());
    Ok(vec![PatchOperation {
        verb: PatchVerb::Add,
        path: Some(path),
        value: Some(value),
    }])
}

/// One PATCH that removes these members, each by its value: the only form no server reads as "all" (quirk 1).
pub(crate) fn remove_members(ids: &[String]) -> Result<Vec<PatchOperation>, EngineError> {
    ids.iter()
        .map(|id| {
            let path =
                member_path(id).map_err(|_| refused("The id of a member cannot be written in a path."))?;
            Ok(PatchOperation {
                verb: PatchVerb::Remove,
                path: Some(path),
                value: None,
            })
        })
        .collect()
}

/// `members[value eq "id"]`.
pub(crate) fn member_path(id: &str) -> Result<PatchPath, String> {
    let text = format!("members[value eq {}]", Value::String(id.to_owned()));
    PatchPath::parse(&text).map_err(|e| e.detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(value: Value) -> Resource {
        Resource::from_value(value).unwrap()
    }

    // Q-LIF-01
    #[test]
    fn deactivating_is_destructive_however_it_is_written() {
        let active = resource(json!({"active": true}));
        for (after, why) in [
            (json!({"active": false}), "plainly"),
            (json!({"active": "False"}), "as text, as Entra does"),
            (json!({}), "by leaving it out of a PUT"),
        ] {
            assert_eq!(
                effect_of(&active, &resource(after)),
                Effect::Destructive,
                "deactivated {why}"
            );
        }
        assert_eq!(
            effect_of(
                &resource(json!({"active": false})),
                &resource(json!({"active": true}))
            ),
            Effect::Write,
            "activating harms nobody"
        );
    }

    // Q-PAT-04
    #[test]
    fn members_are_removed_one_by_one_by_value() {
        let operations = remove_members(&["a\"b".into(), "c".into()]).unwrap();
        assert_eq!(operations.len(), 2, "one operation for each member");
        for operation in &operations {
            let path = operation.path.as_ref().unwrap();
            assert!(
                path.filter.is_some(),
                "a bare `remove members` empties the group on some servers"
            );
            assert!(operation.value.is_none(), "a value would be read in three ways");
        }
    }

    #[test]
    fn a_body_names_the_schemas_it_uses() {
        let model = ResourceModel::user();
        let enterprise = rollcall_scim::urn::ENTERPRISE_USER;
        let body = with_schemas(
            &model,
            resource(json!({"userName": "a", enterprise: {"department": "x"}})),
        );
        assert_eq!(
            body.schemas(),
            [rollcall_scim::urn::USER, enterprise],
            "RFC 7643 §3: schemas is required"
        );
    }
}
