//! The one way out: sends a request, bounds its time and its answer, and hands a redacted record of
//! the exchange to the recorder. Every operation goes through [`Client::send`].

mod attempt;
mod connections;
pub(crate) mod failure;
mod interpret;
mod payload;
mod permit;
mod record;
mod retry_after;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::Value;
use url::Url;

pub(crate) use connections::Opened;
pub(crate) use interpret::{Body, Received, Wanted, if_match};
pub(crate) use payload::Payload;
pub use retry_after::RetryAfterForm;

use std::sync::Arc;

use crate::dialect::ScimVersion;
use crate::oauth::{AccessToken, TokenSource};
use crate::pace::{Leaving, tell};
use crate::{Auth, Client, ClientError, address, names, version_1};
use record::Pending;

/// Bodies larger than this are parsed on a blocking thread, so that one large page does not hold up
/// the requests that share the worker.
const PARSE_INLINE: usize = 128 * 1024;

/// Most bytes of a refusal in which a hint's text is looked for.
const HINT_LIMIT: usize = 16 * 1024;

/// One request, fully addressed.
pub(crate) struct Request {
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<Value>,
    pub(crate) if_match: Option<HeaderValue>,
    /// The id that the resource in the answer must have, if it has one.
    pub(crate) id: Option<String>,
    pub(crate) wanted: Wanted,
}

impl Request {
    /// A request without body.
    pub(crate) fn new(operation: &'static str, method: Method, url: Url, wanted: Wanted) -> Self {
        Self {
            operation,
            method,
            url,
            body: None,
            if_match: None,
            id: None,
            wanted,
        }
    }
}

/// What arrived of an answer, also when it did not end well.
#[derive(Default)]
struct Arrived {
    status: Option<u16>,
    headers: HeaderMap,
    body: Bytes,
    bytes: u64,
}

impl Client {
    /// Sends one request and reads its answer. A success is an answer of the wanted shape; everything
    /// else is an error with its cause. Dropping the future ends the request and records that.
    ///
    /// An access token that the server refuses, though it should still hold, is replaced once. That is safe for a
    /// write too: 401 says that it was not applied, and what may leave has the same deadline as before.
    pub(crate) async fn send(&self, request: Request) -> Result<Received, ClientError> {
        let mut request = self.addressed(request);
        request.url = address::with_extras(request.url, &self.inner.parameters);
        let Auth::OAuth(source) = &self.inner.config.auth else {
            return self.exchange(&request, None).await;
        };
        let token = self.token(source).await?;
        match self.exchange(&request, Some(&token)).await {
            Err(error) if error.status() == Some(401) => {
                source.refused(token.serial).await;
                if token.fresh {
                    return Err(error);
                }
                let token = self.token(source).await?;
                self.exchange(&request, Some(&token)).await
            }
            other => other,
        }
    }

    /// The token in use, in time for the first byte.
    async fn token(&self, source: &Arc<TokenSource>) -> Result<AccessToken, ClientError> {
        let token = match self.first_byte_by {
            None => source.token().await?,
            Some(by) => tokio::time::timeout_at(by.into(), source.token())
                .await
                .unwrap_or_else(|_| Err(failure::Failure::too_late().error))?,
        };
        self.hide_token(&token);
        Ok(token)
    }

    async fn exchange(
        &self,
        request: &Request,
        token: Option<&AccessToken>,
    ) -> Result<Received, ClientError> {
        let leaving = Leaving {
            method: request.method.as_str(),
            path: request.url.path(),
        };
        if let Some(pace) = &self.pace {
            pace.turn(leaving).await;
        }
        let mut pending = Pending::start(self, request);
        let mut arrived = Arrived::default();
        let attempt = self.attempt(request, token, &mut pending, &mut arrived).await;
        let payload = match &attempt {
            Ok(()) => Some(self.read(&arrived).await),
            Err(_) => None,
        };
        pending.arrived(&arrived, payload.as_ref(), request.wanted);
        let result = match (attempt, payload) {
            (Ok(()), Some(payload)) => interpret::interpret(
                request,
                &arrived,
                payload,
                pending.redactor(),
                &self.inner.config.limits,
            ),
            (Err(error), _) => Err(error),
            // Not reachable: a payload is read whenever the attempt succeeded.
            (Ok(()), None) => Err(ClientError::NoAnswer {
                timed_out: false,
                message: "the answer was not read".to_owned(),
            }),
        };
        let mut result = self.hinted(result, &arrived);
        if let Ok(received) = &mut result
            && let Body::Json(body, _) = &mut received.body
            && request.wanted != Wanted::Document
        {
            if self.dialect().version == ScimVersion::V1 {
                version_1::modernise(body, request.url.path());
            }
            names::known(body, &self.dialect().aliases);
            names::emptied(body, &self.dialect().placeholders);
        }
        if let Some(pace) = &self.pace {
            tell(pace.as_ref(), leaving, result.as_ref().err());
        }
        let exchange = pending.finish(result.as_ref().err());
        match &mut result {
            Ok(received) => received.exchange = exchange,
            Err(ClientError::Status(refused)) => refused.exchange = exchange,
            Err(_) => {}
        }
        result
    }

    /// The address as the dialect wants it: with a slash at its end, with parameters that every request needs.
    fn addressed(&self, mut request: Request) -> Request {
        let dialect = self.dialect();
        if dialect.base.trailing_slash && !request.url.path().ends_with('/') {
            let path = format!("{}/", request.url.path());
            request.url.set_path(&path);
        }
        if !dialect.http.query.is_empty() {
            request.url.query_pairs_mut().extend_pairs(&dialect.http.query);
        }
        request
    }

    /// A refusal that is known from this server says what to do.
    fn hinted(
        &self,
        result: Result<Received, ClientError>,
        arrived: &Arrived,
    ) -> Result<Received, ClientError> {
        result.map_err(|mut error| {
            if let ClientError::Status(status) = &mut error {
                let head = arrived.body.get(..HINT_LIMIT).unwrap_or(&arrived.body);
                let body = String::from_utf8_lossy(head).to_lowercase();
                let hints = self.dialect().hints.iter();
                status.hint = hints
                    .filter(|hint| hint.status == status.status)
                    .find(|hint| body.contains(&hint.contains.to_lowercase()))
                    .map(|hint| Box::new(hint.clone()));
            }
            error
        })
    }

    /// Reads the body, on a blocking thread when it is large.
    async fn read(&self, arrived: &Arrived) -> Payload {
        let max_depth = self.inner.config.limits.max_depth;
        let media_type = arrived
            .headers
            .get(reqwest::header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        let body = arrived.body.clone();
        if body.len() <= PARSE_INLINE {
            return Payload::read(&body, &media_type, max_depth);
        }
        let reading = tokio::task::spawn_blocking(move || Payload::read(&body, &media_type, max_depth));
        reading
            .await
            .unwrap_or_else(|_| Payload::unreadable("the answer could not be processed"))
    }
}
