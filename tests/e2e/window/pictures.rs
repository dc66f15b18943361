//! Pictures of the window, for people to look at; nothing is asserted about them.

use std::path::PathBuf;

use rollcall_tests::{Sandbox, csv, people};

use crate::desk::{Desk, Keychain};
use crate::main_job::{fill_in_connection, imports};
use crate::page::{CONTROL, ENTER};

/// Writes a picture to `target/e2e` and says where.
pub fn keep(name: &str, png: &[u8]) -> PathBuf {
    let me = std::env::current_exe().expect("this test is a file");
    let folder = me.ancestors().nth(3).expect("the target folder").join("e2e");
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    let path = folder.join(format!("{name}.png"));
    std::fs::write(&path, png).expect("a picture");
    path
}

#[test]
fn every_screen_can_be_looked_at_in_two_sizes_light_and_dark() {
    let sandbox = Sandbox::with_people(240);
    let desk = Desk::new();
    let mut list = csv(&people(50));
    list.push_str("season.0001@example.com,Zoë,Okafor,season.0001@example.com,Lift operator\n,No,Key,nobody@example.com,1.5E+10\n");
    std::fs::write(desk.chosen_file(), list).expect("the spreadsheet");
    desk.sit_down(Keychain::NoBus, |page| {
        page.says("This computer has no keychain Rollcall can use");
        page.shoot("setup-no-keychain");
    });
    desk.sit_down(Keychain::Unlocked, |page| {
        page.says("Before you connect to anything");
        page.shoot("setup");
        page.press("Use the keychain");
        page.find("heading", "The sample directory");
        page.shoot("welcome");
        page.press("Connect to a server");
        fill_in_connection(page, "Globex test", &sandbox.base());
        page.shoot("connection");
        page.press("Save and open");
        page.counts(240);
        page.shoot("users");
        page.write("Search", "Øystein");
        page.click("row", "Øystein");
        page.find("heading", "Øystein");
        page.edit("Job title", "Światło i dźwięk");
        page.says("1 change not sent");
        page.shoot("user");
        page.keys(&[CONTROL, "s"]);
        page.says("The exact request");
        page.shoot("review");
        page.keys_of("Send", &[CONTROL, ENTER]);
        page.says("every change is stored");
        page.shoot("review-done");
        page.keys_of("Close", &[CONTROL, ENTER]);
        page.gone("dialog", "Review");
        page.click("link", "Groups");
        page.counts(60);
        page.click("row", "Finance");
        page.find("heading", "Finance");
        page.find("button", "Paste list");
        page.shoot("group");
        imports(page, 52, 49, |name| page.shoot(name));
        page.click("tab", "Succeeded");
        page.click("row", "season.0007@example.com");
        page.says("Create: done");
        page.shoot("job-receipt");
        page.click("link", "Jobs");
        page.press("Open ");
        page.click("link", "Jobs");
        page.find("button", "Open ");
        page.shoot("jobs");
        page.click("link", "Settings");
        page.says("none is collected, ever");
        page.shoot("settings");
    });
}
