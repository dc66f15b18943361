//! A resource type with its schemas, and finding attributes in it by path.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Attribute, AttributeType, Schema, builtin};
use crate::AttrPath;
use crate::attr_path::AttrPathError;

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

impl<'a> Resolved<'a> {
    /// The last attribute of the path: the sub-attribute if there is one.
    pub fn leaf(&self) -> &'a Attribute {
        self.sub_attribute.unwrap_or(self.attribute)
    }
}

/// One attribute or sub-attribute of a model with its full path; see [`ResourceModel::attributes`].
#[derive(Debug, Clone, PartialEq)]
pub struct AttributeView<'a> {
    /// The path under which it is read and written; with URN when it belongs to an extension.
    pub path: AttrPath,
    /// The attribute itself.
    pub attribute: &'a Attribute,
    /// The complex attribute that it is a part of.
    pub parent: Option<&'a Attribute>,
    /// The extension that it belongs to.
    pub extension: Option<&'a Schema>,
}

impl AttributeView<'_> {
    /// Whether it holds a single value that fits in one cell: not complex, and neither it nor its
    /// parent is a list.
    pub fn is_single_value(&self) -> bool {
        self.attribute.kind != AttributeType::Complex
            && !self.attribute.multi_valued
            && self.parent.is_none_or(|p| !p.multi_valued)
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
    /// The core schema or extension with this URN, ignoring case.
    pub fn schema(&self, urn: &str) -> Option<&Schema> {
        if !self.core.id.is_empty() && self.core.id.eq_ignore_ascii_case(urn) {
            return Some(&self.core);
        }
        self.extension(urn)
    }
    /// Parses a path, dividing URN and attribute by the schemas of this model; a URN that no
    /// schema here has is divided as [`AttrPath::parse`] does.
    pub fn path(&self, text: &str) -> Result<AttrPath, AttrPathError> {
        let schemas = std::iter::once(&self.core).chain(self.extensions.iter().map(|(s, _)| s));
        let longest = schemas
            .filter_map(|s| {
                let head = text.get(..s.id.len())?;
                let rest = text.get(s.id.len()..)?;
                let fits = !s.id.is_empty()
                    && head.eq_ignore_ascii_case(&s.id)
                    && (rest.is_empty() || rest.starts_with([':', '.']));
                fits.then_some((head, rest))
            })
            .max_by_key(|(head, _)| head.len());
        match longest {
            Some((urn, "")) => AttrPath::within(urn, ""),
            // A colon or dot is one byte.
            Some((urn, rest)) => match AttrPath::parse(rest.get(1..).unwrap_or_default()) {
                Ok(names) => Ok(AttrPath {
                    urn: Some(urn.into()),
                    ..names
                }),
                Err(e) => Err(AttrPathError {
                    position: e.position.saturating_add(urn.len()).saturating_add(1),
                    ..e
                }),
            },
            None => AttrPath::parse(text),
        }
    }
    /// The path divided into URN and attribute by the schemas of this model.
    pub fn normalize<'p>(&self, path: &'p AttrPath) -> Cow<'p, AttrPath> {
        match &path.urn {
            None => Cow::Borrowed(path),
            Some(urn) if self.schema(urn).is_some() => Cow::Borrowed(path),
            Some(_) => match self.path(&path.to_string()) {
                Ok(divided) if divided.urn.as_deref().is_some_and(|u| self.schema(u).is_some()) => {
                    Cow::Owned(divided)
                }
                _ => Cow::Borrowed(path),
            },
        }
    }
    /// The schema that a path names as a whole (`urn:…:enterprise:2.0:User`).
    pub fn whole_schema(&self, path: &AttrPath) -> Option<&Schema> {
        let path = self.normalize(path);
        match (&path.urn, path.is_extension()) {
            (Some(urn), true) => self.schema(urn),
            _ => None,
        }
    }
    /// Finds what a path names. A path without URN is looked up in the core schema and the common
    /// attributes (`id`, `externalId`, `meta`, `schemas`; RFC 7643 §3.1); with URN in that schema.
    /// `None` for what no schema declares, and for an extension as a whole
    /// (see [`ResourceModel::whole_schema`]).
    pub fn resolve(&self, path: &AttrPath) -> Option<Resolved<'_>> {
        let path = self.normalize(path);
        let extension = match &path.urn {
            None => None,
            Some(urn) if self.core.id.eq_ignore_ascii_case(urn) => None,
            Some(urn) => Some(self.extension(urn)?),
        };
        let attribute = match extension {
            Some(schema) => schema.attribute(&path.attribute)?,
            None => self.core.attribute(&path.attribute).or_else(|| {
                builtin::common_attributes()
                    .iter()
                    .find(|a| a.name.eq_ignore_ascii_case(&path.attribute))
            })?,
        };
        let sub_attribute = match &path.sub_attribute {
            None => None,
            Some(sub) => Some(attribute.sub(sub)?),
        };
        Some(Resolved {
            extension: extension.map(|s| s.id.as_str()),
            attribute,
            sub_attribute,
        })
    }
    /// Every attribute with its path, each complex one followed by its parts: `id`, `externalId`,
    /// the core schema, the extensions, `meta`, `schemas`. For forms, columns and completion.
    pub fn attributes(&self) -> impl Iterator<Item = AttributeView<'_>> {
        let common = |names: [&'static str; 2]| {
            names.into_iter().filter_map(|name| {
                // A server may declare the common attributes in its core schema.
                if self.core.attribute(name).is_some() {
                    return None;
                }
                builtin::common_attributes().iter().find(|a| a.name == name)
            })
        };
        let core = common(["id", "externalId"])
            .chain(&self.core.attributes)
            .chain(common(["meta", "schemas"]))
            .map(|a| (None, a));
        // `meta` and `schemas` are of least interest, so they come after the extensions.
        let (first, last): (Vec<_>, Vec<_>) =
            core.partition(|(_, a)| !matches!(a.name.as_str(), "meta" | "schemas"));
        let extensions = self
            .extensions
            .iter()
            .flat_map(|(schema, _)| schema.attributes.iter().map(move |a| (Some(schema), a)));
        first
            .into_iter()
            .chain(extensions)
            .chain(last)
            .flat_map(|(extension, attribute)| with_parts(extension, attribute))
    }
}

