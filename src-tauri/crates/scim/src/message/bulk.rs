//! Bulk requests and responses, RFC 7644 §3.7.

use serde_json::{Map, Value, json};

use super::lenient::{count_value, has_schema, kind, status, text};
use super::{MessageError, ScimError};
use crate::resource::get_ci;
use crate::urn;

/// The verb of a bulk operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BulkMethod {
    /// Create.
    Post,
    /// Replace.
    Put,
    /// Change.
    Patch,
    /// Remove.
    Delete,
}

impl BulkMethod {
    /// As written in the message.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
    /// Reads the verb, ignoring case.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Post, Self::Put, Self::Patch, Self::Delete]
            .into_iter()
            .find(|m| m.as_str().eq_ignore_ascii_case(text))
    }
}

/// A bulk request.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BulkRequest {
    /// After how many errors the server stops; `None` = never.
    pub fail_on_errors: Option<u64>,
    /// The operations, in order.
    pub operations: Vec<BulkOperation>,
}

/// One operation of a bulk request.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkOperation {
    /// The verb.
    pub method: BulkMethod,
    /// The client's name for the operation; required for POST.
    pub bulk_id: Option<String>,
    /// The resource's version, as in If-Match.
    pub version: Option<String>,
    /// `/Users` or `/Users/{id}`.
    pub path: String,
    /// The body; absent for DELETE.
    pub data: Option<Value>,
}

/// A bulk response.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BulkResponse {
    /// The results, in the order sent.
    pub operations: Vec<BulkResult>,
}

/// One result of a bulk response.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BulkResult {
    /// The verb, when it was sent and known.
    pub method: Option<BulkMethod>,
    /// The client's name for the operation.
    pub bulk_id: Option<String>,
    /// The new version.
    pub version: Option<String>,
    /// Where the resource is; text only, never to be requested.
    pub location: Option<String>,
    /// The HTTP status; `None` when the server sent none that is usable.
    pub status: Option<u16>,
    /// The body; an Error message when the operation failed.
    pub response: Option<Value>,
}

impl BulkRequest {
    /// Reads the message. A POST needs a bulkId, every verb but DELETE needs data, and the path
    /// starts with a slash (RFC 7644 §3.7).
    pub fn read(body: &Value) -> Result<Self, MessageError> {
        let map = object(body, urn::BULK_REQUEST)?;
        let operations = operations(map)?
            .iter()
            .enumerate()
            .map(|(at, value)| {
                operation(value)
                    .map_err(|why| MessageError(format!("Bulk operation {}: {why}", at.saturating_add(1))))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            fail_on_errors: count_value(get_ci(map, "failOnErrors")),
            operations,
        })
    }

    /// The message.
    pub fn to_value(&self) -> Value {
        let operations = self.operations.iter().map(|o| {
            let mut map = Map::new();
            map.insert("method".into(), o.method.as_str().into());
            put(&mut map, "bulkId", o.bulk_id.clone());
            put(&mut map, "version", o.version.clone());
            map.insert("path".into(), o.path.clone().into());
            put(&mut map, "data", o.data.clone());
            Value::Object(map)
        });
        let operations: Vec<Value> = operations.collect();
        let mut map = Map::new();
        map.insert("schemas".into(), json!([urn::BULK_REQUEST]));
        put(&mut map, "failOnErrors", self.fail_on_errors);
        map.insert("Operations".into(), operations.into());
        Value::Object(map)
    }
}

fn put(map: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        map.insert(name.into(), value.into());
    }
}

fn object<'a>(body: &'a Value, schema: &str) -> Result<&'a Map<String, Value>, MessageError> {
    let map = body
        .as_object()
        .ok_or_else(|| MessageError(format!("A bulk message is an object, not {}.", kind(body))))?;
    match has_schema(map, schema) {
        true => Ok(map),
        false => Err(MessageError("The bulk message does not name its schema.".into())),
    }
}

fn operations(map: &Map<String, Value>) -> Result<&Vec<Value>, MessageError> {
    get_ci(map, "Operations")
        .and_then(Value::as_array)
        .ok_or_else(|| MessageError("The bulk message has no list of Operations.".into()))
}

fn operation(value: &Value) -> Result<BulkOperation, &'static str> {
    let map = value.as_object().ok_or("it is no object.")?;
    let method = text(get_ci(map, "method"))
        .and_then(|m| BulkMethod::parse(&m))
        .ok_or("its method is none of POST, PUT, PATCH, DELETE.")?;
    let path = text(get_ci(map, "path"))
        .filter(|p| p.starts_with('/') && !p.starts_with("//"))
        .ok_or("its path does not start with a slash.")?;
    let operation = BulkOperation {
        method,
        bulk_id: text(get_ci(map, "bulkId")),
        version: text(get_ci(map, "version")),
        path,
        data: get_ci(map, "data").filter(|d| !d.is_null()).cloned(),
    };
    if method == BulkMethod::Post && operation.bulk_id.is_none() {
        return Err("a POST needs a bulkId.");
    }
    if method != BulkMethod::Delete && operation.data.is_none() {
        return Err("it has no data.");
    }
    Ok(operation)
}

impl BulkResponse {
    /// Reads the message leniently: status as text, number or `{"code": …}`; a result that is no
    /// object becomes an empty one, so that results stay in step with the operations.
    pub fn read(body: &Value) -> Result<Self, MessageError> {
        let map = object(body, urn::BULK_RESPONSE)?;
        let results = operations(map)?.iter().map(|value| {
            let Some(map) = value.as_object() else {
                return BulkResult::default();
            };
            BulkResult {
                method: text(get_ci(map, "method")).and_then(|m| BulkMethod::parse(&m)),
                bulk_id: text(get_ci(map, "bulkId")),
                version: text(get_ci(map, "version")),
                location: text(get_ci(map, "location")),
                status: status(get_ci(map, "status")),
                response: get_ci(map, "response").filter(|r| !r.is_null()).cloned(),
            }
        });
        Ok(Self {
            operations: results.collect(),
        })
    }

