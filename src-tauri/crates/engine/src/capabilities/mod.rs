//! What a server can do: feature by feature, with the source of the knowledge.

mod keep;

use serde::Serialize;

use crate::At;

/// Where the knowledge comes from; later sources win over earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum CapabilitySource {
    /// The server says so.
    Declared,
    /// Seen during discovery.
    Observed,
    /// Learned from an answer.
    Learned,
    /// Set by the person.
    ByHand,
}

/// One piece of knowledge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Capability {
    /// E.g. `patch`, `filter`, `etag`, `bulk.maxOperations`.
    pub feature: String,
    /// Where it comes from.
    pub source: CapabilitySource,
    /// `yes`, `no`, `partial`, or a number.
    pub value: String,
    /// Why we think so.
    pub evidence: String,
    /// Since when.
    pub at: At,
    /// Whether this is the value Rollcall goes by.
    pub in_force: bool,
}
