//! What makes a job stand still, what does not, and what becomes of its rows.

use std::sync::Arc;

use rollcall_jobs::*;
use serde_json::json;

use crate::sim::full_disk::FullDisk;
use crate::sim::job::{create, existing, head, leave, op, retitle, row, write};
use crate::sim::scripted::{Scripted, status, status_after};
use crate::sim::server::Profile;
use crate::sim::{World, virtual_time};

fn creates(n: u64) -> Vec<NewRow> {
    (1..=n).map(|n| row(n, Action::Create, vec![create(n)])).collect()
}

fn count(world: &World, job: JobId, state: RowState) -> usize {
    world
        .store
        .rows(job)
        .iter()
        .filter(|row| row.state == state)
        .count()
}

fn lost() -> Answer {
    Answer::NoAnswer {
        timed_out: false,
        message: "reset".into(),
    }
}

/// So many creates on a calm server whose answers are scripted, and how the first run ended.
async fn run(
    rows: Vec<NewRow>,
    script: impl FnMut(&SendRequest) -> Option<Answer> + Send + 'static,
) -> (World, JobId, JobEnd) {
    let world = World::new(1, Profile::calm());
    let job = write(&world.store, head(Uniqueness::Declared), rows).await;
    let server = Scripted::new(&world.server, script);
    let end = world.life_with(world.store.clone(), server, job).await;
    (world, job, end)
}

/// Runs it again with nothing in the way.
async fn again(world: &World, job: JobId) -> JobState {
    world
        .life_with(world.store.clone(), world.server.clone(), job)
        .await
        .state
}

#[test]
fn ten_failures_in_a_row_pause_the_job_and_the_rest_is_not_sent() {
    virtual_time().block_on(async {
        let (world, job, end) = run(creates(80), |_| Some(status(400))).await;
        assert_eq!(
            end.state,
            JobState::Paused(PauseReason::ErrorBudget),
            "something is wrong with the file or the plan: {end:?}"
        );
        let failed = count(&world, job, RowState::Failed);
        assert!(
            (10..=26).contains(&failed),
            "ten, and those that were under way at that moment, not {failed}"
        );
        assert_eq!(
            again(&world, job).await,
            JobState::DoneWithFailures,
            "a person may let it go on"
        );
        assert_eq!(
            world.server.users().len(),
            80 - failed,
            "and the rest is created, once each"
        );
    });
}

#[test]
fn a_success_in_between_begins_the_count_of_failures_anew() {
    virtual_time().block_on(async {
        let mut n = 0;
        let script = move |_: &SendRequest| {
            n += 1;
            (n % 5 != 0).then(|| status(400))
        };
        let mut world = World::new(1, Profile::calm());
        // One at a time: the order of the answers is the order of the rows.
        world.config.concurrency = 1;
        let job = write(&world.store, head(Uniqueness::Declared), creates(60)).await;
        let server = Scripted::new(&world.server, script);
        let end = world.life_with(world.store.clone(), server, job).await;
        assert_eq!(
            end.state,
            JobState::DoneWithFailures,
            "never ten in a row: each failed row says why, the job goes on"
        );
    });
}

#[test]
fn an_unknown_outcome_is_never_counted_as_a_failure() {
    virtual_time().block_on(async {
        let mut n = 0;
        let script = move |_: &SendRequest| {
            n += 1;
            (n <= 40).then(lost)
        };
        let (world, _, end) = run(creates(40), script).await;
        assert_eq!(
            end.state,
            JobState::Done,
            "forty answers lost in a row are no forty failures: {end:?}"
        );
        assert_eq!(
            world.server.users().len(),
            40,
            "each was looked for and sent again"
        );
    });
}

#[test]
fn a_request_that_is_never_applied_says_what_the_server_answered() {
    virtual_time().block_on(async {
        for (answer, said) in [
            (status(500), "the last time answered with 500"),
            (lost(), "times, and each time"),
        ] {
            let (world, job, end) = run(creates(1), move |_| Some(answer.clone())).await;
            assert_eq!(end.state, JobState::DoneWithFailures);
            let message = world.store.rows(job)[0].message.clone().unwrap_or_default();
            assert!(message.contains(said), "{message}");
        }
    });
}

