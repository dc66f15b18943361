//! Text from a spreadsheet cell or a command line as a typed value.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Number, Value, json};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::{Attribute, AttributeType};

/// What to do where a text could mean more than one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CoerceOptions {
    /// Read `2026-09-01` and `2026-09-01T08:00:00` as UTC (a date as its first second) instead of
    /// refusing them.
    pub assume_utc: bool,
}

/// Why a text is no value for an attribute. No message quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CoerceError {
    /// Empty text for anything but a string.
    #[error("a value is missing")]
    Empty,
    /// Neither `true` nor `false`.
    #[error("expected true or false")]
    Boolean,
    /// No whole number, or one beyond 64 bits.
    #[error("expected a whole number")]
    Integer,
    /// No number.
    #[error("expected a number with a point, such as 12.5")]
    Decimal,
    /// No instant.
    #[error("expected a date and time such as 2026-09-01T08:00:00Z")]
    DateTime,
    /// An instant without a time of day or zone, where none may be assumed.
    #[error("the date does not name a time zone; write it as 2026-09-01T00:00:00Z")]
    DateWithoutZone,
    /// No base64.
    #[error("expected base64")]
    Binary,
    /// No URI or id.
    #[error("expected an address or id without spaces")]
    Reference,
    /// Text for an attribute with parts, none of which is `value`.
    #[error("expected a JSON object, or set the parts one by one")]
    Complex,
    /// Text that starts like a JSON object or list and is none.
    #[error("expected JSON")]
    Json,
}

/// Turns text into a value of the attribute's type; [`CoerceOptions::default`] applies.
pub fn coerce(attribute: &Attribute, text: &str) -> Result<Value, CoerceError> {
    coerce_with(attribute, text, CoerceOptions::default())
}

/// Turns text into a value of the attribute's type.
///
/// Strings are kept as they are; spaces around other values are ignored. For a complex attribute
/// the text is a JSON object or the `value` of one (`manager` = an id). For a list it is a JSON
/// array or a single element. Booleans are `true` and `false` in any case, nothing else: what
/// `yes` or `1` means is for a mapping to say.
pub fn coerce_with(attribute: &Attribute, text: &str, options: CoerceOptions) -> Result<Value, CoerceError> {
    if !attribute.multi_valued {
        return element(attribute, text, options);
    }
    if text.trim_start().starts_with('[') {
        return match read_json(text)? {
            list @ Value::Array(_) => Ok(list),
            _ => Err(CoerceError::Json),
        };
    }
    Ok(Value::Array(vec![element(attribute, text, options)?]))
}

fn read_json(text: &str) -> Result<Value, CoerceError> {
    crate::json::parse(text.trim().as_bytes(), crate::json::DEFAULT_MAX_DEPTH)
        .ok()
        .filter(|parsed| parsed.duplicate_keys.is_empty())
        .map(|parsed| parsed.value)
        .ok_or(CoerceError::Json)
}

fn element(attribute: &Attribute, text: &str, options: CoerceOptions) -> Result<Value, CoerceError> {
    if attribute.kind == AttributeType::String {
        return Ok(text.into());
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(CoerceError::Empty);
    }
    match attribute.kind {
        AttributeType::String => Ok(text.into()),
        AttributeType::Boolean if text.eq_ignore_ascii_case("true") => Ok(Value::Bool(true)),
        AttributeType::Boolean if text.eq_ignore_ascii_case("false") => Ok(Value::Bool(false)),
        AttributeType::Boolean => Err(CoerceError::Boolean),
        AttributeType::Integer => integer(text).ok_or(CoerceError::Integer),
        AttributeType::Decimal => decimal(text).ok_or(CoerceError::Decimal),
        AttributeType::DateTime => date_time(text, options),
        AttributeType::Binary if is_base64(text) => Ok(text.into()),
        AttributeType::Binary => Err(CoerceError::Binary),
        AttributeType::Reference if is_reference(text) => Ok(text.into()),
        AttributeType::Reference => Err(CoerceError::Reference),
        AttributeType::Complex if text.starts_with('{') => match read_json(text)? {
            object @ Value::Object(_) => Ok(object),
            _ => Err(CoerceError::Json),
        },
        AttributeType::Complex => match attribute.sub("value") {
            Some(sub) => Ok(json!({ sub.name.as_str(): element(sub, text, options)? })),
            None => Err(CoerceError::Complex),
        },
    }
}

