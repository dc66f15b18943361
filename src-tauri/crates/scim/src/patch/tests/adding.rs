//! RFC 7644 §3.5.2.1.

use serde_json::json;

use super::{BADGE, apply, group, operations, patched, refused};
use crate::{ResourceModel, urn};

#[test]
fn a_value_that_is_there_already_is_not_added_twice() {
    let after = patched(json!([{"op": "add", "path": "emails", "value": [
        {"type": "HOME", "value": "MIRA@example.org"},
        {"value": "m@example.net"}
    ]}]));
    assert_eq!(
        after["emails"].as_array().expect("a list").len(),
        3,
        "equal as a filter compares, whatever the case and the order of names"
    );
}

#[test]
fn a_member_is_its_value() {
    let add = operations(json!([{"op": "add", "path": "members", "value": [
        {"value": "u2", "display": "Another name"}, {"value": "u3"}, {"value": "u3"}
    ]}]))
    .expect("operations");
    let after = apply(&ResourceModel::group(), &group(), &add).expect("applies");
    assert_eq!(
        after.0["members"],
        json!([{"value": "u1", "type": "User"}, {"value": "u2", "type": "User"}, {"value": "u3"}]),
        "no member twice"
    );
}

#[test]
fn a_single_value_is_taken_as_a_list_of_one() {
    let after = patched(json!([{"op": "add", "path": "emails", "value": {"value": "m@example.net"}}]));
    assert_eq!(after["emails"][2]["value"], "m@example.net");
}

#[test]
fn a_complex_attribute_keeps_the_parts_that_are_not_named() {
    let after =
        patched(json!([{"op": "add", "path": "name", "value": {"GIVENNAME": "M.", "middleName": "A"}}]));
    assert_eq!(
        after["name"],
        json!({"familyName": "Okafor", "givenName": "M.", "middleName": "A"}),
        "names ignore case and are spelled as declared"
    );
}

#[test]
fn without_a_path_the_value_holds_attributes_extensions_and_paths() {
    let after = patched(json!([{"op": "add", "value": {
        "schemas": [urn::USER],
        "nickName": "Mi",
        "name.middleName": "A",
        "emails": [{"value": "m@example.net"}],
        urn::ENTERPRISE_USER: {"costCenter": "12", "manager.value": "m2"},
        format!("{BADGE}:colour"): "blue"
    }}]));
    assert_eq!(after["nickName"], "Mi");
    assert_eq!(after["name"]["middleName"], "A", "a dotted key is a path");
    assert_eq!(
        after["emails"].as_array().expect("a list").len(),
        3,
        "add appends"
    );
    let enterprise = &after[urn::ENTERPRISE_USER];
    assert_eq!(
        enterprise["department"], "Archive",
        "the extension's other attributes stay"
    );
    assert_eq!(enterprise["costCenter"], "12");
    assert_eq!(enterprise["manager"]["value"], "m2");
    assert_eq!(
        after[BADGE],
        json!({"colour": "blue"}),
        "a URN with an attribute is a path too"
    );
    assert_eq!(
        after["schemas"],
        json!([urn::USER, urn::ENTERPRISE_USER, BADGE]),
        "and the extension is listed"
    );
}

#[test]
fn an_extension_can_be_added_as_a_whole() {
    let after = patched(json!([{"op": "add", "path": BADGE, "value": {"number": 7, "colour": "red"}}]));
    assert_eq!(after[BADGE], json!({"number": 7, "colour": "red"}));
}

#[test]
fn a_new_primary_value_turns_the_others_off() {
    let after = patched(
        json!([{"op": "add", "path": "emails", "value": [{"value": "m@example.net", "primary": true}]}]),
    );
    assert_eq!(after["emails"][0]["primary"], false, "RFC 7644 §3.5.2");
    assert_eq!(after["emails"][2]["primary"], true);
    assert_eq!(
        after["emails"][1].get("primary"),
        None,
        "what was not primary is not touched"
    );
    assert_eq!(
        refused(json!([{"op": "add", "path": "emails", "value": [
            {"value": "a@example.net", "primary": true}, {"value": "b@example.net", "primary": true}
        ]}])),
        "invalidValue",
        "two at once contradict each other"
    );
}

#[test]
fn a_sub_attribute_is_added_to_the_values_the_filter_chooses() {
    let after =
        patched(json!([{"op": "add", "path": "emails[type eq \"home\"].display", "value": "At home"}]));
    assert_eq!(after["emails"][1]["display"], "At home");
    assert_eq!(after["emails"][0].get("display"), None);
    assert_eq!(
        refused(json!([{"op": "add", "path": "emails[type eq \"other\"].value", "value": "x"}])),
        "noTarget",
        "RFC 7644 table 9: the filter yields no match"
    );
}

#[test]
fn adding_needs_a_value() {
    assert_eq!(
        refused(json!([{"op": "add", "path": "nickName"}])),
        "invalidValue"
    );
    assert_eq!(
        refused(json!([{"op": "add", "path": "nickName", "value": null}])),
        "invalidValue"
    );
}

#[test]
fn what_no_schema_declares_is_kept_as_json() {
    let after = patched(json!([
        {"op": "add", "path": "locker", "value": {"floor": 3}},
        {"op": "add", "path": "locker.number", "value": 12},
        {"op": "add", "value": {"urn:example:other:1.0:Thing": {"shade": "blue"}}}
    ]));
    assert_eq!(after["locker"], json!({"floor": 3, "number": 12}));
    assert_eq!(after["urn:example:other:1.0:Thing"], json!({"shade": "blue"}));
}
