//! A SCIM resource: the server's JSON object, kept whole, with typed views.

pub(crate) mod set;
mod views;

pub use set::SetError;
pub use views::PluralValue;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{AttrPath, ResourceModel};

/// One resource exactly as the server sent it (RFC 7643 §3). Attributes that no schema declares
/// survive every round trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Resource(pub Map<String, Value>);

impl Resource {
    /// Takes a JSON value that must be an object.
    pub fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self(map)),
            _ => None,
        }
    }
    /// The resource as a JSON value.
    pub fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }
    /// A member of the object by name, ignoring case (RFC 7643 §2.1).
    pub fn get_ci(&self, name: &str) -> Option<&Value> {
        get_ci(&self.0, name)
    }
    /// `id`, when it is a non-empty string.
    pub fn id(&self) -> Option<&str> {
        self.text("id")
    }
    /// `externalId`.
    pub fn external_id(&self) -> Option<&str> {
        self.text("externalId")
    }
    /// `userName`.
    pub fn user_name(&self) -> Option<&str> {
        self.text("userName")
    }
    /// `displayName`.
    pub fn display_name(&self) -> Option<&str> {
        self.text("displayName")
    }
    /// `active`; `None` when the server did not say (which is not "inactive").
    pub fn active(&self) -> Option<bool> {
        self.get_ci("active").and_then(Value::as_bool)
    }
    /// `meta.version`, the ETag (RFC 7644 §3.14).
    pub fn version(&self) -> Option<&str> {
        self.get_ci("meta")
            .and_then(|m| m.as_object())
            .and_then(|m| get_ci(m, "version"))
            .and_then(Value::as_str)
    }
    /// The URNs in `schemas`.
    pub fn schemas(&self) -> Vec<&str> {
        self.get_ci("schemas")
            .and_then(Value::as_array)
            .map(|a| a.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }
    /// The value at `path`, looked up through `model` (which tells extensions from core attributes).
    /// On a multi-valued complex attribute with a sub-attribute, the sub-values as an array.
    ///
    /// `null` and `[]` are the same as nothing (RFC 7643 §2.5). What no schema declares is found
    /// by name alone, also under the flattened keys that some servers send (`"name.formatted"`,
    /// `"urn:…:User:department"`).
    pub fn at(&self, model: &ResourceModel, path: &AttrPath) -> Option<Value> {
        self.look(model, &model.normalize(path))
            .or_else(|| match path.urn.is_some() || path.sub_attribute.is_some() {
                true => self.get_ci(&path.to_string()).cloned(),
                false => None,
            })
            .filter(|v| !is_unassigned(v))
    }
    fn look(&self, model: &ResourceModel, path: &AttrPath) -> Option<Value> {
        // An extension's attributes lie in an object under its URN; core and common attributes lie
        // at the top, also when the path spells out the core schema's URN (RFC 7643 §3).
        let home = match &path.urn {
            Some(urn) if !model.core.id.eq_ignore_ascii_case(urn) => self.get_ci(urn)?.as_object()?,
            _ => &self.0,
        };
        if path.is_extension() {
            return Some(Value::Object(home.clone()));
        }
        let value = get_ci(home, &path.attribute)?;
        match (&path.sub_attribute, value) {
            (None, value) => Some(value.clone()),
            (Some(sub), Value::Object(object)) => get_ci(object, sub).cloned(),
            (Some(sub), Value::Array(items)) => Some(Value::Array(
                items
                    .iter()
                    .filter_map(|item| get_ci(item.as_object()?, sub))
                    .filter(|v| !is_unassigned(v))
                    .cloned()
                    .collect(),
            )),
            _ => None,
        }
    }
    fn text(&self, name: &str) -> Option<&str> {
        self.get_ci(name)
            .and_then(Value::as_str)
            .filter(|s| !s.is_empty())
    }
}

/// A member of a JSON object by name, ignoring ASCII case; an exact match wins.
pub fn get_ci<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    map.get(name).or_else(|| {
        map.iter()
            .find(|(k, _)| k.eq_ignore_ascii_case(name))
            .map(|(_, v)| v)
    })
}

/// Moves a value to where another name has it. Both names are paths of members joined by `/`; objects on the way to the
/// second are made. Nothing moves where there is none, where the second has a value already, or where something that is
/// no object is on its way.
pub fn rename(object: &mut Map<String, Value>, from: &str, to: &str) {
    let split = |path| str::rsplit_once(path, '/').unwrap_or(("", path));
    let ((place, old), (home, new)) = (split(from), split(to));
    let there = parts(place).try_fold(&*object, |object, name| object.get(name)?.as_object());
    if there.is_none_or(|object| !object.contains_key(old)) {
        return;
    }
    if made(object, home).is_some_and(|object| get_ci(object, new).is_none())
        && let Some(value) = made(object, place).and_then(|object| object.shift_remove(old))
        && let Some(object) = made(object, home)
    {
        object.insert(new.to_owned(), value);
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|name| !name.is_empty())
}

