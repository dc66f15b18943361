//! The exact request, as it is shown before it is sent.

use rollcall_scim::patch::PatchOperation;

use super::mask::{mask_operations, mask_resource};
use super::operations::{add_members, remove_members};
use super::prepared::{Prepared, Sending};
use crate::connections::Profile;
use crate::{AuthView, EngineError, RequestView};

/// The (first) request of a prepared change, and how many there will be.
pub(crate) fn request_view(
    profile: &Profile,
    prepared: &Prepared,
    user_agent: &str,
) -> Result<(Option<RequestView>, u32), EngineError> {
    let model = &prepared.model;
    let patch = |operations: &[PatchOperation]| ("PATCH", Some(mask_operations(model, operations)));
    let mut requests = 1;
    let (method, body) = match &prepared.sending {
        Sending::Create(body) => ("POST", Some(mask_resource(model, &body.to_value()))),
        Sending::Replace(body) => ("PUT", Some(mask_resource(model, &body.to_value()))),
        Sending::Delete => ("DELETE", None),
        Sending::Patch(operations) => patch(operations),
        Sending::Members { add, remove } => {
            let chunk = prepared.member_chunk.max(1);
            let requests_for = |members: &[String]| members.len().div_ceil(chunk);
            requests = u32::try_from(requests_for(add) + requests_for(remove)).unwrap_or(u32::MAX);
            if let Some(first) = add.chunks(chunk).next() {
                patch(&add_members(first)?)
            } else if let Some(first) = remove.chunks(chunk).next() {
                patch(&remove_members(first)?)
            } else {
                return Ok((None, 0));
            }
        }
    };
    let mut headers = vec![("Accept".to_owned(), "application/scim+json".to_owned())];
    if body.is_some() {
        headers.push(("Content-Type".into(), "application/scim+json".into()));
    }
    if let (Some(etag), false) = (
        &prepared.if_match,
        matches!(prepared.sending, Sending::Members { .. }),
    ) {
        headers.push(("If-Match".into(), etag.clone()));
    }
    match profile.auth {
        AuthView::None => {}
        AuthView::Bearer => headers.push(("Authorization".into(), "Bearer (hidden)".into())),
        AuthView::Basic { .. } => headers.push(("Authorization".into(), "Basic (hidden)".into())),
    }
    headers.push(("User-Agent".into(), user_agent.into()));
    let path = path(profile, &model.endpoint, prepared.id.as_deref());
    Ok((
        Some(RequestView {
            method: method.into(),
            path,
            headers,
            body,
        }),
        requests,
    ))
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
