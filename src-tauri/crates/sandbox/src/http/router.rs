//! Which path leads where.

use std::sync::Weak;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::routing::{any, get, post};

use super::call::Call;
use super::{
    App, Failure, bulk, control, create, delete, discovery, get, list, me, member_pages, patch, replace,
};
use crate::ResourceKind;

/// The routes below `base` (a path) and those of the control endpoints.
pub(super) fn make(app: Weak<App>, base: &str) -> Router {
    let scim = Router::new()
        .route(
            "/ServiceProviderConfig",
            get(discovery::config).fallback(read_only),
        )
        .route(
            "/ServiceProviderConfigs",
            get(discovery::plural_config).fallback(read_only),
        )
        .route("/ResourceTypes", get(discovery::types).fallback(read_only))
        .route(
            "/ResourceTypes/{id}",
            get(discovery::one_type).fallback(read_only),
        )
        .route("/Schemas", get(discovery::schemas).fallback(read_only))
        .route("/Schemas/{id}", get(discovery::one_schema).fallback(read_only))
        .route("/Me", any(me_of))
        .route("/Bulk", post(bulk_of).fallback(post_only))
        .route("/.search", post(search_all).fallback(post_only))
        .route(
            "/{endpoint}",
            get(list_them).post(create_one).fallback(collection_only),
        )
        .route("/{endpoint}/.search", post(search_them).fallback(post_only))
        .route(
            "/{endpoint}/{id}",
            get(get_one)
                .put(replace_one)
                .patch(patch_one)
                .delete(delete_one)
                .fallback(member_only),
        )
        .route("/{endpoint}/{id}/{list}", get(list_below).fallback(read_only));
    Router::new()
        .nest(base, scim)
        .nest("/_sandbox", control::routes())
        .fallback(nowhere)
        .with_state(app)
}

/// The class under which a request is counted, given its path below the base. Paths that lead nowhere
/// share one, or whoever tries paths would fill the memory with their names.
pub(crate) fn classify(method: &Method, path: Option<&str>, query: Option<&str>) -> String {
    let filtered = query.is_some_and(|q| q.split('&').any(|p| p.starts_with("filter=")));
    let parts: Vec<&str> = path.unwrap_or_default().split('/').skip(1).collect();
    let known = |endpoint: &str| {
        let alone = [
            "ServiceProviderConfig",
            "ServiceProviderConfigs",
            "ResourceTypes",
            "Schemas",
            "Me",
            "Bulk",
            ".search",
        ];
        ResourceKind::of_endpoint(endpoint).is_some() || alone.contains(&endpoint)
    };
    let method = match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH | Method::DELETE => {
            method.as_str()
        }
        _ => "(other)",
    };
    match parts.as_slice() {
        [endpoint] if known(endpoint) && filtered => format!("{method} /{endpoint}?filter"),
        [endpoint] if known(endpoint) => format!("{method} /{endpoint}"),
        [endpoint, ".search"] if known(endpoint) => format!("{method} /{endpoint}/.search"),
        [endpoint, _] if known(endpoint) => format!("{method} /{endpoint}/{{id}}"),
        ["Groups", _, "Members"] => format!("{method} /Groups/{{id}}/Members"),
        _ => format!("{method} (other)"),
    }
}

type Answer = axum::http::Response<axum::body::Body>;

fn kind(call: &Call, endpoint: &str) -> Result<ResourceKind, Failure> {
    match ResourceKind::of_endpoint(endpoint) {
        Some(ResourceKind::Group) if call.profile.groups.absent => Err(Failure::nowhere()),
        Some(kind) => Ok(kind),
        None => Err(Failure::nowhere()),
    }
}

/// Q-GRP-01: whether groups have this verb.
fn has(call: &Call, kind: ResourceKind, verb: &str) -> Result<(), Failure> {
    let missing = kind == ResourceKind::Group && call.profile.groups.without.iter().any(|w| w == verb);
    match missing {
        true => Err(Failure::by_profile(405, "groups do not have this")),
        false => Ok(()),
    }
}

async fn list_them(Path(endpoint): Path<String>, call: Call) -> Answer {
    match kind(&call, &endpoint) {
        Ok(kind) => list::answer(call, vec![kind], None).await,
        Err(failure) => failure.answer(&call.profile),
    }
}

async fn search_them(Path(endpoint): Path<String>, call: Call) -> Answer {
    let request = kind(&call, &endpoint).and_then(|kind| Ok((kind, call.object()?)));
    match request {
        Ok((kind, body)) => list::answer(call, vec![kind], Some(body)).await,
        Err(failure) => failure.answer(&call.profile),
    }
}

async fn create_one(Path(endpoint): Path<String>, call: Call) -> Answer {
    call.finish(kind(&call, &endpoint).and_then(|kind| {
        has(&call, kind, "create")?;
        create::create(&call, kind)
    }))
}

async fn get_one(Path((endpoint, id)): Path<(String, String)>, call: Call) -> Answer {
    call.finish(kind(&call, &endpoint).and_then(|kind| get::get(&call, kind, &id)))
}

async fn list_below(Path((endpoint, id, list)): Path<(String, String, String)>, call: Call) -> Answer {
    call.finish(
        kind(&call, &endpoint).and_then(|kind| match (kind, list.as_str()) {
            (ResourceKind::Group, "Members") => member_pages::page(&call, &id),
            _ => Err(Failure::nowhere()),
        }),
    )
}

async fn replace_one(Path((endpoint, id)): Path<(String, String)>, call: Call) -> Answer {
    call.finish(kind(&call, &endpoint).and_then(|kind| replace::replace(&call, kind, &id)))
}

async fn patch_one(Path((endpoint, id)): Path<(String, String)>, call: Call) -> Answer {
    call.finish(kind(&call, &endpoint).and_then(|kind| patch::patch(&call, kind, &id)))
}

async fn delete_one(Path((endpoint, id)): Path<(String, String)>, call: Call) -> Answer {
    call.finish(kind(&call, &endpoint).and_then(|kind| {
        has(&call, kind, "delete")?;
        delete::delete(&call, kind, &id)
    }))
}

/// A query of every resource type at once, RFC 7644 §3.4.2.1 and §3.4.3.
async fn search_all(call: Call) -> Answer {
    match call.object() {
        Ok(body) => {
            let kinds = discovery::kinds(&call);
            list::answer(call, kinds, Some(body)).await
        }
        Err(failure) => failure.answer(&call.profile),
    }
}

async fn me_of(method: Method, call: Call) -> Answer {
    call.finish(me::me(&call, &method))
}

async fn bulk_of(call: Call) -> Answer {
    let outcome = bulk::bulk(&call).await;
    call.finish(outcome)
}

async fn read_only(call: Call) -> Answer {
    Failure::method_not_allowed("GET, HEAD").answer(&call.profile)
}

async fn collection_only(Path(endpoint): Path<String>, call: Call) -> Answer {
    match kind(&call, &endpoint) {
        Ok(_) => Failure::method_not_allowed("GET, HEAD, POST").answer(&call.profile),
        Err(failure) => failure.answer(&call.profile),
    }
}

async fn post_only(call: Call) -> Answer {
    Failure::method_not_allowed("POST").answer(&call.profile)
}

async fn member_only(call: Call) -> Answer {
    Failure::method_not_allowed("GET, HEAD, PUT, PATCH, DELETE").answer(&call.profile)
}

async fn nowhere(State(app): State<Weak<App>>) -> Answer {
    match app.upgrade() {
        Some(app) => Failure::nowhere().answer(&app.profile()),
        None => Failure::nowhere().answer(&crate::Profile::default()),
    }
}
