use serde_json::json;
use tokio::sync::broadcast::Receiver;

use super::*;

async fn used(bench: &Bench, feature: &str) -> Option<(String, CapabilitySource)> {
    let table = bench.engine.capabilities(bench.id).await.unwrap();
    table
        .into_iter()
        .find(|c| c.feature == feature && c.in_force)
        .map(|c| (c.value, c.source))
}

#[tokio::test]
async fn what_is_set_by_hand_is_used_until_it_is_taken_back() {
    let bench = bench(Environment::Test, 120, "").await;
    bench.engine.models(bench.id, true).await.unwrap();
    let max = "list.*.count.max";
    let declared = used(&bench, max).await;
    assert_eq!(declared.as_ref().map(|d| d.1), Some(CapabilitySource::Declared));
    bench.engine.capability_set(bench.id, max, "7").await.unwrap();
    assert_eq!(
        used(&bench, max).await,
        Some(("7".into(), CapabilitySource::ByHand))
    );
    bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    let asked: Vec<String> = bench
        .engine
        .exchanges(bench.id, 200, None)
        .await
        .unwrap()
        .into_iter()
        .map(|e| e.path)
        .filter(|p| p.starts_with("/Users?") || p.contains("/Users?"))
        .collect();
    assert!(
        !asked.is_empty() && asked.iter().all(|p| p.contains("count=7")),
        "a fact set by hand changes what is sent: {asked:?}"
    );
    bench.engine.capability_unset(bench.id, max).await.unwrap();
    assert_eq!(
        used(&bench, max).await,
        declared,
        "what was known before counts again"
    );
}

#[tokio::test]
async fn a_value_that_is_none_of_its_feature_and_a_feature_nobody_knows_are_refused() {
    let bench = bench(Environment::Test, 0, "").await;
    let set =
        |feature: &'static str, value: &'static str| bench.engine.capability_set(bench.id, feature, value);
    let refused = set("list.Users.mode", "pages").await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput);
    assert!(refused.why.contains("index, cursor"), "{}", refused.why);
    assert_eq!(
        set("lists.Users.mode", "index").await.unwrap_err().code,
        ErrorCode::Usage
    );
    let not_set = bench
        .engine
        .capability_unset(bench.id, "list.Users.mode")
        .await
        .unwrap_err();
    assert_eq!(not_set.code, ErrorCode::Usage);
}

#[tokio::test]
async fn what_a_server_says_of_itself_is_kept_version_by_version() {
    let bench = bench(Environment::Test, 1, "").await;
    let look = || bench.engine.models(bench.id, true);
    look().await.unwrap();
    bench.clock.forward(Duration::hours(1));
    look().await.unwrap();
    let all = bench.engine.server_versions(bench.id).await.unwrap();
    assert_eq!(all.len(), 1, "seen again is not another version");
    assert!(all[0].last_at.0 > all[0].first_at.0);
    assert_eq!(all[0].changes, [], "the first has nothing to differ from");
    bench
        .sandbox
        .set_profile(Profile::from_toml("[list]\nmax_results = 50\n").unwrap());
    bench.clock.forward(Duration::hours(1));
    look().await.unwrap();
    let all = bench.engine.server_versions(bench.id).await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(
        all[0].changes,
        [ServerChange {
            what: "list.*.count.max".into(),
            before: Some("1000".into()),
            now: Some("50".into())
        }],
        "only what changed is told"
    );
}

/// What is known of a feature from an answer, once the exchange that showed it is written: it is written behind the request.
async fn shown(
    bench: &Bench,
    events: &mut Receiver<EngineEvent>,
    feature: &str,
) -> (Capability, ExchangeView) {
    loop {
        let known = bench.engine.capabilities(bench.id).await.unwrap();
        let known = known
            .into_iter()
            .find(|c| c.feature == feature && c.source == CapabilitySource::Learned);
        let known = known.unwrap_or_else(|| panic!("{feature} was learned"));
        if let Some(seq) = known.exchange {
            let exchange = bench.engine.exchange(bench.id, seq).await.unwrap();
            return (known, exchange.unwrap_or_else(|| panic!("{seq} is kept")));
        }
        let told = tokio::time::timeout(std::time::Duration::from_secs(20), events.recv()).await;
        told.unwrap_or_else(|_| panic!("no exchange shows {feature}"))
            .unwrap();
    }
}

