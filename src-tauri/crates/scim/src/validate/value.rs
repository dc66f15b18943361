//! Types and formats of single values, RFC 7643 §2.3.

use serde_json::{Number, Value};

use super::{Context, Findings, Rule};
use crate::resource::{get_ci, is_unassigned};
use crate::schema::coerce::{Instant, is_base64, is_reference, read_instant};
use crate::{Attribute, AttributeType};

/// Checks one value that is not complex.
pub(super) fn check(attribute: &Attribute, value: &Value, path: &str, findings: &mut Findings) {
    match (attribute.kind, value) {
        (AttributeType::Boolean, Value::Bool(_)) | (AttributeType::Decimal, Value::Number(_)) => {}
        (AttributeType::Boolean, _) => {
            findings.error(Rule::Boolean, path);
        }
        (AttributeType::Integer, Value::Number(n)) if is_whole(n) => {}
        (AttributeType::Integer, _) => findings.error(Rule::Integer, path),
        (AttributeType::Decimal, _) => findings.error(Rule::Decimal, path),
        (_, Value::String(text)) => text_value(attribute, text, path, findings),
        _ => findings.error(Rule::Text, path),
    }
}

fn is_whole(n: &Number) -> bool {
    n.is_i64() || n.is_u64() || n.as_f64().is_some_and(|f| f.fract() == 0.0)
}

fn text_value(attribute: &Attribute, text: &str, path: &str, findings: &mut Findings) {
    match attribute.kind {
        AttributeType::DateTime => match read_instant(text) {
            Some(Instant::Exact) => {}
            Some(Instant::WithoutZone) => {
                findings.warning(Rule::NoTimeZone, path);
            }
            None => findings.error(Rule::DateTime, path),
        },
        AttributeType::Binary if !is_base64(text) => {
            let without_breaks: String = text.split_ascii_whitespace().collect();
            match is_base64(&without_breaks) {
                true => findings.warning(Rule::Base64Breaks, path),
                false => findings.error(Rule::Base64, path),
            }
        }
        AttributeType::Reference if !is_reference(text) => {
            findings.warning(Rule::Address, path);
        }
        _ => {}
    }
    let canonical = &attribute.canonical_values;
    let suggested = |c: &String| match attribute.case_exact {
        true => c == text,
        false => c.eq_ignore_ascii_case(text),
    };
    // RFC 7643 §7: a service provider may accept other values.
    if !canonical.is_empty() && !canonical.iter().any(suggested) && findings.context != Context::Response {
        let few: Vec<&str> = canonical.iter().take(10).map(String::as_str).collect();
        findings.warning(Rule::Canonical.with("values", few.join(", ")), path);
    }
}

/// Whether two values of an attribute are the same by its type: text by `caseExact`, instants by
/// text, objects without the parts that are absent, lists in any order.
pub(super) fn same(attribute: &Attribute, a: &Value, b: &Value) -> bool {
    if is_unassigned(a) || is_unassigned(b) {
        return is_unassigned(a) && is_unassigned(b);
    }
    match (a, b) {
        (Value::String(a), Value::String(b))
            if attribute.kind == AttributeType::String && !attribute.case_exact =>
        {
            a == b || a.to_lowercase() == b.to_lowercase()
        }
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Object(a), Value::Object(b)) => {
            let fallback = Attribute::default();
            let covers = |x: &serde_json::Map<String, Value>, y: &serde_json::Map<String, Value>| {
                x.iter().all(|(key, value)| {
                    let part = attribute.sub(key).unwrap_or(&fallback);
                    same(part, value, get_ci(y, key).unwrap_or(&Value::Null))
                })
            };
            covers(a, b) && covers(b, a)
        }
        (Value::Array(a), Value::Array(b)) => {
            if a == b {
                return true;
            }
            // Without this bound two long lists in different order would cost their product.
            if a.len() != b.len() || a.len() > 2_000 {
                return false;
            }
            let mut open: Vec<&Value> = b.iter().collect();
            a.iter().all(|item| {
                let found = open.iter().position(|other| same(attribute, item, other));
                found.map(|at| open.swap_remove(at)).is_some()
            })
        }
        _ => a == b,
    }
}
