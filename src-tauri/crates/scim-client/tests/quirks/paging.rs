//! Q-PAG-01 to Q-PAG-07, Q-PRJ-01: whatever the server does, everything is received once, or it is said that not.

use rollcall_scim_client::dialect::{
    CursorPaging, Index, ListDialect, Paging, ProjectionSupport, StartIdPaging, Total, Unfiltered,
};
use rollcall_scim_client::{Doubt, ListQuery, Projection, WalkOutcome};

use crate::bench::{Bench, bench, knowing, lists, observed};

fn whole(outcome: &WalkOutcome, people: u64) {
    assert!(outcome.complete, "{outcome:?}");
    assert_eq!(outcome.received, people, "{outcome:?}");
}

fn doubted(outcome: &WalkOutcome, doubt: Doubt) {
    assert!(!outcome.complete, "{outcome:?}");
    assert_eq!(outcome.doubt, Some(doubt), "{outcome:?}");
    assert!(outcome.reason.is_some(), "a doubt has a sentence");
}

#[tokio::test]
async fn q_pag_01_a_large_count_is_cut_refused_or_fails_and_the_list_is_read_all_the_same() {
    let server = bench("[list]\nmax_results = 30\n", 100).await;
    let cut = server.walk(100).await;
    whole(&cut, 100);
    assert_eq!(observed(&cut, "list.Users.count.max"), Some("30"));
    server.set("[list]\nmax_results = 30\ncount_above_maximum_refused = 400\n");
    let refused = server.walk(100).await;
    whole(&refused, 100);
    assert_eq!(observed(&refused, "list.Users.count.max"), Some("25"));
    server.set("[list]\ncount_refused = 500\n");
    let fails = server.walk(30).await;
    whole(&fails, 100);
    assert_eq!(observed(&fails, "list.Users.count.accepted"), Some("no"));
    let known = ListDialect {
        max_count: Some(30),
        ..ListDialect::default()
    };
    let profile = "[list]\nmax_results = 30\ncount_above_maximum_refused = 400\n";
    let server = knowing(profile, 100, lists(known)).await;
    whole(&server.walk(100).await, 100);
    let too_many = |path: &String| path.contains("count=100");
    assert!(
        !server.sent().iter().any(too_many),
        "what is known is not asked: {:?}",
        server.sent()
    );
}

#[tokio::test]
async fn q_pag_02_a_start_index_that_is_ignored_is_got_round_or_named() {
    let server = bench("[list]\nstart_index_ignored = true\n", 100).await;
    let outcome = server.walk(30).await;
    whole(&outcome, 100);
    assert_eq!(observed(&outcome, "list.Users.index"), Some("ignored"));
    server.set("[list]\nstart_index_ignored = true\nmax_results = 30\n");
    let outcome = server.walk(30).await;
    doubted(&outcome, Doubt::Repeats);
    assert_eq!(outcome.received, 30);
    let known = lists(ListDialect {
        index: Index::Ignored,
        ..ListDialect::default()
    });
    let server = knowing("[list]\nstart_index_ignored = true\n", 100, known).await;
    whole(&server.walk(30).await, 100);
    assert!(
        !server.sent().iter().any(|path| path.contains("startIndex=31")),
        "what is known is not tried again: {:?}",
        server.sent()
    );
}

#[tokio::test]
async fn q_pag_02_page_numbers_and_a_count_from_zero_are_found_out() {
    for (meaning, learned, index) in [
        ("pages", "page_mapped", Index::Pages),
        ("zero_based", "zero_based", Index::ZeroBased),
    ] {
        let profile = format!("[list]\nstart_index = \"{meaning}\"\n");
        let server = bench(&profile, 100).await;
        let outcome = server.walk(30).await;
        whole(&outcome, 100);
        assert_eq!(observed(&outcome, "list.Users.index"), Some(learned), "{meaning}");
        let known = lists(ListDialect {
            index,
            ..ListDialect::default()
        });
        let server = knowing(&profile, 100, known).await;
        let outcome = server.walk(30).await;
        whole(&outcome, 100);
        assert_eq!(outcome.duplicates, 0, "{meaning}: no row is asked for twice");
    }
}

#[tokio::test]
async fn q_pag_02_a_first_page_after_the_end_and_paging_without_end_are_ends() {
    let server = bench("[list]\npast_end = \"first_page\"\n", 95).await;
    whole(&server.walk(30).await, 95);
    server.set("[list]\nendless = \"same_page\"\n");
    doubted(&server.walk(30).await, Doubt::Repeats);
}

