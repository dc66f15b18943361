//! What the protocol client said, as an error of the engine.

use rollcall_scim_client::oauth::SignInError;
use rollcall_scim_client::{
    Applied, BaseUrlError, ClientError, ConnectFailure, LooksLike, ProxyFault, RetryAfter, StatusError,
    TlsCause,
};

use super::{EngineError, ErrorCode, ScimReason};

impl EngineError {
    /// A failed request, told with the connection's name.
    pub(crate) fn from_client(connection: &str, error: &ClientError) -> Self {
        let mut told = Self::new(code(error), error.what(connection), error.why(), error.action())
            .with("connection", connection);
        if told.code == ErrorCode::CaptivePortal {
            told.message = format!("{connection} cannot be reached: the network answered in its place.");
            told.why = "It wants a click or a sign-in of its own before it lets anybody through.".into();
            told.action = "Open any web page in the browser, sign in to the network, and try again.".into();
        }
        match error {
            ClientError::NotSent {
                kind: ConnectFailure::Tls(cause),
                ..
            } => {
                told = told.with("tls", tls_name(cause));
            }
            ClientError::NotSent {
                kind: ConnectFailure::Proxy(fault),
                ..
            } => {
                told = told.with("proxy", proxy_name(*fault));
            }
            ClientError::SignIn(error) => {
                told = told.with("signIn", sign_in_name(error));
                if let SignInError::NotReached(inner) = &**error
                    && let ClientError::NotSent {
                        kind: ConnectFailure::Tls(cause),
                        ..
                    } = &**inner
                {
                    told = told.with("tls", tls_name(cause));
                }
                if let SignInError::Refused { code, said } = &**error {
                    told = told.with("code", code).with("said", said);
                }
            }
            ClientError::Redirect {
                target_host: Some(host),
                same_origin,
                ..
            } => {
                told = told
                    .with("host", host)
                    .with("sameOrigin", same_origin.to_string());
            }
            ClientError::Status(status) => {
                if told.code == ErrorCode::Tls {
                    told = told.with("tls", tls_name(&TlsCause::ClientCertificate));
                    told.message =
                        format!("{connection} refuses the client certificate, or wants one and got none.");
                    told.action =
                        "Give the connection the client certificate that this server expects.".into();
                }
                told.scim = Some(ScimReason {
                    status: status.status,
                    scim_type: status.scim_type().map(Into::into),
                    detail: Some(status.message.clone()).filter(|m| !m.is_empty()),
                });
                if let Some(hint) = &status.hint {
                    told = told.with("hint", &hint.say);
                    for (language, text) in &hint.say_in {
                        told = told.with(&format!("hint.{language}"), text);
                    }
                }
                if let Some(RetryAfter::Wait(wait)) = &status.retry_after {
                    told.retry_after_ms = u64::try_from(wait.as_millis()).ok();
                }
            }
            _ => {}
        }
        if let Some(status) = error.status() {
            told = told.with("status", status.to_string());
        }
        told
    }

    /// A failed write: when it may have been applied, that is what is said first.
    pub(crate) fn from_write(connection: &str, error: &ClientError) -> Self {
        let told = Self::from_client(connection, error);
        if error.applied() == Applied::NotApplied {
            return told;
        }
        Self {
            code: ErrorCode::OutcomeUnknown,
            message: format!("{connection} did not say whether the change was made."),
            why: format!(
                "{} It may have been made, and it was not sent a second time.",
                told.message
            ),
            action: "Read the entry again before trying once more.".into(),
            ..told
        }
    }

    /// An address that cannot be used.
    pub(crate) fn from_base_url(error: &BaseUrlError) -> Self {
        let field = if *error == BaseUrlError::LooksLikeToken {
            "secret"
        } else {
            "url"
        };
        let mut text = error.to_string();
        if let Some(first) = text.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        Self::new(
            ErrorCode::InvalidInput,
            format!("{text}."),
            "Nothing was saved or sent.",
            "Correct the address, for example https://example.com/scim/v2",
        )
        .with("field", field)
    }
}

