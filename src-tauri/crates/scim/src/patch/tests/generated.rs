//! Random models, and random resources that are valid for them.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::patch::equal::{assigned, is_reference_list};
use crate::resource::get_ci;
use crate::schema::builtin;
use crate::{Attribute, AttributeType, Mutability, Resource, ResourceModel, Returned, Schema};

fn attribute(name: String, kind: AttributeType, multi_valued: bool, mutability: Mutability) -> Attribute {
    let mut attribute: Attribute = serde_json::from_value(json!({"name": name})).expect("an attribute");
    attribute.kind = kind;
    attribute.multi_valued = multi_valued;
    attribute.mutability = mutability;
    attribute
}

fn simple_kind() -> impl Strategy<Value = AttributeType> {
    use AttributeType::{Binary, Boolean, DateTime, Decimal, Integer, Reference, String};
    proptest::sample::select(vec![
        String, String, Boolean, Integer, Decimal, DateTime, Reference, Binary,
    ])
}

fn mutability() -> impl Strategy<Value = Mutability> {
    prop_oneof![
        6 => Just(Mutability::ReadWrite),
        1 => Just(Mutability::ReadOnly),
        1 => Just(Mutability::Immutable),
    ]
}

fn simple(name: String) -> impl Strategy<Value = Attribute> {
    (
        simple_kind(),
        proptest::bool::weighted(0.25),
        mutability(),
        any::<bool>(),
        0u8..10,
    )
        .prop_map(move |(kind, multi_valued, mutability, case_exact, special)| {
            let mut found = attribute(name.clone(), kind, multi_valued, mutability);
            found.case_exact = case_exact;
            found.required = special == 0 && mutability == Mutability::ReadWrite;
            if special == 1 && mutability == Mutability::ReadWrite {
                found.mutability = Mutability::WriteOnly;
                found.returned = Returned::Never;
            }
            found
        })
}

/// A sub-attribute: no list of secrets, nothing required that is not writable.
fn part(name: String) -> impl Strategy<Value = Attribute> {
    (
        simple_kind(),
        proptest::bool::weighted(0.1),
        mutability(),
        proptest::bool::weighted(0.15),
    )
        .prop_map(move |(kind, multi_valued, mutability, required)| {
            let mut found = attribute(name.clone(), kind, multi_valued, mutability);
            found.required = required && mutability == Mutability::ReadWrite;
            found
        })
}

fn complex(name: String) -> impl Strategy<Value = Attribute> {
    let parts: Vec<_> = (0..4).map(|n| part(format!("part{n}"))).collect();
    (parts, 1usize..5, any::<bool>(), mutability(), 0u8..4).prop_map(
        move |(mut parts, keep, multi_valued, mutability, shape)| {
            parts.truncate(keep);
            let mut found = attribute(name.clone(), AttributeType::Complex, multi_valued, mutability);
            if multi_valued {
                // Elements have no identity of their own, so nothing in them is fixed once set.
                for part in &mut parts {
                    if part.mutability == Mutability::Immutable {
                        part.mutability = Mutability::ReadWrite;
                    }
                }
                if shape > 0 {
                    let fixed = if shape == 1 {
                        Mutability::Immutable
                    } else {
                        Mutability::ReadWrite
                    };
                    parts.push(attribute("value".into(), AttributeType::String, false, fixed));
                    parts.push(attribute(
                        "primary".into(),
                        AttributeType::Boolean,
                        false,
                        Mutability::ReadWrite,
                    ));
                    parts.push(attribute(
                        "type".into(),
                        AttributeType::String,
                        false,
                        Mutability::ReadWrite,
                    ));
                }
            }
            found.required = mutability == Mutability::ReadWrite && multi_valued && keep == 1;
            found.sub_attributes = parts;
            found
        },
    )
}

fn schema(id: &'static str) -> impl Strategy<Value = Schema> {
    let attributes: Vec<_> = (0..7)
        .map(|n| prop_oneof![simple(format!("attr{n}")), complex(format!("attr{n}"))].boxed())
        .collect();
    (attributes, 2usize..8).prop_map(move |(mut attributes, keep)| {
        attributes.truncate(keep);
        Schema {
            id: id.into(),
            name: "Generated".into(),
            description: String::new(),
            attributes,
        }
    })
}

