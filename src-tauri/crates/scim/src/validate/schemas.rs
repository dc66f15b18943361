//! `schemas` and the extensions it names, RFC 7643 §3.

use serde_json::Value;

use super::{Findings, Rule};
use crate::resource::is_unassigned;
use crate::{Resource, ResourceModel};

pub(super) fn check(
    model: &ResourceModel,
    resource: &Resource,
    before: Option<&Resource>,
    findings: &mut Findings,
) {
    let listed = list(resource, findings);
    let names = |urn: &str| listed.iter().any(|s| s.eq_ignore_ascii_case(urn));
    if !listed.is_empty() && !model.core.id.is_empty() && !names(&model.core.id) {
        findings.error(Rule::SchemasCore.with("schema", &model.core.id), "schemas");
    }
    for (at, urn) in listed.iter().enumerate() {
        let path = format!("schemas[{at}]");
        if model.schema(urn).is_none() {
            findings.warning(Rule::SchemaUndeclared.with("type", &model.name), path);
        } else if listed.iter().take(at).any(|s| s.eq_ignore_ascii_case(urn)) {
            findings.warning(Rule::SchemaTwice, path);
        }
    }
    for (schema, required) in &model.extensions {
        let data = resource.get_ci(&schema.id).filter(|v| !is_unassigned(v));
        let empty = data
            .and_then(Value::as_object)
            .is_some_and(serde_json::Map::is_empty);
        if *required && (data.is_none() || empty) {
            let broken = Rule::ExtensionRequired
                .with("type", &model.name)
                .with("extension", &schema.name);
            // RFC 7643 §6: required is that the extension is included, and what it declares as required itself.
            // One that declares nothing so is included by its name alone, and what the server itself has without
            // the extension shows that it does not insist (Canaille).
            let named = names(&schema.id) && !schema.attributes.iter().any(|a| a.required);
            if named || before.is_some_and(|b| b.get_ci(&schema.id).is_none_or(is_unassigned)) {
                findings.warning(broken, schema.id.as_str());
            } else {
                findings.error(broken, schema.id.as_str());
            }
        }
        // RFC 7643 §3: schemas names every extension that has data.
        if data.is_some() && !empty && !listed.is_empty() && !names(&schema.id) {
            findings.error(Rule::SchemasExtension.with("schema", &schema.id), "schemas");
        }
    }
}

/// The URNs, with a finding for each fault of the list itself.
fn list<'a>(resource: &'a Resource, findings: &mut Findings) -> Vec<&'a str> {
    match resource.get_ci("schemas").filter(|v| !is_unassigned(v)) {
        None => {
            findings.error(Rule::SchemasMissing, "schemas");
            vec![]
        }
        Some(Value::Array(items)) => {
            let mut listed = vec![];
            for (at, item) in items.iter().enumerate() {
                match item.as_str() {
                    Some(urn) => listed.push(urn),
                    None => findings.error(Rule::SchemaText, format!("schemas[{at}]")),
                }
            }
            listed
        }
        Some(_) => {
            findings.error(Rule::SchemasList, "schemas");
            vec![]
        }
    }
}
