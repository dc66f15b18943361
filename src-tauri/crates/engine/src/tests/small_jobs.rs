use rollcall_sandbox::ResourceKind;
use rollcall_scim::Resource;
use serde_json::json;

use super::jobs::{Stage, stage};
use super::*;

pub(super) fn users(stage: &Stage) -> Vec<Resource> {
    stage.sandbox.resources(ResourceKind::User)
}

pub(super) fn ids(users: &[Resource]) -> Vec<String> {
    users.iter().filter_map(|u| u.id().map(Into::into)).collect()
}

fn requests_of(stage: &Stage) -> u64 {
    stage.sandbox.stats().requests.values().sum()
}

pub(super) fn members(stage: &Stage, group: &str) -> Vec<String> {
    let groups = stage.sandbox.resources(ResourceKind::Group);
    let group = groups.iter().find(|g| g.id() == Some(group)).unwrap();
    let list = group.get_ci("members").and_then(Value::as_array).cloned();
    let values = list.unwrap_or_default();
    values
        .iter()
        .map(|m| m["value"].as_str().unwrap().to_owned())
        .collect()
}

/// Plans one action for these people.
pub(super) async fn select_ids(stage: &Stage, ids: Vec<String>, action: SmallAction) -> SmallJob {
    select(stage, Chosen::Ids { ids }, action).await.unwrap()
}

pub(super) async fn run(stage: &Stage, job: i64) -> JobView {
    let confirmation = stage.engine.job_confirm(job, ConfirmAnswer::Yes).await.unwrap();
    let run = JobRun {
        first: None,
        confirmation: Some(confirmation),
    };
    stage.engine.job_run(job, run).await.unwrap()
}

async fn select(stage: &Stage, chosen: Chosen, action: SmallAction) -> Result<SmallJob, EngineError> {
    let request = SelectionRequest {
        type_name: "User".into(),
        chosen,
        action,
    };
    stage.engine.plan_selection(stage.id, request).await
}

fn set(path: &str, value: Value) -> SmallAction {
    let path = path.into();
    SmallAction::Set {
        values: vec![SetValue { path, value }],
    }
}

/// A new group with these members.
pub(super) async fn group_of(stage: &Stage, name: &str, members: &[String]) -> String {
    let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
    let resource = json!({ "displayName": name, "members": members });
    let review = stage
        .engine
        .prepare_change(stage.id, "Group", Change::Create { resource })
        .await
        .unwrap();
    let outcome = stage
        .engine
        .apply_change(stage.id, &review.fingerprint, None)
        .await;
    outcome.unwrap().id
}

#[tokio::test]
async fn a_department_for_a_selection_is_planned_shown_and_proven_row_by_row() {
    let stage = stage(Environment::Test, 40, "").await;
    let all = users(&stage);
    let mut chosen = ids(&all[..12]);
    chosen.push("nobody-has-this-id".into());
    chosen.push(chosen[0].clone());
    let path = format!("{}:department", rollcall_scim::urn::ENTERPRISE_USER);
    let first = set(&path, json!("Zażółć"));
    let plan = select(
        &stage,
        Chosen::Ids {
            ids: chosen[..3].to_vec(),
        },
        first.clone(),
    )
    .await
    .unwrap();
    assert_eq!(plan.view.counts["update"], 3, "{:?}", plan.view);
    assert_eq!(plan.view.title, "Set department: 3 × User");
    assert_eq!(run(&stage, plan.view.job).await.state, "done");

    let plan = select(&stage, Chosen::Ids { ids: chosen }, first).await.unwrap();
    let counts = &plan.view.counts;
    assert_eq!(
        (counts["update"], counts["unchanged"], counts["blocked"]),
        (9, 3, 1),
        "who has it already stays, who is gone is blocked, and nobody counts twice"
    );
    assert_eq!(plan.view.guard, Guard::AskYes, "a job is approved like any other");
    let end = run(&stage, plan.view.job).await;
    assert_eq!(end.rows["succeeded"], 9 + 3, "{end:?}");
    let extension = rollcall_scim::urn::ENTERPRISE_USER;
    let with = users(&stage)
        .iter()
        .filter(|u| u.get_ci(extension).is_some_and(|e| e["department"] == "Zażółć"))
        .count();
    assert_eq!(with, 12, "all of the selection, and nobody else");
}

