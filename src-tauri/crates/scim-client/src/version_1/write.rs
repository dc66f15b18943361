//! What is sent to a server of SCIM 1.1: resources under its URNs, and a PATCH by its section 3.3.2: attributes named in
//! `meta.attributes` are taken away first, then what the body has is merged, and an element of a list with
//! `"operation": "delete"` leaves it.

use rollcall_scim::filter::{CompareOp, CompareValue};
use rollcall_scim::patch::{PatchOperation, PatchPath, PatchVerb, diff};
use rollcall_scim::resource::get_ci;
use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel, urn};
use serde_json::{Map, Value, json};

use super::{CORE, ENTERPRISE, MANAGER_ID, rename_manager};

/// A resource under the names of SCIM 1.1.
pub(crate) fn body(resource: &Value) -> Value {
    let Value::Object(map) = resource else {
        return resource.clone();
    };
    let mut out = Map::with_capacity(map.len());
    for (name, value) in map {
        let mut value = value.clone();
        if name.eq_ignore_ascii_case("schemas") {
            let mut urns: Vec<Value> = Vec::new();
            for urn in value.as_array().into_iter().flatten().filter_map(Value::as_str) {
                let old = Value::from(old_urn(urn));
                if !urns.contains(&old) {
                    urns.push(old);
                }
            }
            value = Value::Array(urns);
        }
        out.insert(old_urn(name).to_owned(), value);
    }
    rename_manager(&mut out, ENTERPRISE, "value", MANAGER_ID);
    Value::Object(out)
}

fn old_urn(name: &str) -> &str {
    if name.eq_ignore_ascii_case(urn::USER) || name.eq_ignore_ascii_case(urn::GROUP) {
        CORE
    } else if name.eq_ignore_ascii_case(urn::ENTERPRISE_USER) {
        ENTERPRISE
    } else {
        name
    }
}

/// The operations that lead from `before` to `after` and can be said in SCIM 1.1, with the lists that are sent as a
/// whole: an element of a list is known by its `value` alone there, and merging takes nothing away from it.
pub fn operations(
    model: &ResourceModel,
    before: &Resource,
    after: &Resource,
) -> (Vec<PatchOperation>, Vec<String>) {
    let mut paths: Vec<AttrPath> = Vec::new();
    for operation in diff(model, before, after) {
        let Some(path) = operation.path else { continue };
        for attribute in attributes(path.attr, before, after) {
            if !paths.contains(&attribute) {
                paths.push(attribute);
            }
        }
    }
    let (mut out, mut whole) = (Vec::new(), Vec::new());
    for path in paths {
        let (old, new) = (value_at(before, &path), value_at(after, &path));
        if !change(&path, old, new, &mut out) {
            whole.push(path.to_string());
        }
    }
    (out, whole)
}

/// The attribute that a path lies in; of a whole extension each of its attributes.
fn attributes(path: AttrPath, before: &Resource, after: &Resource) -> Vec<AttrPath> {
    if !path.attribute.is_empty() {
        return vec![AttrPath {
            sub_attribute: None,
            ..path
        }];
    }
    let extension = |resource: &'_ Resource| -> Vec<String> {
        let urn = path.urn.as_deref().unwrap_or_default();
        let found = resource.get_ci(urn).and_then(Value::as_object);
        found.map(|map| map.keys().cloned().collect()).unwrap_or_default()
    };
    let mut names = extension(before);
    names.extend(extension(after));
    names
        .into_iter()
        .map(|attribute| AttrPath {
            attribute,
            ..path.clone()
        })
        .filter(|path| value_at(before, path) != value_at(after, path))
        .collect()
}

/// `null` and an empty list are nothing (RFC 7643 §2.5).
fn value_at<'a>(resource: &'a Resource, path: &AttrPath) -> Option<&'a Value> {
    let place = match &path.urn {
        Some(urn) if !is_core(urn) => resource.get_ci(urn)?.as_object()?,
        _ => &resource.0,
    };
    let value = get_ci(place, &path.attribute)?;
    let nothing = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    (!nothing).then_some(value)
}

