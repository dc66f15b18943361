//! Live lists in pieces.

use super::*;

fn sober() -> ListRequest {
    ListRequest {
        type_name: "User".into(),
        filter: Some("userName pr".into()),
        ..ListRequest::default()
    }
}

/// The pieces of a list from the first to the last.
async fn pieces(bench: &Bench, request: ListRequest) -> Vec<ListPiece> {
    let mut all = vec![bench.engine.list_start(bench.id, request).await.unwrap()];
    while all.last().is_some_and(|piece| piece.end.is_none()) {
        let number = all[0].listing;
        all.push(bench.engine.list_more(bench.id, number).await.unwrap());
    }
    all
}

fn ids(pieces: &[ListPiece]) -> std::collections::BTreeSet<String> {
    let resources = pieces.iter().flat_map(|piece| &piece.resources);
    resources
        .filter_map(|r| r["id"].as_str().map(Into::into))
        .collect()
}

#[tokio::test]
async fn five_thousand_matches_arrive_piece_by_piece_and_all_of_them() {
    let bench = bench(Environment::Test, 5_000, "").await;
    let pieces = pieces(&bench, sober()).await;
    assert!(
        pieces.len() > 1 && pieces[0].end.is_none() && !pieces[0].resources.is_empty(),
        "the first page is there before the last: {} pieces",
        pieces.len()
    );
    let brought: usize = pieces.iter().map(|piece| piece.resources.len()).sum();
    assert_eq!(brought, 5_000, "nobody twice");
    assert_eq!(ids(&pieces).len(), 5_000, "and nobody missing");
    let last = pieces.last().unwrap();
    assert!(
        last.end.as_ref().is_some_and(|end| end.complete && !end.cut),
        "it is proven to be all: {:?}",
        last.end
    );
    assert_eq!(
        (last.received, last.filtered_by),
        (5_000, FilteredBy::Server),
        "and how far it was, was said on the way"
    );
}

#[tokio::test]
async fn a_list_that_is_stopped_asks_the_server_no_more() {
    let bench = bench(Environment::Test, 5_000, "[list]\nmax_results = 50").await;
    let first = bench.engine.list_start(bench.id, sober()).await.unwrap();
    assert!(first.end.is_none(), "there is more to come");
    bench.engine.list_stop(bench.id, first.listing);
    let mut last = first.clone();
    while last.end.is_none() {
        last = bench.engine.list_more(bench.id, first.listing).await.unwrap();
    }
    let end = last.end.unwrap();
    assert!(
        !end.complete && end.incomplete_reason.is_some(),
        "what is here is not said to be all: {end:?}"
    );
    assert!(
        last.received < 5_000,
        "and was not read to the end: {}",
        last.received
    );
    let asked = bench.sandbox.stats().total_requests();
    let error = bench.engine.list_more(bench.id, first.listing).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Cancelled, "the list is over");
    assert_eq!(
        bench.sandbox.stats().total_requests(),
        asked,
        "nothing is asked after the end"
    );
    let known = bench.engine.capabilities(bench.id).await.unwrap();
    assert!(
        !known.iter().any(|c| c.feature == "filter.answered"),
        "half an answer teaches nothing about the server"
    );
}

#[tokio::test]
async fn another_filter_ends_the_list_before() {
    let bench = bench(Environment::Test, 5_000, "[list]\nmax_results = 50").await;
    let first = bench.engine.list_start(bench.id, sober()).await.unwrap();
    let name = text(&bench.somebody(), "userName").to_owned();
    let second = ListRequest {
        filter: Some(format!("userName eq \"{name}\"")),
        ..sober()
    };
    let found = pieces(&bench, second).await;
    assert_eq!(ids(&found).len(), 1, "the new filter is answered");
    let error = bench.engine.list_more(bench.id, first.listing).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Cancelled, "the old one is let go");
}

#[tokio::test]
async fn a_server_that_does_not_filter_is_read_through_in_pieces_too() {
    for (how, code) in [
        ("ignored", NoticeCode::FilterIgnored),
        ("refused", NoticeCode::FilterRefused),
        ("empty", NoticeCode::FilterWrong),
    ] {
        let profile = format!("[filter]\nunsupported = \"{how}\"");
        let bench = bench(Environment::Test, 1_200, &profile).await;
        let request = ListRequest {
            filter: Some("active eq true".into()),
            ..sober()
        };
        let active = bench.sandbox.resources(rollcall_sandbox::ResourceKind::User);
        let active = active.iter().filter(|u| u.active() == Some(true)).count();
        let found = pieces(&bench, request.clone()).await;
        let last = found.last().unwrap();
        assert_eq!(ids(&found).len(), active, "{how}: filtered here, all found");
        assert_eq!(
            last.filtered_by,
            FilteredBy::Rollcall,
            "{how}: it is said who filtered"
        );
        assert!(
            last.notices.iter().any(|n| n.code == code),
            "{how}: never a silent fallback: {:?}",
            last.notices
        );
        let again = pieces(&bench, request).await;
        assert!(
            again[0].notices.iter().any(|n| n.code == NoticeCode::FilterKnown)
                && again[0].filtered_by == FilteredBy::Rollcall,
            "{how}: and it is remembered, and said with the first piece"
        );
    }
}

#[tokio::test]
async fn a_list_keeps_to_its_limit_and_says_so() {
    let bench = bench(Environment::Test, 900, "").await;
    let request = ListRequest {
        limit: Some(250),
        ..sober()
    };
    let found = pieces(&bench, request).await;
    assert_eq!(ids(&found).len(), 250, "as many as were wanted");
    let end = found.last().and_then(|piece| piece.end.clone()).unwrap();
    assert!(
        end.cut && !end.complete,
        "and it is said that there are more: {end:?}"
    );
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_named_at_once() {
    let bench = bench(Environment::Test, 20, "").await;
    bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    let Bench {
        engine, sandbox, id, ..
    } = bench;
    sandbox.stop().await;
    let error = engine.list_start(id, sober()).await.unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::ConnectionRefused,
        "so that the window turns to the copy"
    );
}
