use serde_json::json;

use crate::filter::Filter;
use crate::{Attribute, Resource, ResourceModel, Schema, urn};

fn attribute(value: serde_json::Value) -> Attribute {
    serde_json::from_value(value).expect("an attribute")
}

fn model() -> ResourceModel {
    let mut model = ResourceModel::user();
    model.extensions.push((
        Schema {
            id: "urn:example:params:scim:schemas:badge:2.0:User".into(),
            name: "Badge".into(),
            description: String::new(),
            attributes: vec![
                attribute(json!({"name": "number", "type": "integer"})),
                attribute(json!({"name": "weight", "type": "decimal"})),
                attribute(json!({"name": "code", "type": "string", "caseExact": true})),
                attribute(json!({"name": "doors", "type": "string", "multiValued": true})),
                attribute(json!({"name": "key", "type": "binary"})),
            ],
        },
        false,
    ));
    model
}

fn user() -> Resource {
    Resource::from_value(json!({
        "schemas": [urn::USER, urn::ENTERPRISE_USER],
        "id": "2819c223-7F76",
        "externalId": "Ext-7",
        "userName": "bjensen@example.com",
        "name": {"familyName": "Jensén", "givenName": "Barbara"},
        "displayName": "",
        "title": null,
        "active": true,
        "phoneNumbers": [],
        "emails": [
            {"value": "bjensen@example.com", "type": "work", "primary": true},
            {"value": "babs@example.org", "type": "home"}
        ],
        "meta": {"lastModified": "2011-05-13T04:42:34Z", "resourceType": "User"},
        urn::ENTERPRISE_USER: {"department": "Tour Operations", "manager": {"value": "26118915"}},
        "urn:example:params:scim:schemas:badge:2.0:User": {
            "number": 701984, "weight": 2.5, "code": "Ab", "doors": ["North", "Süd"], "key": "AQID"
        },
        "favouriteColour": "Blue",
        "lockers": [{"value": "12", "floor": 3}]
    }))
    .expect("an object")
}

#[track_caller]
fn holds(text: &str) {
    let filter = Filter::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    assert!(filter.matches(&model(), &user()), "should match: {text}");
}

#[track_caller]
fn fails(text: &str) {
    let filter = Filter::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    assert!(!filter.matches(&model(), &user()), "should not match: {text}");
}

