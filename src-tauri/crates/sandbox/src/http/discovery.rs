//! `/ServiceProviderConfig`, `/ResourceTypes`, `/Schemas`: RFC 7644 §4, RFC 7643 §5 to §7.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use rollcall_scim::Schema;
use rollcall_scim::urn::{LIST_RESPONSE, RESOURCE_TYPE, SCHEMA, SERVICE_PROVIDER_CONFIG};
use serde_json::{Map, Value, json};

use super::Failure;
use super::call::Call;
use crate::ResourceKind;
use crate::profile::{Etags, Filtering, PagingMode, Support};

type Answer = Response<Body>;

pub(super) async fn config(call: Call) -> Answer {
    let discovery = &call.profile.discovery;
    let there = !discovery.no_service_provider_config
        && !discovery.plural_service_provider_configs
        && !discovery.scim_1_1;
    call.finish(if there {
        one(&call, spc(&call))
    } else {
        Err(Failure::nowhere())
    })
}

/// Q-DIS-01: the path of SCIM 1.1.
pub(super) async fn plural_config(call: Call) -> Answer {
    let discovery = &call.profile.discovery;
    let there = discovery.plural_service_provider_configs || discovery.scim_1_1;
    call.finish(if there {
        one(&call, spc(&call))
    } else {
        Err(Failure::nowhere())
    })
}

pub(super) async fn types(call: Call) -> Answer {
    let all = kinds(&call)
        .into_iter()
        .map(|kind| resource_type(&call, kind))
        .collect();
    let there = !call.profile.discovery.no_resource_types && !call.profile.discovery.scim_1_1;
    call.finish(if there {
        many(&call, all)
    } else {
        Err(Failure::nowhere())
    })
}

pub(super) async fn one_type(Path(id): Path<String>, call: Call) -> Answer {
    let kind = ResourceKind::of_name(&id).filter(|kind| kinds(&call).contains(kind));
    let outcome = match kind {
        Some(kind) if !call.profile.discovery.no_resource_types => one(&call, resource_type(&call, kind)),
        _ => Err(Failure::unknown_id(&call.profile, &id)),
    };
    call.finish(outcome)
}

pub(super) async fn schemas(call: Call) -> Answer {
    let there = !call.profile.discovery.no_schemas;
    call.finish(if there {
        many(&call, all_schemas(&call))
    } else {
        Err(Failure::nowhere())
    })
}

pub(super) async fn one_schema(Path(id): Path<String>, call: Call) -> Answer {
    let found = all_schemas(&call).into_iter().find(|schema| {
        schema["id"]
            .as_str()
            .is_some_and(|urn| urn.eq_ignore_ascii_case(&id))
    });
    let outcome = match found {
        Some(schema) if !call.profile.discovery.no_schemas => one(&call, schema),
        _ => Err(Failure::unknown_id(&call.profile, &id)),
    };
    call.finish(outcome)
}

fn one(call: &Call, body: Value) -> Result<Answer, Failure> {
    no_filter(call)?;
    Ok(call.json(StatusCode::OK, body.to_string()))
}

fn many(call: &Call, resources: Vec<Value>) -> Result<Answer, Failure> {
    no_filter(call)?;
    let discovery = &call.profile.discovery;
    if discovery.bare_array {
        return Ok(call.json(StatusCode::OK, Value::Array(resources).to_string()));
    }
    let mut body = json!({"schemas": [LIST_RESPONSE]});
    if !discovery.without_total_results {
        body["totalResults"] = json!(resources.len());
        body["startIndex"] = json!(1);
        body["itemsPerPage"] = json!(resources.len());
    }
    body["Resources"] = Value::Array(resources);
    Ok(call.json(StatusCode::OK, body.to_string()))
}

/// RFC 7644 §4: "If a "filter" is provided, the service provider SHOULD respond with HTTP status
/// code 403". Paging and sorting parameters are ignored there.
fn no_filter(call: &Call) -> Result<(), Failure> {
    match call.parameter("filter") {
        None => Ok(()),
        Some(_) => Err(Failure::new(
            StatusCode::FORBIDDEN,
            None,
            "discovery cannot be filtered",
        )),
    }
}

pub(super) fn kinds(call: &Call) -> Vec<ResourceKind> {
    let groups = !call.profile.groups.absent;
    ResourceKind::ALL
        .into_iter()
        .filter(|kind| groups || *kind != ResourceKind::Group)
        .collect()
}

fn location(call: &Call, rest: &str) -> String {
    if call.profile.http.relative_locations {
        format!("{}{rest}", call.app.path())
    } else {
        format!("{}{rest}", call.app.base())
    }
}

