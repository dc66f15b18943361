//! What the synthetic user and group look like.

use rollcall_scim::{AttrPath, AttributeType, Mutability, Resource, ResourceModel, urn};
use rollcall_scim_client::Dialect;
use serde_json::{Map, Value, json};

/// Whoever finds it on the server reads this.
pub(super) const SAYS: &str = "Rollcall calibration, may be deleted";

/// A synthetic user: whatever the server's schema has of these fields, and what it wants of everybody new.
pub(super) fn user(model: &ResourceModel, dialect: &Dialect, name: &str, external_id: &str) -> Resource {
    let mail = |of: &str| match name.split_once('@') {
        Some((local, host)) => format!("{local}{of}@{host}"),
        None => format!("{name}{of}@example.com"),
    };
    let mut body = Map::new();
    body.insert("schemas".into(), json!([model.core.id]));
    body.insert("userName".into(), json!(name));
    body.insert("externalId".into(), json!(external_id));
    let mails = match dialect.max_emails {
        Some(1) => json!([{"value": mail(""), "type": "work", "primary": true}]),
        _ => json!([
            {"value": mail(""), "type": "work", "primary": true},
            {"value": mail("-home"), "type": "home"},
        ]),
    };
    for (field, value) in [
        ("displayName", json!(SAYS)),
        (
            "name",
            json!({"givenName": "Rollcall", "familyName": "Calibration"}),
        ),
        ("title", json!("Calibration")),
        ("active", json!(true)),
        ("emails", mails),
    ] {
        if model.core.attribute(field).is_some() {
            body.insert(field.into(), value);
        }
    }
    let mut body = Resource(body);
    if let Some(department) = department(model) {
        put(&mut body, &department, json!("Calibration"));
        if let Some(Value::Array(schemas)) = body.0.get_mut("schemas") {
            schemas.push(json!(department.urn));
        }
    }
    let known = dialect.required.get(&model.name).into_iter().flatten();
    let mut required: Vec<AttrPath> = known.filter_map(|path| AttrPath::parse(path).ok()).collect();
    let declared = model.core.attributes.iter();
    let declared = declared.filter(|a| a.required && a.mutability != Mutability::ReadOnly);
    required.extend(declared.map(|a| AttrPath::attribute(&a.name)));
    for path in required {
        fill(&mut body, model, &path);
    }
    body
}

/// Puts something harmless where the server wants something.
fn fill(body: &mut Resource, model: &ResourceModel, path: &AttrPath) {
    if body.at(model, path).is_some() {
        return;
    }
    let Some(found) = model.resolve(path) else { return };
    let leaf = found.leaf();
    let value = match leaf.kind {
        AttributeType::Boolean => json!(false),
        AttributeType::Integer | AttributeType::Decimal => json!(0),
        AttributeType::String if leaf.name.eq_ignore_ascii_case("password") => {
            json!(format!("Rc!{}", uuid::Uuid::new_v4()))
        }
        AttributeType::String => match leaf.canonical_values.first() {
            Some(first) => json!(first),
            None => json!("Calibration"),
        },
        _ => return,
    };
    let listed = leaf.multi_valued && found.sub_attribute.is_none();
    put(body, path, if listed { json!([value]) } else { value });
}

/// The first text field of the enterprise extension, where the server has it.
pub(super) fn department(model: &ResourceModel) -> Option<AttrPath> {
    let path = AttrPath {
        urn: Some(urn::ENTERPRISE_USER.to_owned()),
        attribute: "department".into(),
        sub_attribute: None,
    };
    model.resolve(&path).map(|_| path)
}

/// Sets a value at a path of two names at most.
pub(super) fn put(body: &mut Resource, path: &AttrPath, value: Value) {
    let object = |value: &mut Value| {
        if !value.is_object() {
            *value = json!({});
        }
    };
    let mut at = &mut body.0;
    if let Some(urn) = &path.urn {
        let extension = at.entry(urn.clone()).or_insert_with(|| json!({}));
        object(extension);
        let Value::Object(map) = extension else { return };
        at = map;
    }
    match &path.sub_attribute {
        None => {
            at.insert(path.attribute.clone(), value);
        }
        Some(sub) => {
            let whole = at.entry(path.attribute.clone()).or_insert_with(|| json!({}));
            object(whole);
            if let Value::Object(map) = whole {
                map.insert(sub.clone(), value);
            }
        }
    }
}

/// A synthetic group without members.
pub(super) fn group(model: &ResourceModel, name: &str) -> Resource {
    let mut body = Map::new();
    body.insert("schemas".into(), json!([model.core.id]));
    body.insert("displayName".into(), json!(name));
    Resource(body)
}
