//! Comparing scalars: case, instants, numbers. Shared by filters, sorting and PATCH.

use std::cmp::Ordering;
use std::str::FromStr as _;

use base64::Engine as _;
use serde_json::{Number, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use unicode_normalization::UnicodeNormalization as _;

use super::{CompareOp, CompareValue};
use crate::{Attribute, AttributeType};

/// The form under which two strings are compared: NFC (RFC 7644 §5), and without `case_exact` each
/// character's Unicode lowercase. Characters are lowered one by one, without context, so that `co`,
/// `sw` and `ew` see the same letters wherever they stand (Σ has two lowercase forms otherwise).
pub(crate) fn comparable(text: &str, case_exact: bool) -> String {
    if text.is_ascii() {
        return if case_exact {
            text.to_owned()
        } else {
            text.to_ascii_lowercase()
        };
    }
    if case_exact {
        text.nfc().collect()
    } else {
        // Lowering may produce a decomposed form (İ), hence the second pass.
        text.nfc().flat_map(char::to_lowercase).nfc().collect()
    }
}

/// Reads an xsd:dateTime (RFC 7643 §2.3.5). Real servers leave the zone out or write `+0000`; without
/// a zone it is read as UTC.
pub(crate) fn instant(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    if let Ok(instant) = OffsetDateTime::parse(text, &Rfc3339) {
        return Some(instant);
    }
    let (date, clock) = text.split_once(['T', 't', ' '])?;
    let with_zone = match clock.rfind(['+', '-']) {
        Some(sign) => {
            let (clock, zone) = clock.split_at_checked(sign)?;
            let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
            let (hours, minutes) = digits.split_at_checked(2)?;
            let minutes = if minutes.is_empty() { "00" } else { minutes };
            format!("{date}T{clock}{}{hours}:{minutes}", zone.get(..1)?)
        }
        None => format!("{date}T{clock}Z"),
    };
    OffsetDateTime::parse(&with_zone, &Rfc3339).ok()
}

/// Compares JSON numbers without losing the last digits of large whole ones.
pub(crate) fn compare_numbers(a: &Number, b: &Number) -> Option<Ordering> {
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}

fn whole(number: &Number) -> Option<i128> {
    number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
}

/// How a pair of values is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text { case_exact: bool },
    Boolean,
    Number,
    Instant,
    Binary,
}

/// The kind for a value of `attribute`; where the JSON is not what the schema says (or no schema
/// does), the JSON decides.
pub(crate) fn kind(attribute: Option<&Attribute>, value: &Value) -> Option<Kind> {
    let declared = attribute.map(|a| a.kind);
    let case_exact = attribute.is_some_and(|a| a.case_exact);
    Some(match (declared, value) {
        (_, Value::Bool(_)) => Kind::Boolean,
        (_, Value::Number(_)) => Kind::Number,
        (Some(AttributeType::Boolean), Value::String(text)) if boolean(text).is_some() => Kind::Boolean,
        (Some(AttributeType::Integer | AttributeType::Decimal), Value::String(text))
            if Number::from_str(text).is_ok() =>
        {
            Kind::Number
        }
        (Some(AttributeType::DateTime), Value::String(_)) => Kind::Instant,
        (Some(AttributeType::Binary), Value::String(_)) => Kind::Binary,
        (_, Value::String(_)) => Kind::Text { case_exact },
        _ => return None,
    })
}

/// `true` and `false` as text, which several servers send for booleans.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Whether one value of `attribute` satisfies `op expected`. `ne` is not answered here: it is the
/// opposite of `eq` over all values. `null` on either side matches nothing.
pub(crate) fn holds(
    attribute: Option<&Attribute>,
    value: &Value,
    op: CompareOp,
    expected: &CompareValue,
) -> bool {
    let Some(kind) = kind(attribute, value) else {
        return false;
    };
    match kind {
        Kind::Boolean => {
            let left = match value {
                Value::Bool(value) => Some(*value),
                Value::String(text) => boolean(text),
                _ => None,
            };
            let right = match expected {
                CompareValue::Boolean(value) => Some(*value),
                CompareValue::String(text) => boolean(text),
                _ => None,
            };
            // RFC 7644 §3.4.2.2: booleans know no order and no parts.
            op == CompareOp::Eq && left.is_some() && left == right
        }
        Kind::Number => {
            let parsed;
            let left = match value {
                Value::Number(number) => Some(number),
                Value::String(text) => {
                    parsed = Number::from_str(text).ok();
                    parsed.as_ref()
                }
                _ => None,
            };
            let read;
            let right = match expected {
                CompareValue::Number(number) => Some(number),
                CompareValue::String(text) => {
                    read = Number::from_str(text).ok();
                    read.as_ref()
                }
                _ => None,
            };
            let ordering = left.zip(right).and_then(|(a, b)| compare_numbers(a, b));
            ordered(op, ordering)
        }
        Kind::Instant => instant_holds(value, op, expected),
        Kind::Binary => {
            let (Value::String(left), CompareValue::String(right)) = (value, expected) else {
                return false;
            };
            op == CompareOp::Eq && same_bytes(left, right)
        }
        Kind::Text { case_exact } => {
            let (Value::String(left), CompareValue::String(right)) = (value, expected) else {
                return false;
            };
            text_holds(left, op, right, case_exact)
        }
    }
}

fn instant_holds(value: &Value, op: CompareOp, expected: &CompareValue) -> bool {
    let (Value::String(left), CompareValue::String(right)) = (value, expected) else {
        return false;
    };
    if matches!(op, CompareOp::Co | CompareOp::Sw | CompareOp::Ew) {
        // A date is a JSON string; `sw "2026-11"` is a fair question about it.
        return text_holds(left, op, right, false);
    }
    match (instant(left), instant(right)) {
        (Some(left), Some(right)) => ordered(op, Some(left.cmp(&right))),
        // What is no date on either side can only be the same text.
        _ => op == CompareOp::Eq && left == right,
    }
}

fn text_holds(left: &str, op: CompareOp, right: &str, case_exact: bool) -> bool {
    let left = comparable(left, case_exact);
    let right = comparable(right, case_exact);
    match op {
        CompareOp::Co => left.contains(&right),
        CompareOp::Sw => left.starts_with(&right),
        CompareOp::Ew => left.ends_with(&right),
        _ => ordered(op, Some(left.cmp(&right))),
    }
}

fn ordered(op: CompareOp, ordering: Option<Ordering>) -> bool {
    let Some(ordering) = ordering else { return false };
    match op {
        CompareOp::Eq => ordering.is_eq(),
        CompareOp::Gt => ordering.is_gt(),
        CompareOp::Ge => ordering.is_ge(),
        CompareOp::Lt => ordering.is_lt(),
        CompareOp::Le => ordering.is_le(),
        CompareOp::Ne | CompareOp::Co | CompareOp::Sw | CompareOp::Ew => false,
    }
}

/// Base64 of the same bytes, whatever the padding or alphabet (RFC 7643 §2.3.6).
fn same_bytes(left: &str, right: &str) -> bool {
    left == right || matches!((decode(left), decode(right)), (Some(a), Some(b)) if a == b)
}

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && *c != '=')
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(plain)
        .ok()
}

/// Whether a value counts as assigned for `pr` (RFC 7644 §3.4.2.2): not null, not an empty string,
/// and for lists and objects at least one part that is present. `false` and `0` are values.
pub(crate) fn present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => items.iter().any(present),
        Value::Object(map) => map.values().any(present),
        Value::Bool(_) | Value::Number(_) => true,
    }
}
