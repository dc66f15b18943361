use super::*;
use serde_json::json;

#[tokio::test]
async fn an_edit_is_shown_sent_read_back_and_judged() {
    let bench = bench(Environment::Test, 5, "").await;
    let user = bench.somebody();
    let id = text(&user, "id").to_owned();
    let mut desired = user.clone();
    desired["name"]["familyName"] = json!("Łukasiewicz-Żółć");
    desired["title"] = json!("Leiterin");
    let review = bench
        .prepare(Change::Edit {
            id: id.clone(),
            desired,
            base: Some(user),
        })
        .await
        .unwrap();
    assert_eq!(review.kind, ChangeKind::Patch, "an edit is the smallest PATCH");
    let request = review.request.clone().unwrap();
    assert_eq!(request.method, "PATCH", "the exact request is shown");
    assert!(
        request.path.ends_with(&format!("/Users/{id}")),
        "with its path: {}",
        request.path
    );
    assert!(
        matches!(review.precondition, Precondition::IfMatch { .. }),
        "the sandbox has real ETags"
    );
    let token = bench.sandbox.token();
    assert!(
        !serde_json::to_string(&review).unwrap().contains(token),
        "the token is not shown"
    );
    let outcome = bench.apply(&review).await.unwrap();
    assert!(
        outcome.all_stored && outcome.read_back,
        "stored and proven: {:?}",
        outcome.verdicts
    );
    let now = bench.user(&id).unwrap();
    assert_eq!(
        now["name"]["familyName"], "Łukasiewicz-Żółć",
        "letters that are not ASCII arrive whole"
    );
    let again = bench.apply(&review).await.unwrap_err();
    assert_eq!(
        again.code,
        ErrorCode::ReviewGone,
        "a double click sends nothing twice"
    );
}

#[tokio::test]
async fn what_somebody_else_changed_meanwhile_is_a_conflict_with_both_versions() {
    for profile in ["", "[write]\netags = \"off\""] {
        let bench = bench(Environment::Test, 3, profile).await;
        let id = text(&bench.somebody(), "id").to_owned();
        let mine = bench
            .prepare(bench.set(&id, "title", json!("Mine")))
            .await
            .unwrap();
        let theirs = bench
            .prepare(bench.set(&id, "nickName", json!("Theirs")))
            .await
            .unwrap();
        bench.apply(&theirs).await.unwrap();
        let error = bench.apply(&mine).await.unwrap_err();
        assert_eq!(
            error.code,
            ErrorCode::Conflict,
            "with ETags and without ({profile:?})"
        );
        let conflict = error.conflict.unwrap();
        assert_eq!(
            conflict.server.unwrap()["nickName"],
            "Theirs",
            "the server's version is shown"
        );
        assert_eq!(conflict.yours.unwrap()["title"], "Mine", "and yours");
        assert_ne!(
            bench.user(&id).unwrap()["title"],
            "Mine",
            "nothing was overwritten"
        );
    }
}

#[tokio::test]
async fn an_edit_on_an_old_view_is_carried_over_unless_both_changed_the_same() {
    let bench = bench(Environment::Test, 3, "").await;
    let seen = bench.somebody();
    let id = text(&seen, "id").to_owned();
    let other = bench
        .prepare(bench.set(&id, "nickName", json!("Other")))
        .await
        .unwrap();
    bench.apply(&other).await.unwrap();
    let mut desired = seen.clone();
    desired["title"] = json!("Dr");
    let change = Change::Edit {
        id: id.clone(),
        desired,
        base: Some(seen.clone()),
    };
    let review = bench.prepare(change).await.unwrap();
    assert!(
        review.notices.iter().any(|n| n.code == NoticeCode::ServerMoved),
        "it is said that the server moved"
    );
    bench.apply(&review).await.unwrap();
    let now = bench.user(&id).unwrap();
    assert_eq!(
        (&now["title"], &now["nickName"]),
        (&json!("Dr"), &json!("Other")),
        "neither change is lost"
    );
    let mut desired = seen.clone();
    desired["nickName"] = json!("Mine");
    let clash = bench
        .prepare(Change::Edit {
            id,
            desired,
            base: Some(seen),
        })
        .await
        .unwrap_err();
    assert_eq!(
        clash.code,
        ErrorCode::Conflict,
        "where both changed the same, a person decides"
    );
}

// Q-ATT-06
#[tokio::test]
async fn what_did_not_stick_is_reported() {
    let bench = bench(
        Environment::Test,
        3,
        "[write]\ndropped = [\"nickName\"]\nuser_name_lowered = true",
    )
    .await;
    let id = text(&bench.somebody(), "id").to_owned();
    let change = Change::Set {
        id,
        values: vec![
            SetValue {
                path: "nickName".into(),
                value: json!("Kimmy"),
            },
            SetValue {
                path: "userName".into(),
                value: json!("KIM.NEW@example.com"),
            },
            SetValue {
                path: "title".into(),
                value: json!("Dr"),
            },
        ],
    };
    let review = bench.prepare(change).await.unwrap();
    let outcome = bench.apply(&review).await.unwrap();
    let of = |path: &str| {
        outcome
            .verdicts
            .iter()
            .find(|v| v.path == path)
            .map(|v| v.verdict)
    };
    assert_eq!(of("nickName"), Some(Verdict::Ignored), "the server dropped it");
    assert_eq!(of("userName"), Some(Verdict::Normalised), "the server rewrote it");
    assert_eq!(of("title"), Some(Verdict::Stored), "the server kept it");
    assert!(!outcome.all_stored, "so the change is not called done");
}

