//! Errors, RFC 7644 §3.12, and what other servers send instead.

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use crate::Profile;
use crate::profile::ErrorBody;

/// Why a request is refused.
#[derive(Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    scim_type: Option<&'static str>,
    detail: String,
    header: Option<(HeaderName, String)>,
}

impl Failure {
    pub(crate) fn new(
        status: StatusCode,
        scim_type: Option<&'static str>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            scim_type,
            detail: detail.into(),
            header: None,
        }
    }

    /// 400 with a keyword of RFC 7644 table 9.
    pub(crate) fn bad(scim_type: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Some(scim_type), detail)
    }

    /// A status that a profile names.
    pub(crate) fn by_profile(status: u16, detail: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        Self::new(status, None, detail)
    }

    /// 401, RFC 7235 §3.1 demands the header.
    pub(crate) fn unauthorized() -> Self {
        let mut failure = Self::new(
            StatusCode::UNAUTHORIZED,
            None,
            "the request carries no valid credentials",
        );
        failure.header = Some((WWW_AUTHENTICATE, "Bearer realm=\"rollcall-sandbox\"".into()));
        failure
    }

    /// 413.
    pub(crate) fn too_large(profile: &Profile) -> Self {
        let limit = profile.http.max_request_bytes;
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            None,
            format!("the body is larger than {limit} bytes"),
        )
    }

    /// 404 for an unknown id, or what the profile sends instead.
    pub(crate) fn unknown_id(profile: &Profile, id: &str) -> Self {
        Self::by_profile(profile.errors.not_found, format!("resource {id} not found"))
    }

    /// 404 for a path that leads nowhere.
    pub(crate) fn nowhere() -> Self {
        Self::new(StatusCode::NOT_FOUND, None, "there is nothing at this path")
    }

    /// 405 with the methods that are allowed.
    pub(crate) fn method_not_allowed(allowed: &str) -> Self {
        let mut failure = Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            None,
            "this path does not know this method",
        );
        failure.header = Some((ALLOW, allowed.to_owned()));
        failure
    }

    /// 501 for parts of the protocol that the configuration says are not there.
    pub(crate) fn not_implemented(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            None,
            format!("{what} is not supported"),
        )
    }

    /// 308.
    pub(crate) fn redirect(target: &str) -> Self {
        let mut failure = Self::new(StatusCode::PERMANENT_REDIRECT, None, "the address moved");
        failure.header = Some((LOCATION, target.to_owned()));
        failure
    }

    /// The HTTP answer.
    pub(crate) fn answer(self, profile: &Profile) -> Response<Body> {
        let (body, media_type) = self.body(profile);
        let mut answer = Response::new(Body::from(body));
        *answer.status_mut() = self.status;
        if let Some(media_type) = media_type {
            let media_type = profile.http.content_type.as_deref().unwrap_or(media_type);
            if let Ok(value) = HeaderValue::from_str(media_type) {
                answer.headers_mut().insert(CONTENT_TYPE, value);
            }
        }
        if let Some((name, value)) = self.header
            && let Ok(value) = HeaderValue::from_str(&value)
        {
            answer.headers_mut().insert(name, value);
        }
        answer
    }

    fn body(&self, profile: &Profile) -> (String, Option<&'static str>) {
        const SCIM: &str = "application/scim+json";
        let html = || {
            let reason = self.status.canonical_reason().unwrap_or("Error");
            let number = self.status.as_u16();
            format!(
                "<!DOCTYPE html><html><head><title>{number} {reason}</title></head><body><h1>{reason}</h1></body></html>"
            )
        };
        match profile.errors.body {
            ErrorBody::Scim if profile.discovery.scim_1_1 => {
                let number = self.status.as_u16().to_string();
                let body = json!({"Errors": [{"description": self.detail, "code": number}]});
                (body.to_string(), Some("application/json"))
            }
            ErrorBody::Scim => (self.scim(profile).to_string(), Some(SCIM)),
            ErrorBody::Html => (html(), Some("text/html; charset=utf-8")),
            ErrorBody::HtmlAsScim => (html(), Some(SCIM)),
            ErrorBody::Empty => (String::new(), None),
            ErrorBody::Text => (self.detail.clone(), Some("text/plain; charset=utf-8")),
            _ => (self.vendor(profile).to_string(), Some("application/json")),
        }
    }

    /// The shapes of products (Q-ERR-01).
    fn vendor(&self, profile: &Profile) -> Value {
        let (number, detail) = (self.status.as_u16(), &self.detail);
        let word = self.scim_type.unwrap_or("error");
        let usual = || json!({"errorCode": word.to_uppercase(), "message": detail});
        match profile.errors.body {
            ErrorBody::VendorList => json!([usual()]),
            ErrorBody::CodeInDetail => {
                let code = match word {
                    "uniqueness" => "username_taken",
                    _ => "missing_schema_element",
                };
                json!({"schemas": [rollcall_scim::urn::ERROR], "detail": code, "status": number})
            }
            ErrorBody::Github => json!({
                "message": detail, "documentation_url": "https://docs.example.com/rest/scim",
                "detail": detail, "status": number, "scimType": self.scim_type,
                "schemas": [rollcall_scim::urn::ERROR],
            }),
            ErrorBody::Aws => json!({
                "schema": rollcall_scim::urn::ERROR, "schemas": [rollcall_scim::urn::ERROR],
                "detail": detail, "status": number.to_string(),
                "exceptionRequestId": "0f1c9c4e-0000-4000-8000-000000000001", "timeStamp": "2026-11-01 10:00:00.000",
            }),
            ErrorBody::MessageCode => json!({"code": number, "message": detail}),
            _ => usual(),
        }
    }

    fn scim(&self, profile: &Profile) -> Value {
        let number = self.status.as_u16();
        let status = if profile.errors.numeric_status {
            json!(number)
        } else {
            json!(number.to_string())
        };
        let mut body = json!({"schemas": [rollcall_scim::urn::ERROR], "status": status});
        if let Some(scim_type) = self.scim_type.filter(|_| !profile.errors.without_scim_type) {
            body["scimType"] = json!(scim_type);
        }
        body["detail"] = json!(self.detail);
        body
    }
}
