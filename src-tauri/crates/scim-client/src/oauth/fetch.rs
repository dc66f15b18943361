//! One request to an authorization server: no redirect, one deadline, a bounded answer, a record without
//! secrets.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use thiserror::Error;
use time::OffsetDateTime;

use crate::transport::failure::Failure;
use crate::{ClientError, Exchange, ProxyInUse, Recorder};

/// Most bytes of an answer.
const MOST: usize = 256 * 1024;

/// What sends the requests.
#[derive(Clone)]
pub(super) struct Fetch {
    pub(super) http: reqwest::Client,
    pub(super) proxy: Option<ProxyInUse>,
    pub(super) deadline: Duration,
    pub(super) recorder: Option<Arc<dyn Recorder>>,
}

/// Why there is no answer that could be read.
#[derive(Debug, Error)]
pub(super) enum FetchError {
    /// As with any request.
    #[error("{0}")]
    Failed(ClientError),
    /// It points elsewhere, is too large, or is no JSON.
    #[error("status {status}: {what}")]
    Unusable { status: u16, what: &'static str },
}

impl<'c> AsyncHttpClient<'c> for Fetch {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl Fetch {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let (at, started) = (OffsetDateTime::now_utc(), Instant::now());
        let path = request.uri().path().to_owned();
        let outcome = tokio::time::timeout(self.deadline, self.once(request))
            .await
            .unwrap_or_else(|_| Err(FetchError::Failed(Failure::deadline(self.deadline).error)));
        if let Some(recorder) = &self.recorder {
            let (status, error) = match &outcome {
                Ok(answer) => (Some(answer.status().as_u16()), None),
                Err(FetchError::Unusable { status, what }) => (Some(*status), Some((*what).to_owned())),
                Err(FetchError::Failed(error)) => (error.status(), Some(error.to_string())),
            };
            // Bodies hold the secret on the way out and the token on the way in: neither is kept.
            recorder.record(Exchange {
                at,
                duration_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
                operation: "sign in",
                method: "POST".to_owned(),
                path,
                status,
                error,
                request_headers: Vec::new(),
                request_body: None,
                response_headers: Vec::new(),
                response_body: None,
                bytes_received: outcome
                    .as_ref()
                    .map_or(0, |a| u64::try_from(a.body().len()).unwrap_or(u64::MAX)),
                truncated: true,
            });
        }
        outcome
    }

    async fn once(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let setup = |what: &str| {
            FetchError::Failed(ClientError::Setup {
                message: what.to_owned(),
            })
        };
        let (parts, body) = request.into_parts();
        let mut headers = parts.headers;
        for (_, value) in &mut headers {
            value.set_sensitive(true);
        }
        let sending = self
            .http
            .request(parts.method, parts.uri.to_string())
            .headers(headers)
            .body(body)
            .send();
        let mut answer = sending
            .await
            .map_err(|e| FetchError::Failed(Failure::of_sending(e, self.proxy.as_ref()).error))?;
        let status = answer.status();
        let code = status.as_u16();
        if status.is_redirection() {
            return Err(FetchError::Unusable {
                status: code,
                what: "it points to another address",
            });
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer
            .chunk()
            .await
            .map_err(|e| FetchError::Failed(Failure::of_body(e, code).error))?
        {
            if body.len() + chunk.len() > MOST {
                return Err(FetchError::Unusable {
                    status: code,
                    what: "the answer is too large",
                });
            }
            body.extend_from_slice(&chunk);
        }
        let body = plain_json(&body).ok_or(FetchError::Unusable {
            status: code,
            what: "the answer is no JSON",
        })?;
        let mut plain = HttpResponse::new(body);
        *plain.status_mut() = status;
        plain.headers_mut().insert(
            reqwest::header::CONTENT_TYPE,
            reqwest::header::HeaderValue::from_static("application/json"),
        );
        if plain.body().is_empty() {
            return Err(setup("an empty answer"));
        }
        Ok(plain)
    }
}

/// The body as JSON with `expires_in` as a number: several servers send it as text.
fn plain_json(body: &[u8]) -> Option<Vec<u8>> {
    let mut value: serde_json::Value = serde_json::from_slice(body).ok()?;
    let life = value.as_object_mut()?.get_mut("expires_in");
    if let Some(life) = life {
        if let Some(seconds) = life.as_str().and_then(|t| t.trim().parse::<u64>().ok()) {
            *life = seconds.into();
        } else if life.as_u64().is_none() {
            *life = serde_json::Value::Null;
        }
    }
    serde_json::to_vec(&value).ok()
}
