//! `rollcall connection …`

use rollcall_tests::{CANARY, Rollcall, Sandbox};

use crate::{production, ready, text};

#[test]
fn adding_a_connection_makes_no_request() {
    let (sandbox, rollcall) = ready(0);
    let list = rollcall.json(&["connection", "list"]).done().json();
    assert_eq!(text(&list[0], "/name"), "Acme", "the profile is saved");
    assert_eq!(
        text(&list[0], "/secret"),
        "stored",
        "its secret is kept, and only that fact is shown"
    );
    assert_eq!(
        sandbox.stats().connections,
        0,
        "saving a profile must not touch the server"
    );
}

#[test]
fn a_connection_is_production_unless_something_else_is_said() {
    let sandbox = Sandbox::with_people(0);
    let rollcall = Rollcall::new();
    let add = [
        "connection",
        "add",
        "Globex",
        "--url",
        &sandbox.base(),
        "--secret-stdin",
        "--json",
    ];
    let added = rollcall.run_with(&add, CANARY).done().json();
    assert_eq!(
        text(&added, "/environment"),
        "production",
        "the careful guess is the default"
    );
    assert_eq!(
        text(&added, "/writes/state"),
        "locked",
        "production starts read-only"
    );
}

#[test]
fn a_connection_is_listed_shown_and_removed_for_people_and_for_scripts() {
    let (_sandbox, rollcall) = ready(3);
    let list = rollcall.run(&["connection", "list"]).done();
    for part in ["Acme", "Test", "writable"] {
        assert!(list.stdout.contains(part), "the table says {part}: {list}");
    }
    let shown = rollcall.run(&["connection", "show", "acme"]).done();
    assert!(
        shown.stdout.contains("Acme"),
        "a name is found whatever its case: {shown}"
    );
    let shown = rollcall.json(&["connection", "show", "Acme"]).done().json();
    assert_eq!(
        text(&shown, "/connection/name"),
        "Acme",
        "as JSON with the connection"
    );
    assert!(
        shown["capabilities"].is_array(),
        "with what is known of its server"
    );
    assert!(shown["copies"].is_array(), "with the age of its copies");

    let kept = rollcall.json(&["connection", "remove", "Acme"]);
    let kept = kept.fails(5, "confirmation_needed");
    assert!(
        kept.error().to_string().contains("--yes"),
        "it says how to agree: {kept}"
    );
    let removed = rollcall
        .json(&["connection", "remove", "Acme", "--yes"])
        .done()
        .json();
    assert_eq!(text(&removed, "/name"), "Acme", "the result names what is gone");
    let list = rollcall.json(&["connection", "list"]).done().json();
    assert_eq!(list, serde_json::json!([]), "nothing is left of it");
    let empty = rollcall.run(&["connection", "list"]).done();
    assert_eq!(empty.stdout, "", "advice is no result: {empty}");
    assert!(
        empty.stderr.contains("connection add"),
        "people are told how to begin: {empty}"
    );
}

#[test]
fn a_test_says_the_server_can_be_used() {
    let (sandbox, rollcall) = ready(5);
    let report = rollcall.json(&["connection", "test", "Acme"]).done().json();
    assert_eq!(report["usable"], true, "a correct server can be used");
    assert_eq!(
        report["deviations"],
        serde_json::json!([]),
        "and departs from nothing"
    );
    let types = report["types"].to_string();
    for name in ["User", "Group", "Role"] {
        assert!(types.contains(name), "every declared type is found: {types}");
    }
    assert_eq!(sandbox.writes(), 0, "a test only reads");
    let human = rollcall.run(&["connection", "test", "Acme"]).done();
    assert!(human.stdout.contains("ok"), "people read the steps: {human}");
}

#[test]
fn missing_discovery_is_a_deviation_and_no_failure() {
    let sandbox = Sandbox::with_profile(
        5,
        "[discovery]\nno_service_provider_config = true\nno_resource_types = true\nno_schemas = true\n",
    );
    let rollcall = Rollcall::new();
    rollcall.connect("Bare", &sandbox.base(), "test");
    let report = rollcall.json(&["connection", "test", "Bare"]).done().json();
    assert_eq!(report["usable"], true, "the RFC's own schemas stand in");
    assert_ne!(
        report["deviations"],
        serde_json::json!([]),
        "and what is missing is listed"
    );
    let human = rollcall.run(&["connection", "test", "Bare"]).done();
    assert!(
        human.stdout.contains("Departures"),
        "people see the list too: {human}"
    );
    let list = rollcall
        .json(&["resources", "list", "User", "--on", "Bare"])
        .done()
        .json();
    assert_eq!(
        list["resources"].as_array().map(Vec::len),
        Some(5),
        "and people can be read"
    );
}

#[test]
fn production_is_unlocked_for_a_while_and_locked_again() {
    let (_sandbox, rollcall) = production(0);
    let unlocked = rollcall
        .json(&["connection", "unlock", "Globex", "--minutes", "5"])
        .done()
        .json();
    assert_eq!(text(&unlocked, "/writes/state"), "unlocked", "editing is on");
    text(&unlocked, "/writes/until");
    let human = rollcall.run(&["connection", "unlock", "Globex"]).done();
    assert!(
        human.stdout.contains("editing on until"),
        "people see the end: {human}"
    );
    let locked = rollcall.json(&["connection", "lock", "Globex"]).done().json();
    assert_eq!(
        text(&locked, "/writes/state"),
        "locked",
        "editing is off before its time"
    );
}

