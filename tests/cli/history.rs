//! `rollcall history`, `rollcall requests`, `rollcall checkup`, `rollcall leaver`

use serde_json::Value;

use crate::{ready, text, users};

fn set(rollcall: &rollcall_tests::Rollcall, id: &str, value: &str, more: &[&str]) {
    let mut command = vec![
        "resources",
        "patch",
        "User",
        id,
        "--on",
        "Acme",
        "--set",
        value,
        "--yes",
    ];
    command.extend(more);
    rollcall.run(&command).done();
}

#[test]
fn a_change_is_found_in_the_history_with_its_ticket_undone_and_given_a_receipt() {
    let (sandbox, rollcall) = ready(3);
    let user = users(&sandbox).remove(0);
    let id = text(&user, "/id").to_owned();
    set(&rollcall, &id, "title=Shift lead", &["--reason", "INC-20418"]);
    set(&rollcall, &id, "nickName=Zoë", &[]);

    let history = rollcall
        .json(&["history", "User", &id, "--on", "Acme"])
        .done()
        .json();
    let entries = history["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), 2, "both changes, each once: {history}");
    let entry = entries
        .iter()
        .find(|e| e["reason"] == "INC-20418")
        .expect("the ticket is kept");
    let name = text(entry, "/id").to_owned();

    let receipt = rollcall
        .run(&["history", "User", &id, "--on", "Acme", "--receipt", &name])
        .done();
    for part in ["INC-20418", "Shift lead", "stored as sent", id.as_str()] {
        assert!(
            receipt.stdout.contains(part),
            "the receipt says {part}: {receipt}"
        );
    }

    rollcall
        .run(&["history", "User", &id, "--on", "Acme", "--undo", &name, "--yes"])
        .done();
    let there = users(&sandbox)
        .into_iter()
        .find(|u| u["id"] == id.as_str())
        .expect("still there");
    assert_eq!(there.get("title"), user.get("title"), "the old value is back");
    assert_eq!(there["nickName"], "Zoë", "and nothing else went back");
    let human = rollcall.run(&["history", "User", &id, "--on", "Acme"]).done();
    assert!(human.stdout.contains("INC-20418"), "people read it too: {human}");
}

#[test]
fn who_was_deleted_is_listed_and_leads_to_a_history() {
    let (sandbox, rollcall) = ready(3);
    let user = users(&sandbox).remove(0);
    let id = text(&user, "/id").to_owned();
    let none = rollcall
        .run(&["history", "User", "--deleted", "--on", "Acme"])
        .done();
    assert!(!none.stdout.contains(&id), "nobody is deleted yet: {none}");
    rollcall
        .run(&["resources", "delete", "User", &id, "--on", "Acme", "--yes"])
        .done();
    let listed = rollcall
        .json(&["history", "User", "--deleted", "--on", "Acme"])
        .done()
        .json();
    assert_eq!(listed[0]["id"], id.as_str(), "{listed}");
    assert_eq!(listed[0]["source"], "ours", "deleted from here: {listed}");
    let human = rollcall
        .run(&["history", "User", "--deleted", "--on", "Acme"])
        .done();
    assert!(
        human.stdout.contains(text(&user, "/displayName")),
        "by name: {human}"
    );
    let history = rollcall
        .json(&["history", "User", &id, "--on", "Acme"])
        .done()
        .json();
    assert_eq!(
        history["entries"][0]["kind"], "delete",
        "its id leads to its history: {history}"
    );
    rollcall.run(&["history", "User", "--on", "Acme"]).ends(2);
}

#[test]
fn a_checkup_ends_with_one_when_there_is_a_problem() {
    let (sandbox, rollcall) = ready(6);
    let user = users(&sandbox)
        .into_iter()
        .find(|u| u["active"] == true)
        .expect("somebody active");
    let id = text(&user, "/id").to_owned();
    set(&rollcall, &id, "active=false", &[]);
    let found = rollcall.json(&["checkup", "User", &id, "--on", "Acme"]);
    let found = found.ends(1).json();
    let inactive = |f: &Value| f["code"] == "inactive" && f["severity"] == "problem";
    assert!(
        found["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .any(inactive),
        "what keeps it from working: {found}"
    );
}

#[test]
fn a_leaver_is_one_list_that_is_shown_before_it_is_sent() {
    let (sandbox, rollcall) = ready(30);
    let user = users(&sandbox)
        .into_iter()
        .find(|u| u["active"] == true && u["groups"].as_array().is_some_and(|g| !g.is_empty()))
        .expect("somebody in a group");
    let id = text(&user, "/id").to_owned();
    let asked = rollcall.run(&["leaver", &id, "--on", "Acme"]).ends(5);
    assert!(
        asked.stderr.contains("PATCH"),
        "the exact requests are shown first: {asked}"
    );
    let done = rollcall
        .json(&["leaver", &id, "--on", "Acme", "--yes"])
        .done()
        .json();
    assert!(done["stopped"].is_null(), "all of it: {done}");
    let there = users(&sandbox)
        .into_iter()
        .find(|u| u["id"] == id.as_str())
        .expect("still there");
    assert_eq!(there["active"], false, "switched off");
    assert!(
        there["groups"].as_array().is_none_or(Vec::is_empty),
        "and out of every group: {there}"
    );
}

#[test]
fn the_request_that_showed_a_fact_is_found_by_the_number_beside_it() {
    let (sandbox, rollcall) = ready(3);
    rollcall.run(&["connection", "probe", "Acme"]).done();
    let facts = rollcall
        .json(&["connection", "capabilities", "Acme", "--all"])
        .done()
        .json();
    let seen = facts
        .as_array()
        .expect("facts")
        .iter()
        .find(|fact| fact["feature"] == "list.Users.index");
    let number = seen.expect("seen by the probe")["exchange"].to_string();
    let one = rollcall.run(&["requests", &number, "--on", "Acme"]).done();
    assert!(one.stdout.starts_with("GET "), "the request first: {one}");
    for part in ["startIndex=2", "\n200\n", "\"totalResults\": 3"] {
        assert!(one.stdout.contains(part), "sent and answered, {part}: {one}");
    }
    assert!(one.stdout.contains("authorization: ***\n"), "no secret: {one}");

    let id = text(&users(&sandbox)[0], "/id").to_owned();
    rollcall
        .run(&["resources", "get", "User", &id, "--on", "Acme"])
        .done();
    let about = rollcall
        .json(&["requests", "--on", "Acme", "--about", "User", &id])
        .done()
        .json();
    let paths: Vec<_> = about
        .as_array()
        .expect("a list")
        .iter()
        .map(|each| text(each, "/path"))
        .collect();
    assert!(
        paths.len() == 1 && paths[0].ends_with(&id),
        "that record alone: {paths:?}"
    );

    let missing = rollcall.json(&["requests", "99999", "--on", "Acme"]).ends(2);
    assert!(
        missing.stderr.contains("not_found") || missing.stdout.contains("not_found"),
        "{missing}"
    );
}
