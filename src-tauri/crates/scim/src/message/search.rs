//! SearchRequest, RFC 7644 §3.4.3.

use serde_json::{Map, Value, json};

use super::MessageError;
use super::lenient::{Count, count, has_schema, kind, text, texts};
use crate::resource::get_ci;
use crate::urn;

/// A query sent by POST to `/.search`, RFC 7644 §3.4.3.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchRequest {
    /// Attributes to return besides those always returned.
    pub attributes: Vec<String>,
    /// Attributes to leave out.
    pub excluded_attributes: Vec<String>,
    /// The filter's text.
    pub filter: Option<String>,
    /// Path to sort by.
    pub sort_by: Option<String>,
    /// Whether the order is descending; `None` when not said (ascending, RFC 7644 §3.4.2.3).
    pub descending: Option<bool>,
    /// First result, 1-based.
    pub start_index: Option<u64>,
    /// Most results.
    pub count: Option<u64>,
    /// Cursor of the page (RFC 9865).
    pub cursor: Option<String>,
}

impl SearchRequest {
    /// Reads the message. A negative count is 0 and a startIndex below 1 is 1 (RFC 7644 §3.4.2.4);
    /// attributes may be a list or comma-separated text.
    pub fn read(body: &Value) -> Result<Self, MessageError> {
        let map = body
            .as_object()
            .ok_or_else(|| MessageError(format!("A search request is an object, not {}.", kind(body))))?;
        if !has_schema(map, urn::SEARCH_REQUEST) {
            return Err(MessageError(
                "The search request does not name its schema.".into(),
            ));
        }
        let number = |name: &str, least: u64| match (get_ci(map, name), count(get_ci(map, name))) {
            (_, Count::Missing) => Ok(None),
            (_, Count::Number(n) | Count::Text(n)) => Ok(Some(n.max(least))),
            (Some(Value::Number(n)), Count::Unusable) if n.as_i64().is_some_and(|n| n < 0) => Ok(Some(least)),
            (_, Count::Unusable) => Err(MessageError(format!("{name} is no whole number."))),
        };
        let order = text(get_ci(map, "sortOrder"));
        let descending = match order.as_deref() {
            None => None,
            Some(o) if o.eq_ignore_ascii_case("ascending") => Some(false),
            Some(o) if o.eq_ignore_ascii_case("descending") => Some(true),
            Some(_) => {
                return Err(MessageError(
                    "sortOrder is neither ascending nor descending.".into(),
                ));
            }
        };
        let names = |name: &str| {
            texts(get_ci(map, name))
                .iter()
                .flat_map(|t| t.split(','))
                .map(|t| t.trim().to_owned())
                .filter(|t| !t.is_empty())
                .collect()
        };
        Ok(Self {
            attributes: names("attributes"),
            excluded_attributes: names("excludedAttributes"),
            filter: text(get_ci(map, "filter")),
            sort_by: text(get_ci(map, "sortBy")),
            descending,
            start_index: number("startIndex", 1)?,
            count: number("count", 0)?,
            cursor: text(get_ci(map, "cursor")),
        })
    }

    /// The message.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        map.insert("schemas".into(), json!([urn::SEARCH_REQUEST]));
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                map.insert(name.into(), value);
            }
        };
        let list = |names: &[String]| (!names.is_empty()).then(|| json!(names));
        put("attributes", list(&self.attributes));
        put("excludedAttributes", list(&self.excluded_attributes));
        put("filter", self.filter.clone().map(Value::from));
        put("sortBy", self.sort_by.clone().map(Value::from));
        put(
            "sortOrder",
            self.descending
                .map(|d| json!(if d { "descending" } else { "ascending" })),
        );
        put("startIndex", self.start_index.map(Value::from));
        put("count", self.count.map(Value::from));
        put("cursor", self.cursor.clone().map(Value::from));
        Value::Object(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_request_is_written_and_read_back() {
        let request = SearchRequest {
            attributes: vec!["displayName".into(), "userName".into()],
            filter: Some("displayName sw \"smith\"".into()),
            sort_by: Some("userName".into()),
            descending: Some(true),
            start_index: Some(1),
            count: Some(10),
            ..SearchRequest::default()
        };
        assert_eq!(SearchRequest::read(&request.to_value()), Ok(request));
    }

    #[test]
    fn bounds_are_those_of_rfc_7644() {
        let body = json!({"schemas": [urn::SEARCH_REQUEST], "startIndex": -5, "count": -1, "attributes": "id, userName"});
        let request = SearchRequest::read(&body).expect("§3.4.2.4 gives both a meaning");
        assert_eq!((request.start_index, request.count), (Some(1), Some(0)));
        assert_eq!(request.attributes, ["id", "userName"]);
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        for body in [
            json!([]),
            json!({"filter": "id pr"}),
            json!({"schemas": [urn::SEARCH_REQUEST], "count": "ten"}),
            json!({"schemas": [urn::SEARCH_REQUEST], "sortOrder": "sideways"}),
        ] {
            assert!(SearchRequest::read(&body).is_err(), "{body}");
        }
    }
}