fn by_cursor() -> ListDialect {
    ListDialect {
        paging: Paging::Cursor(CursorPaging::default()),
        ..ListDialect::default()
    }
}

/// Requests with parameters of two ways of paging.
fn mixed(server: &Bench) -> Vec<String> {
    let ways = ["startIndex=", "cursor=", "startId="];
    let mixed = |path: &String| ways.iter().filter(|way| path.contains(**way)).count() > 1;
    server.sent().into_iter().filter(mixed).collect()
}

#[tokio::test]
async fn q_pag_03_cursors_are_followed_when_known_declared_or_found_out() {
    for profile in [
        "",
        "[list]\npaging = \"cursor\"\n",
        "[list]\npaging = \"cursor_on_request\"\n",
    ] {
        let server = knowing(profile, 100, lists(by_cursor())).await;
        let outcome = server.walk(30).await;
        whole(&outcome, 100);
        assert_eq!(outcome.pages, 4, "{profile}: no request past the last cursor");
        let bodies = server.recorded();
        assert!(bodies[0].contains("nextCursor\":\"(a cursor)\""), "{}", bodies[0]);
        assert!(mixed(&server).is_empty(), "{:?}", server.sent());
    }
    for profile in [
        "[list]\npaging = \"cursor\"\n",
        "[list]\npaging = \"cursor_on_request\"\n",
    ] {
        let server = bench(profile, 100).await;
        let outcome = server.walk(30).await;
        whole(&outcome, 100);
        assert_eq!(observed(&outcome, "list.Users.mode"), Some("cursor"), "{profile}");
        assert!(mixed(&server).is_empty(), "{:?}", server.sent());
    }
    let server = bench("[list]\npaging = \"cursor\"\n", 0).await;
    let declared = server.client.discover().await.unwrap().observations;
    let mode = declared.iter().find(|o| o.feature == "list.*.mode");
    assert_eq!(mode.map(|o| o.value.as_str()), Some("cursor"), "RFC 9865 §4");
}

#[tokio::test]
async fn q_pag_03_a_cursor_that_is_ignored_or_expires_is_named() {
    let server = knowing(
        "[list]\npaging = \"index\"\ntotal_results = \"absent\"\n",
        100,
        lists(by_cursor()),
    )
    .await;
    doubted(&server.walk(30).await, Doubt::CursorIgnored);
    server.set("[list]\ncursor_timeout_s = 0\n");
    doubted(&server.walk(30).await, Doubt::CursorExpired);
}

#[tokio::test]
async fn q_pag_03_ids_are_followed_to_the_end() {
    let by_id = lists(ListDialect {
        paging: Paging::StartId(StartIdPaging::default()),
        ..ListDialect::default()
    });
    let server = knowing("[list]\npaging = \"start_id\"\n", 100, by_id).await;
    let outcome = server.walk(30).await;
    whole(&outcome, 100);
    assert_eq!(outcome.pages, 4);
    assert!(mixed(&server).is_empty(), "{:?}", server.sent());
}

#[tokio::test]
async fn q_pag_04_a_cap_is_named_and_one_page_is_enough_where_there_is_one() {
    let capped = lists(ListDialect {
        hard_cap: Some(60),
        ..ListDialect::default()
    });
    let server = knowing("[list]\nhard_cap = 60\n", 100, capped).await;
    let outcome = server.walk(30).await;
    doubted(&outcome, Doubt::HardCap);
    assert_eq!((outcome.received, outcome.pages), (60, 2));
    let one = ListDialect {
        paging: Paging::None,
        ..ListDialect::default()
    };
    let server = knowing("[list]\npaging = \"none\"\n", 100, lists(one)).await;
    let outcome = server.walk(30).await;
    whole(&outcome, 100);
    assert_eq!(outcome.pages, 1);
    assert!(
        !server.sent()[0].contains('?'),
        "no parameter at all: {:?}",
        server.sent()
    );
    server.set("[list]\npaging = \"none\"\ntotal_results = \"absent\"\n");
    doubted(&server.walk(30).await, Doubt::NoTotal);
}

