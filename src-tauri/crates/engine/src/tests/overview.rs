//! A connection at a glance, and all of them in one table.

use rollcall_scim_client::{Exchange, GIVEN_UP, Recorder as _};

use super::*;

fn codes(warnings: &[ConnectionWarning]) -> Vec<WarningCode> {
    warnings.iter().map(|w| w.code).collect()
}

/// The glance once so many requests are written down, which happens beside everything else.
async fn glance_after(bench: &Bench, requests: u64) -> Overview {
    let mut events = bench.engine.events();
    loop {
        let glance = bench.engine.overview(bench.id).await.unwrap();
        if u64::from(glance.health.requests) >= requests {
            return glance;
        }
        while !matches!(events.recv().await, Ok(EngineEvent::ExchangeRecorded { .. })) {}
    }
}

#[tokio::test]
async fn a_glance_says_what_was_recorded_and_asks_the_server_nothing() {
    let bench = bench(Environment::Test, 20, "").await;
    let before = bench.engine.overview(bench.id).await.unwrap();
    assert_eq!(
        codes(&before.warnings),
        [WarningCode::NeverRead, WarningCode::NotEncrypted]
    );
    assert_eq!((before.health.requests, before.health.typical_ms), (0, None));
    bench.engine.sync(bench.id, vec![]).await.unwrap();
    let sent = bench.sandbox.stats().total_requests();
    let after = glance_after(&bench, sent).await;
    assert_eq!(codes(&after.warnings), [WarningCode::NotEncrypted]);
    assert_eq!(
        u64::from(after.health.requests),
        sent,
        "every request of the reading counts"
    );
    assert_eq!(after.health.failed, 0);
    assert!(after.health.typical_ms.is_some() && after.read_at.is_some());
    assert_eq!(
        bench.sandbox.stats().total_requests(),
        sent,
        "looking sends nothing"
    );
    bench.clock.forward(Duration::days(8));
    let later = bench.engine.overview(bench.id).await.unwrap();
    assert_eq!(later.health.requests, 0, "only the last day counts");
    assert_eq!(
        codes(&later.warnings),
        [WarningCode::CopyOld, WarningCode::NotEncrypted]
    );
    assert_eq!(later.warnings[0].params["days"], "8");
}

#[tokio::test]
async fn what_was_changed_here_is_told_with_who_and_what_became_of_it() {
    let bench = bench(Environment::Test, 3, "").await;
    let user = bench.somebody();
    let change = bench.set(text(&user, "id"), "displayName", "Marisol".into());
    let review = bench.prepare(change).await.unwrap();
    bench.apply(&review).await.unwrap();
    let recent = bench.engine.overview(bench.id).await.unwrap().recent;
    let [
        Happening {
            what:
                HappeningKind::Change {
                    change,
                    resource,
                    outcome,
                    ..
                },
            ..
        },
    ] = recent.as_slice()
    else {
        panic!("one change: {recent:?}");
    };
    assert_eq!(*change, ChangeKind::Patch);
    assert_eq!(resource, text(&user, "id"));
    assert_eq!(*outcome, HistoryOutcome::Stored);
}

#[tokio::test]
async fn many_failures_and_an_ended_token_are_warned_about_first() {
    let bench = bench(Environment::Test, 3, "").await;
    let change = ConnectionChange {
        secret: Some(SecretInput::new("wrong".into())),
        token_ends_at: Some(At(bench.clock.now() + Duration::days(3))),
        ..ConnectionChange::default()
    };
    bench.engine.connection_update(bench.id, change).await.unwrap();
    for _ in 0..5 {
        bench.engine.sync(bench.id, vec![]).await.unwrap_err();
    }
    let sent = bench.sandbox.stats().total_requests();
    let warnings = glance_after(&bench, sent).await.warnings;
    assert_eq!(
        codes(&warnings)[..2],
        [WarningCode::TokenEndsSoon, WarningCode::Failing]
    );
    bench.clock.forward(Duration::days(4));
    let warnings = bench.engine.overview(bench.id).await.unwrap().warnings;
    assert_eq!(codes(&warnings)[0], WarningCode::TokenEnded);
}

