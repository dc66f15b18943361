//! Schemas and their attribute characteristics, RFC 7643 §2 and §7.

pub mod builtin;
pub(crate) mod coerce;
mod model;
mod read;

pub use coerce::{CoerceError, CoerceOptions, coerce, coerce_with};
pub use model::{AttributeView, Resolved, ResourceModel};

use serde::{Deserialize, Serialize};

/// A schema, RFC 7643 §7: built in, or read from `/Schemas` at run time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Schema {
    /// The schema's URN.
    pub id: String,
    /// A name for people.
    #[serde(default)]
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Its attributes, in the order declared.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

/// One attribute with its characteristics, RFC 7643 §2.2 and §7. Serialized in the RFC's JSON names.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// The attribute's name; compared without case.
    pub name: String,
    /// Data type.
    #[serde(rename = "type", default)]
    pub kind: AttributeType,
    /// Whether it is a list.
    #[serde(default)]
    pub multi_valued: bool,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Whether a create must carry it.
    #[serde(default)]
    pub required: bool,
    /// Suggested values; a server may accept others (RFC 7643 §7).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub canonical_values: Vec<String>,
    /// Whether string comparison minds case. Default false (RFC 7643 §2.2).
    #[serde(default)]
    pub case_exact: bool,
    /// When it may be written.
    #[serde(default)]
    pub mutability: Mutability,
    /// When it is returned.
    #[serde(default)]
    pub returned: Returned,
    /// How far its values are unique.
    #[serde(default)]
    pub uniqueness: Uniqueness,
    /// What a reference may point to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference_types: Vec<String>,
    /// The parts of a complex attribute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_attributes: Vec<Attribute>,
}

/// Data types, RFC 7643 §2.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AttributeType {
    /// Text (also what an unknown type is read as).
    #[default]
    String,
    /// true or false.
    Boolean,
    /// A number with a fraction.
    Decimal,
    /// A whole number.
    Integer,
    /// An instant, RFC 3339.
    DateTime,
    /// A URI or the id of another resource.
    Reference,
    /// Base64.
    Binary,
    /// An object of sub-attributes.
    Complex,
}

/// When an attribute may be written, RFC 7643 §7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mutability {
    /// Never by a client.
    ReadOnly,
    /// Any time.
    #[default]
    ReadWrite,
    /// Once, at creation or while absent.
    Immutable,
    /// Any time, never returned.
    WriteOnly,
}

/// When an attribute is returned, RFC 7643 §7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Returned {
    /// In every answer.
    Always,
    /// In none: a secret.
    Never,
    /// Unless left out by `attributes`.
    #[default]
    Default,
    /// Only when asked for.
    Request,
}

/// How far values are unique, RFC 7643 §7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Uniqueness {
    /// Not at all.
    #[default]
    None,
    /// Within this service provider.
    Server,
    /// Everywhere.
    Global,
}

impl Attribute {
    /// A sub-attribute by name, ignoring case.
    pub fn sub(&self, name: &str) -> Option<&Attribute> {
        self.sub_attributes
            .iter()
            .find(|a| a.name.eq_ignore_ascii_case(name))
    }
}

impl Schema {
    /// An attribute by name, ignoring case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|a| a.name.eq_ignore_ascii_case(name))
    }
}