/// The object at a path, made where there is nothing.
fn made<'a>(object: &'a mut Map<String, Value>, path: &str) -> Option<&'a mut Map<String, Value>> {
    parts(path).try_fold(object, |object, name| {
        let value = object.entry(name).or_insert_with(|| Map::new().into());
        value.as_object_mut()
    })
}

/// Whether a value is the same as no value: `null` or an empty list (RFC 7643 §2.5).
pub fn is_unassigned(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::urn::{ENTERPRISE_USER, USER};
    use serde_json::json;

    fn resource(value: Value) -> Resource {
        Resource::from_value(value).expect("an object")
    }

    #[test]
    fn a_name_moves_once_and_never_over_a_value_that_is_there() {
        let moved = |mut value: Value, from: &str, to: &str| {
            rename(value.as_object_mut().expect("an object"), from, to);
            value
        };
        assert_eq!(
            moved(
                json!({"external_id": "7", "id": "1"}),
                "external_id",
                "externalId"
            ),
            json!({"id": "1", "externalId": "7"})
        );
        assert_eq!(
            moved(
                json!({"name.formatted": "Mira"}),
                "name.formatted",
                "name/formatted"
            ),
            json!({"name": {"formatted": "Mira"}}),
            "the object is made"
        );
        assert_eq!(
            moved(json!({"a": {"b": 1, "c": 2}}), "a/b", "d"),
            json!({"a": {"c": 2}, "d": 1}),
            "the others of its object stay"
        );
        for same in [
            json!({"external_id": "7", "externalid": null}),
            json!({"id": "1"}),
        ] {
            assert_eq!(moved(same.clone(), "external_id", "externalId"), same);
        }
        let text = json!({"name.formatted": "Mira", "name": "Mira"});
        assert_eq!(
            moved(text.clone(), "name.formatted", "name/formatted"),
            text,
            "nothing is lost"
        );
        let other = json!({"a": 1});
        assert_eq!(
            moved(other.clone(), "name.formatted", "name/formatted"),
            other,
            "nothing is made"
        );
    }

    #[test]
    fn values_are_found_by_path_in_core_extension_and_lists() {
        let model = ResourceModel::user();
        let user = resource(json!({
            "schemas": [USER, ENTERPRISE_USER],
            "username": "mira@example.com",
            "name": {"FamilyName": "Okafor"},
            "emails": [{"value": "mira@example.com", "primary": true}, {"value": "m@example.org"}],
            "phoneNumbers": [],
            "title": null,
            ENTERPRISE_USER: {"department": "Archive", "manager": {"value": "9"}},
            "color": {"shade": "blue"}
        }));
        let at = |text: &str| user.at(&model, &AttrPath::parse(text).expect(text));
        assert_eq!(
            at("userName"),
            Some(json!("mira@example.com")),
            "keys ignore case"
        );
        assert_eq!(at("name.familyName"), Some(json!("Okafor")));
        assert_eq!(
            at("emails.value"),
            Some(json!(["mira@example.com", "m@example.org"]))
        );
        assert_eq!(
            at("emails.primary"),
            Some(json!([true])),
            "only values that are there"
        );
        assert_eq!(at("emails.type"), None, "no value has it");
        assert_eq!(
            at(&format!("{ENTERPRISE_USER}:department")),
            Some(json!("Archive"))
        );
        assert_eq!(at(&format!("{ENTERPRISE_USER}:manager.value")), Some(json!("9")));
        assert_eq!(
            at(&format!("{USER}:userName")),
            Some(json!("mira@example.com")),
            "the core URN may be spelled out"
        );
        assert_eq!(
            at(ENTERPRISE_USER),
            Some(json!({"department": "Archive", "manager": {"value": "9"}}))
        );
        assert_eq!(at("department"), None, "an extension's attribute needs its URN");
        assert_eq!(
            at("phoneNumbers"),
            None,
            "RFC 7643 §2.5: an empty list is no value"
        );
        assert_eq!(at("title"), None, "RFC 7643 §2.5: null is no value");
        assert_eq!(
            at("color.shade"),
            Some(json!("blue")),
            "undeclared attributes are found by name"
        );
    }

    #[test]
    fn flattened_keys_of_lenient_servers_are_found_too() {
        let model = ResourceModel::user();
        let user = resource(json!({
            "name.formatted": "Mira Okafor",
            format!("{ENTERPRISE_USER}:department"): "Archive"
        }));
        let at = |text: &str| user.at(&model, &AttrPath::parse(text).expect(text));
        assert_eq!(at("name.formatted"), Some(json!("Mira Okafor")));
        assert_eq!(
            at(&format!("{ENTERPRISE_USER}:department")),
            Some(json!("Archive"))
        );
    }
}
