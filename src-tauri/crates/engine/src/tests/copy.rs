use super::*;
use serde_json::json;

#[tokio::test]
async fn a_copy_is_searched_and_browsed_without_the_server() {
    let Bench {
        engine, sandbox, id, ..
    } = bench(Environment::Test, 300, "").await;
    let report = engine.sync(id, vec![]).await.unwrap();
    let users = report.types.iter().find(|t| t.type_name == "User").unwrap();
    assert!(
        users.complete && users.received == 300,
        "everybody was read to a proven end: {users:?}"
    );
    let somebody = sandbox.resources(rollcall_sandbox::ResourceKind::User)[17].clone();
    sandbox.stop().await;
    let name = somebody.user_name().unwrap();
    let found = engine.search(id, name, 10).await.unwrap();
    assert!(
        found.hits.iter().any(|h| h.row.id == somebody.id().unwrap()),
        "found offline"
    );
    let rows = engine
        .rows(
            id,
            RowsRequest {
                type_name: "User".into(),
                ..Default::default()
            },
        )
        .await
        .unwrap();
    assert_eq!((rows.total, rows.rows.len()), (300, 200), "a window of all");
    let sorted = rows
        .rows
        .is_sorted_by_key(|r| r.resource["userName"].as_str().unwrap().to_lowercase());
    assert!(sorted, "in order of the user name");
    assert!(
        rows.copy.complete && rows.copy.synced_at.is_some(),
        "and the age of the copy is known"
    );
    let one = engine
        .resource_cached(id, "User", somebody.id().unwrap())
        .await
        .unwrap()
        .unwrap();
    assert!(
        one.from_copy,
        "a person is shown from the copy, and it is said so"
    );
}

#[tokio::test]
async fn the_copy_is_filtered_and_sorted_by_any_column() {
    let Bench {
        engine, sandbox, id, ..
    } = bench(Environment::Test, 150, "").await;
    engine.sync(id, vec!["User".into()]).await.unwrap();
    let expected = sandbox
        .resources(rollcall_sandbox::ResourceKind::User)
        .iter()
        .filter(|u| u.active() == Some(true))
        .count();
    let request = RowsRequest {
        type_name: "User".into(),
        filter: Some("active eq true".into()),
        sort_by: Some("name.familyName".into()),
        descending: true,
        limit: 50,
        offset: 20,
        ..Default::default()
    };
    let rows = engine.rows(id, request.clone()).await.unwrap();
    assert_eq!(
        rows.total,
        u64::try_from(expected).unwrap(),
        "the filter is evaluated here"
    );
    let names: Vec<String> = rows
        .rows
        .iter()
        .map(|r| {
            r.resource["name"]["familyName"]
                .as_str()
                .unwrap_or_default()
                .to_lowercase()
        })
        .collect();
    let mut sorted = names.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    assert_eq!(names, sorted, "sorted by a column that has no index");
    let bad = RowsRequest {
        filter: Some("active eq".into()),
        ..request
    };
    assert_eq!(
        engine.rows(id, bad).await.unwrap_err().code,
        ErrorCode::Usage,
        "a broken filter says so"
    );
}

#[tokio::test]
async fn who_is_gone_leaves_the_copy_only_after_a_complete_reading() {
    let Bench {
        engine, sandbox, id, ..
    } = bench(Environment::Test, 40, "").await;
    engine.sync(id, vec!["User".into()]).await.unwrap();
    let gone = sandbox.resources(rollcall_sandbox::ResourceKind::User)[3]
        .id()
        .unwrap()
        .to_owned();
    let review = engine
        .prepare_change(id, "User", Change::Delete { id: gone.clone() })
        .await
        .unwrap();
    // Deleted behind the copy's back: by another engine on the same server.
    let other = Engine::new(options(std::path::Path::new("/nonexistent/rollcall"), clock()));
    other.setup(SetupChoice::Session).await.unwrap();
    let saved = other
        .connection_add(form(
            "Globex",
            sandbox.base(),
            Environment::Sandbox,
            sandbox.token(),
        ))
        .await
        .unwrap();
    let theirs = other
        .prepare_change(saved.connection.id, "User", Change::Delete { id: gone.clone() })
        .await
        .unwrap();
    let yes = other
        .confirm(saved.connection.id, &theirs.fingerprint, 1, ConfirmAnswer::Yes)
        .await
        .unwrap();
    other
        .apply_change(saved.connection.id, &theirs.fingerprint, Some(yes))
        .await
        .unwrap();
    // Ever the same page: a reading that cannot be complete.
    sandbox.set_profile(Profile::from_toml("[list]\nendless = \"same_page\"\nmax_results = 10").unwrap());
    let partial = engine.sync(id, vec!["User".into()]).await.unwrap();
    assert!(
        !partial.types[0].complete,
        "the same page for ever proves nothing"
    );
    assert!(partial.types[0].reason.is_some(), "and the reason is told");
    assert!(
        engine.resource_cached(id, "User", &gone).await.unwrap().is_some(),
        "nobody is dropped on suspicion"
    );
    sandbox.set_profile(Profile::default());
    let whole = engine.sync(id, vec!["User".into()]).await.unwrap();
    assert_eq!(whole.types[0].gone, 1, "a complete reading proves the absence");
    let yes = engine
        .confirm(id, &review.fingerprint, 1, ConfirmAnswer::Yes)
        .await
        .unwrap();
    let late = engine
        .apply_change(id, &review.fingerprint, Some(yes))
        .await
        .unwrap_err();
    assert_eq!(
        late.code,
        ErrorCode::ResourceNotFound,
        "and deleting twice is told, not done"
    );
}

#[tokio::test]
async fn the_copy_follows_a_change_made_here() {
    let bench = bench(Environment::Test, 10, "").await;
    bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench
        .prepare(bench.set(&id, "title", json!("Chief Canary Officer")))
        .await
        .unwrap();
    bench.apply(&review).await.unwrap();
    let found = bench.engine.search(bench.id, "canary off", 5).await.unwrap();
    assert_eq!(
        found.hits.first().map(|h| h.row.id.as_str()),
        Some(id.as_str()),
        "no new reading is needed"
    );
}

#[tokio::test]
async fn a_search_without_a_copy_says_what_to_do() {
    let bench = bench(Environment::Test, 1, "").await;
    let error = bench.engine.search(bench.id, "kim", 5).await.unwrap_err();
    assert!(
        error.action.contains("sync"),
        "an empty answer would read as \"nobody of that name\""
    );
}

#[tokio::test]
async fn the_first_page_of_a_small_directory_is_there_before_the_last() {
    let bench = bench(Environment::Test, 240, "[list]\nmax_results = 20").await;
    let mut events = bench.engine.events();
    bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    let mut seen = Vec::new();
    while let Ok(event) = events.try_recv() {
        seen.push(event);
    }
    let end = seen
        .iter()
        .position(|e| matches!(e, EngineEvent::Sync(progress) if progress.finished));
    let shown = seen
        .iter()
        .position(|e| matches!(e, EngineEvent::ResourcesChanged { .. }));
    assert!(
        shown.is_some() && shown < end,
        "there is something to see while the rest comes: {seen:?}"
    );
}
