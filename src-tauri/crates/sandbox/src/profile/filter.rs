//! Quirks of filters.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Filters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FilterProfile {
    /// Q-FLT-01, Q-FLT-02, Q-FLT-03: what happens to filters that are not supported (see `only`).
    pub unsupported: Filtering,
    /// Q-FLT-01: the status when unsupported filters are refused (400, 404, 500, 501).
    pub refused_with: u16,
    /// Q-FLT-01: filters of the form `ATTRIBUTE eq value` on these attributes still work when
    /// `unsupported` is not `works`.
    pub only: Vec<String>,
    /// Q-FLT-05: strings are compared with case, whatever the schema says.
    pub case_sensitive: bool,
    /// Q-FLT-01: attributes that filters know under another name only (Slack: `email`), by the path of the RFC.
    pub names: BTreeMap<String, String>,
    /// Q-FLT-04: which comparisons may be joined.
    pub logic: Logic,
    /// Q-FLT-04: the sets of attributes that may be joined by `and` when `logic` is `fixed` (AWS: `id`, `manager`).
    pub fixed: Vec<Vec<String>>,
    /// Q-FLT-04: without parentheses, `and` and `or` bind alike, from the left.
    pub without_precedence: bool,
    /// Q-FLT-03: what follows an `AND` in capitals is dropped (WSO2).
    pub capital_and_drops: bool,
    /// Q-FLT-06: filters with more comparisons and operators than this are refused with 400.
    pub max_nodes: Option<usize>,
    /// Q-FLT-06: filters with one of these characters in a value are refused with 400.
    pub unsafe_chars: String,
    /// Q-FLT-06: filters longer than this many bytes are refused with 400.
    pub max_length: Option<usize>,
    /// Q-FLT-06: filters with characters outside ASCII are refused with 400.
    pub ascii_only: bool,
}

impl Default for FilterProfile {
    fn default() -> Self {
        Self {
            unsupported: Filtering::Works,
            refused_with: 400,
            only: Vec::new(),
            case_sensitive: false,
            names: BTreeMap::new(),
            logic: Logic::Full,
            fixed: Vec::new(),
            without_precedence: false,
            capital_and_drops: false,
            max_nodes: None,
            unsafe_chars: String::new(),
            max_length: None,
            ascii_only: false,
        }
    }
}

/// What happens to filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filtering {
    /// The whole grammar works.
    #[default]
    Works,
    /// Q-FLT-03: ignored; everything comes back with 200.
    Ignored,
    /// Q-FLT-02: 200 with an empty list.
    Empty,
    /// Q-FLT-01: refused.
    Refused,
}

/// Which comparisons may be joined; others are treated as `unsupported` filters (Q-FLT-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Logic {
    /// All.
    #[default]
    Full,
    /// None: one comparison at a time.
    None,
    /// By `and`.
    And,
    /// By `or`.
    Or,
    /// By `and` and `or`, without `not`.
    AndOr,
    /// By `and`, and only the attributes of one of the `fixed` sets.
    Fixed,
}
