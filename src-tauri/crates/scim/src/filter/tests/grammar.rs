use crate::filter::{CompareOp, CompareValue, Filter, MAX_DEPTH, MAX_LENGTH, MAX_NODES};
use crate::{AttrPath, urn};

fn parse(text: &str) -> Filter {
    Filter::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> (usize, String) {
    let error = Filter::parse(text).expect_err(text);
    (error.position, error.message)
}

fn present(name: &str) -> Filter {
    Filter::Present(AttrPath::parse(name).expect(name))
}

#[test]
fn every_example_of_rfc_7644_section_3_4_2_2_parses_and_prints_as_written() {
    for text in [
        r#"userName eq "bjensen""#,
        r#"name.familyName co "O'Malley""#,
        r#"userName sw "J""#,
        r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J""#,
        "title pr",
        r#"meta.lastModified gt "2011-05-13T04:42:34Z""#,
        r#"meta.lastModified ge "2011-05-13T04:42:34Z""#,
        r#"meta.lastModified lt "2011-05-13T04:42:34Z""#,
        r#"meta.lastModified le "2011-05-13T04:42:34Z""#,
        r#"title pr and userType eq "Employee""#,
        r#"title pr or userType eq "Intern""#,
        r#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#,
        r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#,
        r#"userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")"#,
        r#"userType eq "Employee" and (emails.type eq "work")"#,
        r#"userType eq "Employee" and emails[type eq "work" and value co "@example.com"]"#,
        r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#,
    ] {
        // Parentheses around a single condition carry nothing and are not printed.
        let expected = text.replace(r#"(emails.type eq "work")"#, r#"emails.type eq "work""#);
        assert_eq!(
            parse(text).to_string(),
            expected,
            "the RFC's own example must survive"
        );
    }
}

#[test]
fn not_binds_before_and_and_and_before_or() {
    let tree = parse("a pr or b pr and not (c pr) or d pr");
    assert_eq!(
        tree,
        Filter::Or(vec![
            present("a"),
            Filter::And(vec![present("b"), Filter::Not(Box::new(present("c")))]),
            present("d"),
        ]),
        "RFC 7644 §3.4.2.2: grouping, then not, then and, then or"
    );
    assert_eq!(
        parse("(a pr or b pr) and c pr"),
        Filter::And(vec![Filter::Or(vec![present("a"), present("b")]), present("c")]),
        "a group changes the order"
    );
}

#[test]
fn operators_and_keywords_ignore_case_and_spacing_is_free() {
    assert_eq!(
        parse("  Title  PR\tAND NOT(userName SW \"j\" Or active EQ True)"),
        parse(r#"title pr and not (userName sw "j" or active eq true)"#),
        "servers and people write operators in any case"
    );
}

#[test]
fn values_are_json_scalars() {
    let value = |text: &str| match parse(&format!("x eq {text}")) {
        Filter::Compare(_, CompareOp::Eq, value) => value,
        other => panic!("{other:?}"),
    };
    assert_eq!(value("null"), CompareValue::Null);
    assert_eq!(value("false"), CompareValue::Boolean(false));
    assert_eq!(value("-12"), CompareValue::Number((-12).into()));
    assert_eq!(
        value("1.5e3"),
        CompareValue::Number(serde_json::Number::from_f64(1500.0).expect("finite"))
    );
    assert_eq!(
        value(r#""a \"b\" \\ \u00e9 \ud83d\ude00 (x) ] and""#),
        CompareValue::String("a \"b\" \\ é 😀 (x) ] and".into()),
        "escapes are JSON's, and brackets or keywords in a text are only text"
    );
}

#[test]
fn a_urn_prefix_belongs_to_the_path() {
    let text = format!("{}:manager.value eq \"7\"", urn::ENTERPRISE_USER);
    let Filter::Compare(path, ..) = parse(&text) else {
        panic!("a comparison")
    };
    assert_eq!(path.urn.as_deref(), Some(urn::ENTERPRISE_USER));
    assert_eq!(path.attribute, "manager");
    assert_eq!(path.sub_attribute.as_deref(), Some("value"));
}

#[test]
fn attributes_named_like_keywords_can_be_asked_about() {
    assert_eq!(
        parse("not pr or and eq 1").paths().len(),
        2,
        "an operator follows, so they are names"
    );
    assert_eq!(
        parse("never eq 1").to_string(),
        "never eq 1",
        "a name may start like an operator"
    );
}

#[test]
fn the_form_entra_sends_reads_as_one_element_for_which_both_hold() {
    assert_eq!(
        parse(r#"emails[type eq "work"].value eq "x@example.com""#),
        parse(r#"emails[type eq "work" and value eq "x@example.com"]"#),
        "a value path followed by a comparison of its sub-attribute"
    );
}

#[test]
fn a_filter_with_an_unclosed_quote_says_where() {
    let (position, message) = refused(r#"userName eq "bjensen"#);
    assert_eq!(position, 12, "the quote that was opened");
    assert!(message.contains("closing quote"), "{message}");
}

#[test]
fn mistakes_are_told_with_their_place() {
    for (text, position, part) in [
        ("", 0, "empty"),
        ("userName", 8, "operator"),
        ("userName eq", 11, "value is missing"),
        ("userName is \"x\"", 9, "no operator"),
        ("userName eq bjensen", 12, "double quotes"),
        ("userName eq 01", 12, "no number"),
        ("userName eq 2011-05-13T04:42:34Z", 12, "double quotes"),
        ("\"userName\" eq \"x\"", 0, "without quotes"),
        ("userName eq \"x\" userType pr", 16, "and / or"),
        ("userName eq \"x\" and", 19, "condition is expected"),
        ("and userName pr", 0, "missing before"),
        ("not userName pr", 0, "parentheses"),
        ("(userName pr", 12, "not closed"),
        ("userName pr)", 11, "closes nothing"),
        ("emails[type eq \"work\"", 21, "not closed"),
        ("emails[type eq \"work\")", 21, "not closed"),
        ("emails[]", 7, "attribute name"),
        ("emails.value[type pr]", 12, "whole attribute"),
        ("emails[a[b pr]]", 8, "another one"),
        ("user!Name pr", 4, "attribute name"),
        ("a.b.c pr", 3, "attribute name"),
        ("title eq \"\\x\"", 11, "JSON string"),
        ("title eq \"a\u{1}\"", 11, "JSON string"),
        ("title eq 1e999", 9, "no number"),
    ] {
        let (at, message) = refused(text);
        assert_eq!(at, position, "{text}: {message}");
        assert!(message.contains(part), "{text}: {message}");
    }
}

#[test]
fn length_depth_and_size_are_bounded() {
    let long = format!("userName eq \"{}\"", "x".repeat(MAX_LENGTH));
    assert!(refused(&long).1.contains("longer"), "no unbounded text is read");
    let deep = format!("{}a pr{}", "(".repeat(MAX_DEPTH + 1), ")".repeat(MAX_DEPTH + 1));
    assert!(refused(&deep).1.contains("deeper"), "the stack is safe");
    let fits = format!("{}a pr{}", "(".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH));
    assert_eq!(parse(&fits), present("a"), "up to the bound it parses");
    let many = vec!["a pr"; MAX_NODES + 1].join(" or ");
    assert!(
        refused(&many).1.contains("more than"),
        "the work of one filter is bounded"
    );
    let nots = format!("{}a pr{}", "not (".repeat(20_000 / 6), ")".repeat(20_000 / 6));
    assert!(refused(&nots).1.contains("deeper"), "not ( counts as depth too");
}

#[test]
fn a_lookup_is_recognised_and_paths_are_listed_once() {
    let lookup = parse(r#"userName eq "bjensen""#);
    let (path, value) = lookup.as_single_eq().expect("one eq");
    assert_eq!(
        (path.to_string().as_str(), value),
        ("userName", &CompareValue::String("bjensen".into()))
    );
    assert!(parse("userName pr").as_single_eq().is_none());
    assert!(parse(r#"a eq "1" and b eq "2""#).as_single_eq().is_none());
    let paths: Vec<String> =
        parse(r#"emails[type eq "work" and value pr] or userName pr or username sw "a""#)
            .paths()
            .iter()
            .map(ToString::to_string)
            .collect();
    assert_eq!(
        paths,
        ["emails.type", "emails.value", "userName"],
        "inner paths are named whole, each once"
    );
}
