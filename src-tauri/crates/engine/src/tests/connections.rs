use super::*;

#[tokio::test]
async fn adding_a_connection_makes_no_request_and_shows_no_token() {
    let bench = bench(Environment::Test, 1, "").await;
    assert_eq!(bench.sandbox.stats().total_requests(), 0, "saving never sends");
    let view = bench.engine.connection_find("GLOBEX").await.unwrap();
    assert_eq!(view.secret, SecretState::Stored, "the token is kept");
    let shown = serde_json::to_string(&view).unwrap();
    assert!(!shown.contains(bench.sandbox.token()), "and never shown");
    assert_eq!(view.writes, WriteState::Writable, "test starts writable");
}

#[tokio::test]
async fn production_starts_read_only_and_names_are_unique() {
    let bench = bench(Environment::Production, 1, "").await;
    let view = bench.engine.connection_show(bench.id).await.unwrap();
    assert!(
        view.read_only && view.writes == WriteState::Locked,
        "nobody writes on production by accident"
    );
    let twin = form(
        " globex ",
        "https://scim.example.com/v2",
        Environment::Test,
        "abc",
    );
    let error = bench.engine.connection_add(twin).await.unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::ConnectionExists,
        "two of one name would be confused"
    );
}

#[tokio::test]
async fn a_token_in_the_wrong_field_is_noticed_and_not_saved() {
    let bench = bench(Environment::Test, 0, "").await;
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJDQU5BUlkifQ.c2lnbmF0dXJl";
    for (name, url) in [
        ("Initech", format!("https://scim.example.com/{token}")),
        (token, "https://scim.example.com".into()),
    ] {
        let error = bench
            .engine
            .connection_add(form(name, &url, Environment::Test, "abc"))
            .await
            .unwrap_err();
        assert_eq!(
            error.code,
            ErrorCode::InvalidInput,
            "a token is neither a name nor an address"
        );
        assert!(!format!("{error:?}").contains(token), "and is not repeated");
    }
    assert_eq!(
        bench.engine.connection_list().await.unwrap().len(),
        1,
        "nothing was saved"
    );
}

#[tokio::test]
async fn a_changed_origin_loses_the_token() {
    let bench = bench(Environment::Test, 1, "").await;
    let change = ConnectionChange {
        url: Some("https://evil.example.net/scim".into()),
        ..Default::default()
    };
    let saved = bench.engine.connection_update(bench.id, change).await.unwrap();
    assert_eq!(
        saved.connection.secret,
        SecretState::Missing,
        "the token was for the other origin"
    );
    let error = bench
        .engine
        .resource_get(bench.id, "User", "1")
        .await
        .unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::SecretMissing,
        "nothing is sent without it: re-enter"
    );
}

#[tokio::test]
async fn a_removed_connection_takes_token_and_copy_with_it() {
    let bench = bench(Environment::Test, 20, "").await;
    bench.engine.sync(bench.id, vec![]).await.unwrap();
    bench.engine.connection_remove(bench.id).await.unwrap();
    assert_eq!(
        bench.engine.connection_show(bench.id).await.unwrap_err().code,
        ErrorCode::ConnectionNotFound,
        "it is gone"
    );
    let again = form(
        "Globex",
        bench.sandbox.base(),
        Environment::Test,
        bench.sandbox.token(),
    );
    let saved = bench.engine.connection_add(again).await.unwrap();
    assert!(
        bench.engine.copies(saved.connection.id).await.unwrap().is_empty(),
        "no copy is inherited"
    );
}

#[tokio::test]
async fn what_the_window_remembers_of_a_connection_goes_with_it_and_does_not_come_back() {
    let bench = bench(Environment::Test, 2, "").await;
    let other = form("Other", "http://127.0.0.1:9/", Environment::Test, "t");
    let stays = bench.engine.connection_add(other).await.unwrap().connection.id;
    let (gone, stays) = (bench.id.to_string(), stays.to_string());
    let window = serde_json::json!({
        "connection": gone, "rail": "icons",
        "views": {format!("{gone}/User"): [{"name": "CANARY"}], format!("{stays}/User"): [{"name": "kept"}]},
        "columns": {format!("{gone}/User"): {"columns": ["CANARY"]}},
        "filters": {format!("{gone}/User"): ["userName eq \"CANARY\""]},
        "templates": [{"connection": gone, "name": "CANARY"}, {"connection": stays, "name": "kept"}],
        "drafts": [{"connection": gone, "label": "CANARY"}],
        "memberships": {format!("{gone}/7"): {"changes": [{"label": "CANARY"}]}},
    });
    let settings = Settings {
        window: window.as_object().unwrap().clone(),
        ..Settings::default()
    };
    bench.engine.set_settings(settings.clone()).await.unwrap();
    let kept = serde_json::to_string(&bench.engine.settings().await.unwrap()).unwrap();
    assert!(kept.contains("CANARY"), "while the connection is there");
    bench.engine.connection_remove(bench.id).await.unwrap();
    for how in ["at once", "though the window hands it back"] {
        let kept = serde_json::to_string(&bench.engine.settings().await.unwrap()).unwrap();
        assert!(!kept.contains("CANARY"), "{how} nothing of it is kept: {kept}");
        assert!(!kept.contains(&gone), "{how} nothing names it: {kept}");
        assert_eq!(
            kept.matches("kept").count(),
            2,
            "{how} the others keep theirs: {kept}"
        );
        assert!(kept.contains("icons"), "{how} and what belongs to nobody stays");
        bench.engine.set_settings(settings.clone()).await.unwrap();
    }
}

