//! Three-way merge of a resource: what somebody saw, what they want, what the server has now.
//!
//! [`compare`] says attribute by attribute, and for lists entry by entry, who changed what. What one side alone
//! changed is kept; only what both changed differently asks for a decision. [`resolve`] makes the state that
//! the decisions lead to: the server's, with what is chosen of the others put in its place.

mod list;
mod result;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use crate::patch::PatchPath;
use crate::patch::equal::{EXACT, WRITABLE, assigned, same};
use crate::resource::get_ci;
use crate::schema::builtin;
use crate::{AttrPath, Attribute, AttributeType, Mutability, Resource, ResourceModel, Returned};

pub use result::{Merged, resolve};

/// One of the three versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// As it was when it was first seen.
    Before,
    /// As it is wanted.
    Yours,
    /// As the server has it now.
    Server,
}

/// Who changed a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangedBy {
    /// Only you.
    Yours,
    /// Only somebody on the server.
    Server,
    /// Both, differently: a person decides.
    Both,
    /// Both made the same of it.
    Alike,
}

/// Where in an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// The sub-attribute of this name.
    Sub(String),
    /// The entry of a list that this sub-attribute tells apart, with its value as it is compared.
    Entry {
        /// `type` or `value`; `None` for a list of plain values.
        name: Option<&'static str>,
        key: String,
    },
}

/// A place that at least one side changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Names the place: `title`, `name.familyName`, `emails[type eq "work"]`, with URN for extensions.
    pub path: String,
    /// As it was.
    pub before: Option<Value>,
    /// As you want it.
    pub yours: Option<Value>,
    /// As the server has it.
    pub server: Option<Value>,
    /// Who changed it.
    pub by: ChangedBy,
    pub(crate) urn: Option<String>,
    pub(crate) attribute: String,
    pub(crate) part: Part,
}

impl Row {
    /// The value on a side.
    pub fn of(&self, side: Side) -> Option<&Value> {
        match side {
            Side::Before => self.before.as_ref(),
            Side::Yours => self.yours.as_ref(),
            Side::Server => self.server.as_ref(),
        }
    }

    /// The path of the attribute or its part, without the entry of a list.
    pub fn attribute_path(&self) -> String {
        match &self.part {
            Part::Entry { .. } => path_text(self.urn.as_deref(), &self.attribute, &Part::Whole),
            _ => self.path.clone(),
        }
    }

    /// What tells the entry of a list from the others: its type, its value, or the plain value itself.
    pub fn entry(&self) -> Option<&str> {
        match &self.part {
            Part::Entry { key, .. } => Some(key),
            _ => None,
        }
    }
}

/// What differs between three versions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// The places that were changed, in the order of the schema.
    pub rows: Vec<Row>,
    /// How many attributes are the same in all three.
    pub same: usize,
}

/// Compares three versions of a resource. What only the server writes is left out.
pub fn compare(model: &ResourceModel, before: &Resource, yours: &Resource, server: &Resource) -> Comparison {
    let mut found = Comparison::default();
    let external_id = builtin::common_attributes()
        .iter()
        .filter(|a| a.name == "externalId" && model.core.attribute(&a.name).is_none());
    let core: Vec<&Attribute> = external_id.chain(&model.core.attributes).collect();
    let states = [&before.0, &yours.0, &server.0];
    let not_here = |name: &str| {
        name.to_ascii_lowercase().starts_with("urn:")
            || ["schemas", "id", "meta"]
                .iter()
                .any(|common| name.eq_ignore_ascii_case(common))
    };
    found.holder(None, &core, states, &not_here);
    let empty = Map::new();
    for urn in extensions(model, states) {
        let inside = states.map(|state| get_ci(state, &urn).and_then(Value::as_object).unwrap_or(&empty));
        let declared: Vec<&Attribute> = model
            .extension(&urn)
            .map(|schema| schema.attributes.iter().collect())
            .unwrap_or_default();
        found.holder(Some(&urn), &declared, inside, &|_| false);
    }
    found
}

/// The declared extensions, then those the states have besides.
fn extensions(model: &ResourceModel, states: [&Map<String, Value>; 3]) -> Vec<String> {
    let mut urns: Vec<String> = model.extensions.iter().map(|(s, _)| s.id.clone()).collect();
    for key in states.iter().flat_map(|state| state.keys()) {
        let is_urn = key.to_ascii_lowercase().starts_with("urn:");
        if is_urn && !urns.iter().any(|urn| urn.eq_ignore_ascii_case(key)) {
            urns.push(key.clone());
        }
    }
    urns
}

type Values<'v> = [Option<&'v Value>; 3];

