//! The state that decisions lead to.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::list::plain_key;
use super::{ChangedBy, Comparison, Part, Row, Side};
use crate::patch::equal::element_key;
use crate::resource::set::{drop_if_empty, keep_schemas_in_step, put, slot};
use crate::{Attribute, Resource, ResourceModel};

/// What a merge leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The server's state with what was chosen; what is undecided stays as the server has it.
    pub resource: Resource,
    /// The paths that wait for a decision.
    pub undecided: Vec<String>,
}

/// Puts together what the decisions (by [`Row::path`]) lead to. Without a decision, what one side alone changed
/// is kept.
pub fn resolve(
    model: &ResourceModel,
    server: &Resource,
    comparison: &Comparison,
    decisions: &HashMap<String, Side>,
) -> Merged {
    let mut merged = Merged {
        resource: server.clone(),
        undecided: Vec::new(),
    };
    for row in &comparison.rows {
        let side = match (decisions.get(&row.path), row.by) {
            (Some(side), _) => *side,
            (None, ChangedBy::Yours) => Side::Yours,
            (None, ChangedBy::Server | ChangedBy::Alike) => Side::Server,
            (None, ChangedBy::Both) => {
                merged.undecided.push(row.path.clone());
                Side::Server
            }
        };
        if side != Side::Server {
            write(model, &mut merged.resource.0, row, row.of(side).cloned());
        }
    }
    merged
}

fn write(model: &ResourceModel, root: &mut Map<String, Value>, row: &Row, value: Option<Value>) {
    let schema = match &row.urn {
        None => Some(&model.core),
        Some(urn) => model.extension(urn),
    };
    let attribute = schema.and_then(|s| s.attribute(&row.attribute));
    match &row.urn {
        None => write_in(root, attribute, row, value),
        Some(urn) => {
            let holder = slot(root, urn);
            if holder.is_null() {
                *holder = Value::Object(Map::new());
            }
            if let Value::Object(holder) = holder {
                write_in(holder, attribute, row, value);
            }
            drop_if_empty(root, urn);
            keep_schemas_in_step(root, urn);
        }
    }
}

fn write_in(holder: &mut Map<String, Value>, attribute: Option<&Attribute>, row: &Row, value: Option<Value>) {
    match &row.part {
        Part::Whole => put(holder, &row.attribute, value.unwrap_or(Value::Null)),
        Part::Sub(sub) => {
            let target = slot(holder, &row.attribute);
            if !target.is_object() {
                *target = Value::Object(Map::new());
            }
            if let Value::Object(parts) = target {
                put(parts, sub, value.unwrap_or(Value::Null));
            }
            drop_if_empty(holder, &row.attribute);
        }
        Part::Entry { name, key } => {
            let target = slot(holder, &row.attribute);
            if !target.is_array() {
                *target = Value::Array(Vec::new());
            }
            if let Value::Array(items) = target {
                let key_of = |item: &Value| match name {
                    Some(name) => element_key(attribute, name, item),
                    None => plain_key(item),
                };
                let place = items.iter().position(|item| key_of(item).as_ref() == Some(key));
                match (place, value) {
                    (Some(at), Some(value)) => {
                        if let Some(item) = items.get_mut(at) {
                            *item = value;
                        }
                    }
                    (Some(at), None) => {
                        items.remove(at);
                    }
                    (None, Some(value)) => items.push(value),
                    (None, None) => {}
                }
            }
            let empty = slot(holder, &row.attribute).as_array().is_some_and(Vec::is_empty);
            if empty {
                put(holder, &row.attribute, Value::Null);
            }
        }
    }
}