#[tokio::test]
async fn a_test_says_what_works_and_lists_deviations() {
    let bench = bench(Environment::Test, 3, "").await;
    let report = bench
        .engine
        .connection_test(TestSubject::Saved { connection: bench.id })
        .await
        .unwrap();
    assert!(
        report.usable && report.failure.is_none(),
        "the correct sandbox can be used"
    );
    assert!(report.types.contains(&"Role".to_owned()), "and says its types");
    assert!(
        report.deviations.is_empty(),
        "it deviates in nothing: {:?}",
        report.deviations
    );
    let writes = bench
        .sandbox
        .stats()
        .requests
        .iter()
        .filter(|(k, _)| !k.starts_with("GET"))
        .count();
    assert_eq!(writes, 0, "a test only reads");
}

#[tokio::test]
async fn a_test_names_the_cause() {
    let bench = bench(Environment::Test, 1, "").await;
    let try_form = |url: String, token: &str| {
        let form = form("", &url, Environment::Test, token);
        let engine = bench.engine.clone();
        async move {
            engine
                .connection_test(TestSubject::Form {
                    form: Box::new(form),
                    saved: None,
                })
                .await
                .unwrap()
        }
    };
    let wrong_token = try_form(bench.sandbox.base().into(), "not-the-token").await;
    assert_eq!(
        wrong_token.failure.unwrap().code,
        ErrorCode::Unauthorized,
        "401 is the token's fault"
    );
    let port = {
        std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port()
    };
    let nobody = try_form(format!("http://127.0.0.1:{port}/scim"), "abc").await;
    assert_eq!(
        nobody.failure.unwrap().code,
        ErrorCode::ConnectionRefused,
        "nobody listens there"
    );
    let unknown = try_form("https://no-such-host.invalid/scim".into(), "abc").await;
    assert_eq!(
        unknown.failure.unwrap().code,
        ErrorCode::Dns,
        "the name does not exist"
    );
    let root = bench.sandbox.base().trim_end_matches("/scim/v2").to_owned();
    let wrong_path = try_form(root, bench.sandbox.token()).await;
    assert_eq!(
        wrong_path.failure.unwrap().code,
        ErrorCode::WrongPath,
        "the path is wrong"
    );
    assert_eq!(
        wrong_path.suggested_url.as_deref(),
        Some(bench.sandbox.base()),
        "and the right one is offered"
    );
    let elsewhere = format!("{}/api", bench.sandbox.base().trim_end_matches("/scim/v2"));
    let report = try_form(elsewhere, bench.sandbox.token()).await;
    assert_eq!(report.suggested_url.as_deref(), Some(bench.sandbox.base()));
    let (last, before) = report.tried.split_last().unwrap();
    assert_eq!(
        (last.path.as_str(), last.status, last.answer),
        ("/scim/v2/Users", Some(200), TriedAnswer::Scim),
        "every address that was tried is told, with what answered"
    );
    assert!(
        before.iter().all(|t| t.answer == TriedAnswer::Nothing),
        "{before:?}"
    );
}

#[tokio::test]
async fn a_login_page_is_called_a_login_page() {
    let bench = bench(
        Environment::Test,
        1,
        "[[fault]]\naction = { kind = \"html_page\" }",
    )
    .await;
    let report = bench
        .engine
        .connection_test(TestSubject::Saved { connection: bench.id })
        .await
        .unwrap();
    assert!(!report.usable, "a web page is no directory");
    assert_eq!(
        report.failure.unwrap().code,
        ErrorCode::LoginPage,
        "and the cause is named"
    );
}

#[tokio::test]
async fn what_was_exchanged_is_recorded_without_the_token() {
    let bench = bench(Environment::Test, 3, "").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let mut events = bench.engine.events();
    bench.engine.resource_get(bench.id, "User", &id).await.unwrap();
    let recorded = async {
        loop {
            if matches!(events.recv().await.unwrap(), EngineEvent::ExchangeRecorded { .. }) {
                let found = bench.engine.exchanges(bench.id, 50, None).await.unwrap();
                if found.iter().any(|e| e.operation == "get") {
                    return found;
                }
            }
        }
    };
    let found = recorded.await;
    let text = format!("{found:?}");
    assert!(!text.contains(bench.sandbox.token()), "no token in the record");
    assert!(
        found.iter().any(|e| e.status == Some(200)),
        "status and time are there"
    );
}