// Q-PAT-07
#[tokio::test]
async fn a_patch_that_does_nothing_is_not_believed() {
    let bench = bench(Environment::Test, 3, "[patch]\nanswer = \"nothing_done\"").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    let outcome = bench.apply(&review).await.unwrap();
    assert_eq!(
        outcome.verdicts[0].verdict,
        Verdict::Ignored,
        "200 is no proof; reading back is"
    );
}

#[tokio::test]
async fn a_lost_answer_is_proven_by_reading_and_never_sent_twice() {
    let fault = "[[fault]]\nmethod = \"PATCH\"\naction = { kind = \"lose_answer\" }";
    let bench = bench(Environment::Test, 3, fault).await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    let outcome = bench.apply(&review).await.unwrap();
    assert_eq!(outcome.status, None, "no answer came");
    assert!(outcome.all_stored, "the read back proves the change");
    let patches: u64 = bench
        .sandbox
        .stats()
        .requests
        .iter()
        .filter(|(k, _)| k.starts_with("PATCH"))
        .map(|(_, n)| n)
        .sum();
    assert_eq!(patches, 1, "one request and no retry");
}

// Q-ERR-02, Q-ERR-03
#[tokio::test]
async fn a_create_whose_answer_is_lost_is_looked_for_and_never_sent_twice() {
    let lost = "[[fault]]\nmethod = \"POST\"\naction = { kind = \"lose_answer\" }";
    let bench = bench(Environment::Test, 1, lost).await;
    let resource = json!({"userName": "new.one@example.com", "password": "CANARY-PASSWORD"});
    let review = bench.prepare(Change::Create { resource }).await.unwrap();
    assert!(
        !serde_json::to_string(&review).unwrap().contains("CANARY"),
        "a password is never shown"
    );
    let outcome = bench.apply(&review).await.unwrap();
    assert_eq!(
        (
            outcome.status,
            outcome.resource.as_ref().map(|r| text(r, "userName"))
        ),
        (None, Some("new.one@example.com")),
        "no answer came, and the server has her"
    );
    assert!(
        outcome
            .notices
            .iter()
            .any(|n| n.code == NoticeCode::ProvenByReading),
        "how that is known is said"
    );
    let posts = |stats: rollcall_sandbox::Stats| stats.created.get("User").copied();
    assert_eq!(posts(bench.sandbox.stats()), Some(1), "sent once");
}

// Q-ERR-03
#[tokio::test]
async fn a_create_that_cannot_be_found_again_is_unknown_and_not_failed() {
    let nobody = "[[fault]]\nmethod = \"POST\"\naction = { kind = \"close_before\" }";
    let bench = bench(Environment::Test, 1, nobody).await;
    let resource = json!({"userName": "new.one@example.com", "password": "CANARY-PASSWORD"});
    let review = bench.prepare(Change::Create { resource }).await.unwrap();
    let error = bench.apply(&review).await.unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::OutcomeUnknown,
        "the request went out, and that nobody is found proves nothing yet"
    );
    assert!(
        !format!("{error:?}").contains("CANARY"),
        "an error holds no password"
    );
}

// Q-ATT-01
#[tokio::test]
async fn a_create_is_checked_before_it_is_sent_and_read_back_after() {
    let bench = bench(Environment::Test, 2, "").await;
    let taken = text(&bench.somebody(), "userName").to_owned();
    let review = bench
        .prepare(Change::Create {
            resource: json!({"displayName": "No Name"}),
        })
        .await
        .unwrap();
    assert!(
        review.findings.iter().any(|f| f.error && f.path == "userName"),
        "what the server would refuse is said before: {:?}",
        review.findings
    );
    let review = bench
        .prepare(Change::Create {
            resource: json!({"userName": taken}),
        })
        .await
        .unwrap();
    assert!(
        review.notices.iter().any(|n| n.code == NoticeCode::ExistsAlready),
        "a duplicate is seen before it is made"
    );
    let refused = bench.apply(&review).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Refused, "and the server's 409 is told");
    assert_eq!(
        refused.scim.and_then(|s| s.scim_type).as_deref(),
        Some("uniqueness"),
        "with its reason"
    );
    let review = bench
        .prepare(Change::Create {
            resource: json!({"userName": "fresh@example.com"}),
        })
        .await
        .unwrap();
    let outcome = bench.apply(&review).await.unwrap();
    assert_eq!(outcome.status, Some(201), "created");
    assert!(
        outcome.all_stored && bench.user(&outcome.id).is_some(),
        "and there"
    );
}

