//! Answers that are no SCIM, too large, or never end.

use std::time::{Duration, Instant};

use rollcall_tests::{Rollcall, Sandbox};

use crate::every_reading_command_fails;

fn connected(people: usize) -> (Sandbox, Rollcall) {
    let sandbox = Sandbox::with_people(people);
    let rollcall = Rollcall::new();
    rollcall.connect("Acme", &sandbox.base(), "test");
    rollcall.run(&["sync", "--on", "Acme"]).done();
    (sandbox, rollcall)
}

#[track_caller]
fn copy_is_whole(rollcall: &Rollcall, people: u64) {
    let shown = rollcall.json(&["connection", "show", "Acme"]).done().json();
    let copies = shown["copies"].as_array().cloned().unwrap_or_default();
    let users = copies
        .iter()
        .find(|c| c["typeName"] == "User")
        .expect("a copy of people");
    assert_eq!(users["count"], people, "the copy on this computer is as it was");
}

#[test]
fn a_login_page_is_no_directory() {
    let (sandbox, rollcall) = connected(12);
    sandbox.behave("[[fault]]\naction = { kind = \"html_page\" }\n");
    every_reading_command_fails(&rollcall, "Acme", "login_page");
    let create = [
        "resources",
        "create",
        "User",
        "--on",
        "Acme",
        "--set",
        "userName=kim@example.com",
        "--yes",
    ];
    let create = rollcall.json(&create);
    assert_ne!(create.code, 0, "a page is no confirmation: {create}");
    assert_eq!(sandbox.users().len(), 12, "nothing changed on the server");
    copy_is_whole(&rollcall, 12);
}

#[test]
fn an_answer_of_more_than_64_mebibytes_is_not_read_to_its_end() {
    let (sandbox, rollcall) = connected(3);
    sandbox.behave("[[fault]]\nendpoint = \"/Users\"\naction = { kind = \"huge_body\", mebibytes = 80 }\n");
    let list = rollcall
        .json(&["resources", "list", "User", "--on", "Acme"])
        .fails(3, "too_large");
    assert!(list.stderr.contains("64"), "the limit is named: {list}");
    let sync = rollcall.json(&["sync", "--on", "Acme", "--types", "User"]);
    assert_ne!(sync.code, 0, "nothing was synchronised: {sync}");
    copy_is_whole(&rollcall, 3);
}

#[test]
fn a_small_answer_that_unpacks_to_gigabytes_is_stopped() {
    let (sandbox, rollcall) = connected(3);
    sandbox.behave("[[fault]]\nendpoint = \"/Users\"\naction = { kind = \"gzip_bomb\", mebibytes = 2048 }\n");
    rollcall
        .json(&["resources", "list", "User", "--on", "Acme"])
        .fails(3, "too_large");
    copy_is_whole(&rollcall, 3);
}

#[test]
fn the_same_page_for_ever_ends_and_is_not_called_complete() {
    let (sandbox, rollcall) = connected(30);
    sandbox.behave("[list]\nendless = \"same_page\"\n");
    let list = rollcall
        .json(&["resources", "list", "User", "--on", "Acme"])
        .done()
        .json();
    assert_eq!(
        list["complete"], false,
        "a list that never ends is not proven complete"
    );
    let why = list["incompleteReason"].as_str().unwrap_or_default();
    assert!(!why.is_empty(), "with the reason");
    let human = rollcall
        .run(&["resources", "list", "User", "--on", "Acme", "--output", "csv"])
        .done();
    assert!(
        human.stderr.contains("not proven complete"),
        "a file cut short says so: {human}"
    );
    rollcall.json(&["sync", "--on", "Acme", "--types", "User"]);
    copy_is_whole(&rollcall, 30);
}

#[test]
fn ever_new_people_who_do_not_exist_end_at_a_limit() {
    let (sandbox, rollcall) = connected(10);
    sandbox.behave("[list]\nendless = \"new_resources\"\n");
    let started = Instant::now();
    let list = rollcall
        .json(&["resources", "list", "User", "--on", "Acme", "--limit", "300"])
        .done()
        .json();
    assert_eq!(
        list["resources"].as_array().map(Vec::len),
        Some(300),
        "a limit ends it"
    );
    assert_eq!(list["cut"], true, "and says so");
    assert!(started.elapsed() < Duration::from_secs(60), "at once");
}

#[test]
fn json_that_is_no_list_and_text_that_is_no_json_are_told_apart_from_a_list() {
    let (sandbox, rollcall) = connected(4);
    for (body, answer) in [
        ("an array", "[1, 2, 3]"),
        ("a number", "42"),
        ("no JSON", "{\"Resources\": [}"),
        ("other JSON", "{\"hello\": \"world\"}"),
        ("nothing", ""),
    ] {
        let server = rollcall_tests::Hostile::answering(format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
            answer.len()
        ));
        let name = format!("Odd {body}");
        rollcall.connect(&name, &format!("http://127.0.0.1:{}/v2", server.port()), "test");
        let list = rollcall.json(&["resources", "list", "User", "--on", &name]);
        let empty = list.code == 0 && list.json()["complete"] == false;
        assert!(
            empty || list.code == 3,
            "{body} is not a complete, empty list: {list}"
        );
        if list.code == 3 {
            list.fails(3, "not_scim");
        }
    }
    drop(sandbox);
}

#[test]
fn nesting_without_end_is_stopped() {
    let rollcall = Rollcall::new();
    let deep = format!(
        "{{\"totalResults\":1,\"Resources\":[{}{}]}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let server = rollcall_tests::Hostile::answering(format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{deep}",
        deep.len()
    ));
    rollcall.connect("Deep", &format!("http://127.0.0.1:{}/v2", server.port()), "test");
    rollcall
        .json(&["resources", "list", "User", "--on", "Deep"])
        .fails(3, "too_large");
}
