//! Quirks of lists.

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
    /// Q-PAG-02: what `startIndex` counts.
    pub start_index: StartIndex,
    /// Q-PAG-03, Q-PAG-04: how one gets from a page to the next.
    pub paging: PagingMode,
    /// Q-PAG-03: seconds until a cursor has expired. Default 600.
    pub cursor_timeout_s: u64,
    /// Q-PAG-04: no list has more, and nothing says so.
    pub hard_cap: Option<usize>,
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
    /// Q-PAG-07: each page after the first begins this many rows too late.
    pub skipped: usize,
    /// Q-PAG-06: a list without both `startIndex` and `count` is empty (Bitwarden).
    pub empty_without_parameters: bool,
    /// Q-PRJ-01: `attributes` and `excludedAttributes` together are refused with 400, and `sortBy` without `sortOrder`
    /// too (ServiceNow).
    pub strict_parameters: bool,
    /// Q-PAG-06: a list without a filter is empty.
    pub empty_without_filter: bool,
    /// Q-LIF-01: inactive users are in no list.
    pub hides_inactive: bool,
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
            start_index: StartIndex::Rows,
            paging: PagingMode::Both,
            cursor_timeout_s: 600,
            hard_cap: None,
            past_end: PastEnd::Empty,
            endless: Endless::Never,
            total_results: TotalResults::Right,
            envelope_without_page: false,
            overlap: 0,
            skipped: 0,
            empty_without_parameters: false,
            strict_parameters: false,
            empty_without_filter: false,
            hides_inactive: false,
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

/// What `startIndex` counts (Q-PAG-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartIndex {
    /// Rows, from 1 (RFC 7644 §3.4.2.4).
    #[default]
    Rows,
    /// Rows, from 0.
    ZeroBased,
    /// Pages, from 1.
    Pages,
}

/// How one gets from a page to the next (Q-PAG-03, Q-PAG-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PagingMode {
    /// By `startIndex`, and by cursor when the request has one (RFC 9865 §2).
    #[default]
    Both,
    /// By `startIndex`; a cursor is ignored.
    Index,
    /// By cursor only; `startIndex` is refused with 400.
    Cursor,
    /// As AWS does: a cursor, once an empty one was sent, and then without `totalResults`. Without it at most 50 come.
    /// `startIndex` is refused with 400.
    CursorOnRequest,
    /// As SAP Identity Authentication does: `startId=initial`, then the `nextId` of the answer, until it is `end`.
    /// `startIndex` is ignored.
    StartId,
    /// Not at all: both parameters are ignored.
    None,
}
