//! The main job, from the first start to the day after.

use rollcall_tests::{CANARY, Sandbox};
use serde_json::Value;

use crate::desk::{Desk, Keychain};
use crate::page::{CONTROL, ENTER, Page};

const PEOPLE: usize = 240;

/// Somebody whose name no keyboard here has.
fn somebody(sandbox: &Sandbox) -> Value {
    sandbox
        .users()
        .iter()
        .map(rollcall_scim::Resource::to_value)
        .find(|user| {
            let name = user["displayName"].as_str().unwrap_or_default();
            name.contains(['Ł', 'Ø', 'ś', 'ø', 'ł', 'ż']) && user["active"] == true
        })
        .expect("the sample directory has names from many places")
}

fn text<'a>(user: &'a Value, name: &str) -> &'a str {
    user[name].as_str().unwrap_or_default()
}

/// Fills in the form of a new connection and opens it.
pub fn add_connection(page: &Page<'_>, name: &str, sandbox: &Sandbox) {
    page.write("Name", name);
    page.write("Address", &sandbox.base());
    page.click("choice", "Test or staging");
    page.write("Access token", CANARY);
    page.says("can be used");
    page.press("Save and open");
}

fn edits_somebody(page: &Page<'_>, sandbox: &Sandbox) {
    let user = somebody(sandbox);
    let (user_name, name, id) = (text(&user, "userName"), text(&user, "displayName"), text(&user, "id"));
    page.write("Search", name);
    page.until("the search narrows the list", |_| (1..10).contains(&page.row_count()));
    page.click("row", name);
    page.find("heading", name);

    page.press("Job title:");
    page.keys(&[CONTROL, "a"]);
    page.write("Job title", &format!("Światło i dźwięk – 照明{ENTER}"));
    page.press("Department:");
    page.keys(&[CONTROL, "a"]);
    page.write("Department", &format!("Ålesund / Łódź{ENTER}"));
    page.says("2 changes not sent");
    assert_eq!(
        sandbox.user(user_name).expect("the person")["title"], user["title"],
        "nothing leaves before it was reviewed"
    );

    page.keys(&[CONTROL, "s"]);
    let dialog = page.find("dialog", "Review 2 changes");
    page.says(&format!("/Users/{id}"));
    let review = page.words_of(&dialog);
    for shown in [text(&user, "title"), "Światło i dźwięk – 照明", "Ålesund / Łódź", "PATCH", "If-Match", "replace"] {
        assert!(review.contains(shown), "the review shows {shown}: {review}");
    }
    assert!(!review.contains(CANARY), "the request is shown without its secret");
    page.keys(&[CONTROL, ENTER]);
    page.says("every change is stored");
    let now = sandbox.user(user_name).expect("the person");
    assert_eq!(now["title"], "Światło i dźwięk – 照明", "the server has what was typed, letter by letter");
    let work = &now["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
    assert_eq!(work["department"], "Ålesund / Łódź", "and the extension's value too");
    page.keys(&[CONTROL, ENTER]);
    page.gone("dialog", "Review");
}

fn deactivates_and_activates(page: &Page<'_>, sandbox: &Sandbox) {
    let user = somebody(sandbox);
    let user_name = text(&user, "userName");
    let active = || sandbox.user(user_name).expect("the person")["active"].clone();
    page.click("choice", "Status");
    page.keys(&[CONTROL, "s"]);
    page.find("dialog", "Review 1 change");
    page.says("Yes, deactivate");
    page.keys(&[CONTROL, ENTER]);
    assert_eq!(active(), true, "nobody is locked out by a key press: the box must be ticked first");
    page.click("choice", "Yes, deactivate");
    page.keys(&[CONTROL, ENTER]);
    page.says("every change is stored");
    assert_eq!(active(), false, "the server has it");
    page.keys(&[CONTROL, ENTER]);
    page.gone("dialog", "Review");

    page.click("choice", "Status");
    page.keys(&[CONTROL, "s"]);
    page.find("dialog", "Review 1 change");
    page.keys(&[CONTROL, ENTER]);
    page.says("every change is stored");
    assert_eq!(active(), true, "and back");
    page.keys(&[CONTROL, ENTER]);
    page.gone("dialog", "Review");
}

#[test]
fn a_person_sets_up_edits_imports_and_finds_everything_again_the_next_day() {
    let sandbox = Sandbox::with_people(PEOPLE);
    let desk = Desk::new();
    desk.sit_down(Keychain::Unlocked, |page| {
        page.says("Before you connect to anything");
        page.press("Use the keychain");
        page.press("Connect to a server");
        add_connection(page, "Globex – prøve", &sandbox);
        page.find("grid", "Users");
        page.counts(PEOPLE);
        page.holds_no_secret();
        edits_somebody(page, &sandbox);
        deactivates_and_activates(page, &sandbox);
        page.holds_no_secret();
    });
    desk.holds_no_secret();
}
