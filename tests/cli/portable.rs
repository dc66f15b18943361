//! `rollcall connection export` and `import`

use rollcall_tests::{CANARY, Rollcall};

use crate::{ready, text};

#[test]
fn a_connection_goes_to_another_computer_without_its_token() {
    let (sandbox, first) = ready(0);
    let file = &first.path("team.json");
    let told = first.run(&["connection", "export", file]).done();
    assert!(
        told.stdout.contains("team.json: 1 connection without secrets"),
        "{told}"
    );
    let written = std::fs::read_to_string(file).unwrap();
    assert!(!written.contains(CANARY), "no token is in the file");
    assert!(written.contains(&sandbox.base()));
    first.run(&["connection", "export", file]).ends(2);

    let second = Rollcall::new();
    let seen = second.run(&["connection", "import", file, "--dry-run"]).done();
    assert!(
        seen.stdout.contains("Acme") && seen.stdout.contains(&sandbox.base()),
        "{seen}"
    );
    assert_eq!(
        second.json(&["connection", "list"]).done().json(),
        serde_json::json!([]),
        "looking imports nothing"
    );
    let told = second
        .run(&["connection", "import", file, "--new-name", "Acme of ours"])
        .done();
    assert!(
        told.stdout.contains("missing"),
        "its secret is to be entered: {told}"
    );
    let list = second.json(&["connection", "list"]).done().json();
    assert_eq!(text(&list[0], "/name"), "Acme of ours");
    assert_eq!(
        text(&list[0], "/writes/state"),
        "readOnly",
        "until a person says otherwise"
    );
    assert_eq!(text(&list[0], "/secret"), "missing");
    assert_eq!(sandbox.stats().connections, 0, "nothing was sent");
}

#[test]
fn a_file_that_cannot_be_used_is_refused_with_its_reason_and_imports_nothing() {
    let (_sandbox, rollcall) = ready(0);
    for (content, reason) in [
        (
            r#"{"format": "rollcall-connections", "version": 9, "connections": []}"#,
            "written by a newer Rollcall",
        ),
        (
            r#"{"format": "rollcall-connections", "version": 1, "connections": [{"name": "Bad", "baseUrl": "https://u:CANARY@a.example.com", "signIn": {"kind": "none"}}]}"#,
            "Bad in this file cannot be used: baseUrl",
        ),
        ("name,url\n", "is no JSON"),
    ] {
        let file = rollcall.file("bad.json", content);
        let told = rollcall.run(&["connection", "import", &file]).ends(2);
        assert!(told.stderr.contains(reason), "{told}");
        assert!(!told.stderr.contains("CANARY"), "no value is repeated: {told}");
    }
    let list = rollcall.json(&["connection", "list"]).done().json();
    assert_eq!(list.as_array().unwrap().len(), 1);
}
