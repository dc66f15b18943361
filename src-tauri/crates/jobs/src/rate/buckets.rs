//! The buckets of a connection: one for each class of operations, and those of the limits that are known.

use std::collections::BTreeMap;

use super::{Bucket, OpClass, Throttle};
use crate::RetryAfter;

/// A limit that the server is known to have, before any 429.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// The classes that share it.
    pub classes: Vec<OpClass>,
    /// Requests in a second.
    pub per_second: f64,
}

/// All buckets of one run.
#[derive(Debug)]
pub struct Buckets {
    of: BTreeMap<OpClass, Bucket>,
    known: Vec<(Vec<OpClass>, Bucket)>,
}

impl Buckets {
    /// Open buckets; `share` (0 to 1) of each limit is left to others.
    pub fn new(share: f64, budgets: &[Budget], now: i64) -> Self {
        Self {
            of: OpClass::ALL
                .iter()
                .map(|class| (*class, Bucket::new(share, now)))
                .collect(),
            known: budgets
                .iter()
                .map(|b| (b.classes.clone(), Bucket::at_most(share, b.per_second, now)))
                .collect(),
        }
    }

    fn limits(&mut self, class: OpClass) -> impl Iterator<Item = &mut Bucket> {
        self.known
            .iter_mut()
            .filter(move |(classes, _)| classes.contains(&class))
            .map(|(_, bucket)| bucket)
    }

    /// When the next request of this class may go: `now` if at once.
    pub fn ready_at(&mut self, class: OpClass, now: i64) -> i64 {
        let own = self.of.get_mut(&class).map_or(now, |b| b.ready_at(now));
        self.limits(class).map(|b| b.ready_at(now)).fold(own, i64::max)
    }

    /// Takes one token of each bucket of the class, if all are open.
    pub fn take(&mut self, class: OpClass, now: i64) -> bool {
        if self.ready_at(class, now) > now {
            return false;
        }
        for bucket in self.limits(class) {
            bucket.take(now);
        }
        self.of.get_mut(&class).is_none_or(|b| b.take(now))
    }

    /// Whether the server asked this class to wait, and until when.
    pub fn paused(&self, class: OpClass, now: i64) -> Option<i64> {
        self.of.get(&class)?.paused(now)
    }

    /// A request of this class was taken by the server.
    pub fn accepted(&mut self, class: OpClass) {
        if let Some(bucket) = self.of.get_mut(&class) {
            bucket.accepted();
        }
    }

    /// 429, or 503 with Retry-After.
    pub fn throttled(&mut self, class: OpClass, now: i64, retry_after: Option<RetryAfter>) -> Throttle {
        match self.of.get_mut(&class) {
            Some(bucket) => bucket.throttled(now, retry_after),
            None => Throttle::Until(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of each class go in this many seconds, each as soon as it may.
    fn sent(buckets: &mut Buckets, classes: &[OpClass], seconds: i64) -> Vec<u32> {
        let mut counts = vec![0; classes.len()];
        for now in 0..seconds * 1_000 {
            for (class, count) in classes.iter().zip(&mut counts) {
                *count += u32::from(buckets.take(*class, now));
            }
        }
        counts
    }

    // Q-RATE-01
    #[test]
    fn a_known_limit_holds_from_the_first_request_and_for_all_that_share_it() {
        let budgets = [Budget {
            classes: vec![OpClass::Create, OpClass::Change],
            per_second: 3.0,
        }];
        let mut buckets = Buckets::new(0.1, &budgets, 0);
        let counts = sent(&mut buckets, &[OpClass::Create, OpClass::Change], 60);
        let all: u32 = counts.iter().sum();
        assert!(
            (160..=163).contains(&all),
            "3 a second less a tenth, for both together: {counts:?}"
        );
        assert!(
            buckets.take(OpClass::Delete, 60_000) && buckets.take(OpClass::Delete, 60_000),
            "a class that has no limit is not held up"
        );
    }
}