fn integer(text: &str) -> Option<Value> {
    if text.starts_with('+') {
        return None;
    }
    let signed = text.parse::<i64>().ok().map(Value::from);
    signed.or_else(|| text.parse::<u64>().ok().map(Value::from))
}

/// JSON's own grammar: a comma, `NaN`, `.5` or `1e400` is no number.
fn decimal(text: &str) -> Option<Value> {
    text.parse::<Number>().ok().map(Value::Number)
}

fn date_time(text: &str, options: CoerceOptions) -> Result<Value, CoerceError> {
    match read_instant(text) {
        Some(Instant::Exact) => Ok(text.into()),
        Some(Instant::WithoutZone) if options.assume_utc => Ok(format!("{text}Z").into()),
        Some(Instant::WithoutZone) => Err(CoerceError::DateWithoutZone),
        None if read_instant(&format!("{text}T00:00:00Z")).is_some() => match options.assume_utc {
            true => Ok(format!("{text}T00:00:00Z").into()),
            false => Err(CoerceError::DateWithoutZone),
        },
        None => Err(CoerceError::DateTime),
    }
}

/// How much of an instant a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instant {
    /// RFC 3339 with offset.
    Exact,
    /// As xsd:dateTime allows, without offset (RFC 7643 §2.3.5).
    WithoutZone,
}

/// Reads an instant as RFC 7643 §2.3.5 has it; `None` when it is none.
pub(crate) fn read_instant(text: &str) -> Option<Instant> {
    if OffsetDateTime::parse(text, &Rfc3339).is_ok() {
        return Some(Instant::Exact);
    }
    let separated = text.as_bytes().get(10).is_some_and(|b| *b == b'T' || *b == b't');
    (separated && PrimitiveDateTime::parse(&format!("{text}Z"), &Rfc3339).is_ok())
        .then_some(Instant::WithoutZone)
}

/// RFC 4648 §4 and §5, with or without padding.
pub(crate) fn is_base64(text: &str) -> bool {
    const LENIENT: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let url_safe = text.contains(['-', '_']);
    let alphabet = if url_safe {
        &alphabet::URL_SAFE
    } else {
        &alphabet::STANDARD
    };
    GeneralPurpose::new(alphabet, LENIENT).decode(text).is_ok()
}

