//! Reads a preset, and says of every mistake where it is.

mod base;
mod proof;

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::document::{Document, Node, is_secret_name};
use crate::evidence::is_date;
use crate::fault::{Fault, FaultCode, Severity};
use crate::field::Field;
use crate::preset::{Claim, Hint, Preset, Status};
use crate::value::Value;

/// The version of the format this reads.
const FORMAT: u64 = 1;
/// Largest text; a preset is a few kilobytes.
const LARGEST: usize = 256 * 1024;
/// Headers that say how a message is framed or where it goes.
const NOT_HEADERS: &[&str] = &[
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "upgrade",
    "te",
];

/// What was read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The preset, unless a mistake is an error.
    pub preset: Option<Preset>,
    /// Every mistake, in the order of the text.
    pub faults: Vec<Fault>,
}

impl Reading {
    /// Whether there is nothing to say about it.
    pub fn is_clean(&self) -> bool {
        self.preset.is_some() && self.faults.is_empty()
    }
}

/// Reads the TOML text of a preset.
pub fn read(text: &str) -> Reading {
    let mut document = Document::new(text);
    if text.len() > LARGEST {
        document.error(FaultCode::NotAllowed, &(0..0), "", "a preset has at most 256 kB");
        return Reading {
            preset: None,
            faults: document.faults,
        };
    }
    let table = document.table();
    let preset = document.faults.is_empty().then(|| {
        Reader {
            document: &mut document,
        }
        .preset(&table)
    });
    let mut faults = document.faults;
    faults.sort_by_key(|f| (f.line, f.column));
    let usable = faults.iter().all(|f| f.severity == Severity::Warning);
    Reading {
        preset: preset.flatten().filter(|_| usable),
        faults,
    }
}

/// A fact that was read, with its place.
type Claims = BTreeMap<String, (Value, Range<usize>)>;

struct Reader<'d, 't> {
    document: &'d mut Document<'t>,
}

