//! Somebody leaves; and the check-up of an account.

use super::*;
use rollcall_sandbox::ResourceKind;
use serde_json::json;

const MANAGER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Somebody active with groups, and somebody else.
fn leaver(bench: &Bench) -> (String, String) {
    let users = bench.sandbox.resources(ResourceKind::User);
    let with_groups = users
        .iter()
        .find(|u| {
            u.active() == Some(true)
                && u.get_ci("groups")
                    .is_some_and(|g| g.as_array().is_some_and(|g| !g.is_empty()))
        })
        .unwrap();
    let other = users
        .iter()
        .find(|u| u.active() == Some(true) && u.id() != with_groups.id())
        .unwrap();
    (with_groups.id().unwrap().into(), other.id().unwrap().into())
}

fn members_of(bench: &Bench, id: &str) -> usize {
    let groups = bench.sandbox.resources(ResourceKind::Group);
    let is_in = |group: &rollcall_scim::Resource| group.to_value()["members"].to_string().contains(id);
    groups.iter().filter(|g| is_in(g)).count()
}

fn reports_of(bench: &Bench, id: &str) -> Vec<String> {
    let users = bench.sandbox.resources(ResourceKind::User);
    users
        .iter()
        .filter(|u| u.to_value()[MANAGER]["manager"]["value"] == id)
        .map(|u| u.id().unwrap().to_owned())
        .collect()
}

async fn give_reports(bench: &Bench, manager: &str, n: usize) {
    let users = bench.sandbox.resources(ResourceKind::User);
    for user in users.iter().filter(|u| u.id() != Some(manager)).take(n) {
        let change = bench.set(
            user.id().unwrap(),
            &format!("{MANAGER}:manager"),
            json!({"value": manager}),
        );
        let review = bench.prepare(change).await.unwrap();
        if !review.unchanged {
            bench.apply(&review).await.unwrap();
        }
    }
}

async fn agreed(bench: &Bench, list: &SequenceReview) -> Confirmation {
    bench
        .engine
        .confirm(bench.id, &list.fingerprint, list.count, ConfirmAnswer::Yes)
        .await
        .unwrap()
}

fn request(id: &str, to: Option<&str>) -> LeaverRequest {
    LeaverRequest {
        id: id.into(),
        deactivate: true,
        leave_groups: true,
        reports_to: to.map(Into::into),
    }
}

#[tokio::test]
async fn a_leaver_is_switched_off_leaves_the_groups_and_hands_over_in_one_reviewed_list() {
    let bench = bench(Environment::Test, 30, "").await;
    let (id, successor) = leaver(&bench);
    give_reports(&bench, &id, 3).await;
    let reports = reports_of(&bench, &id);
    let groups = members_of(&bench, &id);
    assert!(
        groups > 0 && reports.len() >= 2,
        "a leaver worth the name: {groups}, {}",
        reports.len()
    );
    let list = bench
        .engine
        .prepare_leaver(bench.id, request(&id, Some(&successor)))
        .await
        .unwrap();
    assert_eq!(list.steps[0].kind, ChangeKind::Deactivate, "the account first");
    assert_eq!(
        list.effect,
        Effect::Destructive,
        "a list is as strong as its strongest step"
    );
    assert_eq!(
        list.count,
        u64::try_from(list.steps.len()).unwrap(),
        "the guards count all of them"
    );
    assert!(
        list.steps.iter().all(|s| s.request.is_some()),
        "each with its exact request"
    );
    let refused = bench
        .engine
        .apply_sequence(bench.id, &list.fingerprint, None, None)
        .await
        .unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::ConfirmationNeeded,
        "nothing goes out without a yes"
    );
    let yes = agreed(&bench, &list).await;
    let outcome = bench
        .engine
        .apply_sequence(bench.id, &list.fingerprint, Some(yes), Some("INC-9"))
        .await
        .unwrap();
    assert!(outcome.stopped.is_none(), "all of it: {:?}", outcome.stopped);
    assert_eq!(outcome.outcomes.len(), list.steps.len(), "each read back");
    assert_eq!(bench.user(&id).unwrap()["active"], false, "off");
    assert_eq!(members_of(&bench, &id), 0, "out of every group");
    let left = reports_of(&bench, &id);
    assert!(
        left.iter().all(|r| *r == successor),
        "everybody else has another manager: {left:?}"
    );
    let history = bench.engine.history(bench.id, "User", &id, None).await.unwrap();
    assert_eq!(
        history.entries[0].reason.as_deref(),
        Some("INC-9"),
        "each step is in the history"
    );
    let again = bench
        .engine
        .apply_sequence(bench.id, &list.fingerprint, None, None)
        .await
        .unwrap_err();
    assert_eq!(again.code, ErrorCode::ReviewGone, "a list is sent once");
}

#[tokio::test]
async fn where_deactivating_deletes_a_leaver_is_confirmed_by_name() {
    let bench = bench(Environment::Test, 12, "").await;
    bench.by_hand("lifecycle.deactivate", "destroy").await;
    let (id, _) = leaver(&bench);
    let list = bench.engine.prepare_leaver(bench.id, request(&id, None)).await;
    let list = list.unwrap();
    let Guard::AskTyped {
        name,
        irreversible: true,
        ..
    } = list.guard.clone()
    else {
        panic!("a yes is not enough: {:?}", list.guard);
    };
    let asked = |answer| {
        bench
            .engine
            .confirm(bench.id, &list.fingerprint, list.count, answer)
    };
    let refused = asked(ConfirmAnswer::Yes).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ConfirmationNeeded);
    let count = list.count;
    asked(ConfirmAnswer::Typed { name, count }).await.unwrap();
}

