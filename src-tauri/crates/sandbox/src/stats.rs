//! What the sandbox saw and did.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Counters since the start or the last reset. Requests to `/_sandbox/` are not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Stats {
    /// Requests by method and endpoint class: `GET /Users`, `GET /Users?filter`, `PATCH /Users/{id}`.
    /// What leads nowhere, and methods of no RFC, are counted as `(other)`.
    pub requests: BTreeMap<String, u64>,
    /// Answers by status, as they were meant: a lost answer counts under the status it would have had.
    pub statuses: BTreeMap<u16, u64>,
    /// Resources created, by resource type, whether or not the answer arrived.
    pub created: BTreeMap<String, u64>,
    /// Resources really changed by PUT or PATCH (a request that changes nothing does not count).
    pub updated: BTreeMap<String, u64>,
    /// Resources removed (or deactivated by DELETE, where the profile says so).
    pub deleted: BTreeMap<String, u64>,
    /// Faults carried out, by kind.
    pub faults: BTreeMap<String, u64>,
    /// How many users now share their userName (case ignored) with one that was there before:
    /// 0 means that every userName is held once.
    pub duplicate_user_names: u64,
    /// Resources that exist now, by resource type.
    pub present: BTreeMap<String, u64>,
    /// Requests being worked on now.
    pub in_flight: u64,
    /// The most requests that were worked on at the same time.
    pub max_in_flight: u64,
    /// Connections accepted.
    pub connections: u64,
}

impl Stats {
    /// Sum of all requests.
    pub fn total_requests(&self) -> u64 {
        self.requests.values().sum()
    }
}

/// Adds one under a name.
pub(crate) fn count(map: &mut BTreeMap<String, u64>, name: &str) {
    match map.get_mut(name) {
        Some(n) => *n += 1,
        None => {
            map.insert(name.to_owned(), 1);
        }
    }
}
