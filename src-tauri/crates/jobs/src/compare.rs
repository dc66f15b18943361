//! Comparing what a server shows with what was planned and what was wanted.

use rollcall_scim::patch::{self, PatchOperation, PatchVerb};
use rollcall_scim::resource::get_ci;
use rollcall_scim::{Attribute, Mutability, Resource, ResourceModel, Returned};
use serde_json::{Map, Value};

use crate::{Change, SecretAt, fold};

/// Objects with sorted keys, lists as sets, nothing unassigned: what differs after this differs in meaning
/// (RFC 7643 §2.5: null and the empty list are "unassigned"; lists have no order). An empty text counts as unassigned
/// too: servers show it where nothing is set, and drop it where it was written (Q-ATT-04).
pub fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut members: Vec<(String, Value)> = map
                .iter()
                .map(|(k, v)| (k.to_lowercase(), canonical(v)))
                .filter(|(_, v)| !is_nothing(v))
                .collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(list) => {
            let mut list: Vec<Value> = list.iter().map(canonical).filter(|v| !is_nothing(v)).collect();
            list.sort_by_cached_key(Value::to_string);
            Value::Array(list)
        }
        other => other.clone(),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn nothing_or(value: Option<&Value>) -> Value {
    value
        .map(canonical)
        .filter(|v| !is_nothing(v))
        .unwrap_or(Value::Null)
}

/// Whether `seen` shows everything of `wanted`; it may show more (`display`, `$ref`, server defaults).
pub fn covers(wanted: &Value, seen: &Value) -> bool {
    match (wanted, seen) {
        // A text emptied on purpose leaves no room for a default, as null does.
        (Value::String(w), s) if w.is_empty() => is_nothing(s),
        (w, s) if is_nothing(s) => is_nothing(&canonical(w)),
        (w, _) if is_nothing(w) => true,
        (Value::Object(w), Value::Object(s)) => w.iter().all(|(k, v)| covers(v, shown(get_ci(s, k)))),
        (Value::Array(w), Value::Array(s)) => w.iter().all(|v| s.iter().any(|seen| covers(v, seen))),
        // A single value where the server keeps a list of one.
        (w, Value::Array(s)) if s.len() == 1 => s.iter().all(|seen| covers(w, seen)),
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (w, s) => w == s,
    }
}

fn shown(value: Option<&Value>) -> &Value {
    value.unwrap_or(&Value::Null)
}

/// Whether a created or adopted resource shows everything the body asked for that servers return. The user
/// name compares without case (RFC 7643 §4.1.1).
pub fn shows_body(model: Option<&ResourceModel>, body: &Resource, seen: &Resource) -> bool {
    not_shown(model, body, seen).next().is_none()
}

/// The attributes of the body that are not shown as it asked for them.
pub fn not_shown<'a>(
    model: Option<&'a ResourceModel>,
    body: &'a Resource,
    seen: &'a Resource,
) -> impl Iterator<Item = &'a String> {
    let differs = move |(name, wanted): &(&String, &Value)| {
        if is_bookkeeping(name) || !returned(model, name) || *wanted == SecretAt::PLACEHOLDER {
            return false;
        }
        if name.eq_ignore_ascii_case("userName") {
            return !same_name(wanted.as_str(), seen.user_name());
        }
        !covers(wanted, shown(seen.get_ci(name)))
    };
    body.0.iter().filter(differs).map(|(name, _)| name)
}

fn same_name(a: Option<&str>, b: Option<&str>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if fold(a) == fold(b))
}

fn is_bookkeeping(name: &str) -> bool {
    ["id", "meta", "schemas"]
        .iter()
        .any(|n| name.eq_ignore_ascii_case(n))
}

fn returned(model: Option<&ResourceModel>, name: &str) -> bool {
    if name.eq_ignore_ascii_case("password") {
        return false;
    }
    let attribute = model.and_then(|m| m.core.attribute(name));
    attribute.is_none_or(is_returned)
}

fn is_returned(attribute: &Attribute) -> bool {
    !matches!(attribute.returned, Returned::Never | Returned::Request)
        && attribute.mutability != Mutability::WriteOnly
}

fn writable(model: Option<&ResourceModel>, name: &str) -> bool {
    // Membership is computed by the server, and changes with every group write.
    if is_bookkeeping(name) || name.eq_ignore_ascii_case("groups") {
        return false;
    }
    model
        .and_then(|m| m.core.attribute(name))
        .is_none_or(|a| a.mutability != Mutability::ReadOnly)
}

