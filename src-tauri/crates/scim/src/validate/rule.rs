//! The rules a resource can break, and their sentences.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Severity;
use crate::sentence::filled;

macro_rules! rules {
    ($($(#[$docs:meta])* $name:ident $code:literal $sentence:literal;)*) => {
        /// What exactly was found. Closed: each has one sentence, here in English, elsewhere in other languages.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Rule {
            $($(#[$docs])* $name,)*
        }

        impl Rule {
            /// All of them.
            pub const ALL: &[Rule] = &[$(Rule::$name,)*];

            /// The group of rules it belongs to: `required`, `type`, `readOnly`, `immutable`, `canonical`, `primary`,
            /// `unknown`, `returnedNever`, `schemas`, `format`, `duplicate`.
            pub fn code(self) -> &'static str {
                match self { $(Rule::$name => $code,)* }
            }

            fn sentence(self) -> &'static str {
                match self { $(Rule::$name => $sentence,)* }
            }
        }
    };
}

rules! {
    /// A required attribute is absent.
    Required "required" "This attribute is required.";
    /// A required attribute is empty text.
    RequiredEmpty "required" "This attribute is required and must not be empty.";
    /// The server left out what it must always send.
    AlwaysSent "required" "The server must always send this attribute.";
    /// The server left out a required attribute.
    NotSent "required" "The server did not send this required attribute.";
    /// The server sent no id.
    IdMissing "required" "The server must send an id.";
    /// A required extension is absent; `type`, `extension`.
    ExtensionRequired "required" "Every {type} needs the extension {extension}.";
    /// An immutable attribute is removed.
    ImmutableRemoved "immutable" "This attribute cannot be removed once it is set.";
    /// An immutable attribute is left out of a whole resource.
    ImmutableLeftOut "immutable" "This attribute was set and is left out.";
    /// An immutable attribute is changed.
    ImmutableChanged "immutable" "This cannot be changed once it is set.";
    /// A read-only attribute is sent.
    ReadOnlyIgnored "readOnly" "The server ignores this: it is read-only.";
    /// A read-only attribute is sent with another value.
    ReadOnlyChangeIgnored "readOnly" "The server ignores this change: it is read-only.";
    /// A read-only attribute is changed.
    ReadOnlyChanged "readOnly" "This cannot be changed: it is read-only.";
    /// The server sent what it must never send.
    NeverSent "returnedNever" "The server must never send this attribute.";
    /// One value where a list belongs.
    List "type" "This attribute is a list.";
    /// A list where one value belongs.
    Single "type" "This attribute has a single value, not a list.";
    /// No object where parts belong.
    Object "type" "This attribute has parts and must be an object.";
    /// An extension that is no object.
    ExtensionObject "type" "An extension's data must be an object.";
    /// Not true or false.
    Boolean "type" "This attribute is true or false, without quotes.";
    /// Not a whole number.
    Integer "type" "This attribute is a whole number.";
    /// Not a number.
    Decimal "type" "This attribute is a number.";
    /// Not text.
    Text "type" "This attribute is text.";
    /// Not a date and time.
    DateTime "format" "This attribute is a date and time such as 2026-09-01T08:00:00Z.";
    /// A date and time without zone.
    NoTimeZone "format" "The date and time does not name a time zone.";
    /// Not base64.
    Base64 "format" "This attribute is base64.";
    /// Base64 with spaces.
    Base64Breaks "format" "The base64 has spaces or line breaks in it.";
    /// Not an address.
    Address "format" "This attribute should be an address without spaces.";
    /// Not one of the suggested values; `values`.
    Canonical "canonical" "The usual values are {values}.";
    /// More than one entry is primary; `count`.
    Primaries "primary" "{count} entries are primary; only one may be.";
    /// An extension the type does not declare; `type`.
    UndeclaredExtension "unknown" "{type} does not declare this extension.";
    /// An attribute no schema declares.
    UndeclaredAttribute "unknown" "No schema declares this attribute.";
    /// A sub-attribute no schema declares.
    UndeclaredPart "unknown" "No schema declares this part.";
    /// No `schemas`.
    SchemasMissing "schemas" "schemas is missing.";
    /// `schemas` is no list.
    SchemasList "type" "schemas must be a list.";
    /// An entry of `schemas` is no text.
    SchemaText "type" "A schema is named by text.";
    /// `schemas` does not name the type's own; `schema`.
    SchemasCore "schemas" "schemas must name {schema}.";
    /// `schemas` does not name an extension with data; `schema`.
    SchemasExtension "schemas" "schemas must name {schema} because the resource has data of it.";
    /// `schemas` names one the type does not declare; `type`.
    SchemaUndeclared "schemas" "{type} does not declare this schema.";
    /// `schemas` names one twice.
    SchemaTwice "schemas" "The schema is named twice.";
    /// Another resource has a value that must be unique (RFC 7643 §7). Never found by looking at one resource.
    Duplicate "duplicate" "Somebody else in the copy has this already; the server wants it to be unique.";
    /// This server is known to want it of everybody new, whatever its schemas say.
    RequiredHere "required" "This server wants a value here from everybody new.";
    /// This server is known to take no text so long; `count` characters.
    TooLongHere "format" "This server takes at most {count} characters here.";
    /// This server is known to take addresses only.
    AddressHere "format" "This server wants an e-mail address here.";
    /// This server is known to take short names, not addresses.
    HandleHere "format" "This server wants a short name here, without an @.";
}

impl Rule {
    /// The rule as it is written on the wire.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(text)) => text,
            _ => String::new(),
        }
    }
    /// A finding of this rule at `path`, whose sentence names one thing.
    pub fn naming(
        self,
        name: &'static str,
        value: impl Into<String>,
        severity: Severity,
        path: impl Into<String>,
    ) -> super::Finding {
        Broken::from(self).with(name, value).at(severity, path)
    }
    /// A finding of this rule at `path`.
    pub fn at(self, severity: Severity, path: impl Into<String>) -> super::Finding {
        Broken::from(self).at(severity, path)
    }
    pub(super) fn with(self, name: &'static str, value: impl Into<String>) -> Broken {
        Broken::from(self).with(name, value)
    }
}

/// A rule with what its sentence names.
pub(super) struct Broken {
    rule: Rule,
    params: BTreeMap<String, String>,
}

impl From<Rule> for Broken {
    fn from(rule: Rule) -> Self {
        Self {
            rule,
            params: BTreeMap::new(),
        }
    }
}

impl Broken {
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
    pub(super) fn at(self, severity: Severity, path: impl Into<String>) -> super::Finding {
        super::Finding {
            path: path.into(),
            code: self.rule.code(),
            rule: self.rule,
            severity,
            message: filled(self.rule.sentence(), &self.params),
            params: self.params,
        }
    }
}