#[tokio::test]
async fn a_selection_by_filter_is_all_that_match_but_the_excepted() {
    let stage = stage(Environment::Test, 60, "").await;
    stage.engine.sync(stage.id, Vec::new()).await.unwrap();
    let inactive: Vec<Resource> = users(&stage)
        .into_iter()
        .filter(|u| u.active() == Some(false))
        .collect();
    assert!(inactive.len() > 1, "the sample has people who left");
    let chosen = Chosen::Matching {
        text: String::new(),
        filter: Some("active eq false".into()),
        except: vec![inactive[0].id().unwrap().into()],
    };
    let plan = select(&stage, chosen, SmallAction::Activate).await.unwrap();
    assert_eq!(
        plan.view.counts["reactivate"],
        inactive.len() as u64 - 1,
        "{:?}",
        plan.view.counts
    );
    run(&stage, plan.view.job).await;
    let still: Vec<_> = users(&stage)
        .into_iter()
        .filter(|u| u.active() == Some(false))
        .collect();
    assert_eq!(
        ids(&still),
        [inactive[0].id().unwrap()],
        "the excepted one stays as it was"
    );
}

#[tokio::test]
async fn the_brakes_of_a_job_hold_for_a_selection_too() {
    let stage = stage(Environment::Test, 20, "").await;
    let chosen = Chosen::Ids {
        ids: ids(&users(&stage)[..2]),
    };
    let plan = select(&stage, chosen, SmallAction::Delete).await.unwrap();
    assert_eq!((plan.view.counts["delete"], plan.view.cap_deletes), (2, 0));
    let end = run(&stage, plan.view.job).await;
    assert_eq!(
        end.state, "needs_release",
        "no delete without a person lifting the cap"
    );
    assert_eq!(users(&stage).len(), 20, "nobody is gone");
    let chosen = Chosen::Ids {
        ids: ids(&users(&stage)[..2]),
    };
    let refused = select(&stage, chosen, set("password", json!("one for all")))
        .await
        .unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::Usage,
        "one password for several people is a mistake"
    );
}

#[tokio::test]
async fn members_join_and_leave_several_groups_in_one_proven_job() {
    let stage = stage(Environment::Test, 300, "").await;
    stage.engine.sync(stage.id, Vec::new()).await.unwrap();
    let everybody = ids(&users(&stage));
    let a = group_of(&stage, "Harvest", &everybody[..250]).await;
    let b = group_of(&stage, "Office", &everybody[..10]).await;
    let request = MembershipsRequest {
        title: None,
        groups: vec![
            GroupDelta {
                group: "Harvest".into(),
                add: everybody[245..260].to_vec(),
                remove: everybody[..150].to_vec(),
            },
            GroupDelta {
                group: b.clone(),
                add: Vec::new(),
                remove: everybody[5..15].to_vec(),
            },
        ],
    };
    let plan = stage.engine.plan_memberships(stage.id, request).await.unwrap();
    let counts = &plan.view.counts;
    assert_eq!(
        (counts["update"], counts["unchanged"]),
        (10 + 150 + 5, 5 + 5),
        "only what changes something is sent: {counts:?}"
    );
    let requests = requests_of(&stage);
    let end = run(&stage, plan.view.job).await;
    assert_eq!(end.state, "done", "{end:?}");
    let mut left = members(&stage, &a);
    left.sort();
    let mut wanted = everybody[150..260].to_vec();
    wanted.sort();
    assert_eq!(left, wanted, "the delta and nothing else");
    assert_eq!(members(&stage, &b).len(), 5, "the other group as well");
    let sent = requests_of(&stage) - requests;
    assert!(
        sent < 20,
        "165 memberships travel in chunks of 100: {sent} requests"
    );
}

