//! `attributes` and `excludedAttributes`, RFC 7644 §3.9.

use rollcall_scim::{AttrPath, Attribute, ResourceModel, Returned};
use serde_json::{Map, Value};

use super::call::Call;
use crate::ResourceKind;
use crate::profile::Support;

/// Which attributes are returned.
#[derive(Debug, Default)]
pub(super) struct Projection {
    wanted: Vec<Item>,
    excluded: Vec<Item>,
}

#[derive(Debug)]
enum Item {
    /// A whole extension.
    Extension(String),
    /// An attribute or sub-attribute.
    Path(AttrPath),
    /// What cannot be read; it selects nothing, but whoever asks for it does not ask for everything.
    Nothing,
}

impl Projection {
    /// From a request's query.
    pub(super) fn of_query(call: &Call, model: &ResourceModel) -> Self {
        let list = |name: &str| call.parameter(name).map(split).unwrap_or_default();
        Self::new(call, model, &list("attributes"), &list("excludedAttributes"))
    }

    /// From lists of paths. Paths that cannot be read select nothing.
    pub(super) fn new(call: &Call, model: &ResourceModel, wanted: &[String], excluded: &[String]) -> Self {
        if call.profile.list.projection != Support::Works {
            return Self::default();
        }
        let items = |list: &[String]| list.iter().map(|text| Item::read(model, text)).collect();
        Self {
            wanted: items(wanted),
            excluded: items(excluded),
        }
    }

    /// Whether nothing is left out.
    pub(super) fn is_everything(&self) -> bool {
        self.wanted.is_empty() && self.excluded.is_empty()
    }

    /// Whether a user's groups or a group's members can be in the result: they are costly to write.
    pub(super) fn may_keep_related(&self, kind: ResourceKind) -> bool {
        let name = match kind {
            ResourceKind::User => "groups",
            ResourceKind::Group => "members",
            ResourceKind::Role => return false,
        };
        let names =
            |item: &Item| matches!(item, Item::Path(path) if path.attribute.eq_ignore_ascii_case(name));
        let whole = |item: &Item| matches!(item, Item::Path(p) if p.sub_attribute.is_none()) && names(item);
        (self.wanted.is_empty() || self.wanted.iter().any(names)) && !self.excluded.iter().any(whole)
    }

    /// The object without what is not returned.
    pub(super) fn apply(&self, model: &ResourceModel, object: Map<String, Value>) -> Map<String, Value> {
        let mut out = Map::with_capacity(object.len());
        for (name, value) in object {
            if name == "schemas" || name == "id" {
                out.insert(name, value);
            } else if let (Some(extension), Value::Object(inner)) = (model.extension(&name), &value) {
                let mut kept = Map::new();
                for (inner_name, inner_value) in inner {
                    let known = extension.attribute(inner_name);
                    if let Some(v) = self.keep(Some(&extension.id), inner_name, known, inner_value.clone()) {
                        kept.insert(inner_name.clone(), v);
                    }
                }
                if !kept.is_empty() {
                    out.insert(name, Value::Object(kept));
                }
            } else if let Some(value) = self.keep(None, &name, model.core.attribute(&name), value) {
                out.insert(name, value);
            }
        }
        out
    }

    fn keep(
        &self,
        extension: Option<&str>,
        name: &str,
        known: Option<&Attribute>,
        value: Value,
    ) -> Option<Value> {
        let returned = known.map_or(Returned::Default, |a| a.returned);
        let of = |items: &[Item]| -> (bool, Vec<String>) {
            let mut whole = false;
            let mut parts = Vec::new();
            for item in items {
                match item {
                    Item::Extension(urn) => {
                        whole |= extension.is_some_and(|e| e.eq_ignore_ascii_case(urn));
                    }
                    Item::Path(path) if names(path, extension, name) => match &path.sub_attribute {
                        None => whole = true,
                        Some(sub) => parts.push(sub.clone()),
                    },
                    Item::Path(_) | Item::Nothing => {}
                }
            }
            (whole, parts)
        };
        match returned {
            Returned::Never => return None,
            Returned::Always => return Some(value),
            Returned::Default | Returned::Request => {}
        }
        let always = |sub: &str| {
            known
                .and_then(|a| a.sub(sub))
                .is_some_and(|a| a.returned == Returned::Always)
        };
        let (whole, parts) = of(&self.wanted);
        let value = if self.wanted.is_empty() {
            if returned == Returned::Request {
                return None;
            }
            value
        } else if whole {
            value
        } else if parts.is_empty() {
            return None;
        } else {
            retain(value, |sub| {
                always(sub) || parts.iter().any(|p| p.eq_ignore_ascii_case(sub))
            })
        };
        let (whole, parts) = of(&self.excluded);
        if whole {
            return None;
        }
        Some(retain(value, |sub| {
            always(sub) || !parts.iter().any(|p| p.eq_ignore_ascii_case(sub))
        }))
    }
}

impl Item {
    fn read(model: &ResourceModel, text: &str) -> Self {
        if let Some(extension) = model.extension(text) {
            return Self::Extension(extension.id.clone());
        }
        let Ok(mut path) = AttrPath::parse(text) else {
            return Self::Nothing;
        };
        if path
            .urn
            .as_deref()
            .is_some_and(|urn| urn.eq_ignore_ascii_case(&model.core.id))
        {
            path.urn = None;
        }
        Self::Path(path)
    }
}

/// The parts of a comma-separated parameter.
pub(super) fn split(list: &str) -> Vec<String> {
    list.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(String::from)
        .collect()
}

fn names(path: &AttrPath, extension: Option<&str>, name: &str) -> bool {
    let same_schema = match (&path.urn, extension) {
        (None, None) => true,
        (Some(urn), Some(extension)) => urn.eq_ignore_ascii_case(extension),
        _ => false,
    };
    same_schema && path.attribute.eq_ignore_ascii_case(name)
}

fn retain(value: Value, keep: impl Fn(&str) -> bool + Copy) -> Value {
    match value {
        Value::Object(object) => Value::Object(object.into_iter().filter(|(k, _)| keep(k)).collect()),
        Value::Array(list) => Value::Array(list.into_iter().map(|v| retain(v, keep)).collect()),
        other => other,
    }
}
