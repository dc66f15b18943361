//! One attempt within one deadline: the request goes out, the answer comes in, counted byte by byte.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_MATCH};

use super::failure::Failure;
use super::permit::Permit;
use super::record::Pending;
use super::{Arrived, Request};
use crate::auth::bearer_header;
use crate::dialect::{MediaType, ScimVersion};
use crate::oauth::AccessToken;
use crate::{Client, ClientError};

/// What is asked for: SCIM's own type first (some servers answer nothing else), JSON as a fallback.
const ACCEPTED: HeaderValue = HeaderValue::from_static("application/scim+json, application/json;q=0.9");
/// SCIM 1.1 has no media type of its own.
const PLAIN: HeaderValue = HeaderValue::from_static("application/json");
const SENT: HeaderValue = HeaderValue::from_static("application/scim+json");

impl Client {
    /// Sends the request under the total deadline. A GET whose used connection was closed before an
    /// answer began is sent once more; a write never is.
    pub(super) async fn attempt(
        &self,
        request: &Request,
        token: Option<&AccessToken>,
        pending: &mut Pending,
        arrived: &mut Arrived,
    ) -> Result<(), ClientError> {
        let limit = self.inner.config.limits.total_timeout;
        let body = match &request.body {
            None => None,
            Some(value) => Some(Bytes::from(serde_json::to_vec(value).map_err(|e| {
                ClientError::Setup {
                    message: format!("the body cannot be written as JSON ({e})"),
                }
            })?)),
        };
        let mut headers = self.request_headers(request, body.is_some());
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, bearer_header(&token.text)?);
        }
        pending.sent(&headers);
        let permit = self
            .first_byte_by
            .filter(|_| request.method != Method::GET)
            .map(Permit::until);
        let work = async {
            let opened = self.inner.opened.count();
            let first = self.once(request, headers.clone(), body.clone(), permit.as_ref(), arrived);
            match first.await {
                Err(failure)
                    if failure.closed_unanswered
                        && request.method == Method::GET
                        && self.inner.opened.count() == opened =>
                {
                    // The server had closed the idle connection; the request never reached anyone.
                    self.once(request, headers, body, None, arrived).await
                }
                other => other,
            }
        };
        let too_late = async {
            match &permit {
                Some(permit) => permit.run_out().await,
                None => std::future::pending().await,
            }
        };
        let outcome = tokio::select! {
            biased;
            () = too_late => return Err(Failure::too_late().error),
            outcome = tokio::time::timeout(limit, work) => outcome,
        };
        let failure = match outcome {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(failure)) => failure,
            Err(_) => Failure::deadline(limit),
        };
        // Whatever went wrong, the permit knows whether anything left.
        let unsent = permit.is_some_and(|permit| permit.take_back());
        match failure.error {
            ClientError::NoAnswer { .. } if unsent => Err(Failure::too_late().error),
            error => Err(error),
        }
    }

    fn request_headers(&self, request: &Request, has_body: bool) -> HeaderMap {
        let http = &self.dialect().http;
        let mut headers = HeaderMap::new();
        for (name, value) in &http.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.insert(name, value);
            }
        }
        // What a preset may say never takes the place of what is decided here.
        for ours in [ACCEPT, CONTENT_TYPE, IF_MATCH, AUTHORIZATION] {
            headers.remove(ours);
        }
        headers.extend(self.inner.headers.clone());
        let mut put = |name: HeaderName, wanted: &MediaType, usual: HeaderValue| {
            let value = match wanted {
                MediaType::Usual => Some(usual),
                MediaType::Off => None,
                MediaType::This(text) => HeaderValue::try_from(text).ok(),
            };
            if let Some(value) = value {
                headers.insert(name, value);
            }
        };
        let accept = match request.method == Method::DELETE {
            true => &http.accept_delete,
            false => &http.accept,
        };
        let (accepted, sent) = match self.dialect().version {
            ScimVersion::V2 => (ACCEPTED, SENT),
            ScimVersion::V1 => (PLAIN, PLAIN),
        };
        put(ACCEPT, accept, accepted);
        if has_body {
            put(CONTENT_TYPE, &http.content_type, sent);
        }
        if let Some(version) = &request.if_match {
            headers.insert(IF_MATCH, version.clone());
        }
        headers
    }

    async fn once(
        &self,
        request: &Request,
        headers: HeaderMap,
        body: Option<Bytes>,
        permit: Option<&Permit>,
        arrived: &mut Arrived,
    ) -> Result<(), Failure> {
        let mut builder = self
            .inner
            .http
            .request(request.method.clone(), request.url.clone())
            .headers(headers);
        match (permit, body) {
            (Some(permit), body) => builder = builder.body(permit.body(body.unwrap_or_default())),
            (None, Some(body)) => builder = builder.body(body),
            (None, None) => {}
        }
        let mut response = builder
            .send()
            .await
            .map_err(|e| Failure::of_sending(e, self.inner.proxy.as_ref()))?;
        let status = response.status().as_u16();
        arrived.status = Some(status);
        arrived.headers = std::mem::take(response.headers_mut());
        let limit = self.inner.config.limits.max_body;
        let too_large = || Failure::plain(ClientError::TooLarge { status, limit });
        // With compression there is no length to check beforehand, so the loop below decides.
        if response.content_length().is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| Failure::of_body(e, status))? {
            arrived.bytes = arrived
                .bytes
                .saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            if arrived.bytes > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        arrived.body = Bytes::from(body);
        Ok(())
    }
}