// Q-PUT-01
#[tokio::test]
async fn a_put_lists_what_it_would_erase() {
    let bench = bench(Environment::Test, 2, "").await;
    let user = bench.somebody();
    let id = text(&user, "id").to_owned();
    let resource = json!({"userName": user["userName"], "active": true});
    let review = bench.prepare(Change::Replace { id, resource }).await.unwrap();
    assert!(
        review.erases.iter().any(|d| d.path.starts_with("name")),
        "people see what they lose: {:?}",
        review.erases.iter().map(|d| &d.path).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn an_ignored_filter_is_filtered_here_and_said_so() {
    let bench = bench(Environment::Test, 250, "[filter]\nunsupported = \"ignored\"").await;
    let name = text(&bench.somebody(), "userName").to_owned();
    let request = ListRequest {
        type_name: "users".into(),
        filter: Some(format!("userName eq \"{name}\"")),
        ..ListRequest::default()
    };
    let list = bench.engine.resource_list(bench.id, request).await.unwrap();
    assert_eq!(
        list.resources.len(),
        1,
        "the filter holds although the server ignored it"
    );
    assert_eq!(
        list.resources[0]["userName"],
        name.as_str(),
        "and it is the right one"
    );
    assert_eq!(list.filtered_by, FilteredBy::Rollcall, "it is said who filtered");
    assert!(
        list.notices.iter().any(|n| n.code == NoticeCode::FilterIgnored),
        "never a silent fallback"
    );
    let known = bench.engine.capabilities(bench.id).await.unwrap();
    assert!(
        known
            .iter()
            .any(|c| c.feature == "filter.answered" && c.value == "partial"),
        "and it is remembered"
    );
}

#[tokio::test]
async fn a_refused_or_wrongly_empty_filter_falls_back_to_reading_everything() {
    for (how, code) in [
        ("refused", NoticeCode::FilterRefused),
        ("empty", NoticeCode::FilterWrong),
    ] {
        let bench = bench(
            Environment::Test,
            30,
            &format!("[filter]\nunsupported = \"{how}\""),
        )
        .await;
        let name = text(&bench.somebody(), "userName").to_owned();
        let request = ListRequest {
            type_name: "User".into(),
            filter: Some(format!("userName eq \"{name}\"")),
            attributes: vec!["displayName".into()],
            ..ListRequest::default()
        };
        let list = bench.engine.resource_list(bench.id, request).await.unwrap();
        assert_eq!(list.resources.len(), 1, "{how}: found all the same");
        assert!(
            list.notices.iter().any(|n| n.code == code),
            "{how}: and said so: {:?}",
            list.notices
        );
        assert!(
            list.resources[0].get("userName").is_none(),
            "what only the check needed is taken out again"
        );
    }
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_says_where_and_sends_nothing() {
    let bench = bench(Environment::Test, 1, "").await;
    bench.engine.models(bench.id, false).await.unwrap();
    let before = bench.sandbox.stats().total_requests();
    let request = ListRequest {
        type_name: "User".into(),
        filter: Some("userName eq \"unclosed".into()),
        ..ListRequest::default()
    };
    let error = bench.engine.resource_list(bench.id, request).await.unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::Usage,
        "a mistake in the filter is the person's to correct"
    );
    assert!(error.params.contains_key("position"), "and the place is named");
    assert_eq!(
        bench.sandbox.stats().total_requests(),
        before,
        "the server never saw it"
    );
}

#[tokio::test]
async fn a_limit_and_an_order_hold_although_the_server_does_not_sort() {
    let bench = bench(Environment::Test, 120, "[list]\nsort = \"ignored\"").await;
    let request = ListRequest {
        type_name: "User".into(),
        sort_by: Some("userName".into()),
        limit: Some(3),
        ..ListRequest::default()
    };
    let list = bench.engine.resource_list(bench.id, request).await.unwrap();
    let mut all: Vec<String> = bench
        .sandbox
        .resources(rollcall_sandbox::ResourceKind::User)
        .iter()
        .map(|u| u.user_name().unwrap().to_lowercase())
        .collect();
    all.sort();
    let got: Vec<String> = list
        .resources
        .iter()
        .map(|r| r["userName"].as_str().unwrap().to_lowercase())
        .collect();
    assert_eq!(
        got,
        all[..3],
        "the first three of all, not the three that came first"
    );
    assert!(list.cut, "and it is said that there are more");
}

#[tokio::test]
async fn a_custom_type_is_browsed_like_any_other() {
    let bench = bench(Environment::Test, 50, "").await;
    let models = bench.engine.models(bench.id, false).await.unwrap();
    let role = models
        .iter()
        .find(|m| m.name == "Role")
        .expect("the server declares it");
    assert!(
        role.declared && !role.columns.is_empty(),
        "with its own schema and columns"
    );
    let request = ListRequest {
        type_name: "roles".into(),
        ..ListRequest::default()
    };
    let list = bench.engine.resource_list(bench.id, request).await.unwrap();
    assert!(
        !list.resources.is_empty() && list.complete,
        "and listed to a proven end"
    );
}
