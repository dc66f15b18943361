//! POST to `/Bulk`, RFC 7644 §3.7.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_MATCH, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use rollcall_scim::message::{BulkMethod, BulkOperation, BulkRequest, BulkResponse, BulkResult};
use serde_json::Value;

use super::call::Call;
use super::{Failure, create, delete, patch, replace};
use crate::ResourceKind;

/// How a reference to another operation of the same request begins (RFC 7644 §3.7.2).
const REFERENCE: &str = "bulkId:";

/// Works through a bulk request: 200 with one result for each operation that was tried.
pub(super) async fn bulk(call: &Call) -> Result<Response<Body>, Failure> {
    let limits = &call.profile.bulk;
    // Q-VER-01: what a bulk request of SCIM 1.1 looks like is another matter.
    if limits.absent || call.profile.discovery.scim_1_1 {
        return Err(Failure::not_implemented("/Bulk"));
    }
    let too_large = |what: String| Failure::new(StatusCode::PAYLOAD_TOO_LARGE, None, what);
    if call.body.len() > limits.max_payload_size {
        let most = limits.max_payload_size;
        return Err(too_large(format!(
            "the size of the bulk request exceeds the maxPayloadSize ({most})"
        )));
    }
    let request = BulkRequest::read(&Value::Object(call.object()?))
        .map_err(|e| Failure::bad("invalidSyntax", e.to_string()))?;
    if request.operations.len() > limits.max_operations {
        let most = limits.max_operations;
        return Err(too_large(format!(
            "the number of operations exceeds the maxOperations ({most})"
        )));
    }
    named_once(&request)?;
    let results = work(call, &request).await;
    let answer = BulkResponse { operations: results };
    Ok(call.json(StatusCode::OK, answer.to_value().to_string()))
}

/// A reference must lead to one operation.
fn named_once(request: &BulkRequest) -> Result<(), Failure> {
    let mut names: Vec<&str> = request
        .operations
        .iter()
        .filter_map(|o| o.bulk_id.as_deref())
        .collect();
    names.sort_unstable();
    match names.windows(2).all(|pair| pair.first() != pair.last()) {
        true => Ok(()),
        false => Err(Failure::bad("invalidValue", "a bulkId is used twice")),
    }
}

/// In the order sent, except that an operation waits for those it refers to.
async fn work(call: &Call, request: &BulkRequest) -> Vec<BulkResult> {
    let mut ids: HashMap<String, String> = HashMap::new();
    let mut results: Vec<Option<BulkResult>> = request.operations.iter().map(|_| None).collect();
    let mut errors = 0;
    let enough = |errors: u64| {
        request
            .fail_on_errors
            .is_some_and(|most| most > 0 && errors >= most)
    };
    loop {
        let mut progress = false;
        for (operation, result) in request.operations.iter().zip(&mut results) {
            if result.is_some() || enough(errors) {
                continue;
            }
            let Some((path, data)) = resolved(operation, &ids) else {
                continue;
            };
            let done = one(call, operation, &path, data).await;
            progress = true;
            match (done.succeeded(), &operation.bulk_id, &done.location) {
                (Some(true), Some(name), Some(location)) => {
                    let id = location.rsplit('/').next().unwrap_or_default();
                    ids.insert(name.clone(), id.to_owned());
                }
                (Some(true), ..) => {}
                _ => errors += 1,
            }
            *result = Some(done);
        }
        if !progress {
            break;
        }
    }
    // What still waits refers to itself in a circle, to what failed, or to nothing (§3.7.1: 409).
    for (operation, result) in request.operations.iter().zip(&mut results) {
        if result.is_none() && !enough(errors) {
            errors += 1;
            let failure = Failure::new(
                StatusCode::CONFLICT,
                None,
                "a bulkId it refers to leads to no resource",
            );
            *result = Some(told(operation, failure.answer(&call.profile)).await);
        }
    }
    results.into_iter().flatten().collect()
}

/// Path and body with ids in place of references; `None` while one of them is not known.
fn resolved(operation: &BulkOperation, ids: &HashMap<String, String>) -> Option<(String, Option<Value>)> {
    let segments = operation
        .path
        .split('/')
        .map(|part| match part.strip_prefix(REFERENCE) {
            Some(name) => ids.get(name).cloned(),
            None => Some(part.to_owned()),
        });
    let path = segments.collect::<Option<Vec<_>>>()?.join("/");
    let data = match &operation.data {
        Some(data) => Some(with_ids(data, ids)?),
        None => None,
    };
    Some((path, data))
}

fn with_ids(value: &Value, ids: &HashMap<String, String>) -> Option<Value> {
    Some(match value {
        Value::String(text) => match text.strip_prefix(REFERENCE) {
            Some(name) => Value::String(ids.get(name)?.clone()),
            None => {
                // `members[value eq "bulkId:x"]`
                let mut text = text.clone();
                for (name, id) in ids {
                    text = text.replace(&format!("\"{REFERENCE}{name}\""), &format!("\"{id}\""));
                }
                match text.contains(&format!("\"{REFERENCE}")) {
                    true => return None,
                    false => Value::String(text),
                }
            }
        },
        Value::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| with_ids(item, ids))
                .collect::<Option<_>>()?,
        ),
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(name, item)| Some((name.clone(), with_ids(item, ids)?)))
                .collect::<Option<_>>()?,
        ),
        other => other.clone(),
    })
}

/// Carries out one operation as a request of its own.
async fn one(call: &Call, operation: &BulkOperation, path: &str, data: Option<Value>) -> BulkResult {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/scim+json"));
    if let Some(version) = operation.version.as_deref().and_then(|v| v.parse().ok()) {
        headers.insert(IF_MATCH, version);
    }
    let inner = Call {
        members_then: None,
        app: Arc::clone(&call.app),
        profile: Arc::clone(&call.profile),
        headers,
        query: Vec::new(),
        body: data.map(|d| d.to_string().into()).unwrap_or_default(),
    };
    let mut parts = path.trim_start_matches('/').split('/');
    let kind = parts.next().and_then(ResourceKind::of_endpoint);
    let id = parts.next();
    let outcome = match (operation.method, kind, id, parts.next()) {
        (BulkMethod::Post, Some(kind), None, None) => create::create(&inner, kind),
        (BulkMethod::Put, Some(kind), Some(id), None) => replace::replace(&inner, kind, id),
        (BulkMethod::Patch, Some(kind), Some(id), None) => patch::patch(&inner, kind, id),
        (BulkMethod::Delete, Some(kind), Some(id), None) => delete::delete(&inner, kind, id),
        _ => Err(Failure::nowhere()),
    };
    let mut result = told(operation, inner.finish(outcome)).await;
    // §3.7.3: the location of what exists, also when it could not be changed.
    if result.location.is_none()
        && let (Some(kind), Some(id)) = (kind, id)
    {
        let relative = call.profile.http.relative_locations;
        result.location = Some(call.app.read(|d| d.location(kind, id, relative)));
    }
    result
}

async fn told(operation: &BulkOperation, answer: Response<Body>) -> BulkResult {
    let (parts, body) = answer.into_parts();
    let header = |name| {
        let value: &HeaderValue = parts.headers.get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let mut result = BulkResult {
        method: Some(operation.method),
        bulk_id: operation.bulk_id.clone(),
        version: header(ETAG),
        location: header(LOCATION),
        status: Some(parts.status.as_u16()),
        response: None,
    };
    // A success says no more than its status (§3.7.3); a failure has its error.
    if !parts.status.is_success() {
        let bytes = axum::body::to_bytes(body, usize::MAX).await;
        result.response = bytes.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    }
    result
}
