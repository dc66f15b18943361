//! What a script pays for asking whether the program is there.

use std::time::Duration;

use rollcall_tests::Rollcall;

use crate::measure::{median, run};
use crate::table::Row;

const ROUNDS: usize = 21;

pub(crate) fn measure() -> Vec<Row> {
    let rollcall = Rollcall::new();
    let times = (0..ROUNDS)
        .map(|_| run(&mut rollcall.command(&["--version"])).time)
        .collect();
    let middle: Duration = median(times);
    vec![Row::new(
        "`rollcall --version`",
        format!("{:.0} ms", middle.as_secs_f64() * 1e3),
        "< 50 ms",
        middle < Duration::from_millis(50),
    )]
}