fn is_core(name: &str) -> bool {
    name.eq_ignore_ascii_case(urn::USER) || name.eq_ignore_ascii_case(urn::GROUP)
}

/// `false` when a list is sent as a whole.
fn change(path: &AttrPath, old: Option<&Value>, new: Option<&Value>, out: &mut Vec<PatchOperation>) -> bool {
    let operation = |verb, attr: AttrPath, filter, value| PatchOperation {
        verb,
        path: Some(PatchPath {
            attr,
            filter,
            sub_attribute: None,
        }),
        value,
    };
    let none: &[Value] = &[];
    let list = |value: Option<&'_ Value>| value.and_then(Value::as_array).cloned();
    let members = path.attribute.eq_ignore_ascii_case("members");
    match (old, new) {
        (Some(Value::Array(_)), _) | (_, Some(Value::Array(_))) if new.is_some() || members => {
            let (old, new) = (list(old), list(new));
            let (old, new) = (old.as_deref().unwrap_or(none), new.as_deref().unwrap_or(none));
            let Some((gone, come)) = delta(old, new, members) else {
                let whole = Some(Value::Array(new.to_vec()));
                out.push(operation(PatchVerb::Replace, path.clone(), None, whole));
                return false;
            };
            for id in gone {
                let value = AttrPath::attribute("value");
                let filter = Filter::Compare(value, CompareOp::Eq, CompareValue::String(id));
                out.push(operation(
                    PatchVerb::Remove,
                    path.clone(),
                    Some(Box::new(filter)),
                    None,
                ));
            }
            if !come.is_empty() {
                let come = Some(Value::Array(come));
                out.push(operation(PatchVerb::Add, path.clone(), None, come));
            }
        }
        (_, None) => out.push(operation(PatchVerb::Remove, path.clone(), None, None)),
        (Some(Value::Object(old)), Some(Value::Object(new)))
            if old.iter().all(|(key, value)| value.is_null() || has(new, key)) =>
        {
            for (key, value) in new.iter().filter(|(key, value)| get_ci(old, key) != Some(*value)) {
                let sub = AttrPath {
                    sub_attribute: Some(key.clone()),
                    ..path.clone()
                };
                out.push(operation(PatchVerb::Replace, sub, None, Some(value.clone())));
            }
        }
        (old, Some(value)) => {
            let verb = match old {
                None => PatchVerb::Add,
                Some(_) => PatchVerb::Replace,
            };
            out.push(operation(verb, path.clone(), None, Some(value.clone())));
        }
    }
    true
}

fn has(map: &Map<String, Value>, key: &str) -> bool {
    get_ci(map, key).is_some_and(|value| !value.is_null())
}

/// Whose `value` leaves a list and what joins it; `None` when an element changes otherwise, or has no `value`. Of
/// members only the `value` is compared.
fn delta(old: &[Value], new: &[Value], members: bool) -> Option<(Vec<String>, Vec<Value>)> {
    if old.is_empty() {
        return Some((Vec::new(), new.to_vec()));
    }
    let by_value = |list: &[Value]| -> Option<std::collections::HashMap<String, Value>> {
        let all: Option<Vec<(String, Value)>> = list
            .iter()
            .map(|element| Some((element.get("value")?.as_str()?.to_owned(), element.clone())))
            .collect();
        let all = all?;
        let count = all.len();
        let map: std::collections::HashMap<_, _> = all.into_iter().collect();
        (map.len() == count).then_some(map)
    };
    let (before, after) = (by_value(old)?, by_value(new)?);
    let stays = |id: &str, element: &Value| before.get(id).is_none_or(|was| members || was == element);
    if !after.iter().all(|(id, element)| stays(id, element)) {
        return None;
    }
    let id = |element: &Value| element.get("value").and_then(Value::as_str).map(str::to_owned);
    let gone = old.iter().filter_map(id).filter(|id| !after.contains_key(id));
    let come = new
        .iter()
        .filter(|element| id(element).is_some_and(|id| !before.contains_key(&id)));
    Some((gone.collect(), come.cloned().collect()))
}

