//! What helpdesk staff and admins do all day: merge with somebody who was faster, fill a group from a list, look
//! after a resource type only this server has, and go on where they stopped when the network is gone.

use std::collections::BTreeSet;

use rollcall_tests::{Http, RealServer, Sandbox};
use serde_json::{Value, json};

use crate::desk::{Desk, Keychain};
use crate::main_job::{connect_to, somebody, start_with_connection, text};
use crate::page::{CONTROL, ENTER, Page};

const PEOPLE: usize = 240;
const NAME: &str = "Globex – prøve";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Finds a record by typing and opens its details.
fn open(page: &Page<'_>, name: &str) {
    page.rewrite("Search", name);
    page.until("the search narrows the list", |_| {
        (1..10).contains(&page.row_count())
    });
    page.click("row", name);
    page.find("heading", name);
}

/// Sends what the open review shows, and closes the outcome.
fn send(page: &Page<'_>) {
    page.keys_of("Send", &[CONTROL, ENTER]);
    page.says("every change is stored");
    page.keys_of("Close", &[CONTROL, ENTER]);
    page.gone("dialog", "Review");
}

#[test]
fn somebody_who_was_faster_is_not_overwritten_and_the_versions_are_merged_by_keys() {
    let sandbox = Sandbox::with_people(PEOPLE);
    let user = somebody(&sandbox);
    let now = || {
        sandbox
            .user(text(&user, "userName"))
            .expect("the person is still there")
    };
    Desk::new().sit_down(Keychain::Unlocked, |page| {
        start_with_connection(page, NAME, &sandbox);
        open(page, text(&user, "displayName"));
        page.edit("Job title", "Nattevakt – 夜勤");
        page.edit("Department", "Ålesund");
        page.keys(&[CONTROL, "s"]);
        page.find("dialog", "Review 2 changes");
        page.until("it can be sent", |_| page.enabled("button", "Send"));
        let elsewhere = sandbox.http().patch(
            &format!("/Users/{}", text(&user, "id")),
            &json!([
                { "op": "replace", "path": "title", "value": "Chef – 主任" },
                { "op": "replace", "path": "nickName", "value": "Øje" },
            ]),
        );
        assert_eq!(elsewhere.status, 200, "somebody else changes the same person");
        page.keys(&[CONTROL, ENTER]);
        page.says("Both changed it. You choose.");
        assert_eq!(now()["title"], "Chef – 主任", "nothing was overwritten");
        page.keys(&["1"]);
        page.keys_of("Review the merged changes", &[CONTROL, ENTER]);
        page.find("dialog", "Review");
        send(page);
        let merged = now();
        assert_eq!(
            [
                &merged["title"],
                &merged[ENTERPRISE]["department"],
                &merged["nickName"]
            ],
            [&json!("Nattevakt – 夜勤"), &json!("Ålesund"), &json!("Øje")],
            "what was chosen is there, and what only the other one changed was left alone"
        );
    });
}

fn members(group: &Value) -> BTreeSet<String> {
    let members = group["members"].as_array().into_iter().flatten();
    members.map(|member| text(member, "value").to_owned()).collect()
}

/// 50 who are not in the group, 3 who are, and 2 lines that name nobody.
fn pastes_55_names(page: &Page<'_>, sandbox: &Sandbox) {
    let finance = || sandbox.group("Finance").expect("the group");
    let before = members(&finance());
    let (inside, outside): (Vec<Value>, Vec<Value>) = sandbox
        .users()
        .iter()
        .map(rollcall_scim::Resource::to_value)
        .partition(|user| before.contains(text(user, "id")));
    let known = outside.iter().take(50).chain(inside.iter().take(3));
    let mut names: Vec<&str> = known.map(|user| text(user, "userName")).collect();
    names.extend(["nobody@example.com", "no one at all"]);
    assert_eq!(names.len(), 55, "a mail with 55 names");

    page.click("link", "Groups");
    page.find("grid", "Groups");
    open(page, "Finance");
    page.press("Paste");
    page.write("One person per line", &names.join(ENTER));
    page.press("Check the list");
    page.says("Nobody on this server is called so.");
    let told = page.text().split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["50 to add", "2 unknown", "3 already in"] {
        assert!(told.contains(words), "the list is told apart, “{words}”: {told}");
    }
    assert_eq!(members(&finance()), before, "nothing has been sent");
    page.press("Review 50 changes");
    page.find("dialog", "Review");
    send(page);
    let wanted = outside.iter().take(50).map(|user| text(user, "id").to_owned());
    assert_eq!(
        members(&finance()),
        before.iter().cloned().chain(wanted).collect(),
        "the right 50 are added, and nobody else"
    );
}

