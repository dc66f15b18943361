//! A plan says what the server is known not to do, and sends the rest as the server takes it.

use rollcall_sandbox::ResourceKind;
use rollcall_scim::validate::Rule;
use serde_json::json;

use super::dialect::has;
use super::jobs::{Stage, stage};
use super::small_jobs::{group_of, ids, members, run, select_ids, users};
use super::*;
use crate::import::ImportOperation;

const NO_PATCH: &str = "[patch]\nrefused = 501\n[discovery.claims]\npatch = false\n";

async fn by_hand(stage: &Stage, feature: &str, value: &str) {
    super::by_hand(&stage.engine, stage.id, feature, value).await;
}

pub(super) fn set(values: &[(&str, Value)]) -> SmallAction {
    let values = values.iter().map(|(path, value)| SetValue {
        path: (*path).into(),
        value: value.clone(),
    });
    SmallAction::Set {
        values: values.collect(),
    }
}

async fn join(stage: &Stage, group: &str, who: Vec<String>) -> SmallJob {
    let group = group.into();
    select_ids(stage, who, SmallAction::AddToGroup { group }).await
}

fn sent(stage: &Stage, method: &str) -> u64 {
    let stats = stage.sandbox.stats();
    let of = |(name, n): (&String, &u64)| name.starts_with(method).then_some(*n);
    stats.requests.iter().filter_map(of).sum()
}

async fn issues(stage: &Stage, job: i64) -> Vec<JobIssue> {
    let rows = stage
        .engine
        .job_rows(job, JobRowsRequest::default())
        .await
        .unwrap();
    rows.rows.into_iter().flat_map(|row| row.issues).collect()
}

#[tokio::test]
async fn q_pat_01_a_plan_leaves_out_members_where_there_is_no_patch() {
    let stage = stage(Environment::Test, 20, NO_PATCH).await;
    let group = group_of(&stage, "Season", &[]).await;
    let plan = join(&stage, &group, ids(&users(&stage)[..12])).await;
    assert_eq!(
        plan.view.counts["blocked"], 12,
        "what the server says it does not do is not met row by row: {:?}",
        plan.view.counts
    );
    let issues = issues(&stage, plan.view.job).await;
    assert_eq!(issues.len(), 12, "each row says why");
    assert!(
        issues
            .iter()
            .all(|i| i.code == "members_not_offered" && i.params["connection"] == "Globex"),
        "{issues:?}"
    );
    assert_eq!(
        (sent(&stage, "PATCH"), members(&stage, &group).len()),
        (0, 0),
        "nothing was tried"
    );
}

#[tokio::test]
async fn q_pat_01_a_job_replaces_whole_people_read_by_themselves_where_there_is_no_patch() {
    let profile = format!("{NO_PATCH}[list]\nrows_without = [\"title\"]\n");
    let stage = stage(Environment::Test, 20, &profile).await;
    let chosen = users(&stage)[..3].to_vec();
    let titles: Vec<_> = chosen.iter().map(|u| u.get_ci("title").cloned()).collect();
    let plan = select_ids(&stage, ids(&chosen), set(&[("nickName", json!("Zażółć"))])).await;
    assert_eq!(plan.view.counts["update"], 3, "{:?}", plan.view.counts);
    assert!(
        has(&plan.notices, NoticeCode::PatchMissing),
        "the plan says that whole entries are sent: {:?}",
        plan.notices
    );
    let end = run(&stage, plan.view.job).await;
    assert_eq!(
        (end.state.as_str(), end.rows["succeeded"]),
        ("done", 3),
        "{end:?}"
    );
    assert_eq!((sent(&stage, "PATCH"), sent(&stage, "PUT")), (0, 3));
    for (before, title) in chosen.iter().zip(titles) {
        let now = users(&stage).into_iter().find(|u| u.id() == before.id()).unwrap();
        assert_eq!(now.get_ci("nickName"), Some(&json!("Zażółć")));
        assert_eq!(
            now.get_ci("title").cloned(),
            title,
            "what a row of the list lacks is not erased by it (Q-PRJ-02)"
        );
    }
}

