//! DELETE, RFC 7644 §3.6.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::Value;

use super::call::Call;
use super::{Failure, conditions};
use crate::ResourceKind;
use crate::directory::{Draft, Moment};

/// Deletes a resource: 204.
pub(super) fn delete(call: &Call, kind: ResourceKind, id: &str) -> Result<Response<Body>, Failure> {
    call.app.write(|directory| {
        let old = directory.of(kind).get(id).map(Arc::clone);
        let old = old.ok_or_else(|| Failure::unknown_id(&call.profile, id))?;
        conditions::check(call, &directory.etag(&old))?;
        if kind == ResourceKind::User && call.profile.write.delete_deactivates {
            let mut body = old.map();
            body.insert("active".into(), Value::Bool(false));
            directory.update(kind, &old, Draft { body }, false, &Moment::now());
        } else {
            directory.remove(kind, id, &Moment::now());
        }
        call.app.count_deleted(kind);
        Ok(Call::empty(StatusCode::NO_CONTENT))
    })
}
