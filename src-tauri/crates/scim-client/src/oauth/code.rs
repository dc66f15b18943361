//! Signing in by a person in the browser: authorization code with PKCE (RFC 6749 §4.1, RFC 7636, RFC 8252).

use std::sync::Arc;
use std::time::Duration;

use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
};

use super::loopback::{Brought, Loopback, Page};
use super::{EndpointUrl, Grant, SignInError, TokenSource, grant};
use crate::ClientError;

/// How long a person has.
pub const SIGN_IN_TIME: Duration = Duration::from_secs(300);

/// A sign-in that waits for its person.
pub struct Authorization {
    source: Arc<TokenSource>,
    url: String,
    state: CsrfToken,
    verifier: PkceCodeVerifier,
    redirect: RedirectUrl,
    loopback: Loopback,
}

impl Authorization {
    /// Takes a port for the answer (this one, or any) and makes the address to open. Sends nothing.
    pub async fn begin(
        source: &Arc<TokenSource>,
        endpoint: &EndpointUrl,
        port: Option<u16>,
    ) -> Result<Self, ClientError> {
        let loopback = Loopback::open(port.unwrap_or(0))
            .await
            .map_err(|e| ClientError::Setup {
                message: match port {
                    Some(port) => format!("port {port} of this computer could not be taken ({e})"),
                    None => format!("no port of this computer could be taken ({e})"),
                },
            })?;
        let redirect = RedirectUrl::new(loopback.redirect_uri()).map_err(|e| ClientError::Setup {
            message: e.to_string(),
        })?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = BasicClient::new(ClientId::new(source.config.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(endpoint.url().clone()))
            .set_redirect_uri(redirect.clone());
        let mut request = client
            .authorize_url(CsrfToken::new_random)
            .set_pkce_challenge(challenge);
        for scope in source.config.scope.split_whitespace() {
            request = request.add_scope(Scope::new(scope.to_owned()));
        }
        if source
            .config
            .scope
            .split_whitespace()
            .any(|s| s == "offline_access")
        {
            // OpenID Connect Core §11: without asking the person no refresh token is given.
            request = request.add_extra_param("prompt", "consent");
        }
        for (name, value) in &source.config.parameters {
            request = request.add_extra_param(name, value);
        }
        let (url, state) = request.url();
        Ok(Self {
            source: Arc::clone(source),
            url: url.to_string(),
            state,
            verifier,
            redirect,
            loopback,
        })
    }

    /// The address to open in the browser. It holds no secret.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Waits for the person, then fetches the tokens; the refresh token is kept. Says whether there is one: without,
    /// the sign-in ends with its access token. Dropping the future ends the waiting and closes the port.
    pub async fn finish(self, page: &Page) -> Result<bool, ClientError> {
        let failed = |error: SignInError| ClientError::SignIn(Box::new(error));
        let waiting = self.loopback.answer(self.state.secret(), page);
        let brought = tokio::time::timeout(SIGN_IN_TIME, waiting)
            .await
            .map_err(|_| failed(SignInError::NobodyCame))?
            .map_err(|e| ClientError::Setup {
                message: format!("the answer of the browser could not be received ({e})"),
            })?;
        match brought {
            Brought::Error(code, said) => Err(failed(SignInError::Refused {
                code: grant::short(&code),
                said: grant::short(&said),
            })),
            Brought::Code(code) => {
                let (source, redirect, verifier) = (self.source, self.redirect, self.verifier);
                source.redeem(code, redirect, verifier).await.map_err(failed)
            }
        }
    }
}

impl TokenSource {
    /// Exchanges a code for tokens.
    async fn redeem(
        &self,
        code: String,
        redirect: RedirectUrl,
        verifier: PkceCodeVerifier,
    ) -> Result<bool, SignInError> {
        let (client, proof) = grant::client(&self.config)?;
        let client = client.set_redirect_uri(redirect);
        let mut request = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(verifier);
        for (name, value) in &proof {
            request = request.add_extra_param(name, value);
        }
        let answer = request.request_async(&self.fetch).await;
        let granted = grant::granted(answer).map_err(|e| self.hidden(e))?;
        let Grant::Refresh(kept) = &self.config.grant else {
            return Err(SignInError::NoRefreshToken(
                "none is kept for this connection".into(),
            ));
        };
        let mut state = self.held.lock().await;
        state.refresh = None;
        let lasting = granted.refresh.is_some();
        if let Some(refresh) = &granted.refresh {
            kept.save(refresh).await.map_err(SignInError::NoRefreshToken)?;
        }
        self.hold(&mut state, granted);
        Ok(lasting)
    }
}
