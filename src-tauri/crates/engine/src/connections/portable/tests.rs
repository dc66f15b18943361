use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::read::{LARGEST, MOST, read};
use crate::ErrorCode;

fn file(connections: Value) -> Value {
    json!({ "format": "rollcall-connections", "version": 1, "connections": connections })
}

fn one(name: &str) -> Value {
    json!({ "name": name, "baseUrl": "https://scim.example.com/v2", "signIn": { "kind": "bearer" } })
}

/// The reason why a file is refused.
fn refusal(file: &Value) -> String {
    refusal_of(&serde_json::to_vec(file).unwrap())
}

fn refusal_of(bytes: &[u8]) -> String {
    let error = read(bytes).unwrap_err();
    assert_eq!(error.code, ErrorCode::File);
    assert_eq!(
        error.why, "Nothing was imported.",
        "what is safe is said with every refusal"
    );
    error.params["reason"].clone()
}

#[test]
fn the_least_that_a_file_can_say_is_read_with_the_careful_guess() {
    let bytes = serde_json::to_vec(&file(json!([one("Globex")]))).unwrap();
    let read_back = read(&bytes).unwrap();
    assert_eq!(read_back[0].name, "Globex");
    assert_eq!(
        read_back[0].environment,
        crate::Environment::Production,
        "what is not said to be a test is production"
    );
    let marked = [b"\xef\xbb\xbf".as_slice(), &bytes].concat();
    assert_eq!(read(&marked).unwrap(), read_back, "an editor's mark is no fault");
}

#[test]
fn each_thing_wrong_with_a_file_has_its_own_refusal() {
    let with = |key: &str, value: Value| {
        let mut one = one("Globex");
        one[key] = value;
        refusal(&file(json!([one])))
    };
    assert_eq!(refusal_of(b"{\"format\": "), "profiles_json");
    assert_eq!(refusal_of(b"\xff\xfe{}"), "profiles_json", "not UTF-8");
    assert_eq!(refusal_of(&vec![b' '; LARGEST + 1]), "profiles_large");
    assert_eq!(
        refusal_of("[".repeat(5_000).as_bytes()),
        "profiles_json",
        "nested without end"
    );
    assert_eq!(refusal(&json!([])), "profiles_format");
    assert_eq!(
        refusal(&json!({ "format": "other", "version": 1, "connections": [] })),
        "profiles_format"
    );
    let mut newer = file(json!([one("Globex")]));
    newer["version"] = json!(2);
    assert_eq!(refusal(&newer), "profiles_newer");
    newer["version"] = json!("1");
    assert_eq!(refusal(&newer), "profiles_format");
    assert_eq!(refusal(&file(json!([]))), "profiles_empty");
    assert_eq!(refusal(&file(json!({}))), "profiles_shape");
    let many: Vec<Value> = (0..=MOST).map(|n| one(&format!("C{n}"))).collect();
    assert_eq!(refusal(&file(json!(many))), "profiles_many");
    assert_eq!(
        refusal(&file(json!([one("Globex"), one(" GLOBEX ")]))),
        "profiles_twice",
        "names are compared as the store does"
    );
    assert_eq!(with("baseUrl", json!(7)), "profiles_shape");
    assert_eq!(with("signIn", json!({ "kind": "magic" })), "profiles_shape");
    assert_eq!(with("environment", json!("builtIn")), "profiles_value");
}

#[test]
fn what_the_format_does_not_know_is_named_by_its_path_and_never_by_its_value() {
    for (at, given) in [
        (
            "connections[0].token",
            json!({ "name": "G", "baseUrl": "https://a.example.com", "signIn": { "kind": "bearer" }, "token": "CANARY" }),
        ),
        (
            "connections[0].signIn.password",
            json!({ "name": "G", "baseUrl": "https://a.example.com", "signIn": { "kind": "basic", "user": "u", "password": "CANARY" } }),
        ),
    ] {
        let error = read(&serde_json::to_vec(&file(json!([given]))).unwrap()).unwrap_err();
        assert_eq!(error.params["reason"], "profiles_unknown");
        assert_eq!(error.params["path"], at);
        assert!(
            !format!("{error:?}").contains("CANARY"),
            "a value is not repeated"
        );
    }
}

/// JSON of any shape, with the words of the format among its keys.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "format",
        "version",
        "connections",
        "name",
        "baseUrl",
        "signIn",
        "kind",
        "sentAlong",
        "preset",
        "id",
        "variables",
        "setByHand",
        "notes",
        "environment",
        "value",
        "secret",
        "place",
        "oauth",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec!["rollcall-connections", "bearer", "basic", "header", "test"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(word.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map: BTreeMap<String, Value>| Value::from_iter(map)),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_a_file_holds_it_is_read_whole_or_refused(connections in prop::collection::vec(any_json(), 0..4)) {
        let bytes = serde_json::to_vec(&file(json!(connections))).unwrap();
        match read(&bytes) {
            // What was read says everything that was given.
            Ok(all) => prop_assert_eq!(all.len(), connections.len()),
            Err(error) => prop_assert_eq!(error.why, "Nothing was imported."),
        }
    }

    #[test]
    fn bytes_of_any_kind_are_refused_and_never_a_crash(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn a_file_that_was_written_reads_back_as_it_was(
        name in "[a-zA-Z][a-zA-Z0-9 ]{0,30}", notes in "\\PC{0,60}", fact in "[a-z.]{1,20}", value in "\\PC{0,20}",
        header in "[A-Za-z-]{1,20}", secret in any::<bool>(),
    ) {
        let given = json!({
            "name": name, "baseUrl": "https://scim.example.com/v2", "environment": "test",
            "signIn": { "kind": "apiKey", "header": header },
            "sentAlong": [{ "place": "query", "name": "api", "secret": secret, "value": if secret { None } else { Some("2") } }],
            "preset": { "id": "ours", "variables": { "tenant": "acme" } }, "setByHand": { fact: value }, "colour": "teal", "notes": notes,
            "network": { "proxy": { "kind": "off" }, "trusted": "", "timeoutSeconds": 90 },
        });
        let all = read(&serde_json::to_vec(&file(json!([given]))).unwrap()).unwrap();
        prop_assert_eq!(serde_json::to_value(&all).unwrap(), json!([given]));
    }
}
