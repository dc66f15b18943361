//! Time, passed in. An intent carries three readings, because each clock alone can lie.

use serde::{Deserialize, Serialize};

/// One reading of the clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Identifies this boot of the machine.
    pub boot_id: String,
    /// Milliseconds since boot, counting sleep. Never jumps.
    pub boot_ms: i64,
    /// Milliseconds since 1970-01-01 UTC by the wall clock. May jump.
    pub wall_ms: i64,
}

/// When an intent was taken.
pub type IntentTime = Moment;

/// The port to the machine's clocks.
pub trait Clock: Send + Sync {
    /// Reads all clocks.
    fn now(&self) -> Moment;
}

/// How many milliseconds remain until nothing of a request can land any more: `hold_ms` (W + Q)
/// after its intent. Zero when that time has come.
///
/// Same boot: the boot-time clock decides. Other boot: the wall clock, and a full `hold_ms` from
/// `started` (this runner's start) if the wall clock lies before the intent, because then it was set back.
pub fn quiet_in(intent: &IntentTime, started: &Moment, now: &Moment, hold_ms: i64) -> i64 {
    let remaining = if intent.boot_id == now.boot_id {
        intent.boot_ms.saturating_add(hold_ms).saturating_sub(now.boot_ms)
    } else if started.wall_ms < intent.wall_ms || now.wall_ms < intent.wall_ms {
        started
            .boot_ms
            .saturating_add(hold_ms)
            .saturating_sub(now.boot_ms)
    } else {
        // The runner's own start is the reference for the wall clock, the boot clock carries on from
        // there: a jump of the wall clock while the runner waits changes nothing.
        let elapsed_before = started.wall_ms.saturating_sub(intent.wall_ms);
        let elapsed_since = now.boot_ms.saturating_sub(started.boot_ms);
        hold_ms
            .saturating_sub(elapsed_before)
            .saturating_sub(elapsed_since)
    };
    remaining.max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(boot: &str, boot_ms: i64, wall_ms: i64) -> Moment {
        Moment {
            boot_id: boot.into(),
            boot_ms,
            wall_ms,
        }
    }

    #[test]
    fn on_the_same_boot_a_jump_of_the_wall_clock_changes_nothing() {
        let left = quiet_in(
            &at("a", 1_000, 50_000),
            &at("a", 900, 49_900),
            &at("a", 11_000, 99_999_999),
            95_000,
        );
        assert_eq!(left, 85_000, "the boot clock has advanced by 10 s only");
    }

    #[test]
    fn after_a_restart_the_next_morning_nothing_is_waited_for() {
        let left = quiet_in(
            &at("a", 1_000, 0),
            &at("b", 10, 40_000_000),
            &at("b", 20, 40_000_010),
            95_000,
        );
        assert_eq!(left, 0, "a night is longer than any request lives");
    }

    #[test]
    fn after_a_restart_with_a_clock_set_back_a_full_wait_counts_from_the_start_of_the_runner() {
        let left = quiet_in(
            &at("a", 1_000, 90_000_000),
            &at("b", 500, 1_000),
            &at("b", 10_500, 11_000),
            95_000,
        );
        assert_eq!(left, 85_000, "10 s of the full wait have passed since start-up");
    }

    #[test]
    fn after_a_quick_reboot_only_the_rest_is_waited_for() {
        let left = quiet_in(
            &at("a", 1_000, 100_000),
            &at("b", 0, 130_000),
            &at("b", 5_000, 135_000),
            95_000,
        );
        assert_eq!(left, 60_000, "30 s passed before the start and 5 s since");
    }
}
