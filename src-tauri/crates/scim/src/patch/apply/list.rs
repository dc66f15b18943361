//! Lists: adding, replacing, and what a path does to some or all of their elements.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::super::equal::{FOLDED, WRITABLE, assigned, canonical, element_key, is_reference_list, key_in};
use super::super::shape;
use super::place::Target;
use super::{Dialect, PatchError, PatchVerb, write};
use crate::filter::CompareValue;
use crate::resource::get_ci;
use crate::{AttrPath, Attribute, Filter, Mutability};

/// Adds to or replaces a list that a schema declares.
pub(super) fn write(
    dialect: &Dialect,
    map: &mut Map<String, Value>,
    name: &str,
    attribute: &Attribute,
    verb: PatchVerb,
    value: Value,
) -> Result<(), PatchError> {
    let sent = match value {
        Value::Array(items) => items,
        one => vec![one],
    };
    let mut shaped = Vec::with_capacity(sent.len());
    for item in sent.into_iter().filter(assigned) {
        shaped.push(shape::one_value(dialect, attribute, item)?);
    }
    let before = take(map, name);
    let present: Vec<bool> = before.iter().map(is_primary).collect();
    let (items, was_primary) = match verb {
        PatchVerb::Add => {
            let known: HashSet<String> = before
                .iter()
                .filter_map(|item| identity(attribute, item))
                .collect();
            let mut items = before;
            append_new(attribute, &mut items, known, shaped);
            (items, present)
        }
        _ => (with_server_parts(attribute, &before, shaped), Vec::new()),
    };
    put(map, name, items, &was_primary)
}

/// Appends the elements that are not in the list yet (RFC 7644 §3.5.2.1: a value that is there
/// already changes nothing). References that are sent twice are taken once.
fn append_new(attribute: &Attribute, items: &mut Vec<Value>, mut known: HashSet<String>, more: Vec<Value>) {
    let references = is_reference_list(attribute);
    for item in more {
        let identity = identity(attribute, &item).unwrap_or_default();
        if known.contains(&identity) {
            continue;
        }
        if references {
            known.insert(identity);
        }
        items.push(item);
    }
}

/// What makes an element the same as another: for references their `value`, else everything a client
/// can write, compared as a filter would.
fn identity(attribute: &Attribute, item: &Value) -> Option<String> {
    if is_reference_list(attribute)
        && let Some(key) = element_key(Some(attribute), "value", item)
    {
        return Some(key);
    }
    canonical(Some(attribute), Some(item), FOLDED).map(|value| value.to_string())
}

/// Gives back the parts that only the server writes to elements that stay the same.
fn with_server_parts(attribute: &Attribute, before: &[Value], items: Vec<Value>) -> Vec<Value> {
    if !attribute
        .sub_attributes
        .iter()
        .any(|sub| sub.mutability == Mutability::ReadOnly)
    {
        return items;
    }
    let written = |item: &Value| canonical(Some(attribute), Some(item), WRITABLE).map(|v| v.to_string());
    let known: HashMap<String, &Value> = before
        .iter()
        .filter_map(|item| Some((written(item)?, item)))
        .collect();
    items
        .into_iter()
        .map(|item| match written(&item).and_then(|key| known.get(&key)) {
            Some(same) => (*same).clone(),
            None => item,
        })
        .collect()
}

/// Writes or removes in the elements that the filter chooses, or in all of them.
pub(super) fn on_elements(
    dialect: &Dialect,
    map: &mut Map<String, Value>,
    verb: PatchVerb,
    target: &Target<'_>,
    value: Value,
) -> Result<(), PatchError> {
    let attribute = target.attribute;
    let mut items = take(map, &target.name);
    let was_primary: Vec<bool> = items.iter().map(is_primary).collect();
    // Chosen before anything is written: the value may change what the filter looks at.
    let chosen: Vec<bool> = items
        .iter()
        .map(|item| {
            target
                .filter
                .as_ref()
                .is_none_or(|filter| filter.matches_element(attribute, item))
        })
        .collect();
    let unassigns = verb == PatchVerb::Remove || (target.filter.is_none() && !assigned(&value));
    if !chosen.contains(&true) && !unassigns {
        // RFC 7644 §3.5.2.3 for replace; table 9 gives noTarget to any path without a match.
        return Err(PatchError::new(
            "noTarget",
            format!("No value of {} is what the path asks for.", target.name),
        ));
    }
    if verb == PatchVerb::Remove && target.sub.is_none() {
        let mut chosen = chosen.into_iter();
        items.retain(|_| !chosen.next().unwrap_or(false));
        // What is left was there before: nothing has become primary.
        let was_primary: Vec<bool> = items.iter().map(is_primary).collect();
        return put(map, &target.name, items, &was_primary);
    }
    for (item, _) in items.iter_mut().zip(&chosen).filter(|(_, chosen)| **chosen) {
        change_element(dialect, item, verb, target, value.clone())?;
    }
    put(map, &target.name, items, &was_primary)
}

