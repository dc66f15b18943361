//! POST, RFC 7644 §3.3.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use rollcall_scim::validate::Context;
use serde_json::Value;

use super::call::Call;
use super::{Failure, get, intake, members};
use crate::ResourceKind;
use crate::directory::{Directory, Entry, Moment};
use crate::profile::CreateAnswer;

/// Creates a resource: 201 with its Location, its ETag and itself.
pub(super) fn create(call: &Call, kind: ResourceKind) -> Result<Response<Body>, Failure> {
    let object = call.resource(kind)?;
    call.app.write(|directory| {
        let mut taken = intake::take(call, directory, kind, object, None, Context::Create)?;
        let now = Moment::now();
        if call.profile.write.create_is_upsert
            && let Some(existing) = holder(directory, kind, &taken.draft.body)
        {
            let (entry, _) = directory.update(kind, &existing, taken.draft, false, &now);
            call.app.count_updated(kind);
            let status = StatusCode::from_u16(call.profile.write.upsert_status).unwrap_or(StatusCode::OK);
            return answer(call, directory, kind, &entry, status);
        }
        intake::unique(&call.profile, directory, kind, &taken.draft, None)?;
        if kind == ResourceKind::User && !taken.draft.body.contains_key("active") {
            // RFC 7643 §4.1.1 leaves the meaning to the server: here a new user may work at once.
            let active = !call.profile.write.created_inactive;
            taken.draft.body.insert("active".into(), Value::Bool(active));
        }
        let mut id = uuid::Uuid::new_v4().to_string();
        if call.profile.http.awkward_ids {
            // Q-URL-02: every one of these means something in a URL.
            id = format!("auth0|k&K#{}?/é%2F", id.get(..8).unwrap_or_default());
        }
        if let Some(value) = value_for_id(call, &taken.draft.body) {
            id = value;
        }
        let entry = directory.insert(kind, id, taken.draft, &now);
        if let Some(ids) = &taken.members {
            members::set(directory, &entry.id, ids);
        }
        call.app.count_created(kind);
        answer(call, directory, kind, &entry, StatusCode::CREATED)
    })
}

/// Q-ATT-05: the value that is the id.
pub(super) fn value_for_id(call: &Call, body: &serde_json::Map<String, Value>) -> Option<String> {
    let value = body.get(call.profile.write.id_equals.as_deref()?)?.as_str()?;
    (!value.is_empty()).then(|| value.to_owned())
}

fn holder(
    directory: &Directory,
    kind: ResourceKind,
    body: &serde_json::Map<String, Value>,
) -> Option<Arc<Entry>> {
    let name = body
        .get("userName")
        .and_then(Value::as_str)
        .filter(|_| kind == ResourceKind::User)?;
    directory
        .of(kind)
        .with_key(&crate::directory::fold(name))
        .next()
        .map(Arc::clone)
}

fn answer(
    call: &Call,
    directory: &Directory,
    kind: ResourceKind,
    entry: &Entry,
    status: StatusCode,
) -> Result<Response<Body>, Failure> {
    let write = &call.profile.write;
    let mut answer = match write.create_answer {
        CreateAnswer::Empty => Call::empty(status),
        CreateAnswer::Resource => call.json(status, get::render(call, directory, kind, entry)),
        CreateAnswer::WithoutId => {
            let rendered = get::render(call, directory, kind, entry);
            let mut object: serde_json::Map<String, Value> =
                serde_json::from_slice(&rendered).unwrap_or_default();
            object.remove("id");
            object.remove("meta");
            call.json(status, Value::Object(object).to_string())
        }
    };
    if !write.without_location && write.create_answer != CreateAnswer::WithoutId {
        let location = directory.location(kind, &entry.id, call.profile.http.relative_locations);
        Call::locate(&mut answer, &location);
    }
    call.tag(&mut answer, &directory.etag(entry));
    Ok(answer)
}