impl Comparison {
    fn holder(
        &mut self,
        urn: Option<&str>,
        declared: &[&Attribute],
        states: [&Map<String, Value>; 3],
        skip: &dyn Fn(&str) -> bool,
    ) {
        for attribute in declared {
            let values = states.map(|state| get_ci(state, &attribute.name).filter(|v| assigned(v)));
            self.attribute(urn, attribute, values);
        }
        let mut seen: Vec<&str> = Vec::new();
        for name in states.iter().flat_map(|state| state.keys()) {
            let known = declared.iter().any(|a| a.name.eq_ignore_ascii_case(name))
                || seen.iter().any(|n| n.eq_ignore_ascii_case(name))
                || skip(name);
            if known {
                continue;
            }
            seen.push(name);
            let values = states.map(|state| get_ci(state, name).filter(|v| assigned(v)));
            match who(values, |a, b| same(None, a, b, EXACT)) {
                None => self.same = self.same.saturating_add(1),
                Some(by) => self.push(urn, name, Part::Whole, values, by),
            }
        }
    }

    fn attribute(&mut self, urn: Option<&str>, attribute: &Attribute, values: Values<'_>) {
        if attribute.mutability == Mutability::ReadOnly {
            return;
        }
        let [before, yours, server] = values;
        if is_silent(attribute) {
            // The server never shows it, so its absence says nothing.
            if yours.is_some() && !same(Some(attribute), before, yours, WRITABLE) {
                self.push(
                    urn,
                    &attribute.name,
                    Part::Whole,
                    [before, yours, server],
                    ChangedBy::Yours,
                );
            }
            return;
        }
        let Some(by) = who(values, |a, b| same(Some(attribute), a, b, WRITABLE)) else {
            self.same = self.same.saturating_add(1);
            return;
        };
        if attribute.multi_valued {
            let entries = list::entries(attribute, values);
            match entries {
                Some(entries) => {
                    for entry in entries {
                        self.push(urn, &attribute.name, entry.part, entry.values, entry.by);
                    }
                }
                None => self.push(urn, &attribute.name, Part::Whole, values, by),
            }
            return;
        }
        let objects = values.iter().flatten().all(|v| v.is_object());
        if attribute.kind == AttributeType::Complex && objects && attribute.sub("$ref").is_none() {
            self.parts(urn, attribute, values);
        } else {
            self.push(urn, &attribute.name, Part::Whole, values, by);
        }
    }

    /// A complex attribute part by part; a reference is one thing and never taken apart.
    fn parts(&mut self, urn: Option<&str>, attribute: &Attribute, values: Values<'_>) {
        let mut names: Vec<&str> = attribute.sub_attributes.iter().map(|s| s.name.as_str()).collect();
        for name in values
            .iter()
            .flatten()
            .filter_map(|v| v.as_object())
            .flat_map(Map::keys)
        {
            if !names.iter().any(|n| n.eq_ignore_ascii_case(name)) {
                names.push(name);
            }
        }
        for name in names {
            let sub = attribute.sub(name);
            if sub.is_some_and(|s| s.mutability == Mutability::ReadOnly) {
                continue;
            }
            let inner = values.map(|v| {
                v.and_then(Value::as_object)
                    .and_then(|map| get_ci(map, name))
                    .filter(|v| assigned(v))
            });
            let [before, yours, _] = inner;
            let silent = sub.is_some_and(is_silent);
            let view = if sub.is_some() { WRITABLE } else { EXACT };
            let by = match silent {
                true => (yours.is_some() && !same(sub, before, yours, view)).then_some(ChangedBy::Yours),
                false => who(inner, |a, b| same(sub, a, b, view)),
            };
            if let Some(by) = by {
                self.push(urn, &attribute.name, Part::Sub(name.to_owned()), inner, by);
            }
        }
    }

    fn push(&mut self, urn: Option<&str>, attribute: &str, part: Part, values: Values<'_>, by: ChangedBy) {
        let [before, yours, server] = values.map(Option::<&Value>::cloned);
        self.rows.push(Row {
            path: path_text(urn, attribute, &part),
            before,
            yours,
            server,
            by,
            urn: urn.map(Into::into),
            attribute: attribute.into(),
            part,
        });
    }
}

fn is_silent(attribute: &Attribute) -> bool {
    attribute.mutability == Mutability::WriteOnly || attribute.returned == Returned::Never
}

/// Who changed it; `None` when nobody did.
pub(crate) fn who(
    values: Values<'_>,
    same: impl Fn(Option<&Value>, Option<&Value>) -> bool,
) -> Option<ChangedBy> {
    let [before, yours, server] = values;
    match (same(before, yours), same(before, server)) {
        (true, true) => None,
        (false, true) => Some(ChangedBy::Yours),
        (true, false) => Some(ChangedBy::Server),
        (false, false) if same(yours, server) => Some(ChangedBy::Alike),
        (false, false) => Some(ChangedBy::Both),
    }
}

fn path_text(urn: Option<&str>, attribute: &str, part: &Part) -> String {
    let mut path = AttrPath {
        urn: urn.map(Into::into),
        attribute: attribute.into(),
        sub_attribute: None,
    };
    match part {
        Part::Whole => path.to_string(),
        Part::Sub(name) => {
            path.sub_attribute = Some(name.clone());
            path.to_string()
        }
        Part::Entry { name, key } => {
            let filter = crate::Filter::eq(AttrPath::attribute(name.unwrap_or("value")), key);
            PatchPath::value(path, filter).to_string()
        }
    }
}