/// 200 with this resource.
fn shown(resource: serde_json::Value) -> Answer {
    let resource = rollcall_scim::Resource::from_value(resource).unwrap();
    match status(200) {
        Answer::Status {
            status,
            retry_after,
            scim_type,
            message,
            ..
        } => Answer::Status {
            status,
            body: Body::Resource(resource),
            retry_after,
            scim_type,
            message,
        },
        other => other,
    }
}

#[test]
fn an_answer_that_leaves_out_what_was_written_is_looked_behind() {
    virtual_time().block_on(async {
        let world = World::new(1, Profile::calm());
        let base = existing(&world.server, 1);
        let change = vec![op("User", retitle(base, "new"))];
        let job = write(
            &world.store,
            head(Uniqueness::Declared),
            vec![row(1, Action::Update, change)],
        )
        .await;
        // As a server that drops titles and shows the rest.
        let server = Scripted::new(&world.server, |_: &SendRequest| {
            Some(shown(
                json!({"id": "x1", "userName": "x1@example.com", "active": true}),
            ))
        });
        world.life_with(world.store.clone(), server, job).await;
        let row = &world.store.rows(job)[0];
        assert_eq!(
            row.state,
            RowState::Failed,
            "200 alone is no proof where the answer lacks it"
        );
        let message = row.message.clone().unwrap_or_default();
        assert!(message.starts_with("title: the server answered"), "{message}");
    });
}

#[test]
fn a_create_answered_without_what_was_sent_says_so() {
    virtual_time().block_on(async {
        let script = |request: &SendRequest| {
            let Change::Create { body, .. } = &request.change else {
                return None;
            };
            let name = body.user_name().unwrap();
            Some(shown(
                json!({"id": name, "userName": name, "meta": {"created": "2100-01-01T00:00:00Z"}}),
            ))
        };
        let mut creates = creates(1);
        if let Change::Create { body, .. } = &mut creates[0].ops[0].change {
            body.0.insert("title".into(), json!("Dr"));
        }
        let (world, job, _) = run(creates, script).await;
        let message = world.store.rows(job)[0].message.clone().unwrap_or_default();
        assert!(
            message.ends_with("title: the server's answer shows nothing of it; perhaps it is not stored"),
            "{message}"
        );
    });
}

#[test]
fn three_refusals_for_want_of_rights_at_the_start_pause_the_job() {
    virtual_time().block_on(async {
        let (world, job, end) = run(creates(40), |_| Some(status(403))).await;
        assert_eq!(
            end.state,
            JobState::Paused(PauseReason::Auth),
            "the credential may read and not write: {end:?}"
        );
        let failed = count(&world, job, RowState::Failed);
        assert!(failed < 20, "most rows were spared, not {failed} failed");
    });
}

#[test]
fn a_refusal_after_a_success_concerns_its_row_only() {
    virtual_time().block_on(async {
        let mut n = 0;
        let script = move |_: &SendRequest| {
            n += 1;
            (n > 20 && n % 4 != 0).then(|| status(403))
        };
        let (_, _, end) = run(creates(40), script).await;
        assert_eq!(
            end.state,
            JobState::DoneWithFailures,
            "the credential works: {end:?}"
        );
    });
}

#[test]
fn a_server_out_of_reach_is_sought_for_a_while_and_then_the_job_stands_still() {
    virtual_time().block_on(async {
        let script = |_: &SendRequest| {
            Some(Answer::NotSent {
                message: "refused".into(),
            })
        };
        let (world, job, end) = run(creates(30), script).await;
        assert_eq!(end.state, JobState::Paused(PauseReason::Offline), "{end:?}");
        assert!(
            world.clock.elapsed() >= RunnerConfig::default().offline_patience_ms,
            "a short outage would have been sat out"
        );
        assert_eq!(count(&world, job, RowState::Pending), 30, "nobody failed for it");
        assert_eq!(again(&world, job).await, JobState::Done, "back again, it goes on");
        assert_eq!(world.server.users().len(), 30, "everybody once");
    });
}

