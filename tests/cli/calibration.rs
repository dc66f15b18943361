//! `rollcall connection calibrate`: what it shows first, what it asks, what it leaves.

use rollcall_tests::{Rollcall, Sandbox};

use crate::{production, ready, users};

const CALIBRATE: [&str; 3] = ["connection", "calibrate", "Acme"];

/// What of a calibration is on the server.
fn synthetic(sandbox: &Sandbox) -> usize {
    let of_calibration = |text: String| text.to_lowercase().contains("rollcall-calibration");
    let people = users(sandbox)
        .iter()
        .filter(|u| of_calibration(u.to_string()))
        .count();
    let groups = sandbox.groups();
    people
        + groups
            .iter()
            .filter(|g| of_calibration(g.to_value().to_string()))
            .count()
}

#[test]
fn a_calibration_shows_every_request_and_sends_nothing_until_it_is_agreed_to() {
    let (sandbox, rollcall) = ready(4);
    let asked = rollcall.run(&CALIBRATE).ends(5);
    for line in [
        "Makes the user rollcall-calibration-",
        "DELETE /Users/{id}",
        "removes it again",
    ] {
        assert!(asked.stderr.contains(line), "{line}: {asked}");
    }
    assert_eq!(sandbox.writes(), 0, "a plan writes nothing");
}

#[test]
fn a_calibration_tells_what_it_found_and_leaves_nothing() {
    let (sandbox, rollcall) = ready(4);
    let before = users(&sandbox);
    let report = rollcall
        .json(&[&CALIBRATE[..], &["--yes"]].concat())
        .done()
        .json();
    assert!(report["requests"].as_u64().unwrap() <= 60, "{report}");
    assert_eq!(report["guarantee"]["kind"], "unique", "{report}");
    assert_eq!(report["guarantee"]["proven"], true);
    assert_eq!(report["left"].as_array().unwrap().len(), 0);
    assert_eq!(users(&sandbox), before, "the people are who they were");
    assert_eq!(synthetic(&sandbox), 0);
    let told = rollcall.run(&[&CALIBRATE[..], &["--yes"]].concat()).done();
    for line in [
        "groups.remove_member",
        "Jobs make no duplicates: the server was seen to refuse a second user of a name.",
        "A new user is seen: by its id 0 ms",
    ] {
        assert!(told.stdout.contains(line), "{line}: {told}");
    }
    let table = rollcall
        .json(&["connection", "capabilities", "Acme"])
        .done()
        .json();
    let learned = table.as_array().unwrap().iter();
    let learned = learned.filter(|c| c["feature"] == "etag.if_match" && c["inForce"] == true);
    assert_eq!(learned.count(), 1, "what was found is what Rollcall goes by");
}

#[test]
fn a_calibration_is_refused_on_production_whatever_is_unlocked_and_confirmed() {
    let (sandbox, rollcall) = production(2);
    rollcall.run(&["connection", "unlock", "Globex"]).done();
    rollcall
        .json(&["connection", "calibrate", "Globex", "--confirm", "Globex:6"])
        .fails(5, "read_only");
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn what_could_not_be_removed_is_told_and_removed_by_a_later_command() {
    let fault = "[[fault]]\nmethod = \"DELETE\"\naction = { kind = \"error_before\", status = 500 }\n";
    let sandbox = Sandbox::with_profile(3, fault);
    let rollcall = Rollcall::new();
    rollcall.connect("Acme", &sandbox.base(), "test");
    let left = rollcall.run(&[&CALIBRATE[..], &["--yes"]].concat()).ends(1);
    assert!(left.stderr.contains("Not proven to be gone:"), "{left}");
    assert!(synthetic(&sandbox) > 0);
    sandbox.behave("");
    rollcall
        .json(&[&CALIBRATE[..], &["--remove-left"]].concat())
        .fails(5, "confirmation_needed");
    let cleared = rollcall
        .json(&[&CALIBRATE[..], &["--remove-left", "--yes"]].concat())
        .done()
        .json();
    assert_eq!(cleared["left"].as_array().unwrap().len(), 0);
    assert_eq!(synthetic(&sandbox), 0);
}

#[test]
fn a_plan_that_creates_people_says_what_it_can_promise_before_it_is_run() {
    let sandbox = Sandbox::with_profile(3, "[write]\nuser_name_not_unique = true\n");
    let rollcall = Rollcall::new();
    rollcall.connect("Acme", &sandbox.base(), "test");
    rollcall.run(&[&CALIBRATE[..], &["--yes"]].concat()).done();
    let list = rollcall.file("new.csv", "User name,Family name\nkim.new@example.com,New\n");
    let plan = ["job", "plan", &list, "--on", "Acme"];
    let told = rollcall.run(&plan).done();
    assert!(
        told.stderr.contains("look it up, and only then send again"),
        "who may stay unknown is said before the start: {told}"
    );
}
