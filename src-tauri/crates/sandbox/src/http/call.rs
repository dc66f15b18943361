//! One request, read as far as every operation needs it.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Query, Request};
use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Map, Value};

use super::{App, Failure, MembersThen, version_1};
use crate::directory::View;
use crate::profile::{Etags, Members};
use crate::{Profile, ResourceKind};

/// One request.
pub(super) struct Call {
    pub(super) app: Arc<App>,
    /// The profile this request began with.
    pub(super) profile: Arc<Profile>,
    pub(super) headers: HeaderMap,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Bytes,
    /// Q-GRP-04: who was in the group when the request came in.
    pub(super) members_then: Option<MembersThen>,
}

impl FromRequest<std::sync::Weak<App>> for Call {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, app: &std::sync::Weak<App>) -> Result<Self, Self::Rejection> {
        let Some(app) = app.upgrade() else {
            return Err(Call::empty(StatusCode::SERVICE_UNAVAILABLE));
        };
        let (parts, body) = request.into_parts();
        let profile = match parts.extensions.get::<Arc<Profile>>() {
            Some(profile) => Arc::clone(profile),
            None => app.profile(),
        };
        let refuse = |failure: Failure| failure.answer(&profile);
        let members_then = parts.extensions.get::<MembersThen>().cloned();
        let query = Query::try_from_uri(&parts.uri)
            .map_err(|_| refuse(Failure::bad("invalidSyntax", "the query cannot be read")))?;
        // It lies in memory already: `server::fate` read it, up to the limit.
        let body = axum::body::to_bytes(body, usize::MAX)
            .await
            .map_err(|_| refuse(Failure::bad("invalidSyntax", "the body cannot be read")))?;
        Ok(Self {
            query: query.0,
            headers: parts.headers,
            app,
            profile,
            body,
            members_then,
        })
    }
}

impl Call {
    /// A query parameter; the last one wins. Names are compared without case, as RFC 7644 writes
    /// them in several ways.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .rev()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }

    /// The body as a JSON object.
    pub(super) fn object(&self) -> Result<Map<String, Value>, Failure> {
        let media_type = self
            .headers
            .get(CONTENT_TYPE)
            .map(|v| v.to_str().unwrap_or_default().to_ascii_lowercase());
        let essence = media_type
            .as_deref()
            .map(|m| m.split(';').next().unwrap_or_default().trim());
        let plain_json_refused = self.profile.http.scim_content_type_required;
        match essence {
            // SCIM 1.1 knows no media type of its own.
            Some("application/scim+json") if !self.profile.discovery.scim_1_1 => {}
            // RFC 7644 §3.1: clients may send it, servers should take it.
            Some("application/json") | None if !plain_json_refused => {}
            _ => {
                let detail = "the body must be application/scim+json";
                return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, None, detail));
            }
        }
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(map)) => Ok(map),
            Ok(_) => Err(Failure::bad("invalidSyntax", "the body is not a JSON object")),
            Err(error) => Err(Failure::bad(
                "invalidSyntax",
                format!("the body is not JSON: {error}"),
            )),
        }
    }

    /// The body as a resource, in the version of SCIM that is spoken.
    pub(super) fn resource(&self, kind: ResourceKind) -> Result<Map<String, Value>, Failure> {
        let object = self.object()?;
        match self.profile.discovery.scim_1_1 {
            true => version_1::understand(kind, object),
            false => Ok(object),
        }
    }

    /// How a resource is rendered under this profile.
    pub(super) fn view(&self, in_list: bool) -> View {
        let members = match self.profile.groups.members {
            Members::Returned => true,
            Members::NotInLists => !in_list,
            Members::OnRequest => self.parameter("attributes").is_some_and(asks_for_members),
            Members::Never => false,
        };
        let members_shown = self.profile.groups.members_shown.unwrap_or(usize::MAX);
        View {
            meta: !self.profile.write.without_meta,
            related: true,
            members_shown: if members { members_shown } else { 0 },
            relative: self.profile.http.relative_locations,
            version: self.profile.write.etags != Etags::Off,
        }
    }

    /// An answer with a JSON body.
    pub(super) fn json(&self, status: StatusCode, body: impl Into<Body>) -> Response<Body> {
        let mut answer = Response::new(body.into());
        *answer.status_mut() = status;
        let media_type = self
            .profile
            .http
            .content_type
            .as_deref()
            .unwrap_or("application/scim+json");
        set(&mut answer, CONTENT_TYPE, media_type);
        answer
    }

    /// An answer without a body.
    pub(super) fn empty(status: StatusCode) -> Response<Body> {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = status;
        answer
    }

    /// Adds the ETag, RFC 7644 §3.14, unless the profile has none.
    pub(super) fn tag(&self, answer: &mut Response<Body>, etag: &str) {
        if self.profile.write.etags != Etags::Off {
            set(answer, ETAG, etag);
        }
    }

    /// Adds the Location, RFC 7644 §3.3.
    pub(super) fn locate(answer: &mut Response<Body>, location: &str) {
        set(answer, LOCATION, location);
    }

    /// Turns the outcome of an operation into an answer.
    pub(super) fn finish(&self, outcome: Result<Response<Body>, Failure>) -> Response<Body> {
        outcome.unwrap_or_else(|failure| failure.answer(&self.profile))
    }
}

fn asks_for_members(attributes: &str) -> bool {
    attributes.split(',').any(|a| {
        let a = a.trim().to_ascii_lowercase();
        a == "members" || a.starts_with("members.") || a.ends_with(":members")
    })
}

fn set(answer: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}
