//! Q-PAT-05, Q-GRP-03, Q-GRP-04, Q-GRP-06, Q-ATT-03: groups whose lists of members cannot be written or read as a whole,
//! or be written twice at a time, names that the server decides on, and addresses it does not keep.

use rollcall_sandbox::ResourceKind;
use serde_json::json;

use super::dialect::has;
use super::jobs::{Stage, stage};
use super::small_jobs::{group_of, ids, members, run, select_ids, users};
use super::*;

async fn known(stage: &Stage, facts: &[(&str, &str)]) {
    for (feature, value) in facts {
        super::by_hand(&stage.engine, stage.id, feature, value).await;
    }
}

async fn prepare(stage: &Stage, change: Change) -> Result<ChangeReview, EngineError> {
    stage.engine.prepare_change(stage.id, "Group", change).await
}

async fn apply(stage: &Stage, review: &ChangeReview) -> Result<ChangeOutcome, EngineError> {
    stage
        .engine
        .apply_change(stage.id, &review.fingerprint, None)
        .await
}

fn values(ids: &[String]) -> Value {
    json!(ids.iter().map(|id| json!({ "value": id })).collect::<Vec<_>>())
}

/// Sets `members`, or one other attribute, of a group.
fn set(id: &str, path: &str, value: Value) -> Change {
    let path = path.into();
    Change::Set {
        id: id.into(),
        values: vec![SetValue { path, value }],
    }
}

fn sorted(ids: &[String]) -> Vec<String> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids
}

fn refusals(stage: &Stage) -> u64 {
    let statuses = stage.sandbox.stats().statuses;
    statuses.iter().filter(|(s, _)| **s >= 400).map(|(_, n)| n).sum()
}

#[tokio::test]
async fn q_pat_05_a_whole_list_goes_out_as_who_joins_and_who_leaves() {
    for (profile, fact) in [
        ("replace_members = \"refused\"", ("groups.replace_members", "no")),
        (
            "replace_members = \"added\"",
            ("groups.replace_members", "additive"),
        ),
        ("remove_all_refused = true", ("groups.remove_all", "no")),
    ] {
        // Whether that is known of the server or not.
        for facts in [&[fact][..], &[]] {
            let stage = stage(Environment::Test, 12, &format!("[groups]\n{profile}\n")).await;
            let all = ids(&users(&stage));
            let group = group_of(&stage, "Harvest", &all[..4]).await;
            known(&stage, facts).await;
            let review = prepare(&stage, set(&group, "members", values(&all[3..6])))
                .await
                .unwrap();
            let outcome = apply(&stage, &review).await.unwrap();
            assert!(outcome.all_stored, "{profile}: {:?}", outcome.verdicts);
            assert_eq!(
                sorted(&members(&stage, &group)),
                sorted(&all[3..6]),
                "{profile}: those and nobody else"
            );
            let empty = prepare(&stage, set(&group, "members", Value::Null))
                .await
                .unwrap();
            assert!(apply(&stage, &empty).await.unwrap().all_stored, "{profile}");
            assert!(members(&stage, &group).is_empty(), "{profile}: all have left");
            assert_eq!(refusals(&stage), 0, "{profile}: nothing was refused on the way");
        }
    }
}

#[tokio::test]
async fn q_pat_05_a_list_that_is_not_all_known_is_not_replaced_where_that_is_known_to_fail() {
    let profile = "[groups]\nmembers = \"never\"\nreplace_members = \"added\"\n";
    let stage = stage(Environment::Test, 12, profile).await;
    let all = ids(&users(&stage));
    let group = group_of(&stage, "Harvest", &all[..4]).await;
    known(
        &stage,
        &[
            ("groups.replace_members", "additive"),
            ("groups.members_source", "none"),
        ],
    )
    .await;
    let error = prepare(&stage, set(&group, "members", values(&all[5..6])))
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotOffered, "{}", error.message);
    assert_eq!(members(&stage, &group).len(), 4, "nobody joined and nobody left");
}

const CUT: &str = "[groups]\nmembers_shown = 3\n";
const CUT_KNOWN: (&str, &str) = ("groups.inline_cap", "3");

