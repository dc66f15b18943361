//! Reading from servers that filter and list otherwise than they should, through the engine.

use serde_json::json;

use super::{Bench, bench, text};
use crate::*;

async fn find(bench: &Bench, filter: &str) -> ListResult {
    let request = ListRequest {
        type_name: "User".into(),
        filter: Some(filter.to_owned()),
        ..ListRequest::default()
    };
    bench.engine.resource_list(bench.id, request).await.unwrap()
}

fn told(list: &ListResult, code: NoticeCode) -> bool {
    list.notices.iter().any(|n| n.code == code)
}

async fn known(bench: &Bench, feature: &str) -> Option<String> {
    let all = bench.engine.capabilities(bench.id).await.unwrap();
    all.into_iter()
        .find(|c| c.in_force && c.feature == feature)
        .map(|c| c.value)
}

fn filtered(bench: &Bench) -> u64 {
    let stats = bench.sandbox.stats();
    stats
        .requests
        .get("GET /Users?filter")
        .copied()
        .unwrap_or_default()
}

// Q-FLT-01
#[tokio::test]
async fn q_flt_01_what_a_server_cannot_filter_by_is_learned_and_left_out_of_the_next_question() {
    for status in [400, 404, 500, 501] {
        let profile =
            format!("[filter]\nunsupported = \"refused\"\nrefused_with = {status}\nonly = [\"userName\"]\n");
        let bench = bench(Environment::Test, 30, &profile).await;
        let user = bench.somebody();
        let name = text(&user, "userName");
        let shown = text(&user, "displayName");
        let list = find(&bench, &format!("displayName eq \"{shown}\"")).await;
        assert_eq!(list.resources.len(), 1, "{status}: found all the same");
        assert!(
            told(&list, NoticeCode::FilterRefused),
            "{status}: {:?}",
            list.notices
        );
        let learned = known(&bench, "filter.Users.displayName.eq").await;
        assert_eq!(
            learned.as_deref(),
            Some("no"),
            "{status}: remembered by attribute and operator"
        );
        let before = filtered(&bench);
        let both = format!("displayName eq \"{shown}\" and userName eq \"{name}\"");
        let list = find(&bench, &both).await;
        assert_eq!(list.resources.len(), 1);
        assert_eq!(
            list.filtered_by,
            FilteredBy::Server,
            "{status}: one half was enough"
        );
        assert!(
            filtered(&bench) > before,
            "{status}: it was asked by the other half"
        );
        let list = find(
            &bench,
            &format!("userName eq \"{name}\" and title eq \"nothing\""),
        )
        .await;
        assert!(
            list.resources.is_empty(),
            "{status}: the half that is not sent counts too"
        );
    }
}

// Q-FLT-02
#[tokio::test]
async fn q_flt_02_nothing_found_is_not_nothing_there() {
    let bench = bench(Environment::Test, 30, "[filter]\nunsupported = \"empty\"\n").await;
    let user = bench.somebody();
    let filter = format!("userName eq \"{}\"", text(&user, "userName"));
    let list = find(&bench, &filter).await;
    assert_eq!(list.resources.len(), 1);
    assert!(told(&list, NoticeCode::FilterWrong), "{:?}", list.notices);
    assert_eq!(
        known(&bench, "filter.Users.userName.eq").await.as_deref(),
        Some("no")
    );
}

// Q-FLT-03
#[tokio::test]
async fn q_flt_03_everything_is_checked_again_and_an_ignored_filter_is_asked_once() {
    let bench = bench(Environment::Test, 30, "[filter]\nunsupported = \"ignored\"\n").await;
    let filter = format!("userName eq \"{}\"", text(&bench.somebody(), "userName"));
    let list = find(&bench, &filter).await;
    assert_eq!(list.resources.len(), 1);
    assert!(told(&list, NoticeCode::FilterIgnored));
    let before = filtered(&bench);
    let list = find(&bench, &filter).await;
    assert_eq!(list.resources.len(), 1);
    assert!(told(&list, NoticeCode::FilterKnown));
    assert_eq!(filtered(&bench), before, "it is not asked in vain again");
}

