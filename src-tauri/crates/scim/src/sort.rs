//! Sorting, RFC 7644 §3.4.2.3.

use std::cmp::Ordering;

use crate::{AttrPath, Resource, ResourceModel};

/// Compares two resources by `path` with the attribute's type and `caseExact`; for multi-valued
/// attributes the primary value, else the first. A resource without the value sorts last when
/// ascending (and first when descending, RFC 7644 §3.4.2.3).
pub fn compare(model: &ResourceModel, path: &AttrPath, a: &Resource, b: &Resource) -> Ordering {
    let _ = (model, path, a, b);
    Ordering::Equal
}