#[tokio::test]
async fn the_list_stops_at_the_first_failure_and_says_what_was_not_sent() {
    let fault = "[[fault]]\nmethod = \"PATCH\"\nendpoint = \"/Groups\"\naction = { kind = \"error_before\", status = 500 }";
    let bench = bench(Environment::Test, 30, fault).await;
    let (id, _) = leaver(&bench);
    let groups = members_of(&bench, &id);
    let list = bench
        .engine
        .prepare_leaver(bench.id, request(&id, None))
        .await
        .unwrap();
    let yes = agreed(&bench, &list).await;
    let outcome = bench
        .engine
        .apply_sequence(bench.id, &list.fingerprint, Some(yes), None)
        .await
        .unwrap();
    let stop = outcome.stopped.unwrap();
    assert_eq!(stop.step, 1, "the account is off, the first group failed");
    assert!(stop.error.is_some(), "and why");
    assert_eq!(outcome.outcomes.len(), 1, "what was done is told");
    assert_eq!(
        usize::try_from(outcome.not_sent).unwrap(),
        groups - 1,
        "and what was not sent"
    );
    assert_eq!(members_of(&bench, &id), groups, "nobody was half taken out");
}

#[tokio::test]
async fn after_a_deletion_is_undone_the_groups_are_a_second_list() {
    let bench = bench(Environment::Test, 30, "").await;
    let (id, _) = leaver(&bench);
    let groups = members_of(&bench, &id);
    let review = bench.prepare(Change::Delete { id: id.clone() }).await.unwrap();
    let yes = bench
        .engine
        .confirm(bench.id, &review.fingerprint, 1, ConfirmAnswer::Yes)
        .await
        .unwrap();
    let deleted = bench
        .engine
        .apply_change(bench.id, &review.fingerprint, Some(yes))
        .await
        .unwrap();
    let entry = deleted.entry.unwrap();
    let undo = bench.engine.prepare_undo(bench.id, &entry).await.unwrap();
    assert!(
        undo.notices
            .iter()
            .any(|n| n.code == NoticeCode::MembershipsAfter),
        "it is said that the groups come after: {:?}",
        undo.notices
    );
    let made = bench.apply(&undo).await.unwrap();
    assert_eq!(members_of(&bench, &made.id), 0, "a new entry is in no group");
    let list = bench
        .engine
        .prepare_memberships(bench.id, &entry, &made.id)
        .await
        .unwrap();
    bench
        .engine
        .apply_sequence(bench.id, &list.fingerprint, None, None)
        .await
        .unwrap();
    assert_eq!(members_of(&bench, &made.id), groups, "back in all of them");
}

#[tokio::test]
async fn a_checkup_finds_what_keeps_an_account_from_working() {
    let bench = bench(Environment::Test, 30, "").await;
    let (id, other) = leaver(&bench);
    bench.engine.sync(bench.id, vec![]).await.unwrap();
    let codes = |checkup: &Checkup| checkup.findings.iter().map(|f| f.code).collect::<Vec<_>>();
    let first = bench.engine.checkup(bench.id, "User", &id).await.unwrap();
    assert!(
        !codes(&first).contains(&CheckCode::Inactive),
        "nothing is invented"
    );
    assert!(
        first.in_order.contains(&CheckCode::Inactive),
        "what is in order is said too"
    );
    let email = bench.user(&other).unwrap()["emails"][0]["value"].clone();
    let change = Change::Set {
        id: id.clone(),
        values: vec![
            SetValue {
                path: "emails".into(),
                value: json!([{"value": email, "type": "work"}]),
            },
            SetValue {
                path: "active".into(),
                value: json!(false),
            },
        ],
    };
    let review = bench.prepare(change).await.unwrap();
    let yes = bench
        .engine
        .confirm(bench.id, &review.fingerprint, review.count, ConfirmAnswer::Yes)
        .await
        .unwrap();
    bench
        .engine
        .apply_change(bench.id, &review.fingerprint, Some(yes))
        .await
        .unwrap();
    let checkup = bench.engine.checkup(bench.id, "User", &id).await.unwrap();
    let of = |code| checkup.findings.iter().find(|f| f.code == code);
    assert_eq!(
        of(CheckCode::Inactive).unwrap().way,
        Some(CheckWay::Activate),
        "with its way out"
    );
    let same = of(CheckCode::SameEmail).unwrap();
    assert_eq!(
        same.way,
        Some(CheckWay::Open {
            type_name: "User".into(),
            id: other
        }),
        "who else has it"
    );
    assert!(
        of(CheckCode::LastChange).unwrap().params["fields"].contains("emails"),
        "what changed last"
    );
    assert_eq!(
        checkup.findings[0].severity,
        CheckSeverity::Problem,
        "the worst first"
    );
}

#[tokio::test]
async fn a_checkup_without_the_server_is_made_from_the_copy_and_says_so() {
    let bench = bench(Environment::Test, 10, "").await;
    let (id, _) = leaver(&bench);
    bench.engine.sync(bench.id, vec![]).await.unwrap();
    let Bench {
        engine,
        sandbox,
        id: connection,
        ..
    } = bench;
    sandbox.stop().await;
    let checkup = engine.checkup(connection, "User", &id).await.unwrap();
    assert!(
        checkup.findings.iter().any(|f| f.code == CheckCode::FromCopy),
        "old knowledge is called old"
    );
}
