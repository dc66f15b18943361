//! The list walker against every way of paging wrongly that is known (quirks §3.2, §4 rule 3).

use std::sync::Arc;

use rollcall_scim_client::{Client, ClientError, Doubt, ListQuery, WalkLimits, WalkOutcome, WalkPage};
use serde_json::{Value, json as value};
use tokio::sync::mpsc;

use crate::server::{Act, Seen, Server, answer, json};

fn person(n: u64) -> Value {
    value!({"id": format!("u{n}"), "userName": format!("user{n}@example.com")})
}

pub fn list(total: impl Into<Value>, people: impl Iterator<Item = u64>) -> Value {
    let resources: Vec<Value> = people.map(person).collect();
    value!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": total.into(),
        "Resources": resources
    })
}

/// The page an honest server of `total` people sends.
pub fn honest(seen: &Seen, total: u64, most: u64) -> Act {
    let start = seen.number("startIndex").unwrap_or(1);
    let count = seen.number("count").unwrap_or(most).min(most);
    json(200, &list(total, start..(start + count).min(total + 1)))
}

pub fn limits(page: u64) -> WalkLimits {
    WalkLimits {
        page_size: Some(page),
        ..WalkLimits::default()
    }
}

pub async fn walk_with(
    client: &Client,
    limits: WalkLimits,
) -> (Result<WalkOutcome, ClientError>, Vec<WalkPage>) {
    let (sender, mut receiver) = mpsc::channel(1);
    let collect = async {
        let mut pages = Vec::new();
        while let Some(page) = receiver.recv().await {
            pages.push(page);
        }
        pages
    };
    let query = ListQuery::default();
    tokio::join!(client.walk("/Users", &query, limits, sender), collect)
}

