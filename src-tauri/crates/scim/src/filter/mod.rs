//! Filters, RFC 7644 §3.4.2.2: parse, print, evaluate, check.

mod check;
pub(crate) mod eval;
mod fault;
mod lexer;
pub(crate) mod parser;
mod print;
pub(crate) mod value;

#[cfg(test)]
mod tests;

pub use fault::{FilterFault, FilterRule};
pub use parser::{MAX_DEPTH, MAX_LENGTH, MAX_NODES};

use crate::AttrPath;

/// A parsed filter.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// All must hold.
    And(Vec<Filter>),
    /// One must hold.
    Or(Vec<Filter>),
    /// Must not hold.
    Not(Box<Filter>),
    /// `attr op value`.
    Compare(AttrPath, CompareOp, CompareValue),
    /// `attr pr`.
    Present(AttrPath),
    /// `attr[filter]`: one value of a multi-valued complex attribute for which the filter holds.
    ValuePath(AttrPath, Box<Filter>),
}

/// Comparison operators, RFC 7644 table 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// equal
    Eq,
    /// not equal
    Ne,
    /// contains
    Co,
    /// starts with
    Sw,
    /// ends with
    Ew,
    /// greater than
    Gt,
    /// greater or equal
    Ge,
    /// less than
    Lt,
    /// less or equal
    Le,
}

/// The right side of a comparison: a JSON scalar.
#[derive(Debug, Clone, PartialEq)]
pub enum CompareValue {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// a number, as written
    Number(serde_json::Number),
    /// a string; also an instant or base64, by the attribute's type
    String(String),
}

/// Why a filter was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (at character {position})")]
pub struct FilterError {
    /// Byte offset in the filter text.
    pub position: usize,
    /// What was expected, in a sentence.
    pub message: String,
    /// The same for other languages.
    pub fault: FilterFault,
}

impl FilterError {
    /// What is wrong at a position.
    pub fn new(position: usize, fault: impl Into<FilterFault>) -> Self {
        let fault = fault.into();
        Self {
            position,
            message: fault.sentence(),
            fault,
        }
    }
}

impl CompareOp {
    /// Reads an operator, ignoring case (RFC 7644 §3.4.2.2).
    pub fn read(word: &str) -> Option<Self> {
        [
            Self::Eq,
            Self::Ne,
            Self::Co,
            Self::Sw,
            Self::Ew,
            Self::Gt,
            Self::Ge,
            Self::Lt,
            Self::Le,
        ]
        .into_iter()
        .find(|op| word.eq_ignore_ascii_case(op.as_str()))
    }

    /// The operator as the RFC writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Co => "co",
            Self::Sw => "sw",
            Self::Ew => "ew",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }
}

impl Filter {
    /// Parses the whole grammar; operators and keywords without case. Length, depth and the number
    /// of conditions are bounded by [`MAX_LENGTH`], [`MAX_DEPTH`] and [`MAX_NODES`].
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        parser::filter(text).map(|parsed| parsed.filter)
    }

    /// `attr eq "value"`.
    pub fn eq(path: AttrPath, value: &str) -> Self {
        Self::Compare(path, CompareOp::Eq, CompareValue::String(value.into()))
    }

    /// The path and value, when the filter is one `eq` comparison and nothing else (a lookup).
    pub fn as_single_eq(&self) -> Option<(&AttrPath, &CompareValue)> {
        match self {
            Self::Compare(path, CompareOp::Eq, value) => Some((path, value)),
            Self::And(terms) | Self::Or(terms) => match terms.as_slice() {
                [only] => only.as_single_eq(),
                _ => None,
            },
            _ => None,
        }
    }

    /// Every path the filter asks about, each once, in the order written. Paths inside brackets
    /// come as sub-attributes: `emails[type eq "work"]` gives `emails.type`.
    pub fn paths(&self) -> Vec<AttrPath> {
        let mut found = Vec::new();
        self.collect_paths(None, &mut found);
        found
    }

    fn collect_paths(&self, within: Option<&AttrPath>, found: &mut Vec<AttrPath>) {
        match self {
            Self::And(terms) | Self::Or(terms) => {
                for term in terms {
                    term.collect_paths(within, found);
                }
            }
            Self::Not(inner) => inner.collect_paths(within, found),
            Self::Compare(path, ..) | Self::Present(path) => {
                let path = match within {
                    None => path.clone(),
                    Some(outer) => AttrPath {
                        urn: outer.urn.clone(),
                        attribute: outer.attribute.clone(),
                        sub_attribute: Some(path.attribute.clone()),
                    },
                };
                if !found.contains(&path) {
                    found.push(path);
                }
            }
            Self::ValuePath(path, inner) => inner.collect_paths(Some(path), found),
        }
    }
}
