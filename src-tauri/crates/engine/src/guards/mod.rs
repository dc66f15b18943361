//! Guards below window and command line: what a command may do on a connection.

use serde::{Deserialize, Serialize};

use crate::At;

/// What a command does, declared by each command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// Reads from the server or the local store.
    Read,
    /// Changes the local store only.
    Local,
    /// Changes the server.
    Write,
    /// Deletes or deactivates on the server.
    Destructive,
}

/// A person's answer to the question whether to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ConfirmAnswer {
    /// "Yes": enough off production.
    Yes,
    /// The name that the guard asks for, usually the connection's, and the number of changes, typed.
    Typed {
        /// The name.
        name: String,
        /// The number of changes.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        count: u64,
    },
}

impl ConfirmAnswer {
    /// Reads `NAME:COUNT` as the command line writes it; the last colon separates.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, count) = text.rsplit_once(':')?;
        let count = count.trim().parse().ok()?;
        let name = name.trim();
        (!name.is_empty()).then(|| Self::Typed {
            name: name.into(),
            count,
        })
    }
}

/// A one-time confirmation, issued by the engine for (connection, fingerprint, count).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Confirmation {
    /// Random, good for one use.
    pub token: String,
    /// When it ends.
    pub expires_at: At,
}

/// What stands between a review and its application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Guard {
    /// Nothing: it may be applied.
    Open,
    /// A yes is needed (`confirm` with `ConfirmAnswer::Yes`).
    AskYes,
    /// The name and the number must be typed (`confirm` with `ConfirmAnswer::Typed`).
    AskTyped {
        /// The name to type.
        name: String,
        /// The number to type.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        count: u64,
        /// Whether nobody can undo it: typed in every environment, the person's own name for one of them.
        irreversible: bool,
    },
    /// The connection is read-only.
    ReadOnly,
    /// Production is locked: unlock it first.
    Locked,
}

mod authorize;
pub(crate) mod confirmation;
pub(crate) mod rules;
