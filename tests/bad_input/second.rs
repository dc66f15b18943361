//! Two Rollcalls on one store.

use std::fs::File;
use std::time::{Duration, Instant};

use rollcall_tests::{Rollcall, Sandbox, csv, people};

#[test]
fn a_job_that_the_holder_of_the_queue_does_not_take_says_so_and_sends_nothing() {
    let sandbox = Sandbox::with_people(2);
    let rollcall = Rollcall::new();
    rollcall.connect("Acme", &sandbox.base(), "test");
    let file = rollcall.file("season.csv", csv(&people(3)));
    let (job, _) = rollcall.plan(&file, "Acme", &[]);
    // A process that holds the queue and never looks at it: stopped, or hanging.
    let path = rollcall.home().join("runner.lock");
    let held = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .expect("the lock's file");
    held.try_lock().expect("nobody runs jobs");
    let started = Instant::now();
    let refused = rollcall.json(&["job", "run", &job]).fails(5, "runner_busy");
    assert!(
        started.elapsed() < Duration::from_secs(40),
        "it gives up after ten seconds: {refused}"
    );
    assert_eq!(sandbox.writes(), 0, "nothing was sent");
    for reading in [
        vec!["job", "status", &job],
        vec!["job", "list"],
        vec!["connection", "list"],
    ] {
        rollcall.json(&reading).done();
    }
    let patch = [
        "resources",
        "create",
        "User",
        "--on",
        "Acme",
        "--set",
        "userName=kim@example.com",
        "--yes",
    ];
    rollcall.json(&patch).done();
    drop(held);
    rollcall.json(&["job", "run", &job]).done();
    assert_eq!(sandbox.users().len(), 6, "free again, the job runs, once");
}