/// The operations as the part of a resource that SCIM 1.1 merges; `None` when one of them cannot be said there.
pub(crate) fn partial(operations: &[PatchOperation]) -> Option<Value> {
    let mut part = Part::default();
    for operation in operations {
        part.take(operation)?;
    }
    part.extensions.retain(|_, map| !map.is_empty());
    let mut urns = vec![Value::from(CORE)];
    urns.extend(part.extensions.keys().map(|urn| Value::from(urn.as_str())));
    let mut out = Map::new();
    out.insert("schemas".into(), Value::Array(urns));
    if !part.removed.is_empty() {
        out.insert("meta".into(), json!({ "attributes": part.removed }));
    }
    out.extend(part.core);
    out.extend(
        part.extensions
            .into_iter()
            .map(|(urn, map)| (urn, Value::Object(map))),
    );
    Some(Value::Object(out))
}

#[derive(Default)]
struct Part {
    /// `meta.attributes`.
    removed: Vec<String>,
    core: Map<String, Value>,
    extensions: std::collections::BTreeMap<String, Map<String, Value>>,
}

impl Part {
    fn take(&mut self, operation: &PatchOperation) -> Option<()> {
        let path = operation.path.as_ref()?;
        if path.sub_attribute.is_some() || path.attr.attribute.is_empty() {
            return None;
        }
        let urn = path.attr.urn.as_deref().filter(|urn| !is_core(urn)).map(old_urn);
        let name = path.attr.attribute.clone();
        let manager = urn == Some(ENTERPRISE) && name.eq_ignore_ascii_case("manager");
        let old_name = |sub: &str| match manager && sub.eq_ignore_ascii_case("value") {
            true => MANAGER_ID.to_owned(),
            false => sub.to_owned(),
        };
        let removed = match urn {
            Some(urn) => format!("{urn}:{name}"),
            None => name.clone(),
        };
        let place = match urn {
            Some(urn) => self.extensions.entry(urn.to_owned()).or_default(),
            None => &mut self.core,
        };
        let mut value = match (operation.verb, &path.filter, &operation.value) {
            (PatchVerb::Remove, None, None) if path.attr.sub_attribute.is_none() => {
                self.removed.push(removed);
                return Some(());
            }
            (PatchVerb::Remove, Some(filter), None) => {
                let leaving = json!([{ "value": one_value(filter)?, "operation": "delete" }]);
                return join(place, name, leaving);
            }
            (PatchVerb::Add | PatchVerb::Replace, None, Some(value)) => value.clone(),
            _ => return None,
        };
        if let Some(sub) = &path.attr.sub_attribute {
            return join(place, name, json!({ old_name(sub): value }));
        }
        if let (true, Value::Object(map)) = (manager, &mut value)
            && let Some(id) = map.shift_remove("value")
        {
            map.insert(MANAGER_ID.to_owned(), id);
        }
        // What is merged would stay beside what is to take its place.
        if operation.verb == PatchVerb::Replace && (value.is_array() || value.is_object()) {
            self.removed.push(removed);
        }
        join(place, name, value)
    }
}

/// Lists grow, objects are joined, everything else is set.
fn join(place: &mut Map<String, Value>, name: String, value: Value) -> Option<()> {
    match (place.get_mut(&name), value) {
        (Some(Value::Array(list)), Value::Array(more)) => list.extend(more),
        (Some(Value::Object(map)), Value::Object(more)) => map.extend(more),
        (Some(_), _) => return None,
        (None, value) => {
            place.insert(name, value);
        }
    }
    Some(())
}

