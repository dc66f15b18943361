use super::*;
use serde_json::json;

#[tokio::test]
async fn a_read_only_connection_refuses_a_write_after_the_review_whoever_asks() {
    let bench = bench(Environment::Production, 5, "").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    assert_eq!(
        review.guard,
        Guard::Locked,
        "looking at a change is allowed, and says what stands before it"
    );
    let before = bench.sandbox.stats().total_requests();
    let refused = bench.apply(&review).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ReadOnly, "production starts read-only");
    assert_eq!(
        bench.sandbox.stats().total_requests(),
        before,
        "not one byte left"
    );
    bench.engine.connection_unlock(bench.id, None).await.unwrap();
    let outcome = bench.apply(&review).await.unwrap();
    assert!(
        outcome.all_stored,
        "the same review goes out once production is unlocked"
    );
}

#[tokio::test]
async fn production_locks_itself_after_thirty_minutes() {
    let bench = bench(Environment::Production, 1, "").await;
    bench.engine.connection_unlock(bench.id, None).await.unwrap();
    assert!(
        bench.engine.authorize(bench.id, Effect::Write).await.is_ok(),
        "unlocked"
    );
    bench.clock.forward(Duration::minutes(30));
    assert!(
        bench.engine.authorize(bench.id, Effect::Write).await.is_err(),
        "nobody has to remember to lock"
    );
}

#[tokio::test]
async fn a_delete_on_production_needs_the_name_and_the_number_and_a_yes_elsewhere() {
    let bench = bench(Environment::Production, 3, "").await;
    bench.engine.connection_unlock(bench.id, Some(5)).await.unwrap();
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(Change::Delete { id: id.clone() }).await.unwrap();
    assert_eq!(
        review.guard,
        Guard::AskTyped {
            name: "Globex".into(),
            count: 1,
            irreversible: false
        },
        "what must be typed"
    );
    assert_eq!(
        bench.apply(&review).await.unwrap_err().code,
        ErrorCode::ConfirmationNeeded,
        "no silent delete"
    );
    let yes = bench
        .engine
        .confirm(bench.id, &review.fingerprint, 1, ConfirmAnswer::Yes)
        .await;
    assert_eq!(
        yes.unwrap_err().code,
        ErrorCode::ConfirmationNeeded,
        "--yes is not enough on production"
    );
    let typed = ConfirmAnswer::parse("globex:1").unwrap();
    let confirmation = bench
        .engine
        .confirm(bench.id, &review.fingerprint, 1, typed)
        .await
        .unwrap();
    let outcome = bench
        .engine
        .apply_change(bench.id, &review.fingerprint, Some(confirmation))
        .await
        .unwrap();
    assert_eq!(outcome.kind, ChangeKind::Delete, "what was confirmed was done");
    assert!(bench.user(&id).is_none(), "the server agrees");
}

#[tokio::test]
async fn a_delete_that_nobody_can_undo_needs_the_persons_own_name_wherever_it_is() {
    for environment in [Environment::Test, Environment::Production] {
        let bench = bench(environment, 3, "").await;
        if environment == Environment::Production {
            bench.engine.connection_unlock(bench.id, Some(5)).await.unwrap();
        }
        bench.by_hand("lifecycle.delete_user", "irreversible").await;
        let user = bench.somebody();
        let (id, name) = (text(&user, "id").to_owned(), text(&user, "userName"));
        let review = bench.prepare(Change::Delete { id: id.clone() }).await.unwrap();
        let asked = Guard::AskTyped {
            name: name.into(),
            count: 1,
            irreversible: true,
        };
        assert_eq!(review.guard, asked);
        let missing = bench.apply(&review).await.unwrap_err();
        assert_eq!(
            missing.params["confirm"],
            format!("{name}:1"),
            "what to type is said"
        );
        let connection = ConfirmAnswer::parse("Globex:1").unwrap();
        for answer in [ConfirmAnswer::Yes, connection] {
            let refused = bench
                .engine
                .confirm(bench.id, &review.fingerprint, 1, answer)
                .await;
            assert_eq!(refused.unwrap_err().code, ErrorCode::ConfirmationNeeded);
        }
        assert!(bench.user(&id).is_some());
        let typed = ConfirmAnswer::parse(&format!("{name}:1")).unwrap();
        let given = bench
            .engine
            .confirm(bench.id, &review.fingerprint, 1, typed)
            .await
            .unwrap();
        bench
            .engine
            .apply_change(bench.id, &review.fingerprint, Some(given))
            .await
            .unwrap();
        assert!(bench.user(&id).is_none(), "the name lets it through");
    }
}

