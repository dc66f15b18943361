//! The window's pages in Chromium against the real engine: `dev-host` with a store of its own, and a sandbox in
//! this process. Each test is a journey of a person, written as a script in `journeys/`; see `stage.rs` for what
//! a script can ask of its surroundings, and `person.mjs` for what a person can do.
//!
//! Needs `chromium` and node, `ui/dist` built, and `ui/node_modules` installed.
#![cfg(unix)]

mod stage;

use rollcall_tests::{RealServer, Sandbox};
use stage::{Server, Stage};

/// People of the sample directory in most journeys: more than a screen, few enough to be read at once.
const PEOPLE: usize = 240;

fn walk(script: &str) {
    Stage::new(Server::Sandbox(Box::new(Sandbox::with_people(PEOPLE)))).play(script);
}

#[test]
fn somebody_is_found_by_typing_and_three_fields_are_fixed() {
    walk("fix-three-fields");
}

#[test]
fn a_raw_filter_is_checked_applied_and_judged() {
    walk("raw-filter");
}

#[test]
fn the_copy_is_read_when_the_server_is_gone() {
    walk("offline");
}

#[test]
fn conditions_are_written_changed_and_taken_away_without_a_mouse() {
    walk("chips");
}

#[test]
fn a_saved_view_is_the_same_after_a_restart() {
    walk("views");
}

#[test]
fn what_is_shown_or_selected_goes_into_files_that_run_no_formula() {
    walk("export");
}

#[test]
fn a_reading_is_stopped_and_goes_on_later() {
    walk("stop-reading");
}

#[test]
fn a_filter_is_answered_from_the_copy_when_the_server_is_gone() {
    walk("filter-offline");
}

#[test]
fn a_type_only_this_server_has_is_browsed_and_edited() {
    walk("roles");
}

#[test]
fn the_scim2_server_is_read_and_edited_from_the_window() {
    Stage::new(Server::Real(RealServer::start("scim2-server"))).play("another-server");
}

#[test]
fn scimmy_is_read_and_edited_from_the_window() {
    Stage::new(Server::Real(RealServer::start("scimmy"))).play("another-server");
}

#[test]
fn a_connection_goes_into_a_file_without_its_secrets_and_comes_back_read_only() {
    walk("profiles");
}

#[test]
fn a_server_is_calibrated_after_its_plan_was_shown_and_nothing_is_left_there() {
    walk("calibrate");
}

#[test]
fn every_screen_can_be_looked_at_and_axe_finds_nothing_on_it() {
    walk("screens");
}

#[test]
fn somebody_elses_change_is_never_overwritten() {
    walk("conflict");
}

#[test]
fn anything_is_found_and_run_from_the_palette() {
    walk("palette");
}

#[test]
fn german_is_switched_on_and_kept() {
    walk("german");
}

#[test]
fn a_field_is_fixed_without_a_mouse() {
    walk("keyboard");
}

#[test]
fn a_change_is_found_in_the_history_and_put_back() {
    walk("history");
}

#[test]
fn somebody_is_created_without_a_mouse() {
    walk("create");
}

#[test]
fn somebody_is_made_like_somebody_else() {
    walk("clone");
}

#[test]
fn somebody_new_starts_from_a_template() {
    walk("template");
}

#[test]
fn a_delete_says_what_it_does_and_what_it_did() {
    walk("delete");
}

#[test]
fn somebody_who_was_deleted_is_found_under_deleted_users() {
    walk("deleted");
}

#[test]
fn two_drafts_and_their_undo_survive_a_restart() {
    walk("two-drafts");
}

#[test]
fn a_password_is_reset_and_seen_once() {
    walk("password");
}

#[test]
fn fifty_five_names_are_pasted_into_a_group() {
    walk("paste-names");
}

#[test]
fn what_goes_wrong_is_said_on_every_screen() {
    walk("states");
}

#[test]
fn connecting_reading_settings_and_undo_need_no_mouse() {
    walk("keyboard-tasks");
}

#[test]
fn a_job_for_a_group_is_paused_continued_and_leads_to_its_results() {
    walk("group-job");
}

#[test]
fn forty_people_get_a_department_without_a_mouse() {
    walk("set-department");
}

#[test]
fn a_group_is_joined_with_another_or_a_file_taken_away_and_intersected() {
    walk("group-sets");
}

#[test]
fn who_is_in_no_group_gets_the_groups_of_a_colleague() {
    walk("in-no-group");
}

#[test]
fn what_is_wrong_with_an_account_is_found_put_right_and_proven_for_the_ticket() {
    walk("check-up");
}

#[test]
fn somebody_who_leaves_is_closed_everywhere_in_one_reviewed_list() {
    walk("leaver");
}

#[test]
fn a_deletion_is_undone_with_a_new_id_and_the_same_groups() {
    walk("bring-back");
}

#[test]
fn columns_export_import_and_a_pasted_list_need_no_mouse() {
    walk("keyboard-lists");
}
