//! The window's own speed, in the real window: ratios to a bare window and a bare list, measured in the same run.
//! `cargo xtask bench ui`
//!
//! Ends with a table, also written to `target/bench/ui.md`, and with code 1 when a bound is missed.

#[cfg(target_os = "linux")]
#[path = "../../e2e/window/desk.rs"]
#[expect(dead_code, reason = "the tests of the window use more of it")]
mod desk;
#[cfg(target_os = "linux")]
mod list;
#[cfg(target_os = "linux")]
#[path = "../../e2e/window/page.rs"]
#[expect(dead_code, reason = "the tests of the window use more of it")]
mod page;
#[cfg(target_os = "linux")]
mod pictures;
#[cfg(target_os = "linux")]
mod script;
#[path = "../whole/table.rs"]
mod table;
#[cfg(target_os = "linux")]
#[path = "../../e2e/window/webdriver.rs"]
mod webdriver;
#[cfg(target_os = "linux")]
#[path = "../../e2e/window/x11.rs"]
#[expect(dead_code, reason = "the tests of the window use more of it")]
mod x11;

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    let mut rows = vec![script::measure()];
    rows.extend(list::measure());
    table::show(&rows, "ui.md")
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("the real window can be measured on Linux alone");
    table::show(&[], "ui.md")
}
