//! Two people work on one store; the second sees what the first did.

use crate::{ready, text, users};

#[test]
fn several_processes_read_and_write_one_store_at_once() {
    let (sandbox, rollcall) = ready(40);
    let ids: Vec<String> = users(&sandbox)
        .iter()
        .map(|u| text(u, "/id").to_owned())
        .collect();
    let running: Vec<_> = ids
        .iter()
        .take(4)
        .map(|id| {
            let patch = [
                "resources",
                "patch",
                "User",
                id,
                "--on",
                "Acme",
                "--set",
                "title=Night shift",
                "--yes",
            ];
            rollcall.spawn(&patch)
        })
        .collect();
    for one in running {
        one.wait().done();
    }
    let changed = users(&sandbox)
        .iter()
        .filter(|u| u["title"] == "Night shift")
        .count();
    assert_eq!(changed, 4, "each short write was done");
}

#[test]
fn two_first_runs_at_once_set_up_one_store() {
    let rollcall = rollcall_tests::Rollcall::new();
    let both = [
        rollcall.spawn(&["connection", "list"]),
        rollcall.spawn(&["connection", "list"]),
    ];
    for one in both {
        one.wait().done();
    }
    rollcall.run(&["connection", "list"]).done();
}
