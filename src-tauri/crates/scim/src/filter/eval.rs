//! Evaluates a filter on a resource or on one element of a list.
//!
//! - A list matches when any of its values does. `ne` is the opposite of `eq`: it holds when *no*
//!   value equals the operand, also when there is no value at all.
//! - `eq null` is `not (… pr)`, `ne null` is `… pr`; no other operator matches null.
//! - A comparison with a multi-valued complex attribute compares its `value` (RFC 7643 §2.4).
//! - A value whose JSON type does not fit the operand does not match, rather than being an error.

use serde_json::{Map, Value};

use super::value::{holds, present};
use super::{CompareOp, CompareValue, Filter};
use crate::resource::get_ci;
use crate::{AttrPath, Attribute, Resource, ResourceModel};

/// What a path inside the filter is looked up in.
#[derive(Clone, Copy)]
pub(crate) enum Scope<'a> {
    /// A whole resource.
    Resource(&'a ResourceModel, &'a Map<String, Value>),
    /// One value of the attribute, when it is declared.
    Element(Option<&'a Attribute>, &'a Value),
}

/// What a path leads to: the values, a list flattened by one level, and how they compare.
pub(crate) struct Found<'a> {
    pub(crate) attribute: Option<&'a Attribute>,
    pub(crate) values: Vec<&'a Value>,
}

impl Found<'_> {
    fn none() -> Self {
        Self {
            attribute: None,
            values: Vec::new(),
        }
    }
}

pub(crate) fn matches(filter: &Filter, scope: Scope<'_>) -> bool {
    match filter {
        Filter::And(terms) => terms.iter().all(|term| matches(term, scope)),
        Filter::Or(terms) => terms.iter().any(|term| matches(term, scope)),
        Filter::Not(inner) => !matches(inner, scope),
        Filter::Present(path) => find(path, scope).values.into_iter().any(present),
        Filter::Compare(path, op, expected) => compare(&find(path, scope), *op, expected),
        Filter::ValuePath(path, inner) => {
            let found = find(path, scope);
            found
                .values
                .iter()
                .any(|element| matches(inner, Scope::Element(found.attribute, element)))
        }
    }
}

fn compare(found: &Found<'_>, op: CompareOp, expected: &CompareValue) -> bool {
    match (op, expected) {
        (CompareOp::Eq, CompareValue::Null) => !found.values.iter().any(|v| present(v)),
        (CompareOp::Ne, CompareValue::Null) => found.values.iter().any(|v| present(v)),
        (CompareOp::Ne, _) => !any(found, CompareOp::Eq, expected),
        _ => any(found, op, expected),
    }
}

fn any(found: &Found<'_>, op: CompareOp, expected: &CompareValue) -> bool {
    let value_of = found.attribute.and_then(|a| a.sub("value"));
    found.values.iter().any(|value| match value {
        Value::Object(element) => {
            get_ci(element, "value").is_some_and(|value| holds(value_of, value, op, expected))
        }
        _ => holds(found.attribute, value, op, expected),
    })
}

/// Looks a path up. An attribute that the model does not declare is found by its name.
pub(crate) fn find<'a>(path: &AttrPath, scope: Scope<'a>) -> Found<'a> {
    match scope {
        Scope::Resource(model, resource) => find_in_resource(path, model, resource),
        Scope::Element(attribute, element) => find_in_element(path, attribute, element),
    }
}

fn find_in_resource<'a>(
    path: &AttrPath,
    model: &'a ResourceModel,
    resource: &'a Map<String, Value>,
) -> Found<'a> {
    let found = find_nested(path, model, resource);
    if found.values.is_empty() && (path.urn.is_some() || path.sub_attribute.is_some()) {
        // Some servers send flattened keys (`"name.formatted"`), as [`Resource::at`] knows too.
        if let Some(value) = get_ci(resource, &path.to_string()) {
            return Found {
                attribute: model
                    .resolve(path)
                    .map(|r| r.sub_attribute.unwrap_or(r.attribute)),
                values: flat(value),
            };
        }
    }
    found
}

