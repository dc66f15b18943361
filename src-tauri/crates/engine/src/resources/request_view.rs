//! The exact requests, as they are shown before they are sent.

use rollcall_scim::Resource;
use rollcall_scim::patch::PatchOperation;
use rollcall_scim_client::dialect::ScimVersion;

use super::mask::{mask_operations, mask_resource};
use super::operations::{add_members, remove_members};
use super::prepared::{Prepared, Sending};
use crate::connections::Profile;
use crate::{AuthView, EngineError, ExtraPlace, RequestView};

/// The requests of a prepared change, and how many there will be. Of those for members only the first is made.
pub(crate) fn request_views(
    profile: &Profile,
    prepared: &Prepared,
    user_agent: &str,
) -> Result<(Vec<RequestView>, u32), EngineError> {
    let (model, dialect) = (&prepared.model, &prepared.dialect);
    let patch = |operations: &[PatchOperation]| {
        Some(dialect.patch_message(&model.endpoint, &mask_operations(model, operations)))
    };
    let whole = |body: &Resource| Some(dialect.body(&mask_resource(model, &body.to_value())));
    let mut requests = None;
    let (method, bodies) = match &prepared.sending {
        Sending::Create(body) => ("POST", vec![whole(body)]),
        Sending::Replace(body) => ("PUT", vec![whole(body)]),
        Sending::Delete => ("DELETE", vec![None]),
        Sending::Patch(operations) => {
            let series = dialect.patch_series(&model.endpoint, operations.clone());
            ("PATCH", series.iter().map(|each| patch(each)).collect())
        }
        Sending::Members { add, remove } => {
            let chunk = prepared.member_chunk.max(1);
            let requests_for = |members: &[String]| members.len().div_ceil(chunk);
            let count = requests_for(add) + requests_for(remove);
            requests = Some(u32::try_from(count).unwrap_or(u32::MAX));
            let first = if let Some(first) = add.chunks(chunk).next() {
                patch(&add_members(first)?)
            } else if let Some(first) = remove.chunks(chunk).next() {
                patch(&remove_members(first)?)
            } else {
                return Ok((Vec::new(), 0));
            };
            ("PATCH", vec![first])
        }
    };
    let path = path(profile, &model.endpoint, prepared.id.as_deref()) + &extra_parameters(profile);
    let views: Vec<RequestView> = bodies
        .into_iter()
        .enumerate()
        .map(|(at, body)| RequestView {
            method: method.into(),
            path: path.clone(),
            headers: headers(profile, prepared, user_agent, body.is_some(), at == 0),
            body,
        })
        .collect();
    let requests = requests.unwrap_or_else(|| u32::try_from(views.len()).unwrap_or(u32::MAX));
    Ok((views, requests))
}

/// Each request of a series makes a new version, which the next one carries.
fn headers(
    profile: &Profile,
    prepared: &Prepared,
    user_agent: &str,
    with_body: bool,
    first: bool,
) -> Vec<(String, String)> {
    let media_type = match prepared.dialect.version {
        ScimVersion::V2 => "application/scim+json",
        ScimVersion::V1 => "application/json",
    };
    let mut headers = vec![("Accept".to_owned(), media_type.to_owned())];
    if with_body {
        headers.push(("Content-Type".into(), media_type.into()));
    }
    let members = matches!(prepared.sending, Sending::Members { .. });
    if let Some(etag) = prepared.if_match.as_ref().filter(|_| !members) {
        let version = match first {
            true => etag.clone(),
            false => "(the version after the request before)".into(),
        };
        headers.push(("If-Match".into(), version));
    }
    match &profile.auth {
        AuthView::None => {}
        AuthView::ApiKey { header } => headers.push((header.clone(), "(hidden)".into())),
        AuthView::Bearer | AuthView::ClientCredentials { .. } | AuthView::Person { .. } => {
            headers.push(("Authorization".into(), "Bearer (hidden)".into()));
        }
        AuthView::Basic { .. } => headers.push(("Authorization".into(), "Basic (hidden)".into())),
    }
    for extra in profile.extras.iter().filter(|e| e.place == ExtraPlace::Header) {
        let value = extra.value.as_deref().unwrap_or("(hidden)");
        headers.push((extra.name.clone(), value.to_owned()));
    }
    headers.push(("User-Agent".into(), user_agent.into()));
    headers
}

/// What goes with every request in the query.
fn extra_parameters(profile: &Profile) -> String {
    let mut query = String::new();
    for extra in profile.extras.iter().filter(|e| e.place == ExtraPlace::Query) {
        let sign = if query.is_empty() { '?' } else { '&' };
        let value = extra.value.as_deref().unwrap_or("(hidden)");
        query.push_str(&format!("{sign}{}={value}", extra.name));
    }
    query
}

/// The path of a resource (or of its type, without id) below the host.
pub(crate) fn path(profile: &Profile, endpoint: &str, id: Option<&str>) -> String {
    let fallback = || format!("{endpoint}/{}", id.unwrap_or_default());
    let Some(base) = &profile.base else {
        return fallback();
    };
    let mut url = base.url().clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments
            .pop_if_empty()
            .extend(endpoint.split('/').filter(|s| !s.is_empty()))
            .extend(id);
    }
    url.path().to_owned()
}
