//! An error as three sentences for a person: what happened, why, and what to do. English; the window
//! writes its own from the values. None of them holds an address beyond the host, a filter or a secret.

use crate::oauth::SignInError;

use super::{Applied, ClientError, ConnectFailure, LooksLike, ProxyFault, StatusError, TlsCause};

impl ClientError {
    /// What happened, with the connection's name.
    pub fn what(&self, connection: &str) -> String {
        match self {
            Self::Setup { .. } | Self::UnusableSecret => {
                format!("{connection} cannot be used as it is set up.")
            }
            Self::SignIn(_) => format!("Signing in to {connection} failed; nothing was sent to it."),
            Self::UnusableId { .. } => {
                format!("{connection}: the server sent an unusable id; nothing was requested.")
            }
            Self::UnusableEndpoint { .. } => {
                format!(
                    "{connection}: the endpoint does not lie below the base address; nothing was requested."
                )
            }
            Self::UnusableVersion => {
                format!("{connection}: the resource's version cannot be sent back; nothing was requested.")
            }
            Self::OldVersion => {
                format!(
                    "{connection} speaks SCIM 1.1, and this change cannot be said in it; nothing was sent."
                )
            }
            Self::NotSent { .. } => format!("{connection} could not be reached; nothing was sent."),
            Self::NoAnswer { timed_out: true, .. } => format!("{connection} did not answer in time."),
            Self::NoAnswer { .. } => {
                format!("The connection to {connection} broke off before the answer was complete.")
            }
            Self::TooLarge { .. } | Self::TooDeep { .. } | Self::Unreadable { .. } => {
                format!("{connection} sent an answer that cannot be used.")
            }
            Self::NotScim { .. } => format!("{connection} answered, but not with SCIM."),
            Self::OtherResource { .. } => {
                format!("{connection} answered with another resource than the one asked for.")
            }
            Self::Redirect { .. } => {
                format!("{connection} points to another address; the request was not sent there.")
            }
            Self::Status(error) => format!("{connection} answered with status {}.", error.status),
        }
    }

    /// Why, as far as it is known.
    pub fn why(&self) -> String {
        match self {
            Self::Setup { message } => sentence(message),
            Self::UnusableSecret => {
                "The token or password is empty or holds a character that cannot be sent, such as a line break.".into()
            }
            Self::SignIn(error) => why_sign_in(error),
            Self::UnusableId { id } => format!("The id {id:?} would lead to another address."),
            Self::UnusableEndpoint { endpoint } => format!("The endpoint {endpoint:?} would lead to another address."),
            Self::UnusableVersion => "A version is a short quoted text; this one is empty, \u{201c}*\u{201d}, or too long.".into(),
            Self::OldVersion => "There an element of a list is known by its value alone, and by no other condition.".into(),
            Self::NotSent { kind, message } => why_not_sent(kind, message),
            Self::NoAnswer { message, .. } | Self::Unreadable { message, .. } => sentence(message),
            Self::TooLarge { limit, .. } => {
                format!("The answer is larger than {}.", size(*limit))
            }
            Self::TooDeep { limit, .. } => format!("The answer is nested deeper than {limit} levels."),
            Self::NotScim {
                status,
                looks_like,
                excerpt,
            } => why_not_scim(*status, *looks_like, excerpt),
            Self::OtherResource { id, .. } => format!("The resource in the answer has the id {id:?}."),
            Self::Redirect {
                status,
                target_host,
                same_origin,
            } => match (target_host, same_origin) {
                (_, true) => format!("Status {status} points to another path on the same server."),
                (Some(host), false) => format!("Status {status} points to {host}."),
                (None, false) => format!("Status {status} comes without a usable address."),
            },
            Self::Status(error) => sentence(&error.message),
        }
    }

