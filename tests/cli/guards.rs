//! What production and read-only connections refuse, whoever asks.

use rollcall_tests::{CANARY, Rollcall, Sandbox};

use crate::{production, ready, text, users};

#[test]
fn locked_production_refuses_every_write_and_answers_every_question() {
    let (sandbox, rollcall) = production(5);
    let id = text(&users(&sandbox)[1], "/id").to_owned();
    rollcall
        .run(&["resources", "list", "User", "--on", "Globex"])
        .done();
    rollcall.run(&["sync", "--on", "Globex"]).done();
    let before = users(&sandbox);
    for command in [
        vec![
            "resources",
            "create",
            "User",
            "--on",
            "Globex",
            "--set",
            "userName=kim@example.com",
            "--yes",
        ],
        vec![
            "resources",
            "patch",
            "User",
            &id,
            "--on",
            "Globex",
            "--set",
            "title=Chief",
            "--yes",
        ],
        vec!["resources", "delete", "User", &id, "--on", "Globex", "--yes"],
        vec![
            "resources",
            "delete",
            "User",
            &id,
            "--on",
            "Globex",
            "--confirm",
            "Globex:1",
        ],
    ] {
        let refused = rollcall.json(&command).fails(5, "read_only");
        assert!(
            refused.stderr.contains("unlock"),
            "the way out is named: {refused}"
        );
    }
    assert_eq!(sandbox.writes(), 0, "no write left this computer");
    assert_eq!(users(&sandbox), before, "and the server is as it was");
}

#[test]
fn yes_is_not_enough_to_delete_or_deactivate_on_production() {
    let (sandbox, rollcall) = production(6);
    rollcall.run(&["connection", "unlock", "Globex"]).done();
    let id = text(&users(&sandbox)[1], "/id").to_owned();
    let other = text(&users(&sandbox)[2], "/id").to_owned();
    let edit = [
        "resources",
        "patch",
        "User",
        &other,
        "--on",
        "Globex",
        "--set",
        "title=Chief",
        "--yes",
    ];
    rollcall.run(&edit).done();
    sandbox.reset();

    let deactivate = [
        "resources",
        "patch",
        "User",
        &id,
        "--on",
        "Globex",
        "--set",
        "active=false",
    ];
    let delete = ["resources", "delete", "User", &id, "--on", "Globex"];
    for destructive in [&deactivate[..], &delete[..]] {
        let yes = [destructive, &["--yes"]].concat();
        let refused = rollcall.json(&yes).fails(5, "confirmation_needed");
        assert!(
            refused.stderr.contains("Globex:1"),
            "what to type is said: {refused}"
        );
        for wrong in ["Globex:2", "Acme:1"] {
            let wrong = rollcall.json(&[destructive, &["--confirm", wrong]].concat());
            assert_eq!(
                wrong.code, 5,
                "another name or number is no confirmation: {wrong}"
            );
        }
        rollcall
            .json(&[destructive, &["--confirm", "Globex"]].concat())
            .fails(2, "usage");
    }
    assert_eq!(sandbox.writes(), 0, "nothing was sent so far");

    rollcall
        .run(&[&deactivate[..], &["--confirm", "Globex:1"]].concat())
        .done();
    let there = users(&sandbox)
        .into_iter()
        .find(|u| u["id"] == id.as_str())
        .expect("the person");
    assert_eq!(there["active"], false, "name and number let it through");
    rollcall
        .run(&[&delete[..], &["--confirm", "Globex:1"]].concat())
        .done();
    assert_eq!(sandbox.users().len(), 5, "and the deletion too");

    rollcall.run(&["connection", "lock", "Globex"]).done();
    let edit = [
        "resources",
        "patch",
        "User",
        &other,
        "--on",
        "Globex",
        "--set",
        "title=Porter",
        "--yes",
    ];
    rollcall.json(&edit).fails(5, "read_only");
}

#[test]
fn a_read_only_connection_refuses_writes_in_every_environment() {
    for environment in ["production", "test", "sandbox"] {
        let sandbox = Sandbox::with_people(3);
        let rollcall = Rollcall::new();
        let add = [
            "connection",
            "add",
            "Look",
            "--url",
            &sandbox.base(),
            "--environment",
            environment,
            "--read-only",
            "--secret-stdin",
        ];
        rollcall.run_with(&add, CANARY).done();
        let create = [
            "resources",
            "create",
            "User",
            "--on",
            "Look",
            "--set",
            "userName=k@example.com",
            "--yes",
        ];
        rollcall.json(&create).fails(5, "read_only");
        let group = [
            "group",
            "members",
            "Apprentices",
            "--on",
            "Look",
            "--add",
            "-",
            "--yes",
            "--json",
        ];
        let name = text(&users(&sandbox)[0], "/userName").to_owned();
        let refused = rollcall.run_with(&group, &name);
        assert_eq!(sandbox.writes(), 0, "{environment}: nothing was sent: {refused}");
    }
}

#[test]
fn a_group_is_not_changed_through_a_locked_connection() {
    let (sandbox, rollcall) = production(8);
    let name = text(&users(&sandbox)[0], "/userName").to_owned();
    let group = text(&sandbox.groups()[0].to_value(), "/id").to_owned();
    for action in ["--add", "--remove"] {
        let change = [
            "group", "members", &group, "--on", "Globex", action, "-", "--yes", "--json",
        ];
        let tried = rollcall.run_with(&change, &name);
        let unchanged = tried.code == 0 && tried.json()["unchanged"] == true;
        assert!(
            tried.code == 5 || unchanged,
            "refused, or there was nothing to do: {tried}"
        );
    }
    assert_eq!(sandbox.writes(), 0, "nothing was sent");
}

#[test]
fn a_delete_that_nobody_can_undo_needs_the_persons_name_on_a_test_server_too() {
    let (sandbox, rollcall) = ready(4);
    let set = ["--set", "lifecycle.delete_user=irreversible"];
    rollcall
        .run(&[&["connection", "capabilities", "Acme"][..], &set].concat())
        .done();
    let user = &users(&sandbox)[1];
    let (id, name) = (text(user, "/id"), text(user, "/userName"));
    let delete = ["resources", "delete", "User", id, "--on", "Acme"];
    let typed = format!("{name}:1");
    for wrong in [&["--yes"][..], &["--confirm", "Acme:1"]] {
        let refused = rollcall
            .json(&[&delete[..], wrong].concat())
            .fails(5, "confirmation_needed");
        assert!(refused.stderr.contains(&typed), "what to type is said: {refused}");
    }
    assert_eq!(sandbox.writes(), 0, "nothing was sent so far");
    rollcall
        .run(&[&delete[..], &["--confirm", &typed]].concat())
        .done();
    assert_eq!(users(&sandbox).len(), 3, "the name lets it through");
}
