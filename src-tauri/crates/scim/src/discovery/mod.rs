//! What a service provider says about itself: ServiceProviderConfig and ResourceTypes (RFC 7643 §5, §6).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::message::MessageError;
use crate::{ResourceModel, Schema};

/// ServiceProviderConfig, RFC 7643 §5, read leniently (bare booleans, missing parts).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceProviderConfig {
    /// PATCH is supported; `None` when the server did not say.
    pub patch: Option<bool>,
    /// `/Bulk` is supported.
    pub bulk: Option<bool>,
    /// Most operations in a bulk request.
    pub bulk_max_operations: Option<u64>,
    /// Most bytes in a bulk request.
    pub bulk_max_payload_size: Option<u64>,
    /// Filters are supported.
    pub filter: Option<bool>,
    /// Most resources in one answer.
    pub filter_max_results: Option<u64>,
    /// Passwords can be changed.
    pub change_password: Option<bool>,
    /// Sorting is supported.
    pub sort: Option<bool>,
    /// ETags are supported.
    pub etag: Option<bool>,
    /// Cursor paging is supported (RFC 9865).
    pub cursor: Option<bool>,
    /// Names of the authentication schemes.
    pub authentication_schemes: Vec<String>,
    /// `documentationUri`.
    pub documentation_uri: Option<String>,
}

/// ResourceType, RFC 7643 §6.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceType {
    /// Name, e.g. `User`.
    pub name: String,
    /// Endpoint as sent; see [`normalize_endpoint`].
    pub endpoint: String,
    /// URN of the core schema.
    pub schema: String,
    /// Extensions: URN and whether required.
    pub schema_extensions: Vec<(String, bool)>,
}

impl ServiceProviderConfig {
    /// Reads the resource leniently.
    pub fn read(body: &Value) -> Result<Self, MessageError> {
        let _ = body;
        Err(MessageError("unfinished".into()))
    }
}

impl ResourceType {
    /// Reads one resource type leniently.
    pub fn read(body: &Value) -> Result<Self, MessageError> {
        let _ = body;
        Err(MessageError("unfinished".into()))
    }
}

/// Brings a declared endpoint below the base path: `/Users` stays, `/scim/v2/Users` under a base of
/// `/scim/v2` becomes `/Users`, an absolute URL of the same origin and base is cut likewise; one that
/// leads elsewhere (other host, `//host`, `..`) is refused.
pub fn normalize_endpoint(base: &url::Url, endpoint: &str) -> Option<String> {
    let _ = (base, endpoint);
    None
}

/// Joins resource types with schemas into models. Schemas are looked up by URN, then by name;
/// the RFC's own stand in for those that are missing. Returns the models and the deviations met.
pub fn models(types: &[ResourceType], schemas: &[Schema]) -> (Vec<ResourceModel>, Vec<String>) {
    let _ = (types, schemas);
    (vec![], vec![])
}
