//! What was measured, beside what is promised.

use std::path::Path;
use std::process::ExitCode;

/// One promise and what became of it.
pub(crate) struct Row {
    /// What was done.
    pub(crate) what: String,
    /// What was measured, with units.
    pub(crate) measured: String,
    /// The promise.
    pub(crate) bound: String,
    /// Whether it holds.
    pub(crate) holds: bool,
}

impl Row {
    /// A row of the table.
    pub(crate) fn new(
        what: impl Into<String>,
        measured: impl Into<String>,
        bound: impl Into<String>,
        holds: bool,
    ) -> Self {
        Self {
            what: what.into(),
            measured: measured.into(),
            bound: bound.into(),
            holds,
        }
    }
}

/// Prints the table and keeps it in `target/bench` under this name; fails when a promise is broken.
pub(crate) fn show(rows: &[Row], name: &str) -> ExitCode {
    let mut text = String::from("| what | measured | bound | holds |\n|---|---|---|---|\n");
    for row in rows {
        let holds = if row.holds { "yes" } else { "**no**" };
        text.push_str(&format!(
            "| {} | {} | {} | {holds} |\n",
            row.what, row.measured, row.bound
        ));
    }
    println!("\n{text}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench");
    let kept = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(folder.join(name), &text));
    if let Err(error) = kept {
        eprintln!("the table could not be kept in target/bench: {error}");
    }
    ExitCode::from(u8::from(!rows.iter().all(|row| row.holds)))
}
