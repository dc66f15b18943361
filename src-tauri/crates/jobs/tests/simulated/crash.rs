//! Thousands of crash schedules in virtual time. The oracle is the server's own list, not the client's store.

use std::collections::BTreeMap;

use rollcall_jobs::*;

use crate::sim::job::{mixed, wrongs};
use crate::sim::server::{FilterMood, Profile};
use crate::sim::{World, virtual_time};

async fn schedule(
    seed: u64,
    profile: Profile,
    uniqueness: Uniqueness,
    crashes: u32,
) -> (World, JobId, JobEnd) {
    let mut world = World::new(seed, profile);
    let job = mixed(&world.store, &world.server, uniqueness).await;
    let end = world.run(job, crashes).await;
    (world, job, end)
}

/// Runs `n` schedules and gives how often rows ended how, and how many operations were adopted.
fn prove(name: &str, n: u64, profile: &Profile, uniqueness: Uniqueness) -> BTreeMap<String, u64> {
    let mut tally: BTreeMap<String, u64> = BTreeMap::new();
    for seed in 0..n {
        let crashes = (seed % 5) as u32;
        let (world, job, end) = virtual_time().block_on(schedule(seed, profile.clone(), uniqueness, crashes));
        let wrong = wrongs(&world.server);
        assert!(
            wrong.is_empty(),
            "{name}, seed {seed}, {} crashes: {wrong:?} {:?}",
            world.crashes,
            states(&world, job)
        );
        assert_eq!(
            end.state,
            JobState::Done,
            "{name}, seed {seed}: {end:?} {:?}",
            states(&world, job)
        );
        *tally.entry("crashes".into()).or_default() += u64::from(world.crashes);
        for op in world.store.ops(job) {
            if let Some(proof) = op.proof {
                *tally.entry(proof.to_string()).or_default() += 1;
            }
        }
    }
    println!("{name}: {n} schedules, {tally:?}");
    tally
}

/// The operations of every row that did not succeed.
fn states(world: &World, job: JobId) -> Vec<String> {
    let bad: Vec<_> = world
        .store
        .rows(job)
        .into_iter()
        .filter(|r| r.state != RowState::Succeeded)
        .collect();
    let ops = world.store.ops(job);
    bad.iter()
        .flat_map(|row| {
            row.ops
                .iter()
                .filter_map(|id| ops.iter().find(|o| o.record.op == *id))
        })
        .chain(ops.iter().filter(|o| o.record.row.is_none()))
        .map(|o| {
            let r = &o.record;
            format!(
                "{} {} {:?} {:?} {:?} {:?}",
                r.change.kind(),
                r.state,
                o.class,
                o.message,
                o.attempts,
                r.items
            )
        })
        .collect()
}

fn schedules() -> u64 {
    std::env::var("ROLLCALL_SCHEDULES")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(200)
}

#[test]
fn a_rough_server_with_unique_names_and_crashes_leaves_one_user_per_row() {
    let tally = prove("unique", schedules(), &Profile::rough(), Uniqueness::Declared);
    assert!(
        tally["adopted"] > schedules() / 4,
        "creates were really lost and found again"
    );
}

// Q-ERR-03
#[test]
fn a_server_that_allows_twins_and_crashes_leaves_one_user_per_row() {
    let profile = Profile {
        unique_names: false,
        ..Profile::rough()
    };
    let tally = prove("twins", schedules(), &profile, Uniqueness::Unknown);
    assert!(
        tally["adopted"] > schedules() / 4,
        "creates were really lost and found again"
    );
}

#[test]
fn a_server_that_ignores_filters_does_not_mislead() {
    let profile = Profile {
        unique_names: false,
        external_filter: FilterMood::Ignored,
        name_filter: FilterMood::Ignored,
        ..Profile::rough()
    };
    prove("ignored filters", schedules() / 2, &profile, Uniqueness::Unknown);
}

#[test]
fn a_server_whose_filters_find_nothing_does_not_mislead() {
    let profile = Profile {
        unique_names: false,
        external_filter: FilterMood::AlwaysEmpty,
        name_filter: FilterMood::AlwaysEmpty,
        ..Profile::rough()
    };
    prove("empty filters", schedules() / 2, &profile, Uniqueness::Unknown);
}

// Q-ATT-05
#[test]
fn a_server_that_drops_external_ids_and_refuses_their_filter_still_gives_one_user_per_row() {
    let profile = Profile {
        unique_names: false,
        keeps_external_id: false,
        external_filter: FilterMood::Refused,
        ..Profile::rough()
    };
    prove("no externalId", schedules() / 2, &profile, Uniqueness::Unknown);
}

