use serde_json::{Value, json};

use super::{BADGE, group, model, resource, user};
use crate::patch::{DiffOptions, Lists, PatchOperation, apply, diff, diff_with};
use crate::{Resource, ResourceModel, urn};

/// The operations as JSON.
fn written(operations: &[PatchOperation]) -> Value {
    PatchOperation::to_message(operations)["Operations"].clone()
}

fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut after = user().to_value();
    change(&mut after);
    written(&diff(&model(), &user(), &resource(after)))
}

#[test]
fn each_attribute_that_differs_is_one_operation() {
    let operations = changed(|user| {
        user["userName"] = json!("mira.okafor");
        user["title"] = json!("Archivist");
        user["active"] = Value::Null;
        user["externalId"] = json!("E7");
        user["name"]["givenName"] = json!("M.");
        user["name"]["middleName"] = json!("A");
        user[urn::ENTERPRISE_USER]["department"] = json!("Library");
    });
    assert_eq!(
        operations,
        json!([
            {"op": "add", "path": "externalId", "value": "E7"},
            {"op": "replace", "path": "userName", "value": "mira.okafor"},
            {"op": "replace", "path": "name.givenName", "value": "M."},
            {"op": "add", "path": "name.middleName", "value": "A"},
            {"op": "add", "path": "title", "value": "Archivist"},
            {"op": "remove", "path": "active"},
            {"op": "replace", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "Library"}
        ])
    );
}

#[test]
fn ordinary_lists_are_replaced_whole_because_servers_get_value_paths_wrong() {
    let operations = changed(|user| user["emails"][1]["value"] = json!("new@example.org"));
    assert_eq!(
        operations,
        json!([{"op": "replace", "path": "emails", "value": [
            {"value": "mira@example.com", "type": "work", "primary": true},
            {"value": "new@example.org", "type": "home"}
        ]}])
    );
    assert_eq!(
        changed(|user| user["emails"].as_array_mut().expect("a list").reverse()),
        json!([]),
        "RFC 7643 §2.4: order carries nothing"
    );
}

#[test]
fn members_go_and_come_by_value() {
    let after = resource(json!({
        "displayName": "Archive",
        "members": [{"value": "u3"}, {"value": "u2", "type": "User"}]
    }));
    assert_eq!(
        written(&diff(&ResourceModel::group(), &group(), &after)),
        json!([
            {"op": "remove", "path": "members[value eq \"u1\"]"},
            {"op": "add", "path": "members", "value": [{"value": "u3"}]}
        ])
    );
    let nobody = resource(json!({"displayName": "Archive"}));
    assert_eq!(
        written(&diff(&ResourceModel::group(), &group(), &nobody)),
        json!([
            {"op": "remove", "path": "members[value eq \"u1\"]"},
            {"op": "remove", "path": "members[value eq \"u2\"]"}
        ]),
        "never the whole list: a filter that is ignored must not empty a group by accident"
    );
}

#[test]
fn members_that_cannot_be_told_apart_are_replaced_whole() {
    // `value` is not caseExact in RFC 7643 §8.7.1: a path for one would hit the other.
    let before = resource(json!({"displayName": "A", "members": [{"value": "u1"}, {"value": "U1"}]}));
    let after = resource(json!({"displayName": "A", "members": [{"value": "u1"}]}));
    assert_eq!(
        written(&diff(&ResourceModel::group(), &before, &after)),
        json!([{"op": "replace", "path": "members", "value": [{"value": "u1"}]}])
    );
}

#[test]
fn required_members_are_never_all_gone_in_between() {
    let mut model = ResourceModel::group();
    for attribute in &mut model.core.attributes {
        attribute.required = true;
    }
    let after = resource(json!({"displayName": "Archive", "members": [{"value": "u3"}]}));
    let operations = diff(&model, &group(), &after);
    assert_eq!(
        written(&operations),
        json!([{"op": "replace", "path": "members", "value": [{"value": "u3"}]}]),
        "removing them one by one would leave a required attribute empty"
    );
    assert!(apply(&model, &group(), &operations).is_ok());
}

#[test]
fn lists_can_go_by_value_path_where_a_server_is_known_to_do_it_right() {
    let options = DiffOptions {
        lists: Lists::ValuePath,
    };
    let mut after = user().to_value();
    after["emails"][1]["type"] = json!("other");
    let by_value = diff_with(&model(), &user(), &resource(after), &options);
    assert_eq!(
        written(&by_value),
        json!([{"op": "replace", "path": "emails[value eq \"mira@example.org\"].type", "value": "other"}])
    );
}

#[test]
fn what_only_the_server_writes_is_never_compared_or_sent() {
    let operations = changed(|user| {
        user["id"] = json!("other");
        user["meta"] = json!({"version": "W/\"2\""});
        user["groups"] = json!([]);
        user["schemas"] = json!([]);
        user[urn::ENTERPRISE_USER]["manager"]["displayName"] = json!("Eve");
    });
    assert_eq!(operations, json!([]));
    let added = changed(|user| user[BADGE] = json!({"colour": "red", "issuedBy": "desk"}));
    assert_eq!(
        added,
        json!([{"op": "add", "path": format!("{BADGE}:colour"), "value": "red"}]),
        "an attribute the server sets is left out"
    );
}

#[test]
fn a_password_is_written_when_it_is_there_and_its_absence_says_nothing() {
    assert_eq!(
        changed(|user| user["password"] = json!("correct horse")),
        json!([{"op": "add", "path": "password", "value": "correct horse"}])
    );
    let with = resource(json!({"userName": "m", "password": "x"}));
    let without = resource(json!({"userName": "m"}));
    assert!(
        diff(&model(), &with, &without).is_empty(),
        "it is never returned, so it is always absent"
    );
}

#[test]
fn null_the_empty_list_and_nothing_are_the_same() {
    let operations = changed(|user| {
        user["title"] = Value::Null;
        user["phoneNumbers"] = json!([]);
        user["addresses"] = json!([{"locality": null}]);
    });
    assert_eq!(operations, json!([]), "RFC 7643 §2.5");
}

#[test]
fn undeclared_attributes_are_compared_by_their_json() {
    let before =
        resource(json!({"userName": "m", "locker": {"floor": 3, "number": 12}, "tags": ["a"], "old": 1}));
    let after = resource(
        json!({"userName": "m", "locker": {"floor": 4}, "tags": ["a", "b"], "no.path": 1,
        "urn:example:other:1.0:Thing": {"shade": "blue"}}),
    );
    assert_eq!(
        written(&diff(&model(), &before, &after)),
        json!([
            {"op": "replace", "path": "locker.floor", "value": 4},
            {"op": "remove", "path": "locker.number"},
            {"op": "replace", "path": "tags", "value": ["a", "b"]},
            {"op": "remove", "path": "old"},
            {"op": "add", "path": "urn:example:other:1.0:Thing:shade", "value": "blue"}
        ])
    );
}

#[test]
fn nothing_differs_from_itself() {
    for (model, resource) in [(model(), user()), (ResourceModel::group(), group())] {
        assert!(diff(&model, &resource, &resource).is_empty());
        assert!(diff(&model, &Resource::default(), &Resource::default()).is_empty());
    }
}
