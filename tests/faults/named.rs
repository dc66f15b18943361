//! T1: the process is killed while it holds at each named point.

use std::time::Duration;

use rollcall_engine::bulk::StoreAdapter;
use rollcall_jobs::{Control, JobId, JobQueries as _, Point, RowState};

use crate::directory::Directory;
use crate::ground::{Ground, Process, now_ms};
use crate::random::Random;
use crate::tally::Tally;
use crate::worlds::World;

/// Q here: nothing lands late in these runs.
const QUIET_MS: u32 = 300;

/// Lets the process come to its point and kills it there; `false` when it ended without coming by.
fn kill_at_point(mut process: Process) -> bool {
    while let Some(line) = process.line() {
        if line.starts_with("FAILPOINT") {
            return process.kill_after(Duration::ZERO);
        }
    }
    false
}

struct Run {
    ground: Ground,
    directory: Directory,
    world: World,
    random: Random,
    tally: Tally,
}

impl Run {
    fn new(world: World, seed: u64) -> Self {
        let ground = Ground::new(QUIET_MS);
        Self {
            directory: Directory::fill(&ground, &world),
            ground,
            world,
            random: Random(seed),
            tally: Tally::default(),
        }
    }

    fn plan(&mut self) -> JobId {
        self.ground.behave(self.world.calm());
        let (head, rows) = self
            .directory
            .plan(&self.ground, &self.world, 12, &mut self.random);
        self.ground.plan(head, rows)
    }

    fn kill_at(&mut self, job: JobId, point: &str) -> bool {
        let killed = kill_at_point(self.ground.start(job, Some(point)));
        self.tally.starts += 1;
        self.tally.kills += u64::from(killed);
        killed
    }

    /// Runs to the end and asks the oracle.
    fn end(&mut self, job: JobId, point: &str) {
        let end = self.ground.start(job, None).end().0;
        self.tally.starts += 1;
        let tally = &mut self.tally;
        let rows = self
            .ground
            .with_store(async |store| tally.job(store, job, &[RowState::Succeeded]).await);
        assert_eq!(
            rows,
            Vec::<String>::new(),
            "killed at {point}: every row has its end, and no failure is false"
        );
        assert_eq!(end.trim(), "done", "killed at {point}: the job has ended");
        assert_eq!(
            self.directory.wrongs(&self.ground),
            Vec::<String>::new(),
            "killed at {point}: the server's own list is what was planned, everybody once"
        );
    }

    /// A point of the ordinary way, for the first time and for the third.
    fn ordinary(&mut self, point: Point) {
        for time in [1, 3] {
            let job = self.plan();
            self.ground.behave(self.world.drizzle());
            let name = format!("{point}:{time}");
            let killed = self.kill_at(job, &name);
            assert!(
                killed || time > 1,
                "a job comes by {point}, or the point proves nothing"
            );
            self.end(job, &name);
        }
    }

    /// A point of a pause: the credential dies in the middle.
    fn pausing(&mut self, point: Point) {
        let job = self.plan();
        self.ground.behave(self.world.unauthorized_after(9));
        assert!(self.kill_at(job, point.as_str()), "a job comes by {point}");
        self.ground.behave(self.world.calm());
        self.end(job, point.as_str());
    }

    /// A point of a cancelled job that has operations of unknown outcome.
    fn cancelling(&mut self, point: Point) {
        let job = self.plan();
        assert!(self.kill_at(job, Point::AfterCreate.as_str()), "a create is open");
        self.ground
            .with_store(async |store: &StoreAdapter| store.control(job, Control::Cancel, now_ms()).await)
            .expect("it can be cancelled");
        assert!(self.kill_at(job, point.as_str()), "a job comes by {point}");
        let end = self.ground.start(job, None).end().0;
        assert_eq!(
            end.trim(),
            "cancelled",
            "killed at {point}: it is cancelled all the same"
        );
        let tally = &mut self.tally;
        let ends = [RowState::Succeeded, RowState::Cancelled];
        let rows = self
            .ground
            .with_store(async |store| tally.job(store, job, &ends).await);
        assert_eq!(
            rows,
            Vec::<String>::new(),
            "killed at {point}: every row says whether it was sent"
        );
        let wrongs = self.directory.wrongs(&self.ground);
        let doubled: Vec<&String> = wrongs
            .iter()
            .filter(|w| w.contains("times") || w.contains("twice"))
            .collect();
        assert_eq!(
            doubled,
            Vec::<&String>::new(),
            "killed at {point}: nobody is there twice"
        );
        self.directory.take(&self.ground);
    }
}

#[test]
fn a_kill_at_each_named_point_loses_nobody_and_doubles_nobody() {
    let parts: Vec<Vec<Point>> = (0..4)
        .map(|part| Point::ALL.iter().copied().skip(part).step_by(4).collect())
        .collect();
    let mut sum = Tally::default();
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..)
            .zip(parts)
            .map(|(n, points)| {
                scope.spawn(move || {
                    // Without uniqueness, and with a 204 that makes chunks be read back.
                    let world = if n % 2 == 0 {
                        World::twins()
                    } else {
                        World::terse()
                    };
                    let mut run = Run::new(world, n);
                    let mut terse = Run::new(World::terse(), 100 + n);
                    for point in points {
                        match point {
                            Point::BeforeCancel | Point::AfterCancel => run.cancelling(point),
                            Point::BeforePause | Point::AfterPause => run.pausing(point),
                            Point::BeforeReadBack | Point::AfterReadBack => terse.ordinary(point),
                            _ => run.ordinary(point),
                        }
                    }
                    run.tally.add(terse.tally);
                    run.tally
                })
            })
            .collect();
        for thread in running {
            sum.add(
                thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            );
        }
    });
    println!("NAMED POINTS: {} points, {sum}", Point::ALL.len());
    assert!(sum.kills >= Point::ALL.len() as u64, "each point was killed at");
}