/// Whether the two are the same person or group, by everything both show of name and number.
pub fn same_identity(base: &Resource, seen: &Resource) -> bool {
    let name = match (base.user_name(), seen.user_name()) {
        (Some(a), Some(b)) => fold(a) == fold(b),
        _ => true,
    };
    let number = match (base.external_id(), seen.external_id()) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    name && number
}

/// The top-level members of the JSON that the change writes.
pub fn touched(change: &Change) -> Vec<String> {
    match change {
        Change::Activate { .. } | Change::Deactivate { .. } => vec!["active".into()],
        Change::Patch { message, .. } => match PatchOperation::from_message(message) {
            Ok(operations) => operations.iter().flat_map(touched_by).collect(),
            Err(_) => Vec::new(),
        },
        Change::Replace { body, base, .. } => body
            .0
            .keys()
            .chain(base.resource.0.keys())
            .filter(|k| !is_bookkeeping(k))
            .cloned()
            .collect(),
        Change::Create { .. }
        | Change::Delete { .. }
        | Change::AddMember { .. }
        | Change::AddMembers { .. }
        | Change::RemoveMember { .. }
        | Change::RemoveMembers { .. } => Vec::new(),
    }
}

fn touched_by(operation: &PatchOperation) -> Vec<String> {
    match (&operation.path, &operation.value) {
        (Some(path), _) => match &path.attr.urn {
            Some(urn) if !urn.to_ascii_lowercase().contains(":schemas:core:") => vec![urn.clone()],
            _ => vec![path.attr.attribute.clone()],
        },
        (None, Some(Value::Object(map))) => map.keys().cloned().collect(),
        (None, _) => Vec::new(),
    }
}

/// Whether these members are as they were.
pub fn unchanged(base: &Resource, seen: &Resource, members: &[String]) -> bool {
    members
        .iter()
        .all(|name| nothing_or(base.get_ci(name)) == nothing_or(seen.get_ci(name)))
}

/// Whether everything the plan saw and anybody may write is as it was.
pub fn unmoved(model: Option<&ResourceModel>, base: &Resource, seen: &Resource) -> bool {
    let known: Vec<String> = base.0.keys().filter(|k| writable(model, k)).cloned().collect();
    unchanged(base, seen, &known)
}

/// Whether the server already shows what the change wants. False when that cannot be told.
pub fn satisfied(model: Option<&ResourceModel>, change: &Change, seen: &Resource) -> bool {
    unlike(model, change, seen).is_some_and(|attributes| attributes.is_empty())
}

/// The attributes that are not as the change wants them, by their paths. `None` when that cannot be told.
pub fn unlike(model: Option<&ResourceModel>, change: &Change, seen: &Resource) -> Option<Vec<String>> {
    let active = |wanted| match seen.active() == Some(wanted) {
        true => Vec::new(),
        false => vec!["active".to_owned()],
    };
    match change {
        Change::Activate { .. } => Some(active(true)),
        Change::Deactivate { .. } => Some(active(false)),
        Change::Patch { message, .. } => {
            let model = model?;
            let operations = PatchOperation::from_message(message).ok()?;
            let differing: Vec<_> = operations
                .iter()
                .filter(|op| !leaves_as_is(model, seen, op))
                .collect();
            let names: Vec<String> = differing.iter().flat_map(|op| written_by(op)).collect();
            // An operation that names nothing cannot be judged.
            (names.is_empty() == differing.is_empty()).then_some(names)
        }
        Change::Replace { body, base, .. } => {
            // What the body leaves out or empties is to go.
            let stays = |k: &&String| {
                writable(model, k) && is_nothing(shown(body.get_ci(k))) && !is_nothing(shown(seen.get_ci(k)))
            };
            let left = base.resource.0.keys().filter(stays);
            Some(not_shown(model, body, seen).chain(left).cloned().collect())
        }
        Change::Create { .. }
        | Change::Delete { .. }
        | Change::AddMember { .. }
        | Change::AddMembers { .. }
        | Change::RemoveMember { .. }
        | Change::RemoveMembers { .. } => None,
    }
}

/// The attributes an operation writes, as people know them: without the values that choose an element.
fn written_by(operation: &PatchOperation) -> Vec<String> {
    match &operation.path {
        Some(path) => vec![match &path.sub_attribute {
            Some(part) => format!("{}.{part}", path.attr),
            None => path.attr.to_string(),
        }],
        None => touched_by(operation),
    }
}

