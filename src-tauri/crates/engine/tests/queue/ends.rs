//! Jobs that go through to their end, and what the server holds then.

use rollcall_jobs::plan::Issue;
use rollcall_jobs::*;
use rollcall_sandbox::profile::{Fault, FaultAction};
use rollcall_sandbox::{Profile, ResourceKind};
use rollcall_scim::Resource;
use rollcall_storage::table::events;
use serde_json::Value;

use crate::bench::{Bench, base_of, bench, create, op, retitle, row};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mixed_job_ends_with_every_row_proven_and_one_request_per_clean_create() {
    let b = bench(30).await;
    let group = b.sandbox.resources(ResourceKind::Group)[0]
        .id()
        .unwrap()
        .to_owned();
    let people = b.users();
    let mut rows = Vec::new();
    for n in 1..=250 {
        let join = Change::AddMember {
            group_id: group.clone(),
            member: MemberRef::CreatedBy(0),
        };
        rows.push(row(n, Action::Create, vec![create(n), op("Group", join)]));
    }
    for (n, person) in (251..).zip(&people[..8]) {
        rows.push(row(n, Action::Update, vec![op("User", retitle(person, "Boss"))]));
    }
    for (n, person) in (259..).zip(&people[8..12]) {
        let id = person.id().unwrap().to_owned();
        rows.push(row(
            n,
            Action::Deactivate,
            vec![op(
                "User",
                Change::Deactivate {
                    id,
                    base: base_of(person),
                },
            )],
        ));
    }
    rows.push(row(300, Action::Unchanged, vec![]));
    let mut blocked = row(301, Action::Blocked, vec![]);
    blocked.issues = vec![Issue {
        code: "missing".into(),
        message: "No user name.".into(),
        fix: Some("Give one.".into()),
        column: None,
        params: std::collections::BTreeMap::new(),
    }];
    rows.push(blocked);
    let job = b.write(rows, Uniqueness::Declared).await;
    b.sandbox.reset_stats();
    let end = b.run(job).await;

    assert_eq!(
        end.state,
        JobState::DoneWithFailures,
        "the blocked row is the only one that did not succeed"
    );
    let ended = b.rows(job).await;
    let not: Vec<_> = ended
        .iter()
        .filter(|r| r.state != RowState::Succeeded)
        .map(|r| (r.row_no, r.message.clone()))
        .collect();
    assert_eq!(
        not,
        [(301, Some("No user name.".into()))],
        "each other row is proven, this one says why"
    );
    let stats = b.sandbox.stats();
    assert_eq!(
        b.requests("POST"),
        250,
        "one request per clean create: {:?}",
        stats.requests
    );
    assert!(
        b.requests("PATCH") <= 8 + 4 + 6,
        "members travel together: {:?}",
        stats.requests
    );
    let users = b.users();
    for n in 1..=250 {
        let name = format!("p{n}@example.com");
        let found = users.iter().filter(|u| u.user_name() == Some(&name)).count();
        assert_eq!(found, 1, "{name} exists exactly once");
    }
    let now: Vec<Resource> = b.users();
    for person in &people[..8] {
        let seen = now.iter().find(|u| u.id() == person.id()).unwrap();
        assert_eq!(
            seen.get_ci("title"),
            Some(&Value::from("Boss")),
            "the title was changed"
        );
    }
    for person in &people[8..12] {
        assert_eq!(
            now.iter().find(|u| u.id() == person.id()).unwrap().active(),
            Some(false),
            "deactivated"
        );
    }
    let members = b
        .sandbox
        .resources(ResourceKind::Group)
        .into_iter()
        .find(|g| g.id() == Some(&group))
        .unwrap();
    let members = members.get_ci("members").and_then(Value::as_array).unwrap().len();
    assert!(members >= 250, "everybody is in the group, it has {members}");
    let broken = b.jobs.read(events::first_broken).await.unwrap();
    assert_eq!(broken, None, "the journal's chain is whole");
    let detail = b.store.row(ended[0].row).await.unwrap();
    assert_eq!(detail.ops.len(), 2, "the create and the membership");
    assert!(
        detail.ops.iter().all(|o| o.attempts.len() == 1),
        "each was sent once, the membership in its chunk"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_answers_and_errors_after_applying_are_adopted_and_nobody_exists_twice() {
    let b = bench(0).await;
    let fault = |action, every| Fault {
        method: Some("POST".into()),
        endpoint: Some("/Users".into()),
        nth: None,
        every: Some(every),
        probability: None,
        seed: 0,
        from: None,
        times: None,
        action,
    };
    b.sandbox.set_profile(
        Profile::default()
            .with_fault(fault(FaultAction::LoseAnswer, 5))
            .with_fault(fault(FaultAction::ErrorAfter { status: 500 }, 7))
            .with_fault(fault(FaultAction::TooManyRequests { retry_after: Some(1) }, 41)),
    );
    let job = b
        .write(
            (1..=60)
                .map(|n| row(n, Action::Create, vec![create(n)]))
                .collect(),
            Uniqueness::Unknown,
        )
        .await;
    let end = b.run(job).await;
    assert_eq!(
        end.state,
        JobState::Done,
        "{:?}",
        b.store.failed_rows(job, None, 10).await
    );
    let adopted = b
        .rows(job)
        .await
        .iter()
        .filter(|r| r.proof == Some(Proof::Adopted))
        .count();
    assert!(adopted >= 10, "lost answers were found again, {adopted} of them");
    assert_eq!(b.users().len(), 60, "one user per row");
    assert_eq!(
        b.sandbox.stats().duplicate_user_names,
        0,
        "the server never saw a name twice"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_reaches_the_server_and_is_wiped_here_when_the_row_ends() {
    let b = bench(0).await;
    let mut with_password = create(1);
    if let Change::Create { body, .. } = &mut with_password.change {
        body.0.insert("password".into(), SecretAt::PLACEHOLDER.into());
    }
    with_password.secrets = vec![SecretAt {
        pointer: "/password".into(),
        value: SecretValue::new("CANARY-Spring-2026!"),
    }];
    let job = b
        .write(
            vec![row(1, Action::Create, vec![with_password])],
            Uniqueness::Declared,
        )
        .await;
    let sealed = |b: &Bench| {
        let jobs = b.jobs.clone();
        async move {
            let read = jobs.read(|c| {
                let op = rollcall_storage::table::ops::by_ids(c, &[1])?.remove(0);
                assert!(
                    !op.payload_json.contains("CANARY"),
                    "the payload holds a placeholder"
                );
                Ok(op.sealed.is_some())
            });
            read.await.unwrap()
        }
    };
    assert!(sealed(&b).await, "kept sealed until it is sent");
    assert_eq!(b.run(job).await.state, JobState::Done, "{:?}", b.rows(job).await);
    assert!(!sealed(&b).await, "wiped when the row ended");
    let detail = b.store.row(b.rows(job).await[0].row).await.unwrap();
    assert!(!format!("{detail:?}").contains("CANARY"), "shown masked");
}

#[tokio::test]
async fn a_request_that_a_server_keeps_failing_ends_with_its_last_answer() {
    let mut b = bench(0).await;
    b.config.resend_limit = 1;
    let fault = Fault {
        method: Some("POST".into()),
        endpoint: Some("/Users".into()),
        nth: None,
        every: None,
        probability: None,
        seed: 0,
        from: Some(1),
        times: None,
        action: FaultAction::ErrorBefore { status: 500 },
    };
    b.sandbox.set_profile(Profile::default().with_fault(fault));
    let rows = vec![row(1, Action::Create, vec![create(1)])];
    let job = b.write(rows, Uniqueness::Declared).await;
    assert_eq!(b.run(job).await.state, JobState::DoneWithFailures);
    let message = b.rows(job).await[0].message.clone().unwrap_or_default();
    assert!(
        message.starts_with("sent 2 times, the last time answered with 500"),
        "{message}"
    );
}
