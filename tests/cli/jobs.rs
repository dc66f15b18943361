//! `rollcall job …`: from a spreadsheet to a proven end.

use std::collections::BTreeSet;

use rollcall_tests::{csv, people};
use serde_json::Value;

use crate::{production, ready, text, users};

const ACTIONS: [&str; 7] = [
    "create",
    "update",
    "reactivate",
    "deactivate",
    "delete",
    "unchanged",
    "blocked",
];

#[test]
fn a_list_is_planned_run_and_proven_and_the_second_time_changes_nothing() {
    let (sandbox, rollcall) = ready(20);
    let hires = people(40);
    let file = rollcall.file("season.csv", csv(&hires));
    sandbox.reset();
    let (job, plan) = rollcall.plan(&file, "Acme", &[]);
    for action in ACTIONS {
        assert!(
            plan["counts"][action].is_u64(),
            "every count is there, zero or not: {action}"
        );
    }
    assert_eq!(plan["counts"]["create"], 40, "all are new");
    assert_eq!(sandbox.writes(), 0, "a plan sends nothing");

    let end = rollcall.json(&["job", "run", &job]).done().json();
    assert_eq!(text(&end, "/state"), "done", "the job ended well");
    assert_eq!(end["rows"]["succeeded"], 40, "every row has its end");
    assert_eq!(sandbox.stats().created.get("User"), Some(&40), "one create a row");
    assert_eq!(sandbox.stats().duplicate_user_names, 0, "nobody twice");
    for person in &hires {
        let there = sandbox.user(&person.user_name).expect("everybody is there");
        assert_eq!(
            there["name"]["familyName"],
            person.family.as_str(),
            "with the right name"
        );
        assert_eq!(there["title"], person.title.as_str(), "and title");
    }

    let (_, again) = rollcall.plan(&file, "Acme", &[]);
    assert_eq!(
        again["counts"]["unchanged"], 40,
        "the same list again changes nothing"
    );
    assert_eq!(again["counts"]["create"], 0, "nobody would be created twice");
}

#[test]
fn people_read_the_plan_and_the_end() {
    let (_sandbox, rollcall) = ready(5);
    let file = rollcall.file("season.csv", csv(&people(3)));
    let plan = rollcall.run(&["job", "plan", &file, "--on", "Acme"]).done();
    assert!(
        plan.stdout.contains("Nothing has been sent"),
        "the plan says so: {plan}"
    );
    assert!(
        plan.stderr.contains("rollcall job run"),
        "and what comes next: {plan}"
    );
    let list = rollcall.json(&["job", "list"]).done().json();
    let job = list[0]["job"].as_i64().expect("a number").to_string();
    let end = rollcall.run(&["job", "run", &job]).done();
    assert!(
        end.stdout.contains("done"),
        "the closing table says how it ended: {end}"
    );
    for command in [
        vec!["job", "status", &job],
        vec!["job", "list"],
        vec!["job", "results", &job],
    ] {
        let shown = rollcall.run(&command).done();
        assert!(
            shown.stdout.contains("done"),
            "{command:?} shows the state: {shown}"
        );
    }
}

#[test]
fn an_update_changes_what_differs_and_nothing_else() {
    let (sandbox, rollcall) = ready(30);
    let before = users(&sandbox);
    let mut list = String::from("userName,title\n");
    for user in before.iter().take(10) {
        list.push_str(&format!("{},Head of snow\n", text(user, "/userName")));
    }
    let file = rollcall.file("titles.csv", list);
    let (job, plan) = rollcall.plan(&file, "Acme", &["--operation", "update"]);
    assert_eq!(plan["counts"]["update"], 10, "ten differ");
    rollcall.json(&["job", "run", &job]).done();
    for (old, new) in before.iter().zip(users(&sandbox)) {
        let (mut old, mut new) = (old.clone(), new);
        let changed = before.iter().take(10).any(|u| u["id"] == old["id"]);
        if changed {
            assert_eq!(new["title"], "Head of snow", "the title is the list's");
        }
        for one in [&mut old, &mut new] {
            one["title"] = Value::Null;
            one["meta"] = Value::Null;
        }
        assert_eq!(old, new, "nothing but the title changed");
    }
}

#[test]
fn deactivation_touches_those_on_the_list_alone() {
    let (sandbox, rollcall) = ready(25);
    let leavers: Vec<String> = users(&sandbox)
        .iter()
        .filter(|u| u["active"] == true)
        .take(5)
        .map(|u| text(u, "/userName").to_owned())
        .collect();
    let active = |sandbox: &rollcall_tests::Sandbox| -> BTreeSet<String> {
        let all = users(sandbox);
        all.iter()
            .filter(|u| u["active"] == true)
            .map(|u| text(u, "/userName").to_owned())
            .collect()
    };
    let mut wanted = active(&sandbox);
    wanted.retain(|name| !leavers.contains(name));
    let list = format!("userName\n{}\nnobody@example.net\n", leavers.join("\n"));
    let file = rollcall.file("leavers.csv", list);
    let (job, plan) = rollcall.plan(&file, "Acme", &["--operation", "deactivate"]);
    assert_eq!(plan["counts"]["deactivate"], 5, "five are found");
    assert_eq!(
        plan["counts"]["blocked"], 1,
        "who is not there is blocked, not invented"
    );
    assert_eq!(plan["counts"]["delete"], 0, "deactivating is not deleting");
    rollcall.json(&["job", "run", &job]);
    assert_eq!(
        active(&sandbox),
        wanted,
        "the five are inactive, everybody else is as before"
    );
}

