//! What a merge promises.

use std::collections::HashMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ChangedBy, Merged, Side, compare, resolve};
use crate::patch::equal::{EXACT, WRITABLE, assigned, same};
use crate::patch::tests::generated::{model, resource, writable};
use crate::{Mutability, Resource, ResourceModel, Returned, urn};

fn of(value: Value) -> Resource {
    Resource::from_value(value).expect("an object")
}

fn merged(before: &Value, yours: &Value, server: &Value, decisions: &[(&str, Side)]) -> Merged {
    let model = ResourceModel::user();
    let (before, yours, server) = (of(before.clone()), of(yours.clone()), of(server.clone()));
    let comparison = compare(&model, &before, &yours, &server);
    let decisions = decisions.iter().map(|(p, s)| ((*p).to_owned(), *s)).collect();
    resolve(&model, &server, &comparison, &decisions)
}

fn who(before: &Value, yours: &Value, server: &Value) -> Vec<(String, ChangedBy)> {
    let model = ResourceModel::user();
    compare(
        &model,
        &of(before.clone()),
        &of(yours.clone()),
        &of(server.clone()),
    )
    .rows
    .into_iter()
    .map(|row| (row.path, row.by))
    .collect()
}

#[test]
fn what_one_side_changed_is_kept_and_only_what_both_changed_asks() {
    let before = json!({"id": "1", "title": "Associate", "name": {"givenName": "Zoë", "familyName": "A"},
        "nickName": "Z", "meta": {"version": "1"}, urn::ENTERPRISE_USER: {"department": "North"}});
    let yours = json!({"id": "1", "title": "Lead", "name": {"givenName": "Zoë", "familyName": "B"},
        "nickName": "Z", urn::ENTERPRISE_USER: {"department": "Central"}});
    let server = json!({"id": "1", "title": "Senior", "name": {"givenName": "Zoé", "familyName": "A"},
        "nickName": "Z", "meta": {"version": "2"}, urn::ENTERPRISE_USER: {"department": "Central"}});
    let department = format!("{}:department", urn::ENTERPRISE_USER);
    let rows = who(&before, &yours, &server);
    assert_eq!(
        rows,
        [
            ("name.familyName".to_owned(), ChangedBy::Yours),
            ("name.givenName".to_owned(), ChangedBy::Server),
            ("title".to_owned(), ChangedBy::Both),
            (department.clone(), ChangedBy::Alike),
        ]
        .map(|row| row),
        "part by part, without meta and without what nobody changed"
    );
    let open = merged(&before, &yours, &server, &[]);
    assert_eq!(open.undecided, ["title"], "one question");
    let result = merged(&before, &yours, &server, &[("title", Side::Yours)]);
    assert!(result.undecided.is_empty(), "answered");
    let result = result.resource.to_value();
    assert_eq!(result["title"], "Lead", "as decided");
    assert_eq!(
        result["name"],
        json!({"givenName": "Zoé", "familyName": "B"}),
        "neither change of the name is lost"
    );
    assert_eq!(
        result["meta"]["version"], "2",
        "what only the server writes is the server's"
    );
    let result = merged(&before, &yours, &server, &[("title", Side::Before)]);
    assert_eq!(result.resource.to_value()["title"], "Associate", "the third way");
}

