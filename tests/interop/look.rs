//! A closer look at each server: at most sixteen requests, none of them a write, and what is known of the server is found.

use rollcall_tests::{RealServer, Rollcall};
use serde_json::{Value, json};

/// What was seen of a server with three people and a group: feature → value.
fn seen(name: &str) -> Vec<(String, String)> {
    let server = RealServer::start(name);
    let http = server.http();
    let mut ids = Vec::new();
    for who in ["ada", "ben", "cleo"] {
        let user = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": format!("{who}.look@example.com"),
            "name": { "givenName": who, "familyName": "Look", "formatted": format!("{who} Look") },
            "emails": [{ "value": format!("{who}.look@example.com") }],
            "active": true,
        });
        let made = http.post("/Users", &user);
        assert_eq!(made.status, 201, "{name} takes {who}: {:?}", made.body);
        ids.push(made.body["id"].as_str().unwrap_or_default().to_owned());
    }
    let group = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "Look",
        "members": [{ "value": ids.first() }],
    });
    http.post("/Groups", &group);
    let before = http.all("/Users");
    let rollcall = Rollcall::new();
    rollcall.connect("Real", server.base(), "production");
    let report = rollcall.json(&["connection", "probe", "Real"]).done().json();
    assert!(report["requests"].as_u64().unwrap() <= 16, "{name}: {report}");
    assert_eq!(report["stopped"], Value::Null, "{name}: every question was asked");
    assert_eq!(http.all("/Users"), before, "{name}: looking changes nothing");
    report["capabilities"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["source"] == "observed")
        .map(|c| {
            (
                c["feature"].as_str().unwrap().into(),
                c["value"].as_str().unwrap().into(),
            )
        })
        .collect()
}

#[track_caller]
fn has(seen: &[(String, String)], feature: &str, value: &str) {
    let found = seen.iter().find(|(f, _)| f == feature).map(|(_, v)| v.as_str());
    assert_eq!(found, Some(value), "{feature}: {seen:?}");
}

#[test]
fn scim2_server_does_what_it_says() {
    let seen = seen("scim2-server");
    has(&seen, "filter.Users.userName.eq", "yes");
    has(&seen, "list.Users.index", "honoured");
    has(&seen, "groups.members_source", "inline");
}

#[test]
fn scimmy_filters_and_pages() {
    let seen = seen("scimmy");
    has(&seen, "filter.Users.userName.eq", "yes");
    has(&seen, "list.Users.index", "honoured");
}

#[test]
fn django_scim2_filters_by_name_whatever_it_says_of_itself() {
    has(&seen("django-scim2"), "filter.Users.userName.eq", "yes");
}

#[test]
fn canaille_fails_on_count_and_ignores_filters() {
    let seen = seen("canaille");
    has(&seen, "list.Users.count.accepted", "no");
    has(&seen, "filter.unsupported", "ignored");
}
