//! First run and opening: which of the three modes a store is in, and whether it can be opened.

mod set_up;
pub(crate) mod start;
mod stopped;

use serde::{Deserialize, Serialize};

use crate::{Notice, SecretInput};

/// Where the keys of a store live. Chosen once; written in the clear beside the stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum StoreMode {
    /// In the operating system's keychain.
    Keychain,
    /// In a vault file that a passphrase opens.
    Passphrase,
    /// In memory; everything is deleted at the end and jobs are refused.
    Session,
}

/// What the keychain is like, for the choice at the first run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KeychainView {
    /// It can be used.
    Available,
    /// It is there but locked.
    Locked,
    /// There is none, or it fails.
    Unavailable {
        /// Why, in a sentence.
        reason: String,
        /// The cause in the words of the system.
        technical: String,
    },
}

/// Why a store that exists cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum StopReason {
    /// The keychain has no key for this store.
    KeyAbsent,
    /// The keychain is locked.
    KeychainLocked,
    /// There is no keychain, or it fails or does not answer.
    KeychainUnavailable,
    /// The key does not fit this store.
    WrongKey,
    /// A newer version of Rollcall wrote the store.
    NewerStore,
    /// The store is damaged or incomplete.
    Damaged,
    /// The disk is full, or the folder cannot be read or written.
    Disk,
}

/// Whether the store is open. The window shows its welcome from this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SetupState {
    /// No store yet: a mode is to be chosen. Nothing has been written.
    FirstRun {
        /// What the keychain is like.
        keychain: KeychainView,
        /// Where the store would lie.
        folder: String,
    },
    /// A store in passphrase mode that waits for its passphrase.
    NeedsPassphrase {
        /// Where the store lies.
        folder: String,
    },
    /// A store that cannot be opened. It is never set up again and never changed.
    Stopped {
        /// What is wrong.
        reason: StopReason,
        /// What happened.
        message: String,
        /// Why, and what is safe.
        why: String,
        /// How to recover.
        action: String,
        /// Where the store lies.
        folder: String,
    },
    /// Open.
    Ready {
        /// Its mode.
        mode: StoreMode,
        /// Where it lies.
        folder: String,
        /// What should be known, e.g. that ROLLCALL_PASSPHRASE was ignored.
        notices: Vec<Notice>,
    },
}

/// The choice at the first run.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "mode", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SetupChoice {
    /// Keys in the keychain.
    Keychain,
    /// Keys in a vault file.
    Passphrase {
        /// Opens the vault; at least 8 characters.
        passphrase: SecretInput,
    },
    /// Keys in memory only.
    Session,
}
