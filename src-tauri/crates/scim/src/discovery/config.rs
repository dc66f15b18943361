//! ServiceProviderConfig, RFC 7643 §5.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::message::MessageError;
use crate::message::lenient::{boolean, count_value, has_schema, kind, text};
use crate::resource::get_ci;
use crate::urn;

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
    /// Paging by `startIndex` (RFC 9865 §4).
    pub index: Option<bool>,
    /// `defaultPaginationMethod`: `cursor` or `index` (RFC 9865 §4).
    pub default_paging: Option<String>,
    /// Names of the authentication schemes.
    pub authentication_schemes: Vec<String>,
    /// `documentationUri`.
    pub documentation_uri: Option<String>,
}

const MAX_SCHEMES: usize = 50;

impl ServiceProviderConfig {
    /// Reads the resource leniently: features as `{"supported": …}`, as bare booleans, as text; a
    /// list with one config in it; SCIM 1.1's names. Refuses what is no object and what is an
    /// Error, and an object that says nothing about any feature.
    pub fn read(body: &Value) -> Result<Self, MessageError> {
        let inner = match body {
            Value::Array(items) => items.first(),
            Value::Object(map) => match get_ci(map, "Resources") {
                Some(Value::Array(items)) => items.first(),
                _ => Some(body),
            },
            _ => Some(body),
        };
        let map = inner.and_then(Value::as_object).ok_or_else(|| {
            MessageError(format!(
                "A service provider configuration is an object, not {}.",
                kind(body)
            ))
        })?;
        if has_schema(map, urn::ERROR) {
            return Err(MessageError(
                "The server sent an Error message instead of its configuration.".into(),
            ));
        }
        let number = |feature: &str, name: &str| {
            let feature = get_ci(map, feature).and_then(Value::as_object)?;
            count_value(get_ci(feature, name))
        };
        let config = Self {
            patch: supported(map, "patch"),
            bulk: supported(map, "bulk"),
            bulk_max_operations: number("bulk", "maxOperations"),
            bulk_max_payload_size: number("bulk", "maxPayloadSize"),
            filter: supported(map, "filter"),
            filter_max_results: number("filter", "maxResults"),
            change_password: supported(map, "changePassword"),
            sort: supported(map, "sort"),
            etag: supported(map, "etag"),
            cursor: cursor(map),
            index: get_ci(map, "pagination")
                .and_then(Value::as_object)
                .and_then(|pagination| supported(pagination, "index")),
            default_paging: get_ci(map, "pagination")
                .and_then(Value::as_object)
                .and_then(|pagination| text(get_ci(pagination, "defaultPaginationMethod"))),
            authentication_schemes: schemes(map),
            documentation_uri: text(get_ci(map, "documentationUri"))
                .or_else(|| text(get_ci(map, "documentationUrl"))),
        };
        if config == Self::default() && !has_schema(map, urn::SERVICE_PROVIDER_CONFIG) {
            return Err(MessageError(
                "The server sent an object that says nothing about what it supports.".into(),
            ));
        }
        Ok(config)
    }

    /// Whether lists are to be read by cursor: the server does not page by index, or not unless asked.
    pub fn pages_by_cursor(&self) -> bool {
        let usual = self.default_paging.as_deref();
        self.cursor == Some(true) && (self.index == Some(false) || usual == Some("cursor"))
    }

