//! What a run measures: whether the server is reached, and how fast rows end.

use std::collections::VecDeque;

/// The search for a server that cannot be reached.
#[derive(Debug, Default)]
pub struct Offline {
    misses: u32,
    since: Option<i64>,
    open_at: i64,
}

impl Offline {
    /// One request at a time until it answers.
    pub const fn seeking(&self) -> bool {
        self.misses >= 3
    }

    /// Nothing is sent before this boot time.
    pub const fn open_at(&self) -> i64 {
        self.open_at
    }

    /// Not reached. Gives how long it has been sought.
    pub fn missed(&mut self, now: i64) -> i64 {
        let since = *self.since.get_or_insert(now);
        if now >= self.open_at {
            self.misses = self.misses.saturating_add(1);
            if self.seeking() {
                self.open_at = now.saturating_add(500_i64.saturating_mul(1 << (self.misses - 3).min(6)));
            }
        }
        if self.seeking() {
            now.saturating_sub(since)
        } else {
            0
        }
    }

    /// It answered. True when it was being sought.
    pub fn reached(&mut self) -> bool {
        let was = self.seeking();
        *self = Self::default();
        was
    }
}

/// How fast operations end.
#[derive(Debug)]
pub struct Meter {
    ends: VecDeque<(i64, u32)>,
    told_at: i64,
    started: i64,
}

impl Meter {
    pub const fn new(now: i64) -> Self {
        Self {
            ends: VecDeque::new(),
            told_at: 0,
            started: now,
        }
    }

    /// Rows ended; gives the speed when it is time to tell (five times a second at most).
    pub fn ended(&mut self, now: i64, rows: u32, all: bool) -> Option<f64> {
        self.ends.push_back((now, rows));
        while self
            .ends
            .front()
            .is_some_and(|(at, _)| now.saturating_sub(*at) > 10_000)
        {
            self.ends.pop_front();
        }
        if !all && now.saturating_sub(self.told_at) < 200 {
            return None;
        }
        self.told_at = now;
        let span = now.saturating_sub(self.started).clamp(1, 10_000);
        let rows: u32 = self.ends.iter().map(|(_, n)| *n).sum();
        Some(f64::from(rows) * 1000.0 / f64::from(i32::try_from(span).unwrap_or(1)))
    }
}
