//! Properties over generated schemas and resources.

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::generated::{model_and_two, writable};
use crate::patch::equal::{EXACT, WRITABLE, assigned, same};
use crate::patch::{DiffOptions, Lists, PatchOperation, PatchPath, PatchVerb, apply, diff, diff_with};
use crate::{Mutability, Resource, ResourceModel, Returned};

fn options() -> impl Strategy<Value = DiffOptions> {
    proptest::sample::select(vec![Lists::WholeList, Lists::ValuePath]).prop_map(|lists| DiffOptions { lists })
}

fn arrived(
    model: &ResourceModel,
    before: &Resource,
    after: &Resource,
    patched: &Resource,
) -> Result<(), String> {
    let pairs = writable(model, patched, after);
    let old = writable(model, before, before);
    for ((attribute, got, wanted), (_, was, _)) in pairs.into_iter().zip(old) {
        let silent = attribute.mutability == Mutability::WriteOnly || attribute.returned == Returned::Never;
        let wanted = if silent && !wanted.is_some_and(assigned) {
            was
        } else {
            wanted
        };
        if !same(Some(attribute), got, wanted, WRITABLE) {
            return Err(format!("{}: {got:?} instead of {wanted:?}", attribute.name));
        }
    }
    let undeclared = |resource: &Resource| -> Value {
        let mut extra: Vec<(String, Value)> = resource
            .0
            .iter()
            .flat_map(|(key, value)| match value {
                Value::Object(held) if key.starts_with("urn:") => held.clone().into_iter().collect(),
                value => vec![(key.clone(), value.clone())],
            })
            .filter(|(key, _)| key.starts_with("extra"))
            .collect();
        extra.sort_by_cached_key(|(key, value)| (key.clone(), value.to_string()));
        Value::Array(
            extra
                .into_iter()
                .filter(|(_, v)| assigned(v))
                .map(|(k, v)| json!({k: v}))
                .collect(),
        )
    };
    let (got, wanted) = (undeclared(patched), undeclared(after));
    if !same(None, Some(&got), Some(&wanted), EXACT) {
        return Err(format!("undeclared: {got} instead of {wanted}"));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn applying_the_difference_leads_from_one_resource_to_the_other(
        (model, before, after) in model_and_two(), options in options()
    ) {
        let operations = diff_with(&model, &before, &after, &options);
        let patched = apply(&model, &before, &operations)
            .map_err(|e| TestCaseError::fail(format!("{e}\n{}", PatchOperation::to_message(&operations))))?;
        if let Err(difference) = arrived(&model, &before, &after, &patched) {
            return Err(TestCaseError::fail(format!("{difference}\n{}", PatchOperation::to_message(&operations))));
        }
        prop_assert!(
            diff_with(&model, &patched, &after, &options).is_empty(),
            "there is nothing left to do"
        );
        let mut expected: Vec<&str> = model
            .extensions
            .iter()
            .filter(|(schema, _)| patched.get_ci(&schema.id).is_some())
            .map(|(schema, _)| schema.id.as_str())
            .collect();
        expected.insert(0, &model.core.id);
        let mut listed = patched.schemas();
        listed.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(listed, expected, "schemas lists exactly the extensions that are there");
    }

    #[test]
    fn a_resource_does_not_differ_from_itself((model, before, after) in model_and_two(), options in options()) {
        prop_assert_eq!(diff_with(&model, &before, &before, &options), vec![]);
        prop_assert_eq!(diff_with(&model, &after, &after, &options), vec![]);
    }

    #[test]
    fn no_attribute_is_written_twice((model, before, after) in model_and_two()) {
        let mut seen = HashSet::new();
        for operation in diff(&model, &before, &after) {
            let path = operation.path.expect("every operation has a path");
            if path.filter.is_none() && operation.verb != PatchVerb::Add {
                prop_assert!(seen.insert(path.to_string()), "{} twice", path);
            }
        }
    }

    #[test]
    fn operations_survive_their_message((model, before, after) in model_and_two(), options in options()) {
        let operations = diff_with(&model, &before, &after, &options);
        if !operations.is_empty() {
            let message = PatchOperation::to_message(&operations);
            prop_assert_eq!(PatchOperation::from_message(&message), Ok(operations));
        }
    }

    #[test]
    fn applying_never_panics_and_never_half_applies(
        (model, before, after) in model_and_two(),
        list in proptest::collection::vec(operation(), 1..6)
    ) {
        let started = before.clone();
        if let Ok(patched) = apply(&model, &before, &list) {
            // What came out is a resource that can be compared and patched on.
            let _ = diff(&model, &patched, &after);
        }
        prop_assert_eq!(before, started);
    }

    #[test]
    fn no_path_text_panics(text in ".{0,40}") {
        let _ = PatchPath::parse(&text);
    }
}

fn operation() -> impl Strategy<Value = PatchOperation> {
    let path = prop_oneof![
        (0u8..8).prop_map(|n| format!("attr{n}")),
        (0u8..8, 0u8..4).prop_map(|(n, p)| format!("attr{n}.part{p}")),
        (0u8..8, "[a-c]").prop_map(|(n, v)| format!("attr{n}[value eq \"{v}\"]")),
        (0u8..8, 0u8..4).prop_map(|(n, p)| format!("attr{n}[part{p} pr].part{p}")),
        (0u8..8).prop_map(|n| format!("attr{n}[not (type pr)].primary")),
        (0u8..8).prop_map(|n| format!("urn:example:params:scim:schemas:extra:2.0:Thing:attr{n}.primary")),
        Just("urn:example:params:scim:schemas:extra:2.0:Thing".to_owned()),
        Just("urn:example:params:scim:schemas:core:2.0:Thing".to_owned()),
        Just("extraa.x".to_owned()),
        Just("schemas".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2i64..3).prop_map(Value::from),
        "[a-c]".prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("(attr[0-7]|part[0-3]|value|type|primary|extraa)", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    let verb = proptest::sample::select(vec![PatchVerb::Add, PatchVerb::Remove, PatchVerb::Replace]);
    (
        verb,
        proptest::option::weighted(0.85, path),
        proptest::option::weighted(0.8, value),
    )
        .prop_map(|(verb, path, value)| PatchOperation {
            verb,
            path: path.map(|text| PatchPath::parse(&text).expect("a path")),
            value: if verb == PatchVerb::Remove { None } else { value },
        })
}
