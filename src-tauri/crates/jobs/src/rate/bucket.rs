//! A token bucket that learns its rate from 429 answers.

use crate::RetryAfter;

const FIVE_MINUTES: i64 = 5 * 60_000;
/// After so long without a request nobody is sending.
const IDLE: i64 = 10_000;
/// After so long without a request a learned rate is learned anew.
const FORGOTTEN: i64 = 10 * 60_000;
const A_DAY: u64 = 24 * 3_600_000;

/// What a throttled answer leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throttle {
    /// Wait until this boot time; it goes on by itself.
    Until(i64),
    /// The server asks for more than a day, or for something unreadable: wait five minutes, try one request.
    TryOne(i64),
    /// The one request tried was refused too: ask a person.
    Ask,
}

/// One class of operation on one connection. Times are boot-clock milliseconds.
#[derive(Debug, Clone)]
pub struct Bucket {
    share: f64,
    paused_until: Option<i64>,
    trying_one: bool,
    learned: Option<f64>,
    /// Requests a second that the server is known to take.
    most: Option<f64>,
    /// Requests at once that the server is known to take.
    burst: Option<f64>,
    tokens: f64,
    refilled_at: i64,
    window_from: i64,
    accepted: u32,
    backoff: u32,
    probed_at: i64,
    used_at: i64,
}

impl Bucket {
    /// A bucket that leaves `share` (0 to 1) of a learned rate to others.
    pub fn new(share: f64, now: i64) -> Self {
        Self {
            share: share.clamp(0.0, 0.9),
            paused_until: None,
            trying_one: false,
            learned: None,
            most: None,
            burst: None,
            tokens: 1.0,
            refilled_at: now,
            window_from: now,
            accepted: 0,
            backoff: 0,
            probed_at: now,
            used_at: now,
        }
    }

    /// A bucket that never gives more than `per_second`, and at once no more than `burst` where that is known, both
    /// less the share.
    pub fn at_most(share: f64, per_second: f64, burst: Option<f64>, now: i64) -> Self {
        let new = Self::new(share, now);
        let burst = burst.map(|burst| (burst * (1.0 - new.share)).floor().max(1.0));
        Self {
            most: Some(per_second.max(0.000_1)),
            burst,
            tokens: burst.unwrap_or(new.tokens),
            ..new
        }
    }

    /// A run begins. The time in which nobody sent says nothing of the server's rate, and a rate learned long ago no more.
    /// Where somebody else is sending, or waits as the server asked, what is being measured goes on.
    pub fn begin(&mut self, now: i64) {
        let idle = now.saturating_sub(self.used_at.max(self.paused_until.unwrap_or(0)));
        if idle < IDLE {
            return;
        }
        self.window_from = now;
        self.accepted = 0;
        if idle >= FORGOTTEN {
            self.learned = None;
        }
    }

    /// When the next request may go: `now` if at once.
    pub fn ready_at(&mut self, now: i64) -> i64 {
        if let Some(until) = self.paused_until.filter(|until| *until > now) {
            return until;
        }
        let Some(rate) = self.spend_rate(now) else {
            return now;
        };
        self.refill(now, rate);
        if self.tokens >= 1.0 {
            now
        } else {
            now.saturating_add(millis((1.0 - self.tokens) / rate * 1000.0))
        }
    }

    /// Whether a pause the server asked for is on, and until when.
    pub fn paused(&self, now: i64) -> Option<i64> {
        self.paused_until.filter(|until| *until > now)
    }

    /// Takes one token if the bucket is open.
    pub fn take(&mut self, now: i64) -> bool {
        if self.ready_at(now) > now {
            return false;
        }
        self.spend(now);
        if self.trying_one {
            // Only one; the next waits for its answer.
            self.paused_until = Some(now.saturating_add(FIVE_MINUTES));
        }
        true
    }

