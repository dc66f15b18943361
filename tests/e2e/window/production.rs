//! On production nothing goes out by habit: editing starts locked, is turned on for a while, and what switches
//! somebody off wants the connection's name typed.

use rollcall_tests::{CANARY, Sandbox};
use serde_json::{Value, json};

use crate::desk::{Desk, Keychain};
use crate::page::{CONTROL, ENTER, ESCAPE, Page};

const NAME: &str = "Globex – drift";

/// Somebody who can sign in and can be found by name alone.
fn somebody(sandbox: &Sandbox) -> Value {
    sandbox
        .users()
        .iter()
        .map(rollcall_scim::Resource::to_value)
        .find(|user| user["active"] == true)
        .expect("the sample directory has people")
}

fn connect(page: &Page<'_>, sandbox: &Sandbox) {
    page.says("Before you connect to anything");
    page.press("Use the keychain");
    page.press("Connect to a server");
    page.write("Name", NAME);
    page.write("Address", &sandbox.base());
    page.click("choice", "Production");
    page.says("Starts read-only. You turn on editing");
    page.write("Access token", CANARY);
    page.says("can be used");
    page.press("Save and open");
    page.find("grid", "Users");
    page.says("PRODUCTION");
}

/// Seconds or minutes that the title bar still gives; 0 when it does not count.
fn left(page: &Page<'_>) -> u64 {
    let text = page.text();
    let number = |unit: &str| {
        let before = text.split(unit).next()?;
        text.contains(unit).then_some(())?;
        before.split_whitespace().last()?.parse::<u64>().ok()
    };
    number(" min left").map_or_else(|| number(" s left").unwrap_or(0), |minutes| minutes * 60)
}

fn is_locked(page: &Page<'_>, sandbox: &Sandbox, user: &Value) {
    page.find("button", "Read-only");
    page.write("Search", user["userName"].as_str().unwrap_or_default());
    page.until("the search narrows the list", |_| page.row_count() == 1);
    page.click("row", user["displayName"].as_str().unwrap_or_default());
    page.edit("Job title", "Nattevakt – 夜勤");
    page.keys(&[CONTROL, "s"]);
    page.find("dialog", "Review 1 change");
    page.says(&format!("{NAME} is locked"));
    assert!(
        !page.enabled("button", "Send 1 change"),
        "a locked production cannot be written to from the window"
    );
    page.keys(&[CONTROL, ENTER]);
    // A script in the page gets no further than the button: the engine refuses below the window.
    let connection = page
        .rpc("connection_list", &Value::Null)
        .expect("the connections")[0]["id"]
        .clone();
    let refused = page
        .rpc(
            "change_confirm",
            &json!({ "connection": connection, "fingerprint": "f", "count": 1,
                "answer": { "kind": "typed", "name": NAME, "count": 1 } }),
        )
        .expect_err("nothing is confirmed while it is locked");
    assert!(
        refused.contains("\"read_only\"") && refused.contains("is locked"),
        "and it says why: {refused}"
    );
    assert_eq!(sandbox.writes(), 0, "nothing left this computer");
}

fn unlocks(page: &Page<'_>) {
    page.press("Turn on editing");
    page.find("dialog", &format!("Turn on editing for {NAME}?"));
    page.keys_of("Turn on for 30 min", &[CONTROL, ENTER]);
    page.gone("dialog", "Turn on editing for");
    page.says("Editing on");
    let first = left(page);
    assert!(
        (1..=30 * 60).contains(&first),
        "the title bar counts down from 30 minutes: {first}"
    );
}

fn edits_with_one_look(page: &Page<'_>, sandbox: &Sandbox, user_name: &str) {
    page.keys_of("Send 1 change", &[CONTROL, ENTER]);
    page.says("every change is stored");
    assert_eq!(
        sandbox.user(user_name).expect("the person")["title"],
        "Nattevakt – 夜勤",
        "what was reviewed while locked goes out once editing is on"
    );
    page.keys_of("Close", &[CONTROL, ENTER]);
    page.gone("dialog", "Review");
}

fn deactivates_by_its_name(page: &Page<'_>, sandbox: &Sandbox, user_name: &str) {
    let active = || sandbox.user(user_name).expect("the person")["active"].clone();
    let confirmation = format!("Type {NAME} to confirm");
    page.click("choice", "Status");
    page.keys(&[CONTROL, "s"]);
    page.find("dialog", "Review 1 change");
    page.find("field", &confirmation);
    assert!(
        !page.enabled("button", "Send 1 change"),
        "nothing typed is no confirmation"
    );
    let before = sandbox.writes();
    for wrong in ["yes", "Globex – drift, 1", "globex – drift", "Globex – drif"] {
        page.rewrite(&confirmation, wrong);
        page.keys(&[CONTROL, ENTER]);
        assert!(
            !page.enabled("button", "Send 1 change"),
            "“{wrong}” is not the connection's name"
        );
    }
    // What the page might say without a person having typed it.
    let connection = page
        .rpc("connection_list", &Value::Null)
        .expect("the connections")[0]["id"]
        .clone();
    for answer in [
        json!({ "kind": "yes" }),
        json!({ "kind": "typed", "name": "Globex", "count": 1 }),
    ] {
        let asked = json!({ "connection": connection, "fingerprint": "f", "count": 1, "answer": answer });
        let refused = page
            .rpc("change_confirm", &asked)
            .expect_err("the engine looks too");
        assert!(refused.contains("confirmation_needed"), "and says why: {refused}");
    }
    assert_eq!(sandbox.writes(), before, "nothing left this computer meanwhile");
    assert_eq!(active(), true, "and nobody was switched off");
    page.rewrite(&confirmation, NAME);
    page.says("matches");
    page.keys_of("Send 1 change", &[CONTROL, ENTER]);
    page.says("every change is stored");
    assert_eq!(active(), false, "the right name sends");
    page.keys_of("Close", &[CONTROL, ENTER]);
    page.gone("dialog", "Review");
}

fn locks_again(page: &Page<'_>, sandbox: &Sandbox) {
    page.press("Editing on");
    page.find("button", "Read-only");
    assert_eq!(left(page), 0, "the title bar counts no longer");
    let before = sandbox.writes();
    page.click("choice", "Status");
    page.keys(&[CONTROL, "s"]);
    page.find("dialog", "Review 1 change");
    page.says(&format!("{NAME} is locked"));
    page.keys(&[CONTROL, ENTER]);
    assert!(
        !page.enabled("button", "Send 1 change"),
        "after locking nothing can be sent any more"
    );
    assert_eq!(sandbox.writes(), before, "and nothing was");
    page.keys(&[ESCAPE]);
    page.gone("dialog", "Review");
}

#[test]
fn production_is_locked_until_unlocked_and_what_locks_people_out_wants_its_name() {
    let sandbox = Sandbox::with_people(40);
    let user = somebody(&sandbox);
    let user_name = user["userName"].as_str().unwrap_or_default();
    let desk = Desk::new();
    desk.sit_down(Keychain::Unlocked, |page| {
        connect(page, &sandbox);
        is_locked(page, &sandbox, &user);
        unlocks(page);
        edits_with_one_look(page, &sandbox, user_name);
        deactivates_by_its_name(page, &sandbox, user_name);
        locks_again(page, &sandbox);
    });
}
