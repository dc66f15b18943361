//! Q-VER-01: a server of SCIM 1.1 is changed in its own words, shown in them, and proven by reading back. What is true is
//! judged by the sandbox's own store.

use rollcall_sandbox::ResourceKind;
use serde_json::json;

use super::dialect::agreed_on;
use super::jobs::{Stage, stage};
use super::small_jobs::{group_of, ids, members, run, users};
use super::*;
use crate::import::ImportOperation;

const OLD: &str = "[discovery]\nscim_1_1 = true\n";
const CORE: &str = "urn:scim:schemas:core:1.0";
const ENTERPRISE_1: &str = "urn:scim:schemas:extension:enterprise:1.0";
const ENTERPRISE: &str = rollcall_scim::urn::ENTERPRISE_USER;

/// A stage whose server was looked at, so that its version is known.
async fn old_stage(people: usize, profile: &str) -> Stage {
    let stage = stage(Environment::Test, people, &format!("{OLD}{profile}")).await;
    stage.engine.sync(stage.id, Vec::new()).await.unwrap();
    assert_eq!(
        stage
            .engine
            .in_force(stage.id, "base.scim_version")
            .await
            .as_deref(),
        Some("1.1"),
        "its own words tell"
    );
    stage
}

fn stored(stage: &Stage, id: &str) -> Value {
    let all = users(stage);
    let user = all.iter().find(|u| u.id() == Some(id)).unwrap();
    user.to_value()
}

fn body(review: &ChangeReview) -> Value {
    review.request.as_ref().unwrap().body.clone().unwrap()
}

async fn change(stage: &Stage, change: Change) -> (ChangeReview, ChangeOutcome) {
    let review = stage
        .engine
        .prepare_change(stage.id, "User", change)
        .await
        .unwrap();
    let outcome = match review.effect {
        Effect::Destructive => agreed_on(&stage.engine, stage.id, &review).await,
        _ => {
            stage
                .engine
                .apply_change(stage.id, &review.fingerprint, None)
                .await
        }
    };
    (review, outcome.unwrap())
}

fn set(id: &str, values: &[(&str, Value)]) -> Change {
    Change::Set {
        id: id.into(),
        values: values
            .iter()
            .map(|(path, value)| SetValue {
                path: (*path).into(),
                value: value.clone(),
            })
            .collect(),
    }
}

async fn kim(stage: &Stage) -> String {
    let resource = json!({
        "userName": "kim@example.com", "name": {"givenName": "Kim", "familyName": "Lee"}, "title": "Dr",
        "emails": [{"value": "kim@example.com", "type": "work", "primary": true}, {"value": "kim@example.org", "type": "home"}],
        ENTERPRISE: {"department": "IT", "division": "North", "manager": {"value": ids(&users(stage))[0]}},
    });
    let (review, outcome) = change(stage, Change::Create { resource }).await;
    let sent = body(&review);
    assert_eq!(
        sent["schemas"],
        json!([CORE, ENTERPRISE_1]),
        "the review shows its words: {sent}"
    );
    assert!(sent[ENTERPRISE_1]["manager"]["managerId"].is_string(), "{sent}");
    let headers = &review.request.as_ref().unwrap().headers;
    assert!(headers.contains(&("Content-Type".to_owned(), "application/json".to_owned())));
    assert!(outcome.all_stored, "{:?}", outcome.verdicts);
    let mine = stored(stage, &outcome.id);
    assert_eq!(mine[ENTERPRISE]["department"], "IT", "the extension arrived");
    outcome.id
}

#[tokio::test]
async fn q_ver_01_a_person_is_created_edited_deactivated_brought_back_and_deleted() {
    let stage = old_stage(5, "").await;
    let id = kim(&stage).await;
    let emails = json!([{"value": "kim@example.com", "type": "work", "primary": true}, {"value": "kim@example.net", "type": "home"}]);
    let values = [
        ("title", Value::Null),
        ("name.familyName", json!("Ray")),
        ("emails", emails),
        (&*format!("{ENTERPRISE}:department"), json!("HR")),
        (&*format!("{ENTERPRISE}:division"), Value::Null),
    ];
    let (review, outcome) = change(&stage, set(&id, &values)).await;
    assert_eq!(review.request.as_ref().unwrap().method, "PATCH");
    let sent = body(&review);
    assert_eq!(
        sent,
        json!({
            "schemas": [CORE, ENTERPRISE_1],
            "meta": {"attributes": ["title", format!("{ENTERPRISE_1}:division")]},
            "name": {"familyName": "Ray"},
            "emails": [{"value": "kim@example.org", "operation": "delete"}, {"value": "kim@example.net", "type": "home"}],
            ENTERPRISE_1: {"department": "HR"},
        }),
        "the very request"
    );
    assert!(outcome.all_stored, "{:?}", outcome.verdicts);
    let mine = stored(&stage, &id);
    assert_eq!(
        mine["name"],
        json!({"givenName": "Kim", "familyName": "Ray"}),
        "what was not named stays"
    );
    assert_eq!(
        (mine.get("title"), mine["emails"].as_array().map(Vec::len)),
        (None, Some(2))
    );
    assert_eq!(mine[ENTERPRISE].get("division"), None);
    // What was shown is what went out.
    let exchanges = stage.engine.exchanges(stage.id, 50, None).await.unwrap();
    let patch = exchanges.iter().find(|e| e.method == "PATCH").unwrap();
    let recorded: Value = serde_json::from_str(patch.request_body.as_deref().unwrap()).unwrap();
    assert_eq!(recorded, sent);
    let undo = stage
        .engine
        .prepare_undo(stage.id, outcome.entry.as_deref().unwrap())
        .await
        .unwrap();
    stage
        .engine
        .apply_change(stage.id, &undo.fingerprint, None)
        .await
        .unwrap();
    let back = stored(&stage, &id);
    assert_eq!(
        (&back["title"], &back["emails"][1]["value"]),
        (&json!("Dr"), &json!("kim@example.org")),
        "put back"
    );
    let (review, outcome) = change(&stage, Change::Deactivate { id: id.clone() }).await;
    assert_eq!(body(&review), json!({"schemas": [CORE], "active": false}));
    assert!(outcome.all_stored && stored(&stage, &id)["active"] == json!(false));
    change(&stage, Change::Activate { id: id.clone() }).await;
    assert_eq!(stored(&stage, &id)["active"], json!(true));
    let (_, outcome) = change(&stage, Change::Delete { id: id.clone() }).await;
    assert!(outcome.all_stored && !ids(&users(&stage)).contains(&id));
}

