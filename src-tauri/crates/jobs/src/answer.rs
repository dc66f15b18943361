//! What came back for one request, in the words of the queue.

use rollcall_scim::Resource;

/// What the server asks to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// This many milliseconds from the answer.
    Ms(u64),
    /// There was a header and it made no sense.
    Unreadable,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// None, or none that was read.
    Empty,
    /// A JSON object.
    Resource(Resource),
    /// Bytes that are no JSON object: cut off, of another kind, or not text.
    Unreadable {
        /// It looks like a web page, as a captive portal or a login proxy would answer.
        web_page: bool,
    },
}

/// The outcome of sending one request, before judgement.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// An HTTP status arrived.
    Status {
        /// 100 to 599.
        status: u16,
        /// What came with it.
        body: Body,
        /// `Retry-After`, if given.
        retry_after: Option<RetryAfter>,
        /// `scimType` of a SCIM error (RFC 7644 table 9).
        scim_type: Option<String>,
        /// The best text extracted from an error, redacted, at most 2 kB. Empty for successes.
        message: String,
    },
    /// Proven: no byte of the request left (refused, DNS, TLS, HTTP/2 REFUSED_STREAM).
    NotSent {
        /// One sentence.
        message: String,
    },
    /// Bytes may have left, and no whole answer came.
    NoAnswer {
        /// The deadline passed.
        timed_out: bool,
        /// One sentence.
        message: String,
    },
    /// The permit had run out before the first byte; nothing was sent.
    PermitExpired,
    /// The request could not be made from the change (an unusable id, a malformed PATCH); nothing was sent.
    Unsendable {
        /// One sentence.
        message: String,
    },
}

impl Answer {
    /// The HTTP status, if one arrived.
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// What went wrong, for the attempt's record.
    pub fn error(&self) -> Option<String> {
        match self {
            Self::Status { message, .. } if message.is_empty() => None,
            Self::Status { message, .. }
            | Self::NotSent { message }
            | Self::NoAnswer { message, .. }
            | Self::Unsendable { message } => Some(message.clone()),
            Self::PermitExpired => Some(crate::Saying::PermitExpired.into()),
        }
    }
}
