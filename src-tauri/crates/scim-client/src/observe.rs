//! What a server has shown it can do: features with where the knowledge comes from and the evidence.
//! The functions here turn answers into observations; the caller keeps them per connection.

/// Where an observation comes from. By hand beats learned, learned beats observed, observed beats declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The server's discovery says so.
    Declared,
    /// Seen in an answer, without asking for it.
    Observed,
    /// Concluded from how the server answered a request that used the feature.
    Learned,
    /// Set by a person.
    ByHand,
}

/// One feature of one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// e.g. `patch`, `filter`, `filter.maxResults`, `list.count`, `list.startIndex`.
    pub feature: String,
    /// Where it comes from.
    pub source: Source,
    /// `yes`, `no`, `partial`, or a number.
    pub value: String,
    /// One sentence.
    pub evidence: String,
}

impl Observation {
    /// Puts one together.
    pub fn new(
        feature: impl Into<String>,
        source: Source,
        value: impl Into<String>,
        evidence: impl Into<String>,
    ) -> Self {
        Self {
            feature: feature.into(),
            source,
            value: value.into(),
            evidence: evidence.into(),
        }
    }
}
