//! OAuth 2.0: access tokens fetched, kept in memory only and renewed before they end.
//!
//! One [`TokenSource`] per connection serves all its clients, so that a token is fetched once however many
//! requests wait for it, and a refresh token that changes with each use is used by one request at a time.

mod assertion;
mod code;
mod endpoint;
mod fetch;
mod grant;
mod life;
mod loopback;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use thiserror::Error;
use time::OffsetDateTime;
use zeroize::Zeroizing;

pub use assertion::SigningKey;
pub use code::{Authorization, SIGN_IN_TIME};
pub use endpoint::EndpointUrl;
pub use life::jwt_expiry;
pub use loopback::Page;

use crate::http::{self, Network};
use crate::redact::MASK;
use crate::{ClientError, Limits, Recorder, SecretText};
use fetch::Fetch;

/// A token is renewed this long before it ends, or after nine tenths of its life if that is later.
const MARGIN: Duration = Duration::from_secs(60);

/// How the client proves to the authorization server who it is (RFC 6749 §2.3).
pub enum ClientProof {
    /// Not at all: a public client.
    None,
    /// Its secret in the `Authorization` header.
    Basic(SecretText),
    /// Its secret in the body.
    Post(SecretText),
    /// A statement signed with its private key.
    Key {
        /// The key.
        key: Box<SigningKey>,
        /// The key's name at the server, if it needs one.
        key_id: Option<String>,
    },
}

/// What an access token is asked for with.
pub enum Grant {
    /// The client's own right (RFC 6749 §4.4).
    ClientCredentials,
    /// The same for an account that is named, by a grant of its own: `account_credentials` of Zoom.
    AccountCredentials {
        /// The account.
        account_id: String,
    },
    /// A refresh token (RFC 6749 §6).
    Refresh(Arc<dyn RefreshTokens>),
}

/// Where the refresh token of a connection is kept.
#[async_trait]
pub trait RefreshTokens: Send + Sync {
    /// The refresh token in use. The error says in words why there is none.
    async fn load(&self) -> Result<SecretText, String>;
    /// Keeps the one that replaces it.
    async fn save(&self, token: &SecretText) -> Result<(), String>;
}

/// What is needed to fetch access tokens.
pub struct OAuthConfig {
    /// The token endpoint.
    pub token_url: EndpointUrl,
    /// The client's name at the authorization server.
    pub client_id: String,
    /// Its proof.
    pub proof: ClientProof,
    /// Scopes, separated by spaces; empty for the server's own choice.
    pub scope: String,
    /// What else the server wants to know, e.g. `audience` or `resource` (RFC 8707).
    pub parameters: Vec<(String, String)>,
    /// The grant.
    pub grant: Grant,
}

/// Why there is no access token. Nothing was sent to the service provider.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum SignInError {
    /// The authorization server refused (RFC 6749 §5.2).
    #[error("the authorization server refused: {code}")]
    Refused {
        /// HTTP status is not part of it: servers send 400 and 401 alike. The error's code.
        code: String,
        /// The server's words, shortened.
        said: String,
    },
    /// The refresh token no longer holds: a person must sign in again.
    #[error("the refresh token no longer holds")]
    Ended {
        /// The server's words, shortened.
        said: String,
    },
    /// The authorization server was not reached, or gave no answer.
    #[error("the authorization server did not answer: {0}")]
    NotReached(Box<ClientError>),
    /// It answered with something that is no token.
    #[error("the authorization server answered with status {status}: {what}")]
    NoToken {
        /// HTTP status, 200 when the answer looked like one of success.
        status: u16,
        /// What is wrong with it.
        what: String,
    },
    /// Nobody signed in within the time.
    #[error("nobody signed in")]
    NobodyCame,
    /// The refresh token cannot be read.
    #[error("no refresh token: {0}")]
    NoRefreshToken(String),
    /// The assertion could not be signed.
    #[error("the private key cannot sign")]
    CannotSign,
}

/// An access token to be sent.
#[derive(Clone)]
pub(crate) struct AccessToken {
    pub(crate) text: SecretText,
    /// Tells one token of this source from the next.
    pub(crate) serial: u64,
    /// Fetched for this very request: if it is refused, another one would be too.
    pub(crate) fresh: bool,
}

struct Held {
    text: SecretText,
    serial: u64,
    /// `None`: until it is refused.
    renew_at: Option<Instant>,
}

/// What an authorization server gave.
struct Granted {
    access: SecretText,
    refresh: Option<SecretText>,
    life: Option<Duration>,
}

/// Fetches access tokens and keeps the one in use.
pub struct TokenSource {
    config: OAuthConfig,
    fetch: Fetch,
    held: tokio::sync::Mutex<State>,
    ends: Mutex<Option<OffsetDateTime>>,
}

#[derive(Default)]
struct State {
    token: Option<Held>,
    serials: u64,
    /// The newest refresh token, should it not have been kept.
    refresh: Option<SecretText>,
}

