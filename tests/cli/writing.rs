//! `rollcall resources create|patch|replace|delete`

use serde_json::{Value, json};

use crate::{ready, text, users};

#[test]
fn a_person_is_created_edited_replaced_and_deleted() {
    let (sandbox, rollcall) = ready(3);
    let create = [
        "resources",
        "create",
        "User",
        "--on",
        "Acme",
        "--set",
        "userName=zoe.kowalczyk@example.com",
        "--set",
        "name.givenName=Zoë",
        "--set",
        "name.familyName=Kowalczyk",
        "--set",
        "active=true",
        "--yes",
    ];
    let created = rollcall.json(&create).done().json();
    let id = text(&created, "/id").to_owned();
    assert_eq!(created["allStored"], true, "what was sent was read back");
    let there = sandbox
        .user("zoe.kowalczyk@example.com")
        .expect("the server has her");
    assert_eq!(there["name"]["givenName"], "Zoë", "her name arrived whole");

    let patch = [
        "resources",
        "patch",
        "User",
        &id,
        "--on",
        "Acme",
        "--set",
        "title=Shift lead",
        "--yes",
    ];
    let patched = rollcall.run(&patch).done();
    assert_eq!(patched.stdout.trim(), id, "the result is the id: {patched}");
    assert!(
        patched.stderr.contains("+ title: Shift lead"),
        "the difference is shown first: {patched}"
    );
    let there = sandbox
        .user("zoe.kowalczyk@example.com")
        .expect("she is still there");
    assert_eq!(there["title"], "Shift lead", "the change arrived");
    assert_eq!(
        there["name"]["familyName"], "Kowalczyk",
        "and nothing else changed"
    );

    let body =
        json!({"userName": "zoe.kowalczyk@example.com", "displayName": "Zoë Kowalczyk", "active": true});
    let file = rollcall.file("zoe.json", body.to_string());
    let replaced = rollcall
        .run(&[
            "resources",
            "replace",
            "User",
            &id,
            &file,
            "--on",
            "Acme",
            "--yes",
        ])
        .done();
    assert!(
        replaced.stderr.contains("also erase"),
        "what a PUT would lose is said before: {replaced}"
    );
    let there = sandbox
        .user("zoe.kowalczyk@example.com")
        .expect("she is still there");
    assert_eq!(there.get("title"), None, "PUT replaces the whole");

    rollcall
        .run(&["resources", "delete", "User", &id, "--on", "Acme", "--yes"])
        .done();
    assert_eq!(sandbox.user("zoe.kowalczyk@example.com"), None, "she is gone");
    assert_eq!(sandbox.users().len(), 3, "and nobody else");
}

#[test]
fn a_body_comes_from_standard_input() {
    let (sandbox, rollcall) = ready(1);
    let body = json!({"userName": "mateus.ferreira@example.org", "active": true}).to_string();
    let create = ["resources", "create", "User", "-", "--on", "Acme", "--yes"];
    rollcall.run_with(&create, &body).done();
    let there = sandbox.user("mateus.ferreira@example.org").expect("he is there");
    let operations = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "active", "value": false}],
    });
    let patch = [
        "resources",
        "patch",
        "User",
        text(&there, "/id"),
        "-",
        "--on",
        "Acme",
        "--yes",
    ];
    rollcall.run_with(&patch, &operations.to_string()).done();
    let there = sandbox.user("mateus.ferreira@example.org").expect("he is there");
    assert_eq!(there["active"], false, "a PatchOp message is sent as it is");
    rollcall
        .run_with(&[&create[..], &["--json"]].concat(), "{\"userName\": ")
        .fails(2, "usage");
}

#[test]
fn a_custom_resource_is_created_and_changed_by_its_schema() {
    let (_sandbox, rollcall) = ready(2);
    let create = [
        "resources",
        "create",
        "Role",
        "--on",
        "Acme",
        "--set",
        "name=Snow safety",
        "--yes",
    ];
    let created = rollcall.json(&create).done().json();
    let patch = [
        "resources",
        "patch",
        "Role",
        text(&created, "/id"),
        "--on",
        "Acme",
        "--set",
        "description=Avalanches",
        "--yes",
    ];
    let patched = rollcall.json(&patch).done().json();
    assert_eq!(
        patched["resource"]["description"], "Avalanches",
        "any declared type can be changed"
    );
}

#[test]
fn what_is_so_already_is_not_sent() {
    let (sandbox, rollcall) = ready(4);
    let someone = users(&sandbox).remove(1);
    let set = format!("title={}", text(&someone, "/title"));
    sandbox.reset();
    let patch = [
        "resources",
        "patch",
        "User",
        text(&someone, "/id"),
        "--on",
        "Acme",
        "--set",
        &set,
        "--yes",
    ];
    let same = rollcall.json(&patch).done().json();
    assert_eq!(same["unchanged"], true, "the result says there was nothing to do");
    assert_eq!(sandbox.writes(), 0, "and nothing was sent");
}

