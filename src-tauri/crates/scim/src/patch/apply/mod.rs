//! Applying operations, RFC 7644 §3.5.2.

mod list;
mod place;
mod schemas;
mod write;

use serde_json::{Map, Value};

use super::{PatchError, PatchOperation, PatchPath, PatchVerb};
use crate::{Resource, ResourceModel};
use place::{Place, Target};

/// Where service providers differ and the RFC leaves room or is not followed. The default is the
/// strict reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dialect {
    /// What becomes of attributes that no schema declares.
    pub undeclared: Undeclared,
    /// What becomes of a `remove` that carries a `value`.
    pub remove_with_value: RemoveWithValue,
}

/// What becomes of attributes that no schema declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undeclared {
    /// They are written by name, as JSON.
    #[default]
    Keep,
    /// The operation fails: `invalidPath` in a path, `invalidFilter` in a value filter (which is
    /// checked as a whole, as [`crate::Filter::check`] does), `invalidValue` in a value.
    Refuse,
}

/// What becomes of a `remove` that carries a `value`: servers know three readings of
/// `{"op": "remove", "path": "members", "value": […]}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RemoveWithValue {
    /// `invalidValue`: RFC 7644 §3.5.2.2 takes the target from the path alone, and guessing wrong
    /// empties a group.
    #[default]
    Refuse,
    /// The value is ignored: everything the path names is removed.
    Ignore,
    /// The elements listed in the value are removed, as Entra means it.
    Select,
}

/// Applies the operations in order, all or nothing (RFC 7644 §3.5.2), in the strict reading:
///
/// - `add` to a list appends what is not there yet; to a complex attribute, and `replace` of one, sets
///   the sub-attributes named and leaves the others; `null` or an empty list in a `replace` unassigns.
/// - Without a path the value is an object of attributes; keys may be paths, and URNs of extensions.
/// - A value filter without a match fails with `noTarget` for `add` and `replace` and changes nothing
///   for `remove`. A `remove` that takes the last value unassigns the attribute.
/// - Setting `primary` to true on one value sets it to false on the others.
/// - `mutability` errors: a read-only attribute named by a path or changed through a value, an
///   immutable one that has another value already, a required one left without value.
/// - `schemas` follows the extensions that appear and disappear.
pub fn apply(
    model: &ResourceModel,
    resource: &Resource,
    operations: &[PatchOperation],
) -> Result<Resource, PatchError> {
    apply_with(model, resource, operations, &Dialect::default())
}

/// [`apply`] in a dialect.
pub fn apply_with(
    model: &ResourceModel,
    resource: &Resource,
    operations: &[PatchOperation],
    dialect: &Dialect,
) -> Result<Resource, PatchError> {
    let mut patcher = Patcher {
        model,
        dialect,
        resource: resource.0.clone(),
    };
    for operation in operations {
        patcher.operate(operation)?;
    }
    schemas::keep_in_step(model, &resource.0, &mut patcher.resource);
    Ok(Resource(patcher.resource))
}

/// The resource being changed; dropped as a whole when an operation fails.
struct Patcher<'a> {
    model: &'a ResourceModel,
    dialect: &'a Dialect,
    resource: Map<String, Value>,
}

