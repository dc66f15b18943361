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
            now: Some("50".into()),
            seen: false,
        }],
        "only what changed is told"
    );
}

#[tokio::test]
async fn what_a_server_was_seen_to_do_otherwise_is_a_change_and_what_is_seen_first_is_none() {
    let bench = bench(Environment::Test, 20, "").await;
    let look = || bench.engine.connection_probe(bench.id);
    look().await.unwrap();
    let all = bench.engine.server_versions(bench.id).await.unwrap();
    assert_eq!(
        (all.len(), all[0].changes.len()),
        (1, 0),
        "the first look: {all:?}"
    );
    let ignored = "[list]\nsort = \"ignored\"\n[discovery.claims]\nsort = true\n";
    bench.sandbox.set_profile(Profile::from_toml(ignored).unwrap());
    bench.clock.forward(Duration::hours(1));
    look().await.unwrap();
    let all = bench.engine.server_versions(bench.id).await.unwrap();
    assert_eq!(
        all[0].changes,
        [ServerChange {
            what: "features.sort".into(),
            before: Some("yes".into()),
            now: Some("no".into()),
            seen: true,
        }],
        "though it says the same of itself"
    );
    bench.clock.forward(Duration::hours(1));
    look().await.unwrap();
    let again = bench.engine.server_versions(bench.id).await.unwrap();
    assert_eq!(again.len(), 2, "seen so again is no change: {again:?}");
}
