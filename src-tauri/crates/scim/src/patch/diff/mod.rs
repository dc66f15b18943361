//! The difference of two resources as operations.

mod list;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::equal::{EXACT, WRITABLE, assigned, is_reference_list, same};
use super::{PatchOperation, PatchPath, PatchVerb};
use crate::resource::get_ci;
use crate::schema::builtin;
use crate::{AttrPath, Attribute, AttributeType, Mutability, Resource, ResourceModel, Returned};

/// How lists of complex values (emails, addresses …) are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lists {
    /// The whole list is replaced: servers often get value paths wrong.
    #[default]
    WholeList,
    /// By value path, where the elements can be told apart by `value`, or else by `type`.
    ValuePath,
}

/// How a difference is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DiffOptions {
    /// For lists whose elements are not references; lists of references (`members`) always go by
    /// value path where their values are unique.
    pub lists: Lists,
}

/// The smallest operations that turn `before` into `after`, with lists replaced whole.
///
/// - One operation for each attribute that differs: `add` where nothing was, `remove` where nothing is
///   left, else `replace`. A complex attribute on both sides is compared by sub-attribute.
/// - Lists have no order (RFC 7643 §2.4). One that differs is replaced whole, except lists of
///   references like `Group.members` (complex, `value` immutable): added elements come in one `add`,
///   each removed one as `remove members[value eq "…"]`, never `remove members`.
/// - Not compared: `schemas`, `id`, `meta` and whatever else is read-only, also as a sub-attribute.
/// - What is never returned (`password`) is written when `after` has it, and its absence says nothing.
/// - `null`, `[]` and nothing are the same (RFC 7643 §2.5).
/// - An immutable attribute that has a value and differs is written all the same: the server's refusal
///   is better than a change dropped in silence. [`crate::validate`] tells beforehand.
/// - Attributes that no schema declares are compared by their JSON; a name that cannot stand in a
///   path is left out.
///
/// `apply(before, diff(before, after))` equals `after` in every writable attribute.
pub fn diff(model: &ResourceModel, before: &Resource, after: &Resource) -> Vec<PatchOperation> {
    diff_with(model, before, after, &DiffOptions::default())
}

/// [`diff`] with options.
pub fn diff_with(
    model: &ResourceModel,
    before: &Resource,
    after: &Resource,
    options: &DiffOptions,
) -> Vec<PatchOperation> {
    let mut differ = Differ {
        options,
        operations: Vec::new(),
    };
    let declared: Vec<&Attribute> = builtin::common_attributes()
        .iter()
        .filter(|a| a.name.eq_ignore_ascii_case("externalId"))
        .chain(model.core.attributes.iter())
        .collect();
    let skip = |name: &str| {
        ["schemas", "id", "meta"]
            .iter()
            .any(|common| name.eq_ignore_ascii_case(common))
            || is_urn(name)
            || model.extension(name).is_some()
    };
    differ.holder(None, &declared, &before.0, &after.0, skip);
    for urn in extension_urns(model, before, after) {
        let empty = Map::new();
        let side = |resource: &'_ Resource| {
            get_ci(&resource.0, &urn)
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_else(|| empty.clone())
        };
        let declared: Vec<&Attribute> = model
            .extension(&urn)
            .map(|schema| schema.attributes.iter().collect())
            .unwrap_or_default();
        differ.holder(Some(&urn), &declared, &side(before), &side(after), |_| false);
    }
    differ.operations
}

fn is_urn(name: &str) -> bool {
    name.get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("urn:"))
}

/// The extensions declared, in their order, then those that are only there.
fn extension_urns(model: &ResourceModel, before: &Resource, after: &Resource) -> Vec<String> {
    let mut urns: Vec<String> = model
        .extensions
        .iter()
        .map(|(schema, _)| schema.id.clone())
        .collect();
    for (key, value) in before.0.iter().chain(after.0.iter()) {
        let known =
            urns.iter().any(|urn| urn.eq_ignore_ascii_case(key)) || key.eq_ignore_ascii_case(&model.core.id);
        if is_urn(key) && value.is_object() && !known {
            urns.push(key.clone());
        }
    }
    urns
}

