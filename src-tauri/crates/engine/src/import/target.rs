//! Where a cell goes: an attribute path, with the element of a list it means.

use std::fmt;

use rollcall_scim::filter::{CompareOp, CompareValue};
use rollcall_scim::patch::PatchPath;
use rollcall_scim::schema::Resolved;
use rollcall_scim::{Attribute, Filter, Mutability, Resource, ResourceModel, Returned};
use serde_json::{Map, Value};

use crate::{EngineError, ErrorCode};

/// An attribute a cell is written to.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    path: String,
    extension: Option<String>,
    attribute: Attribute,
    sub_attribute: Option<Attribute>,
    /// The `type` of the element of a list; `work` when the path does not say.
    element: Option<String>,
}

impl Target {
    /// Finds the attribute in the model.
    pub(crate) fn parse(model: &ResourceModel, text: &str) -> Result<Self, EngineError> {
        let wrong = |why: &str| {
            EngineError::new(
                ErrorCode::Usage,
                format!("{text:?} is no attribute of {} on this server.", model.name),
                why,
                "Use a name from the server's schema, e.g. name.familyName or emails[type eq \"work\"].value.",
            )
        };
        let path = PatchPath::parse(text).map_err(|error| wrong(&error.detail))?;
        let attr = model.normalize(&path.attr).into_owned();
        let resolved = model
            .resolve(&attr)
            .ok_or_else(|| wrong("The schema does not have it."))?;
        let Resolved {
            extension,
            attribute,
            sub_attribute,
        } = resolved;
        let mut sub = sub_attribute;
        if let Some(name) = &path.sub_attribute {
            sub = Some(
                attribute
                    .sub(name)
                    .ok_or_else(|| wrong("The attribute has no such part."))?,
            );
        }
        let mut element = None;
        if attribute.multi_valued && !attribute.sub_attributes.is_empty() {
            sub = Some(
                sub.or_else(|| attribute.sub("value"))
                    .ok_or_else(|| wrong("Say which part of it is meant."))?,
            );
            element = match path.filter.as_deref() {
                None => None,
                Some(Filter::Compare(by, CompareOp::Eq, CompareValue::String(kind)))
                    if by.attribute.eq_ignore_ascii_case("type") =>
                {
                    if attribute.sub("type").is_none() {
                        return Err(wrong("Its entries have no type here."));
                    }
                    Some(kind.clone())
                }
                Some(_) => return Err(wrong("Only [type eq \"…\"] can be told from a file.")),
            };
        } else if path.filter.is_some() {
            return Err(wrong("It is no list."));
        }
        if sub.is_none() && !attribute.sub_attributes.is_empty() {
            return Err(wrong("It has parts: say which one is meant."));
        }
        Ok(Self {
            path: text.to_owned(),
            extension: extension.map(str::to_owned),
            attribute: attribute.clone(),
            sub_attribute: sub.cloned(),
            element,
        })
    }

    /// The attribute whose type the value has.
    pub(crate) fn leaf(&self) -> &Attribute {
        self.sub_attribute.as_ref().unwrap_or(&self.attribute)
    }

    /// Whether a client may write it.
    pub(crate) fn writable(&self) -> bool {
        self.attribute.mutability != Mutability::ReadOnly && self.leaf().mutability != Mutability::ReadOnly
    }

    /// Whether its values are secrets: never returned by the server.
    pub(crate) fn secret(&self) -> bool {
        self.attribute.returned == Returned::Never
            || self.leaf().returned == Returned::Never
            || self.leaf().mutability == Mutability::WriteOnly
    }

    /// Whether it belongs to this extension.
    pub(crate) fn is_of(&self, urn: &str) -> bool {
        self.extension
            .as_deref()
            .is_some_and(|own| own.eq_ignore_ascii_case(urn))
    }

    /// Whether it names another person by id (`manager.value`).
    pub(crate) fn refers_to_person(&self) -> bool {
        self.extension.is_some()
            && self.attribute.name.eq_ignore_ascii_case("manager")
            && self.leaf().name.eq_ignore_ascii_case("value")
    }

    /// JSON pointer to where a secret stands in a body.
    pub(crate) fn pointer(&self) -> String {
        let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
        let mut pointer = String::new();
        for name in [
            self.extension.as_deref(),
            Some(&self.attribute.name),
            self.sub_attribute.as_ref().map(|s| s.name.as_str()),
        ]
        .into_iter()
        .flatten()
        {
            pointer.push('/');
            pointer.push_str(&escape(name));
        }
        pointer
    }

    /// Puts the value into the resource; other elements of a list stay as they are.
    pub(crate) fn put(&self, resource: &mut Resource, value: Value) {
        let place = match &self.extension {
            Some(urn) => object_at(&mut resource.0, urn),
            None => &mut resource.0,
        };
        let key = existing_key(place, &self.attribute.name);
        match &self.sub_attribute {
            None if self.attribute.multi_valued => {
                let list = place.entry(key).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(values) = list
                    && !values.contains(&value)
                {
                    values.push(value);
                }
            }
            None => {
                place.insert(key, value);
            }
            Some(sub) if self.attribute.multi_valued => {
                let list = place.entry(key).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(elements) = list {
                    self.put_element(elements, &sub.name, value);
                }
            }
            Some(sub) => {
                let inner = object_at(place, &key);
                let key = existing_key(inner, &sub.name);
                inner.insert(key, value);
            }
        }
    }

