//! What the local store said, as an error of the engine.

use rollcall_storage::StorageError;

use super::{EngineError, ErrorCode};

impl From<StorageError> for EngineError {
    fn from(error: StorageError) -> Self {
        let (why, action) = match &error {
            StorageError::DiskFull => (
                "The disk has no room left; nothing of this step was kept.",
                "Free some space and try again.",
            ),
            StorageError::Busy => ("Another Rollcall was writing for too long.", "Try again."),
            StorageError::Closed => ("Rollcall is ending.", "Start Rollcall again."),
            StorageError::Damaged { .. } => (
                "The file is damaged; it was left as it is.",
                "Restore it from the folder of backups.",
            ),
            StorageError::ReadOnly { .. } => (
                "The file or its folder may not be written.",
                "Allow your user to write there.",
            ),
            StorageError::CommitUncertain { .. } => (
                "The disk gave no clear answer.",
                "Look at what was kept before repeating the step.",
            ),
            StorageError::NotFound { .. } => {
                return Self::new(ErrorCode::NotFound, format!("{error}."), "", "");
            }
            _ => (
                "Nothing of this step was kept.",
                "Try again; if it happens again, report it.",
            ),
        };
        Self::new(
            ErrorCode::Store,
            format!("The local store failed: {error}."),
            why,
            action,
        )
    }
}
