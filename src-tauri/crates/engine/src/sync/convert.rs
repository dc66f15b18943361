//! A server's resource as the offline copy keeps it: the JSON whole, and the words it is found by.

use rollcall_scim::{Resource, ResourceModel};
use rollcall_storage::table::resources::NewResource;
use serde_json::Value;

use crate::resources::mask::{is_secret, is_secret_name};
use crate::resources::models::label;

/// Longer values (photos, keys) are no words anybody looks for.
const LONGEST_WORD: usize = 256;

/// `None` for a resource without an id, which nothing could be done with. Secrets a server should never have sent
/// are not kept.
pub(crate) fn for_copy(model: &ResourceModel, resource: &Resource) -> Option<NewResource> {
    let id = resource.id()?.to_owned();
    let secret = |key: &str| {
        model
            .core
            .attribute(key)
            .map_or_else(|| is_secret_name(key), is_secret)
    };
    let json = if resource.0.keys().any(|key| secret(key)) {
        let mut kept = resource.clone();
        kept.0.retain(|key, _| !secret(key));
        serde_json::to_string(&kept).ok()?
    } else {
        serde_json::to_string(resource).ok()?
    };
    let mut text = String::with_capacity(json.len() / 2);
    for (key, value) in &resource.0 {
        if !secret(key)
            && !["schemas", "meta", "members", "groups"]
                .iter()
                .any(|k| key.eq_ignore_ascii_case(k))
        {
            words(value, &mut text);
        }
    }
    let last_modified = resource
        .get_ci("meta")
        .and_then(|m| m.get("lastModified"))
        .and_then(Value::as_str)
        .map(ToOwned::to_owned);
    let name = resource.user_name().map(ToOwned::to_owned);
    let display = Some(label(resource)).filter(|label| *label != id);
    Some(NewResource {
        name: name.or_else(|| display.clone()).or_else(|| Some(id.clone())),
        display,
        external_id: resource.external_id().map(ToOwned::to_owned),
        etag: resource.version().map(ToOwned::to_owned),
        last_modified,
        text,
        json,
        server_id: id,
    })
}

/// Whether whatever finds the word finds the text already: it stands there where a word begins. A third of what
/// servers send of a person is said twice.
fn is_there(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric())
    })
}

fn words(value: &Value, text: &mut String) {
    match value {
        Value::String(word) if word.len() <= LONGEST_WORD && !is_there(text, word) => {
            text.push_str(word);
            text.push('\n');
        }
        Value::Number(number) => {
            text.push_str(&number.to_string());
            text.push('\n');
        }
        Value::Array(items) => items.iter().for_each(|item| words(item, text)),
        Value::Object(map) => {
            for (key, value) in map {
                // `type` and `$ref` are found with everybody.
                if key != "$ref" && key != "type" && !is_secret_name(key) {
                    words(value, text);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_person_is_found_by_names_and_numbers_and_not_by_schema_or_secret() {
        let model = ResourceModel::user();
        let resource = Resource::from_value(json!({
            "id": "7", "schemas": ["urn:CANARY"], "userName": "kim@example.com",
            "emails": [{"value": "kim.lee@example.org", "type": "work"}],
            "password": "CANARY", "meta": {"lastModified": "2027-01-31T10:00:00Z", "location": "CANARY"},
        }))
        .unwrap();
        let kept = for_copy(&model, &resource).unwrap();
        assert!(
            kept.text.contains("kim.lee@example.org"),
            "addresses are what people type"
        );
        assert!(
            !kept.text.contains("work"),
            "a label everybody has finds everybody"
        );
        assert!(
            !kept.text.contains("CANARY"),
            "neither schemas nor secrets are words"
        );
        assert!(
            !kept.json.contains("\"password\""),
            "a password a server sent is not kept"
        );
        assert_eq!(
            kept.name.as_deref(),
            Some("kim@example.com"),
            "people are sorted by their user name"
        );
    }

    #[test]
    fn what_is_said_twice_is_kept_once_unless_it_would_be_found_differently() {
        assert!(is_there("Kim Lee\n", "Lee"), "a word of a name finds the name");
        assert!(
            !is_there("Ashlee\n", "lee"),
            "two letters would no longer find a name that begins with them"
        );
    }

    #[test]
    fn what_has_no_id_is_not_kept() {
        let resource = Resource::from_value(json!({"userName": "kim"})).unwrap();
        assert!(
            for_copy(&ResourceModel::user(), &resource).is_none(),
            "nothing could be done with it"
        );
    }
}