pub(crate) fn model() -> impl Strategy<Value = ResourceModel> {
    (
        schema("urn:example:params:scim:schemas:core:2.0:Thing"),
        proptest::collection::vec(schema("urn:example:params:scim:schemas:extra:2.0:Thing"), 0..2),
    )
        .prop_map(|(core, extensions)| ResourceModel {
            name: "Thing".into(),
            endpoint: "/Things".into(),
            core,
            extensions: extensions.into_iter().map(|schema| (schema, false)).collect(),
        })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-cA-C]{1,2}",
        "[a-zé\"\\\\ \\]]{1,6}",
        Just("Straße".to_owned())
    ]
}

fn scalar(kind: AttributeType) -> BoxedStrategy<Value> {
    match kind {
        AttributeType::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        AttributeType::Integer => (-3i64..4).prop_map(Value::from).boxed(),
        AttributeType::Decimal => (-3i32..4).prop_map(|n| json!(f64::from(n) / 2.0)).boxed(),
        AttributeType::DateTime => (1u8..5)
            .prop_map(|d| json!(format!("2026-01-0{d}T00:00:00Z")))
            .boxed(),
        AttributeType::Binary => proptest::sample::select(vec![json!("AQID"), json!("AAAA")]).boxed(),
        _ => text().prop_map(Value::from).boxed(),
    }
}

/// A value, or nothing.
fn value(attribute: &Attribute, must: bool) -> BoxedStrategy<Option<Value>> {
    let one = element(attribute);
    let whole = if attribute.multi_valued {
        let attribute = attribute.clone();
        proptest::collection::vec(one, usize::from(must || attribute.required)..4)
            .prop_map(move |items| valid_list(&attribute, items))
            .boxed()
    } else {
        one
    };
    if must || attribute.required {
        whole.prop_map(Some).boxed()
    } else {
        proptest::option::weighted(0.7, whole).boxed()
    }
}

fn element(attribute: &Attribute) -> BoxedStrategy<Value> {
    if attribute.kind != AttributeType::Complex {
        return scalar(attribute.kind);
    }
    let parts: Vec<_> = attribute
        .sub_attributes
        .iter()
        .map(|sub| {
            let name = sub.name.clone();
            value(sub, sub.required || sub.name == "value").prop_map(move |value| (name.clone(), value))
        })
        .collect();
    parts
        .prop_map(|parts| {
            Value::Object(
                parts
                    .into_iter()
                    .filter_map(|(name, value)| Some((name, value?)))
                    .collect(),
            )
        })
        .boxed()
}

/// One primary at most, no reference twice.
fn valid_list(attribute: &Attribute, items: Vec<Value>) -> Value {
    let mut primary = false;
    let mut seen = std::collections::HashSet::new();
    let mut kept = Vec::new();
    for mut item in items {
        if let Value::Object(parts) = &mut item {
            if primary {
                parts.shift_remove("primary");
            }
            primary |= parts.get("primary") == Some(&Value::Bool(true));
            let key =
                crate::patch::equal::element_key(Some(attribute), "value", &Value::Object(parts.clone()));
            if is_reference_list(attribute) && !seen.insert(key) {
                continue;
            }
        }
        kept.push(item);
    }
    Value::Array(kept)
}

fn undeclared() -> impl Strategy<Value = Map<String, Value>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        text().prop_map(Value::from)
    ];
    let any_json = leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("[xyz]", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    proptest::collection::btree_map("extra[ab]", any_json, 0..2).prop_map(|map| map.into_iter().collect())
}

fn held(schema: &Schema) -> impl Strategy<Value = Map<String, Value>> + use<> {
    let values: Vec<_> = schema
        .attributes
        .iter()
        .map(|attribute| {
            let name = attribute.name.clone();
            value(attribute, false).prop_map(move |value| (name.clone(), value))
        })
        .collect();
    (values, undeclared()).prop_map(|(values, mut map)| {
        for (name, value) in values {
            if let Some(value) = value {
                map.insert(name, value);
            }
        }
        map
    })
}

