//! History, undo and receipts, against a real server of our own.

use super::*;
use serde_json::json;

async fn set(bench: &Bench, id: &str, path: &str, value: Value) -> ChangeOutcome {
    let review = bench.prepare(bench.set(id, path, value)).await.unwrap();
    bench.apply(&review).await.unwrap()
}

async fn entries(bench: &Bench, id: &str) -> Vec<HistoryEntry> {
    bench
        .engine
        .history(bench.id, "User", id, None)
        .await
        .unwrap()
        .entries
}

#[tokio::test]
async fn a_change_stands_in_the_history_with_before_after_request_and_proof() {
    let bench = bench(Environment::Test, 3, "").await;
    let user = bench.somebody();
    let id = text(&user, "id").to_owned();
    let change = Change::Set {
        id: id.clone(),
        values: vec![
            SetValue {
                path: "title".into(),
                value: json!("Łeader"),
            },
            SetValue {
                path: "password".into(),
                value: json!("CANARY-PASSWORD"),
            },
        ],
    };
    let review = bench.prepare(change).await.unwrap();
    let outcome = bench
        .engine
        .apply_change_for(bench.id, &review.fingerprint, None, Some(" INC-7 "))
        .await
        .unwrap();
    let found = entries(&bench, &id).await;
    let entry = &found[0];
    assert_eq!(
        outcome.entry.as_deref(),
        Some(entry.id.as_str()),
        "the outcome names its entry"
    );
    assert_eq!(entry.source, HistorySource::Ours, "it was us");
    assert_eq!(entry.reason.as_deref(), Some("INC-7"), "with the ticket");
    assert_eq!(
        entry.request.as_ref().unwrap().method,
        "PATCH",
        "with the request"
    );
    let title = entry.differences.iter().find(|d| d.path == "title").unwrap();
    assert_eq!(title.after, Some(json!("Łeader")), "after");
    assert_eq!(title.before.as_ref(), user.get("title"), "and before");
    assert!(
        !serde_json::to_string(&found).unwrap().contains("CANARY"),
        "a password is in no history"
    );
    let receipt = bench.engine.receipt(bench.id, &entry.id).await.unwrap();
    assert!(
        receipt.text.contains("INC-7")
            && receipt.markdown.contains("Łeader")
            && !receipt.text.contains("CANARY"),
        "the receipt says it, without the secret: {}",
        receipt.text
    );
}

#[tokio::test]
async fn nothing_sent_leaves_nothing_and_a_refusal_leaves_a_refusal() {
    let bench = bench(Environment::Test, 3, "").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let mine = bench
        .prepare(bench.set(&id, "title", json!("Mine")))
        .await
        .unwrap();
    set(&bench, &id, "nickName", json!("Other")).await;
    bench.apply(&mine).await.unwrap_err();
    assert_eq!(entries(&bench, &id).await.len(), 1, "a conflict sent nothing");
    let taken = bench
        .sandbox
        .resources(rollcall_sandbox::ResourceKind::User)
        .into_iter()
        .find(|u| u.id() != Some(&id))
        .unwrap();
    let review = bench
        .prepare(bench.set(&id, "userName", json!(taken.user_name())))
        .await
        .unwrap();
    bench.apply(&review).await.unwrap_err();
    let found = entries(&bench, &id).await;
    assert_eq!(found[0].outcome, HistoryOutcome::Refused, "the server said no");
    assert_eq!(found[0].status, Some(409), "and how");
    assert!(!found[0].undoable, "there is nothing to put back");
}

#[tokio::test]
async fn a_change_without_an_answer_stands_as_unknown() {
    let fault = "[[fault]]\nmethod = \"PATCH\"\naction = { kind = \"close_before\" }";
    let bench = bench(Environment::Test, 2, fault).await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    bench.apply(&review).await.unwrap_err();
    assert_eq!(
        entries(&bench, &id).await[0].outcome,
        HistoryOutcome::Unknown,
        "intent is noted before the bytes"
    );
}