/// Walks with pages of ten; checks that no id is handed over twice.
pub async fn walk(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> (WalkOutcome, Server) {
    let server = Server::start(script).await;
    let (outcome, pages) = walk_with(&server.client(), limits(10)).await;
    let outcome = outcome.unwrap();
    let mut ids: Vec<String> = pages
        .iter()
        .flat_map(|p| &p.resources)
        .map(|r| r.id().unwrap().to_owned())
        .collect();
    let received = u64::try_from(ids.len()).unwrap();
    assert_eq!(
        outcome.received, received,
        "what is counted is what was handed over"
    );
    ids.sort();
    ids.dedup();
    assert_eq!(
        u64::try_from(ids.len()).unwrap(),
        received,
        "no id is handed over twice"
    );
    (outcome, server)
}

pub fn observed(outcome: &WalkOutcome, feature: &str) -> Option<String> {
    let found = outcome.observations.iter().find(|o| o.feature == feature);
    found.map(|o| o.value.clone())
}

#[tokio::test]
async fn an_honest_list_is_complete_after_one_confirming_request() {
    let (outcome, server) = walk(|s| honest(s, 25, 100)).await;
    assert!(outcome.complete, "{outcome:?}");
    assert_eq!(
        (outcome.received, outcome.total_results, outcome.reason),
        (25, Some(25), None)
    );
    let starts: Vec<_> = server
        .seen()
        .iter()
        .map(|s| s.number("startIndex").unwrap())
        .collect();
    assert_eq!(
        starts,
        [1, 11, 21, 26],
        "each page starts after what was received; the last one proves the end"
    );
}

#[tokio::test]
async fn a_total_known_to_be_exact_saves_the_confirming_request() {
    let server = Server::start(|s| honest(s, 20, 100)).await;
    let limits = WalkLimits {
        total_is_exact: true,
        ..limits(10)
    };
    let (outcome, _) = walk_with(&server.client(), limits).await;
    assert!(outcome.unwrap().complete);
    assert_eq!(server.seen().len(), 2, "two full pages and no more");
}

#[tokio::test]
async fn an_empty_directory_is_complete_only_when_the_server_says_zero() {
    let (outcome, _) = walk(|s| honest(s, 0, 100)).await;
    assert!(outcome.complete && outcome.received == 0, "{outcome:?}");
    let (outcome, _) = walk(|_| json(200, &list(Value::Null, 1..1))).await;
    assert!(
        !outcome.complete,
        "nothing and no total may be a filter gone wrong: {outcome:?}"
    );
}

#[tokio::test]
async fn pages_shorter_than_asked_are_followed_by_the_number_received() {
    let (outcome, server) = walk(|s| honest(s, 25, 4)).await;
    assert!(outcome.complete, "{outcome:?}");
    let starts: Vec<_> = server
        .seen()
        .iter()
        .map(|s| s.number("startIndex").unwrap())
        .collect();
    assert_eq!(
        starts,
        [1, 5, 9, 13, 17, 21, 25, 26],
        "never by the number asked for, which would skip six of ten"
    );
    assert_eq!(
        observed(&outcome, "list.Users.count.max").as_deref(),
        Some("4"),
        "the clamp is learned"
    );
}

#[tokio::test]
async fn a_400_or_404_past_the_end_is_the_end() {
    for status in [400, 404] {
        let (outcome, _) = walk(move |s| match s.number("startIndex") {
            Some(start) if start > 15 => json(status, &value!({"detail": "startIndex too large"})),
            _ => honest(s, 15, 100),
        })
        .await;
        assert!(outcome.complete, "{status}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_refusal_in_the_middle_is_not_the_end() {
    let (outcome, _) = walk(|s| match s.number("startIndex") {
        Some(start) if start > 10 => json(400, &value!({})),
        _ => honest(s, 40, 100),
    })
    .await;
    assert!(!outcome.complete);
    let reason = outcome.reason.unwrap();
    assert!(
        reason.contains("40") && reason.contains("11") && reason.contains("400"),
        "{reason}"
    );
}

#[tokio::test]
async fn a_server_that_ignores_start_index_ends_the_walk_at_the_first_repetition() {
    let (outcome, server) = walk(|_| json(200, &list(30, 1..11))).await;
    assert!(!outcome.complete, "20 people were never shown");
    assert!(
        outcome
            .reason
            .as_deref()
            .unwrap()
            .contains("said 30 and delivered 10"),
        "{outcome:?}"
    );
    assert_eq!(outcome.doubt, Some(Doubt::Repeats));
    assert_eq!(
        server.seen().len(),
        3,
        "one repetition is enough, and one request for everything at once"
    );
    assert_eq!(server.seen()[2].number("count"), Some(30));
    assert_eq!(observed(&outcome, "list.Users.index").as_deref(), Some("ignored"));
}

#[tokio::test]
async fn a_whole_list_sent_at_once_again_and_again_is_complete_when_the_total_agrees() {
    let (outcome, _) = walk(|_| json(200, &list(25, 1..26))).await;
    assert!(
        outcome.complete,
        "25 received of 25, though paging is ignored: {outcome:?}"
    );
    let (outcome, _) = walk(|_| json(200, &list(Value::Null, 1..8))).await;
    assert!(
        outcome.complete,
        "seven when ten were asked for is all there is: {outcome:?}"
    );
    let (outcome, _) = walk(|_| json(200, &list(Value::Null, 1..26))).await;
    assert!(!outcome.complete, "25 without a total may be a cap: {outcome:?}");
}

#[tokio::test]
async fn one_full_page_repeated_with_its_own_size_as_total_proves_nothing() {
    let (outcome, _) = walk(|_| json(200, &list(10, 1..11))).await;
    assert!(
        !outcome.complete,
        "a total that counts the page and a page that repeats: {outcome:?}"
    );
}

#[tokio::test]
async fn page_one_again_past_the_end_is_an_end() {
    let (outcome, _) = walk(|s| match s.number("startIndex") {
        Some(start) if start > 23 => json(200, &list(23, 1..11)),
        _ => honest(s, 23, 100),
    })
    .await;
    assert!(outcome.complete, "23 different people of 23: {outcome:?}");
    assert_eq!(outcome.duplicates, 10, "the repetition is counted");
}

#[tokio::test]
async fn a_total_that_counts_only_its_page_does_not_stop_the_walk() {
    let (outcome, _) = walk(|s| {
        let start = s.number("startIndex").unwrap();
        let end = (start + 10).min(26);
        json(200, &list(end.saturating_sub(start), start..end.max(start)))
    })
    .await;
    assert_eq!(
        outcome.received, 25,
        "the server said 10 on the first page and had 25"
    );
    assert!(
        outcome.complete,
        "the last page was short and the one after it empty: {outcome:?}"
    );
    assert_eq!(
        observed(&outcome, "list.Users.total_results").as_deref(),
        Some("page"),
        "the total is learned to be wrong"
    );
}

#[tokio::test]
async fn a_total_that_is_too_high_is_never_believed_and_never_followed_for_ever() {
    let (outcome, server) = walk(|s| {
        let start = s.number("startIndex").unwrap();
        json(
            200,
            &list(1_000_000_000_u64, start..(start + 10).min(16).max(start)),
        )
    })
    .await;
    assert!(!outcome.complete);
    assert!(
        outcome
            .reason
            .unwrap()
            .contains("said 1000000000 and delivered 15")
    );
    assert_eq!(server.seen().len(), 3, "an empty page ends it");
}

#[tokio::test]
async fn a_total_that_is_too_low_is_overtaken() {
    let (outcome, _) = walk(|s| {
        let start = s.number("startIndex").unwrap();
        json(200, &list(12, start..(start + 10).min(26).max(start)))
    })
    .await;
    assert_eq!(outcome.received, 25, "full pages are followed past the total");
    assert!(outcome.complete, "a short page and an empty one: {outcome:?}");
}

#[tokio::test]
async fn endless_new_people_stop_at_the_page_budget() {
    let server = Server::start(|s| {
        let start = s.number("startIndex").unwrap();
        json(200, &list(Value::Null, start..start + 10))
    })
    .await;
    let limits = WalkLimits {
        max_pages: 7,
        ..limits(10)
    };
    let (outcome, _) = walk_with(&server.client(), limits).await;
    let outcome = outcome.unwrap();
    assert_eq!(
        (outcome.complete, outcome.received, server.seen().len()),
        (false, 70, 7)
    );
    assert!(outcome.reason.unwrap().contains("7 pages"));
}

#[tokio::test]
async fn overlapping_pages_are_deduplicated_and_short_of_the_total() {
    let (outcome, _) = walk(|s| {
        let start = s.number("startIndex").unwrap();
        // Every page begins two people too early.
        let from = start.saturating_sub(2).max(1);
        json(200, &list(20, from..(from + 10).min(21).max(from)))
    })
    .await;
    assert!(outcome.duplicates > 0);
    assert_eq!(outcome.complete, outcome.received == 20, "{outcome:?}");
}

#[tokio::test]
async fn duplicates_in_place_of_others_are_not_complete() {
    let (outcome, _) = walk(|s| match s.number("startIndex") {
        Some(1) => json(200, &list(20, 1..11)),
        Some(11) => json(200, &list(20, 6..16)),
        _ => json(200, &list(20, 1..1)),
    })
    .await;
    assert_eq!(
        (outcome.complete, outcome.received, outcome.duplicates),
        (false, 15, 5)
    );
    assert!(outcome.reason.unwrap().contains("more than once"));
}

#[tokio::test]
async fn a_list_that_grows_or_shrinks_while_read_is_not_proven_complete() {
    for (before, after) in [(20, 21), (21, 20)] {
        let (outcome, _) = walk(move |s| match s.number("startIndex") {
            Some(1) => json(200, &list(before, 1..11)),
            Some(11) => json(200, &list(after, 11..21)),
            _ => json(200, &list(after, 1..1)),
        })
        .await;
        assert!(
            !outcome.complete,
            "someone may have slipped between the pages: {outcome:?}"
        );
        assert!(outcome.reason.unwrap().contains("changed while it was read"));
    }
}

#[tokio::test]
async fn entries_without_id_make_the_list_unproven() {
    let (outcome, _) = walk(|s| match s.number("startIndex") {
        Some(1) => json(
            200,
            &value!({"totalResults": 2, "Resources": [{"id": "u1"}, {"userName": "x"}]}),
        ),
        _ => json(200, &value!({"totalResults": 2, "Resources": []})),
    })
    .await;
    assert_eq!((outcome.complete, outcome.received), (false, 1));
    assert!(outcome.reason.unwrap().contains("no usable id"));
}

#[tokio::test]
async fn a_closed_receiver_ends_the_walk() {
    let server = Server::start(|s| honest(s, 1000, 10)).await;
    let (sender, mut receiver) = mpsc::channel(1);
    let client = server.client();
    let stop = async move {
        receiver.recv().await.unwrap();
    };
    let (query, limits) = (ListQuery::default(), limits(10));
    let (outcome, ()) = tokio::join!(client.walk("/Users", &query, limits, sender), stop);
    let outcome = outcome.unwrap();
    assert!(!outcome.complete && outcome.received < 1000, "{outcome:?}");
}

#[tokio::test]
async fn the_next_page_is_fetched_while_the_receiver_works() {
    let server = Arc::new(Server::start(|s| honest(s, 40, 10)).await);
    let (sender, mut receiver) = mpsc::channel(1);
    let client = server.client();
    let watched = Arc::clone(&server);
    let busy = async move {
        receiver.recv().await.unwrap();
        // The receiver works on page one; page two waits in the channel, page three to get into it,
        // and page four is being fetched all the same.
        while watched.seen().len() < 4 {
            tokio::task::yield_now().await;
        }
        while receiver.recv().await.is_some() {}
    };
    let (query, limits) = (ListQuery::default(), limits(10));
    let (outcome, ()) = tokio::join!(client.walk("/Users", &query, limits, sender), busy);
    assert!(
        outcome.unwrap().complete,
        "it would hang here if pages were fetched one after the other"
    );
}

#[tokio::test]
async fn a_failure_in_the_middle_is_an_error_and_not_a_short_list() {
    let server = Server::start(|s| match s.number("startIndex") {
        Some(1) => honest(s, 40, 10),
        _ => answer(502, &[], b"Bad gateway"),
    })
    .await;
    let (outcome, pages) = walk_with(&server.client(), limits(10)).await;
    assert!(matches!(outcome, Err(ClientError::Status(e)) if e.status == 502));
    assert_eq!(pages.len(), 1, "what came before was handed over");
}
