//! Property: what is printed parses back to the same tree.

use proptest::prelude::*;

use crate::filter::{CompareOp, CompareValue, Filter};
use crate::{AttrPath, urn};

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("userName".to_owned()),
        Just("not".to_owned()),
        Just("or".to_owned()),
        Just("never".to_owned()),
        Just("$ref".to_owned()),
        "[a-zA-Z][a-zA-Z0-9_-]{0,8}",
    ]
}

fn path() -> impl Strategy<Value = AttrPath> {
    (
        proptest::option::weighted(0.2, Just(urn::ENTERPRISE_USER.to_owned())),
        name(),
        proptest::option::of(name()),
    )
        .prop_map(|(urn, attribute, sub_attribute)| AttrPath {
            urn,
            attribute,
            sub_attribute,
        })
}

fn value() -> impl Strategy<Value = CompareValue> {
    prop_oneof![
        Just(CompareValue::Null),
        any::<bool>().prop_map(CompareValue::Boolean),
        any::<i64>().prop_map(|n| CompareValue::Number(n.into())),
        any::<u64>().prop_map(|n| CompareValue::Number(n.into())),
        any::<f64>()
            .prop_filter_map("finite", serde_json::Number::from_f64)
            .prop_map(CompareValue::Number),
        any::<String>().prop_map(CompareValue::String),
    ]
}

fn op() -> impl Strategy<Value = CompareOp> {
    use CompareOp::{Co, Eq, Ew, Ge, Gt, Le, Lt, Ne, Sw};
    proptest::sample::select(vec![Eq, Ne, Co, Sw, Ew, Gt, Ge, Lt, Le])
}

fn leaf() -> impl Strategy<Value = Filter> {
    prop_oneof![
        (path(), op(), value()).prop_map(|(path, op, value)| Filter::Compare(path, op, value)),
        path().prop_map(Filter::Present),
    ]
}

fn logical(leaf: impl Strategy<Value = Filter> + 'static) -> impl Strategy<Value = Filter> {
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Filter::Or),
            inner.prop_map(|f| Filter::Not(Box::new(f))),
        ]
    })
}

pub(crate) fn filter() -> impl Strategy<Value = Filter> {
    logical(prop_oneof![
        4 => leaf(),
        1 => (name(), logical(leaf())).prop_map(|(name, inner)| {
            Filter::ValuePath(AttrPath::attribute(&name), Box::new(inner))
        }),
    ])
}

proptest! {
    #[test]
    fn a_printed_filter_parses_back_to_the_same_tree(filter in filter()) {
        let text = filter.to_string();
        prop_assert_eq!(Filter::parse(&text), Ok(filter), "printed as {}", text);
    }

    #[test]
    fn no_text_makes_the_parser_panic_and_errors_point_into_the_text(text in ".{0,80}") {
        if let Err(error) = Filter::parse(&text) {
            prop_assert!(error.position <= text.len());
        }
    }

    #[test]
    fn broken_filters_never_panic(filter in filter(), cut in 0usize..200, insert in "[\"()\\[\\]\\\\a. ]{0,3}") {
        let mut text: String = filter.to_string();
        let at = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.insert_str(at, &insert);
        if let Err(error) = Filter::parse(&text) {
            prop_assert!(error.position <= text.len());
        }
    }
}