    /// What to do next.
    pub fn action(&self) -> String {
        let text = match self {
            Self::Setup { .. } => "Check the connection's settings.",
            Self::UnusableSecret => "Enter the token or password again.",
            Self::SignIn(error) => return action_sign_in(error),
            Self::OldVersion => "Ask for the address of the service's SCIM 2.0 interface, and use that.",
            Self::UnusableId { .. }
            | Self::UnusableEndpoint { .. }
            | Self::UnusableVersion
            | Self::OtherResource { .. } => {
                "Tell the operator of the server; this resource cannot be handled safely."
            }
            Self::NotSent { kind, .. } => return action_not_sent(kind).into(),
            Self::NoAnswer { .. } | Self::Unreadable { .. } if self.applied() == Applied::Unknown => {
                "If it was a change, look whether it was applied before trying again."
            }
            Self::NoAnswer { .. } | Self::Unreadable { .. } => "Try again later.",
            Self::TooLarge { .. } => "Ask for fewer resources or attributes at a time.",
            Self::TooDeep { .. } => "Tell the operator of the server.",
            Self::NotScim {
                looks_like: LooksLike::Html,
                ..
            } => {
                "Check the address: it must be the SCIM base URL, and no login page or proxy may stand before it."
            }
            Self::NotScim { .. } => "Check the address: it must be the SCIM base URL.",
            Self::Redirect {
                same_origin: true, ..
            } => "Enter the new address as the connection's base URL.",
            Self::Redirect { .. } => {
                "If the service has moved, make a connection with its new address and enter the secret anew."
            }
            Self::Status(error) => {
                return match &error.hint {
                    Some(hint) => sentence(&hint.say),
                    None => action_status(error).into(),
                };
            }
        };
        text.into()
    }
}

fn why_sign_in(error: &SignInError) -> String {
    let said = |said: &str| match said {
        "" => String::new(),
        text => format!(" It says: {}", sentence(text)),
    };
    match error {
        SignInError::Refused { code, said: text } => {
            format!("The authorization server refused ({code}).{}", said(text))
        }
        SignInError::Ended { said: text } => {
            format!(
                "The authorization server no longer accepts the refresh token.{}",
                said(text)
            )
        }
        SignInError::NotReached(inner) => format!("The authorization server did not answer. {}", inner.why()),
        SignInError::NoToken {
            status: 0 | 200,
            what,
        } => {
            format!("The authorization server's answer cannot be used: {what}.")
        }
        SignInError::NoToken { status, what } => {
            format!("The authorization server answered with status {status}, and {what}.")
        }
        SignInError::NoRefreshToken(why) => sentence(why),
        SignInError::NobodyCame => "Nobody signed in within five minutes.".into(),
        SignInError::CannotSign => "The private key could not sign.".into(),
    }
}

fn action_sign_in(error: &SignInError) -> String {
    match error {
        SignInError::Refused { code, .. } if code == "invalid_client" => {
            "Check the client ID and its secret or key, and how the secret is sent."
        }
        SignInError::Refused { code, .. } if code == "invalid_scope" => "Check the scope.",
        SignInError::Refused { code, .. }
            if code == "unauthorized_client" || code == "unsupported_grant_type" =>
        {
            "Have the operator of the authorization server allow this client this way of signing in."
        }
        SignInError::Refused { .. } => "Check the sign-in settings of the connection.",
        SignInError::Ended { .. } | SignInError::NobodyCame | SignInError::NoRefreshToken(_) => {
            "Sign in again in the connection's settings."
        }
        SignInError::NotReached(inner) => return inner.action(),
        SignInError::NoToken { .. } => "Check the token address of the connection.",
        SignInError::CannotSign => "Enter the private key again.",
    }
    .into()
}

fn why_not_sent(kind: &ConnectFailure, message: &str) -> String {
    match kind {
        ConnectFailure::Dns => {
            "The host name has no address: it is misspelled, or this computer is offline.".into()
        }
        ConnectFailure::Refused => "The host refuses connections on this port.".into(),
        ConnectFailure::ConnectTimeout => "No connection came about in the time allowed.".into(),
        ConnectFailure::Proxy(ProxyFault::NotReached) => format!("The proxy cannot be reached ({message})."),
        ConnectFailure::Proxy(ProxyFault::SignIn) => "The proxy wants a user name and password (407).".into(),
        ConnectFailure::Proxy(ProxyFault::WrongPassword) => {
            "The proxy does not take the user name and password (407).".into()
        }
        ConnectFailure::Proxy(ProxyFault::Refused) => {
            format!("The proxy does not connect to this server, or is no proxy ({message}).")
        }
        ConnectFailure::Proxy(ProxyFault::RefusedOrPassword) => {
            "The proxy does not take the user name and password, or does not connect to this server.".into()
        }
        ConnectFailure::Other => sentence(message),
        ConnectFailure::Tls(cause) => why_tls(cause),
    }
}

