use rollcall_sandbox::ResourceKind;
use rollcall_scim::Resource;
use serde_json::json;

use super::jobs::stage;
use super::small_jobs::{group_of, ids, members, run, users};
use super::*;

async fn pasted(bench: &Bench, group: &str, list: &str, chosen: Vec<MemberChoice>) -> MembersPlan {
    let request = MembersRequest {
        group: group.into(),
        action: MemberAction::Add,
        pasted: list.into(),
        other: None,
        chosen,
    };
    bench.engine.plan_members(bench.id, request).await.unwrap()
}

/// A group of the sample, and people who are not in it.
fn outsiders(bench: &Bench) -> (String, Vec<Resource>) {
    let group = bench.sandbox.resources(ResourceKind::Group)[0].clone();
    let list = group.get_ci("members").and_then(Value::as_array).cloned();
    let list = list.unwrap_or_default();
    let inside: Vec<&str> = list.iter().filter_map(|m| m["value"].as_str()).collect();
    let users = bench.sandbox.resources(ResourceKind::User).into_iter();
    let outside = users.filter(|u| !inside.contains(&u.id().unwrap())).collect();
    (group.id().unwrap().to_owned(), outside)
}

#[tokio::test]
async fn a_line_with_a_slip_offers_who_may_be_meant_and_takes_nobody_by_itself() {
    let bench = bench(Environment::Test, 120, "").await;
    bench.engine.sync(bench.id, Vec::new()).await.unwrap();
    let (group, outside) = outsiders(&bench);
    let meant = &outside[3];
    let right = meant.user_name().unwrap();
    let (local, domain) = right.split_once('@').unwrap();
    // A letter left out in the middle of the name.
    let slip = format!(
        "{}{}@{domain}",
        &local[..local.len() - 3],
        &local[local.len() - 2..]
    );
    let list = format!("{slip}\nzzzz.qqqqqqqq@example.com");
    let plan = pasted(&bench, &group, &list, Vec::new()).await;
    assert_eq!(
        (plan.unknown, plan.changes, plan.review.is_none()),
        (2, 0, true),
        "a likeness is no decision"
    );
    let offered = &plan.lines[0].candidates;
    assert_eq!(
        offered.first().map(|c| c.id.as_str()),
        meant.id(),
        "the nearest first: {offered:?}"
    );
    assert!(offered.len() <= 3, "a few, not the directory");
    assert!(
        plan.lines[1].candidates.is_empty(),
        "nobody is like that, so nobody is offered"
    );
    let choice = MemberChoice {
        text: slip,
        id: meant.id().unwrap().into(),
    };
    let plan = pasted(&bench, &group, &list, vec![choice]).await;
    assert_eq!(
        (plan.unknown, plan.changes),
        (1, 1),
        "now the person has said who"
    );
    assert!(plan.lines[0].chosen, "and the line says that it was chosen");
    assert_eq!(plan.ids, [meant.id().unwrap()], "it is they who join");
}

#[tokio::test]
async fn a_name_that_two_people_have_offers_both() {
    let bench = bench(Environment::Test, 40, "").await;
    let (group, outside) = outsiders(&bench);
    for user in &outside[..2] {
        let id = user.id().unwrap();
        let review = bench
            .prepare(bench.set(id, "displayName", json!("Kim Twice")))
            .await;
        bench.apply(&review.unwrap()).await.unwrap();
    }
    let plan = pasted(&bench, &group, "Kim Twice", Vec::new()).await;
    assert_eq!((plan.ambiguous, plan.changes), (1, 0), "one of two is a guess");
    let mut offered: Vec<&str> = plan.lines[0].candidates.iter().map(|c| c.id.as_str()).collect();
    let mut both: Vec<&str> = outside[..2].iter().filter_map(Resource::id).collect();
    offered.sort_unstable();
    both.sort_unstable();
    assert_eq!(offered, both, "the person can tell them apart");
}

