//! Bringing a value into the shape its attribute declares, before it is written.

use serde_json::{Map, Value};

use super::equal::assigned;
use super::{Dialect, PatchError, Undeclared};
use crate::filter::value::{decode, instant};
use crate::{Attribute, AttributeType, Mutability};

/// One value (one element, for a list) as it is stored: types checked, names spelled as declared,
/// unassigned parts left out, and for elements of a list the parts left out that only the server
/// writes (RFC 7644 §3.3: they are ignored).
pub(crate) fn one_value(dialect: &Dialect, attribute: &Attribute, value: Value) -> Result<Value, PatchError> {
    let wrong = |expected: &str| {
        Err(PatchError::new(
            "invalidValue",
            format!("{} takes {expected}.", attribute.name),
        ))
    };
    match (attribute.kind, value) {
        (AttributeType::Complex, Value::Object(parts)) => object(dialect, attribute, parts),
        (AttributeType::Complex, _) => wrong("an object with its sub-attributes"),
        (AttributeType::String | AttributeType::Reference, value @ Value::String(_)) => Ok(value),
        (AttributeType::String | AttributeType::Reference, _) => wrong("a text"),
        (AttributeType::Boolean, value @ Value::Bool(_)) => Ok(value),
        (AttributeType::Boolean, _) => wrong("true or false"),
        (AttributeType::Integer, Value::Number(number)) if !number.is_f64() => Ok(Value::Number(number)),
        (AttributeType::Integer, _) => wrong("a whole number"),
        (AttributeType::Decimal, value @ Value::Number(_)) => Ok(value),
        (AttributeType::Decimal, _) => wrong("a number"),
        (AttributeType::DateTime, Value::String(text)) if instant(&text).is_some() => Ok(Value::String(text)),
        (AttributeType::DateTime, _) => wrong("a date and time"),
        (AttributeType::Binary, Value::String(text)) if decode(&text).is_some() => Ok(Value::String(text)),
        (AttributeType::Binary, _) => wrong("base64"),
    }
}

fn object(dialect: &Dialect, attribute: &Attribute, parts: Map<String, Value>) -> Result<Value, PatchError> {
    let mut shaped = Map::new();
    for (name, part) in parts {
        if !assigned(&part) {
            continue;
        }
        let Some(sub) = attribute.sub(&name) else {
            undeclared(dialect, &attribute.name, &name)?;
            shaped.insert(name, part);
            continue;
        };
        if sub.mutability == Mutability::ReadOnly {
            continue;
        }
        let part = match part {
            Value::Array(items) if sub.multi_valued => Value::Array(
                items
                    .into_iter()
                    .filter(assigned)
                    .map(|item| one_value(dialect, sub, item))
                    .collect::<Result<_, _>>()?,
            ),
            part if sub.multi_valued => Value::Array(vec![one_value(dialect, sub, part)?]),
            part => one_value(dialect, sub, part)?,
        };
        shaped.insert(sub.name.clone(), part);
    }
    Ok(Value::Object(shaped))
}

/// Refuses a part that no schema declares, where the dialect does.
pub(crate) fn undeclared(dialect: &Dialect, holder: &str, name: &str) -> Result<(), PatchError> {
    match dialect.undeclared {
        Undeclared::Keep => Ok(()),
        Undeclared::Refuse => Err(PatchError::new(
            "invalidValue",
            format!("{holder} has no attribute {name}."),
        )),
    }
}
