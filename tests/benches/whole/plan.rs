//! A list of 100,000 people becomes a finished plan against an empty directory.

use std::time::Duration;

use rollcall_tests::{Rollcall, Sandbox, csv, people};
use serde_json::Value;

use crate::measure::{below, megabytes, run};
use crate::table::Row;

const ROWS: usize = 100_000;

pub(crate) fn measure() -> Vec<Row> {
    let server = Sandbox::with_people(0);
    let rollcall = Rollcall::new();
    rollcall.connect("Empty", &server.base(), "sandbox");
    let file = rollcall.file("people.csv", csv(&people(ROWS)));
    let measured = run(&mut rollcall.command(&["job", "plan", &file, "--on", "Empty", "--json"]));
    let plan: Value = serde_json::from_str(&measured.stdout).expect("a plan");
    assert_eq!(plan["rows"], ROWS, "every row is in the plan");
    assert_eq!(plan["counts"]["create"], ROWS, "and creates somebody");
    assert_eq!(server.writes(), 0, "planning sends nothing");
    vec![
        Row::new(
            "a CSV file of 100,000 rows to a finished plan, against an empty directory",
            format!("{:.1} s", measured.time.as_secs_f64()),
            "< 15 s",
            measured.time < Duration::from_secs(15),
        ),
        Row::new(
            "its memory",
            megabytes(measured.peak),
            "< 400 MB",
            below(measured.peak, 400),
        ),
    ]
}
