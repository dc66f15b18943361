//! What can go wrong with a request, as values, and as sentences in [`sentences`].

pub(crate) mod body;
mod sentences;
mod status;

use thiserror::Error;

use crate::ExchangeMark;
use crate::oauth::SignInError;

pub use status::{RetryAfter, StatusError};

/// Why no connection to the server came about. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectFailure {
    /// The host name has no address.
    Dns,
    /// The host answered that nothing listens there.
    Refused,
    /// The encrypted connection was refused, by us or by the server.
    Tls(TlsCause),
    /// No connection within the time allowed.
    ConnectTimeout,
    /// The proxy did not let us through.
    Proxy(ProxyFault),
    /// Anything else: network unreachable, connection reset while connecting.
    Other,
}

/// What is wrong with the proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyFault {
    /// It is not there: no address, refused, or no answer.
    NotReached,
    /// It wants a user name and password, and got none (407).
    SignIn,
    /// It does not take the user name and password (407).
    WrongPassword,
    /// It does not connect to this server, or is no proxy.
    Refused,
    /// The same while it got a user name and password, which it may not take: some proxies answer those with
    /// something else than 407 (tinyproxy: 401).
    RefusedOrPassword,
}

/// Why an encrypted connection was refused. There is no way to ignore any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsCause {
    /// The certificate vouches for itself.
    SelfSigned,
    /// The certificate's issuer is not trusted on this computer.
    UnknownAuthority,
    /// The certificate is for other names.
    WrongHost,
    /// The certificate's time is over.
    Expired,
    /// The certificate's time has not begun.
    NotYetValid,
    /// An authority's own certificate is used as server certificate.
    AuthorityAsServer,
    /// The certificate was revoked.
    Revoked,
    /// The server refuses the client's certificate, or wants one and got none.
    ClientCertificate,
    /// What answers on this port does not speak TLS.
    NotTls,
    /// Anything else, in words.
    Other(String),
}

/// What an answer that is not SCIM looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LooksLike {
    /// A web page; with a success status most likely a login page.
    Html,
    /// Nothing at all.
    Empty,
    /// Text that is no JSON.
    Text,
    /// JSON of another shape.
    Json,
}

/// What is known about a write that did not end well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// The server did not apply it.
    NotApplied,
    /// It may or may not have been applied.
    Unknown,
}

/// Why a request gave no usable answer.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The client could not be set up.
    #[error("the connection cannot be set up: {message}")]
    Setup {
        /// Why.
        message: String,
    },
    /// The credential holds a character that cannot be sent, or is empty.
    #[error("the credential is empty or holds a character that cannot be sent")]
    UnusableSecret,
    /// There is no access token. Nothing was sent to the service provider.
    #[error("{0}")]
    SignIn(Box<SignInError>),
    /// An id of `.`, `..` or nothing, or one that does not survive in a URL. Nothing was sent.
    #[error("unusable id {id:?}")]
    UnusableId {
        /// The id, cut to 100 characters.
        id: String,
    },
    /// An endpoint that does not lie below the base URL. Nothing was sent.
    #[error("unusable endpoint {endpoint:?}")]
    UnusableEndpoint {
        /// The endpoint, cut to 100 characters.
        endpoint: String,
    },
    /// A version that may not be sent in `If-Match` (`*`, a line break, too long). Nothing was sent.
    #[error("unusable resource version")]
    UnusableVersion,
    /// The server speaks SCIM 1.1, in which this change cannot be said. Nothing was sent.
    #[error("not to be said in SCIM 1.1")]
    OldVersion,
    /// No connection. Nothing was sent.
    #[error("not sent: {message}")]
    NotSent {
        /// Why.
        kind: ConnectFailure,
        /// In words, without the URL.
        message: String,
    },
    /// The connection ended, or the time was over, before the answer was complete.
    #[error("no answer: {message}")]
    NoAnswer {
        /// The total deadline was reached.
        timed_out: bool,
        /// In words, without the URL.
        message: String,
    },
    /// The answer was longer than allowed, counted after decompression.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// HTTP status.
        status: u16,
        /// The limit in bytes.
        limit: u64,
    },
    /// The answer's JSON is nested too deep.
    #[error("the answer is nested deeper than {limit}")]
    TooDeep {
        /// HTTP status.
        status: u16,
        /// The limit.
        limit: usize,
    },
    /// The answer began as JSON and is broken: cut off, invalid, or one key twice.
    #[error("unreadable JSON with status {status}: {message}")]
    Unreadable {
        /// HTTP status.
        status: u16,
        /// What and where, without content.
        message: String,
    },
    /// A success whose body is no SCIM message.
    #[error("status {status} without a SCIM message")]
    NotScim {
        /// HTTP status.
        status: u16,
        /// What it is instead.
        looks_like: LooksLike,
        /// The beginning, redacted, at most 200 characters.
        excerpt: String,
    },
    /// A read was answered with a resource of another id than the one asked for.
    #[error("the answer is another resource than the one asked for")]
    OtherResource {
        /// HTTP status.
        status: u16,
        /// The id in the answer, redacted, at most 100 characters.
        id: String,
    },
    /// The server points elsewhere; the client did not follow.
    #[error("redirected with status {status}")]
    Redirect {
        /// HTTP status.
        status: u16,
        /// The host pointed to; never the rest of the address.
        target_host: Option<String>,
        /// Whether it is the origin of the base URL.
        same_origin: bool,
    },
    /// The server answered with an error status.
    #[error("{0}")]
    Status(Box<StatusError>),
}

impl ClientError {
    /// The HTTP status, when there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::TooLarge { status, .. }
            | Self::TooDeep { status, .. }
            | Self::Unreadable { status, .. }
            | Self::NotScim { status, .. }
            | Self::OtherResource { status, .. }
            | Self::Redirect { status, .. } => Some(*status),
            Self::Status(error) => Some(error.status),
            _ => None,
        }
    }

    /// The record of the refused exchange, where it is kept.
    pub fn exchange(&self) -> Option<ExchangeMark> {
        match self {
            Self::Status(error) => error.exchange,
            _ => None,
        }
    }

    /// What is known about a write that ended with this error.
    pub fn applied(&self) -> Applied {
        let sent_status = match self {
            Self::Setup { .. }
            | Self::UnusableSecret
            | Self::SignIn(_)
            | Self::UnusableId { .. }
            | Self::UnusableEndpoint { .. }
            | Self::UnusableVersion
            | Self::OldVersion
            | Self::NotSent { .. } => return Applied::NotApplied,
            Self::NoAnswer { .. } => return Applied::Unknown,
            Self::Status(error) if error.status == 503 && error.retry_after.is_some() => {
                return Applied::NotApplied;
            }
            other => other.status().unwrap_or(0),
        };
        match sent_status {
            // 303 answers a POST that was processed; 408 and 499 come from proxies that may have
            // passed the request on before they gave up.
            303 | 408 | 499 => Applied::Unknown,
            300..=499 | 501 => Applied::NotApplied,
            _ => Applied::Unknown,
        }
    }
}
