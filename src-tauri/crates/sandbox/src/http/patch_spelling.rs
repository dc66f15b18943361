//! Q-PAT-02, Q-PAT-04: how some servers want a PATCH written. What fits is turned into the RFC's form.

use rollcall_scim::ResourceModel;
use serde_json::{Map, Value};

use super::Failure;
use crate::profile::{ExtensionSeparator, PatchProfile};

/// Reads a message in the profile's spelling; another spelling is refused.
pub(super) fn read(
    profile: &PatchProfile,
    model: &ResourceModel,
    message: &mut Map<String, Value>,
) -> Result<(), Failure> {
    let operations = message
        .iter_mut()
        .find(|(name, _)| name.eq_ignore_ascii_case("Operations"));
    let Some((_, Value::Array(operations))) = operations else {
        return Ok(());
    };
    for operation in operations.iter_mut().filter_map(Value::as_object_mut) {
        verb(profile, operation)?;
        pathless(profile, operation)?;
        booleans(profile, operation)?;
        own_path(profile, operation)?;
        separator(profile, model, operation)?;
        unquoted(profile, operation)?;
    }
    Ok(())
}

fn verb(profile: &PatchProfile, operation: &Map<String, Value>) -> Result<(), Failure> {
    let op = operation.get("op").and_then(Value::as_str).unwrap_or_default();
    if profile.capital_op && !op.starts_with(|c: char| c.is_ascii_uppercase()) {
        return Err(Failure::bad("invalidSyntax", "op is Add, Replace or Remove"));
    }
    Ok(())
}

fn pathless(profile: &PatchProfile, operation: &Map<String, Value>) -> Result<(), Failure> {
    let op = operation.get("op").and_then(Value::as_str).unwrap_or_default();
    if !profile.pathless || op.eq_ignore_ascii_case("remove") {
        return Ok(());
    }
    let one = operation
        .get("value")
        .and_then(Value::as_object)
        .is_some_and(|value| value.len() == 1);
    if operation.contains_key("path") || !one {
        let detail = "add and replace take no path and an object with one attribute";
        return Err(Failure::bad("invalidPath", detail));
    }
    Ok(())
}

fn booleans(profile: &PatchProfile, operation: &mut Map<String, Value>) -> Result<(), Failure> {
    match operation.get_mut("value") {
        Some(value) if profile.text_booleans => from_text(value),
        _ => Ok(()),
    }
}

fn from_text(value: &mut Value) -> Result<(), Failure> {
    match value {
        Value::Bool(_) => Err(Failure::bad("invalidValue", "a boolean must be a string here")),
        Value::String(text) if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") => {
            *value = Value::Bool(text.eq_ignore_ascii_case("true"));
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(from_text),
        Value::Object(map) => map.values_mut().try_for_each(from_text),
        _ => Ok(()),
    }
}

/// Servers that have paths of their own for attributes of the RFC.
fn own_path(profile: &PatchProfile, operation: &mut Map<String, Value>) -> Result<(), Failure> {
    let Some(Value::String(path)) = operation.get_mut("path") else {
        return Ok(());
    };
    if let Some(known) = profile.paths.get(path.as_str()) {
        path.clone_from(known);
    } else if profile
        .paths
        .values()
        .any(|known| known.eq_ignore_ascii_case(path))
    {
        return Err(Failure::bad(
            "invalidPath",
            "this attribute has another path here",
        ));
    }
    Ok(())
}

/// Servers that want a dot between an extension's URN and its attribute.
fn separator(
    profile: &PatchProfile,
    model: &ResourceModel,
    operation: &mut Map<String, Value>,
) -> Result<(), Failure> {
    let Some(Value::String(path)) = operation.get_mut("path") else {
        return Ok(());
    };
    if profile.extension_separator == ExtensionSeparator::Colon {
        return Ok(());
    }
    for (extension, _) in &model.extensions {
        let Some(rest) = path.strip_prefix(extension.id.as_str()) else {
            continue;
        };
        if rest.starts_with(':') {
            let detail = "an extension's attribute is written with a dot here";
            return Err(Failure::bad("invalidPath", detail));
        }
        if let Some(attribute) = rest.strip_prefix('.') {
            *path = format!("{}:{attribute}", extension.id);
            return Ok(());
        }
    }
    Ok(())
}

fn unquoted(profile: &PatchProfile, operation: &mut Map<String, Value>) -> Result<(), Failure> {
    let Some(Value::String(path)) = operation.get_mut("path") else {
        return Ok(());
    };
    let id = path
        .strip_prefix("members[value eq ")
        .and_then(|rest| rest.strip_suffix(']'));
    let Some(id) = id.filter(|_| profile.members_unquoted) else {
        return Ok(());
    };
    if id.starts_with('"') {
        return Err(Failure::bad(
            "invalidFilter",
            "the value of a member is not quoted here",
        ));
    }
    *path = format!("members[value eq \"{id}\"]");
    Ok(())
}
