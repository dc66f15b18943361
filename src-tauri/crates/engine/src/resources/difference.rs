//! What a change does, attribute by attribute.

use rollcall_scim::{Attribute, Resource, ResourceModel};
use serde_json::{Map, Value};

use super::mask::{HIDDEN, is_secret, is_secret_name};
use crate::{Difference, DifferenceKind};

/// Lists longer than this are shown by what is added and removed only.
const WHOLE_LIST: usize = 20;

/// The differences of two states, in the order of the schema; `meta`, `id` and `schemas` are not compared.
/// Secret values are replaced.
pub(crate) fn differences(model: &ResourceModel, before: &Resource, after: &Resource) -> Vec<Difference> {
    raw_differences(model, before, after)
        .into_iter()
        .map(hide)
        .collect()
}

/// As [`differences`], with secret values in place: only for comparing after the write.
pub(crate) fn raw_differences(model: &ResourceModel, before: &Resource, after: &Resource) -> Vec<Difference> {
    let mut found = Vec::new();
    compare_objects(
        &before.0,
        &after.0,
        "",
        &|name| model.core.attribute(name),
        &|name| model.extension(name).is_some() || name.starts_with("urn:"),
        &mut found,
    );
    for urn in extension_keys(&before.0, &after.0) {
        let schema = model.extension(&urn);
        let (old, new) = (object_at(&before.0, &urn), object_at(&after.0, &urn));
        let prefix = format!("{urn}:");
        let attribute = |name: &str| schema.and_then(|s| s.attribute(name));
        compare_objects(&old, &new, &prefix, &attribute, &|_| false, &mut found);
    }
    found
}

fn hide(difference: Difference) -> Difference {
    if !difference.secret {
        return difference;
    }
    let hidden = |value: Option<Value>| value.map(|_| Value::String(HIDDEN.into()));
    Difference {
        before: hidden(difference.before),
        after: hidden(difference.after),
        ..difference
    }
}

fn extension_keys(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for key in before
        .keys()
        .chain(after.keys())
        .filter(|k| k.starts_with("urn:"))
    {
        if !keys.iter().any(|k| k.eq_ignore_ascii_case(key)) {
            keys.push(key.clone());
        }
    }
    keys
}

fn object_at(map: &Map<String, Value>, key: &str) -> Map<String, Value> {
    rollcall_scim::resource::get_ci(map, key)
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

fn compare_objects<'a>(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    prefix: &str,
    attribute: &dyn Fn(&str) -> Option<&'a Attribute>,
    skip: &dyn Fn(&str) -> bool,
    found: &mut Vec<Difference>,
) {
    let mut names: Vec<&String> = Vec::new();
    for name in before.keys().chain(after.keys()) {
        let common = prefix.is_empty()
            && ["id", "meta", "schemas"]
                .iter()
                .any(|c| name.eq_ignore_ascii_case(c));
        if !common && !skip(name) && !names.iter().any(|n| n.eq_ignore_ascii_case(name)) {
            names.push(name);
        }
    }
    for name in names {
        let attribute = attribute(name);
        let old = present(rollcall_scim::resource::get_ci(before, name));
        let new = present(rollcall_scim::resource::get_ci(after, name));
        if old == new {
            continue;
        }
        let path = format!("{prefix}{name}");
        let secret = attribute.map_or_else(|| is_secret_name(name), is_secret);
        match (old, new) {
            (Some(Value::Object(old)), Some(Value::Object(new))) if !secret => {
                let prefix = format!("{path}.");
                let sub = |name: &str| attribute.and_then(|a| a.sub(name));
                compare_objects(old, new, &prefix, &sub, &|_| false, found);
            }
            (Some(Value::Array(old)), Some(Value::Array(new))) if old.len().max(new.len()) > WHOLE_LIST => {
                let only = |these: &[Value], those: &[Value]| -> Vec<Value> {
                    let known: std::collections::HashSet<String> =
                        those.iter().map(Value::to_string).collect();
                    these
                        .iter()
                        .filter(|v| !known.contains(&v.to_string()))
                        .cloned()
                        .collect()
                };
                let (gone, come) = (only(old, new), only(new, old));
                let some = |list: Vec<Value>| (!list.is_empty()).then_some(Value::Array(list));
                push(found, path, some(gone), some(come), secret);
            }
            (old, new) => push(found, path, old.cloned(), new.cloned(), secret),
        }
    }
}

/// RFC 7643 §2.5: null and an empty list are the same as absent.
fn present(value: Option<&Value>) -> Option<&Value> {
    value.filter(|v| !v.is_null() && v.as_array().is_none_or(|list| !list.is_empty()))
}

fn push(
    found: &mut Vec<Difference>,
    path: String,
    before: Option<Value>,
    after: Option<Value>,
    secret: bool,
) {
    let kind = match (&before, &after) {
        (None, None) => return,
        (None, Some(_)) => DifferenceKind::Added,
        (Some(_), None) => DifferenceKind::Removed,
        (Some(_), Some(_)) => DifferenceKind::Changed,
    };
    found.push(Difference {
        path,
        kind,
        before,
        after,
        secret,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn resource(value: Value) -> Resource {
        Resource::from_value(value).unwrap()
    }

    #[test]
    fn differences_name_the_sub_attribute_and_the_extension() {
        let model = ResourceModel::user();
        let ext = rollcall_scim::urn::ENTERPRISE_USER;
        let before = resource(json!({"id": "1", "name": {"givenName": "Zoë", "familyName": "A"},
            ext: {"department": "Sales"}, "meta": {"version": "1"}}));
        let after = resource(json!({"id": "1", "name": {"givenName": "Zoë", "familyName": "B"},
            ext: {"department": "Support"}, "title": "Dr", "meta": {"version": "2"}}));
        let found = differences(&model, &before, &after);
        let paths: Vec<&str> = found.iter().map(|d| d.path.as_str()).collect();
        let department = format!("{ext}:department");
        assert_eq!(
            paths,
            ["name.familyName", "title", department.as_str()],
            "people see exactly what changes, and not that meta moved"
        );
    }

    #[test]
    fn null_and_an_empty_list_are_nothing() {
        let model = ResourceModel::user();
        let before = resource(json!({"emails": [], "title": null}));
        assert!(
            differences(&model, &before, &resource(json!({}))).is_empty(),
            "RFC 7643 §2.5: unassigned, null and empty are one"
        );
    }

    #[test]
    fn of_a_long_list_only_what_moves_is_shown() {
        let model = ResourceModel::group();
        let member = |n: u32| json!({"value": n.to_string()});
        let before = resource(json!({"members": (0..100).map(member).collect::<Vec<_>>()}));
        let after = resource(json!({"members": (1..101).map(member).collect::<Vec<_>>()}));
        let found = differences(&model, &before, &after);
        assert_eq!(
            found[0].before,
            Some(json!([{"value": "0"}])),
            "the one who leaves"
        );
        assert_eq!(
            found[0].after,
            Some(json!([{"value": "100"}])),
            "the one who joins"
        );
    }
}
