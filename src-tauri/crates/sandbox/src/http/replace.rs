//! PUT, RFC 7644 §3.5.1.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use rollcall_scim::Resource;
use rollcall_scim::validate::Context;
use serde_json::{Map, Value};

use super::call::Call;
use super::{Failure, conditions, get, intake, members};
use crate::ResourceKind;
use crate::directory::{MemberChange, Moment};
use crate::profile::PutMembers;

/// Replaces a resource: 200 with the new state.
pub(super) fn replace(call: &Call, kind: ResourceKind, id: &str) -> Result<Response<Body>, Failure> {
    if let Some(status) = call.profile.write.put_refused {
        return Err(Failure::by_profile(status, "PUT is not supported"));
    }
    let mut object = call.resource(kind)?;
    call.app.write(|directory| {
        let old = directory.of(kind).get(id).map(Arc::clone);
        let old = old.ok_or_else(|| Failure::unknown_id(&call.profile, id))?;
        conditions::check(call, &directory.etag(&old))?;
        let before = directory.resource(kind, &old);
        if kind == ResourceKind::Group {
            members_of(call.profile.groups.put_members, &before, &mut object)?;
        }
        let nulls = call.profile.write.put_null_deletes;
        if call.profile.write.put_merges || nulls {
            let mut merged = before.0.clone();
            for (name, value) in object {
                match value {
                    Value::Null if nulls => drop(merged.shift_remove(&name)),
                    value => drop(merged.insert(name, value)),
                }
            }
            object = intake::with_schemas(directory.models().of(kind), merged);
        } else if kind == ResourceKind::User && !object.keys().any(|k| k.eq_ignore_ascii_case("active")) {
            // RFC 7644 §3.5.1: what is left out is "not asserted by the client". To read silence as
            // "activate" or "deactivate" would be the one harmful choice.
            if call.profile.write.put_deactivates {
                object.insert("active".into(), Value::Bool(false));
            } else if let Some(active) = before.0.get("active") {
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

/// Q-PUT-01: what becomes of members.
fn members_of(means: PutMembers, before: &Resource, object: &mut Map<String, Value>) -> Result<(), Failure> {
    let sent = object.get("members").is_some_and(|m| !m.is_null());
    match means {
        PutMembers::Replaced => return Ok(()),
        PutMembers::Refused if sent => {
            return Err(Failure::by_profile(501, "members are not changed by PUT"));
        }
        PutMembers::Kept if sent => return Ok(()),
        PutMembers::Refused | PutMembers::Kept | PutMembers::Ignored => {}
    }
    object.shift_remove("members");
    if let Some(members) = before.0.get("members") {
        object.insert("members".into(), members.clone());
    }
    Ok(())
}
