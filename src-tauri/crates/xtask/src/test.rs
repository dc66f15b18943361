//! `test`: everything the project claims, in the order in which a failure is cheapest to find.

use std::time::Instant;

use anyhow::Result;

use crate::run::{has, run, run_with};
use crate::setup::{For, setup};
use crate::{bindings, interop, lint, quirks, ui};

/// What one step was called and how long it took, for the closing table.
struct Steps {
    started: Instant,
    done: Vec<(&'static str, f32)>,
}

impl Steps {
    fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        println!("\n━━ {name}");
        let started = Instant::now();
        work()?;
        self.done.push((name, started.elapsed().as_secs_f32()));
        Ok(())
    }
}

/// Runs all checks and tests; `long` adds the long crash proof.
pub(crate) fn test(long: bool) -> Result<()> {
    let mut steps = Steps {
        started: Instant::now(),
        done: Vec::new(),
    };
    steps.step("set up", || setup(For::Test))?;
    steps.step("format and structure", || {
        run("cargo", &["fmt", "--all", "--", "--check"])?;
        lint::lint_structure()
    })?;
    steps.step("window: types, lints, unit tests, build", || {
        ui::check()?;
        ui::build()
    })?;
    steps.step("clippy", || {
        run(
            "cargo",
            &[
                "clippy",
                "--quiet",
                "--workspace",
                "--all-targets",
                "--features",
                ALL_SUITES,
                "--",
                "-D",
                "warnings",
            ],
        )
    })?;
    steps.step("bindings are what the contract says", || bindings::bindings(true))?;
    steps.step("the table of quirks is what the tests say", quirks::check)?;
    steps.step("build the programs under test", || {
        run(
            "cargo",
            &[
                "build",
                "--quiet",
                "--package",
                "rollcall-cli",
                "--package",
                "rollcall-dev-host",
            ],
        )?;
        run(
            "cargo",
            &[
                "build",
                "--quiet",
                "--package",
                "rollcall-desktop",
                "--features",
                "custom-protocol,e2e",
            ],
        )
    })?;
    steps.step("unit, property and integration tests", || {
        cargo_test(&["--workspace"], long)
    })?;
    steps.step("real servers, crash proof, real window", || {
        interop::forget()?;
        cargo_test(&["--package", "rollcall-tests", "--features", ALL_SUITES], long)
    })?;
    steps.step("the table of servers is what the journeys did", interop::check)?;
    println!("\n━━ all is well");
    for (name, seconds) in &steps.done {
        println!("  {seconds:>6.0} s  {name}");
    }
    println!("  {:>6.0} s  in all", steps.started.elapsed().as_secs_f32());
    Ok(())
}

/// The suites that need more than a compiler: servers from the registries, a keyring, a window.
const ALL_SUITES: &str = "rollcall-tests/system";

fn cargo_test(arguments: &[&str], long: bool) -> Result<()> {
    // nextest runs each test in its own process and shows slow ones; plain cargo is enough where it is missing.
    let mut words = if has("cargo-nextest") {
        vec!["nextest", "run", "--no-fail-fast"]
    } else {
        vec!["test", "--no-fail-fast"]
    };
    words.extend(arguments);
    run_with("cargo", &words, |command| {
        if long {
            command.env("ROLLCALL_LONG", "1");
        }
    })
}
