//! What a server can do: fact by fact, with the source of the knowledge, its date and its evidence. Facts have the
//! names and values of the preset format (`docs/presets.md`).

mod by_hand;
mod dialect;
mod keep;
pub(crate) mod look;
mod names;
mod said;
mod truth;
mod versions;

use serde::Serialize;

pub(crate) use names::method_fact;

pub use look::{LookReport, LookStop};
pub use said::EvidenceSaid;
pub(crate) use truth::Facts;
pub use versions::{ServerChange, ServerVersion};

use crate::At;

/// Where the knowledge comes from; later sources win over earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum CapabilitySource {
    /// The server says so.
    Declared,
    /// The preset of its product says so.
    Preset,
    /// Seen during discovery or by a look at the server.
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
    /// E.g. `features.patch`, `list.Users.count.max`.
    pub feature: String,
    /// Where it comes from.
    pub source: CapabilitySource,
    /// `yes`, `no`, `partial`, a number, a word.
    pub value: String,
    /// Why we think so.
    pub evidence: String,
    /// The same, for other languages; null for words of others.
    pub said: Option<EvidenceSaid>,
    /// The number of the recorded exchange that showed it; null where there was none, or none is kept.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub exchange: Option<i64>,
    /// Whether an exchange showed it of which no record is kept any more.
    pub exchange_gone: bool,
    /// Since when.
    pub at: At,
    /// Whether this is the value Rollcall goes by.
    pub in_force: bool,
    /// Whether only a person may make it more permissive.
    pub protective: bool,
    /// Whether it is told to people and steers nothing.
    pub informs: bool,
    /// The words it can be set to by hand; none where any value of its kind is possible.
    pub allowed: Vec<&'static str>,
}