fn with_parts<'a>(
    extension: Option<&'a Schema>,
    attribute: &'a Attribute,
) -> impl Iterator<Item = AttributeView<'a>> {
    let path = move |sub: Option<&Attribute>| AttrPath {
        urn: extension.map(|s| s.id.clone()),
        attribute: attribute.name.clone(),
        sub_attribute: sub.map(|s| s.name.clone()),
    };
    let whole = AttributeView {
        path: path(None),
        attribute,
        parent: None,
        extension,
    };
    std::iter::once(whole).chain(attribute.sub_attributes.iter().map(move |sub| AttributeView {
        path: path(Some(sub)),
        attribute: sub,
        parent: Some(attribute),
        extension,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::urn::{ENTERPRISE_USER, USER};

    fn find<'a>(model: &'a ResourceModel, text: &str) -> Option<Resolved<'a>> {
        model.resolve(&AttrPath::parse(text).unwrap_or_else(|e| panic!("{text}: {e}")))
    }

    #[test]
    fn paths_lead_to_core_common_and_extension_attributes() {
        let user = ResourceModel::user();
        let leaf = |text: &str| find(&user, text).map(|r| (r.extension.is_some(), r.leaf().name.clone()));
        assert_eq!(
            leaf("USERNAME"),
            Some((false, "userName".into())),
            "case does not matter"
        );
        assert_eq!(
            leaf("meta.lastModified"),
            Some((false, "lastModified".into())),
            "common attributes need no schema"
        );
        assert_eq!(
            leaf(&format!("{USER}:name.givenName")),
            Some((false, "givenName".into()))
        );
        assert_eq!(
            leaf(&format!("{ENTERPRISE_USER}:manager.$ref")),
            Some((true, "$ref".into()))
        );
        assert_eq!(
            leaf("department"),
            None,
            "an extension's attribute needs its URN (RFC 7644 §3.10)"
        );
        assert_eq!(leaf("userName.value"), None, "a plain attribute has no parts");
        assert_eq!(leaf(ENTERPRISE_USER), None, "a whole extension is no attribute");
        assert_eq!(
            user.whole_schema(&AttrPath::parse(ENTERPRISE_USER).expect("path"))
                .map(|s| s.name.as_str()),
            Some("EnterpriseUser")
        );
    }

    #[test]
    fn a_urn_of_an_unusual_shape_is_divided_by_the_models_own_schemas() {
        let mut user = ResourceModel::user();
        user.extensions.push((
            Schema {
                id: "urn:scim:example:badge:1.0".into(),
                attributes: vec![Attribute {
                    name: "color".into(),
                    ..Attribute::default()
                }],
                ..Schema::default()
            },
            false,
        ));
        let resolved =
            find(&user, "urn:scim:example:badge:1.0:color").expect("the schema's id ends in a version");
        assert_eq!(resolved.extension, Some("urn:scim:example:badge:1.0"));
        assert_eq!(resolved.leaf().name, "color");
        let path = user.path("urn:scim:example:badge:1.0:color").expect("path");
        assert_eq!(
            path.attribute, "color",
            "read through the model, the parts are right at once"
        );
        let wrong = user
            .path("urn:scim:example:badge:1.0:co lor")
            .expect_err("a space");
        assert_eq!(wrong.position, 29, "positions count from the start of the text");
    }

    #[test]
    fn all_attributes_are_listed_once_with_paths_that_lead_back() {
        let user = ResourceModel::user();
        let views: Vec<_> = user.attributes().collect();
        for view in &views {
            let resolved = user
                .resolve(&view.path)
                .unwrap_or_else(|| panic!("{}", view.path));
            assert_eq!(
                resolved.leaf(),
                view.attribute,
                "the path of {} leads to it",
                view.path
            );
        }
        let paths: std::collections::HashSet<_> = views.iter().map(|v| &v.path).collect();
        assert_eq!(paths.len(), views.len(), "no attribute comes twice");
        assert_eq!(views.first().map(|v| v.path.to_string()), Some("id".into()));
        assert_eq!(views.last().map(|v| v.path.to_string()), Some("schemas".into()));
        let cell = |text: &str| {
            let path = AttrPath::parse(text).expect("path");
            views
                .iter()
                .find(|v| v.path == path)
                .map(AttributeView::is_single_value)
        };
        assert_eq!(cell("name.familyName"), Some(true), "one value");
        assert_eq!(cell("emails.value"), Some(false), "one of many");
        assert_eq!(cell("name"), Some(false), "an object");
    }
}