// Q-GRP-03
#[tokio::test]
async fn a_group_of_100_000_is_paged_by_name_and_changed_without_reading_it_into_the_window() {
    let stage = stage(
        Environment::Test,
        100_100,
        "[http]\nmax_request_bytes = 16_777_216\n",
    )
    .await;
    let everybody = ids(&users(&stage));
    let group = group_of(&stage, "Seasonal staff", &everybody[..100_000]).await;
    stage.engine.sync(stage.id, Vec::new()).await.unwrap();
    let requests = requests_of(&stage);
    let ask = |text: &str, offset| MembersPageRequest {
        group: group.clone(),
        text: text.into(),
        offset,
        limit: 100,
        ..MembersPageRequest::default()
    };
    let first = stage.engine.members_page(stage.id, ask("", 0)).await.unwrap();
    assert_eq!(
        (first.members, first.total, first.rows.len()),
        (100_000, 100_000, 100)
    );
    assert_eq!(
        first.kinds.values().sum::<u64>(),
        100_000,
        "each is of one kind: {:?}",
        first.kinds
    );
    let last = stage
        .engine
        .members_page(stage.id, ask("", 99_950))
        .await
        .unwrap();
    assert_eq!(last.rows.len(), 50, "the end of the list");
    assert!(
        first.rows[0].label.to_lowercase() <= last.rows[0].label.to_lowercase(),
        "by name"
    );
    let one = &last.rows[7];
    let name = one.user_name.clone().unwrap();
    let found = stage.engine.members_page(stage.id, ask(&name, 0)).await.unwrap();
    assert!(found.rows.contains(one), "found by sign-in name");
    assert_eq!(
        requests_of(&stage),
        requests,
        "all of it from the copy; the server was not asked"
    );
    let request = MembersRequest {
        group: group.clone(),
        action: MemberAction::Add,
        pasted: everybody[99_990..100_050].join("\n"),
        other: None,
        chosen: Vec::new(),
    };
    let plan = stage.engine.plan_members(stage.id, request).await.unwrap();
    assert_eq!((plan.changes, plan.already), (50, 10));
    let review = plan.review.unwrap();
    let shown = serde_json::to_string(&review).unwrap().len();
    assert!(
        shown < 60_000,
        "a review shows the delta, not 100,000 members: {shown} bytes"
    );
    let outcome = stage
        .engine
        .apply_change(stage.id, &review.fingerprint, None)
        .await
        .unwrap();
    assert!(outcome.all_stored, "{:?}", outcome.notices);
    let after = stage.engine.members_page(stage.id, ask("", 0)).await.unwrap();
    assert_eq!(after.members, 100_050, "the page follows the change");
}

#[tokio::test]
async fn a_list_is_joined_taken_away_or_intersected_and_may_be_another_group() {
    let stage = stage(Environment::Test, 40, "").await;
    let everybody = ids(&users(&stage));
    let a = group_of(&stage, "Harvest", &everybody[..10]).await;
    group_of(&stage, "Office", &everybody[5..20]).await;
    let ask = |action| MembersRequest {
        group: a.clone(),
        action,
        pasted: String::new(),
        other: Some("Office".into()),
        chosen: Vec::new(),
    };
    let plan = |action| stage.engine.plan_members(stage.id, ask(action));
    let union = plan(MemberAction::Add).await.unwrap();
    assert_eq!((union.changes, union.already), (10, 5), "those not in yet join");
    let minus = plan(MemberAction::Remove).await.unwrap();
    assert_eq!(
        (minus.changes, minus.already),
        (5, 10),
        "those of the other group leave"
    );
    let keep = plan(MemberAction::Keep).await.unwrap();
    assert_eq!((keep.changes, keep.already), (5, 5), "only those of both stay");
    let mut leaving = keep.ids.clone();
    leaving.sort();
    let mut wanted = everybody[..5].to_vec();
    wanted.sort();
    assert_eq!(leaving, wanted);
    let mut named: Vec<String> = keep.leaving.iter().map(|who| who.id.clone()).collect();
    let labels: Vec<String> = keep.leaving.iter().map(|who| who.label.to_lowercase()).collect();
    assert!(labels.is_sorted(), "who leaves is named, by name: {labels:?}");
    assert!(keep.leaving.iter().all(|who| who.label != who.id), "not by an id");
    named.sort();
    assert_eq!(named, wanted);
    assert!(
        union.leaving.is_empty() && minus.leaving.is_empty(),
        "elsewhere the lines say it"
    );
}