    /// The message, each status as text (RFC 7644 §3.7).
    pub fn to_value(&self) -> Value {
        let operations = self.operations.iter().map(|o| {
            let mut map = Map::new();
            put(&mut map, "location", o.location.clone());
            put(&mut map, "method", o.method.map(BulkMethod::as_str));
            put(&mut map, "bulkId", o.bulk_id.clone());
            put(&mut map, "version", o.version.clone());
            put(&mut map, "status", o.status.map(|s| s.to_string()));
            put(&mut map, "response", o.response.clone());
            Value::Object(map)
        });
        let operations: Vec<Value> = operations.collect();
        json!({"schemas": [urn::BULK_RESPONSE], "Operations": operations})
    }
}

impl BulkResult {
    /// Whether the operation succeeded; `None` when the server did not say.
    pub fn succeeded(&self) -> Option<bool> {
        self.status.map(|s| (200..300).contains(&s))
    }
    /// The Error message in the response.
    pub fn error(&self) -> Option<ScimError> {
        self.response.as_ref().and_then(ScimError::read)
    }
}

/// Replaces every text `bulkId:x` in `data` by what `id_of` knows for `x` (RFC 7644 §3.7.2).
/// Returns the bulkIds it did not know, in the order met; those stay as they are.
pub fn replace_bulk_ids(data: &mut Value, id_of: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut unknown = vec![];
    // A list of work instead of recursion: depth is the sender's choice.
    let mut open = vec![data];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => {
                if let Some(bulk_id) = text.strip_prefix("bulkId:") {
                    match id_of(bulk_id) {
                        Some(id) => *text = id,
                        None => unknown.push(bulk_id.to_owned()),
                    }
                }
            }
            Value::Array(items) => open.extend(items.iter_mut().rev()),
            Value::Object(map) => open.extend(map.values_mut().rev()),
            _ => {}
        }
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bulk_request_is_written_and_read_back() {
        let request = BulkRequest {
            fail_on_errors: Some(1),
            operations: vec![
                BulkOperation {
                    method: BulkMethod::Post,
                    bulk_id: Some("qwerty".into()),
                    version: None,
                    path: "/Users".into(),
                    data: Some(json!({"userName": "mira@example.com"})),
                },
                BulkOperation {
                    method: BulkMethod::Delete,
                    bulk_id: None,
                    version: Some("W/\"1\"".into()),
                    path: "/Users/7".into(),
                    data: None,
                },
            ],
        };
        assert_eq!(BulkRequest::read(&request.to_value()), Ok(request));
    }

    #[test]
    fn an_operation_that_cannot_be_done_is_refused_with_its_number() {
        for operation in [
            json!({"method": "POST", "path": "/Users", "data": {}}),
            json!({"method": "PUT", "path": "/Users/1"}),
            json!({"method": "GET", "path": "/Users/1"}),
            json!({"method": "DELETE", "path": "//evil.example.net/Users/1"}),
            json!(3),
        ] {
            let good = json!({"method": "DELETE", "path": "/Users/1"});
            let body = json!({"schemas": [urn::BULK_REQUEST], "Operations": [good, operation]});
            let error = BulkRequest::read(&body).expect_err("RFC 7644 §3.7 requires more");
            assert!(error.0.starts_with("Bulk operation 2: "), "{error}");
        }
    }

    #[test]
    fn results_keep_their_order_and_status_in_any_notation() {
        let body = json!({"schemas": [urn::BULK_RESPONSE], "Operations": [
            {"method": "post", "bulkId": "a", "status": "201", "location": "https://example.com/v2/Users/1"},
            {"method": "POST", "bulkId": "b", "status": 400, "response": {"schemas": [urn::ERROR], "status": "400", "detail": "no"}},
            {"method": "POST", "bulkId": "c", "status": {"code": "409"}},
            null
        ]});
        let response = BulkResponse::read(&body).expect("a bulk response");
        let statuses: Vec<_> = response.operations.iter().map(|o| o.status).collect();
        assert_eq!(
            statuses,
            [Some(201), Some(400), Some(409), None],
            "text, number, object, nothing"
        );
        let failed = response
            .operations
            .get(1)
            .and_then(BulkResult::error)
            .and_then(|e| e.detail);
        assert_eq!(failed.as_deref(), Some("no"), "the reason comes with the result");
        assert_eq!(
            response.operations.get(3).and_then(BulkResult::succeeded),
            None,
            "unknown is not failed"
        );
        assert_eq!(
            BulkResponse::read(&response.to_value()),
            Ok(response),
            "written and read back"
        );
    }

    #[test]
    fn references_to_bulk_ids_are_replaced_and_unknown_ones_reported() {
        let mut data =
            json!({"members": [{"value": "bulkId:a"}, {"value": "bulkId:zz"}], "displayName": "bulk"});
        let unknown = replace_bulk_ids(&mut data, &|id| (id == "a").then(|| "42".to_owned()));
        assert_eq!(
            data,
            json!({"members": [{"value": "42"}, {"value": "bulkId:zz"}], "displayName": "bulk"})
        );
        assert_eq!(unknown, ["zz"], "the server answers 409 or 400 for these");
    }
}
