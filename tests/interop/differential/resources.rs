//! Random resources and values, from small pools so that questions often hit.

use rollcall_scim::{Attribute, AttributeType, ResourceModel};
use serde_json::{Map, Value, json};

use crate::rng::Rng;

const TEXTS: [&str; 9] = [
    "alpha",
    "Alpha",
    "beta",
    "Straße",
    "Éva",
    "éva",
    "work",
    "home",
    "al \"pha\" \\ ]",
];

/// A value that fits the attribute (one element of a list).
pub fn fitting(rng: &mut Rng, attribute: &Attribute) -> Value {
    match attribute.kind {
        AttributeType::String => json!(rng.pick(&TEXTS)),
        AttributeType::Reference => json!(rng.pick(&["https://example.com/a", "https://example.com/B"])),
        AttributeType::Boolean => json!(rng.chance(50)),
        AttributeType::Integer => json!(rng.below(4) as i64 - 1),
        AttributeType::Decimal => json!(rng.below(4) as f64 / 2.0),
        AttributeType::DateTime => json!(rng.pick(&[
            "2026-01-01T00:00:00Z",
            "2026-01-01T02:00:00+02:00",
            "2026-03-05T12:30:00Z",
            "2025-12-31T23:59:59-05:00",
        ])),
        AttributeType::Binary => json!(rng.pick(&["AQID", "AAAA", "aqid"])),
        AttributeType::Complex => Value::Object(parts(rng, attribute)),
    }
}

fn parts(rng: &mut Rng, attribute: &Attribute) -> Map<String, Value> {
    let mut found = Map::new();
    for sub in &attribute.sub_attributes {
        // One primary at most is seen to by the list.
        if sub.name != "primary" && (sub.name == "value" || rng.chance(50)) {
            found.insert(sub.name.clone(), whole(rng, sub));
        }
    }
    if found.is_empty()
        && let Some(sub) = attribute.sub_attributes.first()
    {
        found.insert(sub.name.clone(), whole(rng, sub));
    }
    found
}

/// A whole value: a list for a list.
pub fn whole(rng: &mut Rng, attribute: &Attribute) -> Value {
    if !attribute.multi_valued {
        return fitting(rng, attribute);
    }
    let mut items: Vec<Value> = Vec::new();
    for _ in 0..=rng.below(3) {
        let item = fitting(rng, attribute);
        let value = item.get("value").cloned();
        let twice = items
            .iter()
            .any(|i| value.is_some() && i.get("value").cloned() == value);
        if !items.contains(&item) && !twice {
            items.push(item);
        }
    }
    if attribute.sub("primary").is_some() && rng.chance(60) {
        let chosen = rng.below(items.len());
        items[chosen]["primary"] = json!(true);
    }
    Value::Array(items)
}

/// A resource with some of its attributes, what is required among them.
pub fn resource(rng: &mut Rng, model: &ResourceModel, id: usize) -> Value {
    let mut found = Map::new();
    let mut schemas = vec![model.core.id.clone()];
    let mut extensions = Map::new();
    for (schema, _) in &model.extensions {
        if rng.chance(60) {
            let mut held = Map::new();
            for attribute in &schema.attributes {
                if rng.chance(50) {
                    held.insert(attribute.name.clone(), whole(rng, attribute));
                }
            }
            if !held.is_empty() {
                schemas.push(schema.id.clone());
                extensions.insert(schema.id.clone(), Value::Object(held));
            }
        }
    }
    found.insert("schemas".into(), json!(schemas));
    found.insert("id".into(), json!(format!("id{id}")));
    if rng.chance(40) {
        found.insert("externalId".into(), json!(rng.pick(&["Ext1", "ext1", "ext2"])));
    }
    found.insert(
        "meta".into(),
        json!({"resourceType": model.name, "lastModified": rng.pick(&["2026-01-01T00:00:00Z", "2026-03-05T12:30:00Z"])}),
    );
    for attribute in &model.core.attributes {
        if attribute.name != "password" && (attribute.required || rng.chance(45)) {
            found.insert(attribute.name.clone(), whole(rng, attribute));
        }
    }
    found.extend(extensions);
    Value::Object(found)
}

/// A path text with its attribute (and sub-attribute), sometimes spelled in another case.
pub struct Chosen<'m> {
    pub text: String,
    pub attribute: &'m Attribute,
    pub sub: Option<&'m Attribute>,
}

impl Chosen<'_> {
    pub fn leaf(&self) -> &Attribute {
        self.sub.unwrap_or(self.attribute)
    }
}

pub fn path<'m>(rng: &mut Rng, model: &'m ResourceModel, sub_percent: u64) -> Chosen<'m> {
    let common = rollcall_scim::schema::builtin::common_attributes();
    let turn = rng.below(10);
    let (prefix, attribute) = if turn == 0 {
        (String::new(), rng.pick(common))
    } else if turn < 3 && !model.extensions.is_empty() {
        let (schema, _) = rng.pick(&model.extensions);
        (format!("{}:", schema.id), rng.pick(&schema.attributes))
    } else {
        let prefix = if rng.chance(10) {
            format!("{}:", model.core.id)
        } else {
            String::new()
        };
        (prefix, rng.pick(&model.core.attributes))
    };
    let name = respell(rng, &attribute.name);
    let sub = if !attribute.sub_attributes.is_empty() && rng.chance(sub_percent) {
        Some(rng.pick(&attribute.sub_attributes))
    } else {
        None
    };
    let text = match sub {
        Some(sub) => format!("{prefix}{name}.{}", respell(rng, &sub.name)),
        None => format!("{prefix}{name}"),
    };
    Chosen { text, attribute, sub }
}

pub fn respell(rng: &mut Rng, name: &str) -> String {
    if rng.chance(90) {
        name.to_owned()
    } else {
        name.to_ascii_uppercase()
    }
}
