//! Waves, pausing, cancelling, releasing, and two processes on one queue.

use std::time::{Duration, Instant};

use rollcall_tests::{Rollcall, Sandbox, csv, people};

use crate::{ready, text, users};

/// Every request takes this long, so that a job is under way while something else is said.
const SLOW: &str = "[http]\nlatency_ms = 250\n";

/// So slow and so many that a second command is in time on a busy machine: a minute at the least.
const SLOWER: &str = "[http]\nlatency_ms = 1500\n";
const MANY: usize = 600;

/// Waits for something that another process brings about.
#[track_caller]
fn wait_for(what: &str, mut happened: impl FnMut() -> bool) {
    let started = Instant::now();
    while !happened() {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "{what} does not happen"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn planned(rollcall: &Rollcall, rows: usize) -> String {
    let file = rollcall.file("season.csv", csv(&people(rows)));
    rollcall.plan(&file, "Acme", &[]).0
}

fn created(sandbox: &Sandbox) -> u64 {
    sandbox.stats().created.get("User").copied().unwrap_or(0)
}

#[test]
fn a_first_wave_stops_and_the_next_run_goes_on() {
    let (sandbox, rollcall) = ready(2);
    let job = planned(&rollcall, 12);
    let first = rollcall
        .json(&["job", "run", &job, "--first", "4"])
        .ends(5)
        .json();
    assert_eq!(
        first["rows"]["succeeded"], 4,
        "the first wave is what was asked for"
    );
    assert_eq!(created(&sandbox), 4, "and no more was sent");
    let end = rollcall.json(&["job", "run", &job]).done().json();
    assert_eq!(text(&end, "/state"), "done", "the second run ends it");
    assert_eq!(created(&sandbox), 12, "everybody once");
    let after = rollcall.json(&["job", "run", &job]);
    assert_eq!(
        created(&sandbox),
        12,
        "a run of an ended job sends nothing: {after}"
    );
}

#[test]
fn a_job_is_paused_from_another_process_and_goes_on_later() {
    let (sandbox, rollcall) = ready(2);
    let job = planned(&rollcall, MANY);
    sandbox.behave(SLOWER);
    let running = rollcall.spawn(&["job", "run", &job, "--json"]);
    wait_for("the first create", || created(&sandbox) > 0);
    rollcall.json(&["job", "pause", &job]).done();
    let paused = running.wait().ends(5).json();
    assert_eq!(
        text(&paused, "/state"),
        "paused",
        "the running command ends with the pause"
    );
    let so_far = created(&sandbox);
    assert!(
        so_far < u64::try_from(MANY).expect("a number"),
        "it stopped on the way, at {so_far}"
    );
    let status = rollcall.json(&["job", "status", &job]).done().json();
    assert_eq!(text(&status, "/state"), "paused", "everybody sees it");
    sandbox.behave("");
    rollcall.json(&["job", "resume", &job]).done();
    let end = rollcall.json(&["job", "run", &job]).done().json();
    assert_eq!(end["rows"]["succeeded"], MANY, "it goes on to its end");
    assert_eq!(users(&sandbox).len(), MANY + 2, "everybody once");
}

#[test]
fn a_cancelled_job_sends_nothing_more_and_says_what_was_done() {
    let (sandbox, rollcall) = ready(2);
    let job = planned(&rollcall, MANY);
    sandbox.behave(SLOWER);
    let running = rollcall.spawn(&["job", "run", &job, "--json"]);
    wait_for("the first create", || created(&sandbox) > 0);
    rollcall.json(&["job", "cancel", &job]).done();
    let end = running.wait().ends(1).json();
    assert_eq!(
        text(&end, "/state"),
        "cancelled",
        "the running command ends with it"
    );
    let succeeded = end["rows"]["succeeded"].as_u64().unwrap_or(0);
    assert_eq!(succeeded, created(&sandbox), "what was done is counted as done");
    assert_eq!(
        end["rows"]["cancelled"].as_u64().unwrap_or(0),
        u64::try_from(MANY).expect("a number") - succeeded,
        "the rest never went out"
    );
}

#[test]
fn a_job_planned_and_cancelled_before_running_changes_nothing() {
    let (sandbox, rollcall) = ready(2);
    let job = planned(&rollcall, 5);
    sandbox.reset();
    let cancelled = rollcall.json(&["job", "cancel", &job]).done().json();
    assert_eq!(text(&cancelled, "/state"), "cancelled", "it is over");
    let run = rollcall.json(&["job", "run", &job]);
    assert_ne!(run.code, 0, "it cannot be run any more: {run}");
    assert_eq!(sandbox.writes(), 0, "and nothing was sent");
}

#[test]
fn a_second_process_hands_its_job_to_the_one_that_runs_jobs() {
    let (sandbox, rollcall) = ready(2);
    let first = planned(&rollcall, 40);
    let others = people(60).split_off(40);
    let file = rollcall.file("more.csv", csv(&others));
    let (second, _) = rollcall.plan(&file, "Acme", &[]);
    sandbox.behave(SLOW);
    let holder = rollcall.spawn(&["job", "run", &first, "--json"]);
    wait_for("the first create", || created(&sandbox) > 0);
    let handed = rollcall.json(&["job", "run", &second]);
    let holder = holder.wait().done().json();
    assert_eq!(text(&holder, "/state"), "done", "the holder's own job ended well");
    let handed = handed.done().json();
    assert_eq!(
        handed["job"].to_string(),
        second,
        "the second command reports its own job"
    );
    assert_eq!(text(&handed, "/state"), "done", "which was run to its end");
    assert_eq!(users(&sandbox).len(), 62, "everybody of both lists, once");
    assert_eq!(sandbox.stats().duplicate_user_names, 0, "nobody twice");
}

#[test]
fn a_killed_run_leaves_a_job_that_can_be_looked_at() {
    let (sandbox, rollcall) = ready(2);
    let job = planned(&rollcall, 50);
    sandbox.behave(SLOW);
    let running = rollcall.spawn(&["job", "run", &job]);
    wait_for("the first creates", || created(&sandbox) > 5);
    // Dropped is killed: no chance to finish anything. That the next run does nothing twice is the subject of
    // tests/faults, which may wait less than a real server's longest request life.
    drop(running);
    let status = rollcall.json(&["job", "status", &job]).done().json();
    let succeeded = status["rows"]["succeeded"].as_u64().expect("a count");
    assert!(
        succeeded <= created(&sandbox),
        "nothing is called done that was not"
    );
    assert_eq!(
        status["rows"]["failed"], 0,
        "and nothing is called failed that may have been done"
    );
    let rows = rollcall.json(&["job", "results", &job]).done().json_lines();
    assert_eq!(rows.len(), 50, "no row is lost");
}

#[test]
fn more_deactivations_than_the_cap_wait_for_a_release() {
    let (sandbox, rollcall) = ready(140);
    let active: Vec<String> = users(&sandbox)
        .iter()
        .filter(|u| u["active"] == true)
        .map(|u| text(u, "/userName").to_owned())
        .collect();
    assert!(active.len() > 110, "the cap for this directory is 100");
    let file = rollcall.file("leavers.csv", format!("userName\n{}\n", active.join("\n")));
    let (job, plan) = rollcall.plan(&file, "Acme", &["--operation", "deactivate"]);
    let count = plan["counts"]["deactivate"].as_u64().expect("a count");
    assert_eq!(
        usize::try_from(count).ok(),
        Some(active.len()),
        "all of them are planned"
    );
    let stopped = rollcall.json(&["job", "run", &job]);
    assert_eq!(stopped.code, 5, "above the cap it stops: {stopped}");
    let inactive = users(&sandbox).iter().filter(|u| u["active"] == false).count();
    assert!(
        inactive <= 140 - active.len() + 100,
        "no more than the cap is deactivated: {inactive}"
    );
    let status = rollcall.json(&["job", "status", &job]).done().json();
    assert_eq!(
        text(&status, "/state"),
        "needs_release",
        "and says what it waits for"
    );
    let wrong = rollcall.json(&["job", "release", &job, "--confirm", "Acme:1"]);
    assert_eq!(wrong.code, 5, "another number releases nothing: {wrong}");
    let right = format!("Acme:{count}");
    rollcall
        .json(&["job", "release", &job, "--confirm", &right])
        .done();
    let end = rollcall.json(&["job", "run", &job]).done().json();
    assert_eq!(text(&end, "/state"), "done", "released it runs to its end");
    assert!(
        users(&sandbox).iter().all(|u| u["active"] == false),
        "everybody is inactive"
    );
}

#[test]
fn a_dead_token_pauses_the_job_instead_of_failing_its_rows() {
    let (sandbox, rollcall) = ready(2);
    let job = planned(&rollcall, 20);
    sandbox.behave("[[fault]]\nmethod = \"POST\"\nfrom = 6\naction = { kind = \"unauthorized\" }\n");
    let paused = rollcall.json(&["job", "run", &job]).ends(5).json();
    assert_eq!(text(&paused, "/state"), "paused", "401 pauses");
    assert_eq!(text(&paused, "/reason"), "auth", "with the reason");
    assert_eq!(paused["rows"]["failed"], 0, "no row is blamed for it");
    sandbox.behave("");
    let end = rollcall.json(&["job", "run", &job]).done().json();
    assert_eq!(end["rows"]["succeeded"], 20, "with a good token it goes on");
    assert_eq!(users(&sandbox).len(), 22, "everybody once");
}

#[test]
fn an_unknown_job_is_said_so() {
    let (_sandbox, rollcall) = ready(0);
    for command in ["status", "pause", "resume", "cancel", "results", "run"] {
        rollcall.json(&["job", command, "4711"]).fails(2, "not_found");
    }
    let list = rollcall.run(&["job", "list"]).done();
    assert_eq!(list.stdout, "", "no jobs are no result: {list}");
}
