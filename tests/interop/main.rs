//! The same journey against four servers nobody here wrote.
//!
//! What a server cannot do is no failure of the test, as long as Rollcall says so and the server's own word
//! agrees: "stored" must be there, "refused" and "ignored" must not. `refusals.rs` lists what each server is
//! known to refuse, with the reason, so that something that worked cannot quietly stop working.

mod import;
mod journey;
mod refusals;
mod truth;

use journey::Journey;

fn walk(server: &str) {
    let mut journey = Journey::start(server);
    journey.connect();
    journey.create_one();
    journey.edit();
    journey.deactivate();
    journey.group();
    journey.import();
    journey.end();
}

#[test]
fn scim2_server_the_reference() {
    walk("scim2-server");
}

#[test]
fn scimmy_with_relative_locations_and_pages_that_begin_again() {
    walk("scimmy");
}

#[test]
fn django_scim2_which_keeps_few_attributes_and_patches_fewer() {
    walk("django-scim2");
}

#[test]
fn canaille_which_ignores_filters_and_fails_on_count() {
    walk("canaille");
}
