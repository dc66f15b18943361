//! PUT, RFC 7644 §3.5.1.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use rollcall_scim::validate::Context;

use super::call::Call;
use super::{Failure, conditions, get, intake, members};
use crate::ResourceKind;
use crate::directory::{MemberChange, Moment};

/// Replaces a resource: 200 with the new state.
pub(super) fn replace(call: &Call, kind: ResourceKind, id: &str) -> Result<Response<Body>, Failure> {
    if let Some(status) = call.profile.write.put_refused {
        return Err(Failure::by_profile(status, "PUT is not supported"));
    }
    let mut object = call.object()?;
    call.app.write(|directory| {
        let old = directory.of(kind).get(id).map(Arc::clone);
        let old = old.ok_or_else(|| Failure::unknown_id(&call.profile, id))?;
        conditions::check(call, &directory.etag(&old))?;
        let before = directory.resource(kind, &old);
        if call.profile.write.put_merges {
            let mut merged = before.0.clone();
            for (name, value) in object {
                merged.insert(name, value);
            }
            object = intake::with_schemas(directory.models().of(kind), merged);
        } else if kind == ResourceKind::User && !object.keys().any(|k| k.eq_ignore_ascii_case("active")) {
            // RFC 7644 §3.5.1: what is left out is "not asserted by the client". To read silence as
            // "activate" or "deactivate" would be the one harmful choice.
            if let Some(active) = before.0.get("active") {
                object.insert("active".into(), active.clone());
            }
        }
        let taken = intake::take(call, directory, kind, object, Some(&before), Context::Replace)?;
        intake::unique(&call.profile, directory, kind, &taken.draft, Some(id))?;
        let change = match &taken.members {
            Some(ids) => members::set(directory, id, ids),
            None => MemberChange::default(),
        };
        let touched = taken.password || change != MemberChange::default();
        let (entry, changed) = directory.update(kind, &old, taken.draft, touched, &Moment::now());
        if changed {
            call.app.count_updated(kind);
        }
        let mut answer = call.json(StatusCode::OK, get::render(call, directory, kind, &entry));
        call.tag(&mut answer, &directory.etag(&entry));
        Ok(answer)
    })
}
