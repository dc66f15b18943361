//! `rollcall group members`

use serde_json::Value;

use crate::{ready, text, users};

fn member_ids(group: &Value) -> Vec<&str> {
    group["members"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|m| text(m, "/value"))
        .collect()
}

fn create_group(rollcall: &rollcall_tests::Rollcall, name: &str) {
    let name = format!("displayName={name}");
    rollcall
        .run(&[
            "resources",
            "create",
            "Group",
            "--on",
            "Acme",
            "--set",
            &name,
            "--yes",
        ])
        .done();
}

#[test]
fn people_join_and_leave_a_group_by_name_address_or_id_as_a_delta() {
    let (sandbox, rollcall) = ready(30);
    create_group(&rollcall, "Winter opening");
    let all = users(&sandbox);
    let ids: Vec<&str> = all.iter().map(|u| text(u, "/id")).collect();
    let pasted = format!(
        "{}\n{}\n{}\n",
        text(&all[1], "/userName"),
        text(&all[2], "/emails/0/value").to_uppercase(),
        ids[3]
    );
    let file = rollcall.file("join.txt", pasted);
    sandbox.reset();
    let added = [
        "group",
        "members",
        "Winter opening",
        "--on",
        "Acme",
        "--add",
        &file,
        "--yes",
    ];
    let added = rollcall.run(&added).done();
    assert!(
        added.stderr.contains("3 to add"),
        "the delta is said first: {added}"
    );
    let group = sandbox.group("Winter opening").expect("the group");
    assert_eq!(
        member_ids(&group),
        [ids[1], ids[2], ids[3]],
        "the three are in it"
    );
    assert_eq!(sandbox.writes(), 1, "one PATCH, not a replacement of the list");

    sandbox.reset();
    let again = [
        "group",
        "members",
        "Winter opening",
        "--on",
        "Acme",
        "--add",
        &file,
        "--yes",
    ];
    let again = rollcall.json(&again).done().json();
    assert_eq!(again["unchanged"], true, "who is in already is not added again");
    assert_eq!(sandbox.writes(), 0, "nothing is sent for it");

    let leave = format!("{}\n", ids[2]);
    let gone = [
        "group",
        "members",
        "Winter opening",
        "--on",
        "Acme",
        "--remove",
        "-",
        "--yes",
    ];
    rollcall.run_with(&gone, &leave).done();
    let group = sandbox.group("Winter opening").expect("the group");
    assert_eq!(
        member_ids(&group),
        [ids[1], ids[3]],
        "one has left, the others stay"
    );
}

#[test]
fn unknown_lines_are_named_and_the_others_are_done() {
    let (sandbox, rollcall) = ready(10);
    create_group(&rollcall, "Choir");
    let all = users(&sandbox);
    let pasted = format!("{}\nnobody.at.all@example.net\n", text(&all[0], "/userName"));
    let add = ["group", "members", "Choir", "--on", "Acme", "--add", "-", "--yes"];
    let added = rollcall.run_with(&add, &pasted).ends(1);
    assert!(
        added.stderr.contains("nobody.at.all@example.net"),
        "the line is named: {added}"
    );
    assert_eq!(
        member_ids(&sandbox.group("Choir").expect("the group")).len(),
        1,
        "the known one is in"
    );
}

#[test]
fn a_large_group_is_changed_in_parts_and_in_whole() {
    let (sandbox, rollcall) = ready(260);
    sandbox.behave("[groups]\nmax_member_changes = 100\n");
    create_group(&rollcall, "Season");
    let all = users(&sandbox);
    let pasted: String = all
        .iter()
        .map(|u| format!("{}\n", text(u, "/userName")))
        .collect();
    let add = [
        "group", "members", "Season", "--on", "Acme", "--add", "-", "--yes",
    ];
    rollcall.run_with(&add, &pasted).done();
    assert_eq!(
        member_ids(&sandbox.group("Season").expect("the group")).len(),
        260,
        "all are in, once"
    );
}

#[test]
fn a_group_that_is_not_there_is_an_error() {
    let (_sandbox, rollcall) = ready(3);
    let add = [
        "group",
        "members",
        "No such group",
        "--on",
        "Acme",
        "--add",
        "-",
        "--yes",
        "--json",
    ];
    let missing = rollcall.run_with(&add, "kim@example.com\n");
    assert_eq!(missing.stdout, "", "no result: {missing}");
    assert_ne!(missing.code, 0, "it failed: {missing}");
    assert!(
        missing.error().to_string().contains("No such group"),
        "the name is said: {missing}"
    );
}