    /// Counts a request that leaves, whether the bucket is open or not. What leaves too early is owed, up to a burst: of
    /// more than that the server itself takes nothing.
    pub fn spend(&mut self, now: i64) {
        self.used_at = now;
        if let Some(rate) = self.spend_rate(now) {
            self.refill(now, rate);
            self.tokens = (self.tokens - 1.0).max(-self.at_once(rate));
        }
    }

    /// A request was taken by the server.
    pub fn accepted(&mut self) {
        self.accepted = self.accepted.saturating_add(1);
        self.backoff = 0;
        if self.trying_one {
            self.trying_one = false;
            self.paused_until = None;
        }
    }

    /// 429, or 503 with Retry-After.
    pub fn throttled(&mut self, now: i64, retry_after: Option<RetryAfter>) -> Throttle {
        let already = self.paused(now).is_some() && !self.trying_one;
        if !already {
            self.learn(now);
        }
        let wait = match retry_after {
            Some(RetryAfter::Ms(ms)) if ms <= A_DAY => i64::try_from(ms).unwrap_or(FIVE_MINUTES),
            Some(_) if self.trying_one => {
                // Whoever goes on after that has been asked: nothing of this wait is left over.
                self.trying_one = false;
                self.paused_until = None;
                return Throttle::Ask;
            }
            Some(_) => {
                self.trying_one = true;
                let until = now.saturating_add(FIVE_MINUTES);
                self.paused_until = Some(until);
                return Throttle::TryOne(until);
            }
            None if already => 0,
            None => {
                self.backoff = (self.backoff + 1).min(7);
                1_000_i64.saturating_mul(1 << (self.backoff - 1)).min(60_000)
            }
        };
        self.trying_one = false;
        let until = self.paused_until.unwrap_or(now).max(now.saturating_add(wait));
        self.paused_until = Some(until);
        Throttle::Until(until)
    }

    /// The rate becomes what was accepted since the last throttle, waits included, less 5 %.
    fn learn(&mut self, now: i64) {
        let seconds = seconds(now.saturating_sub(self.window_from)).max(0.25);
        if self.accepted > 0 {
            let seen = f64::from(self.accepted) / seconds * 0.95;
            self.learned = Some(self.learned.map_or(seen, |old| seen.min(old * 0.95)).max(0.02));
        }
        self.window_from = now;
        self.accepted = 0;
        self.tokens = 0.0;
        self.refilled_at = now;
        self.probed_at = now;
    }

    /// The rate to use: what was learned, up by 1 % a minute, less the share of others.
    fn spend_rate(&mut self, now: i64) -> Option<f64> {
        if let Some(rate) = self.learned.as_mut() {
            while now.saturating_sub(self.probed_at) >= 60_000 {
                *rate *= 1.01;
                self.probed_at = self.probed_at.saturating_add(60_000);
            }
        }
        let rate = match (self.learned, self.most) {
            (Some(learned), Some(most)) => learned.min(most),
            (learned, most) => learned.or(most)?,
        };
        Some(rate * (1.0 - self.share))
    }

    fn refill(&mut self, now: i64, rate: f64) {
        let gained = seconds(now.saturating_sub(self.refilled_at)) * rate;
        self.tokens = (self.tokens + gained).min(self.at_once(rate));
        self.refilled_at = now;
    }

    /// Where nothing is known, at most a quarter of a second's worth at once: bursts are what servers punish.
    fn at_once(&self, rate: f64) -> f64 {
        self.burst.unwrap_or((rate / 4.0).max(1.0))
    }
}

fn seconds(ms: i64) -> f64 {
    f64::from(i32::try_from(ms.max(0)).unwrap_or(i32::MAX)) / 1000.0
}