#[tokio::test]
async fn q_grp_03_who_is_behind_the_cut_is_not_taken_for_out_and_can_leave() {
    let stage = stage(Environment::Test, 12, CUT).await;
    let all = ids(&users(&stage));
    let group = group_of(&stage, "Harvest", &all[..6]).await;
    known(&stage, &[CUT_KNOWN]).await;
    let hidden = members(&stage, &group)[5].clone();
    let request = MembersRequest {
        group: group.clone(),
        action: MemberAction::Remove,
        pasted: hidden.clone(),
        other: None,
        chosen: Vec::new(),
    };
    let plan = stage.engine.plan_members(stage.id, request).await.unwrap();
    assert_eq!(
        (plan.changes, plan.already, plan.members_visible),
        (1, 0, false),
        "who is not among the first three may be in all the same: {plan:?}"
    );
    assert!(has(&plan.notices, NoticeCode::MembersNotShown));
    apply(&stage, &plan.review.unwrap()).await.unwrap();
    let now = members(&stage, &group);
    assert!(!now.contains(&hidden) && now.len() == 5, "gone, and only they");
}

#[tokio::test]
async fn q_grp_03_a_cut_list_is_never_put_back_nor_called_whole() {
    let stage = stage(
        Environment::Test,
        12,
        &format!("[list]\nrows_without = [\"groups\"]\n{CUT}"),
    )
    .await;
    let all = ids(&users(&stage));
    let group = group_of(&stage, "Harvest", &all[..6]).await;
    known(&stage, &[CUT_KNOWN]).await;
    stage.engine.sync(stage.id, Vec::new()).await.unwrap();
    for refresh in [false, true] {
        let request = MembersPageRequest {
            group: group.clone(),
            limit: 100,
            refresh,
            ..MembersPageRequest::default()
        };
        let page = stage.engine.members_page(stage.id, request).await.unwrap();
        assert_eq!(
            (page.members, page.gap.map(|gap| gap.code)),
            (3, Some(GapCode::HardCap)),
            "the first three, and that there may be more"
        );
    }
    let alone = stage.engine.in_no_group(stage.id).await.unwrap();
    assert!(
        !alone.members_shown,
        "nobody is called alone by a list that was cut"
    );
    let seen = stage
        .engine
        .resource_get(stage.id, "Group", &group)
        .await
        .unwrap();
    let mut resource = seen.resource.clone();
    resource["displayName"] = json!("Renamed");
    let replace = Change::Replace {
        id: group.clone(),
        resource,
    };
    let error = prepare(&stage, replace).await.unwrap_err();
    assert_eq!(error.params["reason"], "members_unknown", "{}", error.message);
    let review = prepare(&stage, set(&group, "displayName", json!("Renamed")))
        .await
        .unwrap();
    assert_eq!(review.request.as_ref().unwrap().method, "PATCH", "the name alone");
    assert!(
        review.ways.is_empty(),
        "a PUT is not even offered: {:?}",
        review.ways
    );
    apply(&stage, &review).await.unwrap();
    assert_eq!(members(&stage, &group).len(), 6, "nobody behind the cut was lost");
}

#[tokio::test]
async fn q_grp_03_a_job_does_not_call_out_who_is_behind_the_cut() {
    let stage = stage(Environment::Test, 12, CUT).await;
    let all = ids(&users(&stage));
    let group = group_of(&stage, "Harvest", &all[..6]).await;
    known(&stage, &[CUT_KNOWN]).await;
    let inside = members(&stage, &group);
    let request = MembershipsRequest {
        title: None,
        groups: vec![GroupDelta {
            group: group.clone(),
            add: Vec::new(),
            remove: vec![inside[4].clone(), inside[5].clone()],
        }],
    };
    let plan = stage.engine.plan_memberships(stage.id, request).await.unwrap();
    assert_eq!(plan.view.counts.get("update"), Some(&2), "{:?}", plan.view.counts);
    run(&stage, plan.view.job).await;
    assert_eq!(sorted(&members(&stage, &group)), sorted(&inside[..4]));
}

/// Each request takes a while, so that two that are sent together are there together.
const SLOW: &str = "[http]\nlatency_ms = 40\n";

#[tokio::test]
async fn q_grp_04_one_change_of_a_group_waits_for_the_other() {
    for profile in ["locked_with = 423", "loses_updates = true"] {
        let stage = stage(Environment::Test, 12, "").await;
        let all = ids(&users(&stage));
        let group = group_of(&stage, "Harvest", &all[..2]).await;
        let join = |id: &String| Change::Members {
            id: group.clone(),
            add: vec![id.clone()],
            remove: Vec::new(),
        };
        let first = prepare(&stage, join(&all[4])).await.unwrap();
        let second = prepare(&stage, join(&all[5])).await.unwrap();
        let renamed = prepare(&stage, set(&group, "displayName", json!("Renamed")))
            .await
            .unwrap();
        let slow = format!("[groups]\n{profile}\n{SLOW}");
        stage.sandbox.set_profile(Profile::from_toml(&slow).unwrap());
        let (a, b, c) = tokio::join!(
            apply(&stage, &first),
            apply(&stage, &second),
            apply(&stage, &renamed)
        );
        a.unwrap();
        b.unwrap();
        // Comparing the group before its own turn, it may have to say that somebody else changed it.
        drop(c);
        let now = members(&stage, &group);
        assert!(
            now.contains(&all[4]) && now.contains(&all[5]) && now.len() == 4,
            "{profile}: both have joined, and nobody is lost: {now:?}"
        );
        let statuses = stage.sandbox.stats().statuses;
        assert_eq!(
            statuses.get(&423),
            None,
            "{profile}: they never met: {statuses:?}"
        );
    }
}