pub(crate) fn resource(model: &ResourceModel) -> impl Strategy<Value = Resource> + use<> {
    let core = model.core.id.clone();
    let extensions: Vec<_> = model
        .extensions
        .iter()
        .map(|(schema, _)| {
            let id = schema.id.clone();
            proptest::option::of(held(schema)).prop_map(move |map| (id.clone(), map))
        })
        .collect();
    (held(&model.core), extensions, proptest::option::of("[a-c]")).prop_map(
        move |(mut map, extensions, external_id)| {
            let mut schemas = vec![json!(core)];
            for (id, held) in extensions {
                if let Some(held) = held.filter(|held| held.values().any(assigned)) {
                    schemas.push(json!(id));
                    map.insert(id, Value::Object(held));
                }
            }
            map.insert("schemas".into(), Value::Array(schemas));
            if let Some(id) = external_id {
                map.insert("externalId".into(), json!(id));
            }
            Resource(map)
        },
    )
}

/// A model with two resources, the second of which keeps what the first has fixed.
pub(super) fn model_and_two() -> impl Strategy<Value = (ResourceModel, Resource, Resource)> {
    model().prop_flat_map(|model| {
        (resource(&model), resource(&model)).prop_map(move |(before, mut after)| {
            keep_fixed(&model.core, &before.0, &mut after.0);
            for (schema, _) in &model.extensions {
                let Some(Value::Object(old)) = before.0.get(&schema.id) else {
                    continue;
                };
                let mut new = match after.0.get(&schema.id) {
                    Some(Value::Object(new)) => new.clone(),
                    _ => Map::new(),
                };
                keep_fixed(schema, old, &mut new);
                if new.values().any(assigned) {
                    after.0.insert(schema.id.clone(), Value::Object(new));
                }
            }
            (model.clone(), before, after)
        })
    })
}

/// Copies what may not change or go: immutable values that are set, and what is required.
fn keep_fixed(schema: &Schema, before: &Map<String, Value>, after: &mut Map<String, Value>) {
    for attribute in &schema.attributes {
        let Some(old) = before.get(&attribute.name).filter(|v| assigned(v)) else {
            continue;
        };
        let missing = !after.get(&attribute.name).is_some_and(assigned);
        if attribute.mutability == Mutability::Immutable || (attribute.required && missing) {
            after.insert(attribute.name.clone(), old.clone());
        }
        if attribute.kind != AttributeType::Complex || attribute.multi_valued {
            continue;
        }
        let Value::Object(old) = old else { continue };
        let fixed = attribute
            .sub_attributes
            .iter()
            .any(|sub| sub.mutability == Mutability::Immutable && old.get(&sub.name).is_some_and(assigned));
        if !fixed && missing {
            continue;
        }
        let mut new = match after.get(&attribute.name) {
            Some(Value::Object(new)) => new.clone(),
            _ => Map::new(),
        };
        for sub in &attribute.sub_attributes {
            let Some(part) = old.get(&sub.name).filter(|v| assigned(v)) else {
                continue;
            };
            let gone = !new.get(&sub.name).is_some_and(assigned);
            if sub.mutability == Mutability::Immutable || (sub.required && gone) {
                new.insert(sub.name.clone(), part.clone());
            }
        }
        after.insert(attribute.name.clone(), Value::Object(new));
    }
}

/// Every attribute of the model that a client can write, with the two values it has.
pub(crate) fn writable<'a>(
    model: &'a ResourceModel,
    a: &'a Resource,
    b: &'a Resource,
) -> Vec<(&'a Attribute, Option<&'a Value>, Option<&'a Value>)> {
    let mut found = Vec::new();
    for attribute in builtin::common_attributes()
        .iter()
        .filter(|a| a.name == "externalId")
    {
        found.push((attribute, a.get_ci(&attribute.name), b.get_ci(&attribute.name)));
    }
    for attribute in &model.core.attributes {
        found.push((attribute, a.get_ci(&attribute.name), b.get_ci(&attribute.name)));
    }
    for (schema, _) in &model.extensions {
        let part = |resource: &'a Resource, name: &str| {
            resource
                .get_ci(&schema.id)
                .and_then(Value::as_object)
                .and_then(|map| get_ci(map, name))
        };
        for attribute in &schema.attributes {
            found.push((attribute, part(a, &attribute.name), part(b, &attribute.name)));
        }
    }
    found.retain(|(attribute, ..)| attribute.mutability != Mutability::ReadOnly);
    found
}
