//! The limits that all jobs of one organisation share, and reading its directory with them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use rollcall_jobs::rate::{Buckets, Budget, OpClass};
use rollcall_jobs::{Clock as _, RetryAfter, RunnerConfig};
use rollcall_presets::{Rate, RateOperation, Value};
use rollcall_scim_client::{BaseUrl, Pace};

use crate::bulk::BootClock;
use crate::capabilities::Facts;
use crate::open_store::OpenStore;

/// The buckets of each organisation since the store was opened.
///
/// One base address is one organisation: tenant, organisation and region are part of it. Where a vendor tells
/// organisations apart by the token alone, two of them share; that is slower than need be, and never too fast.
#[derive(Default)]
pub(crate) struct Organisations(Mutex<HashMap<String, Buckets>>);

impl Organisations {
    /// What jobs of this organisation share: what was learned from a 429 by one holds for the next. Limits that one of its
    /// connections knows hold for those that know none; of several, those of the job that began last.
    fn buckets(&self, base: &BaseUrl, rates: &[Rate]) -> Buckets {
        let budgets: Vec<Budget> = rates.iter().map(budget).collect();
        let now = BootClock::new().now().boot_ms;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let buckets = all
            .entry(base.as_str().to_owned())
            .or_insert_with(|| Buckets::new(RunnerConfig::default().share, &budgets, now));
        if !budgets.is_empty() {
            buckets.know(&budgets, now);
        }
        buckets.clone()
    }
}

/// The buckets of a connection, with the limits that its facts know.
pub(crate) fn buckets(open: &OpenStore, base: &BaseUrl, facts: &Facts) -> Buckets {
    let rates = match facts.value("limits.rate") {
        Some(Value::Rates(rates)) => rates,
        _ => Vec::new(),
    };
    open.organisations.buckets(base, &rates)
}

/// A page is held back no longer than this. A person waits for it, and whether it is still too early the server says itself.
const LONGEST_TURN: Duration = Duration::from_secs(60);

/// The pace at which a directory is read: each page comes out of the bucket that jobs read from too.
pub(crate) struct ReadingPace {
    buckets: Buckets,
    clock: BootClock,
}

impl ReadingPace {
    pub(crate) fn new(buckets: Buckets) -> Self {
        let clock = BootClock::new();
        buckets.begin(clock.now().boot_ms);
        Self { buckets, clock }
    }
}

#[async_trait]
impl Pace for ReadingPace {
    async fn turn(&self) {
        let began = self.clock.now().boot_ms;
        loop {
            let now = self.clock.now().boot_ms;
            let waited = Duration::from_millis(now.saturating_sub(began).unsigned_abs());
            if self.buckets.take(OpClass::Read, now) || waited >= LONGEST_TURN {
                return;
            }
            // No longer than a second at a time: the bucket may be opened meanwhile.
            let wait = self.buckets.ready_at(OpClass::Read, now).saturating_sub(now);
            tokio::time::sleep(Duration::from_millis(wait.clamp(1, 1_000).unsigned_abs())).await;
        }
    }

    fn accepted(&self) {
        self.buckets.accepted(OpClass::Read);
    }

    fn throttled(&self, wait: Option<Duration>) {
        let wait = wait.map(|wait| RetryAfter::Ms(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)));
        self.buckets
            .throttled(OpClass::Read, self.clock.now().boot_ms, wait);
    }
}

