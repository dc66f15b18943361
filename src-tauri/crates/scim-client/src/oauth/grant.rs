//! Requests to the token endpoint.

use oauth2::basic::{BasicClient, BasicErrorResponse, BasicErrorResponseType, BasicTokenResponse};
use oauth2::{
    AsyncHttpClient, AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest,
    RefreshToken, RequestTokenError, Scope, TokenResponse as _, TokenUrl,
};
use time::OffsetDateTime;
use url::form_urlencoded;

use super::fetch::{Fetch, FetchError};
use super::{ClientProof, Grant, Granted, OAuthConfig, SignInError};
use crate::{ClientError, SecretText};

/// Longest text of a server that is kept.
const LONGEST: usize = 300;

type Ready = BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// RFC 6749 §4.4, or its like for an account.
pub(super) async fn client_credentials(config: &OAuthConfig, fetch: &Fetch) -> Result<Granted, SignInError> {
    let (client, proof) = client(config)?;
    let mut request = client.exchange_client_credentials();
    for scope in config.scope.split_whitespace() {
        request = request.add_scope(Scope::new(scope.to_owned()));
    }
    for (name, value) in config.parameters.iter().chain(&proof) {
        request = request.add_extra_param(name, value);
    }
    let Grant::AccountCredentials { account_id } = &config.grant else {
        return granted(request.request_async(fetch).await);
    };
    request = request.add_extra_param("account_id", account_id);
    granted(request.request_async(&ForAccount(fetch.clone())).await)
}

/// Sends the same request but for the grant's name, which the crate has not.
struct ForAccount(Fetch);

impl<'c> AsyncHttpClient<'c> for ForAccount {
    type Error = FetchError;
    type Future = <Fetch as AsyncHttpClient<'c>>::Future;

    fn call(&'c self, mut request: HttpRequest) -> Self::Future {
        let body = form_urlencoded::parse(request.body()).map(|(name, value)| match &*name {
            "grant_type" => (name, "account_credentials".into()),
            _ => (name, value),
        });
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(body)
            .finish();
        *request.body_mut() = body.into_bytes();
        self.0.call(request)
    }
}

/// RFC 6749 §6. The scope is left out: the one that was granted stays.
pub(super) async fn refresh(
    config: &OAuthConfig,
    fetch: &Fetch,
    token: &SecretText,
) -> Result<Granted, SignInError> {
    let (client, proof) = client(config)?;
    let token = RefreshToken::new(token.expose().to_owned());
    let mut request = client.exchange_refresh_token(&token);
    for (name, value) in config.parameters.iter().chain(&proof) {
        request = request.add_extra_param(name, value);
    }
    let answer = request.request_async(fetch).await;
    granted(answer).map_err(|error| match error {
        SignInError::Refused { code, said } if code == "invalid_grant" => SignInError::Ended { said },
        other => other,
    })
}

/// The client with its proof, part of which may be parameters.
pub(super) fn client(config: &OAuthConfig) -> Result<(Ready, Vec<(String, String)>), SignInError> {
    let url = config.token_url.url().clone();
    let mut client = BasicClient::new(ClientId::new(config.client_id.clone()))
        .set_token_uri(TokenUrl::from_url(url))
        .set_auth_type(AuthType::RequestBody);
    let secret = |text: &SecretText| ClientSecret::new(text.expose().to_owned());
    let mut proof = Vec::new();
    match &config.proof {
        ClientProof::None => {}
        ClientProof::Basic(text) => {
            client = client
                .set_client_secret(secret(text))
                .set_auth_type(AuthType::BasicAuth);
        }
        ClientProof::Post(text) => client = client.set_client_secret(secret(text)),
        ClientProof::Key { key, key_id } => {
            let audience = config.token_url.url().as_str();
            let now = OffsetDateTime::now_utc();
            let assertion = key
                .assertion(&config.client_id, audience, key_id.as_deref(), now)
                .ok_or(SignInError::CannotSign)?;
            let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            proof.push(("client_assertion_type".to_owned(), kind.to_owned()));
            proof.push(("client_assertion".to_owned(), assertion));
        }
    }
    Ok((client, proof))
}

type Answered = Result<BasicTokenResponse, RequestTokenError<FetchError, BasicErrorResponse>>;

/// The token of an answer, or why there is none.
pub(super) fn granted(answer: Answered) -> Result<Granted, SignInError> {
    let secret = |text: &String| SecretText::new(text.clone());
    match answer {
        Ok(answer) => {
            let access = secret(answer.access_token().secret());
            let sendable = |c: char| c.is_ascii_graphic();
            if access.expose().is_empty() || !access.expose().chars().all(sendable) {
                return Err(no_token(200, "its token cannot be sent in a header"));
            }
            Ok(Granted {
                access,
                refresh: answer.refresh_token().map(|t| secret(t.secret())),
                life: answer.expires_in(),
            })
        }
        Err(RequestTokenError::ServerResponse(error)) => Err(SignInError::Refused {
            code: short(error_code(error.error())),
            said: short(error.error_description().map_or("", String::as_str)),
        }),
        Err(RequestTokenError::Request(FetchError::Failed(error @ ClientError::Setup { .. }))) => {
            Err(no_token(0, &error.to_string()))
        }
        Err(RequestTokenError::Request(FetchError::Failed(error))) => {
            Err(SignInError::NotReached(Box::new(error)))
        }
        Err(RequestTokenError::Request(FetchError::Unusable { status, what })) => Err(no_token(status, what)),
        // The body may hold a token: what was wrong with it is not repeated.
        Err(RequestTokenError::Parse(..)) => Err(no_token(200, "the answer holds no token")),
        Err(RequestTokenError::Other(_)) => Err(no_token(200, "the answer is none of OAuth")),
    }
}

fn no_token(status: u16, what: &str) -> SignInError {
    SignInError::NoToken {
        status,
        what: what.to_owned(),
    }
}

fn error_code(kind: &BasicErrorResponseType) -> &str {
    kind.as_ref()
}

/// The server's words without control characters, cut.
pub(super) fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}