#[test]
fn a_selection_and_a_list_of_members_become_planned_jobs_that_send_nothing_by_themselves() {
    let (sandbox, rollcall) = ready(30);
    create_group(&rollcall, "Winter opening");
    let all = users(&sandbox);
    let ids: Vec<&str> = all.iter().map(|u| text(u, "/id")).collect();
    let file = rollcall.file("join.txt", ids[..5].join("\n"));
    let plan = [
        "group",
        "members",
        "Winter opening",
        "--on",
        "Acme",
        "--add",
        &file,
        "--plan",
    ];
    let plan = rollcall.run(&plan).done();
    assert!(
        plan.stdout.contains("Nothing has been sent") && plan.stdout.contains("update 5"),
        "a plan, counted: {plan}"
    );
    let group = || sandbox.group("Winter opening").expect("the group");
    assert!(member_ids(&group()).is_empty(), "nobody joined yet");
    rollcall.run(&["job", "run", "1"]).done();
    assert_eq!(member_ids(&group()).len(), 5, "run, they are in");

    let select = [
        "job",
        "select",
        "User",
        "--on",
        "Acme",
        "--id",
        ids[0],
        "--id",
        ids[1],
        "--set",
        "title=Łącznik",
    ];
    let selected = rollcall.run(&select).done();
    assert!(selected.stdout.contains("update 2"), "{selected}");
    let two = [
        "job",
        "select",
        "User",
        "--on",
        "Acme",
        "--id",
        ids[0],
        "--activate",
        "--delete",
    ];
    assert_eq!(rollcall.run(&two).code, 2, "one thing at a time");
}

#[test]
fn a_group_takes_in_takes_out_and_meets_another_group() {
    let (sandbox, rollcall) = ready(12);
    let all = users(&sandbox);
    let ids: Vec<&str> = all.iter().map(|u| text(u, "/id")).collect();
    for (name, members) in [("Harvest", &ids[..6]), ("Office", &ids[4..9])] {
        create_group(&rollcall, name);
        let add = ["group", "members", name, "--on", "Acme", "--add", "-", "--yes"];
        rollcall.run_with(&add, &members.join("\n")).done();
    }
    let change = |how, left: &[&str], why| {
        let change = [
            "group", "members", "Harvest", "--on", "Acme", how, "Office", "--yes",
        ];
        rollcall.run(&change).done();
        assert_eq!(
            member_ids(&sandbox.group("Harvest").expect("the group")),
            left,
            "{why}"
        );
    };
    change("--union", &ids[..9], "all of both");
    change("--intersect", &ids[4..9], "who is in both stays");
    change("--minus", &[], "those of the other leave");
    assert_eq!(
        member_ids(&sandbox.group("Office").expect("the group")),
        ids[4..9],
        "the other group is only read"
    );
    let both = [
        "group", "members", "Harvest", "--on", "Acme", "--union", "Office", "--keep", "-",
    ];
    rollcall.run(&both).ends(2);
}

#[test]
fn somebody_is_planned_into_the_groups_of_a_colleague_and_out_of_the_others() {
    let (sandbox, rollcall) = ready(12);
    let all = users(&sandbox);
    let ids: Vec<&str> = all.iter().map(|u| text(u, "/id")).collect();
    let groups_of = |id: &str| -> Vec<String> {
        let groups = sandbox.groups().into_iter().map(|g| g.to_value());
        let with = groups.filter(|g| member_ids(g).contains(&id));
        with.map(|g| text(&g, "/displayName").to_owned()).collect()
    };
    for (name, members) in [
        ("Harvest", &ids[..1]),
        ("Office", &ids[..2]),
        ("Choir", &ids[1..2]),
    ] {
        create_group(&rollcall, name);
        let add = ["group", "members", name, "--on", "Acme", "--add", "-", "--yes"];
        rollcall.run_with(&add, &members.join("\n")).done();
    }
    rollcall.run(&["sync", "--on", "Acme"]).done();
    let same = [
        "group", "same", "User", ids[1], "--as", ids[0], "--leave", "--on", "Acme",
    ];
    sandbox.reset();
    let plan = rollcall.run(&same).done();
    assert!(
        plan.stderr.contains("join   Harvest") && plan.stderr.contains("leave  Choir"),
        "what will be is said: {plan}"
    );
    assert_eq!(sandbox.writes(), 0, "a plan writes nothing");
    let planned = rollcall.json(&same).done().json();
    rollcall
        .run(&["job", "run", &planned["view"]["job"].to_string()])
        .done();
    assert_eq!(
        groups_of(ids[1]),
        groups_of(ids[0]),
        "the same groups, and no other"
    );
    let again = rollcall.json(&same).done().json();
    assert_eq!(
        again["unchanged"], true,
        "nothing is planned where nothing differs: {again}"
    );
}
