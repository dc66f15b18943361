//! Random PATCH requests.

use rollcall_scim::{Attribute, AttributeType, ResourceModel, urn};
use serde_json::{Map, Value, json};

use crate::rng::Rng;
use crate::{filters, resources};

pub fn case(rng: &mut Rng, model: &ResourceModel) -> Value {
    // Mostly one operation: of several faults in one request, each side reports another.
    let more = if rng.chance(70) { 0 } else { 1 + rng.below(3) };
    let operations: Vec<Value> = (0..=more).map(|_| operation(rng, model)).collect();
    json!({
        "kind": "patch",
        "model": model.name,
        "resource": resources::resource(rng, model, 1),
        "message": {"schemas": [urn::PATCH_OP], "Operations": operations},
        "ours": null,
    })
}

fn operation(rng: &mut Rng, model: &ResourceModel) -> Value {
    let op = *rng.pick(&["add", "replace", "remove", "Add", "Replace"]);
    let remove = op == "remove";
    if !remove && rng.chance(15) {
        return json!({"op": op, "value": without_path(rng, model)});
    }
    if !model.extensions.is_empty() && rng.chance(6) {
        let (schema, _) = rng.pick(&model.extensions);
        return written(op, &schema.id, some_of(rng, &schema.attributes));
    }
    if rng.chance(30) {
        let lists: Vec<&Attribute> = model.core.attributes.iter().filter(|a| a.multi_valued).collect();
        let list = *rng.pick(&lists);
        return at_value_path(rng, op, list);
    }
    let chosen = resources::path(rng, model, 50);
    let value = value(rng, chosen.leaf());
    written(op, &chosen.text, value)
}

fn written(op: &str, path: &str, value: Value) -> Value {
    if op == "remove" {
        json!({"op": op, "path": path})
    } else {
        json!({"op": op, "path": path, "value": value})
    }
}

fn at_value_path(rng: &mut Rng, op: &str, list: &Attribute) -> Value {
    let filter = filters::value_filter(rng, list);
    let name = resources::respell(rng, &list.name);
    if list.kind == AttributeType::Complex && rng.chance(50) {
        let sub = rng.pick(&list.sub_attributes);
        let value = value(rng, sub);
        return written(op, &format!("{name}[{filter}].{}", sub.name), value);
    }
    let value = resources::fitting(rng, list);
    written(op, &format!("{name}[{filter}]"), value)
}

/// Mostly a value that fits.
fn value(rng: &mut Rng, attribute: &Attribute) -> Value {
    match rng.below(20) {
        0 => json!(null),
        1 => json!([]),
        2 => rng
            .pick(&[json!("x"), json!(1), json!(true), json!({"x": 1})])
            .clone(),
        3 | 4 => resources::fitting(rng, attribute),
        _ => resources::whole(rng, attribute),
    }
}

fn some_of(rng: &mut Rng, attributes: &[Attribute]) -> Value {
    let mut found = Map::new();
    for _ in 0..=rng.below(2) {
        let attribute = rng.pick(attributes);
        let key = resources::respell(rng, &attribute.name);
        found.insert(key, value(rng, attribute));
    }
    Value::Object(found)
}

/// Attributes, dotted paths, attributes with URN, and extensions.
fn without_path(rng: &mut Rng, model: &ResourceModel) -> Value {
    let mut found = Map::new();
    for _ in 0..=rng.below(3) {
        if !model.extensions.is_empty() && rng.chance(20) {
            let (schema, _) = rng.pick(&model.extensions);
            found.insert(schema.id.clone(), some_of(rng, &schema.attributes));
        } else {
            let chosen = resources::path(rng, model, 30);
            let value = value(rng, chosen.leaf());
            found.insert(chosen.text, value);
        }
    }
    if rng.chance(5) {
        found.insert("unheardOf".into(), json!(1));
    }
    Value::Object(found)
}