    /// The resource, as `/ServiceProviderConfig` answers; what is `None` counts as not supported.
    /// Authentication schemes are written with their type as name.
    pub fn to_value(&self) -> Value {
        let flag = |f: Option<bool>| json!({"supported": f.unwrap_or(false)});
        let schemes = self.authentication_schemes.iter().enumerate();
        let schemes: Vec<Value> = schemes
            .map(|(at, s)| json!({"type": s, "name": s, "description": s, "primary": at == 0}))
            .collect();
        let mut value = json!({
            "schemas": [urn::SERVICE_PROVIDER_CONFIG],
            "patch": flag(self.patch),
            "bulk": {
                "supported": self.bulk.unwrap_or(false),
                "maxOperations": self.bulk_max_operations.unwrap_or(0),
                "maxPayloadSize": self.bulk_max_payload_size.unwrap_or(0),
            },
            "filter": {
                "supported": self.filter.unwrap_or(false),
                "maxResults": self.filter_max_results.unwrap_or(0),
            },
            "changePassword": flag(self.change_password),
            "sort": flag(self.sort),
            "etag": flag(self.etag),
            "authenticationSchemes": schemes,
        });
        if let Some(map) = value.as_object_mut() {
            if let Some(uri) = &self.documentation_uri {
                map.insert("documentationUri".into(), uri.clone().into());
            }
            if let Some(cursor) = self.cursor {
                let mut pagination = Map::new();
                pagination.insert("cursor".into(), cursor.into());
                pagination.insert("index".into(), self.index.unwrap_or(true).into());
                if let Some(usual) = &self.default_paging {
                    pagination.insert("defaultPaginationMethod".into(), usual.clone().into());
                }
                map.insert("pagination".into(), Value::Object(pagination));
            }
        }
        value
    }
}

fn supported(map: &Map<String, Value>, feature: &str) -> Option<bool> {
    match get_ci(map, feature)? {
        Value::Object(inner) => boolean(get_ci(inner, "supported")),
        other => boolean(Some(other)),
    }
}

/// RFC 9865 §4 puts it in `pagination.cursor`; both are also seen as objects with `supported`.
fn cursor(map: &Map<String, Value>) -> Option<bool> {
    let pagination = get_ci(map, "pagination")?.as_object()?;
    supported(pagination, "cursor")
}

/// The schemes' types, else their names; SCIM 1.1 lists them under `authenticationSchemes` too.
fn schemes(map: &Map<String, Value>) -> Vec<String> {
    let items = match get_ci(map, "authenticationSchemes") {
        Some(Value::Array(items)) => items.as_slice(),
        Some(one @ (Value::Object(_) | Value::String(_))) => std::slice::from_ref(one),
        _ => &[],
    };
    items
        .iter()
        .take(MAX_SCHEMES)
        .filter_map(|item| match item {
            Value::Object(scheme) => text(get_ci(scheme, "type")).or_else(|| text(get_ci(scheme, "name"))),
            other => text(Some(other)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complete_configuration_is_read_and_written_back() {
        let config = ServiceProviderConfig {
            patch: Some(true),
            bulk: Some(true),
            bulk_max_operations: Some(1000),
            bulk_max_payload_size: Some(1_048_576),
            filter: Some(true),
            filter_max_results: Some(200),
            change_password: Some(false),
            sort: Some(true),
            etag: Some(true),
            cursor: Some(true),
            index: Some(false),
            default_paging: Some("cursor".into()),
            authentication_schemes: vec!["oauthbearertoken".into(), "httpbasic".into()],
            documentation_uri: Some("https://example.com/help".into()),
        };
        assert_eq!(ServiceProviderConfig::read(&config.to_value()), Ok(config));
    }

    #[test]
    fn half_a_configuration_says_half_and_the_rest_stays_unknown() {
        let config = ServiceProviderConfig::read(
            &json!({"patch": true, "filter": {"supported": "true", "maxResults": "100"}}),
        )
        .expect("two features are named");
        assert_eq!(config.patch, Some(true), "a bare boolean");
        assert_eq!(
            (config.filter, config.filter_max_results),
            (Some(true), Some(100)),
            "text"
        );
        assert_eq!(config.sort, None, "not said is not the same as no");
        let listed = ServiceProviderConfig::read(
            &json!({"totalResults": 1, "Resources": [{"patch": {"supported": false}}]}),
        );
        assert_eq!(
            listed.map(|c| c.patch),
            Ok(Some(false)),
            "a list with one configuration"
        );
    }

    #[test]
    fn other_bodies_are_refused() {
        for body in [
            json!("x"),
            json!([]),
            json!({"message": "hello"}),
            json!({"schemas": [urn::ERROR], "status": "404"}),
        ] {
            assert!(
                ServiceProviderConfig::read(&body).is_err(),
                "{body} says nothing about features"
            );
        }
    }
}
