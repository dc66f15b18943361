//! What stops a job or one of its rows, and that nothing is sent then.

use std::sync::Arc;

use rollcall_engine::bulk::{BootClock, ClientExecutor};
use rollcall_jobs::*;
use rollcall_sandbox::Profile;
use rollcall_sandbox::profile::{Fault, FaultAction};
use rollcall_scim::ResourceModel;
use rollcall_scim::patch::PatchOperation;
use serde_json::json;

use crate::bench::{base_of, bench, create, head, now_ms, op, retitle, row};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_moved_since_the_plan_is_a_conflict_and_the_others_go_on() {
    let b = bench(10).await;
    let people = b.users();
    let rows = (1..)
        .zip(&people[..3])
        .map(|(n, p)| row(n, Action::Update, vec![op("User", retitle(p, "Boss"))]))
        .collect();
    let job = b.write(rows, Uniqueness::Declared).await;
    let moved = PatchOperation::from_message(
        &json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "displayName", "value": "Somebody Else"}]}),
    )
    .unwrap();
    b.client
        .patch("/Users", people[1].id().unwrap(), &moved, None)
        .await
        .unwrap();
    b.run(job).await;
    let states: Vec<RowState> = b.rows(job).await.iter().map(|r| r.state).collect();
    assert_eq!(
        states,
        [RowState::Succeeded, RowState::Conflict, RowState::Succeeded],
        "only the moved one stops"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_etags_work_the_version_is_sent_instead_of_looking_and_a_moved_target_is_a_conflict() {
    let b = bench(10).await;
    let people = b.users();
    let rows = (1..)
        .zip(&people[..3])
        .map(|(n, p)| {
            let mut change = retitle(p, "Boss");
            if let Change::Patch { base, .. } = &mut change {
                base.version = p.version().map(str::to_owned);
            }
            row(n, Action::Update, vec![op("User", change)])
        })
        .collect();
    let with_etags = NewJob {
        etags: true,
        ..head(Uniqueness::Declared)
    };
    let job = b.write_job(with_etags, rows).await;
    let moved = PatchOperation::from_message(
        &json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "displayName", "value": "Somebody Else"}]}),
    )
    .unwrap();
    b.client
        .patch("/Users", people[1].id().unwrap(), &moved, None)
        .await
        .unwrap();
    b.sandbox.reset_stats();
    b.run(job).await;
    let states: Vec<RowState> = b.rows(job).await.iter().map(|r| r.state).collect();
    assert_eq!(
        states,
        [RowState::Succeeded, RowState::Conflict, RowState::Succeeded],
        "somebody's change is not overwritten"
    );
    assert_eq!(
        b.requests("GET"),
        1,
        "nobody is looked at but the one whose version the server refused"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejected_credential_pauses_the_job_and_fails_nobody() {
    let b = bench(0).await;
    let fault = Fault {
        method: None,
        endpoint: None,
        nth: None,
        every: None,
        probability: None,
        seed: 0,
        from: Some(11),
        times: None,
        action: FaultAction::ErrorBefore { status: 401 },
    };
    b.sandbox.set_profile(Profile::default().with_fault(fault));
    let job = b
        .write(
            (1..=40)
                .map(|n| row(n, Action::Create, vec![create(n)]))
                .collect(),
            Uniqueness::Declared,
        )
        .await;
    let end = b.run(job).await;
    assert_eq!(
        end.state,
        JobState::Paused(PauseReason::Auth),
        "the token died in the middle"
    );
    let summary = b.store.summary(job).await.unwrap();
    assert_eq!(
        summary.rows[&RowState::Failed],
        0,
        "nobody is marked failed for it"
    );
    b.sandbox.set_profile(Profile::default());
    assert_eq!(b.run(job).await.state, JobState::Done, "run again, it goes on");
    assert_eq!(b.users().len(), 40, "and nobody was sent twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deactivations_above_the_cap_wait_for_a_release_and_nothing_is_sent() {
    let b = bench(20).await;
    let people = b.users();
    let rows = (1..)
        .zip(&people[..3])
        .map(|(n, p)| {
            let change = Change::Deactivate {
                id: p.id().unwrap().into(),
                base: base_of(p),
            };
            row(n, Action::Deactivate, vec![op("User", change)])
        })
        .collect::<Vec<_>>();
    let with_caps = NewJob {
        caps: Caps {
            deactivations: 2,
            deletes: 0,
        },
        ..head(Uniqueness::Declared)
    };
    let job = b.write_job(with_caps, rows).await;
    b.sandbox.reset_stats();
    assert_eq!(
        b.run(job).await.state,
        JobState::NeedsRelease,
        "3 planned, 2 allowed"
    );
    assert_eq!(b.sandbox.stats().total_requests(), 0, "nothing was sent");
    b.store.release(job, "anna", now_ms()).await.unwrap();
    assert_eq!(b.run(job).await.state, JobState::Done, "released for this plan");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_wave_is_sent_and_the_rest_waits() {
    let b = bench(0).await;
    let job = b
        .write(
            (1..=30)
                .map(|n| row(n, Action::Create, vec![create(n)]))
                .collect(),
            Uniqueness::Declared,
        )
        .await;
    let store = Arc::new(b.store.clone());
    let runner = Runner::start(
        store,
        Arc::new(BootClock::new()),
        Arc::new(Silent),
        Arc::new(NoProbe),
        b.config.clone(),
    )
    .await
    .unwrap();
    let executor = Arc::new(ClientExecutor::new(
        b.client.clone(),
        [Arc::new(ResourceModel::user())],
    ));
    let end = runner.run(job, executor, Until::First(5), None).await.unwrap();
    assert!(end.wave, "{end:?}");
    assert_eq!(b.users().len(), 5, "five rows and no more");
    assert_eq!(b.run(job).await.state, JobState::Done, "run again to continue");
    assert_eq!(b.users().len(), 30, "all of them, once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_job_ends_every_row() {
    let b = bench(0).await;
    let job = b
        .write(
            (1..=30)
                .map(|n| row(n, Action::Create, vec![create(n)]))
                .collect(),
            Uniqueness::Declared,
        )
        .await;
    assert_eq!(
        b.store.control(job, Control::Cancel, now_ms()).await.unwrap(),
        JobState::Cancelled,
        "nothing was open"
    );
    assert!(
        b.rows(job).await.iter().all(|r| r.state == RowState::Cancelled),
        "each row says so"
    );
    assert_eq!(
        b.run(job).await.state,
        JobState::Cancelled,
        "and running it changes nothing"
    );
    assert_eq!(b.users().len(), 0, "nothing was sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operation_altered_in_the_store_is_not_sent() {
    let b = bench(0).await;
    let job = b
        .write(
            (1..=2).map(|n| row(n, Action::Create, vec![create(n)])).collect(),
            Uniqueness::Declared,
        )
        .await;
    let altered = b.jobs.write(|tx| {
        tx.execute(
            "UPDATE ops SET payload_json = replace(payload_json, 'p1@', 'evil@') WHERE id = 1",
            [],
        )?;
        Ok(())
    });
    altered.await.unwrap();
    b.run(job).await;
    let states: Vec<RowState> = b.rows(job).await.iter().map(|r| r.state).collect();
    assert_eq!(
        states,
        [RowState::NeedsHuman, RowState::Succeeded],
        "a person looks at it, the other goes on"
    );
    assert_eq!(b.users().len(), 1, "the altered one was not sent");
}