fn renames_a_role(page: &Page<'_>, sandbox: &Sandbox) {
    let server = sandbox.http();
    let role = server.all("/Roles").remove(0);
    page.click("link", "Roles");
    page.find("grid", "Roles");
    open(page, text(&role, "name"));
    page.edit("Name", "Nattevakt – 夜勤");
    page.keys(&[CONTROL, "s"]);
    page.find("dialog", "Review 1 change");
    send(page);
    let now = server.get(&format!("/Roles/{}", text(&role, "id")));
    assert_eq!(
        now.body["name"], "Nattevakt – 夜勤",
        "its screen, form and change come from its schema alone"
    );
}

#[test]
fn a_mail_with_55_names_fills_a_group_and_a_type_only_this_server_has_is_edited_like_any_other() {
    let sandbox = Sandbox::with_people(PEOPLE);
    Desk::new().sit_down(Keychain::Unlocked, |page| {
        start_with_connection(page, NAME, &sandbox);
        page.counts(PEOPLE);
        pastes_55_names(page, &sandbox);
        renames_a_role(page, &sandbox);
    });
}

/// The one of this name, in the server's own word.
fn person(server: &Http, user_name: &str) -> Value {
    let mut everybody = server.all("/Users").into_iter();
    everybody
        .find(|user| user["userName"] == user_name)
        .expect("the person is there")
}

/// The main journeys on a server nobody here wrote: find by typing, fix three fields, merge, fill a group from a list.
fn fixes_merges_and_fills_a_group(name: &str) {
    let real = RealServer::start(name);
    let server = real.http();
    let names = ["Zoë Kowalczyk", "Mateus Ferreira", "Łukasz Šimić"];
    for (n, name) in names.iter().enumerate() {
        let (given, family) = name.split_once(' ').expect("two names");
        let user_name = format!("season.{n}@example.com");
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": user_name, "displayName": name, "active": true,
            "name": { "givenName": given, "familyName": family },
        });
        assert_eq!(server.post("/Users", &body).status, 201, "{name} is there");
    }
    let group =
        json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Store 418" });
    assert_eq!(server.post("/Groups", &group).status, 201, "and a group");
    Desk::new().sit_down(Keychain::Unlocked, |page| {
        connect_to(page, "Partner", real.base());
        page.counts(names.len());
        open(page, "Łukasz Šimić");
        page.edit("Job title", "Światło i dźwięk – 照明");
        page.edit("Given name", "Łucja");
        page.edit("Family name", "Ærøskøbing");
        page.keys(&[CONTROL, "s"]);
        page.find("dialog", "Review 3 changes");
        send(page);
        let now = person(&server, "season.2@example.com");
        assert_eq!(
            [
                &now["title"],
                &now["name"]["givenName"],
                &now["name"]["familyName"]
            ],
            [
                &json!("Światło i dźwięk – 照明"),
                &json!("Łucja"),
                &json!("Ærøskøbing")
            ],
            "the server has what was typed, letter by letter"
        );

        page.edit("Job title", "Nattevakt – 夜勤");
        page.keys(&[CONTROL, "s"]);
        page.find("dialog", "Review 1 change");
        page.until("it can be sent", |_| page.enabled("button", "Send"));
        let theirs = json!([{ "op": "replace", "path": "title", "value": "Chef – 主任" }]);
        let elsewhere = server.patch(&format!("/Users/{}", text(&now, "id")), &theirs);
        assert!([200, 204].contains(&elsewhere.status), "somebody else is faster");
        page.keys(&[CONTROL, ENTER]);
        page.says("Both changed it. You choose.");
        assert_eq!(
            person(&server, "season.2@example.com")["title"],
            "Chef – 主任",
            "nothing was overwritten"
        );
        page.keys(&["1"]);
        page.keys_of("Review the merged changes", &[CONTROL, ENTER]);
        page.find("dialog", "Review");
        send(page);
        assert_eq!(
            person(&server, "season.2@example.com")["title"],
            "Nattevakt – 夜勤",
            "what was chosen is there"
        );

        page.click("link", "Groups");
        page.find("grid", "Groups");
        open(page, "Store 418");
        page.press("Paste");
        let lines = [
            "season.0@example.com",
            "season.2@example.com",
            "nobody@example.com",
        ];
        page.write("One person per line", &lines.join(ENTER));
        page.press("Check the list");
        page.press("Review 2 changes");
        page.find("dialog", "Review");
        send(page);
        let wanted = [lines[0], lines[1]].map(|name| text(&person(&server, name), "id").to_owned());
        assert_eq!(
            members(&server.all("/Groups").remove(0)),
            BTreeSet::from(wanted),
            "the right two are members, and nobody else"
        );
    });
}

