//! A calibration of servers nobody here wrote: what it finds is true of them, and everybody who was there before, and
//! nobody else, is there afterwards.

use rollcall_tests::{RealServer, Rollcall};
use serde_json::{Value, json};

/// What was found of a server: feature → value.
fn found(name: &str) -> Vec<(String, String)> {
    let server = RealServer::start(name);
    let http = server.http();
    let user = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "ada.before@example.com",
        "name": { "givenName": "Ada", "familyName": "Before", "formatted": "Ada Before" },
        "emails": [{ "value": "ada.before@example.com" }],
        "active": true,
    });
    let made = http.post("/Users", &user);
    assert_eq!(made.status, 201, "{name}: {:?}", made.body);
    let before = (http.all("/Users"), http.all("/Groups"));
    let rollcall = Rollcall::new();
    rollcall.connect("Real", server.base(), "test");
    let report = rollcall
        .json(&["connection", "calibrate", "Real", "--yes"])
        .done()
        .json();
    assert!(report["requests"].as_u64().unwrap() <= 60, "{name}: {report}");
    assert_eq!(
        report["stopped"],
        Value::Null,
        "{name}: everything was measured: {report}"
    );
    assert_eq!(
        (http.all("/Users"), http.all("/Groups")),
        before,
        "{name}: nothing is left"
    );
    let findings = report["findings"].as_array().unwrap().iter();
    let text = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
    findings.map(|f| (text(f, "feature"), text(f, "value"))).collect()
}

#[track_caller]
fn has(found: &[(String, String)], feature: &str, value: &str) {
    let known = found.iter().find(|(f, _)| f == feature).map(|(_, v)| v.as_str());
    assert_eq!(known, Some(value), "{feature}: {found:?}");
}

#[test]
fn scim2_server_is_the_reference() {
    let found = found("scim2-server");
    has(&found, "user.userName.unique", "yes");
    has(&found, "filter.Users.userName.eq", "yes");
    has(&found, "patch.Users.supported", "yes");
    has(&found, "groups.remove_member", "value_path");
}

#[test]
fn scimmy_changes_fields_by_their_path() {
    let found = found("scimmy");
    has(&found, "filter.Users.userName.eq", "yes");
    has(&found, "patch.Users.style", "path");
    has(&found, "groups.remove_member", "value_path");
}
