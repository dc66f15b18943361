//! What is broken, hostile or absent: each with a clear message, the right exit code, and nothing changed.
//!
//! Every item goes through the built command line, as a person meets it.

mod answers;
mod disk;
#[cfg(all(feature = "system", target_os = "linux"))]
mod keychain;
mod lists;
mod network;
mod second;
mod stores;

use rollcall_tests::{Output, Rollcall, csv, people};

/// Runs the commands that read from a server, each of which must fail with this error, and gives what they said.
#[track_caller]
fn every_reading_command_fails(rollcall: &Rollcall, on: &str, error: &str) -> Vec<Output> {
    let file = rollcall.file("season.csv", csv(&people(2)));
    let commands = [
        vec!["resources", "list", "User", "--on", on],
        vec!["resources", "get", "User", "2819c223", "--on", on],
        vec!["sync", "--on", on],
        vec!["job", "plan", &file, "--on", on],
    ];
    let mut said: Vec<Output> = commands
        .iter()
        .map(|c| rollcall.json(c).fails(3, error))
        .collect();
    let test = rollcall.json(&["connection", "test", on]).ends(3);
    assert_eq!(
        test.json()["usable"],
        false,
        "the test says that it cannot be used: {test}"
    );
    assert_eq!(test.json()["failure"]["code"], error, "and why: {test}");
    told_to_people(rollcall.run(&["connection", "test", on]).ends(3));
    said.push(told_to_people(rollcall.run(&commands[0]).ends(3)));
    let jobs = rollcall.json(&["job", "list"]).done().json();
    assert_eq!(
        jobs,
        serde_json::json!([]),
        "a plan that could not be made leaves no job behind"
    );
    said
}

/// An error as people read it: what happened, then why or what is safe, then what to do.
#[track_caller]
fn told_to_people(output: Output) -> Output {
    let lines: Vec<&str> = output.stderr.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("error: "));
    let at = at.unwrap_or_else(|| panic!("it says that it is an error: {output}"));
    let more = lines
        .iter()
        .skip(at + 1)
        .take_while(|line| line.starts_with("       "))
        .count();
    assert!(more >= 2, "it says why and what to do: {output}");
    output
}
