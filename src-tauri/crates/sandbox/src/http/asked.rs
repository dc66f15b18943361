//! What a list was asked for, in the query (RFC 7644 §3.4.2) or in a SearchRequest (§3.4.3).

use serde_json::{Map, Value};

use super::Failure;
use super::call::Call;
use super::projection::split;

/// What a list was asked for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) filter: Option<String>,
    pub(super) sort_by: Option<String>,
    pub(super) descending: bool,
    pub(super) ordered: bool,
    pub(super) start: Option<i64>,
    pub(super) count: Option<i64>,
    /// Empty for the first page (RFC 9865 §2).
    pub(super) cursor: Option<String>,
    /// Of SAP Identity Authentication.
    pub(super) start_id: Option<String>,
    pub(super) attributes: Vec<String>,
    pub(super) excluded: Vec<String>,
}

impl Asked {
    pub(super) fn of_query(call: &Call) -> Result<Self, Failure> {
        let number = |name: &str| match call.parameter(name).map(str::trim) {
            None | Some("") => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| Failure::bad("invalidValue", format!("{name} must be a whole number"))),
        };
        let text = |name: &str| {
            call.parameter(name)
                .filter(|v| !v.trim().is_empty())
                .map(String::from)
        };
        Ok(Self {
            filter: text("filter"),
            sort_by: text("sortBy"),
            descending: call.parameter("sortOrder").is_some_and(is_descending),
            ordered: call.parameter("sortOrder").is_some(),
            start: number("startIndex")?,
            count: number("count")?,
            cursor: call.parameter("cursor").map(String::from),
            start_id: text("startId"),
            attributes: call.parameter("attributes").map(split).unwrap_or_default(),
            excluded: call
                .parameter("excludedAttributes")
                .map(split)
                .unwrap_or_default(),
        })
    }

    pub(super) fn of_body(body: &Map<String, Value>) -> Result<Self, Failure> {
        let schemas = body.get("schemas").and_then(Value::as_array);
        let is_search = |urn: &Value| urn.as_str() == Some(rollcall_scim::urn::SEARCH_REQUEST);
        if !schemas.is_some_and(|list| list.iter().any(is_search)) {
            return Err(Failure::bad("invalidSyntax", "the body is not a SearchRequest"));
        }
        let member = |name: &str| rollcall_scim::resource::get_ci(body, name);
        let text = |name: &str| member(name).and_then(Value::as_str).map(String::from);
        let number = |name: &str| match member(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value
                .as_i64()
                .map(Some)
                .ok_or_else(|| Failure::bad("invalidValue", format!("{name} must be a whole number"))),
        };
        let list = |name: &str| match member(name) {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(String::from).collect(),
            Some(Value::String(list)) => split(list),
            _ => Vec::new(),
        };
        let order = text("sortOrder");
        Ok(Self {
            filter: text("filter"),
            sort_by: text("sortBy"),
            descending: order.as_deref().is_some_and(is_descending),
            ordered: order.is_some(),
            start: number("startIndex")?,
            count: number("count")?,
            cursor: text("cursor"),
            start_id: text("startId"),
            attributes: list("attributes"),
            excluded: list("excludedAttributes"),
        })
    }
}

fn is_descending(order: &str) -> bool {
    order.trim().eq_ignore_ascii_case("descending")
}
