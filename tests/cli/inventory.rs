//! `rollcall connection inventory`, and presets and colours given later

use crate::{ready, text};

#[test]
fn all_connections_stand_in_one_table_and_in_a_file_whose_cells_are_no_formulas() {
    let (sandbox, rollcall) = ready(3);
    rollcall.run(&["sync", "--on", "Acme"]).done();
    rollcall.connect("=1+1", &sandbox.base(), "production");
    let told = rollcall.run(&["connection", "inventory"]).done();
    for part in ["Acme", "2.0", "patch", "never looked at"] {
        assert!(told.stdout.contains(part), "{part}: {told}");
    }
    let all = rollcall.json(&["connection", "inventory"]).done().json();
    assert_eq!(all.as_array().unwrap().len(), 2);
    let file = &rollcall.path("all.csv");
    rollcall.run(&["connection", "inventory", "--file", file]).done();
    let written = std::fs::read_to_string(file).unwrap();
    assert!(
        written.contains("\"'=1+1\""),
        "a name is never a formula:\n{written}"
    );
    rollcall.run(&["connection", "inventory", "--file", file]).ends(2);
}

#[test]
fn a_preset_and_a_colour_are_given_later_and_taken_away_again() {
    let (sandbox, rollcall) = ready(0);
    let edit = |more: &[&str]| rollcall.json(&[&["connection", "edit", "Acme"], more].concat());
    let shown = edit(&["--preset", "atlassian", "--colour", "teal"]).done().json();
    assert_eq!(text(&shown, "/preset/choice/id"), "atlassian");
    assert_eq!(text(&shown, "/colour"), "teal");
    assert_eq!(
        text(&shown, "/url"),
        sandbox.base(),
        "the address stays unless something is said of it"
    );
    assert_eq!(text(&shown, "/writes/state"), "readOnly", "as the preset says");
    let shown = edit(&["--without-preset", "--colour", "none"]).done().json();
    assert!(shown["preset"].is_null() && shown["colour"].is_null());
    edit(&["--preset", "nobody"]).ends(2);
    edit(&["--preset", "atlassian", "--without-preset"]).ends(2);
}