#[test]
fn strings_compare_without_case_unless_case_exact() {
    holds(r#"userName eq "BJensen@Example.com""#);
    holds(r#"name.familyName eq "JENSÉN""#);
    holds("name.familyName eq \"jense\u{301}n\"");
    holds(r#"userName sw "BJ" and userName co "JEN" and userName ew ".COM""#);
    fails(r#"userName sw "jensen""#);
    // RFC 7643 §3.1: id and externalId are caseExact.
    holds(r#"id eq "2819c223-7F76""#);
    fails(r#"id eq "2819c223-7f76""#);
    fails(r#"externalId eq "ext-7""#);
    holds(r#"urn:example:params:scim:schemas:badge:2.0:User:code eq "Ab""#);
    fails(r#"urn:example:params:scim:schemas:badge:2.0:User:code eq "AB""#);
}

#[test]
fn the_order_of_strings_is_lexicographic() {
    holds(r#"name.givenName gt "Alf" and name.givenName lt "CARL""#);
    holds(r#"name.givenName ge "barbara" and name.givenName le "BARBARA""#);
    fails(r#"name.givenName gt "barbara""#);
}

#[test]
fn instants_compare_as_instants_whatever_their_zone() {
    holds(r#"meta.lastModified eq "2011-05-13T06:42:34+02:00""#);
    holds(r#"meta.lastModified gt "2011-05-13T06:42:33.9+02:00""#);
    fails(r#"meta.lastModified lt "2011-05-13T04:42:34Z""#);
    holds(r#"meta.lastModified ge "2011-05-13T04:42:34""#);
    holds(r#"meta.lastModified le "2011-05-13T04:42:34+0000""#);
    fails(r#"meta.lastModified gt "yesterday""#);
    holds(r#"meta.lastModified sw "2011-05""#);
}

#[test]
fn numbers_compare_as_numbers() {
    let badge = "urn:example:params:scim:schemas:badge:2.0:User";
    holds(&format!(
        "{badge}:number eq 701984 and {badge}:number eq 701984.0"
    ));
    holds(&format!("{badge}:number gt 99999"));
    fails(&format!("{badge}:number lt 8"));
    holds(&format!("{badge}:weight ge 2.5 and {badge}:weight lt 10"));
    fails(&format!("{badge}:number co 7"));
}

#[test]
fn booleans_know_only_eq_and_ne() {
    holds("active eq true");
    fails("active eq false");
    holds("active ne false");
    fails("active ne true");
    fails("active gt false");
    fails(r#"active co "t""#);
    holds(r#"active eq "True""#);
}

#[test]
fn binary_compares_by_its_bytes() {
    holds(r#"urn:example:params:scim:schemas:badge:2.0:User:key eq "AQID""#);
    fails(r#"urn:example:params:scim:schemas:badge:2.0:User:key eq "aqid""#);
    fails(r#"urn:example:params:scim:schemas:badge:2.0:User:key gt "AAAA""#);
}

#[test]
fn a_list_matches_when_any_value_does_and_complex_values_compare_by_value() {
    holds(r#"emails eq "babs@example.org""#);
    holds(r#"emails co "example.org" and emails.value co "example.com""#);
    holds(r#"emails.type eq "work" and emails.type eq "home""#);
    holds(r#"urn:example:params:scim:schemas:badge:2.0:User:doors eq "SÜD""#);
    holds(&format!("schemas eq \"{}\"", urn::ENTERPRISE_USER));
}

#[test]
fn a_value_path_needs_one_value_for_which_all_holds() {
    holds(r#"emails[type eq "work" and value co "@example.com"]"#);
    fails(r#"emails[type eq "home" and value co "@example.com"]"#);
    holds(r#"emails[not (primary eq true)]"#);
    holds(r#"urn:example:params:scim:schemas:badge:2.0:User:doors[value sw "n"]"#);
    fails(r#"addresses[type eq "work"]"#);
    fails("emails[primary eq true and type eq \"home\"]");
}

#[test]
fn ne_is_the_opposite_of_eq_for_one_value_for_many_and_for_none() {
    holds(r#"userName ne "other""#);
    fails(r#"userName ne "BJENSEN@example.com""#);
    // One of the values equals it, so it is not so that none does.
    fails(r#"emails.type ne "work""#);
    holds(r#"emails.type ne "other""#);
    // Nothing there equals nothing given.
    holds(r#"title ne "Tour Guide""#);
    holds(r#"phoneNumbers.value ne "555""#);
    holds(r#"emails[type ne "work"]"#);
}

#[test]
fn present_means_a_value_that_is_not_empty() {
    holds("userName pr and emails pr and name pr and active pr");
    fails("displayName pr");
    fails("title pr");
    fails("phoneNumbers pr");
    fails("nickName pr");
    holds("emails.primary pr");
    fails("emails.display pr");
    holds("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr");
}

#[test]
fn null_stands_for_not_present() {
    holds("title eq null and nickName eq null and displayName eq null and phoneNumbers eq null");
    fails("userName eq null");
    holds("userName ne null and emails ne null");
    fails("title ne null");
    fails("title gt null");
}

#[test]
fn common_attributes_and_extensions_are_found() {
    holds(r#"meta.resourceType eq "User""#);
    holds(r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "tour operations""#);
    holds(r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "26118915""#);
    holds(r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "bj""#);
    fails(r#"department eq "tour operations""#);
}

#[test]
fn what_no_schema_declares_compares_by_its_json() {
    holds(r#"favouriteColour eq "BLUE""#);
    holds("lockers.floor gt 2");
    holds(r#"lockers[value eq "12" and floor eq 3]"#);
    holds(r#"lockers eq "12""#);
    fails(r#"lockers.floor eq "x""#);
    fails("unheardOf pr");
    holds(r#"unheardOf ne "x""#);
}

#[test]
fn a_value_of_another_type_does_not_match_and_is_no_error() {
    fails("userName eq 5");
    fails("userName eq true");
    fails(r#"active eq "maybe""#);
    fails(r#"name eq "Barbara""#);
}