fn millis(ms: f64) -> i64 {
    // Saturates by definition of the conversion below; the bound keeps it exact.
    let bounded = ms.clamp(1.0, 86_400_000.0).ceil();
    std::time::Duration::from_secs_f64(bounded / 1000.0)
        .as_millis()
        .try_into()
        .unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_closes_the_bucket_and_not_a_moment_longer() {
        let mut b = Bucket::new(0.0, 0);
        assert!(b.take(0), "open at first");
        b.throttled(10, Some(RetryAfter::Ms(3_000)));
        assert_eq!(b.ready_at(10), 3_010, "as long as the server asked");
        assert!(b.take(3_010), "and then it goes on");
    }

    // Q-RATE-01
    #[test]
    fn a_limit_of_three_a_second_is_learned_from_the_throttles() {
        let mut b = Bucket::new(0.0, 0);
        let (mut now, mut window, mut in_window, mut refused_late) = (0i64, 0i64, 0u32, 0u32);
        let mut sent_late = 0u32;
        while now < 180_000 {
            now = b.ready_at(now);
            assert!(b.take(now), "ready_at keeps its word");
            if now / 1_000 != window {
                window = now / 1_000;
                in_window = 0;
            }
            in_window += 1;
            let late = now > 60_000;
            sent_late += u32::from(late);
            if in_window > 3 {
                refused_late += u32::from(late);
                b.throttled(now, None);
            } else {
                b.accepted();
            }
            now += 1;
        }
        assert!(
            refused_late <= 6,
            "after a minute throttles are rare, there were {refused_late}"
        );
        assert!(
            sent_late >= 120,
            "and it is not timid: at least 1 a second of 3, there were {sent_late} in 120 s"
        );
    }

    #[test]
    fn a_wait_of_years_is_tried_once_after_five_minutes_and_then_asked_about() {
        let mut b = Bucket::new(0.0, 0);
        assert_eq!(
            b.throttled(0, Some(RetryAfter::Ms(999_999_999_000))),
            Throttle::TryOne(300_000),
            "not believed at once"
        );
        assert!(b.take(300_000), "one request");
        assert!(!b.take(300_001), "only one");
        assert_eq!(
            b.throttled(300_050, Some(RetryAfter::Unreadable)),
            Throttle::Ask,
            "a person decides"
        );
        assert!(b.take(300_060), "and who decides to go on waits for nothing");
    }

    // Q-RATE-01
    #[test]
    fn without_a_header_the_wait_doubles() {
        let mut b = Bucket::new(0.0, 0);
        assert_eq!(b.throttled(0, None), Throttle::Until(1_000), "first");
        assert_eq!(b.throttled(1_000, None), Throttle::Until(3_000), "second");
    }

    #[test]
    fn the_time_between_two_jobs_is_not_taken_for_a_slow_server() {
        let mut b = Bucket::new(0.0, 0);
        for now in 0..100 {
            b.take(now);
            b.accepted();
        }
        let later = 3 * 3_600_000;
        b.begin(later);
        for now in 0..100 {
            b.take(later + now * 10);
            b.accepted();
        }
        b.throttled(later + 1_000, Some(RetryAfter::Ms(1_000)));
        let soon = later + 2_000;
        assert!(b.take(soon), "the wait is over");
        assert!(
            b.ready_at(soon) - soon < 100,
            "some 95 a second were taken, not 200 in three hours"
        );
        b.begin(soon + 60_000);
        assert!(b.learned.is_some(), "the next job knows it");
        b.begin(soon + 3_600_000);
        assert!(
            b.learned.is_none(),
            "what was learned an hour ago is learned anew"
        );
    }

    // Q-RATE-01
    #[test]
    fn who_begins_beside_another_run_does_not_make_its_measuring_start_again() {
        let mut b = Bucket::new(0.0, 0);
        for now in 0..30 {
            b.take(now * 1_000);
            b.accepted();
        }
        b.begin(29_900);
        b.take(29_950);
        b.accepted();
        b.throttled(30_000, Some(RetryAfter::Ms(1_000)));
        assert!(
            b.learned.is_some_and(|rate| rate < 1.1),
            "one a second was taken, not one in the last tenth of it: {:?}",
            b.learned
        );
    }
}
