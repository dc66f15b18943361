//! RFC 7644 §3.5.2.2.

use serde_json::json;

use super::{BADGE, apply, group, model, operations, patched, refused, resource};
use crate::patch::{Dialect, RemoveWithValue, apply_with};
use crate::{ResourceModel, urn};

#[test]
fn without_a_path_nothing_is_removed() {
    assert_eq!(refused(json!([{"op": "remove"}])), "noTarget");
}

#[test]
fn a_single_value_a_part_and_a_whole_list_can_go() {
    let after = patched(json!([
        {"op": "remove", "path": "active"},
        {"op": "remove", "path": "name.givenName"},
        {"op": "remove", "path": "emails"},
        {"op": "remove", "path": "title"}
    ]));
    assert_eq!(after.get("active"), None);
    assert_eq!(after["name"], json!({"familyName": "Okafor"}));
    assert_eq!(
        after.get("emails"),
        None,
        "RFC 7643 §2.5: unassigned, not an empty list"
    );
}

#[test]
fn the_values_a_filter_chooses_go_and_the_last_one_takes_the_attribute_along() {
    let after = patched(json!([{"op": "remove", "path": "emails[type eq \"work\"]"}]));
    assert_eq!(
        after["emails"],
        json!([{"value": "mira@example.org", "type": "home"}])
    );
    let after = patched(json!([{"op": "remove", "path": "emails[value pr]"}]));
    assert_eq!(after.get("emails"), None);
    let after = patched(json!([{"op": "remove", "path": "emails[type eq \"other\"]"}]));
    assert_eq!(
        after["emails"].as_array().expect("a list").len(),
        2,
        "no match is no error: what should be gone is gone"
    );
}

#[test]
fn a_part_is_removed_from_the_chosen_values_or_from_all() {
    let after = patched(json!([{"op": "remove", "path": "emails[type eq \"work\"].primary"}]));
    assert_eq!(
        after["emails"][0],
        json!({"value": "mira@example.com", "type": "work"})
    );
    let after = patched(json!([{"op": "remove", "path": "emails.type"}]));
    assert_eq!(after["emails"][1], json!({"value": "mira@example.org"}));
}

#[test]
fn the_last_part_takes_the_complex_attribute_and_the_extension_along() {
    let after = patched(json!([
        {"op": "remove", "path": "name.givenName"},
        {"op": "remove", "path": "name.familyName"}
    ]));
    assert_eq!(after.get("name"), None);
    let after = patched(json!([{"op": "remove", "path": urn::ENTERPRISE_USER}]));
    assert_eq!(after.get(urn::ENTERPRISE_USER), None);
    assert_eq!(
        after["schemas"],
        json!([urn::USER]),
        "the extension is listed no more"
    );
}

#[test]
fn what_is_required_or_read_only_stays() {
    assert_eq!(
        refused(json!([{"op": "remove", "path": "userName"}])),
        "mutability"
    );
    assert_eq!(refused(json!([{"op": "remove", "path": "id"}])), "mutability");
    assert_eq!(refused(json!([{"op": "remove", "path": "groups"}])), "mutability");
    assert_eq!(
        refused(json!([{"op": "remove", "path": "schemas"}])),
        "mutability"
    );
    let badge = resource(json!({"userName": "m", BADGE: {"colour": "red", "number": 7}}));
    let remove = |path: String| {
        let list = operations(json!([{"op": "remove", "path": path}])).expect("operations");
        apply(&model(), &badge, &list).map_err(|e| e.scim_type)
    };
    assert_eq!(
        remove(format!("{BADGE}:colour")),
        Err("mutability"),
        "required in its extension"
    );
    assert_eq!(
        remove(format!("{BADGE}:number")),
        Err("mutability"),
        "immutable and set"
    );
    assert_eq!(
        remove(BADGE.into()),
        Err("mutability"),
        "nor by way of the whole extension"
    );
}

#[test]
fn a_remove_with_a_value_never_empties_a_group_by_guessing() {
    let list = operations(json!([{"op": "remove", "path": "members", "value": [{"value": "u1"}]}]))
        .expect("operations");
    let group_model = ResourceModel::group();
    let strict = apply(&group_model, &group(), &list).map_err(|e| e.scim_type);
    assert_eq!(
        strict,
        Err("invalidValue"),
        "the target comes from the path alone"
    );
    let with = |remove_with_value| {
        let dialect = Dialect {
            remove_with_value,
            ..Dialect::default()
        };
        apply_with(&group_model, &group(), &list, &dialect)
            .expect("applies")
            .0
            .get("members")
            .cloned()
    };
    assert_eq!(
        with(RemoveWithValue::Select),
        Some(json!([{"value": "u2", "type": "User"}])),
        "Entra's meaning, where a server has it"
    );
    assert_eq!(
        with(RemoveWithValue::Ignore),
        None,
        "and the reading that empties the group"
    );
}

#[test]
fn a_member_is_removed_by_value_path_without_regard_to_case() {
    let list = operations(json!([{"op": "remove", "path": "members[value eq \"U2\"]"}])).expect("operations");
    let after = apply(&ResourceModel::group(), &group(), &list).expect("applies");
    assert_eq!(after.0["members"], json!([{"value": "u1", "type": "User"}]));
}