/// The text in `value eq "…"`.
fn one_value(filter: &Filter) -> Option<&str> {
    match filter {
        Filter::Compare(attr, CompareOp::Eq, CompareValue::String(text))
            if attr.attribute.eq_ignore_ascii_case("value") && attr.sub_attribute.is_none() =>
        {
            Some(text)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(value: Value) -> Resource {
        Resource::from_value(value).unwrap()
    }

    fn said(before: Value, after: Value) -> (Value, Vec<String>) {
        let (before, after) = (resource(before), resource(after));
        let (operations, whole) = operations(&ResourceModel::user(), &before, &after);
        (partial(&operations).unwrap(), whole)
    }

    // Q-VER-01
    #[test]
    fn a_change_is_said_as_a_part_that_is_merged() {
        let (part, whole) = said(
            json!({"id": "1", "title": "Dr", "nickName": "Kim", "active": true, "name": {"givenName": "Kim", "familyName": "Lee"}}),
            json!({"id": "1", "title": "Prof", "active": false, "name": {"givenName": "Kim", "familyName": "Ray"}}),
        );
        assert_eq!(
            part,
            json!({
                "schemas": [CORE], "meta": {"attributes": ["nickName"]},
                "title": "Prof", "active": false, "name": {"familyName": "Ray"},
            }),
            "what goes is named, what stays is not sent"
        );
        assert!(whole.is_empty());
    }

    #[test]
    fn an_element_leaves_by_its_value_and_a_changed_one_takes_its_list_along() {
        let work = json!({"value": "kim@example.com", "type": "work", "primary": true});
        let home = json!({"value": "kim@example.org", "type": "home"});
        let new = json!({"value": "lee@example.net", "type": "home"});
        let (part, whole) = said(
            json!({"id": "1", "emails": [work, home]}),
            json!({"id": "1", "emails": [work, new]}),
        );
        let leaving = json!({"value": "kim@example.org", "operation": "delete"});
        assert_eq!(part["emails"], json!([leaving, new]), "one out, one in");
        assert!(part.get("meta").is_none() && whole.is_empty());
        let plain = json!({"value": "kim@example.com", "type": "work"});
        let (part, whole) = said(
            json!({"id": "1", "emails": [work, home]}),
            json!({"id": "1", "emails": [plain, home]}),
        );
        assert_eq!(
            part["meta"]["attributes"],
            json!(["emails"]),
            "merging would leave `primary` where it is"
        );
        assert_eq!(part["emails"], json!([plain, home]));
        assert_eq!(whole, ["emails"]);
        let (part, _) = said(
            json!({"id": "1", "addresses": [{"locality": "Oslo", "type": "work"}]}),
            json!({"id": "1", "addresses": [{"locality": "Bergen", "type": "work"}]}),
        );
        assert_eq!(
            part["meta"]["attributes"],
            json!(["addresses"]),
            "what has no value cannot be pointed at"
        );
    }

    #[test]
    fn the_extension_goes_under_its_old_name_and_the_manager_by_his_id() {
        let old = json!({"id": "1", urn::ENTERPRISE_USER: {"department": "IT", "division": "North"}});
        let new = json!({"id": "1", urn::ENTERPRISE_USER: {"department": "HR", "manager": {"value": "7"}}});
        let (part, _) = said(old, new);
        assert_eq!(part["schemas"], json!([CORE, ENTERPRISE]));
        assert_eq!(
            part[ENTERPRISE],
            json!({"department": "HR", "manager": {"managerId": "7"}})
        );
        assert_eq!(
            part["meta"]["attributes"],
            json!([format!("{ENTERPRISE}:division")])
        );
    }

    #[test]
    fn what_takes_something_away_from_an_object_sends_the_rest_again() {
        let (part, _) = said(
            json!({"id": "1", "name": {"givenName": "Kim", "familyName": "Lee", "middleName": "Jo"}}),
            json!({"id": "1", "name": {"givenName": "Kim", "familyName": "Lee"}}),
        );
        assert_eq!(part["meta"]["attributes"], json!(["name"]));
        assert_eq!(part["name"], json!({"givenName": "Kim", "familyName": "Lee"}));
    }

    #[test]
    fn a_condition_that_is_no_value_cannot_be_said() {
        let path = PatchPath::parse("emails[type eq \"work\"].value").unwrap();
        let operation = PatchOperation {
            verb: PatchVerb::Replace,
            path: Some(path),
            value: Some(json!("x@example.com")),
        };
        assert_eq!(
            partial(&[operation]),
            None,
            "it is refused before anything is sent"
        );
    }
}
