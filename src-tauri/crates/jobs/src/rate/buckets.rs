//! The buckets of an organisation: one for each class of operations, and those of the limits that are known.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Bucket, OpClass, Throttle};
use crate::RetryAfter;

/// A limit that the server is known to have, before any 429.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// The classes that share it.
    pub classes: Vec<OpClass>,
    /// Requests in a second.
    pub per_second: f64,
    /// Requests at once, where that is known.
    pub burst: Option<f64>,
}

/// All buckets of one organisation. A clone is the same buckets: who sends to one organisation shares them.
#[derive(Debug, Clone)]
pub struct Buckets(Arc<Mutex<Both>>);

#[derive(Debug)]
struct Both {
    share: f64,
    of: BTreeMap<OpClass, Bucket>,
    known: Vec<(Budget, Bucket)>,
}

impl PartialEq for Buckets {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Buckets {
    /// Open buckets; `share` (0 to 1) of each limit is left to others.
    pub fn new(share: f64, budgets: &[Budget], now: i64) -> Self {
        let of = OpClass::ALL.iter().map(|class| (*class, Bucket::new(share, now)));
        let new = Self(Arc::new(Mutex::new(Both {
            share,
            of: of.collect(),
            known: Vec::new(),
        })));
        new.know(budgets, now);
        new
    }

    /// From now on these are the known limits, for all that share the buckets. What was learned, and the waits the server
    /// asked for, stay; limits that were known already go on as they are.
    pub fn know(&self, budgets: &[Budget], now: i64) {
        self.with(|both| {
            if !both.known.iter().map(|(budget, _)| budget).eq(budgets) {
                let bucket = |b: &Budget| Bucket::at_most(both.share, b.per_second, b.burst, now);
                both.known = budgets.iter().map(|b| (b.clone(), bucket(b))).collect();
            }
        });
    }

    fn with<T>(&self, then: impl FnOnce(&mut Both) -> T) -> T {
        // Each change of a bucket is complete in itself, so a panic elsewhere leaves nothing half done.
        then(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A run begins to send; see [`Bucket::begin`].
    pub fn begin(&self, now: i64) {
        self.with(|both| both.of.values_mut().for_each(|bucket| bucket.begin(now)));
    }

    /// When the next request of this class may go: `now` if at once.
    pub fn ready_at(&self, class: OpClass, now: i64) -> i64 {
        self.with(|both| both.ready_at(class, now))
    }

    /// Takes one token of each bucket of the class, if all are open.
    pub fn take(&self, class: OpClass, now: i64) -> bool {
        self.with(|both| both.take(class, now))
    }

    /// Counts a request that does not wait for its turn, as one that a person asked for: the others wait the longer.
    pub fn spend(&self, class: OpClass, now: i64) {
        self.with(|both| {
            both.limits(class).for_each(|bucket| bucket.spend(now));
            both.of.get_mut(&class).map(|bucket| bucket.spend(now))
        });
    }

    /// Whether the server asked this class to wait, and until when.
    pub fn paused(&self, class: OpClass, now: i64) -> Option<i64> {
        self.with(|both| both.of.get(&class)?.paused(now))
    }

    /// A request of this class was taken by the server.
    pub fn accepted(&self, class: OpClass) {
        self.with(|both| both.of.get_mut(&class).map(Bucket::accepted));
    }

    /// 429, or 503 with Retry-After.
    pub fn throttled(&self, class: OpClass, now: i64, retry_after: Option<RetryAfter>) -> Throttle {
        self.with(|both| match both.of.get_mut(&class) {
            Some(bucket) => bucket.throttled(now, retry_after),
            None => Throttle::Until(now),
        })
    }
}

impl Both {
    fn limits(&mut self, class: OpClass) -> impl Iterator<Item = &mut Bucket> {
        self.known
            .iter_mut()
            .filter(move |(budget, _)| budget.classes.contains(&class))
            .map(|(_, bucket)| bucket)
    }

    fn ready_at(&mut self, class: OpClass, now: i64) -> i64 {
        let own = self.of.get_mut(&class).map_or(now, |b| b.ready_at(now));
        self.limits(class).map(|b| b.ready_at(now)).fold(own, i64::max)
    }

    fn take(&mut self, class: OpClass, now: i64) -> bool {
        if self.ready_at(class, now) > now {
            return false;
        }
        for bucket in self.limits(class) {
            bucket.take(now);
        }
        self.of.get_mut(&class).is_none_or(|b| b.take(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of each class go in this many seconds, each as soon as it may.
    fn sent(buckets: &Buckets, classes: &[OpClass], seconds: i64) -> Vec<u32> {
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
            burst: None,
        }];
        let buckets = Buckets::new(0.1, &budgets, 0);
        let counts = sent(&buckets, &[OpClass::Create, OpClass::Change], 60);
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

    fn of_creates(per_second: f64, burst: Option<f64>) -> Buckets {
        let budget = Budget {
            classes: vec![OpClass::Create],
            per_second,
            burst,
        };
        Buckets::new(0.0, &[budget], 0)
    }

    // Q-RATE-01
    #[test]
    fn two_who_send_to_one_organisation_stay_within_its_limit_together() {
        let one = of_creates(3.0, None);
        let other = one.clone();
        let counts: u32 = (0..60_000)
            .map(|now| {
                u32::from(one.take(OpClass::Create, now)) + u32::from(other.take(OpClass::Create, now))
            })
            .sum();
        assert!((179..=182).contains(&counts), "3 a second for both: {counts}");
        one.throttled(OpClass::Create, 60_000, Some(RetryAfter::Ms(5_000)));
        assert_eq!(
            other.paused(OpClass::Create, 60_001),
            Some(65_000),
            "a wait that one was asked for, the other keeps too"
        );
    }

    // Q-RATE-01
    #[test]
    fn what_waited_for_nothing_makes_the_others_wait_the_longer_but_not_for_ever() {
        let buckets = of_creates(1.0, Some(2.0));
        for (sent, ready, why) in [
            (3, 2_000, "the third was one too many"),
            (1_000, 3_000, "no more is owed than a burst"),
        ] {
            for _ in 0..sent {
                buckets.spend(OpClass::Create, 0);
            }
            assert_eq!(buckets.ready_at(OpClass::Create, 0), ready, "{why}");
        }
    }

    // Q-RATE-01
    #[test]
    fn as_many_go_at_once_as_the_server_is_known_to_take_and_no_more() {
        let at_once =
            |buckets: &Buckets, now| (0..100).filter(|_| buckets.take(OpClass::Create, now)).count();
        let known = of_creates(3.0, Some(20.0));
        assert_eq!(at_once(&known, 0), 20, "the first of a small job need not wait");
        assert_eq!(at_once(&known, 1_000), 3, "then the rate holds");
        assert_eq!(at_once(&known, 600_000), 20, "however long nothing was sent");
        assert_eq!(
            at_once(&of_creates(3.0, None), 0),
            1,
            "where nobody knows, one after the other"
        );
    }
}
