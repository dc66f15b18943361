//! Why a plan leaves a row out.

use std::collections::BTreeMap;

use rollcall_jobs::plan::Issue;
use rollcall_scim::schema::CoerceError;
use rollcall_scim::validate::Finding;
use serde::Serialize;

/// What is wrong with a row. Closed: the window has a sentence and a way out for each in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum IssueCode {
    /// Several people fit; `count`, `path`.
    Ambiguous,
    /// A date that can be read two ways; `path`.
    AmbiguousDate,
    /// Somebody is to join and to leave.
    Contradiction,
    /// The person is there already.
    Exists,
    /// It is not on the server any more.
    Gone,
    /// Several groups of this name; `name`.
    GroupAmbiguous,
    /// No group of this name; `name`.
    GroupNotFound,
    /// The server shows it no more, as it does with who is inactive.
    Hidden,
    /// What it would become breaks a rule; `path`, `rule` and what that names.
    Invalid,
    /// A group in itself.
    Itself,
    /// Several people could be the manager; `count`.
    ManagerAmbiguous,
    /// The manager is not there.
    ManagerNotFound,
    /// The manager was not seen in a list that may have gaps.
    ManagerNotSeen,
    /// The server does not change members one by one; `connection`.
    MembersNotOffered,
    /// Somebody else has the name.
    NameTaken,
    /// The server gave no usable id.
    NoId,
    /// Nothing to find the person by; `path`.
    NoKey,
    /// Nobody fits.
    NotFound,
    /// The id is a value that the row changes; `attribute`.
    IdFollows,
    /// The server does not offer such a change; `connection`.
    NotOffered,
    /// More or fewer cells than the header; `cells`, `expected`.
    Ragged,
    /// The change cannot be made from this value.
    Refused,
    /// Another row is about the same person; `row`.
    RepeatedKey,
    /// The server is known to want it of everybody new; `connection`, `path`.
    RequiredHere,
    /// Digits lost in a spreadsheet; `path`.
    Scientific,
    /// Not true or false; `path`.
    ValueBoolean,
    /// Not a date; `path`.
    ValueDate,
    /// A date without zone; `path`.
    ValueNoZone,
    /// Not a number; `path`.
    ValueNumber,
    /// Something else than the attribute takes; `path`.
    ValueOdd,
    /// Not a whole number; `path`.
    ValueWhole,
    /// A year of fewer than four digits; `path`.
    ValueYear,
}

impl IssueCode {
    /// The code as it is kept and sent.
    pub fn as_str(self) -> String {
        crate::wire::word(self)
    }

    /// An issue of this code; an empty `fix` is none.
    pub(crate) fn issue(self, message: impl Into<String>, fix: &str) -> Issue {
        Issue {
            code: self.as_str(),
            message: message.into(),
            fix: (!fix.is_empty()).then(|| fix.into()),
            column: None,
            params: BTreeMap::new(),
        }
    }

    pub(crate) fn of_value(error: &CoerceError) -> Self {
        match error {
            CoerceError::Boolean => Self::ValueBoolean,
            CoerceError::Integer => Self::ValueWhole,
            CoerceError::Decimal => Self::ValueNumber,
            CoerceError::DateTime => Self::ValueDate,
            CoerceError::DateWithoutZone => Self::ValueNoZone,
            _ => Self::ValueOdd,
        }
    }
}

/// Names something for the sentences in other languages.
pub(crate) trait Naming {
    fn with(self, name: &str, value: impl Into<String>) -> Self;
}

impl Naming for Issue {
    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.into(), value.into());
        self
    }
}

/// What a row would become breaks a rule.
pub(crate) fn invalid(finding: Finding, fix: &str) -> Issue {
    let mut issue = IssueCode::Invalid.issue(finding.message, fix);
    issue.params = finding.params;
    issue.with("path", finding.path).with("rule", finding.rule.name())
}
