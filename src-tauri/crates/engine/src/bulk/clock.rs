//! The clocks of this computer.

use rollcall_jobs::{Clock, Moment};
use time::OffsetDateTime;

/// Boot id, boot-time clock (which counts sleep) and wall clock.
#[derive(Debug, Clone)]
pub struct BootClock {
    boot_id: String,
}

impl Default for BootClock {
    fn default() -> Self {
        Self::new()
    }
}

impl BootClock {
    /// Reads the boot's identity once.
    pub fn new() -> Self {
        Self { boot_id: boot_id() }
    }
}

#[cfg(target_os = "linux")]
fn boot_id() -> String {
    // Without it the moment of boot by the wall clock stands in: it changes with every boot.
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .map(|id| id.trim().to_owned())
        .unwrap_or_else(|_| format!("booted-{}", (wall_ms() - boot_ms()) / 60_000))
}

#[cfg(not(target_os = "linux"))]
fn boot_id() -> String {
    format!("booted-{}", (wall_ms() - boot_ms()) / 60_000)
}

fn wall_ms() -> i64 {
    i64::try_from(OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn boot_ms() -> i64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    now.tv_sec
        .saturating_mul(1_000)
        .saturating_add(now.tv_nsec / 1_000_000)
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn boot_ms() -> i64 {
    // On macOS CLOCK_MONOTONIC counts sleep.
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    now.tv_sec
        .saturating_mul(1_000)
        .saturating_add(now.tv_nsec / 1_000_000)
}

#[cfg(not(unix))]
fn boot_ms() -> i64 {
    use std::sync::OnceLock;
    use std::time::Instant;
    // No boot-time clock at hand: this process's own, with a boot id that no other process shares.
    static START: OnceLock<Instant> = OnceLock::new();
    i64::try_from(START.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(i64::MAX)
}

impl Clock for BootClock {
    fn now(&self) -> Moment {
        Moment {
            boot_id: self.boot_id.clone(),
            boot_ms: boot_ms(),
            wall_ms: wall_ms(),
        }
    }
}