/// A URI, a relative one, or an id: anything without spaces and control characters.
pub(crate) fn is_reference(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::builtin;

    fn of(kind: AttributeType) -> Attribute {
        Attribute {
            name: "x".into(),
            kind,
            ..Attribute::default()
        }
    }
    fn read(kind: AttributeType, text: &str) -> Result<Value, CoerceError> {
        coerce(&of(kind), text)
    }

    #[test]
    fn booleans_are_true_or_false_and_nothing_else() {
        assert_eq!(read(AttributeType::Boolean, "true"), Ok(json!(true)));
        assert_eq!(
            read(AttributeType::Boolean, " FALSE "),
            Ok(json!(false)),
            "as spreadsheets write it"
        );
        for text in ["yes", "1", "0", "wahr", "t"] {
            assert_eq!(
                read(AttributeType::Boolean, text),
                Err(CoerceError::Boolean),
                "{text}: a guess could lock people out"
            );
        }
        assert_eq!(read(AttributeType::Boolean, ""), Err(CoerceError::Empty));
    }

    #[test]
    fn numbers_are_whole_or_decimal_without_guessing_commas() {
        assert_eq!(read(AttributeType::Integer, "-42"), Ok(json!(-42)));
        assert_eq!(
            read(AttributeType::Integer, "18446744073709551615"),
            Ok(json!(u64::MAX))
        );
        for text in ["1.0", "1,000", "+1", "1e3", "0x10", "99999999999999999999"] {
            assert_eq!(
                read(AttributeType::Integer, text),
                Err(CoerceError::Integer),
                "{text}"
            );
        }
        assert_eq!(read(AttributeType::Decimal, "12.5"), Ok(json!(12.5)));
        for text in ["12,5", "NaN", ".5", "1e400", "inf"] {
            assert_eq!(
                read(AttributeType::Decimal, text),
                Err(CoerceError::Decimal),
                "{text}"
            );
        }
    }

    #[test]
    fn a_date_without_zone_needs_permission() {
        let zone = CoerceOptions { assume_utc: true };
        let attribute = of(AttributeType::DateTime);
        assert_eq!(
            read(AttributeType::DateTime, "2026-09-01T08:00:00+02:00"),
            Ok(json!("2026-09-01T08:00:00+02:00"))
        );
        for (text, utc) in [
            ("2026-09-01", "2026-09-01T00:00:00Z"),
            ("2026-09-01T08:00:00", "2026-09-01T08:00:00Z"),
        ] {
            assert_eq!(
                coerce(&attribute, text),
                Err(CoerceError::DateWithoutZone),
                "{text}"
            );
            assert_eq!(
                coerce_with(&attribute, text, zone),
                Ok(json!(utc)),
                "{text}, when told"
            );
        }
        for text in [
            "01.09.2026",
            "2026-13-01",
            "2026-02-30",
            "tomorrow",
            "2026-W05-1",
            "2026-244",
        ] {
            assert_eq!(
                coerce_with(&attribute, text, zone),
                Err(CoerceError::DateTime),
                "{text}"
            );
        }
    }

    #[test]
    fn strings_are_kept_as_they_are() {
        assert_eq!(
            read(AttributeType::String, " 007 "),
            Ok(json!(" 007 ")),
            "zeros and spaces may matter"
        );
        assert_eq!(read(AttributeType::String, ""), Ok(json!("")));
    }

    #[test]
    fn base64_and_references_are_checked() {
        assert_eq!(read(AttributeType::Binary, "aGk="), Ok(json!("aGk=")));
        assert_eq!(
            read(AttributeType::Binary, "aGk"),
            Ok(json!("aGk")),
            "padding is often left out"
        );
        assert_eq!(read(AttributeType::Binary, "a?b"), Err(CoerceError::Binary));
        assert_eq!(
            read(AttributeType::Reference, "https://example.com/a"),
            Ok(json!("https://example.com/a"))
        );
        assert_eq!(read(AttributeType::Reference, "a b"), Err(CoerceError::Reference));
    }

    #[test]
    fn complex_values_come_from_json_or_from_their_value() {
        let user = builtin::user();
        let emails = user.attribute("emails").expect("declared");
        assert_eq!(
            coerce(emails, "m@example.com"),
            Ok(json!([{"value": "m@example.com"}]))
        );
        assert_eq!(
            coerce(emails, r#"[{"value":"m@example.com","type":"work"}]"#),
            Ok(json!([{"value": "m@example.com", "type": "work"}]))
        );
        let name = user.attribute("name").expect("declared");
        assert_eq!(
            coerce(name, r#"{"givenName":"Mira"}"#),
            Ok(json!({"givenName": "Mira"}))
        );
        assert_eq!(coerce(name, "Mira"), Err(CoerceError::Complex), "which part?");
        assert_eq!(coerce(name, r#"{"givenName":"#), Err(CoerceError::Json));
        assert_eq!(
            coerce(name, r#"{"givenName":"a","givenName":"b"}"#),
            Err(CoerceError::Json),
            "which one?"
        );
        let enterprise = builtin::enterprise_user();
        let manager = enterprise.attribute("manager").expect("declared");
        assert_eq!(
            coerce(manager, "42"),
            Ok(json!({"value": "42"})),
            "an id stays text"
        );
    }
}