/// Whether an answer shows this attribute at all: many servers answer with a part of the resource.
pub fn mentions(echo: &Map<String, Value>, path: &str) -> bool {
    // The URN of an extension has dots and colons of its own.
    let inner = echo.iter().find_map(|(key, value)| {
        let rest = path.get(key.len()..)?.strip_prefix(':')?;
        path.get(..key.len())?
            .eq_ignore_ascii_case(key)
            .then_some((value.as_object()?, rest))
    });
    match inner {
        Some((extension, rest)) => mentions(extension, rest),
        None => {
            get_ci(echo, path.split('.').next().unwrap_or(path)).is_some() || get_ci(echo, path).is_some()
        }
    }
}

/// The first of these names, for a sentence.
pub fn named(mut attributes: Vec<String>) -> String {
    const MOST: usize = 10;
    attributes.dedup();
    attributes.truncate(MOST);
    attributes.join(", ")
}

/// Whether servers show what the path leads to: the attribute, of an extension too, and the part.
fn shows(model: &ResourceModel, path: &patch::PatchPath) -> bool {
    let Some(resolved) = model.resolve(&path.attr) else {
        return true;
    };
    let part = match &path.sub_attribute {
        Some(name) => resolved.attribute.sub(name),
        None => resolved.sub_attribute,
    };
    is_returned(resolved.attribute) && part.is_none_or(is_returned)
}

/// An absolute operation that changes nothing has been applied before.
fn leaves_as_is(model: &ResourceModel, seen: &Resource, operation: &PatchOperation) -> bool {
    if let Some(path) = &operation.path
        && operation.verb != PatchVerb::Remove
        && !(returned(Some(model), &path.attr.attribute) && shows(model, path))
    {
        return true; // never shown: nothing to compare
    }
    match patch::apply(model, seen, std::slice::from_ref(operation)) {
        Ok(after) => canonical(&after.to_value()) == canonical(&seen.to_value()),
        Err(e) => operation.verb == PatchVerb::Remove && e.scim_type == "noTarget",
    }
}

