//! SCIM 1.1 (Q-VER-01): everything inside is SCIM 2.0, and is translated where it goes out and comes in. The messages are
//! alike, the URNs are not; a PATCH is a part of the resource that is merged into it ([`write`]).

mod write;

pub use write::operations;
pub(crate) use write::{body, partial};

use rollcall_scim::resource::{get_ci, rename};
use rollcall_scim::urn;
use serde_json::{Map, Value, json};

use crate::names;

/// How every URN of SCIM 1.1 begins.
pub(crate) const PREFIX: &str = "urn:scim:schemas:";
const CORE: &str = "urn:scim:schemas:core:1.0";
const ENTERPRISE: &str = "urn:scim:schemas:extension:enterprise:1.0";

/// Gives a resource, or a list of resources of one endpoint, the URNs of SCIM 2.0.
pub(crate) fn modernise(body: &mut Value, path: &str) {
    let core = match path.split('/').any(|part| part == "Groups") {
        true => urn::GROUP,
        false => urn::USER,
    };
    if let Value::Object(map) = body
        && get_ci(map, "Resources").is_some()
    {
        map.insert("schemas".into(), json!([urn::LIST_RESPONSE]));
    }
    names::each(body, |map| resource(map, core));
}

/// What `manager.value` of SCIM 2.0 was called.
const MANAGER_ID: &str = "managerId";

fn rename_manager(resource: &mut Map<String, Value>, extension: &str, from: &str, to: &str) {
    let path = |name| format!("{extension}/manager/{name}");
    rename(resource, &path(from), &path(to));
}

fn resource(map: &mut Map<String, Value>, core: &str) {
    let renamed = |name: &str| match name {
        ENTERPRISE => urn::ENTERPRISE_USER.to_owned(),
        CORE => core.to_owned(),
        other => other.to_owned(),
    };
    let old = std::mem::take(map);
    let mut new = Map::with_capacity(old.len());
    for (name, value) in old {
        let value = match value {
            Value::Array(urns) if name.eq_ignore_ascii_case("schemas") => Value::Array(
                urns.into_iter()
                    .map(|one| one.as_str().map_or(Value::Null, |text| renamed(text).into()))
                    .collect(),
            ),
            other => other,
        };
        new.insert(renamed(&name), value);
    }
    *map = new;
    rename_manager(map, urn::ENTERPRISE_USER, MANAGER_ID, "value");
}
