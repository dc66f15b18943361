//! `/Me`, RFC 7644 §3.11: the user who asks, under another address.

use axum::http::header::AUTHORIZATION;
use axum::http::{Method, Response, StatusCode};
use base64::Engine as _;

use super::call::Call;
use super::{Failure, delete, get, patch, replace};
use crate::ResourceKind;
use crate::directory::fold;

/// Answers as the user's own address would.
pub(super) fn me(call: &Call, method: &Method) -> Result<Response<axum::body::Body>, Failure> {
    const KIND: ResourceKind = ResourceKind::User;
    let id = subject(call).ok_or_else(|| {
        let detail = "the credential belongs to no user";
        Failure::new(StatusCode::NOT_FOUND, None, detail)
    })?;
    let mut answer = match *method {
        Method::GET | Method::HEAD => get::get(call, KIND, &id),
        Method::PUT => replace::replace(call, KIND, &id),
        Method::PATCH => patch::patch(call, KIND, &id),
        Method::DELETE => delete::delete(call, KIND, &id),
        _ => Err(Failure::method_not_allowed("GET, HEAD, PUT, PATCH, DELETE")),
    }?;
    // RFC 7644 §3.11: the location is that of the user, not of `/Me`.
    let location = call
        .app
        .read(|d| d.location(KIND, &id, call.profile.http.relative_locations));
    Call::locate(&mut answer, &location);
    Ok(answer)
}

fn subject(call: &Call) -> Option<String> {
    let signed_in = || {
        let header = call.headers.get(AUTHORIZATION)?.to_str().ok()?;
        let (scheme, credentials) = header.split_once(' ')?;
        let basic = scheme.eq_ignore_ascii_case("basic");
        let decoded = base64::engine::general_purpose::STANDARD
            .decode(credentials.trim())
            .ok()
            .filter(|_| basic)?;
        let text = String::from_utf8(decoded).ok()?;
        text.split_once(':').map(|(user, _)| user.to_owned())
    };
    let name = call.profile.http.me.clone().or_else(signed_in)?;
    call.app.read(|directory| {
        let mut holders = directory.of(ResourceKind::User).with_key(&fold(&name));
        holders.next().map(|entry| entry.id.to_string())
    })
}