struct Differ<'o> {
    options: &'o DiffOptions,
    operations: Vec<PatchOperation>,
}

impl Differ<'_> {
    /// Compares the attributes held by the resource or by one extension's object.
    fn holder(
        &mut self,
        urn: Option<&str>,
        declared: &[&Attribute],
        before: &Map<String, Value>,
        after: &Map<String, Value>,
        skip: impl Fn(&str) -> bool,
    ) {
        let path = |name: &str| AttrPath {
            urn: urn.map(str::to_owned),
            attribute: name.to_owned(),
            sub_attribute: None,
        };
        for attribute in declared {
            self.attribute(
                path(&attribute.name),
                attribute,
                get_ci(before, &attribute.name),
                get_ci(after, &attribute.name),
            );
        }
        let is_declared = |name: &str| declared.iter().any(|a| a.name.eq_ignore_ascii_case(name));
        for name in undeclared_names(before, after, |name| is_declared(name) || skip(name)) {
            // A name with other characters cannot be told from a path.
            if AttrPath::parse(&name).is_ok_and(|p| p.urn.is_none() && p.sub_attribute.is_none()) {
                self.undeclared(path(&name), get_ci(before, &name), get_ci(after, &name));
            }
        }
    }

    fn attribute(
        &mut self,
        path: AttrPath,
        attribute: &Attribute,
        before: Option<&Value>,
        after: Option<&Value>,
    ) {
        if attribute.mutability == Mutability::ReadOnly {
            return;
        }
        let silent = attribute.mutability == Mutability::WriteOnly || attribute.returned == Returned::Never;
        if silent && !after.is_some_and(assigned) {
            return;
        }
        if same(Some(attribute), before, after, WRITABLE) {
            return;
        }
        let by_parts = attribute.kind == AttributeType::Complex && !attribute.multi_valued;
        match (before.filter(|v| assigned(v)), after.filter(|v| assigned(v))) {
            (Some(Value::Object(before)), Some(Value::Object(after))) if by_parts => {
                self.parts(&path, attribute, before, after);
            }
            (Some(Value::Array(before)), Some(Value::Array(after))) if self.by_value_path(attribute) => {
                self.list(&path, attribute, before, after);
            }
            (Some(Value::Array(before)), None) if is_reference_list(attribute) => {
                self.list(&path, attribute, before, &[]);
            }
            (before, after) => self.whole(path, Some(attribute), before, after),
        }
    }

    fn by_value_path(&self, attribute: &Attribute) -> bool {
        let complex_list = attribute.multi_valued && attribute.kind == AttributeType::Complex;
        complex_list && (is_reference_list(attribute) || self.options.lists == Lists::ValuePath)
    }

    fn list(&mut self, path: &AttrPath, attribute: &Attribute, before: &[Value], after: &[Value]) {
        match list::by_value_path(path, attribute, before, after) {
            Some(operations) => self.operations.extend(operations),
            None => {
                let (before, after) = (Value::Array(before.to_vec()), Value::Array(after.to_vec()));
                let after = Some(&after).filter(|v| assigned(v));
                self.whole(path.clone(), Some(attribute), Some(&before), after);
            }
        }
    }

    /// A complex attribute that is there on both sides, by sub-attribute.
    fn parts(
        &mut self,
        path: &AttrPath,
        attribute: &Attribute,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) {
        self.operations
            .extend(changed_parts(attribute, before, after, |sub| {
                PatchPath::attribute(AttrPath {
                    sub_attribute: Some(sub.to_owned()),
                    ..path.clone()
                })
            }));
    }

    /// What no schema declares, by its JSON.
    fn undeclared(&mut self, path: AttrPath, before: Option<&Value>, after: Option<&Value>) {
        if same(None, before, after, EXACT) {
            return;
        }
        match (before.filter(|v| assigned(v)), after.filter(|v| assigned(v))) {
            // A server that declares it may merge objects, so they are compared by part.
            (Some(Value::Object(before)), Some(Value::Object(after))) => {
                for name in undeclared_names(before, after, |name| !is_plain_name(name)) {
                    let path = AttrPath {
                        sub_attribute: Some(name.clone()),
                        ..path.clone()
                    };
                    let (before, after) = (get_ci(before, &name), get_ci(after, &name));
                    if !same(None, before, after, EXACT) {
                        self.whole(
                            path,
                            None,
                            before.filter(|v| assigned(v)),
                            after.filter(|v| assigned(v)),
                        );
                    }
                }
            }
            (before, after) => self.whole(path, None, before, after),
        }
    }

    fn whole(
        &mut self,
        path: AttrPath,
        attribute: Option<&Attribute>,
        before: Option<&Value>,
        after: Option<&Value>,
    ) {
        let path = PatchPath::attribute(path);
        self.operations.extend(operation(path, attribute, before, after));
    }
}

