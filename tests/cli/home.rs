//! First run, modes, and where files lie.

use rollcall_tests::{PASSPHRASE, Rollcall};

use crate::ready;

#[test]
fn a_first_run_with_a_passphrase_asks_nothing_and_sets_up_that_mode() {
    let rollcall = Rollcall::new();
    let first = rollcall.json(&["connection", "list"]).done();
    assert_eq!(
        first.json(),
        serde_json::json!([]),
        "the first command works without a question"
    );
    let told = std::fs::read_to_string(rollcall.home().join("store.toml")).expect("store.toml");
    assert!(
        told.contains("passphrase"),
        "the mode is written in the clear: {told}"
    );
    assert!(
        rollcall.home().join("vault.bin").exists(),
        "and the keys are sealed in a vault"
    );
}

#[test]
fn without_keychain_or_passphrase_nothing_is_written_and_the_way_out_is_said() {
    let rollcall = Rollcall::without_passphrase();
    let asked = rollcall.json(&["connection", "list"]).fails(4, "setup_needed");
    assert!(
        asked.stderr.contains("ROLLCALL_PASSPHRASE"),
        "how to go on is said: {asked}"
    );
    assert!(!rollcall.home().exists(), "nothing is written before the choice");
}

#[test]
fn the_store_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_sandbox, rollcall) = ready(3);
    rollcall.run(&["sync", "--on", "Acme"]).done();
    let mut paths = vec![rollcall.home()];
    while let Some(path) = paths.pop() {
        let mode = std::fs::metadata(&path).expect("a path").permissions().mode() & 0o777;
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(
            mode & !wanted,
            0,
            "{} is open to others: {mode:o}",
            path.display()
        );
        if path.is_dir() {
            paths.extend(
                std::fs::read_dir(&path)
                    .expect("a folder")
                    .flatten()
                    .map(|e| e.path()),
            );
        }
    }
}

#[test]
fn a_store_waits_for_its_passphrase_and_refuses_another() {
    let (_sandbox, mut rollcall) = ready(0);
    rollcall.set("ROLLCALL_PASSPHRASE", None);
    rollcall
        .json(&["connection", "list"])
        .fails(4, "passphrase_needed");
    rollcall.set("ROLLCALL_PASSPHRASE", Some("another passphrase altogether"));
    rollcall
        .json(&["connection", "list"])
        .fails(4, "wrong_passphrase");
    rollcall.set("ROLLCALL_PASSPHRASE", Some(PASSPHRASE));
    let list = rollcall.json(&["connection", "list"]).done().json();
    assert_eq!(list[0]["name"], "Acme", "the wrong tries changed nothing");
}

#[test]
fn two_homes_share_nothing() {
    let (_sandbox, first) = ready(0);
    let second = Rollcall::new();
    let list = second.json(&["connection", "list"]).done().json();
    assert_eq!(list, serde_json::json!([]), "another home is another store");
    let list = first.json(&["connection", "list"]).done().json();
    assert_eq!(
        list.as_array().map(Vec::len),
        Some(1),
        "and the first is as it was"
    );
}

#[test]
fn nothing_is_written_outside_the_home() {
    let (_sandbox, rollcall) = ready(5);
    rollcall.run(&["sync", "--on", "Acme"]).done();
    let around = std::fs::read_dir(rollcall.home().parent().expect("a folder")).expect("a folder");
    let names: Vec<_> = around
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["home"], "ROLLCALL_HOME holds everything");
}
