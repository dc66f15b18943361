//! Lists whose elements can be told apart, changed by value path.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{changed_parts, writable};
use crate::filter::{CompareOp, CompareValue};
use crate::patch::equal::{WRITABLE, assigned, element_key, is_reference_list, same};
use crate::patch::{PatchOperation, PatchPath, PatchVerb};
use crate::resource::get_ci;
use crate::{AttrPath, Attribute, Filter, Mutability};

/// The operations that turn one list into the other, removals first; `None` when the elements cannot
/// be told apart with certainty: then only the whole list can be replaced.
pub(super) fn by_value_path(
    path: &AttrPath,
    attribute: &Attribute,
    before: &[Value],
    after: &[Value],
) -> Option<Vec<PatchOperation>> {
    let key = key_name(attribute, before, after)?;
    let old = keyed(attribute, key, before)?;
    let new = keyed(attribute, key, after)?;
    let mut removals = Vec::new();
    let mut changes = Vec::new();
    let mut added = Vec::new();
    for element in before.iter().filter(|e| assigned(e)) {
        if !new.contains_key(&element_key(Some(attribute), key, element)?) {
            removals.push(remove(path, key, element)?);
        }
    }
    for element in after.iter().filter(|e| assigned(e)) {
        match old.get(&element_key(Some(attribute), key, element)?) {
            None => added.push(writable(Some(attribute), element)),
            Some(was) if same(Some(attribute), Some(was), Some(element), WRITABLE) => {}
            Some(was) if changes_in_place(attribute, was, element) => {
                changes.extend(change(path, attribute, key, was, element)?);
            }
            // A part that cannot change: the element goes and comes anew.
            Some(was) => {
                removals.push(remove(path, key, was)?);
                added.push(writable(Some(attribute), element));
            }
        }
    }
    // Between removing all and adding others the attribute would be empty, which a required one may
    // not be.
    if attribute.required && removals.len() == old.len() {
        return None;
    }
    let mut operations = removals;
    operations.extend(changes);
    if !added.is_empty() {
        operations.push(PatchOperation {
            verb: PatchVerb::Add,
            path: Some(PatchPath::attribute(path.clone())),
            value: Some(Value::Array(added)),
        });
    }
    Some(operations)
}

/// The sub-attribute that tells the elements of both lists apart.
fn key_name(attribute: &Attribute, before: &[Value], after: &[Value]) -> Option<&'static str> {
    let candidates: &[&'static str] = if is_reference_list(attribute) {
        &["value"]
    } else {
        &["value", "type"]
    };
    candidates.iter().copied().find(|name| {
        attribute.sub(name).is_some()
            && keyed(attribute, name, before).is_some()
            && keyed(attribute, name, after).is_some()
    })
}

/// The elements by key; `None` when one has none or shares it.
fn keyed<'v>(attribute: &Attribute, key: &str, items: &'v [Value]) -> Option<HashMap<String, &'v Value>> {
    let mut found = HashMap::with_capacity(items.len());
    for element in items.iter().filter(|e| assigned(e)) {
        if found
            .insert(element_key(Some(attribute), key, element)?, element)
            .is_some()
        {
            return None;
        }
    }
    Some(found)
}

fn selection(path: &AttrPath, key: &str, element: &Value) -> Option<PatchPath> {
    let text = get_ci(element.as_object()?, key)?.as_str()?.to_owned();
    let filter = Filter::Compare(
        AttrPath::attribute(key),
        CompareOp::Eq,
        CompareValue::String(text),
    );
    Some(PatchPath::value(path.clone(), filter))
}

fn remove(path: &AttrPath, key: &str, element: &Value) -> Option<PatchOperation> {
    Some(PatchOperation {
        verb: PatchVerb::Remove,
        path: Some(selection(path, key, element)?),
        value: None,
    })
}

/// Whether every part that differs may be written where it is.
fn changes_in_place(attribute: &Attribute, before: &Value, after: &Value) -> bool {
    attribute.sub_attributes.iter().all(|sub| {
        let part = |element: &'_ Value| -> Option<Value> {
            element
                .as_object()
                .and_then(|map| get_ci(map, &sub.name))
                .cloned()
        };
        let (before, after) = (part(before), part(after));
        sub.mutability != Mutability::Immutable
            || !before.as_ref().is_some_and(assigned)
            || same(Some(sub), before.as_ref(), after.as_ref(), WRITABLE)
    })
}

fn change(
    path: &AttrPath,
    attribute: &Attribute,
    key: &str,
    before: &Value,
    after: &Value,
) -> Option<Vec<PatchOperation>> {
    let selected = selection(path, key, before)?;
    let empty = Map::new();
    let parts = |value: &Value| value.as_object().cloned().unwrap_or_else(|| empty.clone());
    let mut operations = changed_parts(attribute, &parts(before), &parts(after), |sub| PatchPath {
        sub_attribute: Some(sub.to_owned()),
        ..selected.clone()
    });
    // The key itself may differ in case; once it is written the filter still finds the element.
    operations.sort_by_key(|operation| operation.verb != PatchVerb::Remove);
    Some(operations)
}
