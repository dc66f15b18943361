//! PATCH, RFC 7644 §3.5.2: the operations, applying them, and the difference of two resources.

mod apply;
mod diff;
pub(crate) mod equal;
mod message;
mod path;
mod shape;

#[cfg(test)]
pub(crate) mod tests;

use serde_json::Value;

use crate::{AttrPath, Filter};

pub use apply::{Dialect, RemoveWithValue, Undeclared, apply, apply_with};
pub use diff::{DiffOptions, Lists, diff, diff_with};

/// `attr`, `attr.sub`, `attr[filter]`, `attr[filter].sub`, or a whole extension (RFC 7644 figure 7).
#[derive(Debug, Clone, PartialEq)]
pub struct PatchPath {
    /// The attribute (its sub-attribute is set only when there is no value filter).
    pub attr: AttrPath,
    /// The value filter in brackets.
    pub filter: Option<Box<Filter>>,
    /// The sub-attribute after the bracket.
    pub sub_attribute: Option<String>,
}

/// The verb of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PatchVerb {
    /// RFC 7644 §3.5.2.1
    Add,
    /// RFC 7644 §3.5.2.2
    Remove,
    /// RFC 7644 §3.5.2.3
    Replace,
}

/// One PATCH operation.
#[derive(Clone, PartialEq)]
pub struct PatchOperation {
    /// What to do.
    pub verb: PatchVerb,
    /// Where; `None` applies to the resource as a whole.
    pub path: Option<PatchPath>,
    /// With what.
    pub value: Option<Value>,
}

/// Why a PATCH could not be read or applied; `scim_type` as in RFC 7644 table 9.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct PatchError {
    /// `invalidPath`, `invalidFilter`, `noTarget`, `invalidValue`, `mutability`, `invalidSyntax`.
    pub scim_type: &'static str,
    /// One sentence. It names attributes, never values.
    pub detail: String,
}

impl PatchError {
    pub(crate) fn new(scim_type: &'static str, detail: impl Into<String>) -> Self {
        Self {
            scim_type,
            detail: detail.into(),
        }
    }
}

/// Without the value, which may be a password or a person's data.
impl std::fmt::Debug for PatchOperation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PatchOperation")
            .field("verb", &self.verb)
            .field("path", &self.path.as_ref().map(ToString::to_string))
            .field("value", &self.value.as_ref().map(|_| "…"))
            .finish()
    }
}