#[tokio::test]
async fn the_record_is_kept_as_long_as_was_chosen_and_can_be_forgotten() {
    let bench = bench(Environment::Test, 3, "").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let mut events = bench.engine.events();
    bench.engine.resource_get(bench.id, "User", &id).await.unwrap();
    while bench
        .engine
        .exchanges(bench.id, 50, None)
        .await
        .unwrap()
        .is_empty()
    {
        events.recv().await.unwrap();
    }
    let wanted = Retention {
        exchange_days: 0,
        exchanges: 7,
    };
    let kept = bench
        .engine
        .set_settings(Settings {
            retention: wanted,
            ..Settings::default()
        })
        .await
        .unwrap()
        .retention;
    assert_eq!(
        (kept.exchange_days, kept.exchanges),
        (1, 100),
        "what makes no sense is brought to what does"
    );
    assert!(
        bench.engine.clear_exchanges().await.unwrap() > 0,
        "it says how many went"
    );
    assert!(
        bench
            .engine
            .exchanges(bench.id, 50, None)
            .await
            .unwrap()
            .is_empty(),
        "and they are gone"
    );
}

fn extra(place: ExtraPlace, name: &str, secret: bool, value: Option<&str>) -> ExtraInput {
    ExtraInput {
        place,
        name: name.into(),
        secret,
        value: value.map(|v| SecretInput::new(v.into())),
    }
}

#[tokio::test]
async fn secret_extras_are_sent_shown_nowhere_and_stay_with_their_origin() {
    const CANARY: &str = "CANARY-EXTRA-7f3a";
    let bench = bench(Environment::Test, 1, "").await;
    let change = ConnectionChange {
        extras: Some(vec![
            extra(ExtraPlace::Header, "X-Tenant", false, Some("seven")),
            extra(ExtraPlace::Query, "code", true, Some(CANARY)),
        ]),
        ..ConnectionChange::default()
    };
    let saved = bench.engine.connection_update(bench.id, change).await.unwrap();
    assert_eq!(saved.connection.secret, SecretState::Stored);
    let subject = TestSubject::Saved { connection: bench.id };
    assert!(bench.engine.connection_test(subject).await.unwrap().usable);
    let seen = loop {
        let seen = bench.engine.exchanges(bench.id, 50, None).await.unwrap();
        if !seen.is_empty() {
            break seen;
        }
        tokio::task::yield_now().await;
    };
    let shown = serde_json::to_string(&(&seen, &saved)).unwrap();
    assert!(
        !shown.contains(CANARY),
        "a secret parameter is in no record: {shown}"
    );
    assert!(
        seen.iter().all(|e| e.path.contains("code=***")),
        "but that there is one is: {seen:?}"
    );
    assert!(shown.contains("seven"), "what is no secret is shown");

    let kept = ConnectionChange {
        extras: Some(vec![extra(ExtraPlace::Query, "code", true, None)]),
        ..ConnectionChange::default()
    };
    let saved = bench.engine.connection_update(bench.id, kept).await.unwrap();
    assert_eq!(
        saved.connection.secret,
        SecretState::Stored,
        "without a value the old one stays"
    );

    let moved = ConnectionChange {
        url: Some("https://evil.example.net/v2".into()),
        ..ConnectionChange::default()
    };
    let saved = bench.engine.connection_update(bench.id, moved).await.unwrap();
    assert_eq!(
        saved.connection.secret,
        SecretState::Missing,
        "no secret moves to another origin"
    );
    assert_eq!(
        saved.notices[0].code,
        NoticeCode::SecretOfOldAddress,
        "and that is said"
    );
}

// Q-AUTH-02
#[tokio::test]
async fn the_end_of_a_token_is_shown_and_warned_of_at_the_start_and_a_new_one_ends_the_warning() {
    let bench = bench(Environment::Test, 0, "").await;
    let start = bench.clock.now();
    let typed = ConnectionChange {
        token_ends_at: Some(At(start + Duration::days(40))),
        ..ConnectionChange::default()
    };
    let saved = bench.engine.connection_update(bench.id, typed).await.unwrap();
    assert_eq!(
        saved.connection.token.unwrap().near,
        TokenNear::Far,
        "it is shown"
    );
    let warned = async || match bench.engine.setup_state().await {
        SetupState::Ready { notices, .. } => notices.into_iter().map(|n| n.code).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert!(warned().await.is_empty(), "40 days are time enough");
    bench.clock.forward(Duration::days(34));
    assert_eq!(warned().await, [NoticeCode::TokenEndsSoon]);
    let view = bench.engine.connection_show(bench.id).await.unwrap();
    assert_eq!(view.token.unwrap().near, TokenNear::Week);
    bench.clock.forward(Duration::days(7));
    assert_eq!(warned().await, [NoticeCode::TokenEnded]);

    let rotated = ConnectionChange {
        secret: Some(SecretInput::new(bench.sandbox.token().into())),
        ..ConnectionChange::default()
    };
    let saved = bench.engine.connection_update(bench.id, rotated).await.unwrap();
    assert_eq!(saved.connection.token, None, "nothing is known of the new one");
    assert!(warned().await.is_empty(), "the warning was about the old one");
    assert_eq!(
        saved.connection.id, bench.id,
        "the connection is the same, with its history and jobs"
    );
}
