use super::*;
use serde_json::json;

async fn check(bench: &Bench, id: Option<&str>, desired: Value, base: Option<Value>) -> Vec<FindingView> {
    let id = id.map(str::to_owned);
    bench
        .engine
        .validate_draft(bench.id, "User", id, desired, base)
        .await
        .unwrap()
}

fn has(findings: &[FindingView], path: &str, code: &str) -> bool {
    findings.iter().any(|f| f.path == path && f.code == code)
}

#[tokio::test]
async fn a_draft_is_checked_before_anything_is_sent() {
    let bench = bench(Environment::Test, 5, "").await;
    let user = bench.somebody();
    let id = text(&user, "id").to_owned();
    let mut desired = user.clone();
    desired["active"] = json!("yes");
    desired.as_object_mut().unwrap().remove("userName");
    let found = check(&bench, Some(&id), desired, Some(user.clone())).await;
    assert!(
        has(&found, "active", "type"),
        "text for a yes or no is said at its field: {found:?}"
    );
    assert!(
        has(&found, "userName", "required"),
        "what is required and gone is said"
    );
    let same = check(&bench, Some(&id), user.clone(), Some(user)).await;
    assert!(
        same.is_empty(),
        "what was odd before is not the draft's fault: {same:?}"
    );
}

#[tokio::test]
async fn a_new_record_needs_what_the_schema_requires_but_not_what_the_server_gives() {
    let bench = bench(Environment::Test, 2, "").await;
    let found = check(&bench, None, json!({"displayName": "Kim Larsen"}), None).await;
    assert!(
        has(&found, "userName", "required"),
        "the sign-in name is required: {found:?}"
    );
    assert!(
        !found.iter().any(|f| f.path == "schemas" || f.path == "id"),
        "these are filled in: {found:?}"
    );
}

#[tokio::test]
async fn a_sign_in_name_that_somebody_has_is_found_in_the_copy() {
    let bench = bench(Environment::Test, 20, "").await;
    bench.engine.sync(bench.id, vec![]).await.unwrap();
    let user = bench.somebody();
    let taken = text(&user, "userName").to_owned();
    let shouted = taken.to_uppercase();
    let found = check(&bench, None, json!({"userName": shouted}), None).await;
    assert!(
        has(&found, "userName", "duplicate"),
        "names know no case: {found:?}"
    );
    let id = text(&user, "id").to_owned();
    let own = check(
        &bench,
        Some(&id),
        json!({"userName": taken.to_uppercase()}),
        Some(user),
    )
    .await;
    assert!(
        !has(&own, "userName", "duplicate"),
        "a person is not their own duplicate"
    );
    let free = check(
        &bench,
        None,
        json!({"userName": "nobody-has-this@example.org"}),
        None,
    )
    .await;
    assert!(!has(&free, "userName", "duplicate"), "a free name is free");
}

#[tokio::test]
async fn a_password_in_a_draft_is_sent_and_never_shown() {
    let bench = bench(Environment::Test, 3, "").await;
    let user = bench.somebody();
    let id = text(&user, "id").to_owned();
    let mut desired = user.clone();
    desired["password"] = json!("CANARY-4711-canary");
    let review = bench
        .prepare(Change::Edit {
            id,
            desired,
            base: Some(user),
        })
        .await
        .unwrap();
    assert!(!review.unchanged, "the password is a change");
    let shown = serde_json::to_string(&review).unwrap();
    assert!(
        !shown.contains("CANARY"),
        "neither the review nor its request shows it"
    );
    assert!(
        review
            .differences
            .iter()
            .any(|d| d.path == "password" && d.secret),
        "it says that it changes"
    );
    let outcome = bench.apply(&review).await.unwrap();
    assert!(
        !serde_json::to_string(&outcome).unwrap().contains("CANARY"),
        "the outcome neither"
    );
    assert!(
        outcome.all_stored,
        "it cannot be seen, which is no failure: {:?}",
        outcome.verdicts
    );
}

#[tokio::test]
async fn a_new_user_is_reviewed_sent_once_and_read_back() {
    let bench = bench(Environment::Test, 2, "").await;
    let review = bench
        .prepare(Change::Create {
            resource: json!({"userName": "åsa.nyström@example.com", "name": {"givenName": "Åsa", "familyName": "Nyström"}}),
        })
        .await
        .unwrap();
    assert_eq!(review.kind, ChangeKind::Create, "a create");
    let outcome = bench.apply(&review).await.unwrap();
    assert_eq!(
        bench.user(&outcome.id).unwrap()["name"]["familyName"],
        "Nyström",
        "letters arrive whole"
    );
}

// Q-DEL-01
#[tokio::test]
async fn a_delete_says_what_it_does_here_once_that_was_seen() {
    for (profile, code) in [
        ("", NoticeCode::DeleteRemoves),
        (
            "[write]\ndelete_deactivates = true",
            NoticeCode::DeleteDeactivates,
        ),
    ] {
        let bench = bench(Environment::Test, 5, profile).await;
        let id = text(&bench.somebody(), "id").to_owned();
        let first = bench.prepare(Change::Delete { id }).await.unwrap();
        assert!(
            first.notices.iter().any(|n| n.code == NoticeCode::DeleteUnseen),
            "before the first nobody knows: {:?}",
            first.notices
        );
        let agreed = bench
            .engine
            .confirm(bench.id, &first.fingerprint, 1, ConfirmAnswer::Yes)
            .await
            .unwrap();
        let outcome = bench
            .engine
            .apply_change(bench.id, &first.fingerprint, Some(agreed))
            .await
            .unwrap();
        let deactivated = outcome
            .notices
            .iter()
            .any(|n| n.code == NoticeCode::DeletedInactive);
        assert_eq!(
            deactivated,
            code == NoticeCode::DeleteDeactivates,
            "that it is inactive now is said: {:?}",
            outcome.notices
        );
        let id = text(&bench.somebody(), "id").to_owned();
        let next = bench.prepare(Change::Delete { id }).await.unwrap();
        assert!(
            next.notices.iter().any(|n| n.code == code),
            "what was seen is said: {:?}",
            next.notices
        );
    }
}
