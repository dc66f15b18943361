//! `bench`: criterion for the small, whole processes for the large, side by side in one run.

use anyhow::Result;

use crate::run::run;

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
    words.extend(names.iter().filter(|name| **name != "small"));
    run("cargo", &words)
}
