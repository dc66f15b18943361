//! `rollcall resources list|get`

use crate::{ready, text, users};

#[test]
fn people_are_listed_as_table_json_lines_and_csv() {
    let (sandbox, rollcall) = ready(250);
    let list = rollcall
        .json(&["resources", "list", "User", "--on", "Acme"])
        .done()
        .json();
    assert_eq!(
        list["resources"].as_array().map(Vec::len),
        Some(250),
        "all pages are read"
    );
    assert_eq!(list["complete"], true, "and that nothing is missing is proven");

    let table = rollcall
        .run(&["resources", "list", "users", "--on", "Acme"])
        .done();
    let someone = users(&sandbox).remove(42);
    assert!(
        table.stdout.contains(text(&someone, "/userName")),
        "the table names everybody"
    );

    let lines = ["resources", "list", "/Users", "--on", "Acme", "--output", "jsonl"];
    let lines = rollcall.run(&lines).done().json_lines();
    assert_eq!(lines.len(), 250, "one line a person");

    let csv = [
        "resources",
        "list",
        "User",
        "--on",
        "Acme",
        "--output",
        "csv",
        "--attributes",
        "userName,title",
    ];
    let csv = rollcall.run(&csv).done();
    assert_eq!(
        csv.stdout.lines().next(),
        Some("\"userName\",\"title\""),
        "the columns asked for: {csv}"
    );
    assert_eq!(csv.stdout.lines().count(), 251, "a header and one line a person");
}

#[test]
fn a_list_can_be_filtered_sorted_and_cut() {
    let (sandbox, rollcall) = ready(120);
    let someone = users(&sandbox).remove(77);
    let filter = format!("userName eq \"{}\"", text(&someone, "/userName"));
    let found = rollcall
        .json(&["resources", "list", "User", "--on", "Acme", "--filter", &filter])
        .done()
        .json();
    assert_eq!(
        found["resources"].as_array().map(Vec::len),
        Some(1),
        "the filter finds one"
    );
    assert_eq!(found["resources"][0]["id"], someone["id"], "the right one");
    assert_eq!(found["filteredBy"], "server", "the server did the work");

    let sorted = [
        "resources",
        "list",
        "User",
        "--on",
        "Acme",
        "--sort-by",
        "userName",
        "--limit",
        "10",
        "--output",
        "jsonl",
    ];
    let sorted = rollcall.run(&sorted).done();
    let names: Vec<String> = sorted
        .json_lines()
        .iter()
        .map(|u| text(u, "/userName").to_lowercase())
        .collect();
    assert_eq!(names.len(), 10, "the limit cuts the list");
    assert!(names.is_sorted(), "in order: {names:?}");
    assert!(sorted.stderr.contains("cut"), "and says that it is cut: {sorted}");
}

#[test]
fn a_custom_resource_type_is_listed_by_name_and_by_endpoint() {
    let (_sandbox, rollcall) = ready(20);
    for kind in ["Role", "roles", "/Roles"] {
        let list = rollcall
            .json(&["resources", "list", kind, "--on", "Acme"])
            .done()
            .json();
        assert!(
            list["resources"].as_array().is_some_and(|r| !r.is_empty()),
            "{kind} is found"
        );
    }
    let unknown = rollcall
        .json(&["resources", "list", "Printer", "--on", "Acme"])
        .fails(2, "usage");
    assert!(
        unknown.stderr.contains("Printer"),
        "the error names what is unknown: {unknown}"
    );
}

#[test]
fn one_person_is_shown_as_the_server_has_it() {
    let (sandbox, rollcall) = ready(10);
    let someone = users(&sandbox).remove(3);
    let got = rollcall
        .run(&["resources", "get", "User", text(&someone, "/id"), "--on", "Acme"])
        .done()
        .json();
    assert_eq!(
        got["userName"], someone["userName"],
        "the resource itself is the result"
    );
    rollcall
        .json(&["resources", "get", "User", "no-such-id", "--on", "Acme"])
        .fails(1, "resource_not_found");
    rollcall
        .json(&["resources", "get", "User", "../Groups", "--on", "Acme"])
        .fails(1, "resource_not_found");
    rollcall
        .json(&["resources", "get", "User", "..", "--on", "Acme"])
        .fails(2, "usage");
}

#[test]
fn a_wrong_filter_says_where_and_sends_nothing() {
    let (sandbox, rollcall) = ready(5);
    rollcall.run(&["connection", "test", "Acme"]).done();
    sandbox.reset();
    let wrong = [
        "resources",
        "list",
        "User",
        "--on",
        "Acme",
        "--filter",
        "userName eq \"kim",
    ];
    let wrong = rollcall.json(&wrong).fails(2, "usage");
    let digits = wrong.stderr.chars().any(|c| c.is_ascii_digit());
    assert!(digits, "the error names the position: {wrong}");
    let lists = sandbox
        .stats()
        .requests
        .keys()
        .filter(|k| k.contains("/Users"))
        .count();
    assert_eq!(lists, 0, "a filter that cannot be meant is not sent");
}

#[test]
fn a_cell_that_would_run_in_a_spreadsheet_is_made_harmless() {
    let (_sandbox, rollcall) = ready(0);
    let create = [
        "resources",
        "create",
        "User",
        "--on",
        "Acme",
        "--set",
        "userName=mallory@example.net",
        "--set",
        "title==HYPERLINK(\"https://example.net\")",
        "--yes",
    ];
    rollcall.run(&create).done();
    let csv = [
        "resources",
        "list",
        "User",
        "--on",
        "Acme",
        "--output",
        "csv",
        "--attributes",
        "title",
    ];
    let csv = rollcall.run(&csv).done();
    assert!(
        csv.stdout.contains("\"'=HYPERLINK"),
        "a formula is written as text: {csv}"
    );
}

#[test]
fn a_wrong_command_ends_with_usage_for_people_and_for_scripts() {
    let (_sandbox, rollcall) = ready(0);
    rollcall
        .json(&["resources", "list", "--on", "Acme"])
        .fails(2, "usage");
    rollcall.json(&["job", "status", "first"]).fails(2, "usage");
    rollcall
        .json(&["group", "members", "Choir", "--on", "Acme"])
        .fails(2, "usage");
    let human = rollcall.run(&["resourcs"]).ends(2);
    assert_eq!(human.stdout, "", "an error is no result: {human}");
    assert!(human.stderr.contains("resourcs"), "it names the mistake: {human}");
    let version = rollcall.run(&["--version"]).done();
    assert!(
        version.stdout.starts_with("rollcall "),
        "the version is a result: {version}"
    );
    let help = rollcall.run(&["--help"]).done();
    assert!(
        help.stdout.contains("Exit codes"),
        "the help explains exit codes: {help}"
    );
}
