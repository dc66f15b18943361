//! Reading schemas that a server sent, leniently and within bounds (threats: huge, deep, odd schemas).

use serde_json::{Map, Value, json};

use super::{Attribute, AttributeType, Mutability, Returned, Schema, Uniqueness};
use crate::message::lenient::{boolean, kind, text, texts};
use crate::message::{ListResponse, MessageError};
use crate::resource::get_ci;

/// The most attributes and sub-attributes that one schema may have; above, it is refused.
pub const MAX_ATTRIBUTES: usize = 5_000;
/// The most schemas that are read from one answer.
pub const MAX_SCHEMAS: usize = 500;
/// How deep sub-attributes are read. The RFC knows one level below a complex attribute, the Schema
/// schema itself has two; what lies deeper is left out.
pub const MAX_DEPTH: usize = 4;
/// The most characters of a name, description or canonical value.
const MAX_TEXT: usize = 4_096;
const MAX_NAME: usize = 256;
const MAX_CANONICAL_VALUES: usize = 1_000;
const MAX_DEVIATIONS: usize = 50;

impl Schema {
    /// Reads one schema (RFC 7643 §7) as real servers write it: unknown types become text, enum
    /// values in any case, missing characteristics take the RFC's defaults (§2.2), attributes
    /// without a name and repeated ones are left out. Returns the schema and the deviations met.
    ///
    /// Refused are bodies without id and name, and those with more than [`MAX_ATTRIBUTES`].
    pub fn read(body: &Value) -> Result<(Self, Vec<String>), MessageError> {
        let map = body
            .as_object()
            .ok_or_else(|| MessageError(format!("A schema is an object, not {}.", kind(body))))?;
        let name = short(text(get_ci(map, "name")), MAX_NAME);
        let id = short(text(get_ci(map, "id")), MAX_NAME);
        let label = id.clone().or_else(|| name.clone());
        let label = label.ok_or_else(|| MessageError("A schema has neither id nor name.".into()))?;
        let mut reader = Reader {
            schema: label.clone(),
            attributes: 0,
            deviations: vec![],
            unsaid: 0,
        };
        if id.is_none() {
            reader.deviates("has no id");
        } else if !label.to_ascii_lowercase().starts_with("urn:") {
            reader.deviates("has an id that is no URN");
        }
        let attributes = match get_ci(map, "attributes") {
            Some(Value::Array(items)) => reader.attributes(items, "", 1)?,
            None | Some(Value::Null) => {
                reader.deviates("has no attributes");
                vec![]
            }
            Some(other) => {
                reader.deviates(format!("has {} where a list of attributes belongs", kind(other)));
                vec![]
            }
        };
        let schema = Self {
            name: name.unwrap_or_else(|| last_segment(&label)),
            id: label,
            description: short(text(get_ci(map, "description")), MAX_TEXT).unwrap_or_default(),
            attributes,
        };
        if reader.unsaid > 0 {
            let more = format!("Schema {} has {} more deviations.", reader.schema, reader.unsaid);
            reader.deviations.push(more);
        }
        Ok((schema, reader.deviations))
    }

    /// Reads the answer of `/Schemas`: a list, a bare array, or one schema. A schema that cannot be
    /// read is left out and noted; the answer as a whole is refused only when it is no list at all.
    pub fn read_all(body: &Value) -> Result<(Vec<Self>, Vec<String>), MessageError> {
        let list = ListResponse::read(body)?;
        let mut deviations = list.deviations;
        let mut schemas: Vec<Self> = vec![];
        if list.resources.len() > MAX_SCHEMAS {
            deviations.push(format!(
                "The server sent more than {MAX_SCHEMAS} schemas; the rest is left out."
            ));
        }
        for value in list.resources.iter().take(MAX_SCHEMAS) {
            match Self::read(value) {
                Ok((schema, _)) if schemas.iter().any(|s| s.id.eq_ignore_ascii_case(&schema.id)) => {
                    deviations.push(format!("The server sent schema {} twice.", schema.id));
                }
                Ok((schema, met)) => {
                    schemas.push(schema);
                    deviations.extend(met);
                }
                Err(refused) => deviations.push(refused.0),
            }
        }
        Ok((schemas, deviations))
    }

    /// The schema as a resource, as `/Schemas` answers (RFC 7643 §7), without `meta`.
    pub fn to_value(&self) -> Value {
        let mut value = json!({"schemas": [crate::urn::SCHEMA]});
        if let (Some(map), Ok(Value::Object(own))) = (value.as_object_mut(), serde_json::to_value(self)) {
            map.extend(own);
        }
        value
    }
}

/// Cuts text to `max` characters.
fn short(text: Option<String>, max: usize) -> Option<String> {
    text.map(|t| match t.char_indices().nth(max) {
        Some((at, _)) => t.get(..at).unwrap_or_default().to_owned(),
        None => t,
    })
}

fn last_segment(id: &str) -> String {
    id.rsplit(':').next().unwrap_or(id).to_owned()
}

struct Reader {
    schema: String,
    attributes: usize,
    deviations: Vec<String>,
    unsaid: usize,
}

impl Reader {
    fn deviates(&mut self, what: impl std::fmt::Display) {
        if self.deviations.len() < MAX_DEVIATIONS {
            self.deviations.push(format!("Schema {} {what}.", self.schema));
        } else {
            self.unsaid = self.unsaid.saturating_add(1);
        }
    }

