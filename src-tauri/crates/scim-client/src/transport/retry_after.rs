//! `Retry-After`, RFC 9110 §10.2.3: seconds or a date.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use time::OffsetDateTime;

use crate::error::RetryAfter;

/// In which of its two forms a `Retry-After` says how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfterForm {
    /// A number of seconds.
    Seconds,
    /// A date, in any of the three formats a recipient has to accept (RFC 9110 §5.6.7).
    Date,
    /// Neither.
    Unreadable,
}

impl RetryAfterForm {
    /// The form of the header's value.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        if seconds(text).is_some() {
            Self::Seconds
        } else if http_date(text).is_some() {
            Self::Date
        } else {
            Self::Unreadable
        }
    }
}

/// Reads the header. A date is measured against the answer's own `Date`, so that a wrong clock here
/// neither hurries nor stalls; `now` stands in where the server sent none.
pub(super) fn read(headers: &HeaderMap, now: OffsetDateTime) -> Option<RetryAfter> {
    let raw = headers.get(RETRY_AFTER)?;
    let text = raw.to_str().unwrap_or("(not text)").trim();
    let wait = seconds(text).or_else(|| {
        let then = http_date(text)?;
        let sent = headers
            .get(DATE)
            .and_then(|d| d.to_str().ok())
            .and_then(http_date)
            .unwrap_or_else(|| now.into());
        Some(then.duration_since(sent).unwrap_or(Duration::ZERO))
    });
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
        read(&headers, datetime!(2026-11-21 10:00:00 UTC))
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
