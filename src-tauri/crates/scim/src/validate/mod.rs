//! Checking a resource against its schemas, by context.

use crate::{Resource, ResourceModel};

/// What the resource is about to be used for; decides which rules apply (RFC 7643 §2.2, §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// Body of a POST: required attributes must be there, read-only ones are noted.
    Create,
    /// Body of a PUT.
    Replace,
    /// The state a PATCH would lead to, compared with the state before for immutability.
    Patch,
    /// What a server answered: `returned`, types and `schemas` are checked.
    Response,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The server will refuse this, or must not send it.
    Error,
    /// Odd, but may work.
    Warning,
}

/// One finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The attribute, as a path with index where it is one of many (`emails[1].value`).
    pub path: String,
    /// Closed code: `required`, `type`, `readOnly`, `immutable`, `canonical`, `primary`, `unknown`,
    /// `returnedNever`, `schemas`, `format`.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// One sentence for people.
    pub message: String,
}

/// Checks `resource`; `before` is the present state for [`Context::Patch`] and [`Context::Replace`].
pub fn validate(
    model: &ResourceModel,
    resource: &Resource,
    before: Option<&Resource>,
    context: Context,
) -> Vec<Finding> {
    let _ = (model, resource, before, context);
    vec![]
}
