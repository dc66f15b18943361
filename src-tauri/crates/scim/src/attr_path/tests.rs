use super::*;
use proptest::prelude::*;

fn parts(text: &str) -> (Option<String>, String, Option<String>) {
    let p = AttrPath::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    assert_eq!(
        AttrPath::parse(&p.to_string()),
        Ok(p.clone()),
        "what is printed is read again as the same path"
    );
    (p.urn, p.attribute, p.sub_attribute)
}
fn some(s: &str) -> Option<String> {
    Some(s.into())
}
const ENTERPRISE: &str = crate::urn::ENTERPRISE_USER;

#[test]
fn plain_names_and_sub_attributes_are_read() {
    assert_eq!(parts("userName"), (None, "userName".into(), None));
    assert_eq!(
        parts("name.familyName"),
        (None, "name".into(), some("familyName"))
    );
    assert_eq!(
        parts("members.$ref"),
        (None, "members".into(), some("$ref")),
        "§2.4: $ref is a name"
    );
    assert_eq!(
        parts("cost-center_2"),
        (None, "cost-center_2".into(), None),
        "hyphens, underscores, digits"
    );
    assert_eq!(
        parts("__proto__"),
        (None, "__proto__".into(), None),
        "a name like any other"
    );
}

#[test]
fn a_urn_with_dots_in_its_version_is_not_mistaken_for_a_sub_attribute() {
    let user = crate::urn::USER;
    assert_eq!(
        parts(&format!("{user}:userName")),
        (some(user), "userName".into(), None)
    );
    assert_eq!(
        parts(&format!("{user}:name.familyName")),
        (some(user), "name".into(), some("familyName"))
    );
    assert_eq!(
        parts(&format!("{ENTERPRISE}:manager.value")),
        (some(ENTERPRISE), "manager".into(), some("value"))
    );
    assert_eq!(
        parts(&format!("{ENTERPRISE}:manager.$ref")),
        (some(ENTERPRISE), "manager".into(), some("$ref"))
    );
    assert_eq!(
        parts("urn:example:hr:badge.color"),
        (some("urn:example:hr"), "badge".into(), some("color"))
    );
}

#[test]
fn a_urn_alone_is_a_whole_extension() {
    let path = AttrPath::parse(ENTERPRISE).expect("RFC 7644 §3.5.2 allows it in a PATCH path");
    assert!(path.is_extension(), "no attribute is named");
    assert_eq!(path.to_string(), ENTERPRISE, "it prints as it was read");
    let old =
        AttrPath::parse("urn:scim:schemas:extension:enterprise:1.0").expect("SCIM 1.1 URNs end in a version");
    assert!(old.is_extension(), "1.0 is no attribute name");
}

#[test]
fn a_dot_between_extension_and_attribute_is_read_as_a_colon() {
    assert_eq!(
        parts(&format!("{ENTERPRISE}.department")),
        (some(ENTERPRISE), "department".into(), None),
        "some servers write it so"
    );
}

#[test]
fn an_error_says_where() {
    let at = |text: &str| AttrPath::parse(text).expect_err(text).position;
    assert_eq!(at(""), 0, "nothing at all");
    assert_eq!(at("user name"), 4, "a space");
    assert_eq!(at("1st"), 0, "a digit first");
    assert_eq!(at("name."), 5, "nothing after the dot");
    assert_eq!(at(".name"), 0, "nothing before the dot");
    assert_eq!(at("a.b.c"), 3, "a third level");
    assert_eq!(at("größe"), 2, "a letter outside ASCII");
    assert_eq!(
        at("emails[type eq \"work\"]"),
        6,
        "a value filter belongs to PATCH paths"
    );
    assert_eq!(at("urn:a::b"), 6, "an empty part of a URN");
    assert_eq!(at("urn:example:user:"), 17, "nothing after the last colon");
    assert_eq!(at("http://example.com/x:y"), 4, "only URNs are schema prefixes");
    assert_eq!(
        at(&format!("{ENTERPRISE}:manager.a.b")),
        ENTERPRISE.len() + 10,
        "a third level below a URN"
    );
    assert_eq!(
        at(&"a".repeat(5000)),
        MAX_PATH_LENGTH,
        "an endless name is cut off"
    );
}

#[test]
fn comparison_and_hash_ignore_case() {
    let a = AttrPath::parse("Name.FAMILYNAME").expect("path");
    let b = AttrPath::parse("name.familyName").expect("path");
    assert_eq!(a, b, "RFC 7643 §2.1: names are case-insensitive");
    let set: std::collections::HashSet<AttrPath> = [a, b].into_iter().collect();
    assert_eq!(set.len(), 1, "the hash agrees with equality");
}

proptest! {
    #[test]
    fn parsing_a_printed_path_gives_the_path(
        urn in proptest::option::of("urn:[a-z]{2,8}(:[a-z][a-z0-9.-]{0,6}){0,2}:[0-9]\\.[0-9]:[A-Z][A-Za-z]{0,8}"),
        attribute in "[A-Za-z_][A-Za-z0-9_$-]{0,12}",
        sub_attribute in proptest::option::of("[A-Za-z_$][A-Za-z0-9_-]{1,12}"),
    ) {
        let path = AttrPath { urn, attribute, sub_attribute };
        prop_assert_eq!(AttrPath::parse(&path.to_string()), Ok(path));
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_position_inside_it(text in "\\PC{0,60}") {
        if let Err(e) = AttrPath::parse(&text) {
            prop_assert!(e.position <= text.len());
        }
    }
}
