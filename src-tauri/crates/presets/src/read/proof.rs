//! What stands beside the facts: hints, texts in other languages, sources and evidence.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::{Claims, Reader, node};
use crate::document::Node;
use crate::evidence::Evidence;
use crate::fault::FaultCode;
use crate::preset::{Hint, Variable};

impl Reader<'_, '_> {
    pub(super) fn hints(&mut self, value: &Node<'_>) -> Vec<Hint> {
        let Some(items) = value.get_ref().as_array() else {
            self.document
                .wrong_type("errors.hints", value, "a list of tables, [[errors.hints]]");
            return Vec::new();
        };
        let mut hints = Vec::new();
        for item in items {
            let Some(table) = item.get_ref().as_table() else {
                self.document.wrong_type("errors.hints", item, "a table");
                continue;
            };
            let (mut status, mut holds, mut say) = (None, None, None);
            for (key, value) in table {
                let at = format!("errors.hints.{}", key.get_ref());
                match key.get_ref().as_ref() {
                    "status" => {
                        status = self
                            .document
                            .number(&at, value)
                            .and_then(|n| u16::try_from(n).ok());
                    }
                    "match" => holds = self.document.text(&at, value),
                    "say" => say = self.document.text(&at, value),
                    _ => self.document.unknown(&at, &key.span()),
                }
            }
            match (status, holds, say) {
                (Some(status @ 400..=599), Some(holds), Some(say)) if !say.is_empty() => {
                    hints.push(Hint { status, holds, say });
                }
                _ => self.document.error(
                    FaultCode::Missing,
                    &item.span(),
                    "errors.hints",
                    "a hint needs status (400 to 599), match and say",
                ),
            }
        }
        hints
    }

    pub(super) fn languages(
        &mut self,
        table: &DeTable<'_>,
        claims: &Claims,
        variables: &BTreeMap<String, Variable>,
        hints: &[Hint],
    ) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut all = BTreeMap::new();
        let Some(at) = node(table, "text") else { return all };
        let Some(languages) = at.get_ref().as_table() else {
            self.document.wrong_type("text", at, "a table");
            return all;
        };
        for (language, value) in languages {
            let Some(inner) = value.get_ref().as_table() else {
                self.document
                    .wrong_type(&format!("text.{}", language.get_ref()), value, "a table");
                continue;
            };
            let mut texts = BTreeMap::new();
            for (key, value) in inner {
                let path = key.get_ref().to_string();
                let at = format!("text.{}.\"{path}\"", language.get_ref());
                let known = path == "safety.warn" && claims.contains_key("safety.warn")
                    || path
                        .strip_prefix("base.vars.")
                        .is_some_and(|v| variables.contains_key(v))
                    || path
                        .strip_prefix("errors.hints.")
                        .is_some_and(|s| hints.iter().any(|h| h.status.to_string() == s));
                if !known {
                    self.document.unknown(&at, &key.span());
                } else if let Some(text) = self.document.text(&at, value) {
                    texts.insert(path, text);
                }
            }
            all.insert(language.get_ref().to_string(), texts);
        }
        all
    }

    pub(super) fn named_texts(&mut self, table: &DeTable<'_>, key: &str) -> BTreeMap<String, String> {
        let Some(at) = node(table, key) else {
            return BTreeMap::new();
        };
        let Some(inner) = at.get_ref().as_table() else {
            self.document.wrong_type(key, at, "a table");
            return BTreeMap::new();
        };
        inner
            .iter()
            .filter_map(|(name, value)| {
                let text = self.document.text(&format!("{key}.{}", name.get_ref()), value)?;
                Some((name.get_ref().to_string(), text))
            })
            .collect()
    }

    pub(super) fn evidence(
        &mut self,
        table: &DeTable<'_>,
        claims: &Claims,
        sources: &BTreeMap<String, String>,
        reviewed: &str,
    ) -> BTreeMap<String, Evidence> {
        let mut reasons = BTreeMap::new();
        let Some(inner) = node(table, "evidence") else {
            return reasons;
        };
        let Some(inner) = inner.get_ref().as_table() else {
            self.document.wrong_type("evidence", inner, "a table");
            return reasons;
        };
        for (key, value) in inner {
            let path = key.get_ref().to_string();
            let at = format!("evidence.\"{path}\"");
            let Some(text) = self.document.text(&at, value) else {
                continue;
            };
            if !is_said(table, claims, &path) {
                let message = format!("{at}: this preset says nothing about {path}");
                self.document
                    .warning(FaultCode::BadEvidence, &key.span(), &at, message);
            }
            match Evidence::parse(&text, reviewed) {
                Err(message) => {
                    let message = format!("{at}: {message}");
                    self.document
                        .error(FaultCode::BadEvidence, &value.span(), &at, message);
                }
                Ok(mut evidence) => {
                    if let Some(source) = &evidence.source {
                        evidence.address = sources.get(source).cloned();
                        if evidence.address.is_none() {
                            let message = format!("{at}: [sources] has no {source}");
                            self.document
                                .warning(FaultCode::BadEvidence, &value.span(), &at, message);
                        }
                    }
                    reasons.insert(path, evidence);
                }
            }
        }
        reasons
    }
}

/// Whether evidence for this path is evidence for something.
fn is_said(table: &DeTable<'_>, claims: &Claims, path: &str) -> bool {
    if path == "*" || claims.contains_key(path) {
        return true;
    }
    let below = format!("{path}.");
    if claims.keys().any(|claim| claim.starts_with(&below)) {
        return true;
    }
    // What is no fact: match, base.template, base.vars, errors.hints.
    let mut at = Some(table);
    let mut found = false;
    for part in path.split('.') {
        let Some(value) = at.and_then(|t| node(t, part)) else {
            return false;
        };
        found = true;
        at = value.get_ref().as_table();
    }
    found
}

/// The reason for a fact: its own, else that of the closest table around it, else that for everything.
pub(super) fn reason(reasons: &BTreeMap<String, Evidence>, path: &str) -> Option<Evidence> {
    let mut at = path;
    loop {
        if let Some(evidence) = reasons.get(at) {
            return Some(evidence.clone());
        }
        match at.rsplit_once('.') {
            Some((around, _)) => at = around,
            None => return reasons.get("*").cloned(),
        }
    }
}