#[tokio::test]
async fn what_a_refusal_taught_leads_to_that_very_exchange() {
    let bench = bench(
        Environment::Test,
        5,
        "[patch]\nrefused = 501\n[discovery.claims]\npatch = true\n",
    )
    .await;
    let mut events = bench.engine.events();
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    bench.apply(&review).await.unwrap_err();
    let (known, exchange) = shown(&bench, &mut events, "patch.User").await;
    assert_eq!(known.value, "no");
    assert_eq!((exchange.method.as_str(), exchange.status), ("PATCH", Some(501)));
    assert!(exchange.path.contains(&id), "{}", exchange.path);
}

/// A server that ignores filters, what a list taught of it, and the exchange that showed it.
async fn a_filter_is_ignored() -> (Bench, Capability, ExchangeView) {
    let bench = bench(Environment::Test, 30, "[filter]\nunsupported = \"ignored\"").await;
    let mut events = bench.engine.events();
    let request = ListRequest {
        type_name: "User".into(),
        filter: Some("active eq true".into()),
        ..ListRequest::default()
    };
    bench.engine.resource_list(bench.id, request).await.unwrap();
    let (known, exchange) = shown(&bench, &mut events, "filter.Users.active.eq").await;
    (bench, known, exchange)
}

#[tokio::test]
async fn a_filter_that_was_ignored_leads_to_the_list_it_was_asked_with() {
    let (_bench, known, exchange) = a_filter_is_ignored().await;
    assert_eq!(known.value, "no");
    assert!(exchange.path.contains("filter="), "{}", exchange.path);
}

#[tokio::test]
async fn what_a_look_and_a_declaration_showed_leads_to_its_exchange() {
    let bench = bench(Environment::Test, 30, "").await;
    let mut events = bench.engine.events();
    let report = bench.engine.connection_probe(bench.id).await.unwrap();
    while bench.engine.exchanges(bench.id, 100, None).await.unwrap().len() < report.requests as usize {
        events.recv().await.unwrap();
    }
    let known = bench.engine.capabilities(bench.id).await.unwrap();
    let of = |feature: &str, source| {
        let mut all = known.iter();
        let found = all.find(|c| c.feature == feature && c.source == source);
        found.and_then(|c| c.exchange)
    };
    for (feature, source, path) in [
        (
            "features.patch",
            CapabilitySource::Declared,
            "/ServiceProviderConfig",
        ),
        ("list.Users.index", CapabilitySource::Observed, "startIndex=2"),
    ] {
        let seq = of(feature, source).unwrap_or_else(|| panic!("{feature} names its exchange"));
        let exchange = bench.engine.exchange(bench.id, seq).await.unwrap().unwrap();
        assert!(exchange.path.contains(path), "{feature}: {}", exchange.path);
    }
}

#[tokio::test]
async fn what_was_learned_stays_when_the_exchange_that_showed_it_is_no_longer_kept() {
    let (bench, known, exchange) = a_filter_is_ignored().await;
    bench.engine.clear_exchanges().await.unwrap();
    let now = bench.engine.capabilities(bench.id).await.unwrap();
    let now = now
        .into_iter()
        .find(|c| (&c.feature, c.source) == (&known.feature, known.source));
    let unlinked = Capability {
        exchange: None,
        ..known
    };
    assert_eq!(now, Some(unlinked), "all but the link");
    let gone = bench.engine.exchange(bench.id, exchange.seq).await.unwrap();
    assert_eq!(gone, None, "and asked for it, there is a plain answer");
}