#[test]
fn a_wait_of_ten_minutes_is_sat_out_and_one_request_tries_first() {
    virtual_time().block_on(async {
        let mut n = 0;
        let script = move |_: &SendRequest| {
            n += 1;
            (n == 3).then(|| status_after(429, Some(RetryAfter::Ms(600_000))))
        };
        let (world, _, end) = run(creates(20), script).await;
        assert_eq!(end.state, JobState::Done, "it goes on by itself: {end:?}");
        assert!(
            world.clock.elapsed() >= 600_000,
            "not a moment earlier than the server asked"
        );
        assert_eq!(world.server.users().len(), 20, "everybody once");
    });
}

#[test]
fn a_server_that_never_says_how_long_to_wait_makes_the_job_ask_a_person() {
    virtual_time().block_on(async {
        let script = |_: &SendRequest| Some(status_after(429, Some(RetryAfter::Unreadable)));
        let (world, job, end) = run(creates(20), script).await;
        assert_eq!(end.state, JobState::Paused(PauseReason::Rate), "{end:?}");
        assert_eq!(
            count(&world, job, RowState::Failed),
            0,
            "throttling is no failure"
        );
        assert_eq!(again(&world, job).await, JobState::Done, "run again, it goes on");
    });
}

#[test]
fn a_full_disk_stops_the_sending_and_what_was_under_way_is_looked_up_afterwards() {
    for writes in 0..12 {
        virtual_time().block_on(async {
            let world = World::new(writes, Profile::calm());
            let job = write(&world.store, head(Uniqueness::Unknown), creates(30)).await;
            let disk = FullDisk::after(&world.store, i64::try_from(writes).unwrap());
            let end = world.life_with(disk, world.server.clone(), job).await;
            assert_eq!(
                end.state,
                JobState::Paused(PauseReason::Disk),
                "full after {writes} writes: nothing may be sent that cannot be written down"
            );
            assert_eq!(
                count(&world, job, RowState::Failed),
                0,
                "full after {writes}: nobody failed"
            );
            assert_eq!(
                again(&world, job).await,
                JobState::Done,
                "full after {writes}: with space it goes on"
            );
            assert_eq!(
                world.server.users().len(),
                30,
                "full after {writes}: everybody once"
            );
        });
    }
}

#[test]
fn a_target_that_moved_between_plan_and_if_match_is_a_conflict_unless_it_is_already_so() {
    virtual_time().block_on(async {
        let world = World::new(1, Profile::calm());
        let rows = (1..=3)
            .map(|n| {
                let mut base = existing(&world.server, n);
                base.version = Some("W/\"1\"".into());
                row(n, Action::Update, vec![op("User", retitle(base, "new"))])
            })
            .collect();
        let with_etags = NewJob {
            etags: true,
            ..head(Uniqueness::Declared)
        };
        let job = write(&world.store, with_etags, rows).await;
        // Meanwhile somebody gave the first another title, and the second the one that is wanted.
        for (n, title) in [(1, "other"), (2, "new")] {
            world.server.put_user(json!({
                "id": format!("x{n}"), "userName": format!("x{n}@example.com"), "title": title, "active": true
            }));
        }
        let server = Scripted::new(&world.server, |request| {
            assert_eq!(
                request.if_match.as_deref(),
                Some("W/\"1\""),
                "the version of the plan is sent"
            );
            let moved = matches!(&request.change, Change::Patch { id, .. } if id != "x3");
            moved.then(|| status(412))
        });
        world.life_with(world.store.clone(), server, job).await;
        let states: Vec<RowState> = world.store.rows(job).iter().map(|row| row.state).collect();
        assert_eq!(
            states,
            [RowState::Conflict, RowState::Succeeded, RowState::Succeeded],
            "somebody's change is not overwritten, and what is so already is no conflict"
        );
        assert_eq!(
            world.server.count("patch"),
            1,
            "neither of the moved ones was sent again"
        );
    });
}