    /// The element meant: of the type named, or with this value and no type, as servers keep it that drop types; without
    /// a type the primary, else the one of type `work`, else the only one. A new element is made when none fits.
    fn put_element(&self, elements: &mut Vec<Value>, sub: &str, value: Value) {
        let is_type = |e: &Value, kind: &str| {
            e.get("type")
                .and_then(Value::as_str)
                .is_some_and(|t| t.eq_ignore_ascii_case(kind))
        };
        let at = match &self.element {
            Some(kind) => elements.iter().position(|e| is_type(e, kind)).or_else(|| {
                elements
                    .iter()
                    .position(|e| e.get("type").is_none() && e.get(sub) == Some(&value))
            }),
            None => elements
                .iter()
                .position(|e| e.get("primary").and_then(Value::as_bool) == Some(true))
                .or_else(|| elements.iter().position(|e| is_type(e, "work")))
                .or(if elements.len() == 1 { Some(0) } else { None }),
        };
        if let Some(Value::Object(element)) = at.and_then(|at| elements.get_mut(at)) {
            element.insert(sub.to_owned(), value);
            return;
        }
        let mut element = Map::new();
        element.insert(sub.to_owned(), value);
        if self.attribute.sub("type").is_some() {
            element.insert(
                "type".into(),
                Value::String(self.element.clone().unwrap_or_else(|| "work".into())),
            );
        }
        // One of several addresses must be the primary one; the first made here is.
        if self.attribute.sub("primary").is_some() && elements.is_empty() && self.element.is_none() {
            element.insert("primary".into(), Value::Bool(true));
        }
        elements.push(Value::Object(element));
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

/// The key as it stands in the object already, whatever its case (RFC 7643 §2.1).
fn existing_key(map: &Map<String, Value>, name: &str) -> String {
    if map.contains_key(name) {
        return name.to_owned();
    }
    map.keys()
        .find(|key| key.eq_ignore_ascii_case(name))
        .cloned()
        .unwrap_or_else(|| name.to_owned())
}

fn object_at<'a>(map: &'a mut Map<String, Value>, name: &str) -> &'a mut Map<String, Value> {
    let key = existing_key(map, name);
    let slot = map.entry(key).or_insert(Value::Null);
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    match slot {
        Value::Object(inner) => inner,
        // Just made an object.
        _ => unreachable!("the slot holds an object"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn put(path: &str, before: Value, value: &str) -> Value {
        let mut resource = Resource::from_value(before).unwrap();
        Target::parse(&ResourceModel::user(), path)
            .unwrap()
            .put(&mut resource, json!(value));
        resource.to_value()
    }

    #[test]
    fn an_address_replaces_the_primary_one_and_keeps_the_others() {
        let before = json!({"emails": [{"value": "h@example.net", "type": "home"}, {"value": "old@example.com", "type": "work", "primary": true}]});
        let after = put("emails.value", before, "new@example.com");
        assert_eq!(
            after["emails"][1]["value"], "new@example.com",
            "the primary address is the one meant"
        );
        assert_eq!(
            after["emails"][0]["value"], "h@example.net",
            "another address is nobody's business here"
        );
    }

    #[test]
    fn a_typed_address_is_added_beside_the_others() {
        let before = json!({"emails": [{"value": "w@example.com", "type": "work", "primary": true}]});
        let after = put("emails[type eq \"home\"].value", before, "h@example.net");
        assert_eq!(
            after["emails"],
            json!([
                {"value": "w@example.com", "type": "work", "primary": true},
                {"value": "h@example.net", "type": "home"}
            ]),
            "and it does not become the primary one"
        );
    }

    #[test]
    fn an_address_that_is_there_without_its_type_is_not_added_again() {
        let before = json!({"emails": [{"value": "w@example.com", "primary": true}]});
        let same = put("emails[type eq \"work\"].value", before.clone(), "w@example.com");
        assert_eq!(same, before, "the server keeps addresses and no types");
        let other = put("emails[type eq \"work\"].value", before, "new@example.com");
        assert_eq!(
            other["emails"][1]["type"], "work",
            "another address is another one"
        );
    }

    #[test]
    fn a_type_is_no_target_where_the_schema_has_none() {
        let mut model = ResourceModel::user();
        let emails = model.core.attributes.iter_mut().find(|a| a.name == "emails");
        emails.unwrap().sub_attributes.retain(|part| part.name != "type");
        let refused = Target::parse(&model, "emails[type eq \"work\"].value").unwrap_err();
        assert!(refused.why.contains("no type here"), "{}", refused.why);
        assert!(Target::parse(&model, "emails.value").is_ok());
        let found = crate::import::headers::matches(&model, &["emails[type eq \"work\"].value".into()]);
        assert_eq!(
            found[0].path, "emails.value",
            "the work address is the only one there is"
        );
    }

    #[test]
    fn extensions_and_parts_go_below_their_names() {
        let urn = rollcall_scim::urn::ENTERPRISE_USER;
        assert_eq!(
            put(&format!("{urn}:department"), json!({}), "Retail"),
            json!({ urn: {"department": "Retail"} })
        );
        assert_eq!(
            put("name.familyName", json!({"Name": {"givenName": "Kim"}}), "Li"),
            json!({"Name": {"givenName": "Kim", "familyName": "Li"}}),
            "the server's own spelling of a name stays"
        );
    }

    #[test]
    fn what_cannot_be_a_target_says_why() {
        let model = ResourceModel::user();
        for path in ["name", "emails[value eq \"x\"].value", "shoeSize", "title.value"] {
            assert!(
                Target::parse(&model, path).is_err(),
                "{path} names no single value"
            );
        }
        assert!(
            !Target::parse(&model, "id").unwrap().writable(),
            "the server gives the id"
        );
        assert!(
            Target::parse(&model, "password").unwrap().secret(),
            "a password is a secret in every place"
        );
    }
}