#[tokio::test]
async fn q_grp_06_a_name_that_the_server_writes_otherwise_is_told_and_the_copy_has_the_servers() {
    let stage = stage(Environment::Test, 3, "[groups]\nname_prefix = \"PRIMARY/\"\n").await;
    stage.engine.sync(stage.id, Vec::new()).await.unwrap();
    let resource = json!({"displayName": "Harvest"});
    let review = prepare(&stage, Change::Create { resource }).await.unwrap();
    let outcome = apply(&stage, &review).await.unwrap();
    assert!(
        !outcome.all_stored,
        "it is not called stored: {:?}",
        outcome.verdicts
    );
    let name = outcome.verdicts.iter().find(|v| v.path == "displayName").unwrap();
    assert_eq!(
        name.actual,
        Some(json!("PRIMARY/Harvest")),
        "what it is called there"
    );
    let copied = stage
        .engine
        .resource_cached(stage.id, "Group", &outcome.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        copied.label, "PRIMARY/Harvest",
        "and what it is found by from now on"
    );
}

#[tokio::test]
async fn q_grp_06_a_group_whose_id_is_its_name_is_found_again_when_it_is_renamed() {
    let stage = stage(Environment::Test, 0, "[write]\nid_equals = \"displayName\"\n").await;
    known(&stage, &[("ids.equals", "displayName")]).await;
    let resource = json!({"displayName": "harvest"});
    let review = prepare(&stage, Change::Create { resource }).await.unwrap();
    assert_eq!(apply(&stage, &review).await.unwrap().id, "harvest");
    stage.engine.sync(stage.id, Vec::new()).await.unwrap();
    let review = prepare(&stage, set("harvest", "displayName", json!("sowing")))
        .await
        .unwrap();
    assert!(has(&review.notices, NoticeCode::IdFollows), "it is said before");
    let moved = apply(&stage, &review).await.unwrap();
    assert_eq!(moved.id, "sowing", "{:?}", moved.notices);
    let copied = async |id: &str| stage.engine.resource_cached(stage.id, "Group", id).await.unwrap();
    assert!(copied("sowing").await.is_some() && copied("harvest").await.is_none());
}

#[tokio::test]
async fn q_grp_06_of_names_that_differ_in_case_the_exact_one_is_meant() {
    let stage = stage(Environment::Test, 3, "").await;
    let all = ids(&users(&stage));
    let small = group_of(&stage, "harvest", &[]).await;
    let large = group_of(&stage, "HARVEST", &[]).await;
    let request = |group: &str| MembersRequest {
        group: group.into(),
        action: MemberAction::Add,
        pasted: all[0].clone(),
        other: None,
        chosen: Vec::new(),
    };
    for (name, id) in [("harvest", &small), ("HARVEST", &large)] {
        let plan = stage.engine.plan_members(stage.id, request(name)).await.unwrap();
        assert_eq!(&plan.group, id, "{name}");
    }
    let error = stage
        .engine
        .plan_members(stage.id, request("Harvest"))
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Usage, "neither of them: {}", error.message);
}

#[tokio::test]
async fn q_grp_06_no_group_is_put_into_a_group_where_that_is_not_taken() {
    let stage = stage(Environment::Test, 3, "[groups]\nnested_refused = true\n").await;
    known(&stage, &[("groups.nested", "no")]).await;
    let inner = group_of(&stage, "Inner", &[]).await;
    let outer = group_of(&stage, "Outer", &[]).await;
    let nested = json!([{"value": inner, "type": "Group"}]);
    let create = Change::Create {
        resource: json!({"displayName": "New", "members": nested}),
    };
    for change in [set(&outer, "members", nested.clone()), create] {
        let error = prepare(&stage, change).await.unwrap_err();
        assert_eq!(
            (error.code, error.params["reason"].as_str()),
            (ErrorCode::NotOffered, "nested"),
            "{}",
            error.message
        );
    }
    assert_eq!(refusals(&stage), 0, "nothing had to be refused there");
}

