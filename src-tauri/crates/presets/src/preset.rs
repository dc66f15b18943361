//! A preset as it was read.

use std::collections::BTreeMap;

use crate::evidence::Evidence;
use crate::pattern::Pattern;
use crate::template::Template;
use crate::value::Value;

/// How much of a preset is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Mostly from the vendor's own documentation.
    Documented,
    /// Rests on what others report.
    Reported,
    /// Thin.
    Draft,
}

impl Status {
    /// The word of the format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Reported => "reported",
            Self::Draft => "draft",
        }
    }
}

/// Addresses for which a preset is suggested. Nothing else is ever done with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matching {
    /// Hosts; any of them.
    pub hosts: Vec<Pattern>,
    /// Paths; any of them.
    pub paths: Vec<Pattern>,
}

/// A variable of the base address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// What a person is asked for.
    pub label: String,
    /// What it must look like.
    pub pattern: Pattern,
    /// One that fits.
    pub example: String,
}

/// A fact with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The fact.
    pub value: Value,
    /// The reason; a fact without one rests on the preset's status.
    pub evidence: Option<Evidence>,
}

/// What an answer of the server means in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// For this status.
    pub status: u16,
    /// When the answer holds this text; empty for any answer.
    pub holds: String,
    /// What to tell the person.
    pub say: String,
}

/// What is known of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// Lower case letters, digits and hyphens.
    pub id: String,
    /// The product.
    pub name: String,
    /// Counts up with each change of the facts.
    pub revision: u64,
    /// When the facts were looked at last, `2026-11-01`.
    pub reviewed: String,
    /// How much is proven.
    pub status: Status,
    /// The preset it builds on.
    pub extends: Option<String>,
    /// For which addresses it is suggested.
    pub matching: Matching,
    /// The base address with variables.
    pub template: Option<Template>,
    /// The variables.
    pub variables: BTreeMap<String, Variable>,
    /// The facts by path; see [`Field`](crate::field::Field).
    pub claims: BTreeMap<String, Claim>,
    /// What answers mean.
    pub hints: Vec<Hint>,
    /// Where the facts are from: id → address or description.
    pub sources: BTreeMap<String, String>,
    /// Its English texts in other languages: language → path of the text → text.
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
}

impl Preset {
    /// The value of a fact.
    pub fn value(&self, path: &str) -> Option<&Value> {
        self.claims.get(path).map(|claim| &claim.value)
    }

    /// Whether a fact is said to be so.
    pub fn is(&self, path: &str) -> bool {
        self.value(path) == Some(&Value::Flag(true))
    }

    /// A text of it in a language, when it has one there: `safety.warn`, `base.vars.tenant`, `errors.hints.404`.
    pub fn text(&self, language: &str, path: &str) -> Option<&str> {
        self.texts.get(language)?.get(path).map(String::as_str)
    }

    /// This preset on top of the one it builds on.
    pub(crate) fn on(mut self, parent: Self) -> Self {
        for (path, claim) in parent.claims {
            self.claims.entry(path).or_insert(claim);
        }
        for (id, address) in parent.sources {
            self.sources.entry(id).or_insert(address);
        }
        if self.template.is_none() {
            self.template = parent.template;
            self.variables = parent.variables;
        }
        for (language, texts) in parent.texts {
            let own = self.texts.entry(language).or_default();
            for (path, text) in texts {
                own.entry(path).or_insert(text);
            }
        }
        // Its own hints are looked at first.
        self.hints.extend(parent.hints);
        self
    }
}
