//! RFC 7644 §3.5.2.3.

use serde_json::json;

use super::{patched, refused};
use crate::urn;

#[test]
fn a_single_value_is_replaced_and_what_is_not_there_is_added() {
    let after = patched(json!([
        {"op": "Replace", "path": "userName", "value": "mira.okafor"},
        {"op": "replace", "path": "nickName", "value": "Mi"},
        {"op": "replace", "path": "phoneNumbers", "value": [{"value": "tel:+1-555-0100"}]}
    ]));
    assert_eq!(after["userName"], "mira.okafor");
    assert_eq!(after["nickName"], "Mi");
    assert_eq!(after["phoneNumbers"][0]["value"], "tel:+1-555-0100");
}

#[test]
fn a_list_is_replaced_with_all_its_values() {
    let after =
        patched(json!([{"op": "replace", "path": "emails", "value": [{"value": "new@example.com"}]}]));
    assert_eq!(after["emails"], json!([{"value": "new@example.com"}]));
}

#[test]
fn parts_of_a_complex_attribute_that_are_not_named_stay() {
    let after = patched(json!([{"op": "replace", "path": "name", "value": {"familyName": "Adeyemi"}}]));
    assert_eq!(
        after["name"],
        json!({"familyName": "Adeyemi", "givenName": "Mira"})
    );
    let after = patched(json!([{"op": "replace", "path": "name", "value": {"givenName": null}}]));
    assert_eq!(after["name"], json!({"familyName": "Okafor"}), "null unassigns");
}

#[test]
fn all_values_that_the_filter_chooses_are_changed() {
    let after = patched(
        json!([{"op": "replace", "path": "emails[value ew \"org\" or value ew \"com\"].display", "value": "x"}]),
    );
    assert_eq!(after["emails"][0]["display"], "x");
    assert_eq!(after["emails"][1]["display"], "x");
    let after = patched(
        json!([{"op": "replace", "path": "emails[type eq \"home\"]", "value": {"type": "other", "value": "new@example.org"}}]),
    );
    assert_eq!(
        after["emails"][1],
        json!({"value": "new@example.org", "type": "other"}),
        "also when the value changes what the filter looks at"
    );
}

#[test]
fn a_filter_without_a_match_is_no_target() {
    assert_eq!(
        refused(json!([{"op": "replace", "path": "emails[type eq \"other\"].value", "value": "x"}])),
        "noTarget",
        "RFC 7644 §3.5.2.3"
    );
    assert_eq!(
        refused(
            json!([{"op": "replace", "path": "addresses[type eq \"work\"]", "value": {"locality": "x"}}])
        ),
        "noTarget",
        "also when there is no list at all"
    );
    assert_eq!(
        refused(json!([{"op": "replace", "path": "ims.type", "value": "x"}])),
        "noTarget"
    );
}

#[test]
fn making_one_value_primary_turns_the_other_off() {
    let after =
        patched(json!([{"op": "replace", "path": "emails[type eq \"home\"].primary", "value": true}]));
    assert_eq!(after["emails"][0]["primary"], false);
    assert_eq!(after["emails"][1]["primary"], true);
    assert_eq!(
        refused(json!([
            {"op": "remove", "path": "emails.primary"},
            {"op": "replace", "path": "emails.primary", "value": true}
        ])),
        "invalidValue",
        "two would be primary"
    );
}

#[test]
fn without_a_path_each_attribute_named_is_replaced() {
    let after = patched(json!([{"op": "replace", "value": {
        "active": false,
        "emails": [{"value": "only@example.com"}],
        format!("{}:manager", urn::ENTERPRISE_USER): {"value": "m9"},
        urn::USER: {"title": "Archivist"}
    }}]));
    assert_eq!(after["active"], false);
    assert_eq!(after["emails"], json!([{"value": "only@example.com"}]));
    assert_eq!(
        after[urn::ENTERPRISE_USER]["manager"],
        json!({"value": "m9", "displayName": "Ada"})
    );
    assert_eq!(
        after["title"], "Archivist",
        "the core schema's URN names the resource itself"
    );
}

#[test]
fn null_and_the_empty_list_unassign() {
    let after = patched(json!([
        {"op": "replace", "path": "active", "value": null},
        {"op": "replace", "path": "emails", "value": []}
    ]));
    assert_eq!(after.get("active"), None);
    assert_eq!(after.get("emails"), None);
    assert_eq!(
        refused(json!([{"op": "replace", "path": "userName", "value": null}])),
        "mutability"
    );
    assert_eq!(
        refused(json!([{"op": "replace", "path": "userName"}])),
        "invalidValue",
        "no value at all"
    );
}
