//! Walking a resource along its schemas: presence, mutability, returned, lists and their parts.

use serde_json::{Map, Value};

use super::{Context, Findings, Rule, Severity, value};
use crate::resource::{get_ci, is_unassigned};
use crate::schema::builtin;
use crate::{Attribute, AttributeType, Mutability, Resource, ResourceModel, Returned};

type Object = Map<String, Value>;

pub(super) fn check(
    model: &ResourceModel,
    resource: &Resource,
    before: Option<&Resource>,
    findings: &mut Findings,
) {
    let common = builtin::common_attributes()
        .iter()
        .filter(|a| model.core.attribute(&a.name).is_none())
        // `schemas` has rules of its own.
        .filter(|a| a.name != "schemas");
    let core: Vec<&Attribute> = common.chain(&model.core.attributes).collect();
    let before = before.map(|b| &b.0);
    members(&core, &resource.0, before, "", findings);
    if findings.context == Context::Response && resource.id().is_none() {
        findings.error(Rule::IdMissing, "id");
    }
    for (schema, _) in &model.extensions {
        let attributes: Vec<&Attribute> = schema.attributes.iter().collect();
        let prior = before
            .and_then(|b| get_ci(b, &schema.id))
            .and_then(Value::as_object);
        match get_ci(&resource.0, &schema.id).filter(|v| !is_unassigned(v)) {
            Some(Value::Object(object)) => {
                let prefix = format!("{}:", schema.id);
                members(&attributes, object, prior, &prefix, findings);
                unknown(&attributes, object, &prefix, findings);
            }
            None | Some(Value::Null) => {}
            Some(_) => findings.error(Rule::ExtensionObject, schema.id.as_str()),
        }
    }
    for key in resource.0.keys() {
        let extension = model.extension(key).is_some();
        let declared = core.iter().any(|a| a.name.eq_ignore_ascii_case(key));
        if extension || declared || key.eq_ignore_ascii_case("schemas") {
            continue;
        }
        let broken = match key.get(..4).is_some_and(|p| p.eq_ignore_ascii_case("urn:")) {
            true => Rule::UndeclaredExtension.with("type", &model.name),
            false => Rule::UndeclaredAttribute.into(),
        };
        findings.warning(broken, short(key));
    }
}

/// A key as part of a path; a server may send keys of any length.
fn short(key: &str) -> String {
    key.chars().take(256).collect()
}

fn unknown(attributes: &[&Attribute], object: &Object, prefix: &str, findings: &mut Findings) {
    for key in object.keys() {
        if !attributes.iter().any(|a| a.name.eq_ignore_ascii_case(key)) {
            findings.warning(Rule::UndeclaredAttribute, format!("{prefix}{}", short(key)));
        }
    }
}

/// Checks the declared attributes of one object; `prefix` is what their paths start with.
fn members(
    attributes: &[&Attribute],
    object: &Object,
    before: Option<&Object>,
    prefix: &str,
    findings: &mut Findings,
) {
    for attribute in attributes {
        if findings.full() {
            return;
        }
        let path = format!("{prefix}{}", attribute.name);
        let prior = before
            .and_then(|b| get_ci(b, &attribute.name))
            .filter(|v| !is_unassigned(v));
        match get_ci(object, &attribute.name).filter(|v| !is_unassigned(v)) {
            None => absent(attribute, prior, &path, findings),
            Some(value) => {
                let barred = mutability(attribute, value, before.is_some(), prior, &path, findings);
                returned(attribute, &path, findings);
                present(attribute, value, prior, before.is_some(), barred, &path, findings);
            }
        }
    }
}

fn absent(attribute: &Attribute, prior: Option<&Value>, path: &str, findings: &mut Findings) {
    if prior.is_some() && attribute.mutability == Mutability::Immutable {
        match findings.context {
            Context::Patch => findings.error(Rule::ImmutableRemoved, path),
            // RFC 7644 §3.5.1 does not say what leaving it out means.
            Context::Replace => {
                findings.warning(Rule::ImmutableLeftOut, path);
            }
            Context::Create | Context::Response => {}
        }
    }
    if !attribute.required
        || attribute.mutability == Mutability::ReadOnly && findings.context != Context::Response
    {
        return;
    }
    match findings.context {
        Context::Create | Context::Replace => findings.error(Rule::Required, path),
        // A write-only value is never part of a state that was read.
        Context::Patch if attribute.mutability == Mutability::WriteOnly => {}
        Context::Patch => findings.error(Rule::Required, path),
        Context::Response => match attribute.returned {
            _ if attribute.mutability == Mutability::WriteOnly => {}
            Returned::Never | Returned::Request => {}
            Returned::Always => {
                findings.error(Rule::AlwaysSent, path);
            }
            Returned::Default => findings.warning(Rule::NotSent, path),
        },
    }
}

