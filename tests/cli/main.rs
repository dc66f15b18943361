//! Every command of the command line against the sandbox, as people and as scripts read it.
//!
//! Each run of the program also passes the checks of `rollcall_tests`: no secret printed or left on
//! disk in the clear, no panic.

mod agreement;
mod calibration;
mod connections;
mod export;
mod guards;
mod history;
mod home;
mod inventory;
mod job_control;
mod jobs;
mod members;
mod offline;
mod portable;
mod presets;
mod reach;
mod reading;
mod sandbox_command;
mod writing;

use rollcall_scim::Resource;
use rollcall_tests::{Rollcall, Sandbox};
use serde_json::Value;

/// A correct server with so many people, and a connection to it that may write.
fn ready(people: usize) -> (Sandbox, Rollcall) {
    let sandbox = Sandbox::with_people(people);
    let rollcall = Rollcall::new();
    rollcall.connect("Acme", &sandbox.base(), "test");
    (sandbox, rollcall)
}

/// The same, as production.
fn production(people: usize) -> (Sandbox, Rollcall) {
    let sandbox = Sandbox::with_people(people);
    let rollcall = Rollcall::new();
    rollcall.connect("Globex", &sandbox.base(), "production");
    (sandbox, rollcall)
}

/// The sandbox's people as JSON.
fn users(sandbox: &Sandbox) -> Vec<Value> {
    sandbox.users().iter().map(Resource::to_value).collect()
}

/// A text inside a value.
#[track_caller]
fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("{pointer} is a text in {value}"))
}
