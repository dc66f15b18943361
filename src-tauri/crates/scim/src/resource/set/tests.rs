use super::*;
use crate::urn::{ENTERPRISE_USER, USER};
use proptest::prelude::*;
use serde_json::json;

fn after(start: Value, path: &str, value: Value) -> Result<Value, SetError> {
    let mut resource = Resource::from_value(start).expect("an object");
    let before = resource.clone();
    let outcome = resource.set_at(&ResourceModel::user(), &AttrPath::parse(path).expect(path), value);
    match outcome {
        Ok(()) => Ok(resource.to_value()),
        Err(e) => {
            assert_eq!(resource, before, "a refused change changes nothing");
            Err(e)
        }
    }
}

#[test]
fn values_are_set_where_they_belong_and_spelled_as_declared() {
    assert_eq!(
        after(json!({}), "DISPLAYNAME", json!("Mira")),
        Ok(json!({"displayName": "Mira"}))
    );
    assert_eq!(
        after(json!({"DisplayName": "x"}), "displayName", json!("Mira")),
        Ok(json!({"DisplayName": "Mira"})),
        "a key the server spells its own way is not doubled"
    );
    assert_eq!(
        after(json!({}), "name.givenName", json!("Mira")),
        Ok(json!({"name": {"givenName": "Mira"}}))
    );
    assert_eq!(
        after(json!({}), "emails.value", json!("m@example.com")),
        Ok(json!({"emails": [{"value": "m@example.com"}]}))
    );
    assert_eq!(
        after(json!({}), "emails", json!({"value": "m@example.com"})),
        Ok(json!({"emails": [{"value": "m@example.com"}]}))
    );
    assert_eq!(
        after(json!({"color": "red"}), "color", json!("blue")),
        Ok(json!({"color": "blue"})),
        "undeclared attributes that are there can be changed"
    );
}

#[test]
fn an_extension_enters_schemas_with_its_first_value_and_leaves_with_its_last() {
    let department = format!("{ENTERPRISE_USER}:department");
    let with = after(json!({"schemas": [USER]}), &department, json!("Archive")).expect("declared");
    assert_eq!(
        with,
        json!({"schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"department": "Archive"}})
    );
    assert_eq!(
        after(with.clone(), &department, Value::Null),
        Ok(json!({"schemas": [USER]}))
    );
    assert_eq!(
        after(with, ENTERPRISE_USER, Value::Null),
        Ok(json!({"schemas": [USER]}))
    );
}

#[test]
fn null_and_empty_lists_remove() {
    assert_eq!(
        after(json!({"title": "x", "nickName": "y"}), "title", Value::Null),
        Ok(json!({"nickName": "y"}))
    );
    assert_eq!(
        after(json!({"emails": [{"value": "a"}]}), "emails", json!([])),
        Ok(json!({}))
    );
    assert_eq!(
        after(json!({"name": {"givenName": "x"}}), "name.givenName", Value::Null),
        Ok(json!({}))
    );
}

#[test]
fn what_cannot_be_set_is_refused_with_a_reason() {
    let two = json!({"emails": [{"value": "a"}, {"value": "b"}]});
    assert!(matches!(
        after(two, "emails.value", json!("c")),
        Err(SetError::Ambiguous { count: 2, .. })
    ));
    assert!(matches!(
        after(json!({}), "id", json!("1")),
        Err(SetError::ReadOnly { .. })
    ));
    assert!(matches!(
        after(json!({}), "groups", json!([])),
        Err(SetError::ReadOnly { .. })
    ));
    let manager = format!("{ENTERPRISE_USER}:manager.displayName");
    assert!(matches!(
        after(json!({}), &manager, json!("x")),
        Err(SetError::ReadOnly { .. })
    ));
    assert!(
        matches!(
            after(json!({}), "displyName", json!("x")),
            Err(SetError::Unknown { .. })
        ),
        "a slip of the pen"
    );
    assert!(matches!(
        after(json!({"name": {"givenName": "x"}}), "name.given", json!("x")),
        Err(SetError::Unknown { .. })
    ));
    assert!(matches!(
        after(json!({}), "title", json!(["a"])),
        Err(SetError::Shape { .. })
    ));
    assert!(matches!(
        after(json!({"name": "x"}), "name.givenName", json!("y")),
        Err(SetError::Shape { .. })
    ));
}

proptest! {
    #[test]
    fn what_was_set_is_found_at_the_same_path_and_removing_it_restores_the_rest(index in 0usize..200, text in "\\PC{1,12}") {
        let model = ResourceModel::user();
        let views: Vec<_> = model
            .attributes()
            .filter(crate::AttributeView::is_single_value)
            .filter(|v| {
                let read_only = |a: &crate::Attribute| a.mutability == Mutability::ReadOnly;
                !read_only(v.attribute) && !v.parent.is_some_and(read_only)
            })
            .collect();
        let path = &views[index % views.len()].path;
        let before = Resource::from_value(json!({"schemas": [USER], "id": "1", "color": "red"})).expect("an object");
        let mut user = before.clone();
        prop_assert_eq!(user.set_at(&model, path, json!(text)), Ok(()));
        prop_assert_eq!(user.at(&model, path), Some(json!(text)));
        prop_assert_eq!(user.set_at(&model, path, Value::Null), Ok(()));
        prop_assert_eq!(user, before);
    }
}
