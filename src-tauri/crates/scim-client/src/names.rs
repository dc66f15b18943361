//! What a server has of its own for the names of the RFC and for nothing (Q-ATT-04), put straight where an answer comes in:
//! what is above knows one name for each attribute, and the empty text. What goes out has the name of the RFC; the record of
//! requests keeps what was sent.

use std::collections::BTreeMap;

use rollcall_scim::resource::rename;
use serde_json::{Map, Value};

/// Gives the resources of an answer the names of the RFC. `aliases` leads from the server's own, both as
/// [`rename`] takes them.
pub(crate) fn known(body: &mut Value, aliases: &BTreeMap<String, String>) {
    if !aliases.is_empty() {
        each(body, |resource| {
            for (own, name) in aliases {
                rename(resource, own, name);
            }
        });
    }
}

/// Empties the texts of an answer that stand for nothing; `""` and `null` are known to do so of every server.
pub(crate) fn emptied(body: &mut Value, placeholders: &[String]) {
    if !placeholders.is_empty() {
        each(body, |resource| {
            let values = resource.iter_mut();
            values
                .filter(|(name, _)| !matches!(name.as_str(), "id" | "schemas" | "meta"))
                .for_each(|(_, value)| empty(value, placeholders));
        });
    }
}

fn empty(value: &mut Value, placeholders: &[String]) {
    match value {
        Value::String(text) if placeholders.contains(text) => text.clear(),
        Value::Array(items) => items.iter_mut().for_each(|item| empty(item, placeholders)),
        Value::Object(map) => map.values_mut().for_each(|value| empty(value, placeholders)),
        _ => {}
    }
}

/// Each resource of an answer: one by itself, those of a list, those of an array without the list around it.
pub(crate) fn each(body: &mut Value, mut then: impl FnMut(&mut Map<String, Value>)) {
    let rows = match body {
        Value::Array(rows) => rows,
        Value::Object(map) => match map
            .keys()
            .find(|name| name.eq_ignore_ascii_case("Resources"))
            .cloned()
        {
            None => return then(map),
            Some(name) => match map.get_mut(&name) {
                Some(Value::Array(rows)) => rows,
                _ => return,
            },
        },
        _ => return,
    };
    rows.iter_mut().filter_map(Value::as_object_mut).for_each(then);
}
