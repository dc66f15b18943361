//! The value of a fact, and its one text form: what a table shows is what a person may type.

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

use crate::field::Kind;
use crate::rate::{Rate, written_rates};

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `yes` or `no`.
    Flag(bool),
    /// A number.
    Number(u64),
    /// A word of a closed list, or free text.
    Text(String),
    /// Several words: `a, b`. Empty is `none`.
    List(Vec<String>),
    /// Words by name: `userName: eq sw; externalId: eq`. Empty is `none`.
    Table(BTreeMap<String, Vec<String>>),
    /// Groups of words: `id manager; id members`.
    Groups(Vec<Vec<String>>),
    /// Budgets: `write_user 180/60s burst 20 scope org; read 1000/60s`.
    Rates(Vec<Rate>),
}

/// Why a text is no value of a fact. The sentence names what would be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ValueError {
    /// Not one of the words.
    #[error("{found} is none of: {}", allowed.join(", "))]
    NotAllowed {
        /// What was written.
        found: String,
        /// What may be.
        allowed: Vec<&'static str>,
    },
    /// Not `yes` or `no`.
    #[error("{0} is neither yes nor no")]
    NotAFlag(String),
    /// No number.
    #[error("{0} is no whole number")]
    NotANumber(String),
    /// A list of words by name needs `name: word word`.
    #[error("{0} needs the form name: word word; name: word")]
    NotATable(String),
    /// A budget that cannot be read.
    #[error("{0} needs the form operation number/seconds, e.g. write_user 180/60s burst 20 scope org")]
    NotARate(String),
    /// Nothing was written.
    #[error("the value is empty")]
    Empty,
}

/// The text of an empty list.
const NONE: &str = "none";
/// The empty text as an entry of a list.
const EMPTY: &str = "\"\"";

impl Value {
    /// Reads the text form of a value.
    pub fn parse(kind: &Kind, text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        if text.is_empty() && !matches!(kind, Kind::Text) {
            return Err(ValueError::Empty);
        }
        let words = |text: &str, split: char| -> Vec<String> {
            if text == NONE {
                return Vec::new();
            }
            text.split(split)
                .map(str::trim)
                .filter(|w| !w.is_empty())
                .map(str::to_owned)
                .collect()
        };
        Ok(match kind {
            Kind::Flag => match text {
                "yes" | "true" => Self::Flag(true),
                "no" | "false" => Self::Flag(false),
                other => return Err(ValueError::NotAFlag(other.to_owned())),
            },
            Kind::Number => Self::Number(
                text.parse()
                    .map_err(|_| ValueError::NotANumber(text.to_owned()))?,
            ),
            Kind::Text => Self::Text(text.to_owned()),
            Kind::Choice(allowed) => Self::Text(one_of(text, allowed)?),
            Kind::Texts => Self::List(
                words(text, ',')
                    .into_iter()
                    .map(|w| if w == EMPTY { String::new() } else { w })
                    .collect(),
            ),
            Kind::Choices(allowed) => Self::List(
                words(text, ',')
                    .iter()
                    .map(|w| one_of(w, allowed))
                    .collect::<Result<_, _>>()?,
            ),
            Kind::Numbers => Self::List(
                words(text, ',')
                    .into_iter()
                    .map(|w| match w.parse::<u64>() {
                        Ok(_) => Ok(w),
                        Err(_) => Err(ValueError::NotANumber(w)),
                    })
                    .collect::<Result<_, _>>()?,
            ),
            Kind::Operators | Kind::Names => {
                let mut table = BTreeMap::new();
                for entry in words(text, ';') {
                    let (name, rest) = entry
                        .split_once(": ")
                        .ok_or_else(|| ValueError::NotATable(entry.clone()))?;
                    let found = words(rest, ' ');
                    if matches!(kind, Kind::Operators) {
                        for word in &found {
                            one_of(word, OPERATORS)?;
                        }
                    }
                    table.insert(name.trim().to_owned(), found);
                }
                Self::Table(table)
            }
            Kind::Groups => Self::Groups(words(text, ';').iter().map(|g| words(g, ' ')).collect()),
            Kind::Rates => Self::Rates(
                words(text, ';')
                    .iter()
                    .map(|r| r.parse())
                    .collect::<Result<_, _>>()?,
            ),
        })
    }

    /// The words of a list; none of anything else.
    pub fn words(&self) -> &[String] {
        match self {
            Self::List(words) => words,
            _ => &[],
        }
    }
}

/// The filter operators of RFC 7644 §3.4.2.2, and `*` for all of them.
pub(crate) const OPERATORS: &[&str] = &["eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le", "*"];

fn one_of(text: &str, allowed: &[&'static str]) -> Result<String, ValueError> {
    if allowed.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(ValueError::NotAllowed {
        found: text.to_owned(),
        allowed: allowed.to_vec(),
    })
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |texts: Vec<String>, by: &str| {
            if texts.is_empty() {
                NONE.to_owned()
            } else {
                texts.join(by)
            }
        };
        match self {
            Self::Flag(true) => f.write_str("yes"),
            Self::Flag(false) => f.write_str("no"),
            Self::Number(n) => write!(f, "{n}"),
            Self::Text(text) => f.write_str(text),
            Self::List(words) => {
                let shown = |w: &String| if w.is_empty() { EMPTY.to_owned() } else { w.clone() };
                f.write_str(&listed(words.iter().map(shown).collect(), ", "))
            }
            Self::Table(table) => f.write_str(&listed(
                table
                    .iter()
                    .map(|(name, words)| format!("{name}: {}", words.join(" ")))
                    .collect(),
                "; ",
            )),
            Self::Groups(groups) => f.write_str(&listed(groups.iter().map(|g| g.join(" ")).collect(), "; ")),
            Self::Rates(rates) => f.write_str(&listed(written_rates(rates), "; ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::FIELDS;
    use proptest::prelude::*;

    #[test]
    fn a_word_that_is_none_of_the_allowed_ones_is_told_which_are() {
        let error = Value::parse(&Kind::Choice(&["clamp", "error"]), "cut").unwrap_err();
        assert_eq!(error.to_string(), "cut is none of: clamp, error");
    }

    #[test]
    fn what_is_shown_can_be_typed_back() {
        for (kind, text) in [
            (Kind::Flag, "yes"),
            (Kind::Texts, "a, b"),
            (Kind::Texts, "none"),
            (Kind::Operators, "externalId: eq; userName: eq sw"),
            (Kind::Names, "external_id: externalId"),
            (Kind::Groups, "id manager; id members"),
            (Kind::Rates, "write_user 180/60s burst 20 scope org; any 1/1s"),
        ] {
            let value = Value::parse(&kind, text).unwrap();
            assert_eq!(
                value.to_string(),
                text,
                "an override is edited in the form it is shown"
            );
        }
    }

    proptest! {
        #[test]
        fn the_text_of_any_value_reads_back_as_the_same_value(index in 0..FIELDS.len(), text in "[ -~]{0,40}") {
            let kind = &FIELDS[index].kind;
            if let Ok(value) = Value::parse(kind, &text) {
                let written = value.to_string();
                // A list with nothing in it, written as separators alone, is the empty list.
                prop_assert_eq!(Value::parse(kind, &written).map(|v| v.to_string()), Ok(written));
            }
        }
    }
}