fn change_element(
    dialect: &Dialect,
    item: &mut Value,
    verb: PatchVerb,
    target: &Target<'_>,
    value: Value,
) -> Result<(), PatchError> {
    match (item, &target.sub) {
        (Value::Object(object), Some((name, sub))) => match verb {
            PatchVerb::Remove => write::remove(object, name, *sub),
            _ => write::write(dialect, object, name, *sub, verb, value),
        },
        (Value::Object(object), None) => {
            let Value::Object(parts) = value else {
                return Err(PatchError::new(
                    "invalidValue",
                    format!("A value of {} is an object with its sub-attributes.", target.name),
                ));
            };
            match target.attribute {
                Some(attribute) => write::write_parts(dialect, object, attribute, verb, parts),
                None => {
                    for (name, part) in parts {
                        write::set_undeclared(object, &name, verb, part);
                    }
                    Ok(())
                }
            }
        }
        (item, None) => {
            *item = match target.attribute {
                Some(attribute) => shape::one_value(dialect, attribute, value)?,
                None => value,
            };
            Ok(())
        }
        (_, Some((name, _))) => Err(PatchError::new(
            "invalidPath",
            format!("The values of {} have no sub-attribute {name}.", target.name),
        )),
    }
}

/// The elements under `name`, taken out of the object.
fn take(map: &mut Map<String, Value>, name: &str) -> Vec<Value> {
    let found = key_in(map, name)
        .and_then(|key| map.get_mut(&key))
        .map(Value::take);
    match found {
        Some(Value::Array(items)) => items,
        Some(Value::Null) | None => Vec::new(),
        Some(one) => vec![one],
    }
}

/// Puts the elements back, with one primary at most; without elements the attribute is unassigned
/// (RFC 7643 §2.5).
fn put(
    map: &mut Map<String, Value>,
    name: &str,
    mut items: Vec<Value>,
    was_primary: &[bool],
) -> Result<(), PatchError> {
    settle_primary(name, &mut items, was_primary)?;
    items.retain(assigned);
    if items.is_empty() {
        if let Some(key) = key_in(map, name) {
            map.shift_remove(&key);
        }
    } else {
        write::set(map, name, Value::Array(items));
    }
    Ok(())
}

/// RFC 7644 §3.5.2: a value that becomes primary makes all others not primary.
fn settle_primary(name: &str, items: &mut [Value], was_primary: &[bool]) -> Result<(), PatchError> {
    let marked: Vec<usize> = items
        .iter()
        .enumerate()
        .filter(|(index, item)| is_primary(item) && !was_primary.get(*index).copied().unwrap_or(false))
        .map(|(index, _)| index)
        .collect();
    match marked.as_slice() {
        [] => Ok(()),
        [only] => {
            for (index, item) in items.iter_mut().enumerate() {
                if index != *only
                    && is_primary(item)
                    && let Value::Object(object) = item
                {
                    write::set(object, "primary", Value::Bool(false));
                }
            }
            Ok(())
        }
        _ => Err(PatchError::new(
            "invalidValue",
            format!("Only one value of {name} can be primary."),
        )),
    }
}

fn is_primary(item: &Value) -> bool {
    item.as_object()
        .and_then(|object| get_ci(object, "primary"))
        .is_some_and(|primary| *primary == Value::Bool(true))
}

/// The value of a `remove` in Entra's manner: a filter for each element listed.
pub(super) fn selections(value: &Value) -> Result<Vec<Filter>, PatchError> {
    let wrong = || {
        PatchError::new(
            "invalidValue",
            "The value of this remove lists no elements to remove.",
        )
    };
    let items = match value {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut filters = Vec::with_capacity(items.len());
    for item in items {
        let parts = item
            .as_object()
            .filter(|parts| !parts.is_empty())
            .ok_or_else(wrong)?;
        let mut terms = Vec::with_capacity(parts.len());
        for (name, part) in parts {
            let path = AttrPath::parse(name).map_err(|_| wrong())?;
            let expected = match part {
                Value::Null => continue,
                Value::Bool(value) => CompareValue::Boolean(*value),
                Value::Number(number) => CompareValue::Number(number.clone()),
                Value::String(text) => CompareValue::String(text.clone()),
                Value::Array(_) | Value::Object(_) => return Err(wrong()),
            };
            terms.push(Filter::Compare(path, crate::filter::CompareOp::Eq, expected));
        }
        if terms.is_empty() {
            return Err(wrong());
        }
        filters.push(Filter::And(terms));
    }
    Ok(filters)
}
