//! The large things, measured as whole processes: bounds that hold whatever the machine, as ratios to something
//! measured beside them or with much room. `cargo xtask bench [sync|search|plan|job|version]...`
//!
//! Ends with a table, also written to `target/bench/table.md`, and with code 1 when a bound is missed.

mod job;
mod measure;
mod plan;
mod search;
mod sync;
mod table;
mod version;

use std::process::ExitCode;

use table::Row;

/// A measurement by its name.
type Bench = (&'static str, fn() -> Vec<Row>);

/// Everything that is measured, in the order it is shown.
const ALL: [Bench; 5] = [
    ("sync", sync::measure),
    ("search", search::measure),
    ("plan", plan::measure),
    ("job", job::measure),
    ("version", version::measure),
];

fn main() -> ExitCode {
    // Cargo adds `--bench` to what was asked for.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    if let Some(unknown) = wanted
        .iter()
        .find(|word| ALL.iter().all(|(name, _)| word != name))
    {
        let names: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
        eprintln!("there is no measurement {unknown:?}: {}", names.join(", "));
        return ExitCode::from(2);
    }
    let mut rows = Vec::new();
    for (name, measure) in ALL {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            eprintln!("measuring {name} …");
            rows.extend(measure());
        }
    }
    table::show(&rows, "table.md")
}
