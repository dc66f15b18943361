//! GET by id, RFC 7644 §3.4.1.

use axum::body::Body;
use axum::http::{Response, StatusCode};

use super::call::Call;
use super::projection::Projection;
use super::{Failure, conditions, disguise};
use crate::ResourceKind;
use crate::directory::{Directory, Entry};

/// Answers with one resource, or 304 when the client has it already.
pub(super) fn get(call: &Call, kind: ResourceKind, id: &str) -> Result<Response<Body>, Failure> {
    if let Some(state) = call.app.stale(id) {
        return Ok(call.json(StatusCode::OK, state));
    }
    call.app.read(|directory| {
        let entry = directory
            .of(kind)
            .get(id)
            .ok_or_else(|| Failure::unknown_id(&call.profile, id))?;
        if call.profile.write.gone_while_inactive && entry.map().get("active") == Some(&false.into()) {
            return Err(Failure::unknown_id(&call.profile, id));
        }
        let etag = directory.etag(entry);
        let mut answer = if conditions::is_unchanged(call, &etag) {
            Call::empty(StatusCode::NOT_MODIFIED)
        } else {
            projection_allowed(call)?;
            call.json(StatusCode::OK, render(call, directory, kind, entry))
        };
        call.tag(&mut answer, &etag);
        Ok(answer)
    })
}

/// One resource as this request wants it, RFC 7644 §3.9.
pub(super) fn render(call: &Call, directory: &Directory, kind: ResourceKind, entry: &Entry) -> Vec<u8> {
    let projection = Projection::of_query(call, directory.models().of(kind));
    render_as(call, directory, kind, entry, &projection, false)
}

/// One resource under a projection, alone or as a row of a list.
pub(super) fn render_as(
    call: &Call,
    directory: &Directory,
    kind: ResourceKind,
    entry: &Entry,
    projection: &Projection,
    in_list: bool,
) -> Vec<u8> {
    let mut view = call.view(in_list);
    view.related = projection.may_keep_related(kind);
    let mut bytes = Vec::with_capacity(entry.body.len() + 512);
    directory.write(kind, entry, view, &mut bytes);
    let disguised = disguise::is_needed(&call.profile, in_list);
    if projection.is_everything() && !disguised {
        return bytes;
    }
    let mut object = serde_json::from_slice(&bytes).unwrap_or_default();
    object = projection.apply(directory.models().of(kind), object);
    if disguised {
        disguise::apply(&call.profile, kind, &mut object, in_list);
    }
    serde_json::to_vec(&object).unwrap_or_default()
}

/// Q-PRJ-01: servers that refuse the parameters.
pub(super) fn projection_allowed(call: &Call) -> Result<(), Failure> {
    let asked = ["attributes", "excludedAttributes"]
        .iter()
        .any(|name| call.parameter(name).is_some());
    if asked && call.profile.list.projection == crate::profile::Support::Refused {
        return Err(Failure::bad(
            "invalidValue",
            "attributes and excludedAttributes are not supported",
        ));
    }
    Ok(())
}
