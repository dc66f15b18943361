use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::schema::{Attribute, AttributeType, Mutability};
use crate::urn::{ENTERPRISE_USER, GROUP, USER};

fn resource(value: Value) -> Resource {
    Resource::from_value(value).expect("an object")
}

/// `E required userName`, one text a finding.
fn told(findings: &[Finding]) -> Vec<String> {
    let mark = |f: &Finding| if f.severity == Severity::Error { 'E' } else { 'W' };
    findings
        .iter()
        .map(|f| format!("{} {} {}", mark(f), f.code, f.path))
        .collect()
}

fn check(value: Value, context: Context) -> Vec<String> {
    told(&validate(&ResourceModel::user(), &resource(value), None, context))
}

fn change(before: Value, after: Value, context: Context) -> Vec<String> {
    told(&validate(
        &ResourceModel::user(),
        &resource(after),
        Some(&resource(before)),
        context,
    ))
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_sound_user_passes_in_every_context() {
    let user = json!({
        "schemas": [USER, ENTERPRISE_USER], "userName": "mira@example.com", "active": true, "title": null, "roles": [],
        "emails": [{"value": "mira@example.com", "type": "work", "primary": true}, {"value": "m@example.org", "primary": false}],
        "x509Certificates": [{"value": "aGk="}], "profileUrl": "https://example.com/mira",
        ENTERPRISE_USER: {"department": "Archive", "manager": {"value": "9", "$ref": "../Users/9"}}
    });
    assert_eq!(check(user.clone(), Context::Create), NOTHING);
    assert_eq!(check(user.clone(), Context::Replace), NOTHING);
    assert_eq!(change(user.clone(), user.clone(), Context::Patch), NOTHING);
    let mut answered = user;
    answered["id"] = json!("7");
    answered["meta"] = json!({"resourceType": "User", "created": "2026-01-01T00:00:00Z", "version": "W/\"1\"", "location": "https://example.com/v2/Users/7"});
    assert_eq!(check(answered, Context::Response), NOTHING);
}

#[test]
fn what_is_required_must_be_there_and_not_empty() {
    assert_eq!(
        check(json!({"schemas": [USER]}), Context::Create),
        ["E required userName"]
    );
    assert_eq!(
        check(json!({"schemas": [USER], "userName": " "}), Context::Replace),
        ["E required userName"]
    );
    assert_eq!(
        change(
            json!({"schemas": [USER], "userName": "a"}),
            json!({"schemas": [USER]}),
            Context::Patch
        ),
        ["E required userName"],
        "a PATCH must not remove it"
    );
    assert_eq!(
        check(json!({"schemas": [USER], "id": "1"}), Context::Response),
        ["W required userName"],
        "a projection may have left it out"
    );
    assert_eq!(
        check(json!({"schemas": [USER], "userName": "a"}), Context::Response),
        ["E required id"]
    );
}

#[test]
fn types_and_formats_are_checked_with_the_index_of_the_entry() {
    let found = check(
        json!({
            "schemas": [USER], "userName": 7, "active": "true", "name": "Mira", "nickName": ["a"], "phoneNumbers": {"value": 1},
            "emails": [{"value": "a@example.com"}, {"value": 5}, "b@example.com"],
            "x509Certificates": [{"value": "?"}, {"value": "aG\nk="}], "profileUrl": "no address",
            ENTERPRISE_USER: []
        }),
        Context::Create,
    );
    for expected in [
        "E type userName",
        "E type active",
        "E type name",
        "E type nickName",
        "E type phoneNumbers",
        "E type phoneNumbers.value",
        "E type emails[1].value",
        "E type emails[2]",
        "E format x509Certificates[0].value",
        "W format x509Certificates[1].value",
        "W format profileUrl",
    ] {
        assert!(
            found.iter().any(|f| f == expected),
            "{expected} is missing in {found:#?}"
        );
    }
    assert_eq!(found.len(), 11, "and nothing else: {found:#?}");
}

#[test]
fn numbers_and_instants_follow_their_type() {
    let mut model = ResourceModel::user();
    for (name, kind) in [
        ("level", AttributeType::Integer),
        ("share", AttributeType::Decimal),
        ("hired", AttributeType::DateTime),
    ] {
        model.core.attributes.push(Attribute {
            name: name.into(),
            kind,
            ..Attribute::default()
        });
    }
    let check = |level: Value, share: Value, hired: &str| {
        let user =
            json!({"schemas": [USER], "userName": "a", "level": level, "share": share, "hired": hired});
        told(&validate(&model, &resource(user), None, Context::Create))
    };
    assert_eq!(
        check(json!(3), json!(0.5), "2026-09-01T08:00:00.123+02:00"),
        NOTHING
    );
    assert_eq!(
        check(json!(3.0), json!(1), "2026-09-01T08:00:00Z"),
        NOTHING,
        "3.0 is whole"
    );
    assert_eq!(
        check(json!(3.5), json!("1"), "2026-09-01"),
        ["E type level", "E type share", "E format hired"]
    );
    assert_eq!(
        check(json!(3), json!(1), "2026-09-01T08:00:00"),
        ["W format hired"],
        "xsd:dateTime without zone"
    );
}

#[test]
fn read_only_values_are_ignored_by_create_and_replace_and_refused_by_patch() {
    let before = json!({"schemas": [USER], "id": "1", "userName": "a", "groups": [{"value": "g"}]});
    let mut after = before.clone();
    after["id"] = json!("2");
    assert_eq!(
        check(after.clone(), Context::Create),
        ["W readOnly id", "W readOnly groups"]
    );
    assert_eq!(
        change(before.clone(), after.clone(), Context::Replace),
        ["W readOnly id"],
        "an unchanged copy is no fault"
    );
    assert_eq!(change(before.clone(), after, Context::Patch), ["E readOnly id"]);
    assert_eq!(
        check(before, Context::Replace),
        NOTHING,
        "without the state before nothing can be said"
    );
}

#[test]
fn a_read_only_part_is_found_inside_a_writable_attribute() {
    let user = |name: &str| json!({"schemas": [USER, ENTERPRISE_USER], "userName": "a", ENTERPRISE_USER: {"manager": {"value": "9", "displayName": name}}});
    let path = format!("E readOnly {ENTERPRISE_USER}:manager.displayName");
    assert_eq!(change(user("Ada"), user("Eva"), Context::Patch), [path]);
}

#[test]
fn an_immutable_value_can_be_set_once() {
    let mut model = ResourceModel::user();
    model.core.attributes.push(Attribute {
        name: "badge".into(),
        mutability: Mutability::Immutable,
        ..Attribute::default()
    });
    let check = |before: Value, after: Value, context| {
        let user = |badge: Value| resource(json!({"schemas": [USER], "userName": "a", "badge": badge}));
        told(&validate(&model, &user(after), Some(&user(before)), context))
    };
    assert_eq!(
        check(Value::Null, json!("7"), Context::Patch),
        NOTHING,
        "the first time"
    );
    assert_eq!(
        check(json!("a7"), json!("A7"), Context::Replace),
        NOTHING,
        "the same without case"
    );
    assert_eq!(
        check(json!("7"), json!("8"), Context::Replace),
        ["E immutable badge"]
    );
    assert_eq!(
        check(json!("7"), Value::Null, Context::Patch),
        ["E immutable badge"]
    );
    assert_eq!(
        check(json!("7"), Value::Null, Context::Replace),
        ["W immutable badge"]
    );
}

#[test]
fn members_come_and_go_but_do_not_change_their_kind() {
    let group =
        |members: Value| resource(json!({"schemas": [GROUP], "displayName": "g", "members": members}));
    let check = |before: Value, after: Value| {
        told(&validate(
            &ResourceModel::group(),
            &group(after),
            Some(&group(before)),
            Context::Patch,
        ))
    };
    let (a, b) = (
        json!({"value": "a", "type": "User"}),
        json!({"value": "b", "type": "User"}),
    );
    assert_eq!(
        check(json!([a]), json!([b, a])),
        NOTHING,
        "another member in front"
    );
    assert_eq!(check(json!([a, b]), json!([b])), NOTHING, "one less");
    assert_eq!(
        check(json!([a, b]), json!([b, {"value": "a", "type": "Group"}])),
        ["E immutable members[1].type"],
        "the same member of another kind"
    );
}

#[test]
fn unusual_values_and_unknown_names_are_warnings() {
    assert_eq!(
        check(
            json!({
                "schemas": [USER], "userName": "a", "color": "red", "urn:example:x": {}, "name": {"given": "a"},
                "emails": [{"value": "a", "type": "school", "verified": true, "$ref": "x"}, {"value": "b", "type": "WORK"}]
            }),
            Context::Create
        ),
        [
            "W unknown name.given",
            "W canonical emails[0].type",
            "W unknown emails[0].verified",
            "W unknown color",
            "W unknown urn:example:x",
        ]
    );
}

#[test]
fn only_one_value_is_primary() {
    let emails = json!([{"value": "a", "primary": true}, {"value": "b"}, {"value": "c", "primary": true}]);
    assert_eq!(
        check(
            json!({"schemas": [USER], "userName": "a", "emails": emails}),
            Context::Create
        ),
        ["E primary emails"]
    );
}

#[test]
fn a_secret_in_an_answer_is_an_error_that_does_not_repeat_it() {
    let user = resource(json!({"schemas": [USER], "id": "1", "userName": "a", "password": "hunter2"}));
    let findings = validate(&ResourceModel::user(), &user, None, Context::Response);
    assert_eq!(told(&findings), ["E returnedNever password"]);
    assert!(findings.iter().all(|f| !f.message.contains("hunter2")));
}

#[test]
fn schemas_and_data_agree() {
    assert_eq!(
        check(json!({"userName": "a"}), Context::Create),
        ["E schemas schemas"]
    );
    assert_eq!(
        check(json!({"schemas": USER, "userName": "a"}), Context::Create),
        ["E type schemas"]
    );
    assert_eq!(
        check(
            json!({"schemas": [ENTERPRISE_USER, ENTERPRISE_USER, "urn:example:x", 7], "userName": "a"}),
            Context::Create
        ),
        [
            "E type schemas[3]",
            "E schemas schemas",
            "W schemas schemas[1]",
            "W schemas schemas[2]"
        ]
    );
    assert_eq!(
        check(
            json!({"schemas": [USER], "userName": "a", ENTERPRISE_USER: {"department": "x"}}),
            Context::Create
        ),
        ["E schemas schemas"],
        "an extension with data must be named"
    );
}

#[test]
fn a_required_extension_is_named_and_has_what_it_requires() {
    let mut model = ResourceModel::user();
    for extension in &mut model.extensions {
        extension.1 = true;
    }
    let check = |model: &ResourceModel, schemas: Value, extension: Value| {
        let user = json!({"schemas": schemas, "userName": "a", ENTERPRISE_USER: extension});
        told(&validate(model, &resource(user), None, Context::Create))
    };
    let both = json!([USER, ENTERPRISE_USER]);
    let (missing, bare) = (
        format!("E required {ENTERPRISE_USER}"),
        format!("W required {ENTERPRISE_USER}"),
    );
    assert_eq!(
        check(&model, json!([USER]), Value::Null),
        [missing.as_str()],
        "not even named"
    );
    for empty in [json!({}), Value::Null] {
        assert_eq!(
            check(&model, both.clone(), empty),
            [bare.as_str()],
            "named, and nothing in it is required: a server may insist, most do not"
        );
    }
    assert_eq!(check(&model, both.clone(), json!({"department": "x"})), NOTHING);

    let there = resource(json!({"schemas": [USER], "userName": "a"}));
    let renamed = resource(json!({"schemas": [USER], "userName": "b"}));
    assert_eq!(
        told(&validate(&model, &renamed, Some(&there), Context::Patch)),
        [bare.as_str()],
        "what the server has without the extension can be changed without it"
    );

    for (extension, _) in &mut model.extensions {
        for attribute in &mut extension.attributes {
            attribute.required |= attribute.name == "department";
        }
    }
    let found = check(&model, both, json!({}));
    assert!(
        found.contains(&missing),
        "its own required attribute cannot be left out: {found:?}"
    );
}

#[test]
fn a_flood_of_faults_is_bounded() {
    let emails: Vec<Value> = (0..100_000).map(|n| json!({"value": n})).collect();
    let found = check(
        json!({"schemas": [USER], "userName": "a", "emails": emails}),
        Context::Create,
    );
    assert_eq!(found.len(), MAX_FINDINGS);
}

fn any_user() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        Just(json!(USER)),
        Just(json!("2026-09-01T08:00:00Z")),
    ];
    let key = prop::sample::select(vec![
        "schemas",
        "id",
        "userName",
        "name",
        "emails",
        "value",
        "primary",
        "type",
        "password",
        "active",
        "meta",
        "created",
        "x509Certificates",
        "groups",
        "manager",
        "familyName",
        ENTERPRISE_USER,
        "color",
    ]);
    let inner = leaf.prop_recursive(3, 24, 4, {
        let key = key.clone();
        move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::vec((key.clone(), inner), 0..4)
                    .prop_map(|p| Value::Object(p.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
            ]
        }
    });
    prop::collection::vec((key, inner), 0..8)
        .prop_map(|p| Value::Object(p.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()))
}

proptest! {
    #[test]
    fn any_resource_can_be_checked_and_one_that_did_not_change_breaks_no_rule_of_change(user in any_user()) {
        let user = resource(user);
        for context in [Context::Create, Context::Replace, Context::Patch, Context::Response] {
            let findings = validate(&ResourceModel::user(), &user, Some(&user), context);
            let about_change = |f: &Finding| matches!(f.code, "immutable" | "readOnly");
            if matches!(context, Context::Replace | Context::Patch) {
                // Entries of a list are told apart by `value`; without one they count as new.
                let told: Vec<_> = findings.iter().filter(|f| about_change(f) && !f.path.contains('[')).collect();
                prop_assert!(told.is_empty(), "{:?} {:?}", context, told);
            }
        }
    }
}
