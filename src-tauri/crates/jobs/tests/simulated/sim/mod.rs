//! A server, a clock and a process that crashes, all simulated: virtual time, every choice from a seed.

pub mod full_disk;
pub mod job;
pub mod scripted;
pub mod server;

use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use rollcall_jobs::memory::MemoryStore;
use rollcall_jobs::{
    Clock, Executor, JobEnd, JobId, Moment, Point, Probe, RunStore, Runner, RunnerConfig, Silent, Until,
};
use tokio::sync::Notify;
use tokio::time::Instant;

use server::SimServer;

/// A runtime whose time passes only while everybody sleeps, and then at once.
pub fn virtual_time() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}

/// xorshift64*: the same seed, the same schedule.
#[derive(Clone)]
pub struct Rng(Arc<Mutex<u64>>);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)))
    }
    pub fn next(&self) -> u64 {
        let mut s = self.0.lock().unwrap();
        *s ^= *s >> 12;
        *s ^= *s << 25;
        *s ^= *s >> 27;
        s.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
    pub fn below(&self, n: u64) -> u64 {
        self.next() % n.max(1)
    }
    pub fn chance(&self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// Clocks on virtual time; a reboot changes the boot id and restarts the boot clock.
pub struct SimClock {
    start: Instant,
    boot: AtomicU32,
    boot_from: AtomicI64,
}

pub const EPOCH_MS: i64 = 1_767_312_000_000;

impl SimClock {
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            boot: AtomicU32::new(1),
            boot_from: AtomicI64::new(-5_000),
        }
    }
    pub fn elapsed(&self) -> i64 {
        self.start.elapsed().as_millis() as i64
    }
    pub fn reboot(&self) {
        self.boot.fetch_add(1, Ordering::SeqCst);
        self.boot_from.store(self.elapsed(), Ordering::SeqCst);
    }
}

impl Clock for SimClock {
    fn now(&self) -> Moment {
        let elapsed = self.elapsed();
        Moment {
            boot_id: format!("boot-{}", self.boot.load(Ordering::SeqCst)),
            boot_ms: elapsed - self.boot_from.load(Ordering::SeqCst),
            wall_ms: EPOCH_MS + elapsed,
        }
    }
}

/// Kills the process at the n-th visit of a point.
pub struct CrashAt {
    point: Mutex<Option<(Point, u64)>>,
    pub crash: Notify,
}

impl CrashAt {
    pub fn new() -> Self {
        Self {
            point: Mutex::new(None),
            crash: Notify::new(),
        }
    }
    pub fn arm(&self, at: Option<(Point, u64)>) {
        *self.point.lock().unwrap() = at;
    }
}

#[async_trait]
impl Probe for CrashAt {
    async fn at(&self, point: Point) {
        let hit = {
            let mut armed = self.point.lock().unwrap();
            match armed.as_mut() {
                Some((p, left)) if *p == point => {
                    *left = left.saturating_sub(1);
                    *left == 0
                }
                _ => false,
            }
        };
        if hit {
            self.crash.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

/// A server this rough loses four requests in a row now and then; a row that never arrives is not what is tested.
pub fn patient() -> RunnerConfig {
    RunnerConfig {
        resend_limit: 8,
        ..RunnerConfig::default()
    }
}

pub struct World {
    pub rng: Rng,
    pub clock: Arc<SimClock>,
    pub store: Arc<MemoryStore>,
    pub server: Arc<SimServer>,
    pub probe: Arc<CrashAt>,
    pub config: RunnerConfig,
    pub crashes: u32,
}

impl World {
    pub fn new(seed: u64, profile: server::Profile) -> Self {
        let rng = Rng::new(seed);
        let clock = Arc::new(SimClock::new());
        let delays = rng.clone();
        let store = Arc::new(MemoryStore::with_delay(Box::new(move || {
            (
                Duration::from_millis(1 + delays.below(8)),
                Duration::from_millis(delays.below(3)),
            )
        })));
        let server = Arc::new(SimServer::new(profile, rng.clone(), Arc::clone(&clock)));
        Self {
            rng,
            clock,
            store,
            server,
            probe: Arc::new(CrashAt::new()),
            config: patient(),
            crashes: 0,
        }
    }

    /// Runs the job, crashing `crashes` times on the way, until it has ended or stands still.
    pub async fn run(&mut self, job: JobId, crashes: u32) -> JobEnd {
        loop {
            let crash_here = self.crashes < crashes;
            let armed = if crash_here && self.rng.chance(70) {
                let point = Point::ALL[self.rng.below(Point::ALL.len() as u64) as usize];
                Some((point, 1 + self.rng.below(8)))
            } else {
                None
            };
            let timer = if crash_here {
                Duration::from_millis(self.rng.below(3_000))
            } else {
                Duration::MAX
            };
            self.probe.arm(armed);
            let life = self.life(job);
            tokio::select! {
                end = life => return end,
                () = self.probe.crash.notified() => {}
                () = tokio::time::sleep(timer) => {}
            }
            self.crashes += 1;
            self.probe.arm(None);
            // How long the machine stays down, and whether it was rebooted.
            let down = [0, 0, 200, 2_000, 30_000, 200_000][self.rng.below(6) as usize];
            tokio::time::sleep(Duration::from_millis(down)).await;
            if self.rng.chance(20) {
                self.clock.reboot();
            }
        }
    }

    /// One life of the process.
    async fn life(&self, job: JobId) -> JobEnd {
        self.life_with(self.store.clone(), self.server.clone(), job).await
    }

    /// One life on another store, or with something between it and the server.
    pub async fn life_with(&self, store: Arc<dyn RunStore>, server: Arc<dyn Executor>, job: JobId) -> JobEnd {
        let runner = Runner::start(
            store,
            self.clock.clone(),
            Arc::new(Silent),
            self.probe.clone(),
            self.config.clone(),
        )
        .await
        .unwrap();
        runner.run(job, server, Until::End, None).await.unwrap()
    }

    /// Kills the process at the n-th visit of a point, starts it again at once, and lets it end.
    pub async fn run_crashing_at(&mut self, job: JobId, point: Point, n: u32) -> JobEnd {
        self.probe.arm(Some((point, u64::from(n))));
        tokio::select! {
            // Some points are not passed so often: then nothing is killed.
            end = self.life(job) => return end,
            () = self.probe.crash.notified() => {}
        }
        self.probe.arm(None);
        self.life(job).await
    }
}
