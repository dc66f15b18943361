//! The base address and the addresses a preset is suggested for.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::{Reader, node};
use crate::document::Node;
use crate::fault::FaultCode;
use crate::pattern::Pattern;
use crate::preset::{Matching, Variable};
use crate::template::Template;

impl Reader<'_, '_> {
    pub(super) fn patterns(&mut self, table: &DeTable<'_>, path: &str, key: &str) -> Vec<Pattern> {
        let Some(at) = node(table, key) else {
            return Vec::new();
        };
        let Some(items) = at.get_ref().as_array() else {
            self.document.wrong_type(path, at, "a list of patterns");
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| {
                let text = self.document.text(path, item)?;
                self.pattern(path, item, &text)
            })
            .collect()
    }

    pub(super) fn pattern(&mut self, path: &str, at: &Node<'_>, text: &str) -> Option<Pattern> {
        match Pattern::parse(text) {
            Ok(pattern) => Some(pattern),
            Err(message) => {
                self.document.error(
                    FaultCode::BadPattern,
                    &at.span(),
                    path,
                    format!("{path}: {message}"),
                );
                None
            }
        }
    }

    pub(super) fn matching(&mut self, table: &DeTable<'_>) -> Matching {
        let Some(at) = node(table, "match") else {
            return Matching::default();
        };
        let Some(inner) = at.get_ref().as_table() else {
            self.document.wrong_type("match", at, "a table");
            return Matching::default();
        };
        for (key, _) in inner {
            if !matches!(key.get_ref().as_ref(), "hosts" | "paths") {
                self.document
                    .unknown(&format!("match.{}", key.get_ref()), &key.span());
            }
        }
        Matching {
            hosts: self.patterns(inner, "match.hosts", "hosts"),
            paths: self.patterns(inner, "match.paths", "paths"),
        }
    }

    pub(super) fn base(
        &mut self,
        table: &DeTable<'_>,
        matching: &Matching,
    ) -> (Option<Template>, BTreeMap<String, Variable>) {
        let Some(base) = node(table, "base").and_then(|n| n.get_ref().as_table()) else {
            return (None, BTreeMap::new());
        };
        let variables = self.variables(base);
        let Some(at) = node(base, "template") else {
            return (None, variables);
        };
        let Some(text) = self.document.text("base.template", at) else {
            return (None, variables);
        };
        let template = match Template::parse(&text) {
            Ok(template) => template,
            Err(message) => {
                let message = format!("base.template: {message}");
                self.bad_template(at, &message);
                return (None, variables);
            }
        };
        for name in template.variables() {
            if !variables.contains_key(name) {
                self.bad_template(
                    at,
                    &format!("base.template: {{{name}}} has no [base.vars.{name}]"),
                );
            }
        }
        let examples = variables
            .iter()
            .map(|(name, v)| (name.clone(), v.example.clone()))
            .collect();
        if let Ok(url) = template.fill(&variables, &examples)
            && !matching.hosts.is_empty()
            && !crate::suggest::fits(matching, &url)
        {
            self.document.warning(
                FaultCode::BadTemplate,
                &at.span(),
                "base.template",
                format!("base.template: its own example {url} is not an address of [match]"),
            );
        }
        (Some(template), variables)
    }

    pub(super) fn bad_template(&mut self, at: &Node<'_>, message: &str) {
        self.document
            .error(FaultCode::BadTemplate, &at.span(), "base.template", message);
    }

    pub(super) fn variables(&mut self, base: &DeTable<'_>) -> BTreeMap<String, Variable> {
        let mut variables = BTreeMap::new();
        let Some(all) = node(base, "vars") else {
            return variables;
        };
        let Some(table) = all.get_ref().as_table() else {
            self.document.wrong_type("base.vars", all, "a table");
            return variables;
        };
        for (key, value) in table {
            let path = format!("base.vars.{}", key.get_ref());
            let Some(inner) = value.get_ref().as_table() else {
                self.document.wrong_type(&path, value, "a table");
                continue;
            };
            let (mut label, mut pattern, mut example) = (None, None, None);
            for (part, value) in inner {
                let at = format!("{path}.{}", part.get_ref());
                match part.get_ref().as_ref() {
                    "label" => label = self.document.text(&at, value),
                    "example" => example = self.document.text(&at, value).map(|text| (text, value.span())),
                    "pattern" => {
                        pattern = self
                            .document
                            .text(&at, value)
                            .and_then(|text| self.pattern(&at, value, &text));
                    }
                    _ => self.document.unknown(&at, &part.span()),
                }
            }
            let (Some(label), Some(pattern), Some((example, span))) = (label, pattern, example) else {
                let message = format!("{path} needs label, pattern and example");
                self.document
                    .error(FaultCode::Missing, &key.span(), &path, message);
                continue;
            };
            if !pattern.matches(&example) {
                let message = format!("{path}: the example does not fit the pattern");
                self.document.error(FaultCode::BadTemplate, &span, &path, message);
            }
            let variable = Variable {
                label,
                pattern,
                example,
            };
            variables.insert(key.get_ref().to_string(), variable);
        }
        variables
    }
}