// Q-GRP-05
#[test]
fn one_bad_member_of_a_chunk_fails_alone() {
    virtual_time().block_on(async {
        let world = World::new(1, Profile::calm());
        world.server.put_group("g1");
        let rows = (1..=9)
            .map(|n| {
                let id = existing(&world.server, n).resource.id().unwrap().to_owned();
                let member = MemberRef::Id(if n == 5 { "gone".into() } else { id });
                let group_id = "g1".into();
                row(
                    n,
                    Action::Update,
                    vec![op("Group", Change::AddMember { group_id, member })],
                )
            })
            .collect();
        let job = write(&world.store, head(Uniqueness::Declared), rows).await;
        let end = again(&world, job).await;
        assert_eq!(end, JobState::DoneWithFailures, "one of them cannot join");
        for row in world.store.rows(job) {
            let wanted = if row.row.row_no == 5 {
                RowState::Failed
            } else {
                RowState::Succeeded
            };
            assert_eq!(row.state, wanted, "row {}: {:?}", row.row.row_no, row.message);
        }
        assert_eq!(world.server.group("g1").len(), 8, "everybody else is in");
    });
}

// Q-GRP-05
#[test]
fn members_leave_in_chunks_and_one_that_cannot_stays_alone() {
    virtual_time().block_on(async {
        let profile = Profile {
            refuses_absent: true,
            ..Profile::calm()
        };
        let world = World::new(1, profile);
        let mut members: Vec<String> = (1..=12)
            .map(|n| existing(&world.server, n).resource.id().unwrap().to_owned())
            .collect();
        world.server.put_members("g1", &members);
        // Somebody took the third out meanwhile.
        members.remove(2);
        let rows = (1..=8)
            .map(|n| {
                row(
                    n,
                    Action::Update,
                    vec![leave(&world.server, "g1", &format!("x{n}"))],
                )
            })
            .collect();
        let job = write(&world.store, head(Uniqueness::Declared), rows).await;
        world.server.put_members("g1", &members);
        // The owner of the group may not be taken out.
        let server = Scripted::new(&world.server, |request| {
            let Change::RemoveMembers { members, .. } = &request.change else {
                return None;
            };
            assert!(members.len() <= 4, "chunks of the server's limit");
            members.contains(&"x6".to_owned()).then(|| status(400))
        });
        let end = world.life_with(world.store.clone(), server, job).await;
        assert_eq!(end.state, JobState::DoneWithFailures, "one of them has to stay");
        for row in world.store.rows(job) {
            let wanted = if row.row.row_no == 6 {
                RowState::Failed
            } else {
                RowState::Succeeded
            };
            assert_eq!(row.state, wanted, "row {}: {:?}", row.row.row_no, row.message);
        }
        let left: Vec<String> = world.server.group("g1").into_iter().collect();
        assert_eq!(
            left,
            ["x10", "x11", "x12", "x6", "x9"],
            "nobody else was taken out, and who was out already counts as out"
        );
    });
}

#[test]
fn a_user_that_is_ours_and_differs_is_brought_to_what_was_wanted() {
    virtual_time().block_on(async {
        let world = World::new(1, Profile::calm());
        let job = write(&world.store, head(Uniqueness::Unknown), creates(1)).await;
        let behind = Arc::clone(&world.server);
        let mut first = true;
        let server = Scripted::new(&world.server, move |request| {
            if !matches!(request.change, Change::Create { .. }) || !std::mem::take(&mut first) {
                return None;
            }
            // It arrives, but without its title, and the answer is lost.
            behind.put_user(json!({
                "id": "u1", "userName": "p1@example.com", "externalId": "E1", "active": true,
                "meta": {"created": "2026-01-02T00:00:01Z"}
            }));
            Some(lost())
        });
        let end = world.life_with(world.store.clone(), server, job).await;
        assert_eq!(end.state, JobState::Done, "{end:?}");
        let users = world.server.users();
        assert_eq!(users.len(), 1, "adopted, not made again");
        assert_eq!(
            users[0].get_ci("title"),
            Some(&json!("T1")),
            "and corrected by a PATCH"
        );
        let adopted = world
            .store
            .ops(job)
            .iter()
            .filter(|op| op.proof == Some(Proof::Adopted))
            .count();
        assert_eq!(adopted, 1, "the row says how it was proven");
    });
}
