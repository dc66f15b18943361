//! `bench`: criterion for the small, whole processes for the large, side by side in one run.

use anyhow::Result;

use crate::run::run;

/// Builds in release and runs the benchmarks named, or all.
pub(crate) fn bench(names: &[&str]) -> Result<()> {
    run(
        "cargo",
        &[
            "build",
            "--release",
            "--quiet",
            "--package",
            "rollcall-cli",
            "--package",
            "rollcall-sandbox",
        ],
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
    words.extend(names);
    run("cargo", &words)
}
