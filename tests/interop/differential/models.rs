//! The models both sides are given: User and Group as built in, and one with every type.

use rollcall_scim::{ResourceModel, Schema};
use serde_json::{Value, json};

pub const EXTRA: &str = "urn:example:params:scim:schemas:extra:2.0:Thing";

/// Every type, multiplicity and mutability.
fn thing() -> ResourceModel {
    let a = |name: &str, kind: &str| json!({"name": name, "type": kind, "multiValued": false, "description": name});
    let with = |mut attribute: Value, key: &str, value: Value| {
        attribute[key] = value;
        attribute
    };
    let list = |attribute: Value| with(attribute, "multiValued", json!(true));
    let core = json!({
        "id": "urn:example:params:scim:schemas:things:2.0:Thing",
        "name": "Thing",
        "description": "Every type",
        "attributes": [
            with(a("label", "string"), "required", json!(true)),
            with(a("code", "string"), "caseExact", json!(true)),
            with(a("serial", "string"), "mutability", json!("immutable")),
            with(a("state", "string"), "mutability", json!("readOnly")),
            a("count", "integer"),
            a("weight", "decimal"),
            a("live", "boolean"),
            a("born", "dateTime"),
            a("blob", "binary"),
            list(a("tags", "string")),
            list(with(a("codes", "string"), "caseExact", json!(true))),
            list(a("counts", "integer")),
            with(a("owner", "complex"), "subAttributes", json!([
                a("name", "string"),
                a("rank", "integer"),
                with(a("key", "string"), "mutability", json!("immutable")),
                with(a("note", "string"), "mutability", json!("readOnly")),
            ])),
            with(list(a("parts", "complex")), "subAttributes", json!([
                a("value", "string"),
                a("type", "string"),
                a("size", "integer"),
                a("primary", "boolean"),
            ])),
            with(list(a("refs", "complex")), "subAttributes", json!([
                with(with(a("value", "string"), "mutability", json!("immutable")), "caseExact", json!(true)),
                with(a("type", "string"), "mutability", json!("immutable")),
            ])),
        ]
    });
    let extra = json!({
        "id": EXTRA,
        "name": "Extra",
        "description": "An extension",
        "attributes": [
            a("colour", "string"),
            a("depth", "integer"),
            list(a("sides", "string")),
            with(a("box", "complex"), "subAttributes", json!([a("width", "integer"), a("lid", "string")])),
        ]
    });
    let read = |value: Value| -> Schema { serde_json::from_value(value).expect("a schema") };
    ResourceModel {
        name: "Thing".into(),
        endpoint: "/Things".into(),
        core: read(core),
        extensions: vec![(read(extra), false)],
    }
}

pub fn all() -> Vec<ResourceModel> {
    vec![ResourceModel::user(), ResourceModel::group(), thing()]
}

/// The first line for the reference.
pub fn describe(models: &[ResourceModel]) -> Value {
    let each = models.iter().map(|model| {
        let extensions: Vec<&Schema> = model.extensions.iter().map(|(schema, _)| schema).collect();
        (
            model.name.clone(),
            json!({"core": model.core, "extensions": extensions}),
        )
    });
    json!({"models": each.collect::<serde_json::Map<_, _>>()})
}
