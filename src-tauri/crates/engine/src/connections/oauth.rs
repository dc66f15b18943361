//! Ways to sign in, checked as people enter them, and the source of access tokens of a profile.

use std::sync::Arc;

use async_trait::async_trait;
use rollcall_scim_client::oauth::{
    ClientProof, EndpointUrl, Grant, OAuthConfig, RefreshTokens, SigningKey, TokenSource,
};
use rollcall_scim_client::{Limits, Network, Recorder, SecretText};
use rollcall_secrets::{Secret, SecretError, SecretStore};

use super::extras::checked_key_header;
use super::profile::{Profile, Slot};
use super::secret::checked;
use crate::store_setup::start::secret_error;
use crate::{AuthView, ClientProofKind, EngineError, ErrorCode, OAuthView, SecretInput};

/// Lowest port that a program may take without rights of its own.
const LOWEST_PORT: u16 = 1024;

pub(super) fn checked_auth(auth: &AuthView) -> Result<AuthView, EngineError> {
    let user = match auth {
        AuthView::None | AuthView::Bearer => return Ok(auth.clone()),
        AuthView::ApiKey { header } => {
            return checked_key_header(header).map(|header| AuthView::ApiKey { header });
        }
        AuthView::ClientCredentials { oauth } => {
            if oauth.proof == ClientProofKind::None {
                return Err(EngineError::new(
                    ErrorCode::InvalidInput,
                    "A client that signs in by itself needs a secret or a key.",
                    "Nothing was saved.",
                    "Choose how the secret is sent.",
                )
                .with("field", "clientId"));
            }
            let oauth = checked_oauth(oauth)?;
            return Ok(AuthView::ClientCredentials { oauth });
        }
        AuthView::Person { authorize_url, oauth } => {
            if !authorize_url.trim().is_empty() {
                EndpointUrl::parse(authorize_url)
                    .map_err(|e| EngineError::from_base_url(&e).with("field", "authorizeUrl"))?;
            }
            return Ok(AuthView::Person {
                authorize_url: authorize_url.trim().to_owned(),
                oauth: OAuthView {
                    account_id: String::new(),
                    ..checked_oauth(oauth)?
                },
            });
        }
        AuthView::Basic { user } => user,
    };
    // RFC 7617 §2: a user name with a colon cannot be sent.
    if user.trim().is_empty() || user.contains(':') || user.chars().any(char::is_control) {
        return Err(EngineError::new(
            ErrorCode::InvalidInput,
            "Basic authentication needs a user name without a colon.",
            "Nothing was saved.",
            "Enter the user name.",
        )
        .with("field", "user"));
    }
    Ok(auth.clone())
}

/// The authorization server as entered: addresses that can be used, nothing that could end a line.
fn checked_oauth(oauth: &OAuthView) -> Result<OAuthView, EngineError> {
    EndpointUrl::parse(&oauth.token_url)
        .map_err(|e| EngineError::from_base_url(&e).with("field", "tokenUrl"))?;
    let trimmed = |text: &String| text.trim().to_owned();
    let checked = OAuthView {
        token_url: trimmed(&oauth.token_url),
        client_id: trimmed(&oauth.client_id),
        proof: oauth.proof,
        key_id: trimmed(&oauth.key_id),
        scope: oauth.scope.split_whitespace().collect::<Vec<_>>().join(" "),
        audience: trimmed(&oauth.audience),
        resource: trimmed(&oauth.resource),
        account_id: trimmed(&oauth.account_id),
        redirect_port: oauth.redirect_port.filter(|port| *port != 0),
    };
    // Lower ones are kept for the system: not every person may take them.
    if checked.redirect_port.is_some_and(|port| port < LOWEST_PORT) {
        return Err(EngineError::new(
            ErrorCode::InvalidInput,
            "The port for the way back from the browser is 1024 to 65535.",
            "Nothing was saved.",
            "Enter the port of the redirect address that is registered there, or leave it empty for any.",
        )
        .with("field", "redirectPort"));
    }
    let texts = [
        &checked.client_id,
        &checked.key_id,
        &checked.scope,
        &checked.audience,
        &checked.resource,
        &checked.account_id,
    ];
    if checked.client_id.is_empty() || texts.iter().any(|t| t.chars().any(char::is_control)) {
        return Err(EngineError::new(
            ErrorCode::InvalidInput,
            "The client needs its name at the authorization server.",
            "Nothing was saved.",
            "Enter the client ID, as the server's operator gave it.",
        )
        .with("field", "clientId"));
    }
    Ok(checked)
}