#[tokio::test]
async fn where_deactivating_deletes_it_needs_the_persons_own_name_and_activating_does_not() {
    let bench = bench(Environment::Test, 6, "").await;
    bench.by_hand("lifecycle.deactivate", "destroy").await;
    let user = bench.somebody();
    let (id, name) = (text(&user, "id").to_owned(), text(&user, "userName"));
    let asked = Guard::AskTyped {
        name: name.into(),
        count: 1,
        irreversible: true,
    };
    let off = bench
        .prepare(Change::Deactivate { id: id.clone() })
        .await
        .unwrap();
    assert_eq!(off.guard, asked, "the action");
    let edit = bench
        .prepare(bench.set(&id, "active", json!(false)))
        .await
        .unwrap();
    assert_eq!(edit.guard, asked, "and the field");
    let title = bench
        .prepare(bench.set(&id, "title", json!("Lead")))
        .await
        .unwrap();
    assert_eq!(title.guard, Guard::Open, "nothing else asks");
}

#[tokio::test]
async fn a_confirmation_for_one_change_does_not_open_another() {
    let bench = bench(Environment::Test, 5, "").await;
    let users = bench.sandbox.resources(rollcall_sandbox::ResourceKind::User);
    let (a, b) = (
        users[0].id().unwrap().to_owned(),
        users[1].id().unwrap().to_owned(),
    );
    let first = bench.prepare(Change::Delete { id: a.clone() }).await.unwrap();
    let second = bench.prepare(Change::Delete { id: b.clone() }).await.unwrap();
    let for_first = bench
        .engine
        .confirm(bench.id, &first.fingerprint, 1, ConfirmAnswer::Yes)
        .await
        .unwrap();
    let refused = bench
        .engine
        .apply_change(bench.id, &second.fingerprint, Some(for_first.clone()))
        .await;
    assert_eq!(
        refused.unwrap_err().code,
        ErrorCode::ConfirmationInvalid,
        "bound to its fingerprint"
    );
    let burnt = bench
        .engine
        .apply_change(bench.id, &first.fingerprint, Some(for_first))
        .await;
    assert_eq!(
        burnt.unwrap_err().code,
        ErrorCode::ConfirmationInvalid,
        "and burnt by the attempt"
    );
    assert!(
        bench.user(&a).is_some() && bench.user(&b).is_some(),
        "nobody was deleted"
    );
}

#[tokio::test]
async fn a_confirmation_expires() {
    let bench = bench(Environment::Test, 2, "").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(Change::Deactivate { id }).await.unwrap();
    assert_eq!(review.effect, Effect::Destructive, "deactivating is destructive");
    let given = bench
        .engine
        .confirm(bench.id, &review.fingerprint, 1, ConfirmAnswer::Yes)
        .await
        .unwrap();
    bench.clock.forward(Duration::minutes(5));
    let late = bench
        .engine
        .apply_change(bench.id, &review.fingerprint, Some(given))
        .await;
    assert_eq!(
        late.unwrap_err().code,
        ErrorCode::ConfirmationInvalid,
        "a yes from before lunch is no yes"
    );
}

// Q-LIF-01
#[tokio::test]
async fn an_edit_that_switches_somebody_off_is_destructive_too() {
    let bench = bench(Environment::Test, 2, "").await;
    let user = bench.somebody();
    let mut desired = user.clone();
    desired["active"] = json!(false);
    let change = Change::Edit {
        id: text(&user, "id").into(),
        desired,
        base: None,
    };
    let review = bench.prepare(change).await.unwrap();
    assert_eq!(
        review.guard,
        Guard::AskYes,
        "the brake cannot be gone around by the form"
    );
}
