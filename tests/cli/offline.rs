//! `rollcall sync` and `rollcall search`

use rollcall_tests::Rollcall;

use crate::{ready, text, users};

#[test]
fn a_synchronised_directory_is_searched_with_the_server_stopped() {
    let (sandbox, rollcall) = ready(150);
    let someone = users(&sandbox).remove(99);
    let report = rollcall.json(&["sync", "--on", "Acme"]).done().json();
    let types = report["types"].as_array().cloned().unwrap_or_default();
    let people = types
        .iter()
        .find(|t| t["typeName"] == "User")
        .expect("people are read");
    assert_eq!(people["received"], 150, "all of them");
    assert_eq!(people["complete"], true, "and that nothing is missing is proven");
    let human = rollcall.run(&["sync", "--on", "Acme", "--types", "User"]).done();
    assert!(
        human.stdout.contains("User: 150 read, 0 gone, complete"),
        "people read it too: {human}"
    );
    sandbox.stop();

    let found = rollcall
        .json(&["search", text(&someone, "/userName"), "--on", "Acme"])
        .done()
        .json();
    assert_eq!(
        found["hits"][0]["row"]["id"], someone["id"],
        "the copy answers without a server"
    );
    assert!(
        found["copies"].as_array().is_some_and(|c| !c.is_empty()),
        "with its age"
    );
    let human = rollcall
        .run(&["search", text(&someone, "/userName"), "--on", "Acme"])
        .done();
    assert!(
        human.stdout.contains(text(&someone, "/displayName")),
        "people read a table: {human}"
    );
    let nobody = rollcall
        .json(&["search", "qqqqqqq", "--on", "Acme"])
        .done()
        .json();
    assert_eq!(nobody["total"], 0, "finding nobody is an answer, no error");
    rollcall
        .json(&["sync", "--on", "Acme"])
        .fails(3, "connection_refused");
    let found = rollcall
        .json(&["search", text(&someone, "/userName"), "--on", "Acme"])
        .done()
        .json();
    assert_eq!(
        found["hits"][0]["row"]["id"], someone["id"],
        "a failed read leaves the copy as it was"
    );
}

#[test]
fn who_is_gone_from_the_server_leaves_the_copy() {
    let (sandbox, rollcall) = ready(20);
    rollcall.run(&["sync", "--on", "Acme"]).done();
    let someone = users(&sandbox).remove(7);
    rollcall
        .run(&[
            "resources",
            "delete",
            "User",
            text(&someone, "/id"),
            "--on",
            "Acme",
            "--yes",
        ])
        .done();
    rollcall.run(&["sync", "--on", "Acme", "--types", "User"]).done();
    let found = rollcall
        .json(&["search", text(&someone, "/userName"), "--on", "Acme"])
        .done()
        .json();
    let users_found = found["hits"].as_array().cloned().unwrap_or_default();
    assert!(
        users_found.iter().all(|h| h["row"]["id"] != someone["id"]),
        "no ghosts: {found}"
    );
}

#[test]
fn a_list_that_is_not_proven_complete_removes_nobody_from_the_copy() {
    let (sandbox, rollcall) = ready(40);
    rollcall.run(&["sync", "--on", "Acme", "--types", "User"]).done();
    sandbox.behave("[list]\nendless = \"same_page\"\n");
    let report = rollcall.json(&["sync", "--on", "Acme", "--types", "User"]);
    assert_ne!(report.code, -1, "it ends: {report}");
    let shown = rollcall.json(&["connection", "show", "Acme"]).done().json();
    let copy = shown["copies"]
        .as_array()
        .and_then(|c| c.iter().find(|c| c["typeName"] == "User").cloned());
    assert_eq!(
        copy.map(|c| c["count"].clone()),
        Some(40.into()),
        "nobody disappears by a doubtful list"
    );
}

#[test]
fn a_search_before_the_first_sync_says_so() {
    let (_sandbox, rollcall) = ready(5);
    let nothing = rollcall
        .json(&["search", "kim", "--on", "Acme"])
        .fails(2, "not_found");
    // An empty answer would be a lie.
    assert!(
        nothing.stderr.contains("rollcall sync"),
        "it says what to do first: {nothing}"
    );
}

#[test]
fn the_copy_is_sealed() {
    let (sandbox, rollcall) = ready(60);
    rollcall.run(&["sync", "--on", "Acme"]).done();
    let someone = users(&sandbox).remove(11);
    assert_absent(&rollcall, text(&someone, "/userName"));
    assert_absent(&rollcall, "SQLite format 3");
}

fn assert_absent(rollcall: &Rollcall, wanted: &str) {
    let mut folders = vec![rollcall.home()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            files += 1;
            let content = std::fs::read(entry.path()).expect("a file");
            let found = content.windows(wanted.len()).any(|w| w == wanted.as_bytes());
            assert!(
                !found,
                "{wanted:?} stands in the clear in {}",
                entry.path().display()
            );
        }
    }
    assert!(files > 3, "the store was looked at");
}
