//! A server that changes who is there where it is asked to make somebody (Q-ERR-03).

use serde_json::json;

use super::evidence::shown;
use super::*;
use crate::{Change, Environment, ErrorCode, NoticeCode};

const UPSERTS: &str = "[write]\ncreate_is_upsert = true\n";

#[tokio::test]
async fn q_err_03_a_create_answered_200_is_not_called_created_and_its_undo_deletes_nobody() {
    changes_who_was_there(200).await;
}

#[tokio::test]
async fn q_err_03_a_create_answered_201_with_somebody_older_is_not_called_created_either() {
    changes_who_was_there(201).await;
}

async fn changes_who_was_there(status: u16) {
    let switches = format!("{UPSERTS}upsert_status = {status}\n");
    let bench = bench(Environment::Test, 3, &switches).await;
    let (id, name) = {
        let somebody = bench.somebody();
        (
            text(&somebody, "id").to_owned(),
            text(&somebody, "userName").to_owned(),
        )
    };
    let create = |name: &str| Change::Create {
        resource: json!({"userName": name, "title": "Changed"}),
    };
    let review = bench.prepare(create(&name)).await.unwrap();
    let outcome = bench.apply(&review).await.unwrap();
    assert_eq!((outcome.status, outcome.id.as_str()), (Some(status), id.as_str()));
    let said: Vec<_> = outcome.notices.iter().map(|n| n.code).collect();
    assert!(said.contains(&NoticeCode::ExistingChanged), "{said:?}");
    assert!(!outcome.all_stored, "what was asked for did not happen");
    let entry = outcome.entry.unwrap();
    let undo = bench.engine.prepare_undo(bench.id, &entry).await.unwrap_err();
    assert_eq!(
        undo.code,
        ErrorCode::Usage,
        "a person who was there before is not deleted: {undo}"
    );
    // From now on it is looked before anything is sent.
    let (known, exchange) = shown(&bench.engine, bench.id, "user.userName.unique").await;
    assert!(known.in_force && known.value == "upsert", "{known:?}");
    assert_eq!(
        (exchange.method.as_str(), exchange.status),
        ("POST", Some(status)),
        "it names the exchange that showed it"
    );
    let resource = json!({"userName": name, "title": "Changed again"});
    let again = bench.prepare(Change::Create { resource }).await.unwrap();
    let refused = bench.apply(&again).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Refused, "{refused}");
    assert_eq!(bench.user(&id).unwrap()["title"], "Changed", "nothing was sent");
    // Who is new there is made, and can be taken back.
    let fresh = bench.prepare(create("new@example.com")).await.unwrap();
    let made = bench.apply(&fresh).await.unwrap();
    assert_eq!(made.status, Some(201));
    assert!(made.all_stored, "{:?}", made.notices);
    let undo = bench.engine.prepare_undo(bench.id, &made.entry.unwrap()).await;
    assert!(undo.is_ok(), "{undo:?}");
}