/// A limit of a preset, or one set by hand, for the classes of the queue.
fn budget(rate: &Rate) -> Budget {
    use OpClass::{Change, ChangeGroup, Create, CreateGroup, Delete, DeleteGroup, Member, Read};
    let classes = match rate.operation {
        RateOperation::Any => OpClass::ALL.to_vec(),
        RateOperation::Read | RateOperation::GetUser | RateOperation::GetGroup => vec![Read],
        RateOperation::Write => OpClass::ALL
            .iter()
            .copied()
            .filter(|class| *class != Read)
            .collect(),
        RateOperation::WriteUser => vec![Create, Change, Delete],
        RateOperation::WriteGroup => vec![CreateGroup, ChangeGroup, DeleteGroup, Member],
    };
    let number = |n: u64| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    Budget {
        classes,
        per_second: number(rate.requests) / number(rate.seconds.max(1)),
        burst: rate.burst.map(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> BaseUrl {
        BaseUrl::parse(url).expect("an address")
    }

    fn rates(text: &str) -> Vec<Rate> {
        vec![text.parse().expect("a rate")]
    }

    // Q-RATE-01
    #[test]
    fn jobs_of_one_address_share_their_limit_and_those_of_another_tenant_have_their_own() {
        let all = Organisations::default();
        let limit = rates("write_user 180/60s burst 20 scope org");
        let acme = all.buckets(&base("https://scim.example.com/acme/v2"), &limit);
        let again = all.buckets(&base("https://scim.example.com/acme/v2/"), &limit);
        let globex = all.buckets(&base("https://scim.example.com/globex/v2"), &limit);
        assert_eq!(acme, again, "a slash at the end is no other organisation");
        assert_ne!(acme, globex, "the address names the tenant");
    }

    // Q-RATE-01
    #[test]
    fn a_connection_that_knows_no_limit_keeps_to_that_of_another_to_the_same_address_and_to_its_waits() {
        let all = Organisations::default();
        let address = base("https://scim.example.com/v2");
        let now = BootClock::new().now().boot_ms;
        let with = all.buckets(&address, &rates("write 60/60s burst 10"));
        with.throttled(OpClass::Read, now, Some(RetryAfter::Ms(60_000)));
        let without = all.buckets(&address, &[]);
        assert_eq!(with, without, "they share, though one of them knows less");
        let sent = (0..100).filter(|_| without.take(OpClass::Create, now)).count();
        assert_eq!(sent, 9, "the limit of the other, less a tenth");
        let other = all.buckets(&address, &rates("write 120/60s burst 10"));
        assert_eq!(with, other, "and though one of them knows otherwise");
        assert!(
            other.paused(OpClass::Read, now).is_some(),
            "what the server asked for holds"
        );
    }

    // Q-RATE-01
    #[tokio::test]
    async fn reading_a_directory_takes_from_the_limit_of_jobs_and_its_throttles_hold_for_them() {
        let all = Organisations::default();
        let limit = rates("read 60/3600s burst 10");
        let buckets = all.buckets(&base("https://scim.example.com/v2"), &limit);
        let pace = ReadingPace::new(buckets.clone());
        for _ in 0..5 {
            pace.turn().await;
        }
        let now = BootClock::new().now().boot_ms;
        let left = (0..100).filter(|_| buckets.take(OpClass::Read, now)).count();
        assert_eq!(left, 4, "nine at once, five of them were pages");
        pace.throttled(Some(Duration::from_secs(60)));
        assert!(
            buckets.paused(OpClass::Read, now).is_some(),
            "jobs wait too where the server asked for it"
        );
    }

    // Q-RATE-01
    #[tokio::test]
    async fn a_sync_keeps_to_the_limit_that_is_known_of_the_server() {
        let b = crate::tests::bench(crate::Environment::Test, 3, "").await;
        let set = b
            .engine
            .capability_set(b.id, "limits.rate", "read 60/3600s burst 10");
        set.await.expect("set");
        b.engine.sync(b.id, Vec::new()).await.expect("read");
        let open = b.engine.store().expect("open");
        let profile = b.engine.profile(b.id).await.expect("there");
        let client = b.engine.client(&profile).await.expect("a client");
        let buckets = buckets(&open, client.base(), &b.engine.facts(b.id).await);
        let now = BootClock::new().now().boot_ms;
        let left = (0..100).filter(|_| buckets.take(OpClass::Read, now)).count();
        assert!(left < 9, "each page was taken from the nine at once: {left} left");
    }

    // Q-RATE-01
    #[test]
    fn a_limit_for_groups_holds_for_all_that_is_written_to_a_group_and_one_for_users_for_no_group() {
        use rollcall_jobs::OpKind::{AddMembers, Create, Patch};
        let now = BootClock::new().now().boot_ms;
        let at_once = |limit: &str, kind, of: &str| {
            let buckets =
                Organisations::default().buckets(&base("https://scim.example.com/v2"), &rates(limit));
            (0..100)
                .filter(|_| buckets.take(OpClass::of(kind, of), now))
                .count()
        };
        for (kind, of, limited) in [
            (Create, "Group", true),
            (Patch, "Group", true),
            (AddMembers, "Group", true),
            (Create, "User", false),
            (Patch, "User", false),
        ] {
            let (groups, users) = ("write_group 60/60s burst 10", "write_user 60/60s burst 10");
            assert_eq!(at_once(groups, kind, of) == 9, limited, "{kind:?} {of}: {groups}");
            assert_eq!(at_once(users, kind, of) == 9, !limited, "{kind:?} {of}: {users}");
        }
    }

    #[test]
    fn a_limit_that_was_changed_holds_for_the_next_job() {
        let all = Organisations::default();
        let address = base("https://scim.example.com/v2");
        let now = BootClock::new().now().boot_ms;
        let at_once = |rate| {
            let buckets = all.buckets(&address, &rates(rate));
            (0..100).filter(|_| buckets.take(OpClass::Create, now)).count()
        };
        assert_eq!(
            at_once("write 60/60s burst 10"),
            9,
            "less the tenth left to others"
        );
        assert_eq!(
            at_once("write 60/60s burst 10"),
            0,
            "the next job has no more than is left"
        );
        assert_eq!(at_once("write 60/60s burst 20"), 18, "the new limit");
    }
}
