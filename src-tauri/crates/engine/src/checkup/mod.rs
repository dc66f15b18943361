//! "What is wrong with it": everything known of an account that may be why somebody calls, each with a way out.

mod duplicates;
mod examine;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::At;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum CheckSeverity {
    /// It keeps the account from working.
    Problem,
    /// It may.
    Doubt,
    /// Good to know.
    Info,
}

/// What can be done about a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CheckWay {
    /// Activate the account.
    Activate,
    /// Edit this attribute.
    Edit {
        /// Its path.
        path: String,
    },
    /// Look at another resource.
    Open {
        /// Type's name.
        type_name: String,
        /// Its id.
        id: String,
    },
    /// Look at the groups.
    Groups,
    /// Look at the history.
    History,
    /// Look at the exchanges.
    Requests,
    /// Read the directory into the copy.
    Sync,
}

/// What a check-up can find. Closed: the window has a sentence for each in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CheckCode {
    /// Nobody can sign in with it.
    Inactive,
    /// Whether it is active is not said.
    ActivityUnknown,
    /// Another of the same name; `name`, `value`.
    SameName,
    /// Another with the same e-mail address; `name`, `value`.
    SameEmail,
    /// Another with the same number; `name`, `value`.
    SameNumber,
    /// Not as the schema wants it; `rule` and what that names.
    Invalid,
    /// In no group.
    NoGroups,
    /// A date that ends something is over; `at`.
    DateOver,
    /// The last change; `at`, `who`, `fields`.
    LastChange,
    /// What the server refused last; `at`, `status`, `detail`.
    LastRefusal,
    /// There is no copy to look for duplicates in.
    NoCopy,
    /// The server could not be asked.
    FromCopy,
}

impl CheckCode {
    /// The code as it is written on the wire.
    pub fn as_str(self) -> String {
        crate::wire::word(self)
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CheckFinding {
    /// What it is.
    pub code: CheckCode,
    /// How much it matters.
    pub severity: CheckSeverity,
    /// The attribute it is about.
    pub path: Option<String>,
    /// One sentence.
    pub message: String,
    /// What the sentence names, for another language.
    pub params: BTreeMap<String, String>,
    /// The way out.
    pub way: Option<CheckWay>,
}

impl CheckFinding {
    pub(crate) fn new(code: CheckCode, severity: CheckSeverity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            path: None,
            message: message.into(),
            params: BTreeMap::new(),
            way: None,
        }
    }
    pub(crate) fn at(mut self, path: &str) -> Self {
        self.path = Some(path.into());
        self
    }
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.into(), value.into());
        self
    }
    pub(crate) fn way(mut self, way: CheckWay) -> Self {
        self.way = Some(way);
        self
    }
}

/// The check-up of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Checkup {
    /// A name for people.
    pub label: String,
    /// When it was made.
    pub at: At,
    /// The worst first.
    pub findings: Vec<CheckFinding>,
    /// What was looked at and found in order, by code.
    pub in_order: Vec<CheckCode>,
}
