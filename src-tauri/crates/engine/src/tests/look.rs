use super::*;

/// What a look at a sandbox with this profile found: feature → value, as observed.
async fn seen(profile: &str) -> (LookReport, std::collections::BTreeMap<String, String>, Bench) {
    let bench = bench(Environment::Production, 30, profile).await;
    let mut events = bench.engine.events();
    let report = bench.engine.connection_probe(bench.id).await.unwrap();
    // Exchanges are written behind the requests.
    while recorded(&bench).await.len() < report.requests as usize {
        events.recv().await.unwrap();
    }
    let facts = report
        .capabilities
        .iter()
        .filter(|c| c.source == CapabilitySource::Observed)
        .map(|c| (c.feature.clone(), c.value.clone()))
        .collect();
    (report, facts, bench)
}

async fn recorded(bench: &Bench) -> Vec<ExchangeView> {
    bench.engine.exchanges(bench.id, 100, None).await.unwrap()
}

#[tokio::test]
async fn a_look_reads_only_and_stays_below_sixteen_requests() {
    let (report, facts, bench) = seen("").await;
    let exchanges = recorded(&bench).await;
    assert!(report.requests <= 16, "{}", report.requests);
    assert_eq!(
        exchanges.len(),
        report.requests as usize,
        "each of them is in the record"
    );
    assert!(
        exchanges.iter().all(|e| e.method == "GET"),
        "a locked production server is safe from a look"
    );
    assert_eq!(report.stopped, None);
    for (feature, value) in [
        ("list.Users.index", "honoured"),
        ("list.Users.count.zero", "ok"),
        ("filter.Users.userName.eq", "yes"),
        ("features.sort", "yes"),
        ("list.Users.projection", "one_of"),
        ("groups.members_source", "inline"),
    ] {
        assert_eq!(
            facts.get(feature).map(String::as_str),
            Some(value),
            "{feature}: {facts:?}"
        );
    }
    let fact = report
        .capabilities
        .iter()
        .find(|c| c.feature == "list.Users.index" && c.source == CapabilitySource::Observed)
        .unwrap();
    assert!(
        fact.evidence.contains("startIndex=2") && fact.evidence.contains("200"),
        "the exchange that showed it is the evidence: {}",
        fact.evidence
    );
    let written = serde_json::to_string(&report).unwrap();
    let name = bench.somebody()["userName"].as_str().unwrap().to_owned();
    assert!(!written.contains(&name), "evidence names no person");
}

#[tokio::test]
async fn a_look_finds_what_a_server_does_differently() {
    for (profile, feature, value) in [
        (
            "[list]\nstart_index_ignored = true",
            "list.Users.index",
            "ignored",
        ),
        (
            "[list]\ntotal_results = \"absent\"",
            "list.Users.total_results",
            "absent",
        ),
        (
            "[list]\ntotal_results = \"page_size\"",
            "list.Users.total_results",
            "page",
        ),
        // Q-PAG-03
        ("[list]\npaging = \"cursor\"", "list.Users.mode", "cursor"),
        (
            "[list]\ncount_zero_refused = 400",
            "list.Users.count.zero",
            "error",
        ),
        ("[list]\ncount_refused = 500", "list.Users.count.accepted", "no"),
        ("[list]\nsort = \"ignored\"", "features.sort", "no"),
        (
            "[list]\nprojection = \"ignored\"",
            "list.Users.projection",
            "none",
        ),
        (
            "[list]\nprojection = \"refused\"",
            "list.Users.projection",
            "none",
        ),
        (
            "[filter]\nunsupported = \"ignored\"",
            "filter.unsupported",
            "ignored",
        ),
        ("[filter]\nunsupported = \"empty\"", "filter.unsupported", "empty"),
        (
            "[filter]\nunsupported = \"refused\"",
            "filter.Users.userName.eq",
            "no",
        ),
        (
            "[groups]\nmembers = \"not_in_lists\"",
            "list.Groups.complete_rows",
            "no",
        ),
        (
            "[groups]\nmembers = \"on_request\"",
            "groups.members_source",
            "ask",
        ),
    ] {
        let (_, facts, _bench) = seen(profile).await;
        assert_eq!(
            facts.get(feature).map(String::as_str),
            Some(value),
            "{profile}: {facts:?}"
        );
    }
}

#[tokio::test]
async fn a_look_ends_when_the_server_refuses_or_asks_for_patience() {
    for (status, stop) in [
        (429, LookStop::Throttled),
        (403, LookStop::Forbidden),
        (401, LookStop::Unauthorized),
    ] {
        let profile = format!(
            "[[fault]]\nendpoint = \"/Users\"\naction = {{ kind = \"error_before\", status = {status} }}\n"
        );
        let (report, facts, bench) = seen(&profile).await;
        assert_eq!(report.stopped, Some(stop));
        let after = recorded(&bench).await;
        assert_eq!(
            after.first().and_then(|e| e.status),
            Some(status),
            "not one request more after {status}"
        );
        assert!(facts.is_empty(), "nothing is concluded from a refusal: {facts:?}");
    }
}

#[tokio::test]
async fn q_pag_03_a_cursor_is_tried_only_where_it_is_named_and_believed_only_where_numbers_fail() {
    let tried = async |bench: &Bench| {
        let all = recorded(bench).await;
        all.iter().any(|e| e.path.contains("cursor="))
    };
    let (_, facts, named) = seen("").await;
    assert!(tried(&named).await, "its configuration names cursors");
    assert_eq!(
        facts.get("list.Users.mode"),
        None,
        "pages are read by number here: {facts:?}"
    );
    let (_, _, unnamed) = seen("[list]\npaging = \"index\"\n").await;
    assert!(!tried(&unnamed).await, "nothing names cursors");
    // As AWS does: it names none, its preset does.
    let bench = bench(Environment::Test, 30, "[list]\npaging = \"cursor_on_request\"\n").await;
    bench.by_hand("list.*.mode", "cursor").await;
    let report = bench.engine.connection_probe(bench.id).await.unwrap();
    let found = |feature: &str| {
        let seen = |c: &&Capability| c.feature == feature && c.source == CapabilitySource::Observed;
        report.capabilities.iter().find(seen).map(|c| c.value.as_str())
    };
    assert_eq!(
        (found("list.Users.mode"), found("list.Users.cursor.opt_in_empty")),
        (Some("cursor"), Some("yes")),
        "and the next walk begins with an empty cursor"
    );
}