#[test]
fn entries_of_a_list_are_merged_one_by_one() {
    let before = json!({"emails": [{"value": "a@example.com", "type": "work", "primary": true}],
        "phoneNumbers": [{"value": "1", "type": "mobile"}]});
    let yours = json!({"emails": [{"value": "b@example.com", "type": "work", "primary": true}],
        "phoneNumbers": [{"value": "1", "type": "mobile"}, {"value": "2", "type": "work"}]});
    let server = json!({"emails": [{"value": "a@example.com", "type": "work", "primary": true},
        {"value": "h@example.com", "type": "home"}], "phoneNumbers": []});
    assert_eq!(
        who(&before, &yours, &server),
        [
            ("emails[type eq \"work\"]".to_owned(), ChangedBy::Yours),
            ("emails[type eq \"home\"]".to_owned(), ChangedBy::Server),
            ("phoneNumbers[type eq \"mobile\"]".to_owned(), ChangedBy::Server),
            ("phoneNumbers[type eq \"work\"]".to_owned(), ChangedBy::Yours),
        ],
        "each entry has its own row"
    );
    let result = merged(&before, &yours, &server, &[]).resource.to_value();
    assert_eq!(
        result["emails"],
        json!([{"value": "b@example.com", "type": "work", "primary": true}, {"value": "h@example.com", "type": "home"}]),
        "your new address and their second one"
    );
    assert_eq!(
        result["phoneNumbers"],
        json!([{"value": "2", "type": "work"}]),
        "their removal and your addition"
    );
}

#[test]
fn two_wishes_for_one_entry_are_not_mixed() {
    let (before, yours, server) = (
        json!({"emails": [{"value": "a@example.com"}]}),
        json!({"emails": [{"value": "b@example.com"}]}),
        json!({"emails": [{"value": "c@example.com"}]}),
    );
    assert_eq!(
        who(&before, &yours, &server),
        [("emails".to_owned(), ChangedBy::Both)],
        "both replaced the one address: nobody wanted two"
    );
    let list = |work: bool, home: bool, other: bool| {
        json!({"emails": [{"value": "w@example.com", "type": "work", "primary": work},
            {"value": "h@example.com", "type": "home", "primary": home},
            {"value": "o@example.com", "type": "other", "primary": other}]})
    };
    assert_eq!(
        who(
            &list(true, false, false),
            &list(false, true, false),
            &list(false, false, true)
        ),
        [("emails".to_owned(), ChangedBy::Both)],
        "there is one primary address, so it is one question"
    );
}

#[test]
fn a_manager_is_one_thing() {
    let of = |id: &str| json!({urn::ENTERPRISE_USER: {"manager": {"value": id, "$ref": format!("../Users/{id}"), "displayName": id}}});
    let rows = who(&of("a"), &of("b"), &of("c"));
    assert_eq!(
        rows,
        [(format!("{}:manager", urn::ENTERPRISE_USER), ChangedBy::Both)],
        "one person's id with another's address would point nowhere"
    );
}

#[test]
fn a_new_password_survives_and_its_absence_says_nothing() {
    let (before, server) = (json!({"title": "A"}), json!({"title": "B"}));
    let yours = json!({"title": "A", "password": "CANARY"});
    let result = merged(&before, &yours, &server, &[]);
    assert!(result.undecided.is_empty(), "the server never shows a password");
    assert_eq!(
        result.resource.to_value()["password"],
        "CANARY",
        "it is still to be sent"
    );
}

#[test]
fn an_extension_comes_and_goes_with_its_schema() {
    let before = json!({"schemas": [urn::USER], "userName": "a"});
    let yours = json!({"schemas": [urn::USER, urn::ENTERPRISE_USER], "userName": "a",
        urn::ENTERPRISE_USER: {"department": "North"}});
    let result = merged(&before, &yours, &before, &[]).resource;
    assert_eq!(
        result.schemas(),
        [urn::USER, urn::ENTERPRISE_USER],
        "RFC 7643 §3: what is used is named"
    );
    let result = merged(&yours, &before, &yours, &[]).resource;
    assert_eq!(result.schemas(), [urn::USER], "and no longer when it is gone");
}

