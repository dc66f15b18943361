//! When two values of an attribute are the same.

use serde_json::{Map, Value};

use crate::filter::value::{comparable, instant};
use crate::resource::get_ci;
use crate::{Attribute, AttributeType, Mutability};

/// How closely to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct View {
    /// Leave out sub-attributes a client cannot write.
    pub(crate) writable_only: bool,
    /// Fold the case of strings that are not `caseExact`.
    pub(crate) fold: bool,
}

/// Everything, letter by letter.
pub(crate) const EXACT: View = View {
    writable_only: false,
    fold: false,
};
/// What a client can write, letter by letter.
pub(crate) const WRITABLE: View = View {
    writable_only: true,
    fold: false,
};
/// As a filter would compare.
pub(crate) const FOLDED: View = View {
    writable_only: true,
    fold: true,
};

/// Whether a value counts as assigned: not null, no empty list, no object whose parts are all
/// unassigned (RFC 7643 §2.5). An empty text is a value.
pub(crate) fn assigned(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => items.iter().any(assigned),
        Value::Object(map) => map.values().any(assigned),
        _ => true,
    }
}

/// Whether two values (or absences) of an attribute are the same under `view`.
pub(crate) fn same(attribute: Option<&Attribute>, a: Option<&Value>, b: Option<&Value>, view: View) -> bool {
    match (a, b) {
        (Some(a), Some(b)) if a == b => true,
        _ => canonical(attribute, a, view) == canonical(attribute, b, view),
    }
}

/// The value in a form in which equal values are equal JSON: names in lower case and sorted,
/// unassigned parts left out, lists that a schema declares sorted (RFC 7643 §2.4: their order
/// carries nothing). `None` when nothing is assigned.
pub(crate) fn canonical(attribute: Option<&Attribute>, value: Option<&Value>, view: View) -> Option<Value> {
    let value = value.filter(|value| assigned(value))?;
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items
                .iter()
                .filter_map(|item| canonical(attribute, Some(item), view))
                .collect();
            if attribute.is_some_and(|a| a.multi_valued) {
                items.sort_by_cached_key(Value::to_string);
            }
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::Object(map) => {
            let mut parts: Vec<(String, Value)> = map
                .iter()
                .filter_map(|(name, part)| {
                    let sub = attribute.and_then(|a| a.sub(name));
                    if view.writable_only && sub.is_some_and(|s| s.mutability == Mutability::ReadOnly) {
                        return None;
                    }
                    Some((name.to_ascii_lowercase(), canonical(sub, Some(part), view)?))
                })
                .collect();
            parts.sort_by(|(a, _), (b, _)| a.cmp(b));
            (!parts.is_empty()).then(|| Value::Object(parts.into_iter().collect()))
        }
        // The same instant is the same value, whatever its zone.
        Value::String(text) if attribute.is_some_and(|a| a.kind == AttributeType::DateTime) => {
            let nanoseconds = instant(text).map(|at| at.unix_timestamp_nanos().to_string());
            Some(Value::String(nanoseconds.unwrap_or_else(|| text.clone())))
        }
        Value::String(text) if view.fold => {
            let folds = attribute.is_some_and(|a| {
                !a.case_exact && matches!(a.kind, AttributeType::String | AttributeType::Reference)
            });
            Some(Value::String(if folds {
                comparable(text, false)
            } else {
                text.clone()
            }))
        }
        other => Some(other.clone()),
    }
}

/// Whether the attribute is a list of references like `Group.members`: complex, with an immutable
/// `value`, so that an element is its `value`.
pub(crate) fn is_reference_list(attribute: &Attribute) -> bool {
    attribute.multi_valued
        && attribute.kind == AttributeType::Complex
        && attribute
            .sub("value")
            .is_some_and(|value| value.mutability == Mutability::Immutable && !value.multi_valued)
}

/// The `value` of an element in the form in which a filter compares it.
pub(crate) fn element_key(attribute: Option<&Attribute>, name: &str, element: &Value) -> Option<String> {
    let text = get_ci(element.as_object()?, name)?.as_str()?;
    let case_exact = attribute.and_then(|a| a.sub(name)).is_some_and(|s| s.case_exact);
    Some(comparable(text, case_exact))
}

/// The spelling of `name` in `map`, when it is there.
pub(crate) fn key_in(map: &Map<String, Value>, name: &str) -> Option<String> {
    if map.contains_key(name) {
        return Some(name.to_owned());
    }
    map.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned()
}
