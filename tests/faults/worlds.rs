//! The servers a job meets: how each behaves, and what goes wrong on it.

use rollcall_sandbox::Profile;
use rollcall_sandbox::profile::{Etags, ExternalId, Fault, FaultAction, PatchAnswer};

/// Milliseconds after which a request whose connection was closed still lands. Q must be longer than that.
pub const LATE_MS: u64 = 300;
/// Q of the tests: three times the latest landing, because the machine may be busy.
pub const QUIET_MS: u32 = 1_000;

/// A kind of server.
#[derive(Debug, Clone)]
pub struct World {
    /// For people.
    pub name: &'static str,
    /// Two users of the same name are refused.
    pub unique: bool,
    /// If-Match is honoured and used.
    pub etags: bool,
    /// externalId is stored.
    pub keeps_external_id: bool,
    /// The plan always knew that a name was free. Where externalId is dropped nothing else proves whose a user is.
    pub always_absent: bool,
    profile: Profile,
}

impl World {
    fn new(name: &'static str, unique: bool, with: impl FnOnce(&mut Profile)) -> Self {
        let mut profile = Profile::default();
        profile.write.user_name_not_unique = !unique;
        with(&mut profile);
        Self {
            name,
            unique,
            etags: false,
            keeps_external_id: true,
            always_absent: false,
            profile,
        }
    }

    /// Names are unique, ETags work, every answer shows the resource.
    pub fn correct() -> Self {
        Self {
            etags: true,
            ..Self::new("names unique, ETags", true, |_| {})
        }
    }

    /// A second create of the same person makes a second person.
    pub fn twins() -> Self {
        Self::new("names not unique", false, |_| {})
    }

    /// Twins again, and a filter on externalId is refused.
    pub fn no_marker_filter() -> Self {
        Self::new("names not unique, no filter on externalId", false, |p| {
            p.write.external_id = ExternalId::FilterRefused;
        })
    }

    /// PATCH answers 204, there are no ETags.
    pub fn terse() -> Self {
        Self::new("PATCH 204, no ETags", true, |p| {
            p.patch.answer = PatchAnswer::NoContent;
            p.write.etags = Etags::Off;
        })
    }

    /// Twins, and what is new shows in lists only after a while.
    pub fn lagging() -> Self {
        Self::new("names not unique, read lag", false, |p| p.http.read_lag_ms = 100)
    }

    /// externalId is dropped without a word.
    pub fn forgetful() -> Self {
        Self {
            keeps_external_id: false,
            always_absent: true,
            ..Self::new("names not unique, externalId dropped", false, |p| {
                p.write.external_id = ExternalId::Dropped;
            })
        }
    }

    /// All of them.
    pub fn all() -> Vec<Self> {
        vec![
            Self::correct(),
            Self::twins(),
            Self::no_marker_filter(),
            Self::terse(),
            Self::lagging(),
            Self::forgetful(),
        ]
    }

    /// Nothing goes wrong.
    pub fn calm(&self) -> Profile {
        self.profile.clone()
    }

    /// Answers get lost, errors come after applying, requests land late, the server asks for waits: of each so many
    /// that the job ends.
    pub fn storm(&self, seed: u64) -> Profile {
        let mut profile = self.profile.clone();
        profile.http.latency_ms = 15;
        let mut n = seed;
        for method in ["POST", "PATCH", "PUT", "DELETE"] {
            let mut add = |probability: f64, times: u64, action: FaultAction| {
                n = n.wrapping_add(1);
                let fault = Fault::always(action)
                    .method(method)
                    .probability(probability, n)
                    .times(times);
                profile.faults.push(fault);
            };
            add(0.08, 6, FaultAction::LoseAnswer);
            add(0.06, 5, FaultAction::ErrorAfter { status: 500 });
            add(
                0.08,
                6,
                FaultAction::DelayedApply {
                    ms: LATE_MS,
                    close: true,
                },
            );
            add(
                0.03,
                2,
                FaultAction::DelayedApply {
                    ms: 100,
                    close: false,
                },
            );
            add(0.03, 2, FaultAction::CloseBefore);
            add(0.03, 2, FaultAction::ErrorBefore { status: 502 });
            add(0.03, 2, FaultAction::CutBody { after_bytes: 40 });
            add(0.02, 1, FaultAction::TooManyRequests { retry_after: Some(1) });
            add(0.02, 1, FaultAction::TooManyRequests { retry_after: None });
            add(0.20, 20, FaultAction::Latency { ms: 40 });
        }
        for (probability, action) in [
            (0.04, FaultAction::LoseAnswer),
            (0.04, FaultAction::ErrorBefore { status: 500 }),
        ] {
            let fault = Fault::always(action).method("GET").probability(probability, seed);
            profile.faults.push(fault.times(4));
        }
        profile
    }

    /// Every create lands long after its connection was closed.
    pub fn late(&self, ms: u64) -> Profile {
        self.profile.clone().with_fault(
            Fault::always(FaultAction::DelayedApply { ms, close: true })
                .method("POST")
                .times(4),
        )
    }

    /// A few answers get lost, so that every named point is passed.
    pub fn drizzle(&self) -> Profile {
        self.profile
            .clone()
            .with_fault(
                Fault::always(FaultAction::LoseAnswer)
                    .method("POST")
                    .every(4)
                    .times(2),
            )
            .with_fault(
                Fault::always(FaultAction::ErrorAfter { status: 500 })
                    .method("PATCH")
                    .every(3)
                    .times(2),
            )
    }

    /// The credential dies after so many requests.
    pub fn unauthorized_after(&self, requests: u64) -> Profile {
        self.profile
            .clone()
            .with_fault(Fault::always(FaultAction::Unauthorized).from(requests))
    }
}