impl Patcher<'_> {
    fn operate(&mut self, operation: &PatchOperation) -> Result<(), PatchError> {
        match (operation.verb, &operation.path, &operation.value) {
            (PatchVerb::Remove, None, _) => {
                Err(PatchError::new("noTarget", "A remove operation needs a path."))
            }
            (PatchVerb::Remove, Some(path), None) => self.at_path(PatchVerb::Remove, path, Value::Null, true),
            (PatchVerb::Remove, Some(path), Some(value)) => self.remove_with_value(path, value),
            (verb, _, None) | (verb @ PatchVerb::Add, _, Some(Value::Null)) => Err(PatchError::new(
                "invalidValue",
                format!("The operation {} needs a value.", verb.as_str()),
            )),
            (verb, None, Some(value)) => self.without_path(verb, value),
            (verb, Some(path), Some(value)) => self.at_path(verb, path, value.clone(), true),
        }
    }

    /// RFC 7644 §3.5.2.1 and §3.5.2.3: without a path the value holds the attributes to write.
    fn without_path(&mut self, verb: PatchVerb, value: &Value) -> Result<(), PatchError> {
        let Value::Object(attributes) = value else {
            return Err(PatchError::new(
                "invalidValue",
                "Without a path the value is an object of attributes.",
            ));
        };
        for (key, value) in attributes {
            // `schemas` follows by itself; clients send it along without meaning a change.
            if key.eq_ignore_ascii_case("schemas") {
                continue;
            }
            if key.eq_ignore_ascii_case(&self.model.core.id) {
                self.without_path(verb, value)?;
                continue;
            }
            let path = self.path_of_key(key, value)?;
            self.at_path(verb, &path, value.clone(), false)?;
        }
        Ok(())
    }

    /// The path that a key of a value stands for: an attribute, an extension, or a whole path.
    fn path_of_key(&self, key: &str, value: &Value) -> Result<PatchPath, PatchError> {
        if let Ok(attr) = self.model.path(key) {
            let found = attr.is_extension() || self.model.resolve(&attr).is_some();
            // An object under a URN that is no declared attribute is an extension nobody declared.
            if attr.urn.is_some() && !found && value.is_object() {
                return Ok(PatchPath::attribute(crate::AttrPath {
                    urn: Some(key.to_owned()),
                    attribute: String::new(),
                    sub_attribute: None,
                }));
            }
            return Ok(PatchPath::attribute(attr));
        }
        PatchPath::parse(key).map_err(|error| PatchError::new("invalidValue", error.detail))
    }

    /// Writes or removes at a path. `named` tells that the client spelled the path out, which a
    /// read-only attribute does not allow even for the value it has.
    fn at_path(
        &mut self,
        verb: PatchVerb,
        path: &PatchPath,
        value: Value,
        named: bool,
    ) -> Result<(), PatchError> {
        match place::locate(self.model, self.dialect, path, named)? {
            Place::Resource => match verb {
                PatchVerb::Remove => Err(PatchError::new(
                    "invalidPath",
                    "A resource cannot be removed by PATCH.",
                )),
                _ => self.without_path(verb, &value),
            },
            Place::Extension(urn) => self.whole_extension(verb, &urn, value),
            Place::Attribute(target) => self.at_target(verb, &target, value),
        }
    }

    fn at_target(&mut self, verb: PatchVerb, target: &Target<'_>, value: Value) -> Result<(), PatchError> {
        let before = target.is_schemas().then(|| schemas::listed(&self.resource));
        let dialect = self.dialect;
        self.in_holder(target.holder.as_deref(), |map| {
            write::at_target(dialect, map, verb, target, value)
        })?;
        match before {
            Some(before) => schemas::drop_unlisted(self.model, &before, &mut self.resource),
            None => Ok(()),
        }
    }

    /// Runs `change` on the object that holds the attribute: the resource, or an extension's object,
    /// which appears when needed and disappears when empty.
    fn in_holder(
        &mut self,
        urn: Option<&str>,
        change: impl FnOnce(&mut Map<String, Value>) -> Result<(), PatchError>,
    ) -> Result<(), PatchError> {
        match urn {
            None => change(&mut self.resource),
            Some(urn) => write::in_object(&mut self.resource, urn, change),
        }
    }

    /// RFC 7644 §3.5.2: a path may name an extension as a whole.
    fn whole_extension(&mut self, verb: PatchVerb, urn: &str, value: Value) -> Result<(), PatchError> {
        if verb == PatchVerb::Remove || value.is_null() {
            return self.remove_extension(urn);
        }
        let Value::Object(attributes) = value else {
            return Err(PatchError::new(
                "invalidValue",
                format!("{urn} takes an object of attributes."),
            ));
        };
        for (key, value) in attributes {
            let attr = crate::AttrPath::within(urn, &key).map_err(|error| {
                PatchError::new(
                    "invalidValue",
                    format!("{urn} has an unusable key: {}.", error.message),
                )
            })?;
            self.at_path(verb, &PatchPath::attribute(attr), value, false)?;
        }
        Ok(())
    }

    fn remove_extension(&mut self, urn: &str) -> Result<(), PatchError> {
        let Some(key) = super::equal::key_in(&self.resource, urn) else {
            return Ok(());
        };
        schemas::may_remove(self.model, &self.resource, urn)?;
        self.resource.shift_remove(&key);
        Ok(())
    }

    fn remove_with_value(&mut self, path: &PatchPath, value: &Value) -> Result<(), PatchError> {
        match self.dialect.remove_with_value {
            RemoveWithValue::Refuse => Err(PatchError::new(
                "invalidValue",
                "A remove operation takes no value; choose what to remove in the path, such as \
                 members[value eq \"…\"].",
            )),
            RemoveWithValue::Ignore => self.at_path(PatchVerb::Remove, path, Value::Null, true),
            RemoveWithValue::Select => {
                for filter in list::selections(value)? {
                    let path = PatchPath {
                        attr: path.attr.clone(),
                        filter: Some(Box::new(filter)),
                        sub_attribute: None,
                    };
                    self.at_path(PatchVerb::Remove, &path, Value::Null, true)?;
                }
                Ok(())
            }
        }
    }
}
