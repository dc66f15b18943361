//! Servers that fail on paging parameters, or ask for a wait (quirks Q-PAG-01, Q-RATE-01).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use rollcall_scim_client::{ClientError, Leaving, ListQuery, Pace};
use serde_json::json as value;
use tokio::sync::mpsc;

use crate::server::{Server, answer, json};
use crate::walking::{honest, limits, list, observed, walk, walk_with};

#[tokio::test]
async fn a_server_that_fails_on_count_is_asked_without() {
    let (outcome, server) = walk(|s| match s.number("count") {
        Some(_) => answer(
            500,
            &[("Content-Type", "text/html")],
            b"<html>Internal Server Error</html>",
        ),
        None => honest(s, 25, 10_000),
    })
    .await;
    assert!(outcome.complete, "{outcome:?}");
    assert_eq!(
        observed(&outcome, "list.Users.count.accepted").as_deref(),
        Some("no"),
        "so that the next walk starts without"
    );
    assert_eq!(server.seen().len(), 3, "with count, without, and one to confirm");
}

#[tokio::test]
async fn a_server_that_fails_on_every_paging_parameter_is_asked_plainly() {
    let (outcome, _) = walk(|s| match s.target.contains('?') {
        true => answer(500, &[], b"Internal Server Error"),
        false => json(200, &list(5, 1..6)),
    })
    .await;
    assert!(
        outcome.complete,
        "five of five, with no way to ask further: {outcome:?}"
    );
}

#[tokio::test]
async fn a_large_count_that_is_refused_is_halved() {
    let server = Server::start(|s| match s.number("count") {
        Some(count) if count > 500 => json(400, &value!({"detail": "count must be at most 500"})),
        _ => honest(s, 700, 500),
    })
    .await;
    let (outcome, _) = walk_with(&server.client(), limits(1000)).await;
    let outcome = outcome.unwrap();
    assert!(outcome.complete && outcome.received == 700, "{outcome:?}");
    assert_eq!(observed(&outcome, "list.Users.count.max").as_deref(), Some("500"));
}

#[tokio::test]
async fn a_refused_filter_is_reported_and_not_tried_in_variations() {
    let body = value!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": "400", "scimType": "invalidFilter", "detail": "no such attribute"
    });
    let server = Server::start(move |_| json(400, &body)).await;
    let (outcome, _) = walk_with(&server.client(), limits(10)).await;
    assert!(matches!(outcome, Err(ClientError::Status(e)) if e.status == 400));
    assert_eq!(server.seen().len(), 1, "count has nothing to do with it");
}

/// Counts what it is asked and told.
#[derive(Default)]
struct Counted {
    turns: AtomicU32,
    accepted: AtomicU32,
    throttled: AtomicU32,
}

#[async_trait]
impl Pace for Counted {
    async fn turn(&self, _: Leaving<'_>) {
        self.turns.fetch_add(1, Ordering::Relaxed);
    }
    fn accepted(&self, _: Leaving<'_>) {
        self.accepted.fetch_add(1, Ordering::Relaxed);
    }
    fn throttled(&self, _: Leaving<'_>, wait: Option<Duration>) {
        assert_eq!(wait, None, "the server did not say how long");
        self.throttled.fetch_add(1, Ordering::Relaxed);
    }
}

// Q-RATE-01
#[tokio::test]
async fn each_page_of_a_paced_walk_waits_for_its_turn_and_a_throttle_without_a_time_is_sat_out() {
    let asked = AtomicU32::new(0);
    let server = Server::start(move |seen| match asked.fetch_add(1, Ordering::Relaxed) {
        1 => answer(429, &[], b""),
        _ => honest(seen, 30, 10),
    })
    .await;
    let pace = Arc::new(Counted::default());
    let (outcome, pages) = walk_with(&server.client().paced(pace.clone()), limits(10)).await;
    assert!(outcome.unwrap().complete, "the refused page was asked for again");
    let people: usize = pages.iter().map(|page| page.resources.len()).sum();
    assert_eq!(people, 30);
    let told = |n: &AtomicU32| n.load(Ordering::Relaxed);
    assert_eq!(told(&pace.throttled), 1);
    assert_eq!(
        told(&pace.turns),
        told(&pace.accepted) + 1,
        "every request had its turn"
    );
}

/// Whose turn never comes.
struct Never;

#[async_trait]
impl Pace for Never {
    async fn turn(&self, _: Leaving<'_>) {
        std::future::pending::<()>().await;
    }
    fn accepted(&self, _: Leaving<'_>) {}
    fn throttled(&self, _: Leaving<'_>, _: Option<Duration>) {}
}

#[tokio::test]
async fn who_wants_no_page_any_more_does_not_wait_for_the_turn_of_the_first() {
    let server = Server::start(|seen| honest(seen, 30, 10)).await;
    let client = server.client().paced(Arc::new(Never));
    let (sender, pages) = mpsc::channel(1);
    drop(pages);
    let query = ListQuery::default();
    let outcome = tokio::select! {
        biased;
        outcome = client.walk("/Users", &query, limits(10), sender) => outcome.unwrap(),
        () = std::future::ready(()) => panic!("it waits for nobody"),
    };
    assert!(!outcome.complete);
}

#[tokio::test]
async fn a_server_that_names_a_wait_is_waited_for_within_the_patience() {
    let count = Arc::new(AtomicU64::new(0));
    let server = Server::start(move |s| match count.fetch_add(1, Ordering::SeqCst) {
        1 => answer(429, &[("Retry-After", "0")], b""),
        _ => honest(s, 15, 100),
    })
    .await;
    let (outcome, _) = walk_with(&server.client(), limits(10)).await;
    assert!(outcome.unwrap().complete, "a pause is no failure");

    let server = Server::start(|_| answer(429, &[("Retry-After", "3600")], b"")).await;
    let (outcome, _) = walk_with(&server.client(), limits(10)).await;
    assert!(
        matches!(outcome, Err(ClientError::Status(e)) if e.status == 429),
        "an hour is the caller's to wait"
    );
    assert_eq!(server.seen().len(), 1);
}
