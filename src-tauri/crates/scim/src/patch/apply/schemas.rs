//! `schemas` and the extensions it lists (RFC 7643 §3).

use serde_json::{Map, Value};

use super::super::equal::{assigned, key_in};
use super::{PatchError, write};
use crate::ResourceModel;
use crate::resource::get_ci;

/// The URNs listed.
pub(super) fn listed(resource: &Map<String, Value>) -> Vec<String> {
    get_ci(resource, "schemas")
        .and_then(Value::as_array)
        .map(|urns| urns.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        .unwrap_or_default()
}

/// The keys under which extensions lie.
fn extensions(model: &ResourceModel, resource: &Map<String, Value>) -> Vec<String> {
    let is_urn = |key: &str| {
        key.get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("urn:"))
    };
    resource
        .iter()
        .filter(|(key, value)| {
            assigned(value) && (model.extension(key).is_some() || (is_urn(key) && value.is_object()))
        })
        .map(|(key, _)| model.extension(key).map_or_else(|| key.clone(), |s| s.id.clone()))
        .collect()
}

/// Lists extensions that have appeared and strikes those that have gone.
pub(super) fn keep_in_step(
    model: &ResourceModel,
    before: &Map<String, Value>,
    after: &mut Map<String, Value>,
) {
    let contains = |urns: &[String], urn: &str| urns.iter().any(|u| u.eq_ignore_ascii_case(urn));
    let old = extensions(model, before);
    let new = extensions(model, after);
    let appeared: Vec<&String> = new.iter().filter(|urn| !contains(&old, urn)).collect();
    let gone: Vec<&String> = old.iter().filter(|urn| !contains(&new, urn)).collect();
    if appeared.is_empty() && gone.is_empty() {
        return;
    }
    let mut urns = listed(after);
    if urns.is_empty() && !model.core.id.is_empty() {
        urns.push(model.core.id.clone());
    }
    urns.retain(|urn| !gone.iter().any(|g| g.eq_ignore_ascii_case(urn)));
    for urn in appeared {
        if !contains(&urns, urn) {
            urns.push(urn.clone());
        }
    }
    write::set(
        after,
        "schemas",
        Value::Array(urns.into_iter().map(Value::String).collect()),
    );
}

/// After an operation on `schemas` itself: the attributes of an extension leave with its URN.
pub(super) fn drop_unlisted(
    model: &ResourceModel,
    before: &[String],
    resource: &mut Map<String, Value>,
) -> Result<(), PatchError> {
    let now = listed(resource);
    let gone = before
        .iter()
        .filter(|urn| !now.iter().any(|n| n.eq_ignore_ascii_case(urn)));
    for urn in gone {
        if urn.eq_ignore_ascii_case(&model.core.id) {
            return Err(PatchError::new(
                "invalidValue",
                "The core schema cannot be taken out of schemas.",
            ));
        }
        may_remove(model, resource, urn)?;
        if let Some(key) = key_in(resource, urn) {
            resource.shift_remove(&key);
        }
    }
    Ok(())
}

/// Whether an extension may be removed as a whole: not one that the resource type requires, nor one
/// with an immutable attribute that has a value. Its required attributes go with it.
pub(super) fn may_remove(
    model: &ResourceModel,
    resource: &Map<String, Value>,
    urn: &str,
) -> Result<(), PatchError> {
    let Some((schema, required)) = model
        .extensions
        .iter()
        .find(|(schema, _)| schema.id.eq_ignore_ascii_case(urn))
    else {
        return Ok(());
    };
    let held = get_ci(resource, urn).and_then(Value::as_object);
    if *required && held.is_some() {
        return Err(PatchError::new(
            "mutability",
            format!("{urn} is required and cannot be removed."),
        ));
    }
    for attribute in &schema.attributes {
        let value = held.and_then(|map| get_ci(map, &attribute.name));
        let set = value.is_some_and(assigned);
        if set && attribute.mutability == crate::Mutability::Immutable {
            return Err(PatchError::new(
                "mutability",
                format!("{} is immutable and has a value already.", attribute.name),
            ));
        }
        if !attribute.multi_valued {
            write::refuse_immutable_parts(attribute, value.and_then(Value::as_object))?;
        }
    }
    Ok(())
}