// Q-PAT-06
#[tokio::test]
async fn a_server_that_takes_fewer_members_at_once_is_asked_for_fewer_and_remembered() {
    let bench = bench(
        Environment::Test,
        200,
        "[groups]\nmax_member_changes = 30\n[bulk]\nabsent = true",
    )
    .await;
    let (group, outside) = outsiders(&bench);
    let names = |users: &[Resource]| {
        let names: Vec<&str> = users.iter().filter_map(Resource::user_name).collect();
        names.join("\n")
    };
    let plan = pasted(&bench, &group, &names(&outside[..70]), Vec::new()).await;
    let review = plan.review.unwrap();
    assert_eq!((plan.chunk, review.requests), (100, 1), "nothing is known yet");
    let outcome = bench.apply(&review).await.unwrap();
    assert!(
        outcome.all_stored,
        "all of them, in the end: {:?}",
        outcome.verdicts
    );
    let plan = pasted(&bench, &group, &names(&outside[70..130]), Vec::new()).await;
    assert!(plan.chunk <= 30, "not refused twice: {}", plan.chunk);
    assert_eq!(
        plan.review.unwrap().requests,
        60_u32.div_ceil(plan.chunk),
        "the number that is shown is the number that is sent"
    );
}

#[tokio::test]
async fn a_hundred_members_go_in_one_request_where_neither_preset_nor_refusal_says_otherwise() {
    let bench = bench(Environment::Test, 20, "").await;
    assert_eq!(
        bench.engine.member_chunk(bench.id).await,
        100,
        "where nothing is known"
    );
    let say =
        |feature: &'static str, value: &'static str| super::by_hand(&bench.engine, bench.id, feature, value);
    say("bulk.maxOperations", "25").await;
    assert_eq!(
        bench.engine.member_chunk(bench.id).await,
        100,
        "a number without Bulk is copied from the RFC"
    );
    say("bulk", "yes").await;
    assert_eq!(bench.engine.member_chunk(bench.id).await, 25, "as declared");
    say("bulk.maxOperations", "50000").await;
    assert_eq!(
        bench.engine.member_chunk(bench.id).await,
        100,
        "many requests in one are not many members in one request"
    );
    say("groups.member_batch", "5000").await;
    assert_eq!(
        bench.engine.member_chunk(bench.id).await,
        1_000,
        "more is known by preset only, and is used within reason"
    );
    say("members.perRequest", "40").await;
    assert_eq!(
        bench.engine.member_chunk(bench.id).await,
        40,
        "what was learned wins"
    );
}

#[tokio::test]
async fn a_job_knows_its_group_and_the_members_are_read_again_at_its_end() {
    let stage = stage(Environment::Test, 60, "").await;
    stage.engine.sync(stage.id, Vec::new()).await.unwrap();
    let everybody = ids(&users(&stage));
    let group = group_of(&stage, "Harvest", &everybody[..10]).await;
    group_of(&stage, "Harvest", &everybody[..2]).await;
    let page = || MembersPageRequest {
        group: group.clone(),
        ..MembersPageRequest::default()
    };
    let before = stage.engine.members_page(stage.id, page()).await.unwrap();
    assert_eq!(before.members, 10);
    let delta = GroupDelta {
        group: group.clone(),
        add: everybody[10..30].to_vec(),
        remove: Vec::new(),
    };
    let request = MembershipsRequest {
        title: Some("Another title".into()),
        groups: vec![delta],
    };
    let plan = stage.engine.plan_memberships(stage.id, request).await.unwrap();
    assert_eq!(
        plan.view.groups,
        std::slice::from_ref(&group),
        "by its id: two groups here have the same name"
    );
    let mut events = stage.engine.events();
    let end = run(&stage, plan.view.job).await;
    assert_eq!(end.state, "done");
    loop {
        let event = events.recv().await.unwrap();
        if matches!(event, EngineEvent::ResourcesChanged { ref type_name, .. } if type_name == "Group") {
            break;
        }
    }
    let after = stage.engine.members_page(stage.id, page()).await.unwrap();
    assert_eq!(
        (after.members, after.read_at.is_some()),
        (30, true),
        "read from the server, without anybody asking"
    );
    assert_eq!(members(&stage, &group).len(), 30);
}

