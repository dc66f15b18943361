//! Random filters.

use rollcall_scim::{Attribute, AttributeType, ResourceModel};
use serde_json::{Value, json};

use crate::resources;
use crate::rng::Rng;

const OPERATORS: [&str; 9] = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];

pub fn case(rng: &mut Rng, model: &ResourceModel) -> Value {
    json!({
        "kind": "filter",
        "model": model.name,
        "filter": text(rng, model, 2),
        "resource": resources::resource(rng, model, 1),
    })
}

fn text(rng: &mut Rng, model: &ResourceModel, depth: usize) -> String {
    if depth == 0 || rng.chance(55) {
        return condition(rng, model);
    }
    let one = text(rng, model, depth - 1);
    match rng.below(4) {
        0 => format!("not ({one})"),
        1 => format!("{one} and {}", text(rng, model, depth - 1)),
        2 => format!("{one} or {}", text(rng, model, depth - 1)),
        _ => format!(
            "({one} OR {}) and {}",
            text(rng, model, depth - 1),
            condition(rng, model)
        ),
    }
}

fn condition(rng: &mut Rng, model: &ResourceModel) -> String {
    if rng.chance(15) {
        let lists: Vec<&Attribute> = model.core.attributes.iter().filter(|a| a.multi_valued).collect();
        let list = *rng.pick(&lists);
        return format!(
            "{}[{}]",
            resources::respell(rng, &list.name),
            value_filter(rng, list)
        );
    }
    if rng.chance(2) {
        return "unheardOf eq \"x\"".into();
    }
    let chosen = resources::path(rng, model, 70);
    compare(rng, &chosen.text, chosen.leaf())
}

/// A filter for the elements of a list, as stands in brackets.
pub fn value_filter(rng: &mut Rng, list: &Attribute) -> String {
    let one = |rng: &mut Rng| match list.kind {
        AttributeType::Complex => {
            let sub = rng.pick(&list.sub_attributes);
            let name = resources::respell(rng, &sub.name);
            compare(rng, &name, sub)
        }
        _ => compare(rng, "value", list),
    };
    let first = one(rng);
    match rng.below(8) {
        0 => format!("{first} and {}", one(rng)),
        1 => format!("{first} or {}", one(rng)),
        2 => format!("not ({first})"),
        _ => first,
    }
}

fn compare(rng: &mut Rng, path: &str, attribute: &Attribute) -> String {
    if rng.chance(15) {
        return format!("{path} pr");
    }
    let null = rng.chance(5);
    let operator = match null {
        true if rng.chance(80) => *rng.pick(&["eq", "ne"]),
        _ => operator(rng, attribute),
    };
    let operator = resources::respell(rng, operator);
    let value = if null {
        json!(null)
    } else if rng.chance(4) {
        rng.pick(&[json!(1), json!(true), json!("x")]).clone()
    } else {
        operand(rng, attribute)
    };
    format!("{path} {operator} {value}")
}

/// Mostly one that the type allows.
fn operator(rng: &mut Rng, attribute: &Attribute) -> &'static str {
    let equality = matches!(attribute.kind, AttributeType::Boolean | AttributeType::Binary);
    if equality && rng.chance(90) {
        OPERATORS[rng.below(2)]
    } else {
        OPERATORS[rng.below(OPERATORS.len())]
    }
}

fn operand(rng: &mut Rng, attribute: &Attribute) -> Value {
    let compared = match attribute.kind {
        AttributeType::Complex => attribute.sub("value").unwrap_or(attribute),
        _ => attribute,
    };
    if compared.kind == AttributeType::Complex {
        return json!("alpha");
    }
    let value = resources::fitting(rng, compared);
    match value {
        // Often a part of the text.
        Value::String(text) if rng.chance(30) && compared.kind == AttributeType::String => {
            json!(text.chars().take(2).collect::<String>())
        }
        value => value,
    }
}
