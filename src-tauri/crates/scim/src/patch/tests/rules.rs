//! Mutability, types, atomicity and strictness.

use serde_json::json;

use super::{BADGE, model, operations, patched, refused, resource, user};
use crate::patch::{Dialect, Undeclared, apply, apply_with};
use crate::urn;

#[test]
fn what_is_read_only_is_refused_by_path_and_by_another_value() {
    assert_eq!(
        refused(json!([{"op": "replace", "path": "id", "value": "9"}])),
        "mutability"
    );
    assert_eq!(
        refused(json!([{"op": "replace", "path": "meta.version", "value": "9"}])),
        "mutability"
    );
    assert_eq!(
        refused(json!([{"op": "add", "path": "groups", "value": [{"value": "g2"}]}])),
        "mutability"
    );
    assert_eq!(
        refused(json!([{"op": "replace", "value": {"id": "9"}}])),
        "mutability"
    );
    let manager = format!("{}:manager", urn::ENTERPRISE_USER);
    assert_eq!(
        refused(json!([{"op": "replace", "path": manager, "value": {"displayName": "Eve"}}])),
        "mutability"
    );
    let after = patched(json!([{"op": "replace", "value": {
        "id": "2819", "nickName": "Mi", "groups": [{"value": "g1", "display": "Archive"}]
    }}]));
    assert_eq!(
        after["nickName"], "Mi",
        "sending back what the server said changes nothing"
    );
}

#[test]
fn what_only_the_server_writes_in_elements_survives_a_replace() {
    let mut model = model();
    let emails = model
        .core
        .attributes
        .iter_mut()
        .find(|a| a.name == "emails")
        .expect("emails");
    emails.sub_attributes.push(
        serde_json::from_value(json!({"name": "verified", "type": "boolean", "mutability": "readOnly"}))
            .expect("attribute"),
    );
    let before = resource(json!({"userName": "m", "emails": [{"value": "a@example.com", "verified": true}]}));
    let list = operations(json!([{"op": "replace", "path": "emails", "value": [
        {"value": "a@example.com", "verified": false}, {"value": "b@example.com", "verified": true}
    ]}]))
    .expect("operations");
    let after = apply(&model, &before, &list).expect("applies");
    assert_eq!(
        after.0["emails"],
        json!([{"value": "a@example.com", "verified": true}, {"value": "b@example.com"}]),
        "a client neither sets nor loses it"
    );
}

#[test]
fn an_immutable_value_may_be_set_once() {
    let number = format!("{BADGE}:number");
    let list = operations(json!([
        {"op": "add", "path": number, "value": 7},
        {"op": "add", "path": number, "value": 7}
    ]))
    .expect("operations");
    assert_eq!(
        apply(&model(), &user(), &list)
            .expect("the same value again is no change")
            .0[BADGE]["number"],
        7
    );
    assert_eq!(
        refused(
            json!([{"op": "add", "path": number, "value": 7}, {"op": "replace", "path": number, "value": 8}])
        ),
        "mutability"
    );
}

#[test]
fn values_must_have_the_type_of_their_attribute() {
    for (path, value) in [
        ("userName", json!(5)),
        ("active", json!("true")),
        ("name", json!("Mira Okafor")),
        ("emails", json!(["mira@example.com"])),
        ("emails", json!([{"value": 5}])),
        ("name.familyName", json!({"x": 1})),
        (&format!("{BADGE}:number"), json!(1.5)),
        (&format!("{BADGE}:photo"), json!("not base64!")),
        (BADGE, json!("red")),
    ] {
        assert_eq!(
            refused(json!([{"op": "replace", "path": path, "value": value}])),
            "invalidValue",
            "{path}"
        );
    }
    assert_eq!(refused(json!([{"op": "replace", "value": "x"}])), "invalidValue");
}

#[test]
fn paths_that_lead_nowhere_are_invalid() {
    for path in [
        "userName.x",
        "userName[value pr]",
        "name[x pr].y",
        "a b",
        "emails[type eq \"w\"].a.b",
    ] {
        assert_eq!(
            refused(json!([{"op": "remove", "path": path}])),
            "invalidPath",
            "{path}"
        );
    }
    assert_eq!(
        refused(json!([{"op": "remove", "path": "emails[type is \"w\"]"}])),
        "invalidFilter"
    );
}

#[test]
fn a_strict_server_refuses_what_no_schema_declares() {
    let strict = Dialect {
        undeclared: Undeclared::Refuse,
        ..Dialect::default()
    };
    let with = |list| {
        let operations = operations(list).expect("operations");
        apply_with(&model(), &user(), &operations, &strict).map_err(|e| e.scim_type)
    };
    assert_eq!(
        with(json!([{"op": "add", "path": "locker", "value": 1}])),
        Err("invalidPath")
    );
    assert_eq!(
        with(json!([{"op": "add", "path": "name.colour", "value": "x"}])),
        Err("invalidPath")
    );
    assert_eq!(
        with(json!([{"op": "remove", "path": "urn:example:other:1.0:Thing"}])),
        Err("invalidPath")
    );
    assert_eq!(
        with(json!([{"op": "add", "value": {"locker": 1}}])),
        Err("invalidValue")
    );
    assert_eq!(
        with(json!([{"op": "add", "path": "emails", "value": [{"value": "x", "shade": 1}]}])),
        Err("invalidValue")
    );
}

#[test]
fn when_one_operation_fails_nothing_has_happened() {
    let before = user();
    let list = operations(json!([
        {"op": "replace", "path": "active", "value": false},
        {"op": "remove", "path": "userName"}
    ]))
    .expect("operations");
    assert!(apply(&model(), &before, &list).is_err());
    assert_eq!(
        before,
        user(),
        "the resource handed in is untouched, and no half result comes back"
    );
}

#[test]
fn an_extension_leaves_with_its_urn() {
    let after =
        patched(json!([{"op": "remove", "path": format!("schemas[value eq \"{}\"]", urn::ENTERPRISE_USER)}]));
    assert_eq!(
        after.get(urn::ENTERPRISE_USER),
        None,
        "RFC 7643 §3: schemas lists what is there"
    );
    assert_eq!(
        refused(json!([{"op": "replace", "path": "schemas", "value": [urn::ENTERPRISE_USER]}])),
        "invalidValue",
        "the core schema stays"
    );
}

#[test]
fn errors_and_debug_output_never_carry_values() {
    let list = operations(json!([{"op": "replace", "path": "password", "value": {"x": "hunter2"}}]))
        .expect("operations");
    let error = apply(&model(), &user(), &list).expect_err("wrong type");
    assert!(!error.to_string().contains("hunter2"), "{error}");
    assert!(!format!("{list:?}").contains("hunter2"), "{list:?}");
}
