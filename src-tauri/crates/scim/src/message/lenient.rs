//! Reading scalars the way real servers write them.

use serde_json::{Map, Value};

/// A whole number of at least 0 as found in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// Absent or `null`.
    Missing,
    /// A JSON number.
    Number(u64),
    /// A number written as text.
    Text(u64),
    /// Negative, fractional, too large, or no number at all.
    Unusable,
}

/// Reads a count; numbers as text are accepted and told apart.
pub(crate) fn count(value: Option<&Value>) -> Count {
    match value {
        None | Some(Value::Null) => Count::Missing,
        Some(Value::Number(n)) => match n.as_u64().or_else(|| n.as_f64().and_then(whole)) {
            Some(n) => Count::Number(n),
            None => Count::Unusable,
        },
        Some(Value::String(s)) => match s.trim().parse() {
            Ok(n) => Count::Text(n),
            Err(_) => Count::Unusable,
        },
        Some(_) => Count::Unusable,
    }
}

/// `10.0` and `1e1` are 10; above 2^53 a double no longer says which whole number was meant.
fn whole(n: f64) -> Option<u64> {
    if !(0.0..=9_007_199_254_740_992.0).contains(&n) || n.fract() != 0.0 {
        return None;
    }
    format!("{n:.0}").parse().ok()
}

/// Reads a count where it does not matter how it was written.
pub(crate) fn count_value(value: Option<&Value>) -> Option<u64> {
    match count(value) {
        Count::Number(n) | Count::Text(n) => Some(n),
        Count::Missing | Count::Unusable => None,
    }
}

/// `true`, `false`, and the same as text in any case.
pub(crate) fn boolean(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(b) => Some(*b),
        Value::String(s) if s.eq_ignore_ascii_case("true") => Some(true),
        Value::String(s) if s.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Non-empty text.
pub(crate) fn text(value: Option<&Value>) -> Option<String> {
    value
        .and_then(Value::as_str)
        .filter(|s| !s.is_empty())
        .map(str::to_owned)
}

/// The members of a list that are texts; a lone text counts as a list of one.
pub(crate) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(|v| text(Some(v))).collect(),
        Some(Value::String(s)) if !s.is_empty() => vec![s.clone()],
        _ => vec![],
    }
}

/// An HTTP status as number, as text, or as `{"code": …}` (as earlier drafts of RFC 7644 had it).
pub(crate) fn status(value: Option<&Value>) -> Option<u16> {
    let value = match value {
        Some(Value::Object(map)) => crate::resource::get_ci(map, "code"),
        other => other,
    };
    count_value(value)
        .and_then(|n| u16::try_from(n).ok())
        .filter(|s| (100..=599).contains(s))
}

/// Whether `schemas` names `urn`, ignoring case.
pub(crate) fn has_schema(map: &Map<String, Value>, urn: &str) -> bool {
    texts(crate::resource::get_ci(map, "schemas"))
        .iter()
        .any(|s| s.eq_ignore_ascii_case(urn))
}

/// What kind of JSON a value is, for messages to people (never the value itself).
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
