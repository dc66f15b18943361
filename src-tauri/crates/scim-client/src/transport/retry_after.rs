//! `Retry-After`, RFC 9110 §10.2.3: seconds or a date.

use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::error::RetryAfter;

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
            .unwrap_or(now);
        Some(Duration::try_from(then - sent).unwrap_or(Duration::ZERO))
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

fn http_date(text: &str) -> Option<OffsetDateTime> {
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    PrimitiveDateTime::parse(text, format)
        .ok()
        .map(PrimitiveDateTime::assume_utc)
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
    fn what_cannot_be_read_is_said_to_be_unreadable() {
        for text in ["-5", "soon", "1e9", "99999999999999999999999"] {
            let got = wait(text, None);
            assert_eq!(
                got,
                Some(RetryAfter::Unreadable(text.into())),
                "{text} is no wait, and no wait of zero either"
            );
        }
    }
}