#[test]
fn names_are_unique_and_unknown_names_are_said_so() {
    let (sandbox, rollcall) = ready(0);
    let again = [
        "connection",
        "add",
        "ACME",
        "--url",
        &sandbox.base(),
        "--secret-stdin",
        "--json",
    ];
    rollcall.run_with(&again, CANARY).fails(2, "connection_exists");
    for command in [
        vec!["connection", "show", "Initech"],
        vec!["connection", "test", "Initech"],
        vec!["resources", "list", "User", "--on", "Initech"],
        vec!["sync", "--on", "Initech"],
    ] {
        rollcall.json(&command).fails(2, "connection_not_found");
    }
}

#[test]
fn an_address_that_cannot_be_trusted_is_refused_before_anything_is_saved() {
    let rollcall = Rollcall::new();
    for url in [
        "http://scim.example.com/v2",
        "https://kim:word@scim.example.com/v2",
        "https://scim.example.com/v2?key=1",
        "ftp://scim.example.com",
        "scim",
    ] {
        let add = [
            "connection",
            "add",
            "Acme",
            "--url",
            url,
            "--secret-stdin",
            "--json",
        ];
        let refused = rollcall.run_with(&add, CANARY).fails(2, "invalid_input");
        assert!(
            !refused.stderr.contains("kim:word"),
            "a password in the address is not repeated: {refused}"
        );
    }
    let pasted = format!("https://scim.example.com/v2/Bearer%20{CANARY}");
    let add = [
        "connection",
        "add",
        "Acme",
        "--url",
        &pasted,
        "--secret-stdin",
        "--json",
    ];
    rollcall.run_with(&add, CANARY).fails(2, "invalid_input");
    let list = rollcall.json(&["connection", "list"]).done().json();
    assert_eq!(list, serde_json::json!([]), "nothing was saved");
}

#[test]
fn a_secret_comes_from_standard_input_and_from_nowhere_else() {
    let rollcall = Rollcall::new();
    let url = "https://scim.example.com/v2";
    let asked = rollcall
        .json(&["connection", "add", "Acme", "--url", url])
        .fails(2, "usage");
    assert!(
        asked.stderr.contains("--secret-stdin"),
        "nobody is asked; the way is named: {asked}"
    );
    for option in ["--token", "--secret", "--password", "--passphrase"] {
        rollcall
            .json(&["connection", "add", "Acme", "--url", url, option, "x"])
            .fails(2, "usage");
    }
    let broken = [
        "connection",
        "add",
        "Acme",
        "--url",
        url,
        "--secret-stdin",
        "--json",
    ];
    rollcall.run_with(&broken, "two\nlines").fails(2, "invalid_input");
    rollcall.run_with(&broken, "").fails(2, "invalid_input");
    rollcall
        .json(&[
            "connection",
            "add",
            "Acme",
            "--url",
            url,
            "--auth",
            "none",
            "--user",
            "kim",
        ])
        .fails(2, "usage");
    let none = rollcall
        .json(&["connection", "add", "Acme", "--url", url, "--auth", "none"])
        .done()
        .json();
    assert_eq!(
        text(&none, "/secret"),
        "notNeeded",
        "a server without sign-in needs none"
    );
}

#[test]
fn basic_sign_in_works_with_the_password_from_standard_input() {
    let sandbox = Sandbox::with_people(4);
    let rollcall = Rollcall::new();
    let add = [
        "connection",
        "add",
        "Basic",
        "--url",
        &sandbox.base(),
        "--environment",
        "sandbox",
        "--auth",
        "basic",
        "--user",
        "svc-rollcall",
        "--secret-stdin",
    ];
    rollcall.run_with(&add, CANARY).done();
    let report = rollcall.json(&["connection", "test", "Basic"]).done().json();
    assert_eq!(report["usable"], true, "the server accepts user and password");
}

#[test]
fn a_connection_is_edited_and_its_secrets_come_line_by_line() {
    let (_sandbox, rollcall) = ready(2);
    let edit = [
        "connection",
        "edit",
        "Acme",
        "--new-name",
        "Initech",
        "--with-header",
        "X-Tenant: seven",
        "--secret-param",
        "code",
        "--secret-header",
        "X-Second",
        "--secret-stdin",
        "--json",
    ];
    let refused = rollcall.run_with(&edit, "only-one").fails(2, "usage");
    assert!(
        refused.stderr.contains("2 secrets"),
        "how many are missing is said: {refused}"
    );
    let lines = format!("{CANARY}\n{CANARY}-2\n");
    let edited = rollcall.run_with(&edit, &lines).done().json();
    assert_eq!(text(&edited, "/name"), "Initech");
    assert_eq!(text(&edited, "/secret"), "stored");
    assert_eq!(
        text(&edited, "/extras/0/value"),
        "seven",
        "an open value is shown"
    );
    assert!(edited["extras"][1]["value"].is_null(), "a secret one is not");
    let shown = rollcall.run(&["connection", "show", "Initech"]).done();
    assert!(
        shown
            .stdout
            .contains("Signs in with access token, stored; sends along X-Tenant, X-Second, code"),
        "in words: {shown}"
    );
    rollcall.run(&["connection", "test", "Initech"]).done();
    let rotate = [
        "connection",
        "edit",
        "Initech",
        "--new-secret",
        "--secret-stdin",
        "--json",
    ];
    rollcall.run_with(&rotate, "another-token").done();
    let refused = rollcall.json(&["connection", "test", "Initech"]);
    assert_ne!(
        refused.code, 0,
        "the new token is the one that is sent: {refused}"
    );
    for wrong in [
        vec!["--with-header", "Host: other.example.com"],
        vec!["--with-param", "filter=x"],
    ] {
        let mut command = vec!["connection", "edit", "Initech"];
        command.extend(wrong);
        rollcall.json(&command).fails(2, "invalid_input");
    }
}
