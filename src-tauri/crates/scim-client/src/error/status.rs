//! An answer with an error status.

use std::fmt;
use std::time::Duration;

use rollcall_scim::message::ScimError;

use crate::ExchangeMark;
use crate::dialect::Hint;

/// `Retry-After` as the server sent it (RFC 9110 §10.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RetryAfter {
    /// Wait this long. A date is turned into a wait by the answer's own `Date` header where there is one.
    Wait(Duration),
    /// Neither a number of seconds nor a date; the text, cut to 100 characters.
    Unreadable(String),
}

/// An answer with a status of 400 or more.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusError {
    /// HTTP status; it wins over a status in the body.
    pub status: u16,
    /// The SCIM error in the body (RFC 7644 §3.12), when there is one.
    pub scim: Option<ScimError>,
    /// The best text the body offers, redacted, at most 2 kB; a sentence on the status otherwise.
    pub message: String,
    /// `Retry-After`.
    pub retry_after: Option<RetryAfter>,
    /// The scheme of `WWW-Authenticate`, e.g. `Bearer` (RFC 9110 §11.6.1).
    pub challenge: Option<String>,
    /// Whether the body was a web page.
    pub html: bool,
    /// What to do, when the dialect knows this refusal.
    pub hint: Option<Box<Hint>>,
    /// The record of this exchange, where it is kept.
    pub exchange: Option<ExchangeMark>,
}

impl StatusError {
    /// `scimType` of the body, RFC 7644 table 9.
    pub fn scim_type(&self) -> Option<&str> {
        self.scim.as_ref().and_then(|s| s.scim_type.as_deref())
    }

    /// The wait asked for, when it was readable.
    pub fn wait(&self) -> Option<Duration> {
        match self.retry_after {
            Some(RetryAfter::Wait(wait)) => Some(wait),
            _ => None,
        }
    }
}

impl fmt::Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}: {}", self.status, self.message)
    }
}
