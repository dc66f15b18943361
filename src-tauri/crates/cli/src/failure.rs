//! Why a command ended without its result.

use rollcall_engine::{EngineError, ErrorCode};

/// An error with an exit code: the engine's own, or one of the command line.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: EngineError,
}

impl Failure {
    /// The command itself makes no sense.
    pub(crate) fn usage(message: impl Into<String>, action: impl Into<String>) -> Self {
        EngineError::new(ErrorCode::Usage, message, "", action).into()
    }

    /// A file cannot be read or written.
    pub(crate) fn file(path: &std::path::Path, doing: &str, error: &std::io::Error) -> Self {
        EngineError::new(
            ErrorCode::File,
            format!("{} could not be {doing}.", path.display()),
            format!("The system says: {error}."),
            "Check the path and your rights on it.",
        )
        .into()
    }

    /// The person said no, or was not there to be asked.
    pub(crate) fn not_agreed(action: &str) -> Self {
        EngineError::new(
            ErrorCode::ConfirmationNeeded,
            "Nothing was sent.",
            "The change was not confirmed.",
            action,
        )
        .into()
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self { error }
    }
}
