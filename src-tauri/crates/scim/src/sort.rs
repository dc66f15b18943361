//! Sorting, RFC 7644 §3.4.2.3.

use std::cmp::Ordering;

use serde_json::{Number, Value};
use time::OffsetDateTime;

use crate::filter::eval;
use crate::filter::value::{Kind, boolean, comparable, compare_numbers, instant, kind, present};
use crate::resource::get_ci;
use crate::{AttrPath, Attribute, AttributeType, Mutability, Resource, ResourceModel};

/// What a resource is sorted by, taken out once. Keys of one path compare as the attribute does;
/// keys of different types (a server that mixes them) have a fixed order: booleans, numbers,
/// instants, texts.
#[derive(Debug, Clone, PartialEq)]
pub enum SortKey {
    /// `false` before `true`.
    Boolean(bool),
    /// By number.
    Number(Number),
    /// By instant, whatever the zone.
    Instant(OffsetDateTime),
    /// By code points of the text's comparable form: NFC, and lowercase unless `caseExact`.
    Text(String),
}

impl Eq for SortKey {}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => compare_numbers(a, b).unwrap_or(Ordering::Equal),
            (Self::Instant(a), Self::Instant(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl SortKey {
    fn rank(&self) -> u8 {
        match self {
            Self::Boolean(_) => 0,
            Self::Number(_) => 1,
            Self::Instant(_) => 2,
            Self::Text(_) => 3,
        }
    }
}

/// What `resource` is sorted by under `path`: of a list the primary value, else the first; of a
/// complex value its `value`. `None` when there is nothing to sort by.
pub fn key(model: &ResourceModel, path: &AttrPath, resource: &Resource) -> Option<SortKey> {
    let scope = eval::Scope::Resource(model, &resource.0);
    let path = model.normalize(path);
    // The list as a whole is needed, to find its primary value.
    let whole = eval::find(&path.parent(), scope);
    if whole.values.is_empty() {
        // A flattened key (`"name.familyName"`), which the whole path finds.
        let found = eval::find(&path, scope);
        return scalar_key(found.attribute, found.values.first()?);
    }
    let attribute = whole.attribute;
    let chosen = whole
        .values
        .iter()
        .find(|value| is_primary(value))
        .or_else(|| whole.values.first())?;
    let sub = path.sub_attribute.as_deref();
    match (chosen, sub) {
        (Value::Object(object), sub) => {
            let name = sub.unwrap_or("value");
            scalar_key(attribute.and_then(|a| a.sub(name)), get_ci(object, name)?)
        }
        (value, None) => scalar_key(attribute, value),
        _ => None,
    }
}

fn is_primary(value: &Value) -> bool {
    value
        .as_object()
        .and_then(|object| get_ci(object, "primary"))
        .is_some_and(|primary| *primary == Value::Bool(true))
}

fn scalar_key(attribute: Option<&Attribute>, value: &Value) -> Option<SortKey> {
    // An empty text is no value to sort by, as it is none for `pr`.
    if !present(value) {
        return None;
    }
    let text = || value.as_str().map(str::to_owned);
    match kind(attribute, value)? {
        Kind::Boolean => value
            .as_bool()
            .or_else(|| value.as_str().and_then(boolean))
            .map(SortKey::Boolean),
        Kind::Number => match value {
            Value::Number(number) => Some(SortKey::Number(number.clone())),
            other => other.as_str()?.parse().ok().map(SortKey::Number),
        },
        Kind::Instant => match value.as_str().and_then(instant) {
            Some(instant) => Some(SortKey::Instant(instant)),
            None => text().map(SortKey::Text),
        },
        Kind::Binary => text().map(SortKey::Text),
        Kind::Text { case_exact } => value
            .as_str()
            .map(|text| SortKey::Text(comparable(text, case_exact))),
    }
}

/// Compares two resources by `path` with the attribute's type and `caseExact`; for multi-valued
/// attributes the primary value, else the first. A resource without the value sorts last when
/// ascending (and first when descending, RFC 7644 §3.4.2.3).
pub fn compare(model: &ResourceModel, path: &AttrPath, a: &Resource, b: &Resource) -> Ordering {
    compare_keys(key(model, path, a).as_ref(), key(model, path, b).as_ref())
}

/// Compares keys taken out by [`key`], those without a value last.
pub fn compare_keys(a: Option<&SortKey>, b: Option<&SortKey>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// Whether resources can be sorted by `path`: a declared attribute that is neither binary, nor a
/// complex attribute without `value` (RFC 7644 §3.4.2.3), nor write-only (RFC 7643 §4.1.1: an order
/// would tell about a password).
pub fn is_sortable(model: &ResourceModel, path: &AttrPath) -> bool {
    let Some(resolved) = model.resolve(path) else {
        return false;
    };
    let leaf = resolved.leaf();
    let secret = |a: &Attribute| a.mutability == Mutability::WriteOnly;
    if secret(resolved.attribute) || secret(leaf) {
        return false;
    }
    match leaf.kind {
        AttributeType::Binary => false,
        AttributeType::Complex => {
            leaf.multi_valued && leaf.sub("value").is_some_and(|v| v.kind != AttributeType::Binary)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn order(path: &str, values: Vec<serde_json::Value>) -> Vec<u64> {
        let model = ResourceModel::user();
        let path = AttrPath::parse(path).expect(path);
        let mut all: Vec<Resource> = values
            .into_iter()
            .map(|v| Resource::from_value(v).expect("an object"))
            .collect();
        all.sort_by(|a, b| compare(&model, &path, a, b));
        all.iter().map(|r| r.0["n"].as_u64().expect("a number")).collect()
    }

    #[test]
    fn texts_sort_without_case_and_case_exact_ones_with_it() {
        let by_name = vec![
            json!({"n": 1, "userName": "carol"}),
            json!({"n": 2, "userName": "Bob"}),
            json!({"n": 3, "userName": "alice"}),
        ];
        assert_eq!(order("userName", by_name), [3, 2, 1], "userName is not caseExact");
        let by_id = vec![
            json!({"n": 1, "externalId": "a"}),
            json!({"n": 2, "externalId": "B"}),
        ];
        assert_eq!(
            order("externalId", by_id),
            [2, 1],
            "externalId is caseExact: B before a"
        );
    }

    #[test]
    fn resources_without_the_value_come_last_when_ascending() {
        let values = vec![
            json!({"n": 1}),
            json!({"n": 2, "title": null}),
            json!({"n": 3, "title": ""}),
            json!({"n": 4, "title": "Guide"}),
        ];
        assert_eq!(
            order("title", values),
            [4, 1, 2, 3],
            "RFC 7644 §3.4.2.3; the rest keep their order"
        );
    }

    #[test]
    fn lists_sort_by_their_primary_value_else_the_first() {
        let values = || {
            vec![
                json!({"n": 1, "emails": [{"value": "a@example.com"}, {"value": "z@example.com", "type": "a", "primary": true}]}),
                json!({"n": 2, "emails": [{"value": "m@example.com", "type": "b"}, {"value": "b@example.com"}]}),
                json!({"n": 3, "emails": []}),
            ]
        };
        assert_eq!(
            order("emails", values()),
            [2, 1, 3],
            "the primary, else the first"
        );
        assert_eq!(
            order("emails.value", values()),
            [2, 1, 3],
            "likewise by sub-attribute"
        );
        assert_eq!(order("emails.type", values()), [1, 2, 3], "of the same element");
    }

    #[test]
    fn instants_sort_by_time_not_by_text() {
        let values = vec![
            json!({"n": 1, "meta": {"created": "2026-01-01T00:30:00+02:00"}}),
            json!({"n": 2, "meta": {"created": "2025-12-31T22:00:00Z"}}),
        ];
        assert_eq!(order("meta.created", values), [2, 1], "22:00Z is before 22:30Z");
    }

    #[test]
    fn binary_and_plain_complex_attributes_cannot_be_sorted_by() {
        let model = ResourceModel::user();
        let sortable = |text: &str| is_sortable(&model, &AttrPath::parse(text).expect(text));
        assert!(sortable("userName") && sortable("emails") && sortable("name.familyName"));
        assert!(!sortable("name") && !sortable("x509Certificates") && !sortable("colour"));
        assert!(!sortable("password"), "an order would tell about it");
    }
}