fn why_tls(cause: &TlsCause) -> String {
    match cause {
        TlsCause::SelfSigned => "The server's certificate is self-signed: nobody vouches for it.".into(),
        TlsCause::UnknownAuthority => {
            "The server's certificate comes from an authority that neither this computer nor this connection trusts.".into()
        }
        TlsCause::WrongHost => "The server's certificate is for other host names.".into(),
        TlsCause::Expired => {
            "The server's certificate has expired, or this computer's clock is wrong.".into()
        }
        TlsCause::NotYetValid => {
            "The server's certificate is not valid yet, or this computer's clock is wrong.".into()
        }
        TlsCause::ClientCertificate => {
            "The server refuses the client certificate, or wants one and got none.".into()
        }
        TlsCause::AuthorityAsServer => "The server uses an authority's certificate as its own.".into(),
        TlsCause::Revoked => "The server's certificate was revoked.".into(),
        TlsCause::NotTls => {
            "What answers on this port does not speak TLS; it may be a plain HTTP port.".into()
        }
        TlsCause::Other(message) => sentence(message),
    }
}

fn action_not_sent(kind: &ConnectFailure) -> &'static str {
    match kind {
        ConnectFailure::Dns => "Check the spelling of the host and the network.",
        ConnectFailure::Refused => "Check the port, and whether the service runs.",
        ConnectFailure::ConnectTimeout | ConnectFailure::Other => {
            "Check the network, a VPN, and whether a firewall stands between."
        }
        ConnectFailure::Proxy(ProxyFault::SignIn) => {
            "Enter the proxy's user name and password in the connection's settings."
        }
        ConnectFailure::Proxy(ProxyFault::WrongPassword | ProxyFault::RefusedOrPassword) => {
            "Correct the proxy's user name and password in the connection's settings."
        }
        ConnectFailure::Proxy(_) => {
            "Check the proxy in the connection's settings, or of this computer (HTTPS_PROXY)."
        }
        ConnectFailure::Tls(TlsCause::SelfSigned | TlsCause::UnknownAuthority) => {
            "If the authority that issued the certificate is your organisation's own, have this connection or this \
             computer trust it."
        }
        ConnectFailure::Tls(TlsCause::WrongHost) => "Use the host name that the certificate is for.",
        ConnectFailure::Tls(TlsCause::Expired | TlsCause::NotYetValid) => {
            "Check this computer's clock; otherwise the server needs a new certificate."
        }
        ConnectFailure::Tls(TlsCause::AuthorityAsServer) => {
            "The server needs a certificate of its own, issued by that authority."
        }
        ConnectFailure::Tls(TlsCause::ClientCertificate) => {
            "Give the connection the client certificate that this server expects."
        }
        ConnectFailure::Tls(TlsCause::NotTls) => "Check the port of the address.",
        ConnectFailure::Tls(TlsCause::Revoked | TlsCause::Other(_)) => "Tell the operator of the server.",
    }
}

fn why_not_scim(status: u16, looks_like: LooksLike, excerpt: &str) -> String {
    let shown = |what: &str| match excerpt {
        "" => format!("Status {status} came with {what}."),
        text => format!("Status {status} came with {what}: {text}."),
    };
    match looks_like {
        LooksLike::Html => match excerpt {
            "" => "This looks like a login page, not SCIM.".into(),
            title => format!("This looks like a login page, not SCIM: {title}."),
        },
        LooksLike::Empty => format!("Status {status} came without a body where a SCIM message belongs."),
        LooksLike::Text => shown("text that is no JSON"),
        LooksLike::Json => shown("JSON that is no SCIM message"),
    }
}

fn action_status(error: &StatusError) -> &'static str {
    match (error.status, error.scim_type()) {
        (401, _) => "Enter a valid token or password; the old one may have expired.",
        (403, _) => "Use a credential with the needed rights, or ask the operator of the server for them.",
        (404, _) => "Check the address; the resource may also be gone.",
        (405 | 501, _) => "Use another way; this server does not offer the operation.",
        (409, _) | (_, Some("uniqueness")) => "Look for the resource that has the same name or identifier.",
        (412, _) => "Read the resource again and repeat the change.",
        (413, _) => "Send less at a time.",
        (423 | 429 | 503, _) => "Wait and try again.",
        (400, Some("invalidFilter")) => "Simplify the filter; this server does not support it.",
        (400..=499, _) => "Correct what the server names and try again.",
        _ => "Try again later; if it was a change, look first whether it was applied.",
    }
}

/// A message as a sentence: first letter large, full stop at the end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let first = chars
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", chars.as_str())
}

fn size(bytes: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    if bytes >= MIB {
        format!("{} MiB", bytes / MIB)
    } else {
        format!("{bytes} bytes")
    }
}
