//! The limits that all who send to one organisation share: its jobs, the reading of its directory, and single requests.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use rollcall_jobs::rate::{Buckets, Budget, OpClass};
use rollcall_jobs::{Clock as _, RetryAfter, RunnerConfig};
use rollcall_presets::{Rate, RateOperation, Value};
use rollcall_scim_client::{BaseUrl, Leaving, Pace};

use crate::bulk::BootClock;
use crate::capabilities::Facts;
use crate::open_store::OpenStore;

/// The buckets of each organisation since the store was opened.
///
/// One base address is one organisation, whichever version of SCIM is asked for at its end: tenant, organisation and region
/// are part of it. Where a vendor tells organisations apart by the token alone, two of them share; that is slower than need
/// be, and never too fast.
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
            .entry(organisation(base).to_owned())
            .or_insert_with(|| Buckets::new(RunnerConfig::default().share, &budgets, now));
        if !budgets.is_empty() {
            buckets.know(&budgets, now);
        }
        buckets.clone()
    }
}

/// The address without a version at its end, as `v2` or `v2.0`.
fn organisation(base: &BaseUrl) -> &str {
    let address = base.as_str().trim_end_matches('/');
    let version = |part: &str| {
        part.strip_prefix(['v', 'V']).is_some_and(|n| {
            n.starts_with(|c: char| c.is_ascii_digit()) && n.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        })
    };
    match address.rsplit_once('/') {
        Some((before, last)) if version(last) => before,
        _ => address,
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

/// The requests of a connection beside its jobs, out of the buckets that jobs take from too.
pub(crate) struct SharedPace {
    buckets: Buckets,
    clock: BootClock,
    /// Whether a request waits until the bucket is open.
    waits: bool,
}

impl SharedPace {
    /// For what a person asked for: it leaves at once, and jobs wait the longer.
    pub(crate) fn counting(buckets: Buckets) -> Self {
        Self::new(buckets, false)
    }

    /// For reading a directory: each page waits for its turn.
    pub(crate) fn waiting(buckets: Buckets) -> Self {
        Self::new(buckets, true)
    }

    fn new(buckets: Buckets, waits: bool) -> Self {
        let clock = BootClock::new();
        buckets.begin(clock.now().boot_ms);
        Self {
            buckets,
            clock,
            waits,
        }
    }
}

/// The class that a request counts for.
fn class(request: Leaving<'_>) -> OpClass {
    let group = request
        .path
        .split('/')
        .any(|part| part.eq_ignore_ascii_case("Groups"));
    match request.method {
        "POST" if request.path.ends_with("/.search") => OpClass::Read,
        "POST" if group => OpClass::CreateGroup,
        "POST" => OpClass::Create,
        "DELETE" if group => OpClass::DeleteGroup,
        "DELETE" => OpClass::Delete,
        "PUT" | "PATCH" if group => OpClass::ChangeGroup,
        "PUT" | "PATCH" => OpClass::Change,
        _ => OpClass::Read,
    }
}

#[async_trait]
impl Pace for SharedPace {
    async fn turn(&self, request: Leaving<'_>) {
        let class = class(request);
        let began = self.clock.now().boot_ms;
        if !self.waits {
            return self.buckets.spend(class, began);
        }
        loop {
            let now = self.clock.now().boot_ms;
            let waited = Duration::from_millis(now.saturating_sub(began).unsigned_abs());
            if self.buckets.take(class, now) {
                return;
            }
            if waited >= LONGEST_TURN {
                return self.buckets.spend(class, now);
            }
            // No longer than a second at a time: the bucket may be opened meanwhile.
            let wait = self.buckets.ready_at(class, now).saturating_sub(now);
            tokio::time::sleep(Duration::from_millis(wait.clamp(1, 1_000).unsigned_abs())).await;
        }
    }

    fn accepted(&self, request: Leaving<'_>) {
        self.buckets.accepted(class(request));
    }

    fn throttled(&self, request: Leaving<'_>, wait: Option<Duration>) {
        let wait = wait.map(|wait| RetryAfter::Ms(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)));
        self.buckets
            .throttled(class(request), self.clock.now().boot_ms, wait);
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
        let old = all.buckets(&base("https://scim.example.com/acme/v1"), &limit);
        let globex = all.buckets(&base("https://scim.example.com/globex/v2"), &limit);
        assert_eq!(acme, again, "a slash at the end is no other organisation");
        assert_eq!(acme, old, "nor is an older version of the protocol");
        assert_ne!(acme, globex, "the address names the tenant");
        let vega = all.buckets(&base("https://scim.example.com/vega"), &limit);
        let other = all.buckets(&base("https://scim.example.com/v2"), &limit);
        assert_ne!(vega, other, "a name that begins as a version does is none");
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
        let pace = SharedPace::waiting(buckets.clone());
        let page = Leaving {
            method: "GET",
            path: "/v2/Users",
        };
        for _ in 0..5 {
            pace.turn(page).await;
        }
        let now = BootClock::new().now().boot_ms;
        let left = (0..100).filter(|_| buckets.take(OpClass::Read, now)).count();
        assert_eq!(left, 4, "nine at once, five of them were pages");
        pace.throttled(page, Some(Duration::from_secs(60)));
        assert!(
            buckets.paused(OpClass::Read, now).is_some(),
            "jobs wait too where the server asked for it"
        );
    }

    // Q-RATE-01
    #[tokio::test]
    async fn what_a_person_asks_for_counts_within_the_limits_of_jobs_and_waits_for_none() {
        let b = crate::tests::bench(crate::Environment::Test, 3, "").await;
        let set = b.engine.capability_set(
            b.id,
            "limits.rate",
            "read 60/3600s burst 10; write_user 60/3600s burst 10",
        );
        set.await.expect("set");
        let open = b.engine.store().expect("open");
        let profile = b.engine.profile(b.id).await.expect("there");
        let base = b.engine.client(&profile).await.expect("a client").base().clone();
        let limits = buckets(&open, &base, &b.engine.facts(b.id).await);
        let left = |class| {
            let now = BootClock::new().now().boot_ms;
            (0..100).filter(|_| limits.take(class, now)).count()
        };
        let somebody = b.somebody();
        let id = somebody["id"].as_str().expect("an id");
        let change = b.set(id, "title", serde_json::json!("Lead"));
        let review = b.prepare(change).await.expect("prepared");
        b.apply(&review).await.expect("sent");
        assert_eq!(
            left(OpClass::Change),
            8,
            "nine at once, one of them was the change"
        );
        assert!(left(OpClass::Read) < 9, "the reads before and after it count too");
        assert_eq!(left(OpClass::Create), 0, "creates share the limit of changes");
        let again = b.engine.resource_get(b.id, "User", id).await;
        assert!(again.is_ok(), "a person waits for no bucket: {again:?}");
    }

    // Q-RATE-01
    #[test]
    fn each_request_counts_for_its_own_class() {
        use OpClass::{Change, ChangeGroup, Create, CreateGroup, Delete, DeleteGroup, Read};
        for (method, path, counts) in [
            ("GET", "/v2/Users", Read),
            ("GET", "/v2/Groups/1", Read),
            ("POST", "/v2/Users/.search", Read),
            ("POST", "/v2/Users", Create),
            ("PUT", "/v2/Users/1", Change),
            ("PATCH", "/v2/Users/1", Change),
            ("DELETE", "/v2/Users/1", Delete),
            ("POST", "/v2/Groups", CreateGroup),
            ("PATCH", "/v2/Groups/1", ChangeGroup),
            ("PUT", "/v2/groups/1/", ChangeGroup),
            ("DELETE", "/v2/Groups/1", DeleteGroup),
        ] {
            assert_eq!(class(Leaving { method, path }), counts, "{method} {path}");
        }
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
