//! Two people change the same person: the merge, and the choice of PATCH or PUT.

use super::*;
use serde_json::json;

fn request(id: &str, before: &Value, yours: &Value, server: Option<Value>) -> MergeRequest {
    MergeRequest {
        type_name: "User".into(),
        id: id.into(),
        before: before.clone(),
        yours: yours.clone(),
        server,
        decisions: Default::default(),
    }
}

// Q-ETG-01
#[tokio::test]
async fn a_412_is_merged_and_the_result_is_reviewed_anew() {
    let bench = bench(Environment::Test, 3, "").await;
    let seen = bench.somebody();
    let id = text(&seen, "id").to_owned();
    let mut desired = seen.clone();
    desired["title"] = json!("Mine");
    desired["nickName"] = json!("Mimi");
    let review = bench
        .prepare(Change::Edit {
            id: id.clone(),
            desired: desired.clone(),
            base: Some(seen.clone()),
        })
        .await
        .unwrap();
    let theirs = Change::Set {
        id: id.clone(),
        values: vec![
            SetValue {
                path: "title".into(),
                value: json!("Theirs"),
            },
            SetValue {
                path: "userType".into(),
                value: json!("Contractor"),
            },
        ],
    };
    let other = bench.prepare(theirs).await.unwrap();
    bench.apply(&other).await.unwrap();
    let conflict = bench.apply(&review).await.unwrap_err().conflict.unwrap();
    let mut asked = request(&id, &seen, &desired, conflict.server.clone());
    let merge = bench.engine.merge_change(bench.id, asked.clone()).await.unwrap();
    let by = |path: &str| merge.rows.iter().find(|r| r.path == path).map(|r| r.by);
    assert_eq!(by("title"), Some(MergeBy::Both), "both changed it: a question");
    assert_eq!(by("nickName"), Some(MergeBy::Yours), "only you: kept");
    assert_eq!(by("userType"), Some(MergeBy::Server), "only they: kept");
    assert_eq!(
        (merge.rows.len(), merge.undecided),
        (3, 1),
        "meta is nobody's change"
    );
    asked.decisions.insert("title".into(), MergeSide::Yours);
    let merge = bench.engine.merge_change(bench.id, asked).await.unwrap();
    assert_eq!(
        (merge.undecided, merge.operations),
        (0, 2),
        "what the server has is not sent again"
    );
    let review = bench
        .prepare(Change::Edit {
            id: id.clone(),
            desired: merge.result,
            base: Some(merge.server),
        })
        .await
        .unwrap();
    bench.apply(&review).await.unwrap();
    let now = bench.user(&id).unwrap();
    assert_eq!(
        (&now["title"], &now["nickName"], &now["userType"]),
        (&json!("Mine"), &json!("Mimi"), &json!("Contractor")),
        "as decided, and nobody's change is lost"
    );
}

#[tokio::test]
async fn a_merge_without_a_given_server_state_reads_it() {
    let bench = bench(Environment::Test, 2, "").await;
    let seen = bench.somebody();
    let id = text(&seen, "id").to_owned();
    let other = bench
        .prepare(bench.set(&id, "title", json!("Theirs")))
        .await
        .unwrap();
    bench.apply(&other).await.unwrap();
    let mut yours = seen.clone();
    yours["password"] = json!("CANARY");
    let merge = bench
        .engine
        .merge_change(bench.id, request(&id, &seen, &yours, None))
        .await
        .unwrap();
    let title = merge.rows.iter().find(|r| r.path == "title").unwrap();
    assert_eq!(title.server, Some(json!("Theirs")), "as it is now");
    assert!(
        !serde_json::to_string(&merge.rows).unwrap().contains("CANARY"),
        "no row shows a password"
    );
    assert_eq!(merge.result["password"], "CANARY", "but it is not lost");
}

// Q-PUT-01
#[tokio::test]
async fn an_edit_can_be_sent_whole_and_says_what_that_may_erase() {
    let bench = bench(Environment::Test, 2, "").await;
    let seen = bench.somebody();
    let id = text(&seen, "id").to_owned();
    let mut desired = seen.clone();
    desired["title"] = json!("Dr");
    desired.as_object_mut().unwrap().remove("emails");
    let change = Change::Edit {
        id: id.clone(),
        desired,
        base: Some(seen),
    };
    let patch = bench.prepare(change.clone()).await.unwrap();
    assert_eq!(patch.ways, [SendBy::Patch, SendBy::Put], "there is a choice");
    assert_eq!(patch.request.unwrap().method, "PATCH", "the smaller one is usual");
    let put = bench
        .engine
        .prepare_change_by(bench.id, "User", change, Some(SendBy::Put))
        .await
        .unwrap();
    assert_eq!(put.request.clone().unwrap().method, "PUT", "as chosen");
    assert!(
        put.erases.iter().any(|d| d.path == "emails"),
        "what is not in the body is erased"
    );
    assert!(
        put.notices
            .iter()
            .any(|n| n.code == NoticeCode::PutUnseen && n.message.contains("password")),
        "what the server never shows is named: {:?}",
        put.notices
    );
    let outcome = bench.apply(&put).await.unwrap();
    assert!(outcome.all_stored, "sent whole, stored: {:?}", outcome.verdicts);
    assert_eq!(bench.user(&id).unwrap()["title"], "Dr", "and there");
}

// Q-PUT-01
#[tokio::test]
async fn a_server_without_put_gives_no_choice() {
    let bench = bench(Environment::Test, 2, "[write]\nput_refused = 405").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let change = bench.set(&id, "title", json!("Dr"));
    let put = bench
        .engine
        .prepare_change_by(bench.id, "User", change.clone(), Some(SendBy::Put))
        .await
        .unwrap();
    bench.apply(&put).await.unwrap_err();
    let again = bench.prepare(change).await.unwrap();
    assert!(
        again.ways.is_empty(),
        "what was refused once is not offered again"
    );
}
