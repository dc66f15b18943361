//! `Retry-After`, RFC 9110 §10.2.3: seconds or a date. Where a 429 has none, the time at which the limit begins anew, under the
//! names that servers have for it.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use time::OffsetDateTime;

use crate::error::RetryAfter;

/// In which form an answer says how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfterForm {
    /// A number of seconds.
    Seconds,
    /// A date, in any of the three formats a recipient has to accept (RFC 9110 §5.6.7).
    Date,
    /// No `Retry-After`, but when the limit begins anew.
    Reset,
    /// None of these.
    Unreadable,
}

/// When a limit begins anew, in seconds from the answer or since 1970: the drafts of the IETF (draft-ietf-httpapi-ratelimit-headers
/// to -06), and what Okta, GitHub and others had before.
const RESETS: [&str; 4] = [
    "ratelimit-reset",
    "x-ratelimit-reset",
    "x-rate-limit-reset",
    "x-ratelimit-reset-after",
];
/// What is greater is a moment, not a wait: thirty years in seconds.
const A_MOMENT: u64 = 1_000_000_000;

impl RetryAfterForm {
    /// The form of an answer with these headers; `None` where it does not say how long.
    pub fn told(headers: &[(String, String)]) -> Option<Self> {
        let value = |wanted: &str| {
            let mut all = headers.iter();
            Some(all.find(|(name, _)| name.eq_ignore_ascii_case(wanted))?.1.trim())
        };
        match value(RETRY_AFTER.as_str()) {
            Some(text) => Some(Self::of(text)),
            None => RESETS
                .iter()
                .any(|name| value(name).and_then(seconds).is_some())
                .then_some(Self::Reset),
        }
    }

    fn of(text: &str) -> Self {
        if seconds(text).is_some() {
            Self::Seconds
        } else if http_date(text).is_some() {
            Self::Date
        } else {
            Self::Unreadable
        }
    }
}

/// How long the answer asks to wait. A date is measured against the answer's own `Date`, so that a wrong clock here
/// neither hurries nor stalls; `now` stands in where the server sent none.
pub(super) fn read(status: u16, headers: &HeaderMap, now: OffsetDateTime) -> Option<RetryAfter> {
    let sent = || {
        let date = headers.get(DATE).and_then(|d| d.to_str().ok());
        date.and_then(http_date).unwrap_or_else(|| now.into())
    };
    let until = |then: SystemTime| then.duration_since(sent()).unwrap_or(Duration::ZERO);
    let Some(raw) = headers.get(RETRY_AFTER) else {
        // Other answers tell it too, of a limit that is not reached.
        let resets = RESETS.iter().filter(|_| status == 429);
        let waits = resets.filter_map(|name| {
            let reset = seconds(headers.get(*name)?.to_str().ok()?.trim())?;
            Some(match reset.as_secs() {
                A_MOMENT.. => SystemTime::UNIX_EPOCH.checked_add(reset).map_or(reset, until),
                _ => reset,
            })
        });
        return waits.max().map(RetryAfter::Wait);
    };
    let text = raw.to_str().unwrap_or("(not text)").trim();
    let wait = seconds(text).or_else(|| Some(until(http_date(text)?)));
    Some(match wait {
        Some(wait) => RetryAfter::Wait(wait),
        None => RetryAfter::Unreadable(text.chars().take(100).collect()),
    })
}

/// Whole seconds; a fraction, which some servers send, is rounded up.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let extra = u64::from(fraction.bytes().any(|b| b != b'0'));
    Some(Duration::from_secs(
        whole.parse::<u64>().ok()?.saturating_add(extra),
    ))
}

