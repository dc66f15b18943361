//! What a request asks for: projections and list parameters, RFC 7644 §3.4.2 and §3.9.

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

    /// The query parameter, if any.
    pub(crate) fn parameter(&self) -> Option<(&'static str, String)> {
        if !self.attributes.is_empty() {
            Some(("attributes", self.attributes.join(",")))
        } else if !self.excluded.is_empty() {
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
}

impl ListQuery {
    /// The parameters in the order they are sent.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        if let Some(filter) = &self.filter {
            out.push(("filter", filter.clone()));
        }
        out.extend(self.projection.parameter());
        if let Some(sort_by) = &self.sort_by {
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
        if let Some(count) = self.count {
            out.push(("count", count.to_string()));
        }
        out
    }
}
