//! Where nobody keeps secrets: the honest message, and the two ways that remain.

use rollcall_tests::{CANARY, PASSPHRASE, Sandbox};
use serde_json::json;

use crate::desk::{Desk, Keychain};
use crate::main_job::add_connection;

const PEOPLE: usize = 30;

#[test]
fn without_a_keychain_a_passphrase_protects_everything_and_is_asked_for_again() {
    let sandbox = Sandbox::with_people(PEOPLE);
    let desk = Desk::new();
    desk.sit_down(Keychain::NoService, |page| {
        page.says("This computer has no keychain Rollcall can use");
        page.says("Nothing has been written yet");
        for store in ["jobs.db", "cache.db", "store.toml"] {
            assert!(
                !desk.path("rollcall").join(store).exists(),
                "{store} is written after the choice"
            );
        }
        page.write("Passphrase", PASSPHRASE);
        assert!(
            !page.enabled("button", "Set the passphrase"),
            "a passphrase is typed twice"
        );
        page.write("Passphrase, again", PASSPHRASE);
        page.press("Set the passphrase");
        page.press("Connect to a server");
        add_connection(page, "Initech", &sandbox.base());
        page.counts(PEOPLE);
        page.holds_no_secret();
    });
    desk.holds_no_secret();

    desk.sit_down(Keychain::NoBus, |page| {
        page.says("Enter your passphrase");
        assert!(!page.has("grid", "Users"), "nothing is shown before");
        page.write("Passphrase", "not the passphrase");
        page.press("Open");
        page.find("alert", "passphrase");
        assert!(!page.has("grid", "Users"), "a wrong passphrase opens nothing");
        page.write("Passphrase", PASSPHRASE);
        page.press("Open");
        page.find("link", "Initech");
        page.counts(PEOPLE);
        // The token came back with the passphrase.
        page.press("Read again from the server");
        page.says("just now");
        assert!(
            !page.has("link", "Initech Test, sign-in missing"),
            "the token is kept"
        );
        page.holds_no_secret();
    });
    desk.holds_no_secret();
}

#[test]
fn a_session_browses_and_edits_refuses_jobs_and_leaves_nothing() {
    let sandbox = Sandbox::with_people(PEOPLE);
    let desk = Desk::new();
    std::fs::write(desk.chosen_file(), "userName\nfrost@example.com\n").expect("a spreadsheet");
    desk.sit_down(Keychain::NoBus, |page| {
        page.says("This computer has no keychain Rollcall can use");
        page.click("choice", "Keep nothing after this session");
        page.press("Start without keeping anything");
        page.press("Connect to a server");
        add_connection(page, "Hooli", &sandbox.base());
        page.counts(PEOPLE);
        assert_eq!(
            desk.left_behind().len(),
            1,
            "the session's stores lie in a temporary folder"
        );

        page.press("Import list");
        page.says("Jobs need a store that survives a crash");
        // The window does not offer it; below the window it is refused as well.
        let connections = page
            .rpc("connection_list", &json!(null))
            .expect("the connections");
        let connection = connections[0]["id"].clone();
        let preview = page
            .rpc("import_pick", &json!({ "connection": connection }))
            .expect("a file can be looked at");
        let plan =
            json!({ "connection": connection, "source": preview["source"], "mapping": preview["mapping"] });
        let refused = page
            .rpc("import_plan", &plan)
            .expect_err("a session plans no job");
        assert!(
            refused.contains("A job needs a store that survives a crash"),
            "it says why: {refused}"
        );
        page.holds_no_secret();
    });
    assert_eq!(sandbox.writes(), 0, "nothing was sent");
    assert_eq!(
        desk.left_behind(),
        Vec::<String>::new(),
        "closing the window deletes the session's folder"
    );
    for store in ["jobs.db", "cache.db", "store.toml"] {
        assert!(
            !desk.path("rollcall").join(store).exists(),
            "{store} is kept nowhere"
        );
    }
    assert!(!desk.log().contains(CANARY), "the log holds no token");
    desk.holds_no_secret();

    desk.sit_down(Keychain::NoBus, |page| {
        page.says("This computer has no keychain Rollcall can use");
    });
}
