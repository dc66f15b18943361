//! The main job, from the first start to the day after.

use rollcall_tests::{CANARY, Person, Sandbox, csv, people};
use serde_json::Value;

use crate::desk::{Desk, Keychain};
use crate::page::{CONTROL, ENTER, Page};

const PEOPLE: usize = 240;
const HIRES: usize = 50;

/// Somebody whose name no keyboard here has.
pub fn somebody(sandbox: &Sandbox) -> Value {
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

/// A text of a resource.
pub fn text<'a>(user: &'a Value, name: &str) -> &'a str {
    user[name].as_str().unwrap_or_default()
}

/// The first start: secrets go to the keychain, then the first connection.
pub fn start_with_connection(page: &Page<'_>, name: &str, sandbox: &Sandbox) {
    connect_to(page, name, &sandbox.base());
}

/// The same for the server at this address.
pub fn connect_to(page: &Page<'_>, name: &str, base: &str) {
    page.says("Before you connect to anything");
    page.press("Use the keychain");
    page.press("Connect to a server");
    add_connection(page, name, base);
    page.find("grid", "Users");
}

/// Fills in the form of a new connection, sees the proof and opens it.
pub fn add_connection(page: &Page<'_>, name: &str, base: &str) {
    fill_in_connection(page, name, base);
    page.press("Save and open");
}

/// Fills in the form of a new connection, until the test has proven it.
pub fn fill_in_connection(page: &Page<'_>, name: &str, base: &str) {
    page.write("Name", name);
    page.write("Address", base);
    page.click("choice", "Test or staging");
    page.write("Access token", CANARY);
    page.says("can be used");
    for proof in [
        "The server answers",
        "The server accepts the sign-in",
        "SCIM 2.0",
        "People can be read",
    ] {
        page.says(proof);
    }
}