#[test]
fn a_mapping_file_gives_constants_templates_and_groups() {
    let (sandbox, rollcall) = ready(3);
    let group = [
        "resources",
        "create",
        "Group",
        "--on",
        "Acme",
        "--set",
        "displayName=Season 2026",
        "--yes",
    ];
    rollcall.run(&group).done();
    let map = rollcall.file(
        "map.toml",
        "match = \"userName\"\n[columns]\nVorname = \"name.givenName\"\nNachname = \"name.familyName\"\n\
         [constants]\nuserType = \"Seasonal\"\n\
         [templates]\nuserName = \"{Vorname|lower}.{Nachname|lower}@example.com\"\n\
         [groups]\nalways = [\"Season 2026\"]\n",
    );
    let file = rollcall.file("liste.csv", "Vorname;Nachname\nAnouk;Brandt\nTomas;Abebe\n");
    let (job, plan) = rollcall.plan(&file, "Acme", &["--map", &map]);
    assert_eq!(plan["counts"]["create"], 2, "both are new: {plan}");
    rollcall.json(&["job", "run", &job]).done();
    let anouk = sandbox
        .user("anouk.brandt@example.com")
        .expect("the template made her name");
    assert_eq!(anouk["userType"], "Seasonal", "the constant is set");
    let members = sandbox.group("Season 2026").expect("the group")["members"].clone();
    assert_eq!(
        members.as_array().map(Vec::len),
        Some(2),
        "both joined the group: {members}"
    );
}

#[test]
fn a_row_the_server_refuses_is_reported_with_reason_and_the_rest_is_done() {
    let (sandbox, rollcall) = ready(2);
    sandbox.behave(
        "[[fault]]\nmethod = \"POST\"\nendpoint = \"/Users\"\nnth = 3\n\
         action = { kind = \"error_before\", status = 400 }\n",
    );
    let file = rollcall.file("season.csv", csv(&people(6)));
    let (job, _) = rollcall.plan(&file, "Acme", &[]);
    let end = rollcall.json(&["job", "run", &job]).ends(1).json();
    assert_eq!(end["rows"]["succeeded"], 5, "five are in");
    assert_eq!(end["rows"]["failed"], 1, "one was refused");
    let failed = rollcall.path("failed.csv");
    let results = rollcall
        .json(&["job", "results", &job, "--failed", &failed])
        .done()
        .json_lines();
    assert_eq!(results.len(), 6, "one line a row");
    let bad: Vec<&Value> = results.iter().filter(|r| r["state"] == "failed").collect();
    assert!(
        bad[0]["message"].as_str().is_some_and(|m| !m.is_empty()),
        "with the reason: {}",
        bad[0]
    );
    let written = std::fs::read_to_string(&failed).expect("the file of failed rows");
    assert_eq!(written.lines().count(), 2, "a header and the one row: {written}");
    assert!(
        written.contains("User name"),
        "the original columns are kept: {written}"
    );
    let again = rollcall.json(&["job", "results", &job, "--failed", &failed]);
    again.fails(2, "file");
}

#[test]
fn production_runs_a_job_only_with_its_name_and_number() {
    let (sandbox, rollcall) = production(4);
    let file = rollcall.file("season.csv", csv(&people(3)));
    let (job, _) = rollcall.plan(&file, "Globex", &[]);
    let run = ["job", "run", &job];
    let locked = rollcall.json(&run);
    assert_eq!(locked.code, 5, "locked production runs no job: {locked}");
    rollcall.run(&["connection", "unlock", "Globex"]).done();
    let (job, _) = rollcall.plan(&file, "Globex", &[]);
    let run = ["job", "run", &job];
    rollcall.json(&run).fails(5, "confirmation_needed");
    for wrong in ["Globex:4", "Acme:3"] {
        let refused = rollcall.json(&[&run[..], &["--confirm", wrong]].concat());
        assert_eq!(
            refused.code, 5,
            "another name or number is no approval: {refused}"
        );
    }
    assert_eq!(sandbox.writes(), 0, "nothing was sent so far");
    rollcall
        .json(&[&run[..], &["--confirm", "Globex:3"]].concat())
        .done();
    assert_eq!(sandbox.users().len(), 7, "three have come");
}

#[test]
fn a_job_for_a_read_only_connection_is_refused_when_it_is_run() {
    let sandbox = rollcall_tests::Sandbox::with_people(2);
    let rollcall = rollcall_tests::Rollcall::new();
    let add = [
        "connection",
        "add",
        "Look",
        "--url",
        &sandbox.base(),
        "--environment",
        "test",
        "--read-only",
        "--secret-stdin",
    ];
    rollcall.run_with(&add, rollcall_tests::CANARY).done();
    let file = rollcall.file("season.csv", csv(&people(3)));
    let (job, _) = rollcall.plan(&file, "Look", &[]);
    let refused = rollcall.json(&["job", "run", &job]);
    assert_eq!(refused.code, 5, "a read-only connection runs no job: {refused}");
    assert_eq!(sandbox.writes(), 0, "nothing was sent");
}
