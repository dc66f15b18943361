//! What is wrong with a preset, and where.

use std::fmt;

/// Whether a preset can be used all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be used.
    Error,
    /// It can; this part of it is not taken.
    Warning,
}

/// The kinds of mistakes. Closed: the window has a sentence for each in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultCode {
    /// No TOML.
    Syntax,
    /// A key the format does not have.
    UnknownKey,
    /// A key that must be there is not.
    Missing,
    /// Text where a number belongs, and the like.
    WrongType,
    /// A value that is none of the allowed ones.
    NotAllowed,
    /// A pattern that is not anchored or cannot be read.
    BadPattern,
    /// A base address whose variables and patterns do not fit together.
    BadTemplate,
    /// Something that looks like a secret.
    Secret,
    /// Evidence for nothing, or from no source.
    BadEvidence,
    /// Written for a newer Rollcall.
    NewerFormat,
    /// It builds on a preset that is not there, or on itself.
    UnknownParent,
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whether the preset can be used all the same.
    pub severity: Severity,
    /// Its kind.
    pub code: FaultCode,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// The key it is about; empty when it is about the whole text.
    pub path: String,
    /// One sentence.
    pub message: String,
}

impl fmt::Display for Fault {
    /// `12:3: error: message`, to be put after a file's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{}:{}: {severity}: {}", self.line, self.column, self.message)
    }
}
