//! How a server answered in the last 24 hours, from the recorded exchanges.

use rollcall_scim_client::GIVEN_UP;
use rollcall_storage::table::exchanges::{self, TimingRow};
use serde::Serialize;
use time::{Duration, OffsetDateTime};

use crate::connections::rows::{from_millis, millis};
use crate::{At, ConnectionId, Engine, EngineError};

/// How far back.
const SPAN: Duration = Duration::hours(24);
/// One point of the line.
const STEP: Duration = Duration::minutes(30);
/// Points of the line.
const POINTS: usize = 48;

/// Half an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HealthPoint {
    /// Its beginning.
    pub at: At,
    /// Requests in it.
    pub requests: u32,
    /// Those that got no proper answer.
    pub failed: u32,
    /// The median time of an answer, in milliseconds; `None` without any.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub typical_ms: Option<u64>,
}

/// How a server answered lately. A request failed when no answer came, when the server refused to serve it (401, 403, 408,
/// 429) or failed itself (5xx). What it answers to a wrong question (404, 409, 412, 501 …) is an answer. What was ended on
/// this side, because nobody wanted the answer any more, counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// Since when.
    pub since: At,
    /// Requests in all.
    pub requests: u32,
    /// Those that failed.
    pub failed: u32,
    /// The median time of an answer, in milliseconds.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub typical_ms: Option<u64>,
    /// The time that 95 of 100 answers stay below, in milliseconds.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub slow_ms: Option<u64>,
    /// Half an hour each, oldest first.
    pub points: Vec<HealthPoint>,
}

impl Engine {
    /// How the server of a connection answered in the last 24 hours.
    pub(super) async fn health(&self, connection: ConnectionId) -> Result<Health, EngineError> {
        let since = self.now() - SPAN;
        let (id, at) = (connection.0, millis(since));
        let rows = self
            .store()?
            .cache
            .read(move |c| exchanges::timings(c, id, at, GIVEN_UP))
            .await?;
        Ok(health(since, &rows))
    }
}

fn health(since: OffsetDateTime, rows: &[TimingRow]) -> Health {
    let point = |index: usize| {
        let from = since + STEP * u32::try_from(index).unwrap_or_default();
        let within: Vec<&TimingRow> = rows
            .iter()
            .filter(|row| (from..from + STEP).contains(&from_millis(row.at)))
            .collect();
        HealthPoint {
            at: At(from),
            requests: count(within.len()),
            failed: count(within.iter().filter(|row| failed(row.status)).count()),
            typical_ms: below(&answered(within.into_iter()), 50),
        }
    };
    let times = answered(rows.iter());
    Health {
        since: At(since),
        requests: count(rows.len()),
        failed: count(rows.iter().filter(|row| failed(row.status)).count()),
        typical_ms: below(&times, 50),
        slow_ms: below(&times, 95),
        points: (0..POINTS).map(point).collect(),
    }
}

/// Whether a request got no proper answer.
fn failed(status: Option<u16>) -> bool {
    match status {
        None | Some(401 | 403 | 408 | 429) => true,
        Some(status) => (500..=599).contains(&status) && status != 501,
    }
}

/// The times of the requests that were answered at all, ascending.
fn answered<'a>(rows: impl Iterator<Item = &'a TimingRow>) -> Vec<u64> {
    let mut times: Vec<u64> = rows
        .filter(|row| row.status.is_some())
        .map(|row| u64::try_from(row.duration_ms).unwrap_or_default())
        .collect();
    times.sort_unstable();
    times
}

/// The time that so many of a hundred stay at or below (nearest rank).
fn below(ascending: &[u64], percent: usize) -> Option<u64> {
    let rank = (ascending.len() * percent).div_ceil(100).max(1);
    ascending.get(rank - 1).copied()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(minutes: i64, duration_ms: i64, status: Option<u16>) -> TimingRow {
        TimingRow {
            at: minutes * 60_000,
            duration_ms,
            status,
        }
    }

    #[test]
    fn times_and_failures_are_of_what_was_recorded_and_a_missing_record_is_no_failure() {
        let rows: Vec<TimingRow> = (1..=100)
            .map(|n| row(5, n, Some(200)))
            .chain([
                row(65, 7, Some(404)),
                row(65, 7, Some(412)),
                row(65, 9, Some(503)),
                row(66, 60_000, None),
                row(66, 3, Some(429)),
            ])
            .collect();
        let health = health(OffsetDateTime::UNIX_EPOCH, &rows);
        assert_eq!((health.requests, health.failed), (105, 3));
        assert_eq!(
            health.typical_ms,
            Some(48),
            "the one without an answer took no time of answering"
        );
        assert_eq!(health.slow_ms, Some(95), "95 of 100 stay below");
        assert_eq!(health.points.len(), 48);
        assert_eq!((health.points[0].requests, health.points[0].failed), (100, 0));
        assert_eq!((health.points[2].requests, health.points[2].failed), (5, 3));
        assert_eq!(health.points[2].typical_ms, Some(7));
        assert_eq!(
            health.points[1].typical_ms, None,
            "an hour without requests has no time"
        );
    }

    #[test]
    fn without_requests_nothing_is_claimed() {
        let health = health(OffsetDateTime::UNIX_EPOCH, &[]);
        assert_eq!(
            (health.requests, health.typical_ms, health.slow_ms),
            (0, None, None)
        );
    }
}