// Q-GRP-02
#[test]
fn a_server_that_hides_members_gets_them_all_the_same() {
    let profile = Profile {
        shows_members: false,
        lost_after: 3,
        lost_before: 1,
        error_after: 1,
        late: 1,
        ..Profile::rough()
    };
    prove("hidden members", schedules() / 2, &profile, Uniqueness::Declared);
}

// Q-PAT-07
#[test]
fn a_server_that_refuses_to_remove_who_is_out_already_ends_with_everybody_out() {
    let profile = Profile {
        refuses_absent: true,
        ..Profile::rough()
    };
    prove("refuses absent", schedules() / 2, &profile, Uniqueness::Declared);
}

#[test]
fn a_calm_server_gets_one_request_per_clean_create_and_no_look_up() {
    virtual_time().block_on(async {
        let (world, _, end) = schedule(1, Profile::calm(), Uniqueness::Declared, 0).await;
        assert_eq!(end.state, JobState::Done, "nothing stands in the way");
        assert_eq!(
            world.server.count("create"),
            12,
            "one request for each of 12 people"
        );
        assert_eq!(
            world.server.count("list") + world.server.count("walk"),
            0,
            "the plan's walk was proof enough"
        );
    });
}

#[test]
fn a_crash_at_each_named_point_leaves_one_user_per_row() {
    for &point in Point::ALL {
        for n in 1..=3 {
            virtual_time().block_on(async {
                let mut world = World::new(u64::from(n), Profile::rough());
                let job = mixed(&world.store, &world.server, Uniqueness::Unknown).await;
                let end = world.run_crashing_at(job, point, n).await;
                let wrong = wrongs(&world.server);
                assert!(
                    wrong.is_empty(),
                    "killed at {point} for the {n}. time: {wrong:?} {:?}",
                    states(&world, job)
                );
                assert_eq!(end.state, JobState::Done, "killed at {point} for the {n}. time");
            });
        }
    }
}

#[test]
fn without_the_waiting_time_twins_appear() {
    let profile = Profile {
        unique_names: false,
        late: 25,
        ..Profile::rough()
    };
    let mut twins = 0;
    for seed in 0..60 {
        let wrong = virtual_time().block_on(async {
            let mut world = World::new(seed, profile.clone());
            world.config.quiet_ms = 0;
            let job = mixed(&world.store, &world.server, Uniqueness::Unknown).await;
            world.run(job, 1).await;
            wrongs(&world.server)
        });
        twins += u32::from(wrong.iter().any(|w| w.contains("times")));
    }
    assert!(
        twins > 5,
        "the harness can see what Q prevents: only {twins} of 60 schedules had twins"
    );
}

#[test]
fn a_naive_client_in_the_same_harness_fails() {
    let profile = Profile {
        unique_names: false,
        ..Profile::rough()
    };
    let mut bad = 0;
    for seed in 0..60 {
        let wrong = virtual_time().block_on(naive(seed, profile.clone()));
        bad += u32::from(!wrong.is_empty());
    }
    assert!(
        bad > 20,
        "sending again whatever got no answer must show: only {bad} of 60 schedules went wrong"
    );
}

/// Sends every row, and again on anything but a success.
async fn naive(seed: u64, profile: Profile) -> Vec<String> {
    let world = World::new(seed, profile);
    let job = mixed(&world.store, &world.server, Uniqueness::Unknown).await;
    for row in world.store.rows(job) {
        for id in row.ops {
            let op = world
                .store
                .ops(job)
                .into_iter()
                .find(|o| o.record.op == id)
                .unwrap();
            let mut change = op.record.change.clone();
            if let Change::RemoveMember { group_id, member, .. } = &change {
                change = Change::chunk(
                    Membership::Leave { seen: true },
                    group_id.clone(),
                    vec![member.clone()],
                );
            }
            if let Change::AddMember { group_id, .. } = &change {
                let name = row.row.ops.first().map_or_else(String::new, |_| String::new());
                let _ = name;
                let user = format!("p{}@example.com", row.row.row_no);
                let ids: Vec<String> = world
                    .server
                    .users()
                    .iter()
                    .filter(|u| u.user_name() == Some(&user))
                    .filter_map(|u| u.id().map(str::to_owned))
                    .collect();
                change = Change::AddMembers {
                    group_id: group_id.clone(),
                    members: ids,
                };
            }
            for _ in 0..5 {
                let request = SendRequest {
                    op: op.record.op,
                    resource_type: op.record.resource_type.clone(),
                    change: change.clone(),
                    if_match: None,
                    permit: std::time::Duration::from_secs(5),
                };
                let answer = world.server.send(request).await;
                if matches!(answer.status(), Some(200 | 201 | 204 | 409)) {
                    break;
                }
            }
        }
    }
    wrongs(&world.server)
}