#[tokio::test]
async fn q_pat_01_a_method_that_a_job_found_missing_is_not_tried_by_the_next() {
    let profile = NO_PATCH.replace("patch = false", "patch = true");
    let stage = stage(Environment::Test, 20, &profile).await;
    let group = group_of(&stage, "Season", &[]).await;
    let plan = join(&stage, &group, ids(&users(&stage)[..2])).await;
    assert_eq!(plan.view.counts["update"], 2, "the server says it can");
    let end = run(&stage, plan.view.job).await;
    assert_eq!(end.rows["failed"], 2, "{end:?}");
    let again = join(&stage, &group, ids(&users(&stage)[..2])).await;
    assert_eq!(
        again.view.counts["blocked"], 2,
        "what was seen is known: {:?}",
        again.view.counts
    );
}

#[tokio::test]
async fn q_pat_06_a_job_sends_one_operation_a_request_where_no_more_are_taken() {
    let stage = stage(Environment::Test, 20, "[patch]\nmax_operations = 1\n").await;
    by_hand(&stage, "patch.Users.max_ops", "1").await;
    let action = set(&[
        ("nickName", json!("Zoë")),
        ("name.givenName", json!("Zoë Maria")),
        ("name.familyName", json!("Łącka")),
    ]);
    let plan = select_ids(&stage, ids(&users(&stage)[..2]), action).await;
    assert!(has(&plan.notices, NoticeCode::PatchSeries), "{:?}", plan.notices);
    let end = run(&stage, plan.view.job).await;
    assert_eq!(
        (end.state.as_str(), end.rows["succeeded"]),
        ("done", 2),
        "{end:?}"
    );
    let done = stage
        .sandbox
        .resources(ResourceKind::User)
        .iter()
        .filter(|u| {
            u.get_ci("nickName") == Some(&json!("Zoë"))
                && u.get_ci("name")
                    .is_some_and(|n| n["givenName"] == "Zoë Maria" && n["familyName"] == "Łącka")
        })
        .count();
    assert_eq!(done, 2, "each part is there, also two of one name");
}

#[tokio::test]
async fn q_del_01_a_plan_says_what_deactivating_and_deleting_do_on_this_server() {
    let stage = stage(Environment::Test, 20, "").await;
    by_hand(&stage, "lifecycle.deactivate", "destroy").await;
    by_hand(&stage, "lifecycle.delete_user", "irreversible").await;
    let some = ids(&users(&stage)[..2]);
    let off = select_ids(&stage, some.clone(), SmallAction::Deactivate).await;
    assert!(
        has(&off.notices, NoticeCode::DeactivateDestroys),
        "{:?}",
        off.notices
    );
    let gone = select_ids(&stage, some, SmallAction::Delete).await;
    assert!(
        has(&gone.notices, NoticeCode::DeleteIsIrreversible),
        "{:?}",
        gone.notices
    );
}

#[tokio::test]
async fn a_job_with_deletes_that_nobody_can_undo_is_approved_by_name_and_number() {
    let stage = stage(Environment::Test, 20, "").await;
    by_hand(&stage, "lifecycle.delete_user", "irreversible").await;
    let some = ids(&users(&stage)[..2]);
    let off = select_ids(&stage, some.clone(), SmallAction::Deactivate).await;
    assert_eq!(off.view.guard, Guard::AskYes, "deactivating can be undone");
    by_hand(&stage, "lifecycle.deactivate", "destroy").await;
    let off = select_ids(&stage, some.clone(), SmallAction::Deactivate).await;
    assert!(
        matches!(
            off.view.guard,
            Guard::AskTyped {
                irreversible: true,
                ..
            }
        ),
        "where it deletes, it cannot"
    );
    let plan = select_ids(&stage, some, SmallAction::Delete).await;
    let name = plan.view.connection_name.clone();
    let asked = Guard::AskTyped {
        name: name.clone(),
        count: 2,
        irreversible: true,
    };
    assert_eq!(plan.view.guard, asked);
    let job = plan.view.job;
    let yes = stage.engine.job_confirm(job, ConfirmAnswer::Yes).await;
    assert_eq!(yes.unwrap_err().code, ErrorCode::ConfirmationNeeded);
    let typed = ConfirmAnswer::Typed { name, count: 2 };
    let confirmation = Some(stage.engine.job_confirm(job, typed).await.unwrap());
    let run = JobRun {
        confirmation,
        ..JobRun::default()
    };
    let end = stage.engine.job_run(job, run).await.unwrap();
    assert_eq!(
        end.state, "needs_release",
        "agreed to; the cap on deletes comes after"
    );
}

