//! Setting one attribute of a resource, for forms and `--set path=value`.

use serde_json::{Map, Value};

use super::{Resource, is_unassigned};
use crate::{AttrPath, AttributeType, Mutability, ResourceModel};

/// Why an attribute could not be set. Paths are named, values never.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// No schema declares it, and the resource does not have it either.
    #[error("no schema of {model} declares {path}")]
    Unknown {
        /// The path asked for.
        path: String,
        /// The resource type.
        model: String,
    },
    /// Only the server writes it.
    #[error("{path} is read-only")]
    ReadOnly {
        /// The path asked for.
        path: String,
    },
    /// A part of a list with several entries: which one is meant?
    #[error(
        "{path} names {count} entries; choose one with a value path such as {attribute}[type eq \"work\"]"
    )]
    Ambiguous {
        /// The path asked for.
        path: String,
        /// The list.
        attribute: String,
        /// How many entries it has.
        count: usize,
    },
    /// The value, or what is there now, does not have the shape the path needs.
    #[error("{path} needs {expected}")]
    Shape {
        /// The path asked for.
        path: String,
        /// What was expected.
        expected: &'static str,
    },
}

impl Resource {
    /// Sets the value at `path`; `null` and `[]` remove it (RFC 7643 §2.5). A single value for a
    /// list becomes a list of one. A part of a list is set in its only entry, or in a new one when
    /// the list is empty. An extension is entered into `schemas` with its first attribute and
    /// leaves with its last (RFC 7643 §3). Types are not checked here: see [`crate::validate`].
    ///
    /// # Errors
    /// See [`SetError`]; the resource is then unchanged.
    pub fn set_at(&mut self, model: &ResourceModel, path: &AttrPath, value: Value) -> Result<(), SetError> {
        let path = model.normalize(path).into_owned();
        let named = || path.to_string();
        let shape = |expected| SetError::Shape {
            path: named(),
            expected,
        };
        if path.is_extension() {
            return self.set_extension(model, &path, value);
        }
        let resolved = model.resolve(&path);
        match &resolved {
            Some(r)
                if r.attribute.mutability == Mutability::ReadOnly
                    || r.leaf().mutability == Mutability::ReadOnly =>
            {
                return Err(SetError::ReadOnly { path: named() });
            }
            None if self.at(model, &path.parent()).is_none() => {
                return Err(SetError::Unknown {
                    path: named(),
                    model: model.name.clone(),
                });
            }
            // A complex attribute with declared parts has no others.
            None if model.resolve(&path.parent()).is_some_and(|r| {
                !r.attribute.sub_attributes.is_empty() && self.at(model, &path).is_none()
            }) =>
            {
                return Err(SetError::Unknown {
                    path: named(),
                    model: model.name.clone(),
                });
            }
            _ => {}
        }
        let is_list = |r: &crate::schema::Resolved<'_>| r.leaf().multi_valued;
        let value = match (&resolved, value) {
            (Some(r), one) if is_list(r) && !one.is_array() && !one.is_null() => Value::Array(vec![one]),
            (Some(r), Value::Array(items)) if !is_list(r) && !items.is_empty() => {
                return Err(shape("a single value"));
            }
            (_, value) => value,
        };
        let extension = match &path.urn {
            Some(urn) if !model.core.id.eq_ignore_ascii_case(urn) => {
                Some(model.extension(urn).map_or(urn.clone(), |s| s.id.clone()))
            }
            _ => None,
        };
        let list_of_objects = resolved
            .as_ref()
            .is_some_and(|r| r.attribute.multi_valued && r.attribute.kind == AttributeType::Complex);
        let spelling = |declared: Option<&str>, asked: &str| declared.unwrap_or(asked).to_owned();
        let attribute = spelling(
            resolved.as_ref().map(|r| r.attribute.name.as_str()),
            &path.attribute,
        );
        let sub_attribute = path.sub_attribute.as_ref().map(|asked| {
            let declared = resolved.as_ref().and_then(|r| r.sub_attribute);
            spelling(declared.map(|s| s.name.as_str()), asked)
        });

        let mut changed = self.0.clone();
        let home = match &extension {
            None => &mut changed,
            Some(urn) => match slot(&mut changed, urn) {
                Value::Object(map) => map,
                empty @ Value::Null => {
                    *empty = Value::Object(Map::new());
                    empty.as_object_mut().ok_or_else(|| shape("an object"))?
                }
                _ => return Err(shape("an object under the extension's URN")),
            },
        };
        match &sub_attribute {
            None => put(home, &attribute, value),
            Some(sub) => {
                let target = slot(home, &attribute);
                if is_unassigned(target) {
                    *target = match list_of_objects {
                        true => Value::Array(vec![Value::Object(Map::new())]),
                        false => Value::Object(Map::new()),
                    };
                }
                match target {
                    Value::Object(map) => put(map, sub, value),
                    Value::Array(items) => match items.as_mut_slice() {
                        [Value::Object(map)] => put(map, sub, value),
                        [_] => return Err(shape("an object in the list")),
                        several => {
                            return Err(SetError::Ambiguous {
                                path: named(),
                                attribute,
                                count: several.len(),
                            });
                        }
                    },
                    _ => return Err(shape("an object with parts")),
                }
                drop_if_empty(home, &attribute);
            }
        }
        if let Some(urn) = &extension {
            drop_if_empty(&mut changed, urn);
            keep_schemas_in_step(&mut changed, urn);
        }
        self.0 = changed;
        Ok(())
    }

