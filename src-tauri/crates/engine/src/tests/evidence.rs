//! What was learned of a server leads to the recorded exchange that showed it.

use serde_json::json;

use super::dialect::agreed;
use super::fitting::set;
use super::jobs::stage;
use super::small_jobs::{group_of, ids, run, select_ids, users};
use super::*;

/// What was learned of a feature, and the exchange that showed it.
pub(super) async fn shown(engine: &Engine, id: ConnectionId, feature: &str) -> (Capability, ExchangeView) {
    let known = engine.capabilities(id).await.unwrap();
    let of = |c: &Capability| {
        c.feature == feature && matches!(c.source, CapabilitySource::Learned | CapabilitySource::Observed)
    };
    let known = known.into_iter().find(of);
    let known = known.unwrap_or_else(|| panic!("{feature} was learned"));
    assert!(!known.exchange_gone, "{feature}: its exchange is kept");
    let seq = known
        .exchange
        .unwrap_or_else(|| panic!("{feature} names its exchange"));
    let exchange = engine.exchange(id, seq).await.unwrap();
    (known, exchange.unwrap_or_else(|| panic!("{seq} is kept")))
}

/// Method, status and path of the exchange that showed it, and the value.
async fn of(bench: &Bench, feature: &str) -> (String, Option<u16>, String, String) {
    let (known, exchange) = shown(&bench.engine, bench.id, feature).await;
    (exchange.method, exchange.status, exchange.path, known.value)
}

#[tokio::test]
async fn what_a_refusal_taught_leads_to_that_very_exchange() {
    let bench = bench(
        Environment::Test,
        5,
        "[patch]\nrefused = 501\n[discovery.claims]\npatch = true\n",
    )
    .await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    let mut told = bench.engine.events();
    let refused = bench.apply(&review).await.unwrap_err();
    assert_eq!(
        refused.params.get("reason").map(String::as_str),
        Some("learned"),
        "the next review goes another way: {refused:?}"
    );
    let changed = std::iter::from_fn(|| told.try_recv().ok()).find_map(|event| match event {
        EngineEvent::CapabilityChanged {
            feature, before, now, ..
        } => Some((feature, before, now)),
        _ => None,
    });
    let of = |text: &str| Some(text.to_owned());
    assert_eq!(
        changed,
        Some(("patch.Users.supported".to_owned(), of("yes"), of("no"))),
        "it is told, with what it was before, to set it back"
    );
    let (known, exchange) = shown(&bench.engine, bench.id, "patch.Users.supported").await;
    assert_eq!(known.value, "no");
    assert_eq!((exchange.method.as_str(), exchange.status), ("PATCH", Some(501)));
    assert!(exchange.path.contains(&id), "{}", exchange.path);
}

/// A server that ignores filters, what a list taught of it, and the exchange that showed it.
async fn a_filter_is_ignored() -> (Bench, Capability, ExchangeView) {
    let bench = bench(Environment::Test, 30, "[filter]\nunsupported = \"ignored\"").await;
    let request = ListRequest {
        type_name: "User".into(),
        filter: Some("active eq true".into()),
        ..ListRequest::default()
    };
    bench.engine.resource_list(bench.id, request).await.unwrap();
    let (known, exchange) = shown(&bench.engine, bench.id, "filter.Users.active.eq").await;
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
    bench.engine.connection_probe(bench.id).await.unwrap();
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
        exchange_gone: true,
        ..known
    };
    assert_eq!(now, Some(unlinked), "all but the link, and that there was one");
    let gone = bench.engine.exchange(bench.id, exchange.seq).await.unwrap();
    assert_eq!(gone, None, "and asked for it, there is a plain answer");
}