impl TokenSource {
    /// Builds a source; makes no request.
    pub fn new(
        config: OAuthConfig,
        network: &Network,
        limits: &Limits,
        user_agent: &str,
        recorder: Option<Arc<dyn Recorder>>,
    ) -> Result<Arc<Self>, ClientError> {
        let http = http::build(network, limits, user_agent, config.token_url.is_plain(), None)?;
        Ok(Arc::new(Self {
            fetch: Fetch {
                http,
                proxy: network.proxy_for(config.token_url.url()),
                deadline: limits.total_timeout,
                recorder,
            },
            config,
            held: tokio::sync::Mutex::default(),
            ends: Mutex::new(None),
        }))
    }

    /// When the access token in use ends, as the server said.
    pub fn ends_at(&self) -> Option<OffsetDateTime> {
        *self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fetches a token unless one is held, to see whether signing in works.
    pub async fn try_out(self: &Arc<Self>) -> Result<(), ClientError> {
        self.token().await.map(|_| ())
    }

    /// The token in use, renewed when it is about to end. Callers wait for one fetch, and giving up waiting does
    /// not end it: a refresh token that was used up must not be lost.
    pub(crate) async fn token(self: &Arc<Self>) -> Result<AccessToken, ClientError> {
        let source = Arc::clone(self);
        let fetching = tokio::spawn(async move { source.held_or_fetched().await });
        match fetching.await {
            Ok(result) => result.map_err(|e| ClientError::SignIn(Box::new(e))),
            Err(_) => Err(ClientError::Setup {
                message: "signing in was interrupted".to_owned(),
            }),
        }
    }

    async fn held_or_fetched(&self) -> Result<AccessToken, SignInError> {
        let mut state = self.held.lock().await;
        if let Some(held) = &state.token
            && held.renew_at.is_none_or(|at| Instant::now() < at)
        {
            return Ok(AccessToken {
                text: held.text.clone(),
                serial: held.serial,
                fresh: false,
            });
        }
        state.token = None;
        let granted = self.granted(&mut state).await.map_err(|e| self.hidden(e))?;
        Ok(self.hold(&mut state, granted))
    }

    /// Takes a token into use.
    fn hold(&self, state: &mut State, granted: Granted) -> AccessToken {
        state.serials += 1;
        let serial = state.serials;
        let renew_at = granted
            .life
            .and_then(|life| Instant::now().checked_add(life.saturating_sub(MARGIN.min(life / 10))));
        let ends = granted
            .life
            .and_then(|life| OffsetDateTime::now_utc().checked_add(time::Duration::try_from(life).ok()?))
            .or_else(|| jwt_expiry(granted.access.expose()));
        *self.ends.lock().unwrap_or_else(PoisonError::into_inner) = ends;
        state.token = Some(Held {
            text: granted.access.clone(),
            serial,
            renew_at,
        });
        AccessToken {
            text: granted.access,
            serial,
            fresh: true,
        }
    }

    async fn granted(&self, state: &mut State) -> Result<Granted, SignInError> {
        let Grant::Refresh(kept) = &self.config.grant else {
            return grant::client_credentials(&self.config, &self.fetch).await;
        };
        let used = match state.refresh.clone() {
            Some(newest) => newest,
            None => kept.load().await.map_err(SignInError::NoRefreshToken)?,
        };
        let granted = match grant::refresh(&self.config, &self.fetch, &used).await {
            // Another program on this store may have used it up and kept the next one.
            Err(SignInError::Ended { said }) => match kept.load().await {
                Ok(other) if other.expose() != used.expose() => {
                    grant::refresh(&self.config, &self.fetch, &other).await
                }
                _ => Err(SignInError::Ended { said }),
            },
            other => other,
        }?;
        if let Some(next) = &granted.refresh {
            state.refresh = None;
            if kept.save(next).await.is_err() {
                tracing::warn!("a new refresh token could not be kept; it holds until this program ends");
                state.refresh = Some(next.clone());
            }
        }
        Ok(granted)
    }

    /// The secrets that go to the authorization server.
    pub(crate) fn secret_forms(&self) -> Vec<Zeroizing<String>> {
        match &self.config.proof {
            ClientProof::Basic(secret) | ClientProof::Post(secret) => {
                vec![Zeroizing::new(secret.expose().to_owned())]
            }
            ClientProof::None | ClientProof::Key { .. } => Vec::new(),
        }
    }

    /// A server may quote what was sent.
    fn hidden(&self, error: SignInError) -> SignInError {
        let hide = |said: String| {
            let secrets = self.secret_forms();
            secrets
                .iter()
                .filter(|s| !s.is_empty())
                .fold(said, |text, secret| text.replace(secret.as_str(), MASK))
        };
        match error {
            SignInError::Refused { code, said } => SignInError::Refused {
                code: hide(code),
                said: hide(said),
            },
            SignInError::Ended { said } => SignInError::Ended { said: hide(said) },
            other => other,
        }
    }

    /// The service provider refused a token: the next request fetches another one.
    pub(crate) async fn refused(&self, serial: u64) {
        let mut state = self.held.lock().await;
        if state.token.as_ref().is_some_and(|held| held.serial == serial) {
            state.token = None;
        }
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSource")
            .field("token_url", &self.config.token_url)
            .field("client_id", &self.config.client_id)
            .finish_non_exhaustive()
    }
}
