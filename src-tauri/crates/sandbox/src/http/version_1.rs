//! Q-VER-01: SCIM 1.1 on the wire: its URNs instead of those of RFC 7643, its errors, and its PATCH, which merges.

use rollcall_scim::resource::{get_ci, rename};
use rollcall_scim::urn;
use serde_json::{Map, Value, json};

use super::Failure;
use crate::ResourceKind;

/// The core schema of SCIM 1.1.
pub(super) const CORE: &str = "urn:scim:schemas:core:1.0";
const ENTERPRISE: &str = "urn:scim:schemas:extension:enterprise:1.0";

/// Gives a resource the names of SCIM 1.1.
pub(super) fn disguise(object: &mut Map<String, Value>) {
    let mut schemas = vec![json!(CORE)];
    if object.contains_key(urn::ENTERPRISE_USER) {
        schemas.push(json!(ENTERPRISE));
        rename(object, urn::ENTERPRISE_USER, ENTERPRISE);
        rename(
            object,
            &format!("{ENTERPRISE}/manager/value"),
            &format!("{ENTERPRISE}/manager/managerId"),
        );
    }
    object.insert("schemas".to_owned(), Value::Array(schemas));
}

/// Reads a resource of SCIM 1.1; one of SCIM 2.0 is refused, a PatchOp too.
pub(super) fn understand(
    kind: ResourceKind,
    object: Map<String, Value>,
) -> Result<Map<String, Value>, Failure> {
    let schemas = get_ci(&object, "schemas").and_then(Value::as_array);
    if !schemas.is_some_and(|urns| urns.iter().any(|urn| urn == CORE)) {
        return Err(Failure::bad("invalidSyntax", format!("schemas must name {CORE}")));
    }
    let modern = |name: &String| name.to_ascii_lowercase().starts_with("urn:ietf:params:scim:");
    let named = schemas
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned);
    if let Some(name) = object.keys().cloned().chain(named).find(modern) {
        return Err(Failure::bad("invalidSyntax", format!("{name} is unknown here")));
    }
    let core = match kind {
        ResourceKind::Group => urn::GROUP,
        ResourceKind::User | ResourceKind::Role => urn::USER,
    };
    let mut urns = vec![core];
    urns.extend(object.contains_key(ENTERPRISE).then_some(urn::ENTERPRISE_USER));
    let urns = json!(urns);
    let mut out = Map::new();
    for (name, mut value) in object {
        match name.as_str() {
            "schemas" => {
                out.insert(name, urns.clone());
            }
            ENTERPRISE => {
                if value
                    .get("manager")
                    .is_some_and(|manager| manager.get("value").is_some())
                {
                    return Err(Failure::bad("invalidValue", "a manager has a managerId"));
                }
                if let Value::Object(value) = &mut value {
                    rename(value, "manager/managerId", "manager/value");
                }
                out.insert(urn::ENTERPRISE_USER.to_owned(), value);
            }
            _ => {
                out.insert(name, value);
            }
        }
    }
    Ok(out)
}

/// Merges a part of a resource into it, by section 3.3.2 of SCIM 1.1.
pub(super) fn merge(
    before: &Map<String, Value>,
    part: Map<String, Value>,
) -> Result<Map<String, Value>, Failure> {
    let mut after = before.clone();
    let removed = get_ci(&part, "meta")
        .and_then(|meta| meta.get("attributes"))
        .cloned();
    for name in removed.as_ref().and_then(Value::as_array).into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        match name
            .strip_prefix(ENTERPRISE)
            .map(|rest| rest.trim_start_matches(':'))
        {
            Some(inner) => {
                if let Some(Value::Object(extension)) = after.get_mut(urn::ENTERPRISE_USER) {
                    remove(extension, inner);
                }
            }
            None => remove(&mut after, name),
        }
    }
    for (name, value) in part {
        if name == "schemas" || name == "meta" || name == "id" {
            continue;
        }
        match (after.get_mut(&name), value) {
            (Some(Value::Object(old)), Value::Object(new)) if name == urn::ENTERPRISE_USER => {
                for (inner, value) in new {
                    merge_one(old, inner, value)?;
                }
            }
            (_, value) => merge_one(&mut after, name, value)?,
        }
    }
    Ok(after)
}

fn remove(from: &mut Map<String, Value>, name: &str) {
    match name.split_once('.') {
        None => from.retain(|key, _| !key.eq_ignore_ascii_case(name)),
        Some((whole, sub)) => {
            if let Some(Value::Object(inner)) = from.get_mut(whole) {
                inner.retain(|key, _| !key.eq_ignore_ascii_case(sub));
            }
        }
    }
}

/// Singular values are replaced, complex ones merged, elements of lists found by their `value`.
fn merge_one(into: &mut Map<String, Value>, name: String, value: Value) -> Result<(), Failure> {
    match (into.get_mut(&name), value) {
        (Some(Value::Object(old)), Value::Object(new)) => old.extend(new),
        (found, Value::Array(elements)) => {
            let mut list = match found {
                Some(Value::Array(list)) => std::mem::take(list),
                _ => Vec::new(),
            };
            for element in elements {
                merge_element(&mut list, element)?;
            }
            into.insert(name, Value::Array(list));
        }
        (_, value) => {
            into.insert(name, value);
        }
    }
    Ok(())
}

fn merge_element(list: &mut Vec<Value>, element: Value) -> Result<(), Failure> {
    let Value::Object(mut element) = element else {
        if !list.contains(&element) {
            list.push(element);
        }
        return Ok(());
    };
    let operation = element.shift_remove("operation");
    let value = element.get("value").cloned();
    let same = |known: &Value| value.is_some() && known.get("value") == value.as_ref();
    match operation.as_ref().and_then(Value::as_str) {
        Some("delete") if value.is_none() => {
            Err(Failure::bad("invalidValue", "what leaves a list has a value"))
        }
        Some("delete") => {
            list.retain(|known| !same(known));
            Ok(())
        }
        Some(_) => Err(Failure::bad("invalidValue", "the only operation is delete")),
        None => {
            if element.get("primary") == Some(&Value::Bool(true)) {
                for known in list.iter_mut().filter_map(Value::as_object_mut) {
                    known.shift_remove("primary");
                }
            }
            match list.iter_mut().find(|known| same(known)) {
                Some(Value::Object(known)) => known.extend(element),
                _ => list.push(Value::Object(element)),
            }
            Ok(())
        }
    }
}
