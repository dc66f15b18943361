//! The same journey against five servers nobody here wrote, one of them in several forms, and against the sandbox as the
//! products of the presets are known to be.
//!
//! What a server cannot do is no failure of the test, as long as Rollcall says so and the server's own word
//! agrees: "stored" must be there, "refused" and "ignored" must not. `refusals.rs` lists what each server is
//! known to refuse, with the reason, so that something that worked cannot quietly stop working.

mod calibrate;
mod import;
mod journey;
mod look;
mod matrix;
mod preset;
mod refusals;
mod truth;
mod whole;

use journey::Journey;
use preset::preset;

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
fn better_auth_which_has_no_sort_no_bulk_and_no_versions() {
    walk(Journey::start("better-auth"));
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

#[test]
fn scim2_server_that_takes_neither_patch_nor_filter_nor_sort() {
    walk(Journey::start_declaring("scim2-server", "nothing"));
}

/// Three of the presets each time, all of them in `cargo xtask test --long`.
fn under(id: &str) {
    let always = ["aws-iic", "keycloak-native", "zoom"].contains(&id);
    if always || std::env::var_os("ROLLCALL_LONG").is_some() {
        walk(Journey::start_preset(preset(id)));
    }
}

#[test]
fn a_sandbox_like_each_product_is_there() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/crates/presets/presets");
    let mut known: Vec<String> = std::fs::read_dir(folder)
        .expect("the presets")
        .filter_map(|file| {
            let name = file.ok()?.file_name().into_string().ok()?;
            name.strip_suffix(".toml").map(str::to_owned)
        })
        .collect();
    known.sort();
    assert_eq!(known, preset::ALL, "a new preset is walked too");
}

#[test]
fn under_the_preset_atlassian() {
    under("atlassian");
}

#[test]
fn under_the_preset_aws_iic() {
    under("aws-iic");
}

#[test]
fn under_the_preset_databricks_account() {
    under("databricks-account");
}

#[test]
fn under_the_preset_entra_scim_server() {
    under("entra-scim-server");
}

#[test]
fn under_the_preset_figma() {
    under("figma");
}

#[test]
fn under_the_preset_github_emu() {
    under("github-emu");
}

#[test]
fn under_the_preset_gitlab_group() {
    under("gitlab-group");
}

#[test]
fn under_the_preset_keycloak_native() {
    under("keycloak-native");
}

#[test]
fn under_the_preset_salesforce() {
    under("salesforce");
}

#[test]
fn under_the_preset_sap_ias_legacy() {
    under("sap-ias-legacy");
}

#[test]
fn under_the_preset_servicenow() {
    under("servicenow");
}

#[test]
fn under_the_preset_slack_v2() {
    under("slack-v2");
}

#[test]
fn under_the_preset_snowflake() {
    under("snowflake");
}

#[test]
fn under_the_preset_webex() {
    under("webex");
}

#[test]
fn under_the_preset_zoom() {
    under("zoom");
}
