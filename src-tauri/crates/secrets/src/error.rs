//! What can go wrong with a secret. No text in here ever holds one.

/// Why a secret was not read, written or deleted. The first five are the states of a keychain that a person
/// must be able to tell apart (threats.md §1.5).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// There is no secret of this name. Never a reason to make one: it may have been lost.
    #[error("the secret is not there")]
    Absent,
    /// The keychain is locked and was not unlocked.
    #[error("the keychain is locked: {0}")]
    Locked(String),
    /// There is no keychain that could be used.
    #[error("no keychain can be used: {0}")]
    Unavailable(String),
    /// The keychain refused this program.
    #[error("the keychain refused access: {0}")]
    Denied(String),
    /// The keychain did not answer in time, or is still busy with a call that did not.
    #[error("the keychain did not answer in time")]
    TimedOut,
    /// The passphrase does not open the vault.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// What is stored cannot be understood.
    #[error("the stored secret is damaged: {0}")]
    Corrupt(String),
    /// A vault exists already where one was to be made.
    #[error("there is a vault already")]
    Exists,
    /// The secret cannot be kept, e.g. it is too large.
    #[error("the secret cannot be kept: {0}")]
    Refused(String),
    /// A file operation failed.
    #[error("the vault file could not be used: {0}")]
    Io(String),
}