#[tokio::test]
async fn q_grp_06_members_are_not_written_to_a_group_that_does_not_hold_them() {
    let stage = stage(Environment::Test, 6, "[groups]\nmembers_read_only = true\n").await;
    let all = ids(&users(&stage));
    let group = group_of(&stage, "Harvest", &all[..2]).await;
    known(&stage, &[("groups.write_via", "user")]).await;
    let join = Change::Members {
        id: group.clone(),
        add: vec![all[3].clone()],
        remove: Vec::new(),
    };
    for (change, reason) in [
        (join, "members"),
        (set(&group, "members", values(&all[..1])), "put_members"),
    ] {
        let error = prepare(&stage, change).await.unwrap_err();
        assert_eq!(error.params["reason"], reason, "{}", error.message);
    }
    let request = MembershipsRequest {
        title: None,
        groups: vec![GroupDelta {
            group: group.clone(),
            add: vec![all[3].clone()],
            remove: Vec::new(),
        }],
    };
    let refused = match stage.engine.plan_memberships(stage.id, request).await {
        Err(error) => error.code == ErrorCode::NotOffered,
        Ok(plan) => plan.view.counts.get("blocked") == Some(&1),
    };
    assert!(refused, "nor by a job");
    assert_eq!(refusals(&stage), 0, "it was not tried");
    let review = prepare(&stage, set(&group, "displayName", json!("Renamed")))
        .await
        .unwrap();
    assert!(
        apply(&stage, &review).await.unwrap().all_stored,
        "its name is its own"
    );
}

fn mails(addresses: &[&str]) -> Value {
    let mails = addresses.iter().enumerate();
    let mail = |(n, value): (usize, &&str)| json!({"value": value, "type": "work", "primary": n == 0});
    json!(mails.map(mail).collect::<Vec<_>>())
}

#[tokio::test]
async fn q_att_03_more_addresses_than_are_kept_are_not_sent_by_hand_or_by_a_job() {
    let stage = stage(Environment::Test, 4, "[write]\nemails = { max = 1 }\n").await;
    let id = ids(&users(&stage))[0].clone();
    let of_user = async |change: Change| stage.engine.prepare_change(stage.id, "User", change).await;
    let two = mails(&["kim@example.com", "kim@example.org"]);
    // What nobody knows of is at least told when it is read back.
    let review = of_user(set(&id, "emails", two.clone())).await.unwrap();
    let outcome = apply(&stage, &review).await.unwrap();
    assert!(!outcome.all_stored, "one was dropped: {:?}", outcome.verdicts);

    known(&stage, &[("user.emails.max", "1")]).await;
    let create = Change::Create {
        resource: json!({"userName": "kim@example.com", "emails": two}),
    };
    for change in [set(&id, "emails", two.clone()), create] {
        let error = of_user(change).await.unwrap_err();
        assert_eq!(error.params["reason"], "emails", "{}", error.message);
        assert_eq!(error.params["count"], "1");
    }
    let action = SmallAction::Set {
        values: vec![SetValue {
            path: "emails".into(),
            value: two,
        }],
    };
    let plan = select_ids(&stage, vec![id.clone()], action).await;
    assert_eq!(
        plan.view.counts.get("blocked"),
        Some(&1),
        "{:?}",
        plan.view.counts
    );
    let one = of_user(set(&id, "emails", mails(&["kim@example.net"])))
        .await
        .unwrap();
    assert!(apply(&stage, &one).await.unwrap().all_stored, "one is kept");
}

#[tokio::test]
async fn q_att_03_a_type_that_is_lost_and_a_primary_address_that_must_stay_are_told() {
    let profile = "[write]\nemails = { without_type = true, primary_stays = true }\n";
    let stage = stage(Environment::Test, 4, profile).await;
    let id = ids(&users(&stage))[0].clone();
    let of_user = async |change: Change| stage.engine.prepare_change(stage.id, "User", change).await;
    let review = of_user(set(&id, "emails", mails(&["kim@example.com"])))
        .await
        .unwrap();
    let outcome = apply(&stage, &review).await.unwrap();
    let mail = outcome.verdicts.iter().find(|v| v.path == "emails").unwrap();
    assert_ne!(mail.verdict, Verdict::Stored, "the type is not there: {mail:?}");
    let review = of_user(set(&id, "emails", Value::Null)).await.unwrap();
    let error = apply(&stage, &review).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Refused);
    assert!(
        error.why.contains("primary"),
        "in the server's own words: {}",
        error.why
    );
    let stays = stage.sandbox.resources(ResourceKind::User);
    let kept = stays.iter().find(|u| u.id() == Some(&id)).unwrap();
    assert_eq!(kept.get_ci("emails").unwrap()[0]["value"], "kim@example.com");
}
