//! How many requests may be under way at once.

/// Starts at 4 and doubles each window until the first cut; then one more per window while the median latency
/// does not grow, and ×0.7 at each cut. A window is as many answers as the present concurrency.
#[derive(Debug, Clone)]
pub struct Concurrency {
    current: u32,
    max: u32,
    doubling: bool,
    window: Vec<u64>,
    median_before: Option<u64>,
}

impl Concurrency {
    /// With this maximum, at least 1.
    pub fn new(max: u32) -> Self {
        let max = max.max(1);
        Self {
            current: max.min(4),
            max,
            doubling: true,
            window: Vec::new(),
            median_before: None,
        }
    }

    /// How many now.
    pub const fn current(&self) -> u32 {
        self.current
    }

    /// An answer came after this many milliseconds and was no reason to cut.
    pub fn answered(&mut self, latency_ms: u64) {
        self.window.push(latency_ms);
        if self.window.len() < usize::try_from(self.current).unwrap_or(usize::MAX) {
            return;
        }
        self.window.sort_unstable();
        let median = self
            .window
            .get(self.window.len() / 2)
            .copied()
            .unwrap_or(latency_ms);
        self.window.clear();
        // A tenth, and never less than 5 ms, is noise.
        let grown = self
            .median_before
            .is_some_and(|before| median > before + (before / 10).max(5));
        if self.doubling {
            self.current = (self.current * 2).min(self.max);
        } else if !grown {
            self.current = (self.current + 1).min(self.max);
        }
        self.median_before = Some(
            self.median_before
                .map_or(median, |before| (before * 3 + median) / 4),
        );
    }

    /// 429, 503 or a time-out: fewer. Once per window, since the requests under way were sent before it.
    pub fn cut(&mut self) {
        if self.doubling || !self.window.is_empty() || self.median_before.is_none() {
            self.current = (self.current * 7 / 10).max(1);
        }
        self.doubling = false;
        self.window.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concurrency_doubles_each_round_trip_up_to_the_maximum() {
        let mut c = Concurrency::new(16);
        let mut seen = vec![c.current()];
        for _ in 0..12 {
            c.answered(50);
            if seen.last() != Some(&c.current()) {
                seen.push(c.current());
            }
        }
        assert_eq!(seen, [4, 8, 16], "4 answers, then 8, and it is at full speed");
    }

    #[test]
    fn after_a_cut_it_grows_by_one_a_window() {
        let mut c = Concurrency::new(16);
        for _ in 0..12 {
            c.answered(50);
        }
        c.cut();
        assert_eq!(c.current(), 11, "16 x 0.7");
        for _ in 0..11 {
            c.answered(50);
        }
        assert_eq!(c.current(), 12, "one more after a window of equal latency");
    }

    #[test]
    fn a_burst_of_throttles_counts_as_one_cut() {
        let mut c = Concurrency::new(16);
        for _ in 0..12 {
            c.answered(50);
        }
        for _ in 0..16 {
            c.cut();
        }
        assert_eq!(c.current(), 11, "the other 15 were on their way already");
    }
}
