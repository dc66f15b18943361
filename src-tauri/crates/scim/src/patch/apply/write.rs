//! Writing and removing attributes inside a JSON object, with the rules of their mutability.

use serde_json::{Map, Value};

use super::super::equal::{EXACT, assigned, key_in, same};
use super::super::shape;
use super::place::Target;
use super::{Dialect, PatchError, PatchVerb, list};
use crate::{Attribute, AttributeType, Mutability};

/// Writes or removes the target inside the object that holds it.
pub(super) fn at_target(
    dialect: &Dialect,
    map: &mut Map<String, Value>,
    verb: PatchVerb,
    target: &Target<'_>,
    value: Value,
) -> Result<(), PatchError> {
    if target.sub.is_none() && target.filter.is_none() {
        return match verb {
            PatchVerb::Remove => remove(map, &target.name, target.attribute),
            verb if target.attribute.is_none() => {
                merge_undeclared(map, &target.name, verb, value);
                Ok(())
            }
            _ => write(dialect, map, &target.name, target.attribute, verb, value),
        };
    }
    guarded(map, &target.name, target.attribute, |map| {
        let listed = key_in(map, &target.name)
            .and_then(|key| map.get(&key))
            .is_some_and(Value::is_array);
        let is_list = target.filter.is_some() || target.attribute.map_or(listed, |a| a.multi_valued);
        match &target.sub {
            Some((name, sub)) if !is_list => in_object(map, &target.name, |object| match verb {
                PatchVerb::Remove => remove(object, name, *sub),
                _ => write(dialect, object, name, *sub, verb, value),
            }),
            _ => list::on_elements(dialect, map, verb, target, value),
        }
    })
}

/// Runs `change` on the object under `name`, which appears when needed and disappears when nothing
/// in it is assigned.
pub(super) fn in_object(
    map: &mut Map<String, Value>,
    name: &str,
    change: impl FnOnce(&mut Map<String, Value>) -> Result<(), PatchError>,
) -> Result<(), PatchError> {
    let key = key_in(map, name).unwrap_or_else(|| name.to_owned());
    let slot = map.entry(key.clone()).or_insert(Value::Null);
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    if let Value::Object(object) = slot {
        change(object)?;
        if !object.values().any(assigned) {
            map.shift_remove(&key);
        }
    }
    Ok(())
}

/// Runs `change` and refuses what the attribute's mutability forbids (RFC 7644 §3.5.2): a change of
/// a read-only value, another value for an immutable one, a required one left without value.
pub(super) fn guarded(
    map: &mut Map<String, Value>,
    name: &str,
    attribute: Option<&Attribute>,
    change: impl FnOnce(&mut Map<String, Value>) -> Result<(), PatchError>,
) -> Result<(), PatchError> {
    let Some(attribute) = attribute else {
        return change(map);
    };
    let now = |map: &Map<String, Value>| key_in(map, name).and_then(|key| map.get(&key).cloned());
    let was_assigned = key_in(map, name)
        .and_then(|key| map.get(&key))
        .is_some_and(assigned);
    let frozen = match attribute.mutability {
        Mutability::ReadOnly => true,
        Mutability::Immutable => was_assigned,
        Mutability::ReadWrite | Mutability::WriteOnly => false,
    };
    let before = if frozen { now(map) } else { None };
    change(map)?;
    if frozen && !same(Some(attribute), before.as_ref(), now(map).as_ref(), EXACT) {
        let why = match attribute.mutability {
            Mutability::ReadOnly => "read-only",
            _ => "immutable and has a value already",
        };
        return Err(PatchError::new(
            "mutability",
            format!("{} is {why}.", attribute.name),
        ));
    }
    let is_assigned = key_in(map, name)
        .and_then(|key| map.get(&key))
        .is_some_and(assigned);
    if attribute.required && was_assigned && !is_assigned {
        return Err(PatchError::new(
            "mutability",
            format!(
                "{} is required and cannot be left without a value.",
                attribute.name
            ),
        ));
    }
    Ok(())
}