#[tokio::test]
async fn the_table_of_all_connections_holds_what_is_known_and_its_file_starts_no_formula() {
    let bench = bench(Environment::Test, 12, "").await;
    bench.engine.sync(bench.id, vec![]).await.unwrap();
    let other = NewConnection {
        notes: "n".into(),
        ..form(
            "=HYPERLINK(\"x\")",
            "https://scim.example.com/v2",
            Environment::Production,
            "t",
        )
    };
    bench.engine.connection_add(other).await.unwrap();
    let rows = bench.engine.inventory().await.unwrap();
    let globex = rows.iter().find(|r| r.connection.name == "Globex").unwrap();
    assert_eq!(globex.version.as_deref(), Some("2.0"));
    assert!(
        globex
            .copies
            .iter()
            .any(|c| c.type_name == "User" && c.count == 12)
    );
    assert!(
        globex
            .features
            .iter()
            .any(|f| f.feature == "features.patch" && f.value.as_deref() == Some("yes"))
    );
    let unread = rows.iter().find(|r| r.connection.id != bench.id).unwrap();
    assert_eq!(
        unread.version, None,
        "nothing is claimed of a server that nobody looked at"
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.csv");
    let request = InventoryExport {
        columns: vec![ExportColumn {
            path: "users".into(),
            title: "Benutzer".into(),
        }],
        format: ExportFormat::Csv,
    };
    let written = bench
        .engine
        .inventory_export(request, &file, false)
        .await
        .unwrap();
    assert_eq!(written.rows, 2);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("\"'=HYPERLINK"),
        "a name is never a formula:\n{text}"
    );
    assert!(text.contains("\"Benutzer\"") && text.contains("\"12\""), "{text}");
    assert!(
        text.contains("\"stored\""),
        "whether its secret is stored, and not the secret:\n{text}"
    );
    assert!(!text.contains(bench.sandbox.token()));
    let file = folder.path().join("all.json");
    let request = InventoryExport {
        format: ExportFormat::Json,
        ..InventoryExport::default()
    };
    bench
        .engine
        .inventory_export(request, &file, false)
        .await
        .unwrap();
    let read: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(read.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_requests_that_failed_are_those_the_figures_count() {
    let bench = bench(Environment::Test, 3, "").await;
    let list = || {
        let request = ListRequest {
            type_name: "User".into(),
            ..ListRequest::default()
        };
        bench.engine.resource_list(bench.id, request)
    };
    list().await.unwrap();
    for status in [401, 403, 404, 408, 409, 412, 429, 500, 501, 503] {
        let fault = format!(
            "[[fault]]\nmethod = \"GET\"\nendpoint = \"/Users\"\naction = {{ kind = \"error_before\", status = {status} }}\n"
        );
        bench.sandbox.set_profile(Profile::from_toml(&fault).unwrap());
        let _refused = list().await;
    }
    bench.engine.capabilities(bench.id).await.unwrap();
    let before = bench.engine.overview(bench.id).await.unwrap().health.requests;
    // As where a list is cut while its next page is on the way.
    let given_up = Exchange {
        at: bench.engine.now(),
        duration_ms: 1,
        operation: "list",
        method: "GET".into(),
        path: "/scim/v2/Users".into(),
        status: None,
        error: Some(GIVEN_UP.into()),
        request_headers: Vec::new(),
        request_body: None,
        response_headers: Vec::new(),
        response_body: None,
        bytes_received: 0,
        truncated: false,
    };
    let store = bench.engine.store().unwrap();
    store.recorder.for_connection(bench.id).record(given_up);
    // So that all are written.
    bench.engine.capabilities(bench.id).await.unwrap();
    let failed = bench.engine.exchanges_failed(bench.id, 500, None).await.unwrap();
    let health = bench.engine.overview(bench.id).await.unwrap().health;
    assert!(failed.len() >= 6, "{failed:?}");
    assert_eq!(u32::try_from(failed.len()).unwrap(), health.failed);
    assert_eq!(
        health.requests, before,
        "what was ended here says nothing of the server"
    );
    let all = bench.engine.exchanges(bench.id, 1, None).await.unwrap();
    assert_eq!(all[0].error.as_deref(), Some(GIVEN_UP), "it is kept all the same");
    let [oldest, newest] = [failed.last().unwrap().seq, failed[0].seq];
    let older = bench
        .engine
        .exchanges_failed(bench.id, 500, Some(newest))
        .await
        .unwrap();
    assert!(older.len() + 1 == failed.len() && older.last().unwrap().seq == oldest);
}
