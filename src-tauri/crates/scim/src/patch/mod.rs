//! PATCH, RFC 7644 §3.5.2: the operations, applying them, and the difference of two resources.

use serde_json::Value;

use crate::{AttrPath, Filter, Resource, ResourceModel};

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
#[derive(Debug, Clone, PartialEq)]
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
    /// `invalidPath`, `noTarget`, `invalidValue`, `mutability`, `invalidSyntax`.
    pub scim_type: &'static str,
    /// One sentence.
    pub detail: String,
}

impl PatchPath {
    /// Parses a PATCH path.
    pub fn parse(text: &str) -> Result<Self, PatchError> {
        let _ = text;
        Err(PatchError {
            scim_type: "invalidPath",
            detail: "unfinished".into(),
        })
    }
}

impl std::fmt::Display for PatchPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.attr)
    }
}

impl PatchOperation {
    /// Reads a PatchOp message (`{"schemas":[…PatchOp],"Operations":[…]}`), verbs without case.
    pub fn from_message(message: &Value) -> Result<Vec<Self>, PatchError> {
        let _ = message;
        Err(PatchError {
            scim_type: "invalidSyntax",
            detail: "unfinished".into(),
        })
    }
    /// The PatchOp message of these operations, verbs in lower case.
    pub fn to_message(operations: &[Self]) -> Value {
        let _ = operations;
        Value::Null
    }
}

/// Applies the operations in order, all or nothing (RFC 7644 §3.5.2).
pub fn apply(
    model: &ResourceModel,
    resource: &Resource,
    operations: &[PatchOperation],
) -> Result<Resource, PatchError> {
    let _ = (model, operations);
    Ok(resource.clone())
}

/// The smallest operations that turn `before` into `after`: one per changed attribute or
/// sub-attribute, `members`-like lists as added and removed values by value path. Read-only
/// attributes and `meta` are not compared. `apply(before, diff(before, after))` equals `after`
/// in every writable attribute.
pub fn diff(model: &ResourceModel, before: &Resource, after: &Resource) -> Vec<PatchOperation> {
    let _ = (model, before, after);
    vec![]
}
