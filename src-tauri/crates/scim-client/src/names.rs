//! Names that a server has of its own for attributes of the RFC (Q-ATT-04), given back theirs where an answer comes in: what
//! is above knows one name for each. What goes out has the name of the RFC; the record of requests keeps what was sent.

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