/// Read-only and immutable attributes; true when a finding was made, so that their parts are not
/// reported again.
fn mutability(
    attribute: &Attribute,
    value: &Value,
    has_before: bool,
    prior: Option<&Value>,
    path: &str,
    findings: &mut Findings,
) -> bool {
    let changed = || prior.is_none_or(|p| !value::same(attribute, p, value));
    let (severity, rule) = match (attribute.mutability, findings.context) {
        (_, Context::Response) => return false,
        // RFC 7644 §3.3: read-only attributes of a POST are ignored.
        (Mutability::ReadOnly, Context::Create) => (Severity::Warning, Rule::ReadOnlyIgnored),
        // RFC 7644 §3.5.1: of a PUT too. A body made from a fresh read repeats them, which is no fault.
        (Mutability::ReadOnly, Context::Replace) if has_before && changed() => {
            (Severity::Warning, Rule::ReadOnlyChangeIgnored)
        }
        // RFC 7644 §3.5.2: a PATCH of one is refused.
        (Mutability::ReadOnly, Context::Patch) if has_before && changed() => {
            (Severity::Error, Rule::ReadOnlyChanged)
        }
        (Mutability::Immutable, Context::Replace | Context::Patch) if prior.is_some() && changed() => {
            (Severity::Error, Rule::ImmutableChanged)
        }
        _ => return false,
    };
    findings.add(severity, rule, path);
    true
}

fn returned(attribute: &Attribute, path: &str, findings: &mut Findings) {
    let secret = attribute.returned == Returned::Never || attribute.mutability == Mutability::WriteOnly;
    if findings.context == Context::Response && secret {
        findings.error(Rule::NeverSent, path);
    }
}

fn present(
    attribute: &Attribute,
    value: &Value,
    prior: Option<&Value>,
    has_before: bool,
    barred: bool,
    path: &str,
    findings: &mut Findings,
) {
    match (attribute.multi_valued, value) {
        (true, Value::Array(items)) => {
            let prior = prior.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let index = Index::new(prior);
            for (at, item) in items.iter().enumerate() {
                if findings.full() {
                    return;
                }
                let old = index.find(item);
                single(
                    attribute,
                    item,
                    old,
                    has_before,
                    barred,
                    &format!("{path}[{at}]"),
                    findings,
                );
            }
            primaries(attribute, items, path, findings);
        }
        (true, other) => {
            findings.error(Rule::List, path);
            // Its content is still worth checking when it is one element without a list around it.
            if other.is_object() && attribute.kind == AttributeType::Complex {
                single(attribute, other, None, false, true, path, findings);
            }
        }
        (false, Value::Array(_)) => {
            findings.error(Rule::Single, path);
        }
        (false, one) => {
            if attribute.required
                && one.as_str().is_some_and(|s| s.trim().is_empty())
                && requests(findings.context)
            {
                findings.error(Rule::RequiredEmpty, path);
            }
            single(attribute, one, prior, has_before, barred, path, findings);
        }
    }
}

fn requests(context: Context) -> bool {
    matches!(context, Context::Create | Context::Replace | Context::Patch)
}

fn single(
    attribute: &Attribute,
    value: &Value,
    prior: Option<&Value>,
    has_before: bool,
    barred: bool,
    path: &str,
    findings: &mut Findings,
) {
    if attribute.kind != AttributeType::Complex {
        value::check(attribute, value, path, findings);
        return;
    }
    let Value::Object(object) = value else {
        findings.error(Rule::Object, path);
        return;
    };
    let prefix = format!("{path}.");
    let parts: Vec<&Attribute> = attribute.sub_attributes.iter().collect();
    if barred {
        // One finding about the whole says enough about mutability; types are checked all the same.
        for part in &parts {
            if let Some(value) = get_ci(object, &part.name).filter(|v| !is_unassigned(v)) {
                present(
                    part,
                    value,
                    None,
                    false,
                    true,
                    &format!("{prefix}{}", part.name),
                    findings,
                );
            }
        }
    } else {
        let empty = Map::new();
        let old = match has_before {
            true => Some(prior.and_then(Value::as_object).unwrap_or(&empty)),
            false => None,
        };
        members(&parts, object, old, &prefix, findings);
    }
    if !parts.is_empty() {
        for key in object.keys() {
            let declared = attribute.sub(key).is_some();
            // RFC 7643 §2.4: values of a list have these parts unless defined otherwise.
            let default = attribute.multi_valued
                && ["type", "primary", "display", "value", "$ref"]
                    .iter()
                    .any(|d| d.eq_ignore_ascii_case(key));
            if !declared && !default {
                findings.warning(Rule::UndeclaredPart, format!("{prefix}{}", short(key)));
            }
        }
    }
}

/// RFC 7643 §2.4: `primary` is true no more than once.
fn primaries(attribute: &Attribute, items: &[Value], path: &str, findings: &mut Findings) {
    if attribute.kind != AttributeType::Complex {
        return;
    }
    let is_primary = |item: &&Value| {
        let primary = item.as_object().and_then(|o| get_ci(o, "primary"));
        primary.and_then(Value::as_bool) == Some(true)
    };
    let count = items.iter().filter(is_primary).count();
    if count > 1 {
        findings.error(Rule::Primaries.with("count", count.to_string()), path);
    }
}

/// The entries of a list as it was, by their `value`, which says who an entry is.
struct Index<'a>(std::collections::HashMap<&'a str, &'a Value>);

impl<'a> Index<'a> {
    fn new(items: &'a [Value]) -> Self {
        let named = items.iter().filter_map(|item| Some((identity(item)?, item)));
        Self(named.collect())
    }
    fn find(&self, item: &Value) -> Option<&'a Value> {
        self.0.get(identity(item)?).copied()
    }
}

fn identity(item: &Value) -> Option<&str> {
    get_ci(item.as_object()?, "value").and_then(Value::as_str)
}