/// Adds or replaces one attribute or sub-attribute.
pub(super) fn write(
    dialect: &Dialect,
    map: &mut Map<String, Value>,
    name: &str,
    attribute: Option<&Attribute>,
    verb: PatchVerb,
    value: Value,
) -> Result<(), PatchError> {
    if let Some(attribute) = attribute.filter(|a| a.mutability == Mutability::ReadOnly) {
        // Sending back what the server said is no change.
        let now = key_in(map, name).and_then(|key| map.get(&key));
        let adds_nothing =
            attribute.multi_valued && verb == PatchVerb::Add && value.as_array().is_some_and(Vec::is_empty);
        return if adds_nothing || same(Some(attribute), now, Some(&value), EXACT) {
            Ok(())
        } else {
            Err(PatchError::new(
                "mutability",
                format!("{} is read-only.", attribute.name),
            ))
        };
    }
    if value.is_null() {
        return remove(map, name, attribute);
    }
    guarded(map, name, attribute, |map| {
        let Some(declared) = attribute else {
            set_undeclared(map, name, verb, value);
            return Ok(());
        };
        if declared.multi_valued {
            return list::write(dialect, map, name, declared, verb, value);
        }
        if declared.kind == AttributeType::Complex {
            let Value::Object(parts) = value else {
                return Err(PatchError::new(
                    "invalidValue",
                    format!("{} takes an object with its sub-attributes.", declared.name),
                ));
            };
            return in_object(map, name, |object| {
                write_parts(dialect, object, declared, verb, parts)
            });
        }
        let value = shape::one_value(dialect, declared, value)?;
        set(map, name, value);
        Ok(())
    })
}

/// RFC 7644 §3.5.2.1, §3.5.2.3: the sub-attributes named are set, the others stay.
pub(super) fn write_parts(
    dialect: &Dialect,
    object: &mut Map<String, Value>,
    attribute: &Attribute,
    verb: PatchVerb,
    parts: Map<String, Value>,
) -> Result<(), PatchError> {
    for (name, part) in parts {
        let sub = attribute.sub(&name);
        if sub.is_none() {
            shape::undeclared(dialect, &attribute.name, &name)?;
        }
        let name = sub.map_or(name.as_str(), |s| s.name.as_str());
        write(dialect, object, name, sub, verb, part)?;
    }
    Ok(())
}

/// What no schema declares is written by its JSON: objects merge as complex attributes do.
fn merge_undeclared(map: &mut Map<String, Value>, name: &str, verb: PatchVerb, value: Value) {
    let key = key_in(map, name).unwrap_or_else(|| name.to_owned());
    match (map.get_mut(&key), value) {
        (Some(Value::Object(object)), Value::Object(parts)) => {
            for (name, part) in parts {
                set_undeclared(object, &name, verb, part);
            }
            if !object.values().any(assigned) {
                map.shift_remove(&key);
            }
        }
        (_, value) => set_undeclared(map, name, verb, value),
    }
}

/// Sets what no schema declares; `add` appends to a list.
pub(super) fn set_undeclared(map: &mut Map<String, Value>, name: &str, verb: PatchVerb, value: Value) {
    let key = key_in(map, name).unwrap_or_else(|| name.to_owned());
    match (map.get_mut(&key), value) {
        (Some(Value::Array(items)), value) if verb == PatchVerb::Add && items.iter().any(assigned) => {
            let more = match value {
                Value::Array(more) => more,
                one => vec![one],
            };
            for item in more {
                if !items.contains(&item) {
                    items.push(item);
                }
            }
        }
        (_, value) if assigned(&value) => set(map, name, value),
        _ => {
            map.shift_remove(&key);
        }
    }
}

/// Unassigns an attribute.
pub(super) fn remove(
    map: &mut Map<String, Value>,
    name: &str,
    attribute: Option<&Attribute>,
) -> Result<(), PatchError> {
    let Some(key) = key_in(map, name) else {
        return Ok(());
    };
    if let Some(attribute) = attribute.filter(|a| !a.multi_valued) {
        let value = map.get(&key).and_then(Value::as_object);
        refuse_immutable_parts(attribute, value)?;
    }
    guarded(map, name, attribute, |map| {
        map.shift_remove(&key);
        Ok(())
    })
}

/// Removing the whole must not remove a part that may not change once it is set.
pub(super) fn refuse_immutable_parts(
    attribute: &Attribute,
    object: Option<&Map<String, Value>>,
) -> Result<(), PatchError> {
    let Some(object) = object else { return Ok(()) };
    for sub in &attribute.sub_attributes {
        let set = key_in(object, &sub.name)
            .and_then(|key| object.get(&key))
            .is_some_and(assigned);
        if sub.mutability == Mutability::Immutable && set {
            return Err(PatchError::new(
                "mutability",
                format!(
                    "{}.{} is immutable and has a value already.",
                    attribute.name, sub.name
                ),
            ));
        }
    }
    Ok(())
}

/// Sets a member under the spelling that is there, else under `name`.
pub(super) fn set(map: &mut Map<String, Value>, name: &str, value: Value) {
    let key = key_in(map, name).unwrap_or_else(|| name.to_owned());
    map.insert(key, value);
}