#[tokio::test]
async fn old_values_are_put_back_on_top_of_what_others_did_since() {
    let bench = bench(Environment::Test, 3, "").await;
    let user = bench.somebody();
    let id = text(&user, "id").to_owned();
    set(&bench, &id, "title", json!("First")).await;
    let change = Change::Set {
        id: id.clone(),
        values: vec![
            SetValue {
                path: "title".into(),
                value: json!("Second"),
            },
            SetValue {
                path: "nickName".into(),
                value: json!("Nick"),
            },
        ],
    };
    let review = bench.prepare(change).await.unwrap();
    let ours = bench.apply(&review).await.unwrap().entry.unwrap();
    set(&bench, &id, "title", json!("Third")).await;
    set(&bench, &id, "userType", json!("Contractor")).await;
    let undo = bench.engine.prepare_undo(bench.id, &ours).await.unwrap();
    assert!(
        undo.notices
            .iter()
            .any(|n| n.code == NoticeCode::ChangedSince && n.message.contains("title")),
        "what was changed since is said: {:?}",
        undo.notices
    );
    bench.apply(&undo).await.unwrap();
    let now = bench.user(&id).unwrap();
    assert_eq!(now["title"], "First", "the value before the change");
    assert_eq!(now.get("nickName"), user.get("nickName"), "all of it");
    assert_eq!(now["userType"], "Contractor", "what others did elsewhere stays");
    let found = entries(&bench, &id).await;
    assert_eq!(
        found[0].undoes.as_ref(),
        Some(&ours),
        "the history knows that it is an undo"
    );
    let undone = found.iter().find(|e| e.id == ours).unwrap();
    assert_eq!(
        undone.undone_by.as_ref(),
        Some(&found[0].id),
        "and what was undone"
    );
}

#[tokio::test]
async fn a_deletion_is_undone_as_a_new_entry() {
    let bench = bench(Environment::Test, 3, "").await;
    let user = bench.somebody();
    let id = text(&user, "id").to_owned();
    let review = bench.prepare(Change::Delete { id: id.clone() }).await.unwrap();
    let asked = bench
        .engine
        .confirm(bench.id, &review.fingerprint, review.count, ConfirmAnswer::Yes)
        .await
        .unwrap();
    let deleted = bench
        .engine
        .apply_change(bench.id, &review.fingerprint, Some(asked))
        .await
        .unwrap();
    let undo = bench
        .engine
        .prepare_undo(bench.id, deleted.entry.as_ref().unwrap())
        .await
        .unwrap();
    assert_eq!(undo.kind, ChangeKind::Create, "honestly: it is made anew");
    assert!(
        undo.notices.iter().any(|n| n.code == NoticeCode::NewId),
        "with a new id"
    );
    let made = bench.apply(&undo).await.unwrap();
    assert_ne!(made.id, id, "the server gives its own");
    let now = bench.user(&made.id).unwrap();
    assert_eq!(
        (&now["userName"], &now["name"], &now["emails"]),
        (&user["userName"], &user["name"], &user["emails"]),
        "as it was"
    );
}

#[tokio::test]
async fn members_are_undone_as_a_delta() {
    let bench = bench(Environment::Test, 20, "").await;
    let group = bench.sandbox.resources(rollcall_sandbox::ResourceKind::Group)[0].to_value();
    let id = text(&group, "id").to_owned();
    let leaver = group["members"][0]["value"].as_str().unwrap().to_owned();
    let change = Change::Members {
        id: id.clone(),
        add: vec![],
        remove: vec![leaver.clone()],
    };
    let review = bench
        .engine
        .prepare_change(bench.id, "Group", change)
        .await
        .unwrap();
    let outcome = bench.apply(&review).await.unwrap();
    let undo = bench
        .engine
        .prepare_undo(bench.id, &outcome.entry.unwrap())
        .await
        .unwrap();
    assert_eq!(
        (undo.kind, undo.count),
        (ChangeKind::Members, 1),
        "one back, nobody else touched"
    );
    bench.apply(&undo).await.unwrap();
    let groups = bench.sandbox.resources(rollcall_sandbox::ResourceKind::Group);
    let now = groups.iter().find(|g| g.id() == Some(&id)).unwrap().to_value();
    assert!(now["members"].to_string().contains(&leaver), "they are in again");
}

