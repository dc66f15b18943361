//! A filter as conditions people read, and back: both are the same filter (RFC 7644 §3.4.2.2).

use rollcall_scim::filter::{CompareOp, CompareValue, FilterError, FilterFault, FilterRule};
use rollcall_scim::{AttrPath, Filter};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One condition of a filter; all of them must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct FilterChip {
    /// Attribute with its URN where it has one; empty with `raw`.
    pub path: String,
    /// `eq`, `ne`, `co`, `sw`, `ew`, `gt`, `ge`, `lt`, `le` or `pr`; empty with `raw`.
    pub operator: String,
    /// What it is compared with: text, number, boolean or null; null with `pr`.
    pub value: Value,
    /// Whether it must not hold.
    pub not: bool,
    /// A condition that is no attribute, operator and value, as SCIM writes it.
    pub raw: Option<String>,
}

/// The conditions of a filter, in its order.
pub fn filter_chips(filter: &Filter) -> Vec<FilterChip> {
    match filter {
        Filter::And(terms) => terms.iter().map(chip).collect(),
        other => vec![chip(other)],
    }
}

fn chip(term: &Filter) -> FilterChip {
    let (inner, not) = match term {
        Filter::Not(inner) => (inner.as_ref(), true),
        other => (other, false),
    };
    match inner {
        Filter::Compare(path, operator, value) => FilterChip {
            path: path.to_string(),
            operator: operator.as_str().into(),
            value: match value {
                CompareValue::Null => Value::Null,
                CompareValue::Boolean(value) => (*value).into(),
                CompareValue::Number(number) => Value::Number(number.clone()),
                CompareValue::String(text) => text.clone().into(),
            },
            not,
            raw: None,
        },
        Filter::Present(path) => FilterChip {
            path: path.to_string(),
            operator: "pr".into(),
            not,
            ..FilterChip::default()
        },
        _ => FilterChip {
            raw: Some(term.to_string()),
            ..FilterChip::default()
        },
    }
}

/// The filter that means these conditions; `None` when there is none.
///
/// # Errors
/// An attribute, operator or raw part that cannot be read; the position counts within that part.
pub fn chips_filter(chips: &[FilterChip]) -> Result<Option<Filter>, FilterError> {
    let mut terms = chips.iter().map(term).collect::<Result<Vec<_>, _>>()?;
    Ok(match terms.len() {
        0 => None,
        1 => terms.pop(),
        _ => Some(Filter::And(terms)),
    })
}

fn term(chip: &FilterChip) -> Result<Filter, FilterError> {
    let wrong = |fault: FilterFault| FilterError::new(0, fault);
    if let Some(raw) = &chip.raw {
        return Filter::parse(raw);
    }
    let path = AttrPath::parse(&chip.path).map_err(|e| wrong(FilterRule::NameOdd.with("why", e.message)))?;
    let condition = if chip.operator == "pr" {
        Filter::Present(path)
    } else {
        let operator = CompareOp::read(&chip.operator)
            .ok_or_else(|| wrong(FilterRule::OperatorUnknown.with("word", &chip.operator)))?;
        let value = match &chip.value {
            Value::Null => CompareValue::Null,
            Value::Bool(value) => CompareValue::Boolean(*value),
            Value::Number(number) => CompareValue::Number(number.clone()),
            Value::String(text) => CompareValue::String(text.clone()),
            _ => return Err(wrong(FilterRule::ValueOdd.into())),
        };
        Filter::Compare(path, operator, value)
    };
    Ok(if chip.not {
        Filter::Not(Box::new(condition))
    } else {
        condition
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_and_text_are_the_same_filter() {
        for text in [
            r#"userName sw "m" and active eq true"#,
            r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department co "Re\"tail" and not (title pr)"#,
            r#"emails[type eq "work" and value co "@example.org"] and (a eq 1 or b eq null)"#,
            r#"a eq 1 or b eq 2"#,
            r#"not (a eq 1 and b eq 2)"#,
            r#"a eq 1 and (b eq 2 and c pr)"#,
        ] {
            let filter = Filter::parse(text).unwrap();
            let chips = filter_chips(&filter);
            assert_eq!(
                chips_filter(&chips).unwrap(),
                Some(filter),
                "what was written is what is meant: {text} as {chips:?}"
            );
        }
        assert_eq!(chips_filter(&[]).unwrap(), None, "no condition is no filter");
    }

    #[test]
    fn a_condition_is_taken_apart_and_what_cannot_be_stays_as_written() {
        let chips = filter_chips(
            &Filter::parse(r#"active eq true and not (title pr) and (a eq 1 or b eq 2)"#).unwrap(),
        );
        assert_eq!(
            (
                chips[0].path.as_str(),
                chips[0].operator.as_str(),
                &chips[0].value
            ),
            ("active", "eq", &Value::Bool(true))
        );
        assert!(chips[1].not && chips[1].operator == "pr", "{:?}", chips[1]);
        assert_eq!(
            chips[2].raw.as_deref(),
            Some("a eq 1 or b eq 2"),
            "people write this one as text"
        );
    }

    #[test]
    fn what_a_condition_cannot_mean_is_refused() {
        for (path, operator, value) in [
            ("", "eq", Value::from("x")),
            ("a", "is", Value::from("x")),
            ("a", "eq", serde_json::json!([])),
        ] {
            let chip = FilterChip {
                path: path.into(),
                operator: operator.into(),
                value,
                ..FilterChip::default()
            };
            assert!(chips_filter(std::slice::from_ref(&chip)).is_err(), "{chip:?}");
        }
    }
}