fn edits_somebody(page: &Page<'_>, sandbox: &Sandbox) {
    let user = somebody(sandbox);
    let (user_name, name, id) = (
        text(&user, "userName"),
        text(&user, "displayName"),
        text(&user, "id"),
    );
    page.write("Search", name);
    page.until("the search narrows the list", |_| {
        (1..10).contains(&page.row_count())
    });
    page.click("row", name);
    page.find("heading", name);

    page.edit("Job title", "Światło i dźwięk – 照明");
    page.edit("Department", "Ålesund / Łódź");
    page.edit("Family name", "Ærøskøbing");
    page.says("3 changes not sent");
    assert_eq!(
        sandbox.user(user_name).expect("the person")["title"],
        user["title"],
        "nothing leaves before it was reviewed"
    );

    page.keys(&[CONTROL, "s"]);
    let dialog = page.find("dialog", "Review 3 changes");
    page.says(&format!("/Users/{id}"));
    let review = page.words_of(&dialog);
    for shown in [
        text(&user, "title"),
        "Światło i dźwięk – 照明",
        "Ålesund / Łódź",
        "Ærøskøbing",
        "PATCH",
        "If-Match",
        "replace",
    ] {
        assert!(review.contains(shown), "the review shows {shown}: {review}");
    }
    assert!(
        !review.contains(CANARY),
        "the request is shown without its secret"
    );
    page.keys_of("Send", &[CONTROL, ENTER]);
    page.says("every change is stored");
    let now = sandbox.user(user_name).expect("the person");
    assert_eq!(
        now["title"], "Światło i dźwięk – 照明",
        "the server has what was typed, letter by letter"
    );
    let work = &now["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
    assert_eq!(
        work["department"], "Ålesund / Łódź",
        "and the extension's value too"
    );
    assert_eq!(
        now["name"]["familyName"], "Ærøskøbing",
        "and the part of a complex one"
    );
    page.keys_of("Close", &[CONTROL, ENTER]);
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
    assert!(
        !page.enabled("button", "Send 1 change"),
        "nobody is locked out by a key press: the box must be ticked first"
    );
    page.click("choice", "Yes, deactivate");
    page.keys_of("Send", &[CONTROL, ENTER]);
    page.says("every change is stored");
    assert_eq!(active(), false, "the server has it");
    page.keys_of("Close", &[CONTROL, ENTER]);
    page.gone("dialog", "Review");

    page.click("choice", "Status");
    page.keys(&[CONTROL, "s"]);
    page.find("dialog", "Review 1 change");
    page.keys_of("Send", &[CONTROL, ENTER]);
    page.says("every change is stored");
    assert_eq!(active(), true, "and back");
    page.keys_of("Close", &[CONTROL, ENTER]);
    page.gone("dialog", "Review");
}

/// Brings the spreadsheet and lets it run; the file dialog gives what lies at the desk.
pub fn imports(page: &Page<'_>, rows: usize, changes: usize, look: impl Fn(&str)) {
    page.click("link", "Users");
    page.press("Import list");
    look("import-start");
    page.press("Choose a file");
    page.says(&format!("{rows} rows"));
    look("import-source");
    page.press("Map 5 columns");
    page.says("5 of 5 columns used");
    look("import-map");
    page.press(&format!("Plan {rows} rows"));
    page.says(&format!("{changes} people will change"));
    look("job-plan");
    page.press(&format!("Run {changes} changes"));
    page.find("dialog", &format!("Run {changes} changes?"));
    look("job-run-dialog");
    page.click("choice", "I have looked at the plan");
    page.press("Run");
    page.says("every row ends in a proven state");
    look("job-results");
}

fn arrived(sandbox: &Sandbox, hires: &[Person]) {
    assert_eq!(
        sandbox.users().len(),
        PEOPLE + hires.len(),
        "the server has everybody once"
    );
    for hire in hires {
        let user = sandbox
            .user(&hire.user_name)
            .unwrap_or_else(|| panic!("{} is missing", hire.user_name));
        assert_eq!(user["name"]["givenName"], hire.given, "letter by letter");
        assert_eq!(user["name"]["familyName"], hire.family, "letter by letter");
        assert_eq!(user["emails"][0]["value"], hire.email, "and the address");
        assert_eq!(user["title"], hire.title, "and the title");
    }
}

/// Everything is back after signing out and in: connection, copy, job, token.
fn the_next_day(page: &Page<'_>, sandbox: &Sandbox) {
    page.find("link", "Globex");
    page.counts(PEOPLE + HIRES);
    let lists = || sandbox.stats().requests.get("GET /Users").copied().unwrap_or(0);
    assert_eq!(
        lists(),
        0,
        "the copy is read from this computer, not from the server"
    );
    page.click("link", "Jobs");
    page.says(&format!("{HIRES} of {HIRES}"));
    page.press("Open ");
    page.says("every row ends in a proven state");
    page.click("row", "season.0007@example.com");
    page.says("Create: done");
    page.press("Close the panel");
    page.click("link", "Users");
    page.press("Read again from the server");
    page.says("copy from just now");
    page.counts(PEOPLE + HIRES);
    assert!(
        lists() > 0,
        "the token still opens the server, and nobody typed it again"
    );
    page.write("Search", "season.0007");
    page.until("the search finds the one", |_| page.row_count() == 1);
    page.says("season.0007@example.com");
    page.holds_no_secret();
}

#[test]
fn a_person_sets_up_edits_imports_and_finds_everything_again_the_next_day() {
    let sandbox = Sandbox::with_people(PEOPLE);
    let desk = Desk::new();
    let hires = people(HIRES);
    std::fs::write(desk.chosen_file(), csv(&hires)).expect("the spreadsheet");
    desk.sit_down(Keychain::Unlocked, |page| {
        start_with_connection(page, "Globex – prøve", &sandbox);
        page.counts(PEOPLE);
        page.holds_no_secret();
        edits_somebody(page, &sandbox);
        deactivates_and_activates(page, &sandbox);
        imports(page, HIRES, HIRES, |_| ());
        arrived(&sandbox, &hires);
        page.holds_no_secret();
    });
    desk.holds_no_secret();
    sandbox.reset();
    desk.sit_down(Keychain::Unlocked, |page| the_next_day(page, &sandbox));
    desk.holds_no_secret();
    assert_eq!(sandbox.writes(), 0, "looking again the next day sends nothing");
}