/// The one operation that turns `before` into `after`.
fn operation(
    path: PatchPath,
    attribute: Option<&Attribute>,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Option<PatchOperation> {
    let after = after.map(|value| writable(attribute, value)).filter(assigned);
    let (verb, value) = match (before.is_some_and(assigned), after) {
        (false, None) => return None,
        (true, None) => (PatchVerb::Remove, None),
        (false, Some(value)) => (PatchVerb::Add, Some(value)),
        (true, Some(value)) => (PatchVerb::Replace, Some(value)),
    };
    Some(PatchOperation {
        verb,
        path: Some(path),
        value,
    })
}

/// The operations for the sub-attributes that differ, and those that no schema declares.
fn changed_parts(
    attribute: &Attribute,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    path: impl Fn(&str) -> PatchPath,
) -> Vec<PatchOperation> {
    let mut operations = Vec::new();
    for sub in &attribute.sub_attributes {
        let (before, after) = (get_ci(before, &sub.name), get_ci(after, &sub.name));
        let silent = sub.mutability == Mutability::WriteOnly || sub.returned == Returned::Never;
        let skipped = sub.mutability == Mutability::ReadOnly || (silent && !after.is_some_and(assigned));
        if !skipped && !same(Some(sub), before, after, WRITABLE) {
            operations.extend(operation(path(&sub.name), Some(sub), before, after));
        }
    }
    for name in undeclared_names(before, after, |name| {
        attribute.sub(name).is_some() || !is_plain_name(name)
    }) {
        let (before, after) = (get_ci(before, &name), get_ci(after, &name));
        if !same(None, before, after, EXACT) {
            operations.extend(operation(path(&name), None, before, after));
        }
    }
    operations
}

fn is_plain_name(name: &str) -> bool {
    AttrPath::parse(name).is_ok_and(|p| p.urn.is_none() && p.sub_attribute.is_none())
}

/// The names in either object that are not skipped, without case, each once.
fn undeclared_names(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    skip: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut seen = BTreeSet::new();
    before
        .keys()
        .chain(after.keys())
        .filter(|name| !skip(name) && seen.insert(name.to_ascii_lowercase()))
        .cloned()
        .collect()
}

/// The value without what only the server writes and without unassigned parts.
fn writable(attribute: Option<&Attribute>, value: &Value) -> Value {
    match (attribute, value) {
        (Some(attribute), Value::Array(items)) => Value::Array(
            items
                .iter()
                .map(|item| writable(Some(attribute), item))
                .filter(assigned)
                .collect(),
        ),
        (Some(attribute), Value::Object(parts)) => Value::Object(
            parts
                .iter()
                .filter(|(name, part)| {
                    let read_only = attribute
                        .sub(name)
                        .is_some_and(|s| s.mutability == Mutability::ReadOnly);
                    assigned(part) && !read_only
                })
                .map(|(name, part)| (name.clone(), part.clone()))
                .collect(),
        ),
        (_, value) => value.clone(),
    }
}
