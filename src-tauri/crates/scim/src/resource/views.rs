//! What people want to see of a resource.

use serde_json::{Map, Value};

use super::{Resource, get_ci};

/// One value of a multi-valued attribute with the parts that RFC 7643 §2.4 gives to all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PluralValue<'a> {
    /// Its place in the list, from 0.
    pub index: usize,
    /// `value`, when it is text.
    pub value: Option<&'a str>,
    /// `display`.
    pub display: Option<&'a str>,
    /// `type`, such as `work`.
    pub kind: Option<&'a str>,
    /// `primary`; false when not said.
    pub primary: bool,
}

impl Resource {
    /// The best name for people: `displayName`, `name.formatted`, given and family name,
    /// `userName`, `id`. Empty when there is none of them.
    pub fn label(&self) -> String {
        let name = self.get_ci("name").and_then(Value::as_object);
        let part = |key: &str| {
            name.and_then(|n| filled(n, key))
                .or_else(|| filled(&self.0, &format!("name.{key}")))
        };
        let full_name = || {
            let parts: Vec<&str> = [part("givenName"), part("familyName")]
                .into_iter()
                .flatten()
                .collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        };
        filled(&self.0, "displayName")
            .or_else(|| part("formatted"))
            .map(str::to_owned)
            .or_else(full_name)
            .or_else(|| filled(&self.0, "userName").map(str::to_owned))
            .or_else(|| filled(&self.0, "id").map(str::to_owned))
            .unwrap_or_default()
    }

    /// The values of a multi-valued attribute of the core schema, such as `emails` or `members`.
    /// Plain texts count as values, a single object as a list of one.
    pub fn plural(&self, attribute: &str) -> impl Iterator<Item = PluralValue<'_>> {
        let items = match self.get_ci(attribute) {
            Some(Value::Array(items)) => items.as_slice(),
            Some(one @ (Value::Object(_) | Value::String(_))) => std::slice::from_ref(one),
            _ => &[],
        };
        items.iter().enumerate().filter_map(|(index, item)| match item {
            Value::Object(map) => Some(PluralValue {
                index,
                value: filled(map, "value"),
                display: filled(map, "display"),
                kind: filled(map, "type"),
                primary: get_ci(map, "primary").and_then(Value::as_bool) == Some(true),
            }),
            Value::String(text) if !text.trim().is_empty() => Some(PluralValue {
                index,
                value: Some(text.trim()),
                ..PluralValue::default()
            }),
            _ => None,
        })
    }

    /// The preferred value of a multi-valued attribute: the primary one, else the first of type
    /// `work`, else the first.
    pub fn preferred(&self, attribute: &str) -> Option<&str> {
        let with_value = || self.plural(attribute).filter(|v| v.value.is_some());
        with_value()
            .find(|v| v.primary)
            .or_else(|| with_value().find(|v| v.kind.is_some_and(|k| k.eq_ignore_ascii_case("work"))))
            .or_else(|| with_value().next())
            .and_then(|v| v.value)
    }

    /// The preferred e-mail address.
    pub fn primary_email(&self) -> Option<&str> {
        self.preferred("emails")
    }
}

fn filled<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    get_ci(map, key)
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|s| !s.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn resource(value: Value) -> Resource {
        Resource::from_value(value).expect("an object")
    }

    #[test]
    fn the_label_is_the_best_name_there_is() {
        for (value, label) in [
            (json!({"displayName": "Mira O.", "userName": "mira"}), "Mira O."),
            (
                json!({"displayName": " ", "name": {"formatted": "Dr. Mira Okafor"}}),
                "Dr. Mira Okafor",
            ),
            (
                json!({"name": {"givenName": "Mira", "familyName": "Okafor"}, "userName": "mira"}),
                "Mira Okafor",
            ),
            (json!({"name": {"familyName": "Okafor"}}), "Okafor"),
            (json!({"name": null, "userName": "mira", "id": "7"}), "mira"),
            (json!({"id": "7"}), "7"),
            (json!({"displayName": 5}), ""),
        ] {
            assert_eq!(resource(value.clone()).label(), label, "{value}");
        }
    }

    #[test]
    fn the_preferred_address_is_the_primary_one_then_work_then_the_first() {
        for (emails, expected) in [
            (
                json!([{"value": "a@example.com"}, {"value": "b@example.com", "primary": true}]),
                Some("b@example.com"),
            ),
            (
                json!([{"value": "a@example.com"}, {"value": "b@example.com", "type": "WORK"}]),
                Some("b@example.com"),
            ),
            (
                json!([{"type": "work"}, {"value": "a@example.com"}]),
                Some("a@example.com"),
            ),
            (json!(["a@example.com"]), Some("a@example.com")),
            (json!({"value": "a@example.com"}), Some("a@example.com")),
            (json!([]), None),
            (json!(7), None),
        ] {
            assert_eq!(
                resource(json!({"emails": emails})).primary_email(),
                expected,
                "{emails}"
            );
        }
    }
}