impl Reader<'_, '_> {
    fn preset(&mut self, table: &DeTable<'_>) -> Option<Preset> {
        self.format(table)?;
        let id = self.required(table, "id");
        let name = self.required(table, "name");
        let reviewed = self.date(table);
        let status = self.status(table);
        let revision = node(table, "revision").and_then(|n| self.document.number("revision", n));
        let extends = node(table, "extends")
            .and_then(|n| self.document.text("extends", n))
            .filter(|parent| parent != "rfc");
        if let (Some(id), Some(at)) = (&id, node(table, "id")) {
            let plain =
                id.len() <= 64 && id.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
            if !plain
                || !id
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            {
                self.document.error(
                    FaultCode::NotAllowed,
                    &at.span(),
                    "id",
                    "id has lower case letters, digits and hyphens only, at most 64",
                );
            }
        }
        let mut claims = Claims::new();
        let mut hints = Vec::new();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "profile_format" | "id" | "name" | "revision" | "reviewed" | "status" | "extends"
                | "match" | "sources" | "evidence" | "text" => {}
                name => self.walk(name, &key.span(), value, &mut claims, &mut hints),
            }
        }
        self.check_facts(&claims);
        let matching = self.matching(table);
        let (template, variables) = self.base(table, &matching);
        let sources = self.named_texts(table, "sources");
        let texts = self.languages(table, &claims, &variables, &hints);
        let reasons = self.evidence(table, &claims, &sources, reviewed.as_deref().unwrap_or_default());
        Some(Preset {
            id: id?,
            name: name?,
            revision: revision.unwrap_or(1),
            reviewed: reviewed?,
            status: status?,
            extends,
            matching,
            template,
            variables,
            claims: claims
                .into_iter()
                .map(|(path, (value, _))| {
                    let evidence = proof::reason(&reasons, &path);
                    (path, Claim { value, evidence })
                })
                .collect(),
            hints,
            sources,
            texts,
        })
    }

    fn format(&mut self, table: &DeTable<'_>) -> Option<()> {
        let Some(at) = node(table, "profile_format") else {
            self.missing("profile_format");
            return None;
        };
        let format = self.document.number("profile_format", at)?;
        if format != FORMAT {
            self.document.error(
                FaultCode::NewerFormat,
                &at.span(),
                "profile_format",
                format!("this preset is written in format {format}; this Rollcall reads format {FORMAT}"),
            );
            return None;
        }
        Some(())
    }

    fn missing(&mut self, path: &str) {
        self.document
            .error(FaultCode::Missing, &(0..0), path, format!("{path} is missing"));
    }

    fn required(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        let Some(at) = node(table, key) else {
            self.missing(key);
            return None;
        };
        let text = self.document.text(key, at)?;
        if text.trim().is_empty() || text.chars().count() > 100 {
            self.document.error(
                FaultCode::NotAllowed,
                &at.span(),
                key,
                format!("{key} has 1 to 100 characters"),
            );
            return None;
        }
        Some(text)
    }

    fn date(&mut self, table: &DeTable<'_>) -> Option<String> {
        let Some(at) = node(table, "reviewed") else {
            self.missing("reviewed");
            return None;
        };
        let text = match at.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => String::new(),
        };
        if is_date(&text) {
            return Some(text);
        }
        self.document
            .wrong_type("reviewed", at, "a date such as 2026-11-01");
        None
    }

    fn status(&mut self, table: &DeTable<'_>) -> Option<Status> {
        let Some(at) = node(table, "status") else {
            self.missing("status");
            return None;
        };
        match self.document.text("status", at)?.as_str() {
            "documented" => Some(Status::Documented),
            "reported" => Some(Status::Reported),
            "draft" => Some(Status::Draft),
            other => {
                let message = format!("status: {other} is none of: documented, reported, draft");
                self.document
                    .error(FaultCode::NotAllowed, &at.span(), "status", message);
                None
            }
        }
    }

    fn walk(
        &mut self,
        path: &str,
        key: &Range<usize>,
        value: &Node<'_>,
        claims: &mut Claims,
        hints: &mut Vec<Hint>,
    ) {
        if matches!(path, "base.template" | "base.vars") {
            return;
        }
        if path == "errors.hints" {
            hints.extend(self.hints(value));
            return;
        }
        if let Some(field) = Field::of(path) {
            if let Some(read) = self.document.value(path, &field.kind, value) {
                claims.insert(path.to_owned(), (read, value.span()));
            }
            return;
        }
        match value.get_ref().as_table() {
            Some(table) if is_table(path) => {
                for (key, value) in table {
                    self.walk(
                        &format!("{path}.{}", key.get_ref()),
                        &key.span(),
                        value,
                        claims,
                        hints,
                    );
                }
            }
            _ if is_table(path) => self.document.wrong_type(path, value, "a table"),
            _ => self.document.unknown(path, key),
        }
    }

    fn check_facts(&mut self, claims: &Claims) {
        for (path, (value, span)) in claims {
            match (path.as_str(), value) {
                ("http.headers" | "http.query", Value::Table(named)) => {
                    for name in named.keys() {
                        if is_secret_name(name) {
                            self.document.error(
                                FaultCode::Secret,
                                span,
                                path,
                                format!("{path}: {name} carries a secret; it is entered in the connection"),
                            );
                        } else if NOT_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
                            let message = format!("{path}: {name} is set by Rollcall alone");
                            self.document.error(FaultCode::NotAllowed, span, path, message);
                        }
                    }
                }
                ("discovery.spc.path" | "groups.sub_resource.path", Value::Text(text)) => {
                    let plain = text.starts_with('/') && !text.contains(['?', '#', '\\', ' ']);
                    if !plain || text.contains("//") || text.contains("..") {
                        let message = format!("{path}: a path below the base address begins with one /");
                        self.document.error(FaultCode::NotAllowed, span, path, message);
                    }
                }
                _ => {}
            }
        }
    }
}

fn node<'a, 't>(table: &'a DeTable<'t>, key: &str) -> Option<&'a Node<'t>> {
    table.get(key)
}

/// Whether fields lie below a path.
fn is_table(path: &str) -> bool {
    let depth = path.split('.').count();
    Field::all().iter().any(|field| {
        let head: Vec<&str> = field.path.split('.').take(depth).collect();
        field.path.split('.').count() > depth
            && head.iter().zip(path.split('.')).all(|(wanted, given)| {
                *wanted == given || *wanted == crate::field::RESOURCE && crate::field::is_resource(given)
            })
    })
}
