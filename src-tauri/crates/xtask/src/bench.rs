//! `bench`: criterion for the small, whole processes for the large, side by side in one run.

use anyhow::Result;

use crate::run::{root, run, run_with, target};
use crate::setup::{For, setup};
use crate::ui;

/// The small: package and benchmark.
const SMALL: [(&str, &str); 2] = [("rollcall-scim", "values"), ("rollcall-storage", "cache")];

/// Builds in release and measures what is named: `small`, or measurements of the large; everything when nothing is.
/// Ends with the table of the large, kept in `target/bench/table.md`.
pub(crate) fn bench(names: &[&str]) -> Result<()> {
    if names.is_empty() || names.contains(&"small") {
        for (package, bench) in SMALL {
            run(
                "cargo",
                &["bench", "--quiet", "--package", package, "--bench", bench],
            )?;
        }
        if names == ["small"] {
            return Ok(());
        }
    }
    if names == ["ui"] {
        return window();
    }
    run(
        "cargo",
        &["build", "--release", "--quiet", "--package", "rollcall-cli"],
    )?;
    let mut words = vec![
        "bench",
        "--quiet",
        "--package",
        "rollcall-tests",
        "--bench",
        "whole",
        "--",
    ];
    words.extend(names.iter().filter(|name| !["small", "ui"].contains(*name)));
    run("cargo", &words)?;
    if cfg!(target_os = "linux") && (names.is_empty() || names.contains(&"ui")) {
        window()?;
    }
    Ok(())
}

/// The real window in release, let itself be driven, beside a bare one.
fn window() -> Result<()> {
    setup(For::Test)?;
    ui::build()?;
    let bare = root().join("target/bench/bare");
    ui::build_bare()?;
    std::fs::write(
        bare.join("empty.html"),
        "<!doctype html><meta charset=\"utf-8\"><title>Empty</title><p>Nothing</p>",
    )?;
    let build = ["build", "--release", "--quiet", "--package", "rollcall-desktop"];
    let driven = ["--features", "custom-protocol,e2e", "--bins", "--example", "bare"];
    run("cargo", &[&build[..], &driven[..]].concat())?;
    let bench = ["bench", "--quiet", "--package", "rollcall-tests", "--bench", "ui"];
    run_with("cargo", &bench, |command| {
        command
            .env("ROLLCALL_BARE", &bare)
            .env("ROLLCALL_DESKTOP", target().join("release/rollcall-desktop"));
    })
}
