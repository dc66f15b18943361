//! Q-GRP-02: members that are in a list of their own below the group, with the users, behind a question, or nowhere.

use rollcall_sandbox::ResourceKind;
use serde_json::json;

use super::jobs::{Stage, stage};
use super::small_jobs::{group_of, ids, members, run, users};
use super::*;

const BELOW: &str = "[groups]\nmembers = \"never\"\nsub_resource = { max = 3 }\n";

async fn by_hand(engine: &Engine, id: ConnectionId, facts: &[(&str, &str)]) {
    for (feature, value) in facts {
        super::by_hand(engine, id, feature, value).await;
    }
}

/// What the preset of such a server says.
async fn below(engine: &Engine, id: ConnectionId) {
    let facts = [
        ("groups.members_source", "sub_resource"),
        ("groups.sub_resource.path", "/Groups/{id}/Members"),
        ("groups.sub_resource.items_key", "members"),
        ("groups.sub_resource.size_key", "memberSize"),
        ("groups.sub_resource.max", "500"),
    ];
    by_hand(engine, id, &facts).await;
}

async fn page(engine: &Engine, id: ConnectionId, group: &str) -> MembersPage {
    let request = MembersPageRequest {
        group: group.into(),
        limit: 100,
        refresh: true,
        ..MembersPageRequest::default()
    };
    engine.members_page(id, request).await.unwrap()
}

fn with_pages(pages: &str) -> Profile {
    let text = format!("[groups]\nmembers = \"never\"\nsub_resource = {{ {pages} }}\n");
    Profile::from_toml(&text).unwrap()
}

async fn team(stage: &Stage, size: usize) -> (String, Vec<String>) {
    let all = ids(&users(stage));
    let group = group_of(stage, "Team", &all[..size]).await;
    (group, all)
}

#[tokio::test]
async fn q_grp_02_members_are_read_page_by_page_from_a_list_below_the_group() {
    let stage = stage(Environment::Test, 30, BELOW).await;
    let (group, _) = team(&stage, 8).await;
    assert!(
        !page(&stage.engine, stage.id, &group).await.shown,
        "as long as nothing says where they are, nobody is known"
    );
    below(&stage.engine, stage.id).await;
    stage.engine.sync(stage.id, vec!["User".into()]).await.unwrap();
    let shown = page(&stage.engine, stage.id, &group).await;
    assert_eq!((shown.members, shown.gap), (8, None), "three a page, all of them");
    assert!(
        shown.rows.iter().all(|row| row.kind != MemberKind::Missing),
        "each is known by name"
    );
    let empty = group_of(&stage, "Nobody", &[]).await;
    let nobody = page(&stage.engine, stage.id, &empty).await;
    assert!(
        nobody.shown && nobody.members == 0,
        "an empty list of its own says that nobody is in"
    );
}

#[tokio::test]
async fn q_grp_02_a_list_below_that_repeats_itself_or_miscounts_is_not_taken_for_whole() {
    let stage = stage(Environment::Test, 30, BELOW).await;
    let (group, all) = team(&stage, 8).await;
    below(&stage.engine, stage.id).await;
    for (pages, members, gap) in [
        ("max = 3, repeats = true", 3, Some(GapCode::Repeats)),
        ("max = 3, size_off = 2", 8, Some(GapCode::TooFew)),
        ("max = 3, overlaps = true", 8, None),
    ] {
        stage.sandbox.set_profile(with_pages(pages));
        let shown = page(&stage.engine, stage.id, &group).await;
        let found = shown.gap.map(|gap| gap.code);
        assert_eq!((shown.members, found), (members, gap), "{pages}");
        if gap.is_none() {
            continue;
        }
        // Who is not in a part of the list may be in the rest of it.
        let leave = Change::Members {
            id: group.clone(),
            add: Vec::new(),
            remove: vec![all[7].clone(), all[20].clone()],
        };
        let review = stage
            .engine
            .prepare_change(stage.id, "Group", leave)
            .await
            .unwrap();
        assert_eq!(review.count, 2, "{pages}: nobody is taken for out already");
    }
    stage.sandbox.set_profile(with_pages("max = 3, size_off = -5"));
    let shown = page(&stage.engine, stage.id, &group).await;
    assert_eq!(shown.members, 8, "a size that is too small ends nothing");
}