#[test]
fn nothing_is_sent_without_an_agreement() {
    let (sandbox, rollcall) = ready(4);
    let someone = users(&sandbox).remove(2);
    let id = text(&someone, "/id");
    sandbox.reset();
    for command in [
        vec![
            "resources",
            "create",
            "User",
            "--on",
            "Acme",
            "--set",
            "userName=kim@example.com",
        ],
        vec![
            "resources",
            "patch",
            "User",
            id,
            "--on",
            "Acme",
            "--set",
            "title=Chief",
        ],
        vec!["resources", "delete", "User", id, "--on", "Acme"],
    ] {
        let asked = rollcall.json(&command);
        assert_eq!(asked.code, 5, "nobody is there to ask: {asked}");
        assert!(
            asked.stderr.contains("--yes"),
            "the way to agree is named: {asked}"
        );
        assert_eq!(asked.stdout, "", "no result: {asked}");
    }
    assert_eq!(sandbox.writes(), 0, "no write left this computer");
}

#[test]
fn a_refusal_of_the_server_is_told_in_its_own_words() {
    let (sandbox, rollcall) = ready(4);
    let taken = format!("userName={}", text(&users(&sandbox)[0], "/userName"));
    let create = [
        "resources",
        "create",
        "User",
        "--on",
        "Acme",
        "--set",
        &taken,
        "--yes",
    ];
    rollcall.json(&create).fails(1, "refused");
    let human = rollcall.run(&create).ends(1);
    assert!(
        human.stderr.contains("409"),
        "the server's status is shown: {human}"
    );
    assert!(human.stderr.contains("uniqueness"), "and its scimType: {human}");
    assert_eq!(sandbox.users().len(), 4, "nobody was added");
}

#[test]
fn an_answer_that_got_lost_is_looked_for_and_not_sent_twice() {
    let (sandbox, rollcall) = ready(2);
    rollcall.run(&["connection", "test", "Acme"]).done();
    sandbox
        .behave("[[fault]]\nmethod = \"POST\"\nendpoint = \"/Users\"\naction = { kind = \"lose_answer\" }\n");
    let create = [
        "resources",
        "create",
        "User",
        "--on",
        "Acme",
        "--set",
        "userName=noor@example.com",
        "--yes",
    ];
    let lost = rollcall.json(&create);
    let there = users(&sandbox)
        .iter()
        .filter(|u| u["userName"] == "noor@example.com")
        .count();
    assert_eq!(there, 1, "the server has her once: {lost}");
    assert_eq!(
        sandbox.stats().created.get("User"),
        Some(&1),
        "the write went out once"
    );
    let told = lost.done().json();
    assert_eq!(
        told["resource"]["userName"], "noor@example.com",
        "the server was asked, and has her"
    );
}

#[test]
fn an_attribute_the_server_ignores_is_reported() {
    let (sandbox, rollcall) = ready(3);
    let someone = users(&sandbox).remove(0);
    rollcall.run(&["connection", "test", "Acme"]).done();
    sandbox.behave("[patch]\nanswer = \"nothing_done\"\n");
    let patch = [
        "resources",
        "patch",
        "User",
        text(&someone, "/id"),
        "--on",
        "Acme",
        "--set",
        "title=Chief",
        "--yes",
    ];
    let ignored = rollcall.json(&patch).ends(1).json();
    assert_eq!(ignored["allStored"], false, "200 is no proof: the read back is");
    let verdicts = ignored["verdicts"].as_array().cloned().unwrap_or_default();
    let title = verdicts
        .iter()
        .find(|v| v["path"] == "title")
        .map_or(Value::Null, |v| v["verdict"].clone());
    assert!(
        ["ignored", "rejected"].contains(&title.as_str().unwrap_or_default()),
        "{verdicts:?}"
    );
}

// Q-VER-01
#[test]
fn q_ver_01_a_server_of_scim_1_1_is_changed_as_any_other() {
    let sandbox = rollcall_tests::Sandbox::with_profile(3, "[discovery]\nscim_1_1 = true\n");
    let rollcall = rollcall_tests::Rollcall::new();
    rollcall.connect("Acme", &sandbox.base(), "test");
    let on = ["--on", "Acme", "--yes"];
    let run = |words: &[&str]| rollcall.json(&[words, &on].concat()).done().json();
    let created = run(&[
        "resources",
        "create",
        "User",
        "--set",
        "userName=zoe@example.com",
        "--set",
        "title=Trainee",
    ]);
    assert_eq!(
        created["allStored"], true,
        "translated, sent, read back: {created}"
    );
    let id = text(&created, "/id").to_owned();
    run(&["resources", "patch", "User", &id, "--set", "nickName=Zoë"]);
    run(&["resources", "patch", "User", &id, "--set", "active=false"]);
    let there = sandbox.user("zoe@example.com").expect("the server has her");
    assert_eq!(
        (&there["title"], &there["nickName"], &there["active"]),
        (&json!("Trainee"), &json!("Zoë"), &json!(false)),
        "what was not named stays"
    );
    run(&["resources", "delete", "User", &id]);
    assert!(sandbox.user("zoe@example.com").is_none(), "and she is gone");
}