#[tokio::test]
async fn q_ver_01_a_server_without_patch_gets_the_whole_entry_in_its_words() {
    let stage = old_stage(5, "[patch]\nrefused = 501\n").await;
    super::by_hand(&stage.engine, stage.id, "patch.Users.supported", "no").await;
    let id = kim(&stage).await;
    let (review, outcome) = change(&stage, set(&id, &[("title", json!("Prof"))])).await;
    assert_eq!(review.request.as_ref().unwrap().method, "PUT");
    assert_eq!(body(&review)["schemas"], json!([CORE, ENTERPRISE_1]));
    assert!(outcome.all_stored, "{:?}", outcome.verdicts);
    let mine = stored(&stage, &id);
    assert_eq!(
        (&mine["title"], &mine[ENTERPRISE]["department"]),
        (&json!("Prof"), &json!("IT"))
    );
}

#[tokio::test]
async fn q_ver_01_members_join_and_leave_by_a_change_and_by_a_job() {
    let stage = old_stage(20, "").await;
    let all = ids(&users(&stage));
    let group = group_of(&stage, "Team", &all[..3]).await;
    let both = Change::Members {
        id: group.clone(),
        add: vec![all[5].clone()],
        remove: vec![all[0].clone()],
    };
    let review = stage
        .engine
        .prepare_change(stage.id, "Group", both)
        .await
        .unwrap();
    assert_eq!(
        body(&review),
        json!({"schemas": [CORE], "members": [{"value": all[5]}]}),
        "the first of two"
    );
    let outcome = stage
        .engine
        .apply_change(stage.id, &review.fingerprint, None)
        .await
        .unwrap();
    assert!(outcome.all_stored, "{:?}", outcome.verdicts);
    assert_eq!(
        members(&stage, &group),
        [&all[1], &all[2], &all[5]].map(Clone::clone)
    );
    let rename = set(&group, &[("displayName", json!("Crew"))]);
    let review = stage
        .engine
        .prepare_change(stage.id, "Group", rename)
        .await
        .unwrap();
    assert_eq!(body(&review), json!({"schemas": [CORE], "displayName": "Crew"}));
    stage
        .engine
        .apply_change(stage.id, &review.fingerprint, None)
        .await
        .unwrap();
    let request = MembershipsRequest {
        title: None,
        groups: vec![GroupDelta {
            group: group.clone(),
            add: all[8..12].to_vec(),
            remove: all[1..3].to_vec(),
        }],
    };
    let plan = stage.engine.plan_memberships(stage.id, request).await.unwrap();
    let end = run(&stage, plan.view.job).await;
    assert_eq!(
        (end.state.as_str(), end.rows.get("succeeded")),
        ("done", Some(&6)),
        "{end:?}"
    );
    let mut now = members(&stage, &group);
    now.sort();
    let mut wanted = all[8..12].to_vec();
    wanted.push(all[5].clone());
    wanted.sort();
    assert_eq!(now, wanted);
}

#[tokio::test]
async fn q_ver_01_rows_of_a_job_are_created_updated_and_deactivated() {
    let stage = old_stage(10, "").await;
    let plan = stage.plan(4, ImportOperation::Upsert).await;
    assert_eq!(plan.counts["create"], 4);
    let end = run(&stage, plan.job).await;
    assert_eq!(
        (end.state.as_str(), end.rows.get("succeeded")),
        ("done", Some(&4)),
        "{end:?}"
    );
    let season: Vec<String> = users(&stage)
        .iter()
        .filter(|u| u.user_name().is_some_and(|n| n.starts_with("season")))
        .filter_map(|u| u.id().map(Into::into))
        .collect();
    assert_eq!(season.len(), 4, "judged by the server's own store");
    let act = async |action| {
        let request = SelectionRequest {
            type_name: "User".into(),
            chosen: Chosen::Ids { ids: season.clone() },
            action,
        };
        let job = stage.engine.plan_selection(stage.id, request).await.unwrap();
        let end = run(&stage, job.view.job).await;
        assert_eq!(
            (end.state.as_str(), end.rows.get("succeeded")),
            ("done", Some(&4)),
            "{end:?}"
        );
    };
    let path = format!("{ENTERPRISE}:department");
    let values = vec![SetValue {
        path,
        value: json!("Harvest"),
    }];
    act(SmallAction::Set { values }).await;
    act(SmallAction::Deactivate).await;
    for id in &season {
        let now = stored(&stage, id);
        assert_eq!(
            (&now[ENTERPRISE]["department"], &now["active"]),
            (&json!("Harvest"), &json!(false))
        );
    }
    let kinds = stage.sandbox.resources(ResourceKind::User).len();
    assert_eq!(kinds, 14, "and nobody else came or went");
}