/// A refresh token that was got otherwise.
pub(super) fn checked_refresh(
    token: Option<&SecretInput>,
    auth: &AuthView,
) -> Result<Option<(Slot, Secret)>, EngineError> {
    match token {
        Some(token) if matches!(auth, AuthView::Person { .. }) => {
            let (token, _) = checked(token, &AuthView::Bearer)?;
            Ok(Some((Slot::Refresh, Secret::new(token.expose().to_owned()))))
        }
        _ => Ok(None),
    }
}

/// The refresh token of a connection, where its secrets are.
struct KeptRefresh {
    store: Arc<dyn SecretStore>,
    name: String,
}

#[async_trait]
impl RefreshTokens for KeptRefresh {
    async fn load(&self) -> Result<SecretText, String> {
        match self.store.get(&self.name).await {
            Ok(secret) => Ok(SecretText::new(secret.expose().to_owned())),
            Err(SecretError::Absent) => {
                Err("nobody has signed in yet, or the sign-in was for another address".into())
            }
            Err(error) => Err(secret_error(&error).message),
        }
    }
    async fn save(&self, token: &SecretText) -> Result<(), String> {
        let secret = Secret::new(token.expose().to_owned());
        self.store
            .set(&self.name, &secret)
            .await
            .map_err(|e| secret_error(&e).message)
    }
}

/// A private key that can sign, or what is wrong with it.
pub(super) fn checked_key(pem: &str) -> Result<(), EngineError> {
    SigningKey::from_pem(&SecretText::new(pem.to_owned()))
        .map(|_| ())
        .map_err(|why| {
            EngineError::new(
                ErrorCode::InvalidInput,
                "The private key cannot be used.",
                format!("Nothing was saved: {why}."),
                "Give it as PEM: RSA of 2048 bits or more, or EC on P-256.",
            )
            .with("field", "key")
        })
}

/// The source of access tokens of a profile. `secret`: the client's secret or private key.
pub(super) fn token_source(
    profile: &Profile,
    oauth: &OAuthView,
    secret: Option<SecretText>,
    network: &Network,
    user_agent: &str,
    recorder: Option<Arc<dyn Recorder>>,
    store: &Arc<dyn SecretStore>,
) -> Result<Arc<TokenSource>, EngineError> {
    let kept = profile.secrets().into_iter().find(|s| s.slot == Slot::Refresh);
    let proof = match (oauth.proof, secret) {
        (ClientProofKind::None, _) | (_, None) => ClientProof::None,
        (ClientProofKind::Basic, Some(secret)) => ClientProof::Basic(secret),
        (ClientProofKind::Post, Some(secret)) => ClientProof::Post(secret),
        (ClientProofKind::PrivateKey, Some(pem)) => ClientProof::Key {
            key: Box::new(
                SigningKey::from_pem(&pem).map_err(|_| EngineError::internal("a key that was checked"))?,
            ),
            key_id: Some(oauth.key_id.clone()).filter(|id| !id.is_empty()),
        },
    };
    let named = |name: &str, value: &String| (!value.is_empty()).then(|| (name.to_owned(), value.clone()));
    let config = OAuthConfig {
        token_url: EndpointUrl::parse(&oauth.token_url).map_err(|e| EngineError::from_base_url(&e))?,
        client_id: oauth.client_id.clone(),
        proof,
        scope: oauth.scope.clone(),
        parameters: [
            named("audience", &oauth.audience),
            named("resource", &oauth.resource),
        ]
        .into_iter()
        .flatten()
        .collect(),
        grant: match kept {
            None if oauth.account_id.is_empty() => Grant::ClientCredentials,
            None => Grant::AccountCredentials {
                account_id: oauth.account_id.clone(),
            },
            Some(kept) => Grant::Refresh(Arc::new(KeptRefresh {
                store: store.clone(),
                name: kept.name,
            })),
        },
    };
    TokenSource::new(config, network, &Limits::default(), user_agent, recorder)
        .map_err(|e| EngineError::from_client(&profile.name, &e))
}
