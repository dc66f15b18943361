use super::*;
use crate::schema::builtin;
use proptest::prelude::*;

#[test]
fn the_built_in_schemas_are_read_back_from_their_own_json_without_remarks() {
    for schema in builtin::all() {
        let (read, deviations) = Schema::read(&schema.to_value()).expect("a schema");
        assert_eq!(read, schema, "{}: nothing is lost", schema.id);
        assert_eq!(deviations, Vec::<String>::new(), "{}", schema.id);
    }
}

#[test]
fn careless_schemas_are_read_and_their_faults_named() {
    let (schema, deviations) = Schema::read(&json!({
        "ID": "urn:example:badge", "attributes": [
            {"name": "color", "type": "COLOR", "mutability": "READ_ONLY", "multiValued": "true"},
            {"type": "string"},
            {"name": "Color"},
            {"name": "__proto__", "type": "Boolean"},
            {"name": "size", "subAttributes": [{"name": "width", "type": "integer"}]},
            "flat"
        ]
    }))
    .expect("an id and attributes are enough");
    let names: Vec<_> = schema.attributes.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(
        names,
        ["color", "__proto__", "size"],
        "nameless and repeated ones are left out"
    );
    let color = schema.attribute("color").expect("read");
    assert_eq!(
        color.kind,
        AttributeType::String,
        "an unknown type is read as text"
    );
    assert_eq!(color.mutability, Mutability::ReadOnly, "the meaning is clear");
    assert!(color.multi_valued, "true as text is true");
    assert_eq!(
        schema.attribute("__proto__").map(|a| a.kind),
        Some(AttributeType::Boolean),
        "data like any other"
    );
    assert_eq!(
        schema.attribute("size").map(|a| a.kind),
        Some(AttributeType::Complex),
        "parts make it complex"
    );
    assert_eq!(schema.name, "badge", "a name from the URN");
    assert_eq!(deviations.len(), 8, "each fault once: {deviations:#?}");
}

#[test]
fn a_schema_beyond_the_bounds_is_refused_or_cut() {
    let many: Vec<Value> = (0..50_000).map(|n| json!({"name": format!("a{n}")})).collect();
    let refused = Schema::read(&json!({"id": "urn:example:many", "attributes": many}));
    assert!(
        refused.is_err_and(|e| e.0.contains("5000")),
        "the sentence names the bound"
    );

    let mut nested = json!({"name": "leaf"});
    for level in 0..60 {
        nested = json!({"name": format!("level{level}"), "type": "complex", "subAttributes": [nested]});
    }
    let (schema, deviations) =
        Schema::read(&json!({"id": "urn:example:deep", "attributes": [nested]})).expect("cut");
    let mut depth = 0;
    let mut open: Vec<&Attribute> = schema.attributes.iter().collect();
    while let Some(a) = open.pop() {
        depth += 1;
        open.extend(&a.sub_attributes);
    }
    assert_eq!(depth, MAX_DEPTH, "no deeper than the bound");
    assert_eq!(deviations.len(), 1, "said once");

    let long = "x".repeat(1_000_000);
    let (schema, _) =
        Schema::read(&json!({"id": "urn:example:long", "description": long, "attributes": []})).expect("cut");
    assert_eq!(schema.description.len(), MAX_TEXT);

    let faults: Vec<Value> = (0..2_000).map(|_| json!(1)).collect();
    let (_, deviations) =
        Schema::read(&json!({"id": "urn:example:faults", "attributes": faults})).expect("read");
    assert_eq!(
        deviations.len(),
        MAX_DEVIATIONS + 1,
        "a flood of faults is summed up"
    );
}

#[test]
fn one_broken_schema_does_not_cost_the_others() {
    let body = json!([builtin::user().to_value(), {"description": "nothing"}, builtin::user().to_value(), builtin::group().to_value()]);
    let (schemas, deviations) = Schema::read_all(&body).expect("a list");
    let ids: Vec<_> = schemas.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, [crate::urn::USER, crate::urn::GROUP]);
    assert_eq!(deviations.len(), 3, "bare list, nameless, twice: {deviations:#?}");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("complex")),
        Just(json!("READONLY")),
    ];
    let key = prop::sample::select(vec![
        "id",
        "name",
        "type",
        "attributes",
        "subAttributes",
        "multiValued",
        "mutability",
        "canonicalValues",
        "returned",
        "uniqueness",
        "referenceTypes",
        "Resources",
        "schemas",
    ]);
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|p| Value::Object(p.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_as_a_schema_or_refused_and_what_is_read_reads_again(body in any_json()) {
        let _ = Schema::read_all(&body);
        if let Ok((schema, _)) = Schema::read(&body) {
            let (again, _) = Schema::read(&schema.to_value()).expect("what was read is a schema");
            prop_assert_eq!(again, schema);
        }
    }
}