#[tokio::test]
async fn a_reading_sees_what_others_changed_and_not_what_we_did() {
    let bench = bench(Environment::Test, 5, "").await;
    let id = text(&bench.somebody(), "id").to_owned();
    bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    assert!(
        entries(&bench, &id).await.is_empty(),
        "a first reading sees no change"
    );
    set(&bench, &id, "title", json!("Ours")).await;
    // Another program, with its own connection and no knowledge of this one.
    let other = super::bench_on(&bench).await;
    let review = other
        .engine
        .prepare_change(other.id, "User", bench.set(&id, "nickName", json!("Theirs")))
        .await
        .unwrap();
    other
        .engine
        .apply_change(other.id, &review.fingerprint, None)
        .await
        .unwrap();
    bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    let found = entries(&bench, &id).await;
    let seen: Vec<_> = found
        .iter()
        .filter(|e| e.source == HistorySource::Observed)
        .collect();
    assert_eq!(seen.len(), 1, "one change by somebody else");
    let paths: Vec<&str> = seen[0].differences.iter().map(|d| d.path.as_str()).collect();
    assert_eq!(paths, ["nickName"], "theirs, without ours and without meta");
    bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    assert_eq!(entries(&bench, &id).await.len(), found.len(), "seen once");
}

#[tokio::test]
async fn who_appeared_and_who_is_gone_stands_in_the_history_unless_it_was_us() {
    let bench = bench(Environment::Test, 5, "").await;
    let sync = async || {
        bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    };
    sync().await;
    let other = super::bench_on(&bench).await;
    let there = |change: Change| {
        let other = &other;
        async move {
            let review = other
                .engine
                .prepare_change(other.id, "User", change)
                .await
                .unwrap();
            let yes = ConfirmAnswer::Yes;
            let confirmed = other.engine.confirm(other.id, &review.fingerprint, 1, yes).await;
            let outcome = other
                .engine
                .apply_change(other.id, &review.fingerprint, confirmed.ok())
                .await;
            outcome.unwrap().id
        }
    };
    let person = |name: &str| Change::Create {
        resource: json!({"userName": name, "displayName": "Kim Łee"}),
    };
    let theirs = there(person("theirs@example.com")).await;
    let review = bench.prepare(person("ours@example.com")).await.unwrap();
    let ours = bench.apply(&review).await.unwrap().id;
    sync().await;
    let found = entries(&bench, &theirs).await;
    assert_eq!(
        found.iter().map(|e| (e.source, e.kind)).collect::<Vec<_>>(),
        [(HistorySource::Observed, ChangeKind::Create)],
        "somebody else made this one"
    );
    let old = text(&bench.somebody(), "id").to_owned();
    assert!(
        entries(&bench, &old).await.is_empty(),
        "who was always there did not appear"
    );
    assert_eq!(entries(&bench, &ours).await.len(), 1, "what we made is said once");

    there(Change::Delete { id: theirs.clone() }).await;
    let review = bench.prepare(Change::Delete { id: ours.clone() }).await.unwrap();
    let yes = ConfirmAnswer::Yes;
    let yes = bench
        .engine
        .confirm(bench.id, &review.fingerprint, 1, yes)
        .await
        .ok();
    bench
        .engine
        .apply_change(bench.id, &review.fingerprint, yes)
        .await
        .unwrap();
    assert_eq!(
        bench.engine.gone(bench.id, "User").await.unwrap().len(),
        1,
        "the other deletion is not seen yet"
    );
    bench.clock.forward(time::Duration::minutes(1));
    sync().await;
    let newest = entries(&bench, &theirs).await.remove(0);
    assert_eq!(
        (newest.source, newest.kind, newest.label.as_str()),
        (HistorySource::Observed, ChangeKind::Delete, "Kim Łee"),
        "and somebody else deleted it"
    );
    let gone = bench.engine.gone(bench.id, "User").await.unwrap();
    let told: Vec<_> = gone.iter().map(|g| (g.id.as_str(), g.source)).collect();
    assert_eq!(
        told,
        [
            (theirs.as_str(), HistorySource::Observed),
            (ours.as_str(), HistorySource::Ours)
        ],
        "both are found though neither is in the copy, the newest first"
    );
}

#[tokio::test]
async fn the_traffic_about_one_person_is_found_by_its_address() {
    let bench = bench(Environment::Test, 3, "").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let mut events = bench.engine.events();
    set(&bench, &id, "title", json!("Dr")).await;
    let found = loop {
        if matches!(events.recv().await.unwrap(), EngineEvent::ExchangeRecorded { .. }) {
            let found = bench
                .engine
                .exchanges_about(bench.id, "User", &id, 50)
                .await
                .unwrap();
            if found.iter().any(|e| e.method == "PATCH") {
                break found;
            }
        }
    };
    assert!(found.iter().any(|e| e.method == "PATCH"), "the change");
    assert!(found.iter().all(|e| e.path.contains(&id)), "and nobody else's");
}
