//! The native menu, opened and used with the keyboard, as the desktop has it: outside the page.

use rollcall_tests::Sandbox;

use crate::desk::{Desk, Keychain};
use crate::main_job::add_connection;
use crate::page::{CONTROL, Page};
use crate::x11::key;

fn place(page: &Page<'_>) -> String {
    page.run("return location.hash", &[])
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_command_is_chosen_in_the_native_menu_and_keys_still_reach_the_page() {
    let sandbox = Sandbox::with_people(20);
    let desk = Desk::new();
    desk.sit_down(Keychain::Unlocked, |page| {
        page.says("Before you connect to anything");
        page.press("Use the keychain");
        page.press("Connect to a server");
        add_connection(page, "Globex", &sandbox.base());
        page.find("grid", "Users");
        page.counts(20);
        let users = place(page);
        assert!(users.contains("/t/User"), "the list of users is open: {users}");
        // The second menu says where one can go; its last entry is another screen.
        page.until("the menu goes to another screen", |_| {
            desk.press(&[
                key::ESCAPE,
                key::ESCAPE,
                key::F10,
                key::RIGHT,
                key::DOWN,
                key::END,
                key::RETURN,
            ]);
            crate::desk::until_soon(|| place(page) != users)
        });
        // The menu shows the keys and leaves them to the page.
        page.keys(&[CONTROL, "k"]);
        page.find("dialog", "Find or run");
    });
}
