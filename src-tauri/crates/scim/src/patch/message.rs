//! The PatchOp message, RFC 7644 §3.5.2.

use serde_json::{Map, Value};

use super::{PatchError, PatchOperation, PatchPath, PatchVerb};
use crate::resource::get_ci;
use crate::urn;

/// The most operations read from one message.
pub const MAX_OPERATIONS: usize = 20_000;

impl PatchVerb {
    /// `add`, `remove`, `replace`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Replace => "replace",
        }
    }

    /// Reads a verb, ignoring case (Entra writes `Add`).
    pub fn read(text: &str) -> Option<Self> {
        [Self::Add, Self::Remove, Self::Replace]
            .into_iter()
            .find(|verb| verb.as_str().eq_ignore_ascii_case(text))
    }
}

impl PatchOperation {
    /// Reads a PatchOp message (`{"schemas":[…PatchOp],"Operations":[…]}`), verbs and member names
    /// without case.
    ///
    /// Fails with `invalidSyntax` for a body of another shape, `invalidPath` or `invalidFilter` for a
    /// path, `invalidValue` for `add` or `replace` without a value (`replace` may carry `null`, which
    /// unassigns), `noTarget` for `remove` without a path (RFC 7644 §3.5.2.2).
    pub fn from_message(message: &Value) -> Result<Vec<Self>, PatchError> {
        let syntax = |detail: String| PatchError::new("invalidSyntax", detail);
        let body = message
            .as_object()
            .ok_or_else(|| syntax("A PATCH body is a JSON object.".into()))?;
        let named = get_ci(body, "schemas")
            .and_then(Value::as_array)
            .is_some_and(|schemas| {
                schemas
                    .iter()
                    .filter_map(Value::as_str)
                    .any(|schema| schema.eq_ignore_ascii_case(urn::PATCH_OP))
            });
        if !named {
            return Err(syntax(format!(
                "A PATCH body names {} in schemas.",
                urn::PATCH_OP
            )));
        }
        let operations = get_ci(body, "Operations")
            .and_then(Value::as_array)
            .ok_or_else(|| syntax("A PATCH body holds a list of Operations.".into()))?;
        if operations.is_empty() {
            return Err(syntax("Operations holds one or more operations.".into()));
        }
        if operations.len() > MAX_OPERATIONS {
            return Err(syntax(format!(
                "Operations holds more than {MAX_OPERATIONS} operations."
            )));
        }
        operations.iter().map(read_operation).collect()
    }

    /// The PatchOp message of these operations, verbs in lower case.
    pub fn to_message(operations: &[Self]) -> Value {
        let operations: Vec<Value> = operations.iter().map(Self::to_value).collect();
        let mut message = Map::new();
        message.insert("schemas".into(), Value::Array(vec![urn::PATCH_OP.into()]));
        message.insert("Operations".into(), Value::Array(operations));
        Value::Object(message)
    }

    /// One element of `Operations`.
    pub fn to_value(&self) -> Value {
        let mut operation = Map::new();
        operation.insert("op".into(), self.verb.as_str().into());
        if let Some(path) = &self.path {
            operation.insert("path".into(), path.to_string().into());
        }
        if let Some(value) = &self.value {
            operation.insert("value".into(), value.clone());
        }
        Value::Object(operation)
    }
}

fn read_operation(operation: &Value) -> Result<PatchOperation, PatchError> {
    let syntax = |detail: &str| PatchError::new("invalidSyntax", detail);
    let operation = operation
        .as_object()
        .ok_or_else(|| syntax("Each operation is a JSON object."))?;
    let verb = get_ci(operation, "op")
        .and_then(Value::as_str)
        .and_then(PatchVerb::read)
        .ok_or_else(|| syntax("The op of an operation is add, remove or replace."))?;
    let path = match get_ci(operation, "path") {
        None | Some(Value::Null) => None,
        // Some clients send an empty path for "the resource itself".
        Some(Value::String(text)) if text.trim().is_empty() => None,
        Some(Value::String(text)) => Some(PatchPath::parse(text.trim())?),
        Some(_) => {
            return Err(PatchError::new(
                "invalidPath",
                "The path of an operation is a text.",
            ));
        }
    };
    let value = get_ci(operation, "value").cloned();
    match (verb, &path, &value) {
        (PatchVerb::Remove, None, _) => Err(PatchError::new("noTarget", "A remove operation needs a path.")),
        (PatchVerb::Add, _, None | Some(Value::Null)) | (PatchVerb::Replace, _, None) => {
            Err(PatchError::new(
                "invalidValue",
                format!("The operation {} needs a value.", verb.as_str()),
            ))
        }
        // A null beside remove says nothing.
        (PatchVerb::Remove, _, Some(Value::Null)) => Ok(PatchOperation {
            verb,
            path,
            value: None,
        }),
        _ => Ok(PatchOperation { verb, path, value }),
    }
}