// Q-FLT-03, Q-FLT-04
#[tokio::test]
async fn q_flt_04_clauses_and_capitals_mean_the_same_to_every_server() {
    for quirk in ["capital_and_drops", "without_precedence"] {
        let bench = bench(Environment::Test, 30, &format!("[filter]\n{quirk} = true\n")).await;
        let name = text(&bench.somebody(), "userName").to_owned();
        let none = find(&bench, &format!("userName eq \"{name}\" AND active eq false")).await;
        assert!(none.resources.is_empty(), "{quirk}");
        assert!(
            none.notices.is_empty(),
            "{quirk}: it was asked so that the server understands"
        );
        let one = find(
            &bench,
            &format!("userName eq \"{name}\" OR title eq \"x\" AND title eq \"y\""),
        )
        .await;
        assert_eq!(one.resources.len(), 1, "{quirk}: (…) or (… and …)");
        assert!(one.notices.is_empty(), "{quirk}: {:?}", one.notices);
    }
}

// Q-FLT-05
#[tokio::test]
async fn q_flt_05_who_is_written_otherwise_is_found_all_the_same() {
    let bench = bench(Environment::Test, 30, "[filter]\ncase_sensitive = true\n").await;
    let name = text(&bench.somebody(), "userName").to_uppercase();
    let list = find(&bench, &format!("userName eq \"{name}\"")).await;
    assert_eq!(list.resources.len(), 1, "userName has no case (RFC 7643 §4.1.1)");
    assert!(told(&list, NoticeCode::FilterWrong));
}

// Q-FLT-06
#[tokio::test]
async fn q_flt_06_a_filter_beyond_the_limits_is_answered_here() {
    let bench = bench(
        Environment::Test,
        30,
        "[filter]\nmax_length = 60\nunsafe_chars = \",\"\nascii_only = true\n",
    )
    .await;
    let name = text(&bench.somebody(), "userName").to_owned();
    for more in [
        "Okafor, Kim",
        "Zoë",
        "a title that is longer than this server wants to hear",
    ] {
        let list = find(&bench, &format!("userName eq \"{name}\" or title eq \"{more}\"")).await;
        assert_eq!(list.resources.len(), 1, "{more}");
        assert_eq!(list.filtered_by, FilteredBy::Rollcall, "{more}");
    }
}

// Q-PRJ-02
#[tokio::test]
async fn q_prj_02_a_row_that_lacks_something_is_read_whole_before_it_is_changed() {
    let bench = bench(
        Environment::Test,
        3,
        "[list]\nrows_without = [\"emails\", \"name\"]\n",
    )
    .await;
    bench.engine.sync(bench.id, vec![]).await.unwrap();
    let user = bench.somebody();
    let id = text(&user, "id").to_owned();
    let review = bench
        .prepare(bench.set(&id, "title", json!("Lead")))
        .await
        .unwrap();
    bench.apply(&review).await.unwrap();
    let after = bench.user(&id).unwrap();
    assert_eq!(after["title"], "Lead");
    assert_eq!(
        (&after["emails"], &after["name"]),
        (&user["emails"], &user["name"]),
        "what the row lacked is not deleted"
    );
}