    fn attributes(
        &mut self,
        items: &[Value],
        parent: &str,
        depth: usize,
    ) -> Result<Vec<Attribute>, MessageError> {
        let mut attributes: Vec<Attribute> = Vec::new();
        let mut names = std::collections::HashSet::new();
        for item in items {
            self.attributes = self.attributes.saturating_add(1);
            if self.attributes > MAX_ATTRIBUTES {
                return Err(MessageError(format!(
                    "Schema {} has more than {MAX_ATTRIBUTES} attributes and is left out.",
                    self.schema
                )));
            }
            let Some(map) = item.as_object() else {
                self.deviates(format!("has {} where an attribute belongs", kind(item)));
                continue;
            };
            let Some(name) = short(text(get_ci(map, "name")), MAX_NAME) else {
                self.deviates("has an attribute without a name");
                continue;
            };
            let path = match parent {
                "" => name.clone(),
                parent => format!("{parent}.{name}"),
            };
            if !names.insert(name.to_ascii_lowercase()) {
                self.deviates(format!("declares {path} twice"));
                continue;
            }
            attributes.push(self.attribute(map, name, &path, depth)?);
        }
        Ok(attributes)
    }

    fn attribute(
        &mut self,
        map: &Map<String, Value>,
        name: String,
        path: &str,
        depth: usize,
    ) -> Result<Attribute, MessageError> {
        let sub_attributes = match get_ci(map, "subAttributes") {
            Some(Value::Array(items)) if depth >= MAX_DEPTH && !items.is_empty() => {
                self.deviates(format!("nests {path} too deep; its parts are left out"));
                vec![]
            }
            Some(Value::Array(items)) => self.attributes(items, path, depth.saturating_add(1))?,
            None | Some(Value::Null) => vec![],
            Some(other) => {
                self.deviates(format!("has {} where the parts of {path} belong", kind(other)));
                vec![]
            }
        };
        let mut kind = self.one_of(map, "type", path, &TYPES);
        if !sub_attributes.is_empty() && kind != AttributeType::Complex {
            self.deviates(format!("gives parts to {path}, which it does not call complex"));
            kind = AttributeType::Complex;
        }
        let mut canonical_values = texts(get_ci(map, "canonicalValues"));
        canonical_values.truncate(MAX_CANONICAL_VALUES);
        let mut reference_types = texts(get_ci(map, "referenceTypes"));
        reference_types.truncate(MAX_CANONICAL_VALUES);
        let mut mutability = self.one_of(map, "mutability", path, &MUTABILITIES);
        // SCIM 1.1 said `readOnly: true`.
        if get_ci(map, "mutability").is_none() && boolean(get_ci(map, "readOnly")) == Some(true) {
            mutability = Mutability::ReadOnly;
        }
        Ok(Attribute {
            name,
            kind,
            multi_valued: self.flag(map, "multiValued", path),
            description: short(text(get_ci(map, "description")), MAX_TEXT).unwrap_or_default(),
            required: self.flag(map, "required", path),
            canonical_values,
            case_exact: self.flag(map, "caseExact", path),
            mutability,
            returned: self.one_of(map, "returned", path, &RETURNED),
            uniqueness: self.one_of(map, "uniqueness", path, &UNIQUENESS),
            reference_types,
            sub_attributes,
        })
    }

    fn flag(&mut self, map: &Map<String, Value>, name: &str, path: &str) -> bool {
        match get_ci(map, name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(b)) => *b,
            Some(other) => {
                self.deviates(format!("writes {name} of {path} as {}", kind(other)));
                boolean(Some(other)).unwrap_or(false)
            }
        }
    }

    fn one_of<T: Copy + Default>(
        &mut self,
        map: &Map<String, Value>,
        name: &str,
        path: &str,
        known: &[(&str, T)],
    ) -> T {
        let found = match get_ci(map, name) {
            None | Some(Value::Null) => return T::default(),
            Some(value) => value.as_str().unwrap_or_default(),
        };
        if let Some((_, value)) = known.iter().find(|(text, _)| *text == found) {
            return *value;
        }
        // "read-only", "READ_ONLY" and "ReadOnly" can mean only one thing.
        let plain = |t: &str| -> String {
            let letters = t.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|c| c.to_ascii_lowercase()).take(32).collect()
        };
        let found = plain(found);
        match known.iter().find(|(text, _)| plain(text) == found) {
            Some((text, value)) => {
                self.deviates(format!("spells {name} {text} of {path} differently"));
                *value
            }
            None => {
                self.deviates(format!("has an unknown {name} on {path}"));
                T::default()
            }
        }
    }
}

const TYPES: [(&str, AttributeType); 12] = [
    ("string", AttributeType::String),
    ("boolean", AttributeType::Boolean),
    ("decimal", AttributeType::Decimal),
    ("integer", AttributeType::Integer),
    ("dateTime", AttributeType::DateTime),
    ("reference", AttributeType::Reference),
    ("binary", AttributeType::Binary),
    ("complex", AttributeType::Complex),
    // Seen in the wild; the meaning is clear.
    ("bool", AttributeType::Boolean),
    ("int", AttributeType::Integer),
    ("number", AttributeType::Decimal),
    ("date", AttributeType::DateTime),
];
const MUTABILITIES: [(&str, Mutability); 4] = [
    ("readOnly", Mutability::ReadOnly),
    ("readWrite", Mutability::ReadWrite),
    ("immutable", Mutability::Immutable),
    ("writeOnly", Mutability::WriteOnly),
];
const RETURNED: [(&str, Returned); 4] = [
    ("always", Returned::Always),
    ("never", Returned::Never),
    ("default", Returned::Default),
    ("request", Returned::Request),
];
const UNIQUENESS: [(&str, Uniqueness); 3] = [
    ("none", Uniqueness::None),
    ("server", Uniqueness::Server),
    ("global", Uniqueness::Global),
];

#[cfg(test)]
mod tests;
