//! Why a store cannot be opened, in sentences: what happened, what is safe, how to recover.

use rollcall_secrets::SecretError;
use rollcall_storage::OpenError;

use super::{SetupState, StopReason};
use crate::ErrorCode;

impl StopReason {
    /// The error code for what cannot be done meanwhile.
    pub(crate) fn code(self) -> ErrorCode {
        match self {
            Self::KeychainLocked => ErrorCode::KeychainLocked,
            Self::KeychainUnavailable => ErrorCode::KeychainUnavailable,
            Self::KeyAbsent | Self::WrongKey | Self::NewerStore | Self::Damaged => ErrorCode::StoreStopped,
            Self::Disk => ErrorCode::Store,
        }
    }
}

/// Stopped because the keys cannot be had.
pub(super) fn stopped_by_secret(error: &SecretError, folder: String) -> SetupState {
    let (reason, message, why, action) = match error {
        SecretError::Absent => (
            StopReason::KeyAbsent,
            "The key of this store is not in the keychain.".to_owned(),
            "The store is as it was; without its key it cannot be read, and it is never set up anew over it."
                .to_owned(),
            "Sign in as the user who set Rollcall up, or restore that user's keychain; then try again. To start \
             over, move the folder away."
                .to_owned(),
        ),
        other => secret_reason(other),
    };
    SetupState::Stopped {
        reason,
        message,
        why,
        action,
        folder,
    }
}

/// A failed secret store in words.
pub(super) fn secret_reason(error: &SecretError) -> (StopReason, String, String, String) {
    let safe = "Nothing was changed.";
    let (reason, message, why, action) = match error {
        SecretError::Absent => (
            StopReason::KeyAbsent,
            "The secret is not stored.".to_owned(),
            "It was never entered here, or it was deleted from the keychain.".to_owned(),
            "Enter it again.",
        ),
        SecretError::Locked(_) => (
            StopReason::KeychainLocked,
            "The keychain is locked.".to_owned(),
            format!("{safe} Running jobs wait."),
            "Unlock it and try again.",
        ),
        SecretError::Unavailable(why) => (
            StopReason::KeychainUnavailable,
            "No keychain can be used.".to_owned(),
            format!("{} {safe}", sentence(why)),
            "Start the keychain of your desktop (on Linux a Secret Service such as GNOME Keyring) and try again.",
        ),
        SecretError::Denied(why) => (
            StopReason::KeychainUnavailable,
            "The keychain refused access.".to_owned(),
            format!("{} {safe}", sentence(why)),
            "Allow Rollcall to use it and try again.",
        ),
        SecretError::TimedOut => (
            StopReason::KeychainUnavailable,
            "The keychain does not answer.".to_owned(),
            safe.to_owned(),
            "Try again; if it stays silent, sign out and in again.",
        ),
        SecretError::WrongPassphrase => (
            StopReason::WrongKey,
            "The passphrase does not open this store.".to_owned(),
            safe.to_owned(),
            "Try again; a lost passphrase cannot be replaced.",
        ),
        other => (
            StopReason::Damaged,
            sentence(&other.to_string()),
            safe.to_owned(),
            "Restore the folder from a backup, or move it away to start over.",
        ),
    };
    (reason, message, why, action.to_owned())
}

/// Stopped because a file cannot be opened.
pub(super) fn stopped_by_open(error: &OpenError, folder: String) -> SetupState {
    let reason = match error {
        OpenError::Newer { .. } => StopReason::NewerStore,
        OpenError::WrongKey { .. } => StopReason::WrongKey,
        OpenError::DiskFull { .. }
        | OpenError::Io { .. }
        | OpenError::Folder { .. }
        | OpenError::Busy { .. } => StopReason::Disk,
        _ => StopReason::Damaged,
    };
    let (why, action) = match error {
        OpenError::Newer { .. } => (
            "A newer Rollcall wrote this store; it was left as it is.",
            "Use the newer version, or restore the backup it made before.",
        ),
        OpenError::WrongKey { .. } => (
            "The key found does not belong to this file. The file may be sound; it was left as it is.",
            "Restore the keychain or the folder they belong to.",
        ),
        OpenError::DiskFull { .. } => ("Nothing was changed.", "Free some space and try again."),
        OpenError::Busy { .. } => (
            "Another Rollcall is opening or changing it.",
            "Try again in a moment.",
        ),
        OpenError::Folder { .. } | OpenError::Io { .. } => (
            "Nothing was changed.",
            "Allow your user to read and write the folder, then try again.",
        ),
        _ => (
            "The file was left as it is; it is never replaced without your word.",
            "Restore it from the folder of backups beside it.",
        ),
    };
    SetupState::Stopped {
        reason,
        message: sentence(&error.to_string()),
        why: why.into(),
        action: action.into(),
        folder,
    }
}

/// A clause as a sentence.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    match letters.next() {
        // A path keeps its case.
        Some(first) if first != '/' => first.to_uppercase().chain(letters).chain(['.']).collect(),
        Some(first) => std::iter::once(first).chain(letters).chain(['.']).collect(),
        None => String::new(),
    }
}
