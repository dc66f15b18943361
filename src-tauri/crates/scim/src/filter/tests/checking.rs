use crate::ResourceModel;
use crate::filter::Filter;

#[test]
fn a_filter_that_fits_the_schema_passes() {
    let model = ResourceModel::user();
    for text in [
        r#"userName eq "x" and active eq true"#,
        r#"meta.lastModified gt "2026-01-01T00:00:00Z""#,
        r#"emails[type eq "work" and value co "@example.com"]"#,
        r#"emails co "example.com""#,
        "name pr and active ne null",
        r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "IT""#,
        r#"schemas eq "urn:ietf:params:scim:schemas:core:2.0:User""#,
        r#"id eq "1" or externalId eq "2""#,
        r#"password eq "x""#,
        r#"meta.created sw "2026""#,
    ] {
        assert_eq!(Filter::parse_for(&model, text).err(), None, "{text}");
    }
}

#[test]
fn a_filter_against_the_schema_says_what_and_where() {
    let model = ResourceModel::user();
    for (text, position, part) in [
        ("nickname pr and colour pr", 16, "colour"),
        ("active gt true", 0, "true or false"),
        ("userName pr and active co \"t\"", 16, "true or false"),
        ("x509Certificates.value gt \"aa\"", 0, "binary"),
        ("x509Certificates.value eq \"x\"", 0, "base64"),
        ("name eq \"Jensen\"", 0, "complex"),
        ("addresses eq \"x\"", 0, "complex"),
        ("name[familyName pr]", 0, "single value"),
        ("emails[colour eq \"x\"]", 7, "colour"),
        ("title pr or emails[type eq 4]", 19, "text in double quotes"),
        ("userName eq true", 0, "text in double quotes"),
        ("userName gt null", 0, "null"),
        ("meta.created gt \"yesterday\"", 0, "date"),
        ("password co \"x\"", 0, "write-only"),
        ("emails.value.x pr", 12, "sub-attribute"),
    ] {
        let error = Filter::parse_for(&model, text).expect_err(text);
        assert_eq!(error.position, position, "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
    }
    let parsed = Filter::parse("(title pr) and colour pr").expect("parses");
    let error = parsed.check(&model).expect_err("unknown attribute");
    assert_eq!(
        error.position, 13,
        "without the text, the place in the printed form: title pr and colour pr"
    );
}
