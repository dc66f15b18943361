//! Quirks of lists and filters.

use serde::{Deserialize, Serialize};

/// Lists: paging, sorting, projection, what a row contains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListProfile {
    /// Q-PAG-01: the most resources in one answer; larger counts are cut to it. The
    /// ServiceProviderConfig says so (`filter.maxResults`). Default 1,000.
    pub max_results: usize,
    /// Q-PAG-01: how many come when the client names no count. Default 100.
    pub default_count: usize,
    /// Q-PAG-01: a count above `max_results` is refused with this status instead of cut.
    pub count_above_maximum_refused: Option<u16>,
    /// Q-PAG-01: any `count` at all is refused with this status (Canaille: 500).
    pub count_refused: Option<u16>,
    /// Q-PAG-01: `count=0` is refused with this status (Entra: 400).
    pub count_zero_refused: Option<u16>,
    /// Q-PAG-02: `startIndex` is ignored: every page is the first.
    pub start_index_ignored: bool,
    /// Q-PAG-02: what a page past the end contains.
    pub past_end: PastEnd,
    /// Q-PAG-02: paging that never ends.
    pub endless: Endless,
    /// Q-PAG-05: what `totalResults` says.
    pub total_results: TotalResults,
    /// Q-PAG-05: `itemsPerPage` and `startIndex` are left out of the answer.
    pub envelope_without_page: bool,
    /// Q-PAG-05, Q-PAG-07: each page after the first begins with this many rows of the one before.
    pub overlap: usize,
    /// Q-PAG-06: a list without a filter is empty.
    pub empty_without_filter: bool,
    /// Q-DIS-03: the resources come under `resources`, in lower case.
    pub lower_case_resources: bool,
    /// Q-DIS-03: the answer is a bare array without an envelope.
    pub bare_array: bool,
    /// Q-PRJ-01: `sortBy` and `sortOrder`.
    pub sort: Support,
    /// Q-PRJ-01: `attributes` and `excludedAttributes`.
    pub projection: Support,
    /// Q-PRJ-02: attributes (by name, or an extension's URN) that rows of a list lack while a GET by id has them.
    pub rows_without: Vec<String>,
}

impl Default for ListProfile {
    fn default() -> Self {
        Self {
            max_results: 1_000,
            default_count: 100,
            count_above_maximum_refused: None,
            count_refused: None,
            count_zero_refused: None,
            start_index_ignored: false,
            past_end: PastEnd::Empty,
            endless: Endless::Never,
            total_results: TotalResults::Right,
            envelope_without_page: false,
            overlap: 0,
            empty_without_filter: false,
            lower_case_resources: false,
            bare_array: false,
            sort: Support::Works,
            projection: Support::Works,
            rows_without: Vec::new(),
        }
    }
}

/// What a page past the end contains (Q-PAG-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PastEnd {
    /// Nothing, as it should be.
    #[default]
    Empty,
    /// The first page again (scimmy, authentik).
    FirstPage,
}

/// Paging that never ends (Q-PAG-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endless {
    /// Paging ends.
    #[default]
    Never,
    /// The first page again and again, while `totalResults` promises more.
    SamePage,
    /// Ever new resources that do not exist.
    NewResources,
}

/// What `totalResults` says (Q-PAG-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TotalResults {
    /// The truth.
    #[default]
    Right,
    /// How many are on this page.
    PageSize,
    /// Half of the truth.
    Low,
    /// Seven more than the truth.
    High,
    /// The truth as a string.
    Text,
    /// Nothing: the member is missing.
    Absent,
}

/// Whether an optional feature works (Q-PRJ-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// As the RFC says.
    #[default]
    Works,
    /// The parameter is ignored.
    Ignored,
    /// The parameter is refused with 400.
    Refused,
}

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