fn find_nested<'a>(path: &AttrPath, model: &'a ResourceModel, resource: &'a Map<String, Value>) -> Found<'a> {
    if let Some(resolved) = model.resolve(path) {
        let holder = match resolved.extension {
            None => Some(resource),
            Some(urn) => get_ci(resource, urn).and_then(Value::as_object),
        };
        let value = holder.and_then(|holder| get_ci(holder, &resolved.attribute.name));
        return match (value, resolved.sub_attribute) {
            (None, _) => Found::none(),
            (Some(value), None) => Found {
                attribute: Some(resolved.attribute),
                values: flat(value),
            },
            (Some(value), Some(sub)) => Found {
                attribute: Some(sub),
                values: parts(value, &sub.name),
            },
        };
    }
    let holder = match &path.urn {
        Some(urn) if !urn.eq_ignore_ascii_case(&model.core.id) => {
            get_ci(resource, urn).and_then(Value::as_object)
        }
        _ => Some(resource),
    };
    // A URN alone is an extension as a whole (`urn:… pr`).
    if path.is_extension() {
        return Found {
            attribute: None,
            values: path
                .urn
                .as_deref()
                .and_then(|urn| get_ci(resource, urn))
                .into_iter()
                .collect(),
        };
    }
    let value = holder.and_then(|holder| get_ci(holder, &path.attribute));
    let values = match (value, &path.sub_attribute) {
        (None, _) => Vec::new(),
        (Some(value), None) => flat(value),
        (Some(value), Some(sub)) => parts(value, sub),
    };
    Found {
        attribute: None,
        values,
    }
}

fn find_in_element<'a>(path: &AttrPath, attribute: Option<&'a Attribute>, element: &'a Value) -> Found<'a> {
    let Value::Object(map) = element else {
        // A list of plain values has no sub-attributes; `value` stands for the value itself.
        let itself = path.attribute.eq_ignore_ascii_case("value") && path.sub_attribute.is_none();
        return Found {
            attribute,
            values: if itself { vec![element] } else { Vec::new() },
        };
    };
    let value = get_ci(map, &path.attribute);
    let values = match (value, &path.sub_attribute) {
        (None, _) => Vec::new(),
        (Some(value), None) => flat(value),
        (Some(value), Some(sub)) => parts(value, sub),
    };
    Found {
        attribute: attribute.and_then(|a| a.sub(&path.attribute)),
        values,
    }
}

fn flat(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    }
}

/// The sub-attribute `name` of an object, or of each object in a list.
fn parts<'a>(value: &'a Value, name: &str) -> Vec<&'a Value> {
    flat(value)
        .into_iter()
        .filter_map(Value::as_object)
        .filter_map(|element| get_ci(element, name))
        .flat_map(flat)
        .collect()
}

impl Filter {
    /// Whether the resource matches, with the attribute's `caseExact` and type rules.
    ///
    /// A list matches when any of its values does; `ne` is the opposite of `eq` and so holds when no
    /// value equals the operand, also when there is none; `eq null` means *not present*. Strings are
    /// compared in NFC, without `caseExact` by the Unicode lowercase of each character; `gt`, `ge`,
    /// `lt`, `le` on strings go by code points of that form. Dates are compared as instants, numbers
    /// as numbers, booleans know only `eq` and `ne`. An attribute the model does not know compares
    /// as a case-insensitive string or by its JSON type.
    pub fn matches(&self, model: &ResourceModel, resource: &Resource) -> bool {
        matches(self, Scope::Resource(model, &resource.0))
    }

    /// Whether one element of the multi-valued attribute `attribute` matches (value paths). In a
    /// list of plain values, `value` stands for the value itself.
    pub fn matches_element(&self, attribute: Option<&Attribute>, element: &Value) -> bool {
        matches(self, Scope::Element(attribute, element))
    }
}
