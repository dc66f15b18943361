//! T3 and T4: the oracle can fail. What works without looking, or without waiting, makes doubles on the same ground.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use rollcall_sandbox::ResourceKind;

use crate::directory::Directory;
use crate::ground::Ground;
use crate::random::Random;
use crate::worlds::World;

/// Users beyond the first of each name.
fn doubles(ground: &Ground) -> u32 {
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for user in ground.sandbox.resources(ResourceKind::User) {
        *times
            .entry(user.user_name().unwrap_or_default().to_owned())
            .or_default() += 1;
    }
    times.values().map(|n| n - 1).sum()
}

#[test]
fn a_client_that_sends_again_without_looking_makes_doubles_here() {
    const ROWS: u64 = 60;
    let ground = Ground::new(0);
    ground.behave(World::twins().storm(7));
    let mut random = Random(7);
    let mut kills = 0;
    for _ in 0..8 {
        let mut process = ground.start_naive(ROWS);
        process.line();
        kills += u32::from(process.kill_after(Duration::from_millis(1 + random.below(400))));
    }
    assert_eq!(
        ground.start_naive(ROWS).end().0,
        "naive",
        "it ends and believes all is well"
    );
    let doubles = doubles(&ground);
    println!("CONTROL: {kills} kills, {ROWS} rows, {doubles} doubled by a client that does not look");
    assert!(
        doubles > 0,
        "a harness in which this client passes would prove nothing"
    );
}

#[test]
fn without_the_quiet_time_a_late_landing_makes_doubles_and_the_oracle_sees_it() {
    // Longer than the permit of 400 ms, shorter than that and the 2 s before a second try.
    const LATE_MS: u64 = 2_000;
    let world = World::twins();
    for quiet_ms in [0, 3_000] {
        let ground = Ground::new(quiet_ms);
        let mut directory = Directory::fill(&ground, &world);
        let (head, rows) = directory.plan(&ground, &world, 8, &mut Random(3));
        let job = ground.plan(head, rows);
        ground.behave(world.late(LATE_MS));
        let end = ground.start(job, None).end().0;
        let (doubles, wrongs) = (doubles(&ground), directory.wrongs(&ground));
        println!("Q = {quiet_ms} ms, landing after {LATE_MS} ms: {doubles} doubled, ended {end}");
        if quiet_ms == 0 {
            assert!(
                doubles > 0,
                "the rule that was taken away is the one that prevents doubles"
            );
            assert!(
                wrongs.iter().any(|w| w.contains("times")),
                "and the oracle of the crash proof says so: {wrongs:?}"
            );
        } else {
            assert_eq!(
                wrongs,
                Vec::<String>::new(),
                "with it, the same landing harms nobody"
            );
        }
    }
}

#[test]
fn the_program_people_get_has_no_named_points() {
    const NAME: &[u8] = b"ROLLCALL_FAILPOINT";
    let has_points = |program: &Path| {
        let bytes = std::fs::read(program).expect("the program can be read");
        bytes
            .split(|byte| *byte == NAME[0])
            .any(|after| after.starts_with(&NAME[1..]))
    };
    assert!(
        has_points(Path::new(env!("CARGO_BIN_EXE_fault-runner"))),
        "the search finds them where they are"
    );
    assert!(
        !has_points(rollcall_tests::program()),
        "nobody's environment may stop a job in the middle; this build was made with the tests' features"
    );
}