#[tokio::test]
async fn a_filter_asked_in_parts_leads_to_a_part_and_one_that_was_not_asked_teaches_nothing() {
    let bench = bench(Environment::Test, 10, "").await;
    let list = |filter: &str| ListRequest {
        type_name: "User".into(),
        filter: Some(filter.into()),
        ..ListRequest::default()
    };
    bench.by_hand("filter.Users.combine", "and").await;
    let either = "active eq true or title pr";
    bench.engine.resource_list(bench.id, list(either)).await.unwrap();
    let (method, status, path, value) = of(&bench, "filter.Users.active.eq, or, title.pr").await;
    assert_eq!(
        (method.as_str(), status, value.as_str()),
        ("GET", Some(200), "yes")
    );
    assert!(path.contains("filter="), "{path}");

    bench.by_hand("filter.max_length", "5").await;
    let request = list("nickName pr");
    let found = bench.engine.resource_list(bench.id, request).await.unwrap();
    assert_eq!(found.filtered_by, FilteredBy::Rollcall);
    let known = bench.engine.capabilities(bench.id).await.unwrap();
    let about: Vec<_> = known.iter().filter(|c| c.feature.contains("nickName")).collect();
    assert!(about.is_empty(), "the server was not asked: {about:?}");
}

#[tokio::test]
async fn what_a_delete_does_leads_to_the_look_afterwards() {
    let bench = bench(Environment::Test, 3, "").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(Change::Delete { id: id.clone() }).await.unwrap();
    agreed(&bench, &review).await.unwrap();
    let (method, status, path, value) = of(&bench, "delete.removes.User").await;
    assert_eq!(
        (method.as_str(), status, value.as_str()),
        ("GET", Some(404), "yes")
    );
    assert!(path.ends_with(&id), "{path}");
}

#[tokio::test]
async fn q_etg_01_a_server_that_refuses_the_version_it_shows_is_noted_with_the_412() {
    let bench = bench(Environment::Test, 3, "[write]\netags = \"never_match\"").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    bench.apply(&review).await.unwrap_err();
    let (method, status, _, value) = of(&bench, "features.etag").await;
    assert_eq!(
        (method.as_str(), status, value.as_str()),
        ("PATCH", Some(412), "no")
    );
    let again = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    let outcome = bench.apply(&again).await.unwrap();
    assert!(outcome.all_stored, "without If-Match it is taken");
}

#[tokio::test]
async fn a_group_that_shows_its_members_leads_to_its_reading() {
    let stage = stage(Environment::Test, 5, "").await;
    let group = group_of(&stage, "Team", &ids(&users(&stage)[..2])).await;
    let change = Change::Set {
        id: group.clone(),
        values: vec![SetValue {
            path: "displayName".into(),
            value: json!("Crew"),
        }],
    };
    stage
        .engine
        .prepare_change(stage.id, "Group", change)
        .await
        .unwrap();
    let (_, exchange) = shown(&stage.engine, stage.id, "groups.members_source").await;
    assert_eq!((exchange.method.as_str(), exchange.status), ("GET", Some(200)));
    assert!(exchange.path.contains(&group), "{}", exchange.path);
}

#[tokio::test]
async fn what_a_job_learned_leads_to_the_request_that_showed_it() {
    let stage = stage(
        Environment::Test,
        5,
        "[patch]\nrefused = 501\n[discovery.claims]\npatch = true\n",
    )
    .await;
    // What a preset says of its product does not speak against what this server answers.
    let preset = ConnectionChange {
        preset: Some(PresetPick {
            choice: Some(PresetChoice {
                id: "entra-scim-server".into(),
                variables: Default::default(),
            }),
        }),
        ..ConnectionChange::default()
    };
    stage.engine.connection_update(stage.id, preset).await.unwrap();
    let some = ids(&users(&stage)[..1]);
    let plan = select_ids(&stage, some.clone(), set(&[("title", json!("Dr"))])).await;
    run(&stage, plan.view.job).await;
    let (known, exchange) = shown(&stage.engine, stage.id, "patch.Users.supported").await;
    assert_eq!(known.value, "no");
    assert_eq!((exchange.method.as_str(), exchange.status), ("PATCH", Some(501)));
    assert!(exchange.path.contains(&some[0]), "{}", exchange.path);
}
