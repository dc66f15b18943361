use super::*;
use rollcall_sandbox::ResourceKind;

async fn pasted(bench: &Bench, group: &str, action: MemberAction, pasted: String) -> MembersPlan {
    let request = MembersRequest {
        group: group.into(),
        action,
        pasted,
        other: None,
        chosen: Vec::new(),
    };
    bench.engine.plan_members(bench.id, request).await.unwrap()
}

fn members(bench: &Bench, group: &str) -> Vec<String> {
    let groups = bench.sandbox.resources(ResourceKind::Group);
    let group = groups.iter().find(|g| g.id() == Some(group)).unwrap();
    let list = group
        .get_ci("members")
        .and_then(|m| m.as_array())
        .cloned()
        .unwrap_or_default();
    list.iter()
        .filter_map(|m| m["value"].as_str())
        .map(Into::into)
        .collect()
}

// Q-PAT-05
#[tokio::test]
async fn a_pasted_list_becomes_a_delta() {
    let bench = bench(Environment::Test, 200, "").await;
    let group = bench.sandbox.resources(ResourceKind::Group)[0].clone();
    let id = group.id().unwrap();
    let inside = members(&bench, id);
    let users = bench.sandbox.resources(ResourceKind::User);
    let outside: Vec<_> = users
        .iter()
        .filter(|u| !inside.contains(&u.id().unwrap().to_owned()))
        .collect();
    let is_in = users
        .iter()
        .find(|u| inside.contains(&u.id().unwrap().to_owned()))
        .unwrap();
    let list = format!(
        "{}\n{}\r\n{}\n\nnobody@example.net\n{}",
        outside[0].user_name().unwrap().to_uppercase(),
        outside[1].id().unwrap(),
        is_in.user_name().unwrap(),
        outside[0].user_name().unwrap(),
    );
    let plan = pasted(&bench, group.display_name().unwrap(), MemberAction::Add, list).await;
    assert_eq!(
        (plan.changes, plan.already, plan.unknown),
        (2, 1, 1),
        "each line is accounted for: {plan:?}"
    );
    assert!(
        plan.lines.iter().any(|l| l.result == MemberResult::Repeated),
        "the same person twice is one"
    );
    let review = plan.review.unwrap();
    assert_eq!(review.count, 2, "people confirm the number that is sent");
    let outcome = bench
        .engine
        .apply_change(bench.id, &review.fingerprint, None)
        .await
        .unwrap();
    assert!(outcome.all_stored, "verified afterwards: {:?}", outcome.verdicts);
    let now = members(&bench, id);
    assert_eq!(now.len(), inside.len() + 2, "two more and nobody lost");
}

// Q-PAT-06, Q-GRP-04
#[tokio::test]
async fn a_long_list_goes_out_in_chunks_of_a_hundred_one_after_the_other() {
    let profile = "[groups]\nmax_member_changes = 100\n[bulk]\nabsent = true";
    let bench = bench(Environment::Test, 400, profile).await;
    let group = bench.sandbox.resources(ResourceKind::Group)[0].clone();
    let id = group.id().unwrap();
    let inside = members(&bench, id);
    let everybody: Vec<String> = bench
        .sandbox
        .resources(ResourceKind::User)
        .iter()
        .filter(|u| !inside.contains(&u.id().unwrap().to_owned()))
        .map(|u| u.user_name().unwrap().to_owned())
        .take(250)
        .collect();
    let plan = pasted(&bench, id, MemberAction::Add, everybody.join("\n")).await;
    let review = plan.review.unwrap();
    assert_eq!(
        (review.count, review.requests),
        (250, 3),
        "250 people in three requests"
    );
    bench
        .engine
        .apply_change(bench.id, &review.fingerprint, None)
        .await
        .unwrap();
    assert_eq!(
        members(&bench, id).len(),
        inside.len() + 250,
        "all of them are in"
    );
    let plan = pasted(&bench, id, MemberAction::Remove, everybody.join("\n")).await;
    let review = plan.review.unwrap();
    bench
        .engine
        .apply_change(bench.id, &review.fingerprint, None)
        .await
        .unwrap();
    let now = members(&bench, id);
    assert!(
        inside.iter().all(|m| now.contains(m)) && now.len() == inside.len(),
        "out again, and only they"
    );
}

// Q-GRP-02
#[tokio::test]
async fn members_that_the_server_does_not_show_are_not_called_absent() {
    let bench = bench(Environment::Test, 30, "[groups]\nmembers = \"never\"").await;
    let group = bench.sandbox.resources(ResourceKind::Group)[0].clone();
    let name = text(&bench.somebody(), "userName").to_owned();
    let plan = pasted(&bench, group.id().unwrap(), MemberAction::Add, name).await;
    assert!(
        !plan.members_visible,
        "an empty list is \"not shown\", not \"nobody\""
    );
    assert_eq!(
        plan.changes, 1,
        "so the person is added; adding twice does no harm"
    );
    let review = plan.review.unwrap();
    let outcome = bench
        .engine
        .apply_change(bench.id, &review.fingerprint, None)
        .await
        .unwrap();
    assert_eq!(
        outcome.verdicts[0].verdict,
        Verdict::NotVisible,
        "and nobody claims to have seen it"
    );
}

// Q-GRP-02
#[tokio::test]
async fn members_that_are_shown_only_when_asked_for_are_asked_for() {
    let bench = bench(Environment::Test, 60, "[groups]\nmembers = \"on_request\"").await;
    let groups = bench.sandbox.resources(ResourceKind::Group);
    let group = groups
        .iter()
        .find(|g| !members(&bench, g.id().unwrap()).is_empty())
        .unwrap();
    let inside = members(&bench, group.id().unwrap());
    let plan = pasted(&bench, group.id().unwrap(), MemberAction::Add, inside[0].clone()).await;
    assert!(
        plan.members_visible,
        "the server shows them when it is asked by name"
    );
    assert_eq!(
        (plan.changes, plan.already),
        (0, 1),
        "so who is in is known to be in"
    );
}
