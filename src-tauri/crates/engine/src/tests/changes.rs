//! Reading only what has changed.

use serde_json::json;

use super::*;

async fn changed_elsewhere(bench: &Bench, id: &str, title: &str) {
    let other = bench_on(bench).await;
    let change = bench.set(id, "title", json!(title));
    let review = other
        .engine
        .prepare_change(other.id, "User", change)
        .await
        .unwrap();
    let yes = other
        .engine
        .confirm(other.id, &review.fingerprint, 1, ConfirmAnswer::Yes)
        .await
        .unwrap();
    other
        .engine
        .apply_change(other.id, &review.fingerprint, Some(yes))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_reading_is_stopped_while_the_server_is_silent_whatever_it_was_asked() {
    let bench = bench(Environment::Test, 30, "").await;
    let types = || vec!["User".to_owned()];
    bench.engine.sync(bench.id, types()).await.unwrap();
    for (endpoint, changes_only) in [
        ("/ServiceProviderConfig", false),
        ("/Users", true),
        ("/Users", false),
    ] {
        let silent =
            format!("[[fault]]\nendpoint = \"{endpoint}\"\naction = {{ kind = \"latency\", ms = 3600000 }}");
        bench.sandbox.set_profile(Profile::from_toml(&silent).unwrap());
        bench.sandbox.reset_stats();
        let (engine, id) = (bench.engine.clone(), bench.id);
        let reading = tokio::spawn(async move {
            match changes_only {
                true => engine.sync_changes(id, types()).await,
                false => engine.sync(id, types()).await,
            }
        });
        let asked = |stats: rollcall_sandbox::Stats| stats.requests.keys().any(|k| k.contains(endpoint));
        while !asked(bench.sandbox.stats()) {
            tokio::task::yield_now().await;
        }
        bench.engine.sync_cancel(bench.id);
        let report = reading.await.unwrap().unwrap();
        assert!(report.cancelled, "nobody waits for {endpoint}");
        let copies = bench.engine.copies(bench.id).await.unwrap();
        let users = copies.iter().find(|c| c.type_name == "User").unwrap();
        assert_eq!(users.count, 30, "the copy stays");
    }
}

#[tokio::test]
async fn a_server_that_filters_truly_is_asked_for_changes_only() {
    let bench = bench(Environment::Test, 400, "").await;
    bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    let id = text(&bench.somebody(), "id").to_owned();
    changed_elsewhere(&bench, &id, "Canary keeper").await;
    let report = bench
        .engine
        .sync_changes(bench.id, vec!["User".into()])
        .await
        .unwrap();
    let users = &report.types[0];
    assert!(
        users.complete && users.changes_only,
        "it is proven that nothing is missing, without reading everybody: {users:?}"
    );
    let found = bench.engine.search(bench.id, "canary keeper", 5).await.unwrap();
    assert_eq!(found.total, 1, "and what changed elsewhere is here");
    let copies = bench.engine.copies(bench.id).await.unwrap();
    let users = copies.iter().find(|c| c.type_name == "User").unwrap();
    assert_eq!((users.count, users.total), (400, Some(400)), "with the evidence");
}

#[tokio::test]
async fn a_server_that_ignores_or_garbles_the_filter_is_read_whole() {
    for how in ["ignored", "empty", "refused"] {
        let bench = bench(
            Environment::Test,
            120,
            &format!("[filter]\nunsupported = \"{how}\""),
        )
        .await;
        bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
        let id = text(&bench.somebody(), "id").to_owned();
        changed_elsewhere(&bench, &id, "Canary keeper").await;
        let report = bench
            .engine
            .sync_changes(bench.id, vec!["User".into()])
            .await
            .unwrap();
        assert!(
            !report.types[0].changes_only,
            "{how}: an answer that proves nothing is not believed"
        );
        assert_eq!(report.types[0].received, 120, "{how}: everybody was read");
        let found = bench.engine.search(bench.id, "canary keeper", 5).await.unwrap();
        assert_eq!(found.total, 1, "{how}: so nothing is missed");
    }
}

#[tokio::test]
async fn who_was_deleted_elsewhere_is_noticed_by_the_count() {
    let bench = bench(Environment::Test, 80, "").await;
    bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    let id = text(&bench.somebody(), "id").to_owned();
    let other = bench_on(&bench).await;
    let review = other
        .engine
        .prepare_change(other.id, "User", Change::Delete { id: id.clone() })
        .await
        .unwrap();
    let yes = other
        .engine
        .confirm(other.id, &review.fingerprint, 1, ConfirmAnswer::Yes)
        .await
        .unwrap();
    other
        .engine
        .apply_change(other.id, &review.fingerprint, Some(yes))
        .await
        .unwrap();
    let report = bench
        .engine
        .sync_changes(bench.id, vec!["User".into()])
        .await
        .unwrap();
    assert_eq!(
        (report.types[0].changes_only, report.types[0].gone),
        (false, 1),
        "a deletion is in no list of changes"
    );
}

#[tokio::test]
async fn a_server_known_not_to_filter_is_not_asked_in_vain_unless_told_to() {
    let bench = bench(Environment::Test, 150, "[filter]\nunsupported = \"ignored\"").await;
    let list = |ask_anyway| ListRequest {
        type_name: "User".into(),
        filter: Some("userName sw \"a\"".into()),
        ask_anyway,
        ..ListRequest::default()
    };
    let first = bench.engine.resource_list(bench.id, list(false)).await.unwrap();
    assert!(
        first.notices.iter().any(|n| n.code == NoticeCode::FilterIgnored),
        "learned: {:?}",
        first.notices
    );
    let second = bench.engine.resource_list(bench.id, list(false)).await.unwrap();
    assert!(
        second.notices.iter().any(|n| n.code == NoticeCode::FilterKnown),
        "and remembered: {:?}",
        second.notices
    );
    assert_eq!(
        first.resources.len(),
        second.resources.len(),
        "with the same answer"
    );
    bench.sandbox.set_profile(Profile::default());
    let third = bench.engine.resource_list(bench.id, list(true)).await.unwrap();
    assert_eq!(
        third.filtered_by,
        FilteredBy::Server,
        "a server that has learned it is asked when told to"
    );
    let fourth = bench.engine.resource_list(bench.id, list(false)).await.unwrap();
    assert_eq!(
        fourth.filtered_by,
        FilteredBy::Server,
        "and from then on believed again"
    );
}