/// The operations that bring an adopted resource to what the body asked for.
pub fn convergence(model: &ResourceModel, body: &Resource, seen: &Resource) -> Vec<PatchOperation> {
    let mut wanted: Map<String, Value> = seen.0.clone();
    for (name, value) in &body.0 {
        if is_bookkeeping(name) || !returned(Some(model), name) || value == SecretAt::PLACEHOLDER {
            continue;
        }
        if covers(value, shown(seen.get_ci(name))) {
            continue;
        }
        let key = seen
            .0
            .keys()
            .find(|k| k.eq_ignore_ascii_case(name))
            .unwrap_or(name)
            .clone();
        wanted.insert(key, value.clone());
    }
    patch::diff(model, seen, &Resource(wanted))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resource(value: Value) -> Resource {
        Resource::from_value(value).unwrap()
    }

    #[test]
    fn what_an_extension_never_shows_counts_as_done() {
        let mut model = ResourceModel::user();
        let urn = rollcall_scim::urn::ENTERPRISE_USER;
        let change = crate::Change::Patch {
            id: "1".into(),
            message: json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [
                {"op": "replace", "path": format!("{urn}:costCenter"), "value": "7"},
            ]}),
            base: crate::Base {
                resource: resource(json!({})),
                version: None,
            },
        };
        let seen = resource(json!({"userName": "kim@example.com"}));
        assert!(
            !satisfied(Some(&model), &change, &seen),
            "it is shown otherwise, and is not"
        );
        for (extension, _) in &mut model.extensions {
            let hidden = extension.attributes.iter_mut().filter(|a| a.name == "costCenter");
            hidden.for_each(|a| a.returned = Returned::Never);
        }
        assert!(satisfied(Some(&model), &change, &seen), "nothing to compare");
    }

    #[test]
    fn what_differs_is_named_without_the_values_that_choose_an_element() {
        let model = ResourceModel::user();
        let urn = rollcall_scim::urn::ENTERPRISE_USER;
        let message = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [
            {"op": "replace", "path": "title", "value": "Dr"},
            {"op": "replace", "path": "emails[value eq \"old@example.com\"].value", "value": "new@example.com"},
            {"op": "replace", "path": format!("{urn}:department"), "value": "IT"},
            {"op": "replace", "path": "nickName", "value": "Kim"},
        ]});
        let base = crate::Base {
            resource: resource(json!({})),
            version: None,
        };
        let change = Change::Patch {
            id: "1".into(),
            message,
            base,
        };
        let seen = resource(json!({"nickName": "Kim", "emails": [{"value": "old@example.com"}], urn: {}}));
        let unlike = unlike(Some(&model), &change, &seen).expect("it can be told");
        assert_eq!(
            unlike,
            [
                "title".to_owned(),
                "emails.value".into(),
                format!("{urn}:department")
            ]
        );
        let shown: Vec<bool> = unlike.iter().map(|path| mentions(&seen.0, path)).collect();
        assert_eq!(
            shown,
            [false, true, false],
            "an extension that is shown may leave this out"
        );
    }

    #[test]
    fn order_of_lists_and_unassigned_members_do_not_count() {
        let a = json!({"emails": [{"value": "a"}, {"value": "b"}], "title": null, "roles": []});
        let b = json!({"emails": [{"value": "b"}, {"value": "a"}]});
        assert_eq!(
            canonical(&a),
            canonical(&b),
            "the same resource written differently"
        );
    }

    #[test]
    fn a_server_may_show_more_than_was_asked_but_not_less() {
        let wanted = json!({"emails": [{"value": "a@example.com"}]});
        assert!(
            covers(
                &wanted,
                &json!({"emails": [{"value": "a@example.com", "display": "A"}]})
            ),
            "more is fine"
        );
        assert!(
            !covers(&wanted, &json!({"emails": [{"value": "b@example.com"}]})),
            "another address is not"
        );
        assert!(!covers(&wanted, &json!({})), "nothing is not");
    }

    #[test]
    fn q_att_04_an_empty_text_is_the_same_as_none_but_never_the_same_as_a_value() {
        let (empty, none) = (json!({"title": "", "name": {"middleName": ""}}), json!({}));
        assert_eq!(
            canonical(&empty),
            canonical(&none),
            "a server that drops empty texts"
        );
        assert!(covers(&empty, &none), "what was emptied is gone");
        assert!(covers(&none, &empty), "or shown empty");
        assert!(
            covers(&json!({"emails": [{"value": ""}]}), &none),
            "an address of nothing"
        );
        let filled = json!({"title": "x", "name": {"middleName": "B"}});
        assert!(!covers(&empty, &filled), "the old values still stand");
        assert!(
            !covers(&json!({"title": ""}), &json!({"title": "x"})),
            "an old title still stands"
        );
        assert!(
            !covers(&filled, &empty),
            "an empty text does not stand for the title that was asked for"
        );
        assert!(
            covers(&json!({"title": null}), &json!({"title": "x"})),
            "where nothing was asked a server may have a default"
        );
    }

    #[test]
    fn a_replacement_that_empties_is_not_done_while_the_old_value_stands() {
        let model = ResourceModel::user();
        let base = json!({"id": "1", "userName": "anna", "title": "x", "roles": [{"value": "a"}]});
        let done = |body: Value, seen: Value| {
            let change = Change::Replace {
                id: "1".into(),
                body: resource(body),
                base: crate::Base {
                    resource: resource(base.clone()),
                    version: None,
                },
            };
            satisfied(Some(&model), &change, &resource(seen))
        };
        for body in [
            json!({"userName": "anna"}),
            json!({"userName": "anna", "title": null, "roles": []}),
            json!({"userName": "anna", "title": "", "roles": []}),
        ] {
            assert!(
                !done(body.clone(), base.clone()),
                "{body} must not pass for stored"
            );
            assert!(
                done(body.clone(), json!({"id": "1", "userName": "anna", "title": ""})),
                "{body} is stored"
            );
        }
    }

    #[test]
    fn a_password_is_never_expected_back() {
        let model = ResourceModel::user();
        let body = resource(json!({"userName": "Anna", "password": SecretAt::PLACEHOLDER}));
        assert!(
            shows_body(Some(&model), &body, &resource(json!({"userName": "anna"}))),
            "names compare without case"
        );
    }

    #[test]
    fn membership_and_meta_do_not_make_a_target_move_but_a_title_does() {
        let base = resource(json!({"id": "1", "title": "x", "groups": [], "meta": {"version": "1"}}));
        let later =
            resource(json!({"id": "1", "title": "x", "groups": [{"value": "g"}], "meta": {"version": "2"}}));
        assert!(
            unmoved(Some(&ResourceModel::user()), &base, &later),
            "nobody wrote it"
        );
        let moved = resource(json!({"id": "1", "title": "y"}));
        assert!(
            !unmoved(Some(&ResourceModel::user()), &base, &moved),
            "somebody changed the title"
        );
    }

    #[test]
    fn another_name_or_number_is_another_person() {
        let base = resource(json!({"userName": "a", "externalId": "1"}));
        assert!(
            same_identity(&base, &resource(json!({"userName": "A", "externalId": "1"}))),
            "case of names"
        );
        assert!(
            !same_identity(&base, &resource(json!({"userName": "b", "externalId": "1"}))),
            "reused id"
        );
        assert!(
            !same_identity(&base, &resource(json!({"userName": "a", "externalId": "2"}))),
            "reused name"
        );
    }
}
