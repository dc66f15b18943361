//! Quirks of discovery, errors and HTTP.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// ServiceProviderConfig, ResourceTypes and Schemas.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiscoveryProfile {
    /// Q-DIS-01: `/ServiceProviderConfig` answers 404.
    pub no_service_provider_config: bool,
    /// Q-DIS-01: the configuration lies under the plural of SCIM 1.1, `/ServiceProviderConfigs`, only.
    pub plural_service_provider_configs: bool,
    /// Q-DIS-01: `/ResourceTypes` answers 404.
    pub no_resource_types: bool,
    /// Q-DIS-01: `/Schemas` answers 404.
    pub no_schemas: bool,
    /// Q-DIS-02: what the configuration claims against the truth, by feature (`patch`, `filter`,
    /// `sort`, `etag`, `bulk`, `changePassword`).
    pub claims: BTreeMap<String, bool>,
    /// Q-DIS-03: features are bare booleans (`"patch": true`) instead of objects.
    pub bare_booleans: bool,
    /// Q-DIS-03: the lists of discovery lack `totalResults` (django-scim2).
    pub without_total_results: bool,
    /// Q-DIS-03: the lists of discovery are bare arrays.
    pub bare_array: bool,
    /// Q-DIS-03: `endpoint` carries the whole path, `/scim/v2/Users` (django-scim2).
    pub endpoint_with_base_path: bool,
    /// Q-DIS-03: `/Schemas` knows the schemas by their short name only (`User`; Slack).
    pub short_schema_ids: bool,
    /// Q-VER-01: the server speaks SCIM 1.1: its URNs, and the configuration under the plural path.
    pub scim_1_1: bool,
    /// Q-DIS-03: attributes by name that `/Schemas` leaves out though resources carry them.
    pub schemas_without: Vec<String>,
}

/// What errors look like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ErrorProfile {
    /// Q-ERR-01: the body.
    pub body: ErrorBody,
    /// Q-ERR-01: `status` is a number instead of a string.
    pub numeric_status: bool,
    /// Q-ERR-01: `scimType` is never sent.
    pub without_scim_type: bool,
    /// Q-ERR-02: the status for an unknown id (Entra: 400).
    pub not_found: u16,
    /// Q-RATE-01: how a `Retry-After` is written.
    pub retry_after: RetryAfterForm,
}

/// The form of a `Retry-After` (RFC 9110 §10.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfterForm {
    /// A number of seconds.
    Seconds,
    /// A date.
    Date,
    /// A number and its unit, as no standard has it.
    Words,
    /// None is sent, but `X-RateLimit-Reset` with the moment in seconds since 1970.
    Reset,
}

impl Default for ErrorProfile {
    fn default() -> Self {
        Self {
            body: ErrorBody::Scim,
            numeric_status: false,
            without_scim_type: false,
            not_found: 404,
            retry_after: RetryAfterForm::Seconds,
        }
    }
}

/// The body of an error (Q-ERR-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    /// RFC 7644 §3.12.
    #[default]
    Scim,
    /// An HTML page, labelled as one.
    Html,
    /// An HTML page labelled `application/scim+json` (Canaille).
    HtmlAsScim,
    /// No body.
    Empty,
    /// One line of plain text.
    Text,
    /// JSON of the vendor's own shape: `{"errorCode": …, "message": …}` (Salesforce).
    Vendor,
    /// The same in a list, as Salesforce's other interfaces do.
    VendorList,
    /// Of RFC 7644, with a word for programs as `detail`, a number as `status` and no `scimType` (Slack).
    CodeInDetail,
    /// GitHub's own and that of RFC 7644 in one: `message`, `documentation_url`, `detail`, a number as `status`.
    Github,
    /// `schema` beside `schemas`, and the service's own fields (AWS).
    Aws,
    /// `{"code": …, "message": …}` (Zoom, Databricks).
    MessageCode,
}

/// Headers, authentication, latency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpProfile {
    /// Each request waits this many milliseconds before it is worked on.
    pub latency_ms: u64,
    /// Q-LIF-02: a new or changed resource shows in lists and filters (not in GET by id) only after
    /// this many milliseconds: new ones are missing.
    pub read_lag_ms: u64,
    /// Q-HTTP-02: the media type of every answer with a body.
    pub content_type: Option<String>,
    /// Q-HTTP-01: requests whose Accept does not name `application/scim+json` are refused with 406 (Zoom, Databricks).
    pub scim_accept_required: bool,
    /// Q-HTTP-01: a DELETE whose Accept names `application/scim+json` is refused with 400 (Entra).
    pub scim_accept_refused_on_delete: bool,
    /// Q-HTTP-01: requests without this header are refused with 400.
    pub required_header: Option<String>,
    /// Q-HTTP-01: requests without this query parameter are refused with 400.
    pub required_parameter: Option<String>,
    /// Q-URL-01: paths without a slash at their end lead nowhere (Flagsmith).
    pub trailing_slash_required: bool,
    /// Q-URL-02: new resources get ids full of characters that mean something in URLs (Zoom, Auth0).
    pub awkward_ids: bool,
    /// `/Me` is the user with this userName; with basic authentication it is the user who signs in. Without either 404.
    pub me: Option<String>,
    /// Q-HTTP-01: bodies must be labelled `application/scim+json`; `application/json` is refused with 415.
    pub scim_content_type_required: bool,
    /// Q-HTTP-01: requests without a User-Agent are refused with 403 (GitHub).
    pub user_agent_required: bool,
    /// Q-AUTH-01: nobody is asked who they are.
    pub without_authentication: bool,
    /// Q-HTTP-03: `meta.location`, `$ref` and `Location` are relative paths (scimmy).
    pub relative_locations: bool,
    /// Q-HTTP-03: requests are redirected with 308 to this origin.
    pub redirect_to: Option<String>,
    /// Largest request body in bytes, 413 above. Default 4 MiB.
    pub max_request_bytes: usize,
}

impl Default for HttpProfile {
    fn default() -> Self {
        Self {
            latency_ms: 0,
            read_lag_ms: 0,
            content_type: None,
            scim_accept_required: false,
            scim_accept_refused_on_delete: false,
            required_header: None,
            required_parameter: None,
            trailing_slash_required: false,
            awkward_ids: false,
            me: None,
            scim_content_type_required: false,
            user_agent_required: false,
            without_authentication: false,
            relative_locations: false,
            redirect_to: None,
            max_request_bytes: 4 << 20,
        }
    }
}
