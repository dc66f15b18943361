//! A full synchronisation of 100,000 people, search index included, beside curl reading the same pages into
//! nothing.

use std::process::Command;
use std::time::Duration;

use rollcall_tests::{CANARY, Rollcall, Sandbox};

use crate::measure::{Measured, below, median, megabytes, run};
use crate::table::Row;

/// People in the directory.
pub(crate) const PEOPLE: usize = 100_000;
/// People in a page.
const PAGE: usize = 1_000;
/// How often the two are run, in turn; the middle one counts.
const ROUNDS: usize = 3;
/// Each page is answered after 35 ms.
const PROFILE: &str = "[http]\nlatency_ms = 35\n";

pub(crate) fn measure() -> Vec<Row> {
    let server = Sandbox::with_profile(PEOPLE, PROFILE);
    let (mut ratios, mut ours, mut theirs, mut peaks) = (vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        let curl = curl(&server);
        let rollcall = synchronise(&server);
        ratios.push(rollcall.time.as_secs_f64() / curl.time.as_secs_f64());
        eprintln!(
            "  curl {:.2} s, rollcall {:.2} s, {}",
            curl.time.as_secs_f64(),
            rollcall.time.as_secs_f64(),
            megabytes(rollcall.peak)
        );
        ours.push(rollcall.time);
        theirs.push(curl.time);
        peaks.push(rollcall.peak);
    }
    let (ratio, peak) = (median(ratios), peaks.into_iter().max().flatten());
    let seconds = |times: Vec<Duration>| median(times).as_secs_f64();
    vec![
        Row::new(
            "full sync of 100,000 users, index included, beside curl",
            format!(
                "{ratio:.2}× ({:.1} s, curl {:.1} s)",
                seconds(ours),
                seconds(theirs)
            ),
            "≤ 2× curl",
            ratio <= 2.0,
        ),
        Row::new("its memory", megabytes(peak), "< 500 MB", below(peak, 500)),
    ]
}

/// One process, one connection, page after page into nothing.
fn curl(server: &Sandbox) -> Measured {
    let mut command = Command::new("curl");
    command.args(["--silent", "--fail", "--output", "/dev/null"]);
    command.args(["--write-out", "%{num_connects} %{size_download}\n"]);
    command.args(["--header", &format!("Authorization: Bearer {CANARY}")]);
    command.arg(format!(
        "{}/Users?startIndex=[1-{PEOPLE}:{PAGE}]&count={PAGE}",
        server.base()
    ));
    let measured = run(&mut command);
    let number = |word: Option<&str>| word.and_then(|w| w.parse::<u64>().ok()).expect("a number");
    let pages: Vec<(u64, u64)> = measured
        .stdout
        .lines()
        .map(|line| {
            let mut words = line.split(' ');
            (number(words.next()), number(words.next()))
        })
        .collect();
    assert_eq!(pages.len(), PEOPLE / PAGE, "curl reads every page");
    assert_eq!(
        pages.iter().map(|(connects, _)| connects).sum::<u64>(),
        1,
        "curl keeps its connection"
    );
    assert!(
        pages.iter().all(|(_, bytes)| *bytes > 100_000),
        "every page is full: {pages:?}"
    );
    measured
}

/// The whole program, from its start to its end, into a store that is new.
fn synchronise(server: &Sandbox) -> Measured {
    let rollcall = Rollcall::new();
    rollcall.connect("Large", &server.base(), "sandbox");
    let measured = run(&mut rollcall.command(&["sync", "--on", "Large", "--types", "User", "--json"]));
    let report: serde_json::Value = serde_json::from_str(&measured.stdout).expect("a report");
    assert_eq!(
        report["types"][0]["received"], PEOPLE,
        "everybody is read: {report}"
    );
    assert_eq!(report["types"][0]["complete"], true, "and proven so: {report}");
    measured
}
