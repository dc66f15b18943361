//! A TOML text with the place of everything in it.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::fault::{Fault, FaultCode, Severity};
use crate::field::Kind;
use crate::rate::{Rate, RateOperation};
use crate::value::{OPERATORS, Value, ValueError};

/// A value and where it stands.
pub(crate) type Node<'t> = toml::Spanned<DeValue<'t>>;

/// The text being read, and what was found wrong with it.
pub(crate) struct Document<'t> {
    text: &'t str,
    pub(crate) faults: Vec<Fault>,
}

impl<'t> Document<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            faults: Vec::new(),
        }
    }

    /// The text as a table; every syntax error is a fault.
    pub(crate) fn table(&mut self) -> DeTable<'t> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            self.error(
                FaultCode::Syntax,
                &span,
                "",
                format!("no TOML: {}", error.message()),
            );
        }
        table.into_inner()
    }

    pub(crate) fn error(
        &mut self,
        code: FaultCode,
        span: &Range<usize>,
        path: &str,
        message: impl Into<String>,
    ) {
        self.fault(Severity::Error, code, span, path, message.into());
    }

    pub(crate) fn warning(
        &mut self,
        code: FaultCode,
        span: &Range<usize>,
        path: &str,
        message: impl Into<String>,
    ) {
        self.fault(Severity::Warning, code, span, path, message.into());
    }

    fn fault(
        &mut self,
        severity: Severity,
        code: FaultCode,
        span: &Range<usize>,
        path: &str,
        message: String,
    ) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count().saturating_add(1);
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            .saturating_add(1);
        self.faults.push(Fault {
            severity,
            code,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            path: path.to_owned(),
            message,
        });
    }

    /// A text, or a fault.
    pub(crate) fn text(&mut self, path: &str, node: &Node<'_>) -> Option<String> {
        let Some(text) = node.get_ref().as_str() else {
            self.wrong_type(path, node, "a text");
            return None;
        };
        if text.chars().any(char::is_control) {
            self.error(
                FaultCode::NotAllowed,
                &node.span(),
                path,
                format!("{path} holds a line break or another character that cannot be shown"),
            );
            return None;
        }
        if looks_secret(text) {
            self.error(
                FaultCode::Secret,
                &node.span(),
                path,
                format!("{path} looks like a secret; a preset is shared and holds none"),
            );
            return None;
        }
        Some(text.to_owned())
    }

    /// A whole number of at least 0, or a fault.
    pub(crate) fn number(&mut self, path: &str, node: &Node<'_>) -> Option<u64> {
        let number = node
            .get_ref()
            .as_integer()
            .and_then(|i| u64::from_str_radix(&i.as_str().replace('_', ""), i.radix()).ok());
        if number.is_none() {
            self.wrong_type(path, node, "a whole number of at least 0");
        }
        number
    }

    /// A list of texts, or a fault.
    pub(crate) fn texts(&mut self, path: &str, node: &Node<'_>) -> Option<Vec<String>> {
        let Some(items) = node.get_ref().as_array() else {
            self.wrong_type(path, node, "a list of texts");
            return None;
        };
        items.iter().map(|item| self.text(path, item)).collect()
    }

    pub(crate) fn wrong_type(&mut self, path: &str, node: &Node<'_>, wanted: &str) {
        let found = node.get_ref().type_str();
        self.error(
            FaultCode::WrongType,
            &node.span(),
            path,
            format!("{path} must be {wanted}, not {found}"),
        );
    }

    fn refused(&mut self, path: &str, node: &Node<'_>, error: &ValueError) {
        self.error(
            FaultCode::NotAllowed,
            &node.span(),
            path,
            format!("{path}: {error}"),
        );
    }

    /// The value of a field, or a fault.
    pub(crate) fn value(&mut self, path: &str, kind: &Kind, node: &Node<'_>) -> Option<Value> {
        match kind {
            Kind::Flag => match node.get_ref().as_bool() {
                Some(flag) => Some(Value::Flag(flag)),
                None => {
                    self.wrong_type(path, node, "true or false");
                    None
                }
            },
            Kind::Number => self.number(path, node).map(Value::Number),
            Kind::Text => self.text(path, node).map(Value::Text),
            Kind::Choice(_) => {
                // `response = 204` is as good as `response = "204"`.
                let text = match node.get_ref().as_integer() {
                    Some(number) => number.as_str().to_owned(),
                    None => self.text(path, node)?,
                };
                self.parsed(path, kind, node, &text)
            }
            Kind::Texts => self.texts(path, node).map(Value::List),
            Kind::Choices(_) => {
                let words = self.texts(path, node)?;
                self.parsed(path, kind, node, &or_none(words.join(",")))
            }
            Kind::Numbers => {
                let Some(items) = node.get_ref().as_array() else {
                    self.wrong_type(path, node, "a list of numbers");
                    return None;
                };
                let numbers: Option<Vec<String>> = items
                    .iter()
                    .map(|item| self.number(path, item).map(|n| n.to_string()))
                    .collect();
                numbers.map(Value::List)
            }
            Kind::Operators | Kind::Names => self.names(path, kind, node),
            Kind::Groups => {
                let Some(items) = node.get_ref().as_array() else {
                    self.wrong_type(path, node, "a list of lists of texts");
                    return None;
                };
                let groups: Option<Vec<Vec<String>>> =
                    items.iter().map(|item| self.texts(path, item)).collect();
                groups.map(Value::Groups)
            }
            Kind::Rates => {
                let Some(items) = node.get_ref().as_array() else {
                    self.wrong_type(path, node, "a list of tables, [[limits.rate]]");
                    return None;
                };
                let rates: Option<Vec<Rate>> = items.iter().map(|item| self.rate(path, item)).collect();
                rates.map(Value::Rates)
            }
        }
    }

    fn parsed(&mut self, path: &str, kind: &Kind, node: &Node<'_>, text: &str) -> Option<Value> {
        match Value::parse(kind, text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refused(path, node, &error);
                None
            }
        }
    }

    fn names(&mut self, path: &str, kind: &Kind, node: &Node<'_>) -> Option<Value> {
        let Some(table) = node.get_ref().as_table() else {
            self.wrong_type(path, node, "a table");
            return None;
        };
        let mut all = std::collections::BTreeMap::new();
        for (key, value) in table {
            let name = key.get_ref().to_string();
            let path = format!("{path}.{name}");
            let words = if matches!(kind, Kind::Operators) {
                let words = self.texts(&path, value)?;
                if let Some(bad) = words.iter().find(|w| !OPERATORS.contains(&w.as_str())) {
                    let error = ValueError::NotAllowed {
                        found: bad.clone(),
                        allowed: OPERATORS.to_vec(),
                    };
                    self.refused(&path, value, &error);
                    return None;
                }
                words
            } else {
                vec![self.text(&path, value)?]
            };
            all.insert(name, words);
        }
        Some(Value::Table(all))
    }

    fn rate(&mut self, path: &str, node: &Node<'_>) -> Option<Rate> {
        let Some(table) = node.get_ref().as_table() else {
            self.wrong_type(path, node, "a table");
            return None;
        };
        let mut rate = Rate {
            operation: RateOperation::Any,
            requests: 0,
            seconds: 0,
            burst: None,
            scope: None,
        };
        let mut named = false;
        for (key, value) in table {
            let at = format!("{path}.{}", key.get_ref());
            match key.get_ref().as_ref() {
                "op" => {
                    let word = self.text(&at, value)?;
                    let Some(operation) = RateOperation::parse(&word) else {
                        let error = ValueError::NotAllowed {
                            found: word,
                            allowed: RateOperation::ALL.iter().map(|(w, _)| *w).collect(),
                        };
                        self.refused(&at, value, &error);
                        return None;
                    };
                    rate.operation = operation;
                    named = true;
                }
                "n" => rate.requests = self.number(&at, value)?,
                "per_s" => rate.seconds = self.number(&at, value)?,
                "burst" => rate.burst = Some(self.number(&at, value)?),
                "scope" => rate.scope = Some(self.text(&at, value)?),
                _ => self.unknown(&at, &key.span()),
            }
        }
        if !named || rate.requests == 0 || rate.seconds == 0 {
            self.error(
                FaultCode::Missing,
                &node.span(),
                path,
                format!("{path} needs op, n and per_s, the numbers above 0"),
            );
            return None;
        }
        Some(rate)
    }

    pub(crate) fn unknown(&mut self, path: &str, span: &Range<usize>) {
        self.warning(
            FaultCode::UnknownKey,
            span,
            path,
            format!("{path} is no key of this format and is left out"),
        );
    }
}

fn or_none(text: String) -> String {
    if text.is_empty() { "none".to_owned() } else { text }
}

/// Names of headers and query parameters that carry secrets.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "authorization",
        "cookie",
        "token",
        "secret",
        "password",
        "key",
        "proof",
    ]
    .iter()
    .any(|part| name.contains(part))
}

/// A JSON web token, or a credential as it stands in a header.
fn looks_secret(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.starts_with("bearer ")
        || lower.starts_with("basic ")
        || (text.starts_with("eyJ") && text.contains('.'))
}
