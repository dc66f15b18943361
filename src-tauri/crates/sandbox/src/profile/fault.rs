//! What goes wrong, and when.

use serde::{Deserialize, Serialize};

/// A rule: requests that match suffer the action. Several rules may match one request: every
/// [`FaultAction::Latency`] among them is waited for, and of the others the first is carried out.
///
/// Without `nth`, `every` and `probability` a rule applies to every request that its method and
/// endpoint select. Requests are numbered per rule, from 1, since the profile was set or the
/// counters were reset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// HTTP method, case ignored; any without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Start of the path below the base, e.g. `/Users` or `/Users/`; any without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Only the request with this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Each request whose number is a multiple of this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<u64>,
    /// Each request with this probability, 0 to 1, drawn from `seed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Where the drawing starts: the same seed draws the same.
    #[serde(default)]
    pub seed: u64,
    /// Requests with a smaller number are spared (`from = 11` and 401: the token dies after ten).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// How often at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// What happens.
    pub action: FaultAction,
}

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultAction {
    /// It waits, then goes on as usual.
    Latency {
        /// Milliseconds.
        ms: u64,
    },
    /// 429, not applied (Q-RATE-01).
    TooManyRequests {
        /// Seconds in `Retry-After`; no header without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// 503, not applied.
    Unavailable {
        /// Seconds in `Retry-After`; no header without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// An error before anything was applied.
    ErrorBefore {
        /// The status, e.g. 500.
        status: u16,
    },
    /// An error although the request was applied (Q-ERR-02).
    ErrorAfter {
        /// The status, e.g. 500.
        status: u16,
    },
    /// Applied, then the connection is closed without an answer.
    LoseAnswer,
    /// Q-URL-03: refused with this text, as servers do whose feature is switched off or not paid for; not applied.
    Refused {
        /// The status, e.g. 403.
        status: u16,
        /// The whole body; labelled as JSON when it begins with a brace.
        body: String,
    },
    /// The connection is closed without an answer; nothing is applied.
    CloseBefore,
    /// Applied; the answer's body ends after so many bytes and the connection with it.
    CutBody {
        /// Bytes of the body that are sent.
        after_bytes: usize,
    },
    /// Applied; the answer's body drips.
    SlowBody {
        /// Bytes in each piece.
        bytes: usize,
        /// Milliseconds between pieces.
        pause_ms: u64,
    },
    /// Late landing: applied only after the delay, whether or not the client still waits.
    DelayedApply {
        /// Milliseconds between the request's arrival and its effect.
        ms: u64,
        /// Close the connection at once instead of answering after the delay.
        #[serde(default)]
        close: bool,
    },
    /// 200 with an HTML page (a captive portal, a login form); not applied.
    HtmlPage,
    /// 200 with a ListResponse of this size; not applied.
    HugeBody {
        /// Mebibytes; 64 is the client's limit.
        mebibytes: usize,
    },
    /// 200 with a small gzip body that unpacks to this size; not applied.
    GzipBomb {
        /// Mebibytes after unpacking.
        mebibytes: usize,
    },
    /// 401, not applied (Q-AUTH-02). With `from`, the token dies after so many requests.
    Unauthorized,
}

impl FaultAction {
    /// The kind, as written in the profile and counted in [`crate::Stats::faults`].
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::Unavailable { .. } => "unavailable",
            Self::ErrorBefore { .. } => "error_before",
            Self::ErrorAfter { .. } => "error_after",
            Self::LoseAnswer => "lose_answer",
            Self::Refused { .. } => "refused",
            Self::CloseBefore => "close_before",
            Self::CutBody { .. } => "cut_body",
            Self::SlowBody { .. } => "slow_body",
            Self::DelayedApply { .. } => "delayed_apply",
            Self::HtmlPage => "html_page",
            Self::HugeBody { .. } => "huge_body",
            Self::GzipBomb { .. } => "gzip_bomb",
            Self::Unauthorized => "unauthorized",
        }
    }
}

impl Fault {
    /// A rule for every request.
    pub fn always(action: FaultAction) -> Self {
        Self {
            method: None,
            endpoint: None,
            nth: None,
            every: None,
            probability: None,
            seed: 0,
            from: None,
            times: None,
            action,
        }
    }

    /// Only for this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Only for paths below the base that start so.
    #[must_use]
    pub fn endpoint(mut self, endpoint: &str) -> Self {
        self.endpoint = Some(endpoint.to_owned());
        self
    }

    /// Only the request with this number.
    #[must_use]
    pub fn nth(mut self, nth: u64) -> Self {
        self.nth = Some(nth);
        self
    }

    /// Each request whose number is a multiple of this.
    #[must_use]
    pub fn every(mut self, every: u64) -> Self {
        self.every = Some(every);
        self
    }

    /// Each request with this probability, drawn from `seed`.
    #[must_use]
    pub fn probability(mut self, probability: f64, seed: u64) -> Self {
        self.probability = Some(probability);
        self.seed = seed;
        self
    }

    /// At most so often.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Not before the request with this number.
    #[must_use]
    pub fn from(mut self, from: u64) -> Self {
        self.from = Some(from);
        self
    }

    /// Whether the request numbered `number` for this rule (of those its method and endpoint
    /// select), which suffered `done` times so far, is to suffer.
    pub(crate) fn strikes(&self, number: u64, done: u64) -> bool {
        self.nth.is_none_or(|n| n == number)
            && self.every.is_none_or(|n| n > 0 && number.is_multiple_of(n))
            && self.from.is_none_or(|n| number >= n)
            && self.times.is_none_or(|n| done < n)
            && self.probability.is_none_or(|p| draw(self.seed, number) < p)
    }

    /// Whether its method and endpoint select the request.
    pub(crate) fn selects(&self, method: &str, path: &str) -> bool {
        self.method
            .as_deref()
            .is_none_or(|m| m.eq_ignore_ascii_case(method))
            && self.endpoint.as_deref().is_none_or(|e| path.starts_with(e))
    }
}

/// A number in 0..1 for the request with this number: independent of what other rules draw, so that
/// concurrent requests do not disturb each other's fate.
fn draw(seed: u64, number: u64) -> f64 {
    let bits = crate::sample::random::mix(seed ^ crate::sample::random::mix(number)) >> 11;
    // 53 bits fit a double exactly.
    let fraction = bits as f64;
    fraction / 9_007_199_254_740_992.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_strikes_about_as_often_as_it_says_and_the_same_each_time() {
        let fault = Fault::always(FaultAction::LoseAnswer).probability(0.3, 7);
        let struck: Vec<u64> = (1..=10_000).filter(|n| fault.strikes(*n, 0)).collect();
        assert!(
            (2_800..=3_200).contains(&struck.len()),
            "three in ten of ten thousand, not {}",
            struck.len()
        );
        let again: Vec<u64> = (1..=10_000).filter(|n| fault.strikes(*n, 0)).collect();
        assert_eq!(struck, again, "a failing run must be repeatable from its seed");
    }

    #[test]
    fn nth_every_from_and_times_select_by_number() {
        let hits = |f: Fault| (1..=9).filter(|n| f.strikes(*n, 0)).collect::<Vec<u64>>();
        let lose = || Fault::always(FaultAction::LoseAnswer);
        assert_eq!(hits(lose().nth(3)), [3], "nth means one request");
        assert_eq!(hits(lose().every(4)), [4, 8], "every means multiples");
        assert_eq!(hits(lose().from(8)), [8, 9], "from spares those before");
        assert!(!lose().times(2).strikes(5, 2), "times is an upper bound");
    }
}
