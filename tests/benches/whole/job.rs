//! A job of 3,000 creates against a server that answers after 50 ms, over 16 connections.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rollcall_tests::{Rollcall, Sandbox, csv, people};

use crate::measure::run;
use crate::table::Row;

const ROWS: usize = 3_000;
const CONNECTIONS: f64 = 16.0;
const LATENCY: Duration = Duration::from_millis(50);

pub(crate) fn measure() -> Vec<Row> {
    let server = Sandbox::with_people(0);
    let rollcall = Rollcall::new();
    rollcall.connect("Season", &server.base(), "sandbox");
    let file = rollcall.file("people.csv", csv(&people(ROWS)));
    let (job, _) = rollcall.plan(&file, "Season", &[]);
    server.behave(&format!("[http]\nlatency_ms = {}\n", LATENCY.as_millis()));
    server.reset();
    let over = AtomicBool::new(false);
    let (whole, sending) = thread::scope(|scope| {
        let watcher = scope.spawn(|| sending_time(&server, &over));
        let whole = run(&mut rollcall.command(&["job", "run", &job, "--json"])).time;
        over.store(true, Ordering::SeqCst);
        (whole, watcher.join().expect("the watcher"))
    });
    let stats = server.stats();
    let requests: u64 = stats.requests.values().sum();
    let creates = stats.requests.get("POST /Users").copied().unwrap_or(0);
    assert_eq!(server.users().len(), ROWS, "everybody is there: {stats:?}");
    let rows = u32::try_from(ROWS).map(f64::from).expect("a number");
    let possible = CONNECTIONS / LATENCY.as_secs_f64();
    let reached = rows / sending.as_secs_f64();
    vec![
        Row::new(
            "a job of 3,000 creates, 50 ms latency, 16 connections",
            format!(
                "{reached:.0} a second, {:.0} % ({:.1} s sending, {:.1} s in all)",
                reached / possible * 100.0,
                sending.as_secs_f64(),
                whole.as_secs_f64()
            ),
            format!("≥ 90 % of concurrency ÷ latency ({possible:.0} a second)"),
            reached >= possible * 0.9,
        ),
        Row::new(
            "its requests for each create",
            format!(
                "{:.2} ({creates} creates, {} others)",
                rows_per(creates),
                requests - creates
            ),
            "1",
            creates == u64::try_from(ROWS).unwrap_or_default(),
        ),
    ]
}

fn rows_per(creates: u64) -> f64 {
    let creates = u32::try_from(creates).map_or(f64::INFINITY, f64::from);
    creates / u32::try_from(ROWS).map_or(f64::NAN, f64::from)
}

/// From the arrival of the first create to the end of the last, as the server saw them.
fn sending_time(server: &Sandbox, over: &AtomicBool) -> Duration {
    let (mut first, mut last) = (None, None);
    while !over.load(Ordering::SeqCst) {
        let stats = server.stats();
        let arrived = stats.requests.get("POST /Users").copied().unwrap_or(0);
        let created: u64 = stats.created.values().sum();
        if arrived > 0 && first.is_none() {
            first = Some(Instant::now());
        }
        if usize::try_from(created).is_ok_and(|n| n >= ROWS) && last.is_none() {
            last = Some(Instant::now());
        }
        thread::sleep(Duration::from_millis(2));
    }
    let (first, last) = (first.expect("a create arrived"), last.expect("all were created"));
    last - first
}