#[tokio::test]
async fn members_are_sorted_by_any_column_and_written_to_a_file_as_they_stand() {
    let bench = bench(Environment::Test, 60, "").await;
    bench.engine.sync(bench.id, Vec::new()).await.unwrap();
    let groups = bench.sandbox.resources(ResourceKind::Group);
    let size = |g: &&Resource| g.get_ci("members").and_then(Value::as_array).map_or(0, Vec::len);
    let group = groups.iter().max_by_key(size).unwrap();
    let ask = |sort, descending| MembersPageRequest {
        group: group.id().unwrap().into(),
        sort,
        descending,
        ..MembersPageRequest::default()
    };
    let list = |sort, descending| bench.engine.members_page(bench.id, ask(sort, descending));
    let up = list(MemberSort::SignIn, false).await.unwrap().rows;
    let mut names: Vec<_> = up
        .iter()
        .map(|r| r.user_name.clone().unwrap().to_lowercase())
        .collect();
    assert!(names.len() > 3 && names.is_sorted(), "{names:?}");
    let down = list(MemberSort::SignIn, true).await.unwrap().rows;
    names.reverse();
    let turned: Vec<_> = down
        .iter()
        .map(|r| r.user_name.clone().unwrap().to_lowercase())
        .collect();
    assert_eq!(turned, names, "the other way round");
    let by_department = list(MemberSort::Department, false).await.unwrap().rows;
    let departments: Vec<_> = by_department
        .iter()
        .filter_map(|r| r.department.clone())
        .collect();
    assert!(
        departments.iter().map(|d| d.to_lowercase()).is_sorted(),
        "{departments:?}"
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("members.csv");
    let column = |path: &str, title: &str| ExportColumn {
        path: path.into(),
        title: title.into(),
    };
    let except = vec![down[0].id.clone()];
    let export = MembersExport {
        list: ask(MemberSort::SignIn, true),
        except,
        columns: vec![column("signIn", "Sign-in name"), column("name", "Name")],
        ..MembersExport::default()
    };
    let report = bench
        .engine
        .export_members(bench.id, export, &file, false)
        .await
        .unwrap();
    assert_eq!(report.rows, down.len() as u64 - 1, "all but the excepted");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(reader.headers().unwrap(), vec!["Sign-in name", "Name"]);
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(
        &rows[0][0],
        down[1].user_name.as_deref().unwrap(),
        "in the order of the screen"
    );
    assert_eq!(&rows[0][1], down[1].label);
}

#[tokio::test]
async fn an_edit_of_a_person_shows_in_the_open_list_of_members() {
    let bench = bench(Environment::Test, 60, "").await;
    bench.engine.sync(bench.id, Vec::new()).await.unwrap();
    let groups = bench.sandbox.resources(ResourceKind::Group);
    let size = |g: &&Resource| g.get_ci("members").and_then(Value::as_array).map_or(0, Vec::len);
    let group = groups.iter().max_by_key(size).unwrap();
    let ask = || MembersPageRequest {
        group: group.id().unwrap().into(),
        ..MembersPageRequest::default()
    };
    let list = || bench.engine.members_page(bench.id, ask());
    let before = list().await.unwrap();
    let person = before
        .rows
        .iter()
        .find(|row| row.kind == MemberKind::Active)
        .unwrap()
        .clone();
    let change = bench.set(&person.id, "displayName", json!("Ærøskøbing, Zoë"));
    let review = bench.prepare(change).await.unwrap();
    bench.apply(&review).await.unwrap();
    let row_of = |page: &MembersPage| page.rows.iter().find(|row| row.id == person.id).cloned();
    let now = list().await.unwrap();
    assert_eq!(
        row_of(&now).unwrap().label,
        "Ærøskøbing, Zoë",
        "without another synchronisation"
    );
    let labels: Vec<_> = now.rows.iter().map(|row| row.label.to_lowercase()).collect();
    assert!(
        labels.is_sorted() && now.total == before.total,
        "in its place by the new name: {labels:?}"
    );

    let send = async |change: Change| {
        let review = bench.prepare(change).await.unwrap();
        let yes = bench
            .engine
            .confirm(bench.id, &review.fingerprint, 1, ConfirmAnswer::Yes);
        let yes = yes.await.ok();
        let sent = bench.engine.apply_change(bench.id, &review.fingerprint, yes);
        sent.await.unwrap();
    };
    let id = person.id.clone();
    send(Change::Deactivate { id }).await;
    let now = list().await.unwrap();
    assert_eq!(row_of(&now).unwrap().kind, MemberKind::Inactive, "the status too");

    let id = person.id.clone();
    send(Change::Delete { id }).await;
    let kind = row_of(&list().await.unwrap()).map(|row| row.kind);
    assert!(
        kind.is_none_or(|kind| kind == MemberKind::Missing),
        "who is gone is nobody's name any more: {kind:?}"
    );
}
