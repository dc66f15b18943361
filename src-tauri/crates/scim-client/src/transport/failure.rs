//! Turns a failed attempt into an error with a cause. Texts of the HTTP library never pass without
//! `without_url`: they carry the address, and with it the filter.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use crate::error::{ClientError, ConnectFailure, ProxyFault, TlsCause};
use crate::{ProxyInUse, tls};

/// An attempt that gave no answer.
pub(crate) struct Failure {
    pub(crate) error: ClientError,
    /// The connection ended before the first byte of an answer.
    pub(crate) closed_unanswered: bool,
}

impl Failure {
    /// The total deadline was reached.
    pub(crate) fn deadline(limit: Duration) -> Self {
        Self::plain(ClientError::NoAnswer {
            timed_out: true,
            message: format!("no complete answer within {} seconds", limit.as_secs_f32()),
        })
    }

    /// The time for the first byte was over before any byte left.
    pub(crate) fn too_late() -> Self {
        Self::plain(ClientError::NotSent {
            kind: ConnectFailure::ConnectTimeout,
            message: "no connection in the time left for the first byte".to_owned(),
        })
    }

    pub(crate) fn plain(error: ClientError) -> Self {
        Self {
            error,
            closed_unanswered: false,
        }
    }

    /// No answer began.
    pub(crate) fn of_sending(error: reqwest::Error, proxy: Option<&ProxyInUse>) -> Self {
        let error = error.without_url();
        if error.is_builder() {
            return Self::plain(ClientError::Setup {
                message: deepest(&error),
            });
        }
        if error.is_connect() {
            return Self::plain(not_sent(&error, proxy));
        }
        // TLS 1.3: the server refuses the client's certificate after the handshake, and reads nothing of the request.
        if let Some(refused @ rustls::Error::AlertReceived(alert)) = find(&error)
            && tls::is_about_client(*alert)
        {
            return Self::plain(ClientError::NotSent {
                kind: ConnectFailure::Tls(TlsCause::ClientCertificate),
                message: refused.to_string(),
            });
        }
        let closed_unanswered = is_closed(&error);
        let message = if closed_unanswered {
            "the connection was closed before an answer began".to_owned()
        } else {
            format!("the answer is not valid HTTP or broke off ({})", deepest(&error))
        };
        Self {
            error: ClientError::NoAnswer {
                timed_out: error.is_timeout(),
                message,
            },
            closed_unanswered,
        }
    }

    /// The answer began and its body did not end well.
    pub(crate) fn of_body(error: reqwest::Error, status: u16) -> Self {
        let error = error.without_url();
        let transport = find::<hyper::Error>(&error).is_some();
        Self::plain(if error.is_decode() && !transport {
            ClientError::Unreadable {
                status,
                message: "the compressed body is damaged or cut off".to_owned(),
            }
        } else {
            ClientError::NoAnswer {
                timed_out: error.is_timeout(),
                message: format!(
                    "the connection ended in the middle of the answer ({})",
                    deepest(&error)
                ),
            }
        })
    }
}

fn not_sent(error: &reqwest::Error, proxy: Option<&ProxyInUse>) -> ClientError {
    let io_kind = find::<io::Error>(error).map(io::Error::kind);
    let text = chain(error);
    // Behind a proxy it is the proxy that looks up and connects to the server.
    let gone = error.is_dns() || io_kind == Some(io::ErrorKind::ConnectionRefused);
    let signed_in = proxy.is_some_and(|p| p.signed_in);
    let (kind, message) = if let Some(proxy) = proxy.filter(|_| gone) {
        let message = format!("{}: {}", proxy.address, deepest(error));
        (ConnectFailure::Proxy(ProxyFault::NotReached), message)
    } else if text.contains("proxy authorization required") {
        let fault = match signed_in {
            true => ProxyFault::WrongPassword,
            false => ProxyFault::SignIn,
        };
        (ConnectFailure::Proxy(fault), "the proxy answers 407".to_owned())
    } else if text.contains("tunnel error") && !error.is_timeout() {
        let fault = match signed_in {
            true => ProxyFault::RefusedOrPassword,
            false => ProxyFault::Refused,
        };
        (ConnectFailure::Proxy(fault), deepest(error))
    } else if error.is_dns() {
        (ConnectFailure::Dns, "the host name has no address".to_owned())
    } else if let Some(tls_error) = find::<rustls::Error>(error) {
        let cause = tls::cause(tls_error);
        (ConnectFailure::Tls(cause), tls_error.to_string())
    } else if io_kind == Some(io::ErrorKind::ConnectionRefused) {
        let message = "the host refuses connections on this port".to_owned();
        (ConnectFailure::Refused, message)
    } else if error.is_timeout() {
        let message = "no connection within the time allowed".to_owned();
        (ConnectFailure::ConnectTimeout, message)
    } else if text.contains("handshake") {
        let message = "the server ended the connection during the TLS handshake".to_owned();
        (ConnectFailure::Tls(TlsCause::Other(message.clone())), message)
    } else {
        (ConnectFailure::Other, deepest(error))
    };
    ClientError::NotSent { kind, message }
}

/// The other side closed the connection, rather than sending something unreadable.
fn is_closed(error: &(dyn StdError + 'static)) -> bool {
    let closed = [
        io::ErrorKind::ConnectionReset,
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::BrokenPipe,
        io::ErrorKind::UnexpectedEof,
    ];
    find::<hyper::Error>(error).is_some_and(|e| e.is_incomplete_message() || e.is_canceled() || e.is_closed())
        || find::<io::Error>(error).is_some_and(|e| closed.contains(&e.kind()))
}

/// The first error of a type in the chain. An `io::Error` hides what it wraps from `source`, so it is
/// opened first.
fn find<'e, T: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e T> {
    let mut current = Some(error);
    while let Some(error) = current {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = wrapped.and_then(|w| find::<T>(w)) {
            return Some(found);
        }
        current = error.source();
    }
    None
}

fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut out = String::new();
    let mut current = Some(error);
    while let Some(error) = current {
        out.push_str(&error.to_string());
        out.push_str(": ");
        current = error.source();
    }
    out
}

/// The innermost text, which says most.
fn deepest(error: &(dyn StdError + 'static)) -> String {
    let mut current = error;
    while let Some(next) = current.source() {
        current = next;
    }
    let text = current.to_string();
    text.chars().take(300).collect()
}
