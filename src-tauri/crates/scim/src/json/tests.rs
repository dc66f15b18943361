use super::*;
use proptest::prelude::*;
use serde_json::json;

fn refused(bytes: &[u8]) -> JsonError {
    parse(bytes, DEFAULT_MAX_DEPTH).expect_err("must be refused")
}

#[test]
fn repeated_keys_are_reported_with_their_place() {
    let text =
        br#"{"id":"1","id":"2","Resources":[{"id":"a"},{"id":"b","x/y":{"k":1,"k":2,"k":3},"id":"c"}]}"#;
    let parsed = parse(text, DEFAULT_MAX_DEPTH).expect("JSON all the same");
    assert_eq!(
        parsed.duplicate_keys,
        [
            "/id",
            "/Resources/1/x~1y/k",
            "/Resources/1/x~1y/k",
            "/Resources/1/id"
        ],
        "in the order met, with the way from the root"
    );
    assert_eq!(
        parsed.value["id"],
        json!("2"),
        "the last one stands, as everywhere"
    );
}

#[test]
fn a_flood_of_repeated_keys_is_bounded() {
    let text = format!("{{{}\"a\":1}}", "\"a\":1,".repeat(10_000));
    let parsed = parse(text.as_bytes(), DEFAULT_MAX_DEPTH).expect("JSON");
    assert_eq!(parsed.duplicate_keys.len(), MAX_DUPLICATES);
}

#[test]
fn nesting_is_bounded_and_never_overflows_the_stack() {
    let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert!(parse(nested(64).as_bytes(), 64).is_ok(), "as deep as allowed");
    let one_deeper = refused(nested(65).as_bytes());
    assert!(
        matches!(
            one_deeper,
            JsonError::TooDeep {
                position: 64..=65,
                limit: 64
            }
        ),
        "one deeper is refused where it opens: {one_deeper}"
    );
    let bomb = "[{\"a\":".repeat(100_000);
    for limit in [64, 127, usize::MAX] {
        assert!(
            matches!(parse(bomb.as_bytes(), limit), Err(JsonError::TooDeep { .. })),
            "100,000 levels are refused at limit {limit}"
        );
    }
    assert!(parse(b"1", 0).is_ok(), "a scalar has no depth");
    assert!(parse(b"[]", 0).is_err(), "a list has one");
}

#[test]
fn an_error_says_at_which_byte() {
    assert_eq!(refused(b"\xEF\xBB\xBF{}"), JsonError::ByteOrderMark);
    assert_eq!(
        refused(b"{\"a\":\"\xC3\x28\"}"),
        JsonError::NotUtf8 { position: 6 }
    );
    assert_eq!(refused(b"{\"a\": tru}").position(), 9, "a broken word");
    assert_eq!(
        refused(b"{\n \"a\": 1,\n \"b\": x}").position(),
        17,
        "lines before are counted"
    );
    assert_eq!(refused(b"{} x").position(), 3, "something after the value");
    assert_eq!(refused(b"").position(), 0, "nothing at all");
    assert_eq!(refused(b"[1,").position(), 3, "cut off");
    for bytes in [
        &b"{\"a\":\"\\ud800\"}"[..],
        b"1e400",
        b"NaN",
        b"{'a':1}",
        b"[1,]",
        b"{\"a\":1}{}",
        b"\"\x00\"",
    ] {
        let error = refused(bytes);
        assert!(error.position() <= bytes.len(), "{error}");
    }
    let secret = refused(b"{\"password\":\"hunter2\" \"x\"}");
    assert!(
        !secret.to_string().contains("hunter2"),
        "no message quotes the content"
    );
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,16}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec(("\\PC{0,6}", inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn valid_json_is_read_as_serde_json_reads_it(value in any_json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.expect("JSON");
        let expected: Value = serde_json::from_str(&text).expect("JSON");
        let parsed = parse(text.as_bytes(), DEFAULT_MAX_DEPTH).expect("JSON");
        prop_assert_eq!(parsed.value, expected);
        prop_assert_eq!(parsed.duplicate_keys, Vec::<String>::new());
    }

    #[test]
    fn bytes_are_accepted_exactly_when_serde_json_accepts_them(
        bytes in prop::collection::vec(prop::sample::select(b"{}[]\",:0e-.1atruefalsn\\u \n\xC3\xA9".to_vec()), 0..24)
    ) {
        let expected = serde_json::from_slice::<Value>(&bytes);
        match (parse(&bytes, DEFAULT_MAX_DEPTH), expected) {
            (Ok(parsed), Ok(value)) => prop_assert_eq!(parsed.value, value),
            (Err(e), Err(_)) => prop_assert!(e.position() <= bytes.len()),
            (ours, theirs) => prop_assert!(false, "{:?} and {:?}", ours, theirs),
        }
    }
}
