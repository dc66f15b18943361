//! T2: kills at random instants, on six kinds of server.

use std::time::Duration;

use rollcall_jobs::RowState;

use crate::directory::Directory;
use crate::ground::Ground;
use crate::random::Random;
use crate::tally::Tally;
use crate::worlds::{QUIET_MS, World};

/// How many kills, in how many stores beside each other on each kind of server, and how many a job before it may run to
/// its end.
struct Scale {
    kills: u64,
    stores: u64,
    a_job: u64,
}

const SHORT: Scale = Scale {
    kills: 200,
    stores: 1,
    a_job: 8,
};
const LONG: Scale = Scale {
    kills: 5_000,
    stores: 3,
    a_job: 16,
};

/// One store and one server: jobs one after the other, each killed again and again, until so many kills are done.
fn campaign(world: &World, seed: u64, kills: u64, a_job: u64) -> Tally {
    let ground = Ground::new(QUIET_MS);
    let mut directory = Directory::fill(&ground, world);
    let mut random = Random(seed);
    let mut tally = Tally::default();
    while tally.kills < kills {
        let here = format!("{}, seed {seed}, job {}", world.name, tally.jobs + 1);
        ground.behave(world.calm());
        let (head, rows) = directory.plan(&ground, world, 40, &mut random);
        let job = ground.plan(head, rows);
        ground.behave(world.storm(random.next()));
        for _ in 0..a_job {
            let mut process = ground.start(job, None);
            tally.starts += 1;
            // One in four dies while the store is being opened, the others at work.
            let wait = if random.below(4) == 0 {
                random.below(60)
            } else {
                process.line();
                1 + random.below(400)
            };
            if !process.kill_after(Duration::from_millis(wait)) {
                break;
            }
            tally.kills += 1;
        }
        // A pause (the server asked for a wait) is no end: run again, as a person would.
        let mut end = String::new();
        for _ in 0..5 {
            end = ground.start(job, None).end().0;
            tally.starts += 1;
            if !end.starts_with("paused") {
                break;
            }
        }
        let wrong_rows = ground.with_store(async |store| tally.job(store, job, &[RowState::Succeeded]).await);
        assert_eq!(
            wrong_rows,
            Vec::<String>::new(),
            "{here}: every row has its end, and no failure is false"
        );
        assert_eq!(end.trim(), "done", "{here}: the job has ended");
        assert_eq!(
            directory.wrongs(&ground),
            Vec::<String>::new(),
            "{here}: the server's own list is what was planned, everybody once"
        );
    }
    tally
}

#[test]
fn kills_at_random_instants_lose_nobody_and_double_nobody() {
    let scale = if std::env::var_os("ROLLCALL_LONG").is_some() {
        LONG
    } else {
        SHORT
    };
    let worlds = World::all();
    let each = scale.kills.div_ceil(worlds.len() as u64 * scale.stores);
    let mut sum = Tally::default();
    std::thread::scope(|scope| {
        let mut running = Vec::new();
        for (n, world) in (1..).zip(&worlds) {
            for store in 0..scale.stores {
                let work = move || campaign(world, n * 1_000 + store, each, scale.a_job);
                running.push((world, scope.spawn(work)));
            }
        }
        for (world, thread) in running {
            let tally = thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            println!("{}: {tally}", world.name);
            sum.add(tally);
        }
    });
    println!("RANDOM KILLS: {sum}; 0 lost, 0 doubled, 0 false failures");
    assert!(sum.kills >= scale.kills, "as many as promised");
    assert!(
        sum.adopted > 0,
        "the kills and lost answers left creates to be adopted, or nothing was tested"
    );
    assert!(sum.sent_again > 0, "and requests that had to be sent again");
}
