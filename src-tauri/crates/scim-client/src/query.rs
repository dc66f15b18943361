//! What a request asks for: projections and list parameters, RFC 7644 §3.4.2 and §3.9.

use crate::dialect::{ListDialect, ProjectionSupport, SortDialect};

/// Which attributes an answer should hold. At most one of the two lists is sent; `attributes` wins
/// (RFC 7644 §3.9 makes them exclusive).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Projection {
    /// Only these, and those always returned.
    pub attributes: Vec<String>,
    /// All but these.
    pub excluded: Vec<String>,
}

impl Projection {
    /// Everything the server returns by default.
    pub fn none() -> Self {
        Self::default()
    }

    /// The query parameter, if any. What the server does not take is left out: it sends more than was asked for.
    pub(crate) fn parameter(&self, taken: ProjectionSupport) -> Option<(&'static str, String)> {
        use ProjectionSupport::{AttributesOnly, ExcludedOnly, OneOf};
        if !self.attributes.is_empty() && matches!(taken, OneOf | AttributesOnly) {
            Some(("attributes", self.attributes.join(",")))
        } else if !self.excluded.is_empty() && matches!(taken, OneOf | ExcludedOnly) {
            Some(("excludedAttributes", self.excluded.join(",")))
        } else {
            None
        }
    }
}

/// The parameters of one list request. What is `None` is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListQuery {
    /// `filter`, RFC 7644 §3.4.2.2, as text.
    pub filter: Option<String>,
    /// `attributes` or `excludedAttributes`.
    pub projection: Projection,
    /// `sortBy`.
    pub sort_by: Option<String>,
    /// `sortOrder=descending`; sent only with `sort_by`.
    pub descending: bool,
    /// `startIndex`, counted from 1.
    pub start_index: Option<u64>,
    /// `count`.
    pub count: Option<u64>,
    /// The parameter of another way of paging: `cursor` (RFC 9865), or one of a vendor's own.
    pub page: Option<(String, String)>,
}

impl ListQuery {
    /// The parameters in the order they are sent.
    pub(crate) fn parameters(&self, list: &ListDialect, sort: &SortDialect) -> Vec<(&str, String)> {
        let mut out = Vec::new();
        if let Some(filter) = &self.filter {
            out.push(("filter", filter.clone()));
        }
        out.extend(self.projection.parameter(list.projection));
        let by = |path: &&String| {
            let listed = sort.attributes.as_ref();
            !sort.off && listed.is_none_or(|all| all.iter().any(|one| one.eq_ignore_ascii_case(path)))
        };
        if let Some(sort_by) = self.sort_by.as_ref().filter(by) {
            out.push(("sortBy", sort_by.clone()));
            // Both always together: ServiceNow refuses one without the other.
            let order = if self.descending {
                "descending"
            } else {
                "ascending"
            };
            out.push(("sortOrder", order.to_owned()));
        }
        if let Some(start) = self.start_index {
            out.push(("startIndex", start.to_string()));
        }
        if let Some((name, value)) = &self.page {
            out.push((name.as_str(), value.clone()));
        }
        if let Some(count) = self.count {
            out.push(("count", count.to_string()));
        }
        out
    }
}
