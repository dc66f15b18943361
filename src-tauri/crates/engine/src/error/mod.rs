//! The one error of the engine: what happened, why and what is safe, what to do.

mod client;
mod store;

use std::collections::BTreeMap;

use serde::Serialize;

/// What kind of trouble, closed: the window branches on it and the command line picks its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request itself makes no sense (bad filter, bad path, unknown type, bad name).
    Usage,
    /// A value is not acceptable; `params.field` names it.
    InvalidInput,
    /// No connection of that name.
    ConnectionNotFound,
    /// A connection of that name exists.
    ConnectionExists,
    /// No such resource on the server.
    ResourceNotFound,
    /// No such job, mapping, change or setting.
    NotFound,
    /// The connection is read-only, or production and locked.
    ReadOnly,
    /// A one-time confirmation is needed.
    ConfirmationNeeded,
    /// The confirmation given is spent, expired, or was for something else.
    ConfirmationInvalid,
    /// A job exceeds its caps and waits for a release.
    ReleaseNeeded,
    /// Another process runs jobs and did not take this one.
    RunnerBusy,
    /// The job is paused or otherwise waits for a person.
    Waiting,
    /// The review is older than the process or was already applied.
    ReviewGone,
    /// Somebody else changed the resource meanwhile; both versions are in `conflict`.
    Conflict,
    /// The write was sent and no answer came: it may have been applied.
    OutcomeUnknown,
    /// The server refused the request (4xx with a reason).
    Refused,
    /// The server is known not to offer this; nothing was sent. `params.reason` says what.
    NotOffered,
    /// The host's name cannot be found.
    Dns,
    /// The host refuses the connection.
    ConnectionRefused,
    /// The secure connection failed; `params.tls` says how.
    Tls,
    /// The proxy does not let requests through; `params.proxy` says how.
    Proxy,
    /// No answer in time.
    TimedOut,
    /// The connection failed in another way.
    Network,
    /// The authorization server gave no token; `params.signIn` says how.
    SignInFailed,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// The base path does not lead to a SCIM service.
    WrongPath,
    /// A login or other web page answered.
    LoginPage,
    /// The network wants a click or a sign-in of its own first.
    CaptivePortal,
    /// Something else than SCIM answered.
    NotScim,
    /// The server speaks SCIM 1.1, on which nothing is changed.
    OldVersion,
    /// The server redirects elsewhere, which is never followed.
    Redirected,
    /// The answer is larger or deeper than allowed.
    TooLarge,
    /// The server asks to slow down.
    RateLimited,
    /// The server failed (5xx).
    ServerError,
    /// The connection has no secret stored: enter it again.
    SecretMissing,
    /// The keychain is locked.
    KeychainLocked,
    /// There is no keychain, or it fails.
    KeychainUnavailable,
    /// The passphrase is wrong.
    WrongPassphrase,
    /// A choice of mode is needed first.
    SetupNeeded,
    /// The passphrase is needed first.
    PassphraseNeeded,
    /// The store stopped: its key is absent, it is newer than this program, or it cannot be read.
    StoreStopped,
    /// Reading or writing the local store failed.
    Store,
    /// Not possible in session mode.
    SessionMode,
    /// The person cancelled.
    Cancelled,
    /// A file cannot be read or is not what it should be.
    File,
    /// A mistake in this program.
    Internal,
}

impl ErrorCode {
    /// The command line's exit code: 1 needs a person, 2 usage, 3 connection or authentication,
    /// 4 local store or keychain, 5 stopped and waiting for a person.
    pub fn exit_code(self) -> u8 {
        use ErrorCode as C;
        match self {
            C::Usage
            | C::InvalidInput
            | C::ConnectionNotFound
            | C::ConnectionExists
            | C::NotFound
            | C::File => 2,
            C::Dns
            | C::ConnectionRefused
            | C::Tls
            | C::Proxy
            | C::TimedOut
            | C::Network
            | C::SignInFailed
            | C::Unauthorized
            | C::Forbidden
            | C::WrongPath
            | C::LoginPage
            | C::CaptivePortal
            | C::NotScim
            | C::OldVersion
            | C::Redirected
            | C::TooLarge
            | C::RateLimited
            | C::ServerError
            | C::SecretMissing => 3,
            C::KeychainLocked
            | C::KeychainUnavailable
            | C::WrongPassphrase
            | C::SetupNeeded
            | C::PassphraseNeeded
            | C::StoreStopped
            | C::SessionMode
            | C::Store => 4,
            C::ReadOnly
            | C::ConfirmationNeeded
            | C::ConfirmationInvalid
            | C::ReleaseNeeded
            | C::RunnerBusy
            | C::Waiting
            | C::Cancelled => 5,
            C::ResourceNotFound
            | C::ReviewGone
            | C::Conflict
            | C::OutcomeUnknown
            | C::Refused
            | C::NotOffered
            | C::Internal => 1,
        }
    }
    /// The code as it is written on the wire.
    pub fn as_str(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(text)) => text,
            _ => "internal".into(),
        }
    }
}

/// What the server's SCIM error said (RFC 7644 §3.12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ScimReason {
    /// HTTP status.
    pub status: u16,
    /// Table 9's keyword.
    pub scim_type: Option<String>,
    /// The server's words, shortened and with secrets removed.
    pub detail: Option<String>,
}

/// Both sides of a conflict (412, or the target moved since it was read).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConflictView {
    /// What the review was made from.
    pub before: serde_json::Value,
    /// What the change would have made of it.
    pub yours: Option<serde_json::Value>,
    /// What the server has now; `None` when it is gone.
    pub server: Option<serde_json::Value>,
}

/// An error of the engine. Carries no secret and no person's data beyond what the caller gave;
/// [`ConflictView`] is only filled for the caller who asked for that resource.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct EngineError {
    /// What kind of trouble.
    pub code: ErrorCode,
    /// What happened: one sentence, with the connection's name where there is one.
    pub message: String,
    /// Why, and what is safe; may be empty.
    pub why: String,
    /// What to do; may be empty.
    pub action: String,
    /// Values for sentences in other languages.
    pub params: BTreeMap<String, String>,
    /// What the server said.
    pub scim: Option<ScimReason>,
    /// How long the server asks to wait, in milliseconds.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub retry_after_ms: Option<u64>,
    /// Both versions, when `code` is `conflict`.
    pub conflict: Option<Box<ConflictView>>,
}

impl EngineError {
    /// An error with what happened, why, and what to do.
    pub fn new(
        code: ErrorCode,
        message: impl Into<String>,
        why: impl Into<String>,
        action: impl Into<String>,
    ) -> Self {
        Self {
            code,
            message: message.into(),
            why: why.into(),
            action: action.into(),
            params: BTreeMap::new(),
            scim: None,
            retry_after_ms: None,
            conflict: None,
        }
    }
    /// Adds a value for sentences in other languages.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.params.insert(key.into(), value.into());
        self
    }
    /// A mistake of this program, without details that could hold data.
    pub fn internal(what: &str) -> Self {
        Self::new(
            ErrorCode::Internal,
            format!("Rollcall made a mistake: {what}."),
            "Nothing was sent to the server by this step.",
            "Try again; if it happens again, report it.",
        )
    }
}