/// What differs in what a client can write, silent attributes apart.
fn differs(model: &ResourceModel, a: &Resource, b: &Resource) -> Option<String> {
    let known = writable(model, a, b).into_iter().find_map(|(attribute, a, b)| {
        let silent = attribute.mutability == Mutability::WriteOnly || attribute.returned == Returned::Never;
        let equal = silent || same(Some(attribute), a, b, WRITABLE);
        (!equal).then(|| format!("{}: {a:?} and {b:?}", attribute.name))
    });
    let extra = |r: &Resource| -> Vec<(String, Value)> {
        let mut extra: Vec<_> =
            r.0.clone()
                .into_iter()
                .filter(|(k, v)| k.starts_with("extra") && assigned(v))
                .collect();
        extra.sort_by(|(a, _), (b, _)| a.cmp(b));
        extra
    };
    let same_extra = extra(a).len() == extra(b).len()
        && extra(a)
            .iter()
            .zip(extra(b).iter())
            .all(|((ka, va), (kb, vb))| ka == kb && same(None, Some(va), Some(vb), EXACT));
    known.or((!same_extra).then(|| "something undeclared".to_owned()))
}

fn three() -> impl Strategy<Value = (ResourceModel, Resource, Resource, Resource)> {
    model().prop_flat_map(|model| {
        (resource(&model), resource(&model), resource(&model))
            .prop_map(move |(before, yours, server)| (model.clone(), before, yours, server))
    })
}

fn merge(model: &ResourceModel, [before, yours, server]: [&Resource; 3], all: Option<Side>) -> Merged {
    let comparison = compare(model, before, yours, server);
    let decisions: HashMap<String, Side> = comparison
        .rows
        .iter()
        .filter(|row| row.by == ChangedBy::Both)
        .filter_map(|row| Some((row.path.clone(), all?)))
        .collect();
    resolve(model, server, &comparison, &decisions)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_nobody_else_changed_anything_the_result_is_yours((model, before, yours, _) in three()) {
        let merged = merge(&model, [&before, &yours, &before], None);
        prop_assert!(merged.undecided.is_empty(), "nothing to ask: {:?}", merged.undecided);
        prop_assert_eq!(differs(&model, &merged.resource, &yours), None, "every change of yours and no other");
    }

    #[test]
    fn where_you_changed_nothing_the_result_is_the_servers((model, before, _, server) in three()) {
        let merged = merge(&model, [&before, &before, &server], None);
        prop_assert!(merged.undecided.is_empty(), "nothing to ask");
        prop_assert_eq!(merged.resource, server, "to the letter");
    }

    #[test]
    fn where_both_made_the_same_of_it_nothing_is_asked((model, before, yours, _) in three()) {
        let merged = merge(&model, [&before, &yours, &yours], None);
        prop_assert!(merged.undecided.is_empty(), "agreement is no conflict: {:?}", merged.undecided);
        prop_assert_eq!(differs(&model, &merged.resource, &yours), None, "and stays");
    }

    #[test]
    fn it_does_not_matter_who_is_called_you((model, before, yours, server) in three()) {
        let here = compare(&model, &before, &yours, &server);
        let there = compare(&model, &before, &server, &yours);
        let silent_only = |rows: &[super::Row]| rows.iter().filter(|r| matches!(r.by, ChangedBy::Both)).map(|r| r.path.clone()).collect::<std::collections::BTreeSet<_>>();
        prop_assert_eq!(silent_only(&here.rows), silent_only(&there.rows), "the same questions");
        let mine = merge(&model, [&before, &yours, &server], Some(Side::Yours));
        let theirs = merge(&model, [&before, &server, &yours], Some(Side::Server));
        prop_assert!(mine.undecided.is_empty() && theirs.undecided.is_empty(), "all answered");
        prop_assert_eq!(differs(&model, &mine.resource, &theirs.resource), None, "and the same result");
    }

    #[test]
    fn every_question_answered_with_the_servers_leaves_only_what_you_alone_changed((model, before, yours, server) in three()) {
        let merged = merge(&model, [&before, &yours, &server], Some(Side::Server));
        let again = compare(&model, &server, &merged.resource, &server);
        let alone = compare(&model, &before, &yours, &server).rows.into_iter().filter(|r| r.by == ChangedBy::Yours).count();
        prop_assert!(again.rows.len() <= alone, "no more is sent than what you alone changed");
    }
}
