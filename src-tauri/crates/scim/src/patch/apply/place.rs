//! Where an operation lands.

use super::{Dialect, PatchError, PatchPath, Undeclared};
use crate::{AttrPath, Attribute, AttributeType, Filter, Mutability, ResourceModel};

/// What a path names.
pub(super) enum Place<'m> {
    /// The resource itself (the core schema's URN as a path).
    Resource,
    /// An extension as a whole, by URN.
    Extension(String),
    /// An attribute, or a part of it.
    Attribute(Target<'m>),
}

/// An attribute or a part of it; `None` for attributes that no schema declares.
pub(super) struct Target<'m> {
    /// The URN of the extension that holds it; `None` for core and common attributes.
    pub(super) holder: Option<String>,
    /// The attribute's name, spelled as declared.
    pub(super) name: String,
    pub(super) attribute: Option<&'m Attribute>,
    /// The sub-attribute with its name.
    pub(super) sub: Option<(String, Option<&'m Attribute>)>,
    /// Which elements of a list are meant.
    pub(super) filter: Option<Filter>,
}

impl Target<'_> {
    pub(super) fn is_schemas(&self) -> bool {
        self.holder.is_none() && self.name.eq_ignore_ascii_case("schemas")
    }
}

/// Finds what `path` names. `named` tells that the client wrote the path itself: then a read-only
/// attribute is refused whatever the value (RFC 7644 §3.5.2).
pub(super) fn locate<'m>(
    model: &'m ResourceModel,
    dialect: &Dialect,
    path: &PatchPath,
    named: bool,
) -> Result<Place<'m>, PatchError> {
    let invalid = |detail: String| PatchError::new("invalidPath", detail);
    // RFC 7644 table 9: a path is invalid, but a key inside a value makes the value invalid.
    let unknown = if named { "invalidPath" } else { "invalidValue" };
    let with_sub = AttrPath {
        sub_attribute: path
            .attr
            .sub_attribute
            .clone()
            .or_else(|| path.sub_attribute.clone()),
        ..path.attr.clone()
    };
    let attr = model.normalize(&with_sub);
    if attr.is_extension() {
        let urn = attr.urn.clone().unwrap_or_default();
        if path.filter.is_some() || path.sub_attribute.is_some() {
            return Err(invalid(format!(
                "{urn} is an extension and has no values to choose from."
            )));
        }
        if urn.eq_ignore_ascii_case(&model.core.id) {
            return Ok(Place::Resource);
        }
        return match (model.extension(&urn), dialect.undeclared) {
            (Some(schema), _) => Ok(Place::Extension(schema.id.clone())),
            (None, Undeclared::Keep) => Ok(Place::Extension(urn)),
            (None, Undeclared::Refuse) => Err(PatchError::new(
                unknown,
                format!("{} has no extension {urn}.", model.name),
            )),
        };
    }
    let target = target(model, &attr, path)?;
    let known = target.attribute.is_some() && target.sub.as_ref().is_none_or(|(_, sub)| sub.is_some());
    if !known && dialect.undeclared == Undeclared::Refuse {
        return Err(PatchError::new(
            unknown,
            format!("{} has no attribute {attr}.", model.name),
        ));
    }
    if let Some(attribute) = target.attribute {
        check_declared(attribute, &target, &attr, named)?;
        if let (Some(filter), Undeclared::Refuse) = (&target.filter, dialect.undeclared) {
            filter
                .check_element(attribute)
                .map_err(|error| PatchError::new("invalidFilter", format!("{}.", error.message)))?;
        }
    }
    Ok(Place::Attribute(target))
}

fn target<'m>(model: &'m ResourceModel, attr: &AttrPath, path: &PatchPath) -> Result<Target<'m>, PatchError> {
    let filter = path.filter.as_deref().cloned();
    let resolved = model.resolve(&attr.parent());
    let holder = match (&resolved, &attr.urn) {
        (Some(resolved), _) => resolved.extension.map(str::to_owned),
        (None, Some(urn)) if !urn.eq_ignore_ascii_case(&model.core.id) => Some(urn.clone()),
        (None, _) => None,
    };
    let attribute = resolved.map(|r| r.attribute);
    let sub = attr.sub_attribute.as_ref().map(|name| {
        let declared = attribute.and_then(|a| a.sub(name));
        (
            declared.map_or_else(|| name.clone(), |s| s.name.clone()),
            declared,
        )
    });
    Ok(Target {
        holder,
        name: attribute.map_or_else(|| attr.attribute.clone(), |a| a.name.clone()),
        attribute,
        sub,
        filter,
    })
}

fn check_declared(
    attribute: &Attribute,
    target: &Target<'_>,
    attr: &AttrPath,
    named: bool,
) -> Result<(), PatchError> {
    if target.sub.is_some() && attribute.kind != AttributeType::Complex {
        return Err(PatchError::new(
            "invalidPath",
            format!("{} has no sub-attributes.", attribute.name),
        ));
    }
    if target.filter.is_some() && !attribute.multi_valued {
        return Err(PatchError::new(
            "invalidPath",
            format!(
                "{} holds a single value, so there is nothing to choose in brackets.",
                attribute.name
            ),
        ));
    }
    let sub_read_only = matches!(&target.sub, Some((_, Some(sub))) if sub.mutability == Mutability::ReadOnly);
    if named && (attribute.mutability == Mutability::ReadOnly || sub_read_only) {
        return Err(PatchError::new("mutability", format!("{attr} is read-only.")));
    }
    Ok(())
}