#[test]
fn the_main_journeys_are_walked_on_the_scim2_server_too() {
    fixes_merges_and_fills_a_group("scim2-server");
}

#[test]
fn the_main_journeys_are_walked_on_scimmy_too() {
    fixes_merges_and_fills_a_group("scimmy");
}

#[test]
fn a_draft_survives_the_restart_and_with_the_network_cut_everything_can_be_read() {
    let sandbox = Sandbox::with_people(PEOPLE);
    let user = somebody(&sandbox);
    let name = text(&user, "displayName");
    let desk = Desk::new();
    desk.sit_down(Keychain::Unlocked, |page| {
        start_with_connection(page, NAME, &sandbox);
        page.counts(PEOPLE);
        page.says("complete");
        open(page, name);
        page.edit("Job title", "Światło i dźwięk – 照明");
        page.edit("Department", "Ålesund / Łódź");
        page.says("2 changes not sent");
        // The window is closed with the last key.
        page.edit("Cost centre", "Ω-7");
    });
    assert_eq!(sandbox.writes(), 0, "closing the window sends nothing");
    sandbox.stop();
    desk.sit_down(Keychain::Unlocked, |page| {
        page.find("grid", "Users");
        page.counts(PEOPLE);
        page.press("Read again from the server");
        page.says("cannot be reached");
        page.counts(PEOPLE);
        open(page, name);
        page.says("3 changes not sent");
        page.find("button", "Cost centre: Ω-7");
        page.find("button", "Job title: Światło i dźwięk – 照明");
        page.find("button", "Department: Ålesund / Łódź");
        page.click("link", "Groups");
        page.find("grid", "Groups");
        open(page, "Finance");
    });
}

#[test]
fn the_text_grows_by_keys_and_is_as_large_the_next_day() {
    let sandbox = Sandbox::with_people(20);
    let width = |page: &Page<'_>| page.run("return innerWidth", &[]).as_u64().unwrap_or_default();
    let desk = Desk::new();
    let mut left = 0;
    desk.sit_down(Keychain::Unlocked, |page| {
        start_with_connection(page, NAME, &sandbox);
        page.counts(20);
        let usual = width(page);
        page.keys(&[CONTROL, "+"]);
        // Larger text leaves room for less: the window counts fewer of its own pixels.
        page.until("the text is larger", |_| width(page) < usual);
        page.keys(&[CONTROL, "0"]);
        page.until("the text is as it was", |_| width(page) == usual);
        page.keys(&[CONTROL, "+"]);
        page.keys(&[CONTROL, "+"]);
        page.until("the text is larger again", |_| width(page) * 10 < usual * 9);
        left = width(page);
    });
    desk.sit_down(Keychain::Unlocked, |page| {
        page.counts(20);
        page.until("the text is as large as it was left", |_| width(page) == left);
    });
}