fn code(error: &ClientError) -> ErrorCode {
    match error {
        stopped if crate::connections::clues::captive_portal(stopped) => ErrorCode::CaptivePortal,
        ClientError::Setup { .. } => ErrorCode::Internal,
        ClientError::SignIn(error) => match &**error {
            SignInError::NotReached(inner) => code(inner),
            _ => ErrorCode::SignInFailed,
        },
        ClientError::UnusableSecret => ErrorCode::InvalidInput,
        ClientError::UnusableId { .. } | ClientError::UnusableEndpoint { .. } => ErrorCode::Usage,
        ClientError::UnusableVersion => ErrorCode::Refused,
        ClientError::OldVersion => ErrorCode::OldVersion,
        ClientError::NotSent { kind, .. } => match kind {
            ConnectFailure::Dns => ErrorCode::Dns,
            ConnectFailure::Refused => ErrorCode::ConnectionRefused,
            ConnectFailure::Tls(_) => ErrorCode::Tls,
            ConnectFailure::ConnectTimeout => ErrorCode::TimedOut,
            ConnectFailure::Proxy(_) => ErrorCode::Proxy,
            ConnectFailure::Other => ErrorCode::Network,
        },
        ClientError::NoAnswer { timed_out: true, .. } => ErrorCode::TimedOut,
        ClientError::NoAnswer { .. } => ErrorCode::Network,
        ClientError::TooLarge { .. } | ClientError::TooDeep { .. } => ErrorCode::TooLarge,
        ClientError::NotScim {
            looks_like: LooksLike::Html,
            ..
        } => ErrorCode::LoginPage,
        ClientError::NotScim { .. } | ClientError::Unreadable { .. } | ClientError::OtherResource { .. } => {
            ErrorCode::NotScim
        }
        ClientError::Redirect { .. } => ErrorCode::Redirected,
        // nginx answers a missing client certificate in HTTP: 400 with this text.
        ClientError::Status(status) if status.status == 400 && status.message.contains("SSL certificate") => {
            ErrorCode::Tls
        }
        ClientError::Status(status) => status_code(status),
        _ => ErrorCode::Network,
    }
}

fn status_code(error: &StatusError) -> ErrorCode {
    match error.status {
        401 => ErrorCode::Unauthorized,
        403 => ErrorCode::Forbidden,
        404 | 410 => ErrorCode::ResourceNotFound,
        412 => ErrorCode::Conflict,
        423 | 425 | 429 => ErrorCode::RateLimited,
        503 if error.retry_after.is_some() => ErrorCode::RateLimited,
        500..=599 if error.status != 501 => ErrorCode::ServerError,
        _ => ErrorCode::Refused,
    }
}

fn sign_in_name(error: &SignInError) -> &'static str {
    match error {
        SignInError::Refused { .. } => "refused",
        SignInError::Ended { .. } | SignInError::NoRefreshToken(_) => "ended",
        SignInError::NobodyCame => "nobody",
        SignInError::NotReached(_) => "notReached",
        SignInError::CannotSign => "key",
        _ => "noToken",
    }
}

fn proxy_name(fault: ProxyFault) -> &'static str {
    match fault {
        ProxyFault::NotReached => "notReached",
        ProxyFault::SignIn => "signIn",
        ProxyFault::WrongPassword => "wrongPassword",
        ProxyFault::Refused => "refused",
        ProxyFault::RefusedOrPassword => "refusedOrPassword",
    }
}

fn tls_name(cause: &TlsCause) -> &'static str {
    match cause {
        TlsCause::SelfSigned => "selfSigned",
        TlsCause::UnknownAuthority => "unknownAuthority",
        TlsCause::WrongHost => "wrongHost",
        TlsCause::Expired => "expired",
        TlsCause::NotYetValid => "notYetValid",
        TlsCause::AuthorityAsServer => "authorityAsServer",
        TlsCause::Revoked => "revoked",
        TlsCause::ClientCertificate => "clientCertificate",
        TlsCause::NotTls => "notTls",
        TlsCause::Other(_) => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_without_an_answer_is_not_called_failed() {
        let lost = ClientError::NoAnswer {
            timed_out: true,
            message: "the deadline passed".into(),
        };
        assert_eq!(
            EngineError::from_write("Globex", &lost).code,
            ErrorCode::OutcomeUnknown,
            "no answer is not the same as not done"
        );
        let refused = ClientError::NotSent {
            kind: ConnectFailure::Refused,
            message: "refused".into(),
        };
        assert_eq!(
            EngineError::from_write("Globex", &refused).code,
            ErrorCode::ConnectionRefused,
            "what was never sent was never done"
        );
    }

    #[test]
    fn a_token_in_the_address_is_named_and_not_repeated() {
        let error = EngineError::from_base_url(&BaseUrlError::LooksLikeToken);
        assert_eq!(
            error.params.get("field").map(String::as_str),
            Some("secret"),
            "it belongs elsewhere"
        );
        assert_eq!(error.code, ErrorCode::InvalidInput, "nothing is saved");
    }
}