    fn set_extension(
        &mut self,
        model: &ResourceModel,
        path: &AttrPath,
        value: Value,
    ) -> Result<(), SetError> {
        let asked = path.urn.clone().unwrap_or_default();
        let Some(schema) = model.extension(&asked) else {
            return Err(SetError::Unknown {
                path: asked,
                model: model.name.clone(),
            });
        };
        let urn = schema.id.clone();
        if !(value.is_object() || value.is_null()) {
            return Err(SetError::Shape {
                path: urn,
                expected: "an object",
            });
        }
        put(&mut self.0, &urn, value);
        drop_if_empty(&mut self.0, &urn);
        keep_schemas_in_step(&mut self.0, &urn);
        Ok(())
    }
}

/// The key as the object already spells it, else as asked.
fn own_key(map: &Map<String, Value>, name: &str) -> String {
    match map.contains_key(name) {
        true => name.to_owned(),
        false => map
            .keys()
            .find(|k| k.eq_ignore_ascii_case(name))
            .cloned()
            .unwrap_or_else(|| name.to_owned()),
    }
}

pub(crate) fn slot<'a>(map: &'a mut Map<String, Value>, name: &str) -> &'a mut Value {
    let key = own_key(map, name);
    map.entry(key).or_insert(Value::Null)
}

pub(crate) fn put(map: &mut Map<String, Value>, name: &str, value: Value) {
    let key = own_key(map, name);
    if is_unassigned(&value) {
        map.shift_remove(&key);
    } else {
        map.insert(key, value);
    }
}

/// Removes an object without members, a list of one such object, and null.
pub(crate) fn drop_if_empty(map: &mut Map<String, Value>, name: &str) {
    let key = own_key(map, name);
    let bare = |v: &Value| v.as_object().is_some_and(Map::is_empty);
    let empty = map.get(&key).is_some_and(|v| match v {
        Value::Array(items) => items.iter().all(bare),
        other => other.is_null() || bare(other),
    });
    if empty {
        map.shift_remove(&key);
    }
}

pub(crate) fn keep_schemas_in_step(map: &mut Map<String, Value>, urn: &str) {
    let present = map.keys().any(|k| k.eq_ignore_ascii_case(urn));
    let Value::Array(schemas) = slot(map, "schemas") else {
        // A resource without `schemas` is a fragment or not ours to repair.
        drop_if_empty(map, "schemas");
        return;
    };
    let same = |v: &Value| v.as_str().is_some_and(|s| s.eq_ignore_ascii_case(urn));
    if !present {
        schemas.retain(|v| !same(v));
    } else if !schemas.iter().any(same) {
        schemas.push(urn.into());
    }
}

#[cfg(test)]
mod tests;
