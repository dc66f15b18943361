//! `rollcall preset …`

use rollcall_tests::{CANARY, Rollcall};

use crate::{ready, text};

/// The smallest preset; what a test is about is put after it.
fn preset(id: &str, rest: &str) -> String {
    format!(
        "profile_format = 1\nid = \"{id}\"\nname = \"Ours\"\nreviewed = 2026-11-01\nstatus = \"draft\"\n{rest}"
    )
}

#[test]
fn presets_are_listed_and_shown_without_opening_a_store() {
    let rollcall = Rollcall::without_passphrase();
    let list = rollcall.json(&["preset", "list"]).done().json();
    assert_eq!(list["presets"].as_array().unwrap().len(), 15, "the built-in ones");
    let shown = rollcall.run(&["preset", "show", "aws-iic"]).done();
    for part in [
        "https://scim.{region}.amazonaws.com/{tenant}/scim/v2",
        "groups.members_source",
        "V listgroups 2026-11-01",
    ] {
        assert!(
            shown.stdout.contains(part),
            "a fact is shown with its evidence: {part}\n{shown}"
        );
    }
    assert!(
        !rollcall.home().join("store.toml").exists(),
        "looking at presets sets nothing up"
    );
}

#[test]
fn every_mistake_in_a_preset_is_told_with_file_line_and_column() {
    let rollcall = Rollcall::without_passphrase();
    let file = rollcall.file(
        "ours.toml",
        preset("ours", "[list.Users]\nmode = \"pages\"\ncolour = \"red\"\n"),
    );
    let told = rollcall.run(&["preset", "check", &file]).ends(2);
    assert!(
        told.stdout
            .contains("ours.toml:7:8: error: list.Users.mode: pages is none of: index, cursor"),
        "{told}"
    );
    assert!(
        told.stdout.contains("ours.toml:8:1: warning: list.Users.colour"),
        "{told}"
    );
    let fine = rollcall.file("fine.toml", preset("fine", "extends = \"aws-iic\"\n"));
    rollcall.run(&["preset", "check", &fine]).done();
    let orphan = rollcall.file("orphan.toml", preset("orphan", "extends = \"nobody\"\n"));
    let told = rollcall.run(&["preset", "check", &orphan]).ends(2);
    assert!(told.stdout.contains("there is no preset nobody"), "{told}");
}

#[test]
fn presets_of_ones_own_lie_beside_the_built_in_ones_and_faults_do_not_hide_the_rest() {
    let rollcall = Rollcall::without_passphrase();
    let folder = rollcall.home().join("presets");
    std::fs::create_dir_all(&folder).unwrap();
    let address = "[match]\nhosts = ['^scim\\.acme\\.example\\.com$']\n[base]\ntemplate = \"https://scim.acme.example.com/v2\"\n";
    std::fs::write(folder.join("ours.toml"), preset("ours", address)).unwrap();
    std::fs::write(folder.join("broken.toml"), "profile_format = \n").unwrap();
    let list = rollcall.json(&["preset", "list"]).done().json();
    assert_eq!(list["presets"].as_array().unwrap().len(), 16);
    assert_eq!(text(&list["faults"][0], "/file"), "broken.toml");
    assert_eq!(text(&list["faults"][0], "/code"), "syntax");
    let found = rollcall
        .json(&["preset", "suggest", "https://scim.acme.example.com/login"])
        .done()
        .json();
    assert_eq!(text(&found[0], "/id"), "ours");
    assert_eq!(text(&found[0], "/url"), "https://scim.acme.example.com/v2");
}