/// The truth about this profile, unless `claims` says otherwise.
fn spc(call: &Call) -> Value {
    let profile = &call.profile;
    let discovery = &profile.discovery;
    let feature = |name: &str, truth: bool| discovery.claims.get(name).copied().unwrap_or(truth);
    let flag = |name: &str, truth: bool, more: Value| {
        let supported = feature(name, truth);
        if discovery.bare_booleans {
            return json!(supported);
        }
        let mut whole = Map::new();
        whole.insert("supported".into(), json!(supported));
        if let Value::Object(mut more) = more {
            whole.append(&mut more);
        }
        Value::Object(whole)
    };
    let mut body = json!({
        "schemas": [SERVICE_PROVIDER_CONFIG],
        "patch": flag("patch", profile.patch.refused.is_none(), Value::Null),
        "bulk": flag("bulk", !profile.bulk.absent, bulk_limits(call)),
        "filter": flag(
            "filter",
            profile.filter.unsupported == Filtering::Works,
            json!({"maxResults": profile.list.max_results}),
        ),
        "changePassword": flag("changePassword", false, Value::Null),
        "sort": flag("sort", profile.list.sort == Support::Works, Value::Null),
        "etag": flag("etag", matches!(profile.write.etags, Etags::Work | Etags::Required | Etags::NeverMatch), Value::Null),
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "The token that the sandbox prints when it starts",
                "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
                "primary": true
            },
            {
                "type": "httpbasic",
                "name": "Basic authentication",
                "description": "Any user name, the token as password",
                "specUri": "https://www.rfc-editor.org/rfc/rfc7617"
            }
        ],
    });
    if let Some(pagination) = pagination(call) {
        body["pagination"] = pagination;
    }
    if discovery.scim_1_1 {
        body["schemas"] = json!([super::version_1::CORE]);
    }
    if !profile.write.without_meta {
        body["meta"] = json!({
            "resourceType": "ServiceProviderConfig",
            "location": location(call, "/ServiceProviderConfig"),
        });
    }
    body
}

fn bulk_limits(call: &Call) -> Value {
    let bulk = &call.profile.bulk;
    match bulk.absent || bulk.limits_not_declared {
        true => json!({"maxOperations": 0, "maxPayloadSize": 0}),
        false => {
            json!({"maxOperations": bulk.operations_claimed.unwrap_or(bulk.max_operations), "maxPayloadSize": bulk.max_payload_size})
        }
    }
}

/// RFC 9865 §4; servers without cursors of that kind know nothing of it.
fn pagination(call: &Call) -> Option<Value> {
    let list = &call.profile.list;
    let (cursor, index, usual) = match list.paging {
        PagingMode::Both => (true, true, "index"),
        PagingMode::Cursor => (true, false, "cursor"),
        PagingMode::Index | PagingMode::CursorOnRequest | PagingMode::StartId | PagingMode::None => {
            return None;
        }
    };
    Some(json!({
        "cursor": cursor,
        "index": index,
        "defaultPaginationMethod": usual,
        "defaultPageSize": list.default_count,
        "maxPageSize": list.max_results,
        "cursorTimeout": list.cursor_timeout_s,
    }))
}

fn resource_type(call: &Call, kind: ResourceKind) -> Value {
    let name = kind.name();
    let endpoint = if call.profile.discovery.endpoint_with_base_path {
        format!("{}{}", call.app.path(), kind.endpoint())
    } else {
        kind.endpoint().to_owned()
    };
    call.app.read(|directory| {
        let model = directory.models().of(kind);
        let extensions: Vec<Value> = model
            .extensions
            .iter()
            .map(|(schema, required)| json!({"schema": schema.id, "required": required}))
            .collect();
        let mut body = json!({
            "schemas": [RESOURCE_TYPE],
            "id": name,
            "name": name,
            "description": model.core.description,
            "endpoint": endpoint,
            "schema": model.core.id,
        });
        if !extensions.is_empty() {
            body["schemaExtensions"] = Value::Array(extensions);
        }
        body["meta"] = json!({
            "resourceType": "ResourceType",
            "location": location(call, &format!("/ResourceTypes/{name}")),
        });
        body
    })
}

fn all_schemas(call: &Call) -> Vec<Value> {
    call.app.read(|directory| {
        let mut out = Vec::new();
        for kind in kinds(call) {
            let model = directory.models().of(kind);
            out.push(schema(call, &model.core));
            out.extend(
                model
                    .extensions
                    .iter()
                    .map(|(extension, _)| schema(call, extension)),
            );
        }
        out
    })
}

fn schema(call: &Call, schema: &Schema) -> Value {
    let discovery = &call.profile.discovery;
    let attributes: Vec<Value> = schema
        .attributes
        .iter()
        .filter(|a| {
            !discovery
                .schemas_without
                .iter()
                .any(|name| a.name.eq_ignore_ascii_case(name))
        })
        .map(|a| serde_json::to_value(a).unwrap_or_default())
        .collect();
    let id = if discovery.short_schema_ids {
        &schema.name
    } else {
        &schema.id
    };
    json!({
        "schemas": [SCHEMA],
        "id": id,
        "name": schema.name,
        "description": schema.description,
        "attributes": attributes,
        "meta": {"resourceType": "Schema", "location": location(call, &format!("/Schemas/{id}"))},
    })
}