#[tokio::test]
async fn q_grp_01_a_plan_leaves_out_what_a_type_does_not_have() {
    let stage = stage(Environment::Test, 20, "").await;
    by_hand(&stage, "resources.Users", "create read patch").await;
    let plan = select_ids(&stage, ids(&users(&stage)[..2]), SmallAction::Delete).await;
    assert_eq!(plan.view.counts["blocked"], 2, "{:?}", plan.view.counts);
    let issues = issues(&stage, plan.view.job).await;
    assert!(issues.iter().all(|i| i.code == "not_offered"), "{issues:?}");
}

#[tokio::test]
async fn q_att_01_a_plan_leaves_out_who_lacks_what_the_server_is_known_to_want() {
    let stage = stage(
        Environment::Test,
        5,
        "[write]\nrequired = [\"displayName\", \"name.givenName\"]\n",
    )
    .await;
    by_hand(&stage, "user.required", "userName, name.givenName, displayName").await;
    let plan = stage.plan(3, ImportOperation::Upsert).await;
    assert_eq!(plan.counts["blocked"], 3, "{:?}", plan.counts);
    assert!(
        plan.blocked
            .iter()
            .all(|row| row.code == "required_here" && row.reason.contains("displayName")),
        "what is missing is named: {:?}",
        plan.blocked
    );
    by_hand(&stage, "user.required", "userName, name.givenName").await;
    let plan = stage.plan(3, ImportOperation::Upsert).await;
    assert_eq!(plan.counts["create"], 3, "what is there is not asked for");
}

#[tokio::test]
async fn q_att_02_a_name_that_the_server_is_known_not_to_take_is_warned_of_before_it_refuses_it() {
    let stage = stage(
        Environment::Test,
        2,
        "[write]\nuser_name_kind = \"handle\"\nuser_name_max = 21\n",
    )
    .await;
    by_hand(&stage, "user.userName.kind", "handle").await;
    by_hand(&stage, "user.userName.max", "21").await;
    let of = |name: &str| json!({"userName": name});
    for (name, rule) in [
        ("kim@example.com", Some(Rule::HandleHere)),
        ("kim-with-a-name-of-many-letters", Some(Rule::TooLongHere)),
        ("kim", None),
    ] {
        let (engine, id) = (&stage.engine, stage.id);
        let draft = engine
            .validate_draft(id, "User", None, of(name), None)
            .await
            .unwrap();
        let beside_the_field: Vec<Rule> = draft.iter().map(|f| f.rule).collect();
        assert_eq!(beside_the_field, Vec::from_iter(rule), "{name}");
        let create = Change::Create { resource: of(name) };
        let review = engine.prepare_change(id, "User", create).await.unwrap();
        let in_the_review: Vec<Rule> = review.findings.iter().map(|f| f.rule).collect();
        assert_eq!(in_the_review, Vec::from_iter(rule), "{name}");
        let sent = engine.apply_change(id, &review.fingerprint, None).await;
        assert_eq!(
            sent.is_ok(),
            rule.is_none(),
            "the warning was true of {name}: {sent:?}"
        );
    }
    let plan = stage.plan(2, ImportOperation::Upsert).await;
    let issues = issues(&stage, plan.job).await;
    let warned = issues
        .iter()
        .filter(|i| i.params.get("rule").is_some_and(|r| r == "handleHere"));
    assert_eq!(warned.count(), 2, "a plan says it of each row: {issues:?}");
}

#[tokio::test]
async fn q_att_05_a_plan_leaves_out_rows_that_would_change_an_id() {
    let stage = stage(Environment::Test, 3, "[write]\nid_equals = \"externalId\"\n").await;
    by_hand(&stage, "ids.equals", "externalId").await;
    let resource = json!({"userName": "kim@example.com", "externalId": "kim-1"});
    let create = Change::Create { resource };
    let review = stage
        .engine
        .prepare_change(stage.id, "User", create)
        .await
        .unwrap();
    stage
        .engine
        .apply_change(stage.id, &review.fingerprint, None)
        .await
        .unwrap();
    // A job proves its rows by the ids it was planned with.
    let values = set(&[("externalId", json!("kim-2"))]);
    let plan = select_ids(&stage, vec!["kim-1".into()], values).await;
    assert_eq!(plan.view.counts["blocked"], 1, "{:?}", plan.view.counts);
    let issues = issues(&stage, plan.view.job).await;
    assert!(issues.iter().all(|i| i.code == "id_follows"), "{issues:?}");
}