#[tokio::test]
async fn groups_of_somebody_come_with_their_path_and_who_is_in_none_is_found() {
    let stage = stage(Environment::Test, 30, "").await;
    let everybody = ids(&users(&stage));
    let inner = group_of(&stage, "Store 418", &everybody[..1]).await;
    let middle = group_of(&stage, "Retail North", std::slice::from_ref(&inner)).await;
    group_of(&stage, "Retail", std::slice::from_ref(&middle)).await;
    stage.engine.sync(stage.id, Vec::new()).await.unwrap();
    let of = stage
        .engine
        .groups_of(stage.id, "User", &everybody[0])
        .await
        .unwrap();
    assert!(
        of.direct
            .iter()
            .any(|g| g.label == "Store 418" && g.via.is_empty()),
        "{of:?}"
    );
    let retail = of
        .nested
        .iter()
        .find(|g| g.label == "Retail")
        .expect("through two groups");
    assert_eq!(
        retail.via,
        ["Store 418", "Retail North"],
        "the path, from the person upwards"
    );

    let none = stage.engine.in_no_group(stage.id).await.unwrap();
    let groups = stage.sandbox.resources(ResourceKind::Group);
    let inside: Vec<&str> = groups
        .iter()
        .filter_map(|g| g.get_ci("members")?.as_array())
        .flatten()
        .filter_map(|m| m["value"].as_str())
        .collect();
    let wanted = everybody
        .iter()
        .filter(|id| !inside.contains(&id.as_str()))
        .count();
    assert_eq!(none.total, wanted as u64);
    assert!(
        none.members_shown,
        "groups show members here, so it says something"
    );
}

#[tokio::test]
async fn every_plan_says_that_the_token_may_end_before_the_job_does() {
    let stage = stage(Environment::Test, 40, "").await;
    let soon = ConnectionChange {
        token_ends_at: Some(At(OffsetDateTime::now_utc() + Duration::seconds(30))),
        ..ConnectionChange::default()
    };
    stage.engine.connection_update(stage.id, soon).await.unwrap();
    let all = ids(&users(&stage));
    let group = group_of(&stage, "Harvest", &[]).await;
    let joins = async |many: usize| {
        let request = MembershipsRequest {
            title: None,
            groups: vec![GroupDelta {
                group: group.clone(),
                add: all[..many].to_vec(),
                remove: Vec::new(),
            }],
        };
        stage.engine.plan_memberships(stage.id, request).await.unwrap()
    };
    let warns = |plan: &SmallJob| {
        plan.notices
            .iter()
            .any(|n| n.code == NoticeCode::JobOutlivesToken)
    };
    for (many, warned) in [(3, false), (40, true)] {
        let chosen = all[..many].to_vec();
        let edit = select_ids(&stage, chosen.clone(), set("title", json!("Dr"))).await;
        assert_eq!(warns(&edit), warned, "{many} edits: {:?}", edit.notices);
        let leave = select_ids(&stage, chosen, SmallAction::Deactivate).await;
        assert_eq!(warns(&leave), warned, "{many} deactivations: {:?}", leave.notices);
        let join = joins(many).await;
        assert_eq!(warns(&join), warned, "{many} members: {:?}", join.notices);
    }
}
