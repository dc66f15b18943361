//! The same journey against four servers nobody here wrote, one of them in several forms.
//!
//! What a server cannot do is no failure of the test, as long as Rollcall says so and the server's own word
//! agrees: "stored" must be there, "refused" and "ignored" must not. `refusals.rs` lists what each server is
//! known to refuse, with the reason, so that something that worked cannot quietly stop working.

mod import;
mod journey;
mod look;
mod refusals;
mod truth;
mod whole;

use journey::Journey;

fn walk(mut journey: Journey) {
    journey.connect();
    journey.create_one();
    journey.edit();
    journey.every_kind();
    journey.deactivate();
    journey.reactivate();
    journey.group();
    journey.import();
    journey.large_group();
    journey.clean_up();
    journey.end();
}

#[test]
fn scim2_server_the_reference() {
    walk(Journey::start("scim2-server"));
}

#[test]
fn scimmy_with_relative_locations_and_pages_that_begin_again() {
    walk(Journey::start("scimmy"));
}

#[test]
fn django_scim2_which_keeps_few_attributes_and_patches_fewer() {
    walk(Journey::start("django-scim2"));
}

#[test]
fn canaille_which_ignores_filters_and_fails_on_count() {
    walk(Journey::start("canaille"));
}

#[test]
fn scim2_server_with_small_limits() {
    walk(Journey::start_declaring("scim2-server", "small"));
}

#[test]
fn scim2_server_that_pages_by_cursor() {
    walk(Journey::start_declaring("scim2-server", "cursor"));
}

#[test]
fn scim2_server_that_pages_by_cursor_only() {
    walk(Journey::start_declaring("scim2-server", "cursor-only"));
}