#[tokio::test]
async fn q_pag_05_totals_prove_nothing_when_they_are_known_to_lie() {
    let server = bench("[list]\ntotal_results = \"page_size\"\n", 95).await;
    let outcome = server.walk(30).await;
    whole(&outcome, 95);
    assert_eq!(observed(&outcome, "list.Users.total_results"), Some("page"));
    for (lie, doubt) in [
        ("low", None),
        ("high", Some(Doubt::TooFew)),
        ("absent", None),
        ("text", None),
    ] {
        server.set(&format!("[list]\ntotal_results = \"{lie}\"\n"));
        let outcome = server.walk(30).await;
        assert_eq!(
            (outcome.received, outcome.doubt),
            (95, doubt),
            "{lie}: {outcome:?}"
        );
    }
    server.set("[list]\ntotal_results = \"absent\"\n");
    doubted(&server.walk(95).await, Doubt::NoTotal);
    let known = lists(ListDialect {
        total: Total::Wrong,
        ..ListDialect::default()
    });
    let server = knowing("[list]\ntotal_results = \"high\"\n", 95, known).await;
    whole(&server.walk(30).await, 95);
    let exact = lists(ListDialect {
        total: Total::Exact,
        ..ListDialect::default()
    });
    let server = knowing("", 90, exact).await;
    let outcome = server.walk(30).await;
    whole(&outcome, 90);
    assert_eq!(outcome.pages, 3, "an exact total saves the confirming request");
}

#[tokio::test]
async fn q_pag_06_both_parameters_are_always_sent_and_a_partial_list_proves_no_absence() {
    let server = bench("[list]\nempty_without_parameters = true\n", 50).await;
    whole(&server.walk(30).await, 50);
    let partial = lists(ListDialect {
        unfiltered: Unfiltered::Partial,
        ..ListDialect::default()
    });
    let server = knowing("", 50, partial).await;
    doubted(&server.walk(30).await, Doubt::Unfiltered);
    let filtered = ListQuery {
        filter: Some("userName pr".into()),
        ..ListQuery::default()
    };
    whole(&server.try_walk(30, filtered).await.unwrap(), 50);
    let server = bench(
        "[list]\nempty_without_filter = true\ntotal_results = \"absent\"\n",
        50,
    )
    .await;
    let outcome = server.walk(30).await;
    doubted(&outcome, Doubt::NoTotal);
    assert_eq!(outcome.received, 0, "an empty answer proves nothing");
}

#[tokio::test]
async fn q_pag_07_rows_that_fall_between_pages_are_looked_for_again_or_missed_aloud() {
    let server = bench("[list]\nskipped = 2\n", 100).await;
    let outcome = server.walk(30).await;
    doubted(&outcome, Doubt::TooFew);
    assert!(outcome.received < 100);
    server.set("[list]\noverlap = 2\n");
    whole(&server.walk(30).await, 100);
    let known = lists(ListDialect {
        unstable_order: true,
        ..ListDialect::default()
    });
    let server = knowing("[list]\nskipped = 2\n", 100, known).await;
    let outcome = server.walk(30).await;
    doubted(&outcome, Doubt::Unstable);
    let firsts = server
        .sent()
        .iter()
        .filter(|path| path.contains("startIndex=1&"))
        .count();
    assert_eq!(firsts, 2, "it is read a second time: {:?}", server.sent());
}

#[tokio::test]
async fn q_prj_01_one_projection_is_sent_and_pages_shrink_when_they_are_too_much() {
    let server = bench("[list]\nstrict_parameters = true\n", 30).await;
    let query = ListQuery {
        projection: Projection {
            attributes: vec!["userName".into()],
            excluded: vec!["emails".into()],
        },
        sort_by: Some("userName".into()),
        ..ListQuery::default()
    };
    whole(&server.try_walk(30, query.clone()).await.unwrap(), 30);
    let none = lists(ListDialect {
        projection: ProjectionSupport::Neither,
        ..ListDialect::default()
    });
    let server = knowing("[list]\nprojection = \"refused\"\n", 30, none).await;
    whole(&server.try_walk(30, query.clone()).await.unwrap(), 30);
    let mut unsorted = lists(ListDialect::default());
    unsorted.sort.off = true;
    let server = knowing("[list]\nsort = \"refused\"\n", 30, unsorted).await;
    whole(&server.try_walk(30, query).await.unwrap(), 30);
    let server = bench(
        "[list]\nmax_results = 40\ncount_above_maximum_refused = 504\n",
        100,
    )
    .await;
    let outcome = server.walk(100).await;
    whole(&outcome, 100);
    assert_eq!(observed(&outcome, "list.Users.count.max"), Some("25"));
}
