//! Search in 100,000 people of the offline copy, as the window asks for it: the engine in this process, its store
//! open, the first 200 rows in order.

use std::time::{Duration, Instant};

use rollcall_engine::{ConnectionId, Engine, EngineOptions, Home, RowsRequest, SecretInput, SetupState};
use rollcall_tests::{PASSPHRASE, Rollcall, Sandbox};

use crate::measure::{median, run};
use crate::sync::PEOPLE;
use crate::table::Row;

/// How often each is asked for.
const ROUNDS: usize = 21;
const BOUND: Duration = Duration::from_millis(50);

pub(crate) fn measure() -> Vec<Row> {
    let (rollcall, rare) = filled();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut options = EngineOptions::new(Home::at(rollcall.home()));
        options.passphrase = Some(SecretInput::new(PASSPHRASE.to_owned()));
        let engine = Engine::new(options);
        let state = engine.start().await.expect("the engine starts");
        assert!(matches!(state, SetupState::Ready { .. }), "the store is open");
        let connection = engine.connection_list().await.expect("connections")[0].id;
        let everybody = u64::try_from(PEOPLE).expect("a number");
        let mut rows = Vec::new();
        for (what, text, expected) in [
            ("a rare term", rare.as_str(), 1..10),
            ("two letters", "ma", 1_000..everybody),
            ("a term that all match", "example", everybody..everybody + 1),
            ("no term", "", everybody..everybody + 1),
        ] {
            let (middle, slowest, total) = ask(&engine, connection, text).await;
            assert!(expected.contains(&total), "{what} finds {total}");
            rows.push(Row::new(
                format!("search in 100,000 users, first 200 in order: {what} ({total} found)"),
                format!(
                    "{:.1} ms (slowest of {ROUNDS}: {:.1} ms)",
                    middle.as_secs_f64() * 1e3,
                    slowest.as_secs_f64() * 1e3
                ),
                "< 50 ms",
                middle < BOUND,
            ));
        }
        engine.close().await;
        rows
    })
}

/// The middle time, the slowest, and how many were found.
async fn ask(engine: &Engine, connection: ConnectionId, text: &str) -> (Duration, Duration, u64) {
    let mut times = Vec::new();
    let mut total = 0;
    for _ in 0..ROUNDS {
        let request = RowsRequest {
            type_name: "User".into(),
            text: text.into(),
            limit: 200,
            ..RowsRequest::default()
        };
        let begun = Instant::now();
        let window = engine.rows(connection, request).await.expect("a window");
        times.push(begun.elapsed());
        total = window.total;
        assert_eq!(
            window.rows.len(),
            usize::try_from(total.min(200)).expect("a number"),
            "the window is full"
        );
    }
    let slowest = times.iter().copied().max().expect("rounds");
    (median(times), slowest, total)
}

/// A home with the copy of the directory, and something that only one person in it has.
fn filled() -> (Rollcall, String) {
    let server = Sandbox::with_people(PEOPLE);
    let rollcall = Rollcall::new();
    rollcall.connect("Large", &server.base(), "sandbox");
    run(&mut rollcall.command(&["sync", "--on", "Large", "--types", "User"]));
    let users = server.users();
    let rare = users[PEOPLE / 2].user_name().expect("a user name").to_owned();
    (rollcall, rare)
}
