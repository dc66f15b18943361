//! Whole numbers across the wire. A number of the window holds 53 bits; a longer one would come back as another. It crosses
//! as its digits behind a NUL, which the window shows, edits and hands back as digits. Text that begins with a NUL by itself
//! gets one more, so that both ways together change nothing.

use serde_json::{Number, Value};

const MARK: char = '\0';
/// The greatest whole number up to which the window's numbers are exact (2^53 - 1).
const SAFE: u64 = (1 << 53) - 1;

/// As the window reads it.
pub(crate) fn to_window(value: &mut Value) {
    match value {
        Value::Number(number) if is_long(number) => *value = Value::String(format!("{MARK}{number}")),
        Value::String(text) if text.starts_with(MARK) => text.insert(0, MARK),
        _ => inside(value, to_window),
    }
}

/// As the window read it, back again. Digits that no number here holds stay text: they are refused as such, not rounded.
pub(crate) fn from_window(value: &mut Value) {
    match value {
        Value::String(text) => {
            let Some(rest) = text.strip_prefix(MARK) else {
                return;
            };
            let number = rest
                .parse()
                .map(Number::from_u128)
                .or_else(|_| rest.parse().map(Number::from_i128));
            *value = number
                .ok()
                .flatten()
                .map_or_else(|| Value::String(rest.to_owned()), Value::Number);
        }
        _ => inside(value, from_window),
    }
}

fn inside(value: &mut Value, change: fn(&mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(change),
        Value::Object(members) => members.values_mut().for_each(change),
        _ => {}
    }
}

fn is_long(number: &Number) -> bool {
    number.as_u64().map_or_else(
        || number.as_i64().is_some_and(|it| it.unsigned_abs() > SAFE),
        |it| it > SAFE,
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn crossed(mut value: Value) -> Value {
        to_window(&mut value);
        value
    }

    #[test]
    fn only_what_the_window_cannot_hold_crosses_as_digits() {
        let value = json!({ "a": [9_007_199_254_740_991_i64, 9_007_199_254_740_992_i64, -9_007_199_254_740_993_i64], "b": u64::MAX, "c": 1.5, "d": "7" });
        assert_eq!(
            crossed(value),
            json!({ "a": [9_007_199_254_740_991_i64, "\u{0}9007199254740992", "\u{0}-9007199254740993"], "b": "\u{0}18446744073709551615", "c": 1.5, "d": "7" })
        );
    }

    #[test]
    fn both_ways_together_change_nothing() {
        for value in [
            json!(u64::MAX),
            json!(i64::MIN),
            json!({ "n": [9_007_199_254_740_993_i64] }),
            json!("\u{0}5"),
            json!("\u{0}\u{0}"),
            json!("\u{0}x"),
            json!("\u{0}"),
            json!(null),
            json!(0.1),
        ] {
            let mut back = crossed(value.clone());
            from_window(&mut back);
            assert_eq!(back, value);
        }
    }

    #[test]
    fn digits_that_no_number_holds_stay_text_and_are_never_rounded() {
        let mut value = json!("\u{0}18446744073709551616");
        from_window(&mut value);
        assert_eq!(value, json!("18446744073709551616"));
    }
}