// Q-PAG-02, Q-PAG-04
#[tokio::test]
async fn a_copy_that_is_not_proven_whole_says_why_by_code_and_removes_nobody() {
    let bench = bench(Environment::Test, 150, "").await;
    let users = || vec!["User".to_owned()];
    bench.engine.sync(bench.id, users()).await.unwrap();
    let quirk = "[list]\nstart_index_ignored = true\nmax_results = 100\n";
    bench
        .sandbox
        .set_profile(rollcall_sandbox::Profile::from_toml(quirk).unwrap());
    let report = bench.engine.sync(bench.id, users()).await.unwrap();
    let read = &report.types[0];
    assert_eq!(
        (read.complete, read.reason_code, read.gone),
        (false, Some(GapCode::Repeats), 0),
        "absence from half a list is no absence: {read:?}"
    );
    let copy = bench.engine.copies(bench.id).await.unwrap();
    let copy = copy.iter().find(|c| c.type_name == "User").unwrap();
    assert_eq!(
        (copy.count, copy.reason_code),
        (150, Some(GapCode::Repeats)),
        "it is kept"
    );
    let list = find(&bench, "active eq true").await;
    assert_eq!(
        list.incomplete_code,
        Some(GapCode::Repeats),
        "and of a live list: {list:?}"
    );
}

// Q-PAG-03
#[tokio::test]
async fn a_server_with_cursors_is_synchronised_whole() {
    for paging in ["cursor", "cursor_on_request"] {
        let bench = bench(
            Environment::Test,
            250,
            &format!("[list]\npaging = \"{paging}\"\nmax_results = 100\n"),
        )
        .await;
        let report = bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
        let read = &report.types[0];
        assert_eq!((read.received, read.complete), (250, true), "{paging}: {read:?}");
        assert_eq!(known(&bench, "list.Users.mode").await.as_deref(), Some("cursor"));
    }
}

// Q-VER-01, Q-DIS-01
#[tokio::test]
async fn people_of_a_scim_1_1_server_are_read() {
    let bench = bench(Environment::Test, 20, "[discovery]\nscim_1_1 = true\n").await;
    let report = bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    assert_eq!(report.types[0].received, 20, "{report:?}");
}

/// As GitLab: nothing is declared, and there are people only.
const NO_GROUPS: &str = "[discovery]\nno_service_provider_config = true\nno_resource_types = true\nno_schemas = true\n[groups]\nabsent = true\n";

// Q-GRP-01
#[tokio::test]
async fn q_grp_01_a_type_that_is_assumed_and_not_there_is_said_and_skipped() {
    let bench = bench(Environment::Test, 5, NO_GROUPS).await;
    let report = bench.engine.sync(bench.id, vec![]).await.unwrap();
    let of = |name: &str| report.types.iter().find(|t| t.type_name == name).unwrap();
    assert_eq!((of("User").complete, of("User").received), (true, 5));
    let groups = of("Group");
    assert_eq!(
        (groups.reason_code, &groups.error),
        (Some(GapCode::Absent), &None)
    );
    let copies = bench.engine.copies(bench.id).await.unwrap();
    let copy = copies.iter().find(|c| c.type_name == "Group").unwrap();
    assert_eq!(
        (copy.count, copy.reason_code),
        (0, Some(GapCode::Absent)),
        "the window says it"
    );
    let alone = bench
        .engine
        .sync(bench.id, vec!["Group".into()])
        .await
        .unwrap_err();
    assert_eq!(
        alone.code,
        ErrorCode::NotOffered,
        "who asks for that type alone is refused"
    );
}

// Q-GRP-01
#[tokio::test]
async fn q_grp_01_a_type_that_is_known_not_to_be_there_is_not_asked_for() {
    let bench = bench(Environment::Test, 5, "").await;
    bench.by_hand("resources.Groups", "").await;
    let asked = |bench: &Bench| {
        let requests = bench.sandbox.stats().requests;
        requests
            .iter()
            .filter(|(key, _)| key.contains("/Groups"))
            .map(|(_, n)| n)
            .sum::<u64>()
    };
    let report = bench.engine.sync(bench.id, vec![]).await.unwrap();
    let groups = report.types.iter().find(|t| t.type_name == "Group").unwrap();
    assert_eq!(groups.reason_code, Some(GapCode::Absent));
    assert_eq!(asked(&bench), 0, "{:?}", bench.sandbox.stats().requests);
}