#[test]
fn a_preset_and_its_variables_make_the_address_and_lock_the_connection() {
    let rollcall = Rollcall::new();
    let add = |more: &[&str]| {
        let mut arguments = vec!["connection", "add", "Payments", "--environment", "test", "--json"];
        arguments.extend(["--secret-stdin", "--preset", "aws-iic"]);
        arguments.extend(more);
        rollcall.run_with(&arguments, CANARY)
    };
    add(&["--var", "region=eu-central-1"]).fails(2, "invalid_input");
    add(&["--var", "region=evil.example.net/", "--var", "tenant=a"]).fails(2, "invalid_input");
    let added = add(&["--var", "region=eu-central-1", "--var", "tenant=abc"])
        .done()
        .json();
    assert_eq!(
        text(&added, "/url"),
        "https://scim.eu-central-1.amazonaws.com/abc/scim/v2"
    );
    assert_eq!(
        text(&added, "/writes/state"),
        "readOnly",
        "such a directory is kept elsewhere"
    );
    let table = rollcall
        .json(&[
            "connection",
            "capabilities",
            "Payments",
            "--set",
            "list.*.count.max=20",
        ])
        .done()
        .json();
    let max: Vec<(&str, bool)> = table
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["feature"] == "list.*.count.max")
        .map(|c| (c["source"].as_str().unwrap(), c["inForce"].as_bool().unwrap()))
        .collect();
    assert_eq!(max, [("preset", false), ("byHand", true)]);
    let shown = rollcall
        .run(&[
            "connection",
            "capabilities",
            "Payments",
            "--unset",
            "list.*.count.max",
        ])
        .done();
    assert!(
        shown.stdout.contains("V listusers 2026-11-01"),
        "each fact has its evidence: {shown}"
    );
}

#[test]
fn a_preset_chooses_the_way_to_sign_in_unless_another_is_named() {
    let rollcall = Rollcall::new();
    let add = |name: &str, more: &[&str]| {
        let mut arguments = vec!["connection", "add", name, "--environment", "test", "--json"];
        arguments.extend(["--url", "https://scim.example.com/v2", "--secret-stdin"]);
        arguments.extend(more);
        rollcall.run_with(&arguments, CANARY)
    };
    let refused = add("Identity", &["--preset", "sap-ias-legacy"]).fails(2, "usage");
    assert!(
        refused.stderr.contains("--user") && refused.stderr.contains("--auth"),
        "what its first way needs is said, and how to take another: {refused}"
    );
    let basic = add("Identity", &["--preset", "sap-ias-legacy", "--user", "kim"])
        .done()
        .json();
    assert_eq!(text(&basic, "/auth/kind"), "basic");
    let other = add("Token", &["--preset", "sap-ias-legacy", "--auth", "bearer"])
        .done()
        .json();
    assert_eq!(text(&other, "/auth/kind"), "bearer");
    let salesforce = add("Salesforce", &["--preset", "salesforce", "--auth", "bearer"]).done();
    assert!(
        salesforce.stderr.contains("oauth2_jwt_bearer"),
        "a way that Rollcall does not have is named: {salesforce}"
    );
}

#[test]
fn a_preset_names_the_scopes_and_an_account_goes_with_a_client_alone() {
    let rollcall = Rollcall::new();
    let add = |name: &str, more: &[&str]| {
        let mut arguments = vec!["connection", "add", name, "--preset", "zoom", "--json"];
        arguments.extend(["--token-url", "https://zoom.us/oauth/token", "--client-id", "c-1"]);
        arguments.extend(more);
        rollcall.run_with(&arguments, CANARY)
    };
    let account = ["--account-id", "acct-1", "--secret-stdin"];
    let zoom = add("Zoom", &account).done().json();
    assert_eq!(text(&zoom, "/auth/kind"), "clientCredentials");
    assert_eq!(text(&zoom, "/auth/oauth/accountId"), "acct-1");
    assert_eq!(text(&zoom, "/auth/oauth/scope"), "scim2", "the preset's");
    let none = add("None", &[&account[..], &["--scope", ""]].concat())
        .done()
        .json();
    assert_eq!(text(&none, "/auth/oauth/scope"), "", "what was said counts");
    let browser = [
        "--auth",
        "browser",
        "--authorize-url",
        "https://zoom.us/oauth/authorize",
    ];
    let refused = add("Browser", &[&browser[..], &account[..2]].concat()).fails(2, "usage");
    assert!(refused.stderr.contains("--account-id"), "{refused}");
}

#[test]
fn what_a_server_showed_otherwise_than_it_says_is_told_once_with_what_showed_it() {
    let (sandbox, rollcall) = ready(30);
    sandbox.behave("[list]\nsort = \"ignored\"\n[discovery.claims]\nsort = true\n");
    let look = || rollcall.run(&["connection", "probe", "Acme"]).done().stderr;
    let first = look();
    assert!(
        first.contains("features.sort = no from now on:")
            && first.contains("the same order as without sorting"),
        "what is done otherwise from now on, and what showed it: {first}"
    );
    let second = look();
    assert!(
        !second.contains("from now on"),
        "what is known is not said again: {second}"
    );
}