#[tokio::test]
async fn q_grp_02_a_change_of_members_goes_by_patch_and_is_proven_by_the_list_below() {
    let stage = stage(Environment::Test, 30, BELOW).await;
    let (group, all) = team(&stage, 5).await;
    below(&stage.engine, stage.id).await;
    let change = Change::Members {
        id: group.clone(),
        add: vec![all[1].clone(), all[9].clone()],
        remove: vec![all[0].clone(), all[20].clone()],
    };
    let review = stage
        .engine
        .prepare_change(stage.id, "Group", change)
        .await
        .unwrap();
    assert_eq!(
        review.count, 2,
        "who is in already and who is not in at all are left out"
    );
    assert_eq!(review.request.as_ref().unwrap().method, "PATCH");
    let outcome = stage
        .engine
        .apply_change(stage.id, &review.fingerprint, None)
        .await
        .unwrap();
    assert!(
        outcome.all_stored,
        "read back from the list: {:?}",
        outcome.verdicts
    );
    let now = members(&stage, &group);
    assert!(now.contains(&all[9]) && !now.contains(&all[0]) && now.len() == 5);
    // The same through the queue: the last ones leave, and an empty list proves it.
    let request = MembershipsRequest {
        title: None,
        groups: vec![GroupDelta {
            group: group.clone(),
            add: Vec::new(),
            remove: now.clone(),
        }],
    };
    let plan = stage.engine.plan_memberships(stage.id, request).await.unwrap();
    let end = run(&stage, plan.view.job).await;
    assert_eq!(end.state, "done", "{end:?}");
    assert_eq!(
        end.rows.get("succeeded"),
        Some(&5),
        "proven by an empty list: {end:?}"
    );
    assert!(members(&stage, &group).is_empty(), "nobody is left");
}

#[tokio::test]
async fn q_grp_02_the_copy_knows_who_is_in_no_group_wherever_members_are() {
    let reverse: &[(&str, &str)] = &[
        ("groups.members_source", "reverse_user_filter"),
        ("groups.reverse_filter", "groups.value eq \"{id}\""),
    ];
    let ask: &[(&str, &str)] = &[("groups.members_source", "ask")];
    for (profile, facts) in [
        (BELOW, None),
        ("[groups]\nmembers = \"never\"\n", Some(reverse)),
        ("[groups]\nmembers = \"on_request\"\n", Some(ask)),
    ] {
        // Neither do the people say which groups they are in.
        let profile = format!("[list]\nrows_without = [\"groups\"]\n{profile}");
        let bench = bench(Environment::Test, 30, &profile).await;
        match facts {
            None => below(&bench.engine, bench.id).await,
            Some(facts) => by_hand(&bench.engine, bench.id, facts).await,
        }
        bench.engine.sync(bench.id, Vec::new()).await.unwrap();
        let inside: std::collections::HashSet<String> = bench
            .sandbox
            .resources(ResourceKind::Group)
            .iter()
            .flat_map(|g| {
                g.get_ci("members")
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default()
            })
            .map(|m| text(&m, "value").to_owned())
            .collect();
        let people = bench.sandbox.resources(ResourceKind::User);
        let alone = people
            .iter()
            .filter(|u| !inside.contains(u.id().unwrap()))
            .count();
        let found = bench.engine.in_no_group(bench.id).await.unwrap();
        assert_eq!(found.total, u64::try_from(alone).unwrap(), "{profile}");
        assert!(found.members_shown || inside.is_empty(), "{profile}");
        let group = bench
            .sandbox
            .resources(ResourceKind::Group)
            .into_iter()
            .find(|g| g.get_ci("members").is_some())
            .unwrap();
        // What is changed of a group besides does not make its members unknown.
        let id = group.id().unwrap();
        let rename = bench.set(id, "displayName", json!("Renamed"));
        let review = bench
            .engine
            .prepare_change(bench.id, "Group", rename)
            .await
            .unwrap();
        bench
            .engine
            .apply_change(bench.id, &review.fingerprint, None)
            .await
            .unwrap();
        let after = bench.engine.in_no_group(bench.id).await.unwrap();
        assert_eq!(
            (after.total, after.members_shown),
            (found.total, found.members_shown),
            "{profile}"
        );
    }
}

#[tokio::test]
async fn q_grp_02_a_server_that_shows_members_nowhere_is_not_asked_and_nobody_is_called_alone() {
    let bench = bench(Environment::Test, 30, "[groups]\nmembers = \"never\"\n").await;
    by_hand(&bench.engine, bench.id, &[("groups.members_source", "none")]).await;
    bench.engine.sync(bench.id, Vec::new()).await.unwrap();
    let group = bench.sandbox.resources(ResourceKind::Group)[0]
        .id()
        .unwrap()
        .to_owned();
    let before = bench
        .sandbox
        .stats()
        .requests
        .get("GET /Groups/{id}")
        .copied()
        .unwrap_or(0);
    let shown = page(&bench.engine, bench.id, &group).await;
    assert!(!shown.shown, "nothing is known, which is not nobody");
    let asked = bench.sandbox.stats().requests["GET /Groups/{id}"] - before;
    assert_eq!(asked, 1, "the group itself, and no question that has no answer");
}
