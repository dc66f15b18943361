//! A server's resource as the offline copy keeps it: the JSON whole, and the words it is found by.

use rollcall_scim::{Resource, ResourceModel};
use rollcall_storage::table::resources::NewResource;
use serde_json::Value;

use crate::resources::mask::{is_secret, is_secret_name};
use crate::resources::models::label;

/// Longer values (photos, keys) are no words anybody looks for.
const LONGEST_WORD: usize = 256;
/// A resource with more values than this (a group's hundred addresses) is not searched for repetitions.
const MOST_COMPARED: usize = 64;

/// `None` for a resource without an id, which nothing could be done with. Secrets a server should never have sent
/// are not kept.
pub(crate) fn for_copy(model: &ResourceModel, resource: &Resource) -> Option<NewResource> {
    let id = resource.id()?.to_owned();
    let mut words = Words::default();
    let mut secrets: Vec<&str> = Vec::new();
    for (key, value) in &resource.0 {
        let secret = model
            .core
            .attribute(key)
            .map_or_else(|| is_secret_name(key), is_secret);
        if secret {
            secrets.push(key);
        } else if !["schemas", "meta", "members", "groups"]
            .iter()
            .any(|k| key.eq_ignore_ascii_case(k))
        {
            words.of(value);
        }
    }
    let json = if secrets.is_empty() {
        json_of(resource)?
    } else {
        let mut kept = resource.clone();
        kept.0.retain(|key, _| !secrets.contains(&key.as_str()));
        json_of(&kept)?
    };
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
        text: words.text,
        json,
        server_id: id,
    })
}

fn json_of(resource: &Resource) -> Option<String> {
    // Most people fit, and growing a text copies it.
    let mut json = Vec::with_capacity(2_048);
    serde_json::to_writer(&mut json, resource).ok()?;
    String::from_utf8(json).ok()
}

/// The words of a resource, one value a line.
#[derive(Default)]
struct Words<'a> {
    text: String,
    values: Vec<&'a str>,
}

impl<'a> Words<'a> {
    fn of(&mut self, value: &'a Value) {
        match value {
            Value::String(word) if word.len() <= LONGEST_WORD && !self.has(word) => {
                self.line(word);
                if self.values.len() < MOST_COMPARED {
                    self.values.push(word);
                }
            }
            Value::Number(number) => self.line(&number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.of(item)),
            Value::Object(map) => {
                for (key, value) in map {
                    // `type` and `$ref` are found with everybody.
                    if key != "$ref" && key != "type" && !is_secret_name(key) {
                        self.of(value);
                    }
                }
            }
            _ => {}
        }
    }

    fn line(&mut self, word: &str) {
        self.text.push_str(word);
        self.text.push('\n');
    }

    /// Whether another value is found by whatever finds this one: it begins with it, or a word in it does and it
    /// ends with it. A third of what servers send of a person is said twice.
    fn has(&self, word: &str) -> bool {
        self.values.iter().any(|value| {
            value.starts_with(word)
                || value
                    .strip_suffix(word)
                    .is_some_and(|before| before.ends_with(|c: char| !c.is_alphanumeric()))
        })
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
        let words = |values: Value| {
            let mut words = Words::default();
            words.of(&values);
            words.text
        };
        assert_eq!(
            words(json!(["Kim Lee", "Lee", "Kim", "Kim Lee"])),
            "Kim Lee\n",
            "what finds a word of a name finds the name"
        );
        assert_eq!(
            words(json!(["Ashlee", "lee"])),
            "Ashlee\nlee\n",
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
