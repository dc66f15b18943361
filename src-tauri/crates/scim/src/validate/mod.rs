//! Checking a resource against its schemas, by context.

mod attribute;
mod rule;
mod schemas;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;

use serde::Serialize;

use rule::Broken;
pub use rule::Rule;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// The server will refuse this, or must not send it.
    Error,
    /// Odd, but may work.
    Warning,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The attribute, as a path with index where it is one of many (`emails[1].value`).
    pub path: String,
    /// The group of rules: [`Rule::code`].
    pub code: &'static str,
    /// What exactly was found.
    pub rule: Rule,
    /// How bad.
    pub severity: Severity,
    /// One sentence for people; never a value.
    pub message: String,
    /// What the sentence names, for another language.
    pub params: BTreeMap<String, String>,
}

/// The most findings about one resource; a list of 100,000 wrong members need not be told in full.
pub const MAX_FINDINGS: usize = 1_000;

/// Checks `resource`; `before` is the present state for [`Context::Patch`] and [`Context::Replace`]
/// (without it nothing can be said about changes of read-only and immutable attributes).
///
/// `null` and `[]` count as absent everywhere (RFC 7643 §2.5). In [`Context::Response`] the whole
/// resource is expected: with `attributes` or `excludedAttributes` some `required` warnings are
/// the request's doing. At most [`MAX_FINDINGS`] are reported.
pub fn validate(
    model: &ResourceModel,
    resource: &Resource,
    before: Option<&Resource>,
    context: Context,
) -> Vec<Finding> {
    let mut findings = Findings {
        list: vec![],
        context,
    };
    schemas::check(model, resource, before, &mut findings);
    attribute::check(model, resource, before, &mut findings);
    findings.list
}

/// Collects findings up to the bound.
struct Findings {
    list: Vec<Finding>,
    context: Context,
}

impl Findings {
    fn add(&mut self, severity: Severity, broken: impl Into<Broken>, path: impl Into<String>) {
        if self.list.len() < MAX_FINDINGS {
            self.list.push(broken.into().at(severity, path));
        }
    }
    fn error(&mut self, broken: impl Into<Broken>, path: impl Into<String>) {
        self.add(Severity::Error, broken, path);
    }
    fn warning(&mut self, broken: impl Into<Broken>, path: impl Into<String>) {
        self.add(Severity::Warning, broken, path);
    }
    fn full(&self) -> bool {
        self.list.len() >= MAX_FINDINGS
    }
}
