use serde_json::json;

use super::operations;
use crate::patch::{PatchOperation, PatchPath, PatchVerb};
use crate::urn;

#[test]
fn paths_of_every_form_read_and_print() {
    for text in [
        "members",
        "name.familyName",
        "addresses[type eq \"work\"]",
        "members[value eq \"2819c223-7f76-453a-919d-413861904646\"]",
        "members[value eq \"2819c223-7f76-453a-919d-413861904646\"].displayName",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
        "emails[not (type eq \"work\") and value ew \"]\"].primary",
    ] {
        let path = PatchPath::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(path.to_string(), text, "RFC 7644 §3.5.2, figure 7");
    }
}

#[test]
fn verbs_and_member_names_ignore_case_and_are_written_in_lower_case() {
    let message =
        json!({"schemas": [urn::PATCH_OP], "operations": [{"OP": "Add", "Path": "nickName", "value": "Mi"}]});
    let list = PatchOperation::from_message(&message).expect("Entra's spelling");
    assert_eq!(list[0].verb, PatchVerb::Add);
    assert_eq!(
        PatchOperation::to_message(&list),
        json!({"schemas": [urn::PATCH_OP], "Operations": [{"op": "add", "path": "nickName", "value": "Mi"}]})
    );
}

#[test]
fn an_empty_path_is_none() {
    assert_eq!(
        operations(json!([{"op": "add", "path": "", "value": {}}])).expect("reads")[0].path,
        None
    );
}

#[test]
fn bodies_of_another_shape_are_refused_with_the_right_type() {
    let read = |body| PatchOperation::from_message(&body).map_err(|e| e.scim_type);
    assert_eq!(read(json!([])), Err("invalidSyntax"));
    assert_eq!(
        read(json!({"Operations": [{"op": "add", "value": {}}]})),
        Err("invalidSyntax")
    );
    assert_eq!(read(json!({"schemas": [urn::PATCH_OP]})), Err("invalidSyntax"));
    assert_eq!(
        read(json!({"schemas": [urn::PATCH_OP], "Operations": []})),
        Err("invalidSyntax")
    );
    assert_eq!(
        read(json!({"schemas": [urn::PATCH_OP], "Operations": [5]})),
        Err("invalidSyntax")
    );
    let one = |operation| operations(json!([operation])).map_err(|e| e.scim_type);
    assert_eq!(one(json!({"op": "move", "path": "a"})), Err("invalidSyntax"));
    assert_eq!(
        one(json!({"op": "add", "path": 5, "value": 1})),
        Err("invalidPath")
    );
    assert_eq!(
        one(json!({"op": "add", "path": "a..b", "value": 1})),
        Err("invalidPath")
    );
    assert_eq!(one(json!({"op": "replace", "path": "a"})), Err("invalidValue"));
}