fn http_date(text: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;
    use time::macros::datetime;

    fn wait(value: &str, date: Option<&str>) -> Option<RetryAfter> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(value).unwrap());
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_str(date).unwrap());
        }
        read(503, &headers, datetime!(2026-11-21 10:00:00 UTC))
    }

    #[test]
    fn seconds_are_taken_in_full_however_many() {
        let long = Some(RetryAfter::Wait(Duration::from_secs(999_999_999)));
        assert_eq!(
            wait("999999999", None),
            long,
            "the wait asked for is never shortened here"
        );
        let up = Some(RetryAfter::Wait(Duration::from_secs(2)));
        assert_eq!(wait("1.5", None), up, "a fraction is rounded up, never down");
    }

    #[test]
    fn a_date_counts_from_the_servers_own_clock() {
        let answer = wait(
            "Sat, 21 Nov 2026 12:00:30 GMT",
            Some("Sat, 21 Nov 2026 12:00:00 GMT"),
        );
        let expected = Some(RetryAfter::Wait(Duration::from_secs(30)));
        assert_eq!(
            answer, expected,
            "our clock is two hours behind and must not matter"
        );
        let past = wait("Sat, 21 Nov 2026 09:00:00 GMT", None);
        assert_eq!(
            past,
            Some(RetryAfter::Wait(Duration::ZERO)),
            "a past date means now"
        );
    }

    #[test]
    fn the_two_old_ways_of_writing_a_date_are_read_too() {
        let sent = Some("Sat, 21 Nov 2026 12:00:00 GMT");
        for text in [
            "Sat, 21 Nov 2026 12:00:30 GMT",
            "Saturday, 21-Nov-26 12:00:30 GMT",
            "Sat Nov 21 12:00:30 2026",
        ] {
            assert_eq!(RetryAfterForm::of(text), RetryAfterForm::Date, "{text}");
            let expected = Some(RetryAfter::Wait(Duration::from_secs(30)));
            assert_eq!(wait(text, sent), expected, "{text}");
        }
        assert_eq!(RetryAfterForm::of("1.5"), RetryAfterForm::Seconds);
    }

    // Q-RATE-01
    #[test]
    fn a_429_without_a_wait_waits_until_the_limit_begins_anew() {
        let now = datetime!(2026-11-21 10:00:00 UTC);
        let asked = |status, all: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in all {
                headers.insert(*name, HeaderValue::from_str(value).unwrap());
            }
            read(status, &headers, now)
        };
        let wait = |seconds| Some(RetryAfter::Wait(Duration::from_secs(seconds)));
        let moment = (now.unix_timestamp() + 40).to_string();
        assert_eq!(
            asked(429, &[("ratelimit-reset", "30")]),
            wait(30),
            "a number of seconds"
        );
        assert_eq!(
            asked(429, &[("x-rate-limit-reset", &moment)]),
            wait(40),
            "a moment"
        );
        let both = [("retry-after", "5"), ("x-ratelimit-reset", "30")];
        assert_eq!(asked(429, &both), wait(5), "what the standard has comes first");
        assert_eq!(
            asked(200, &[("ratelimit-reset", "30")]),
            None,
            "the limit is not reached"
        );
        assert_eq!(
            asked(429, &[("ratelimit-reset", "soon")]),
            None,
            "as if it said nothing"
        );
        assert_eq!(
            asked(429, &[("x-ratelimit-reset", "1000000001")]),
            wait(0),
            "long past"
        );
        let two = [("ratelimit-reset", "30"), ("x-ratelimit-reset", "1000000001")];
        assert_eq!(
            asked(429, &two),
            wait(30),
            "the longest wait, not the greatest number"
        );
        let most = u64::MAX.to_string();
        assert_eq!(
            asked(429, &[("ratelimit-reset", &most)]),
            wait(u64::MAX),
            "no panic"
        );
    }

    #[test]
    fn what_cannot_be_read_is_said_to_be_unreadable() {
        for text in ["-5", "soon", "1e9", "99999999999999999999999"] {
            let got = wait(text, None);
            assert_eq!(
                got,
                Some(RetryAfter::Unreadable(text.into())),
                "{text} is no wait, and no wait of zero either"
            );
            assert_eq!(RetryAfterForm::of(text), RetryAfterForm::Unreadable, "{text}");
        }
    }
}
