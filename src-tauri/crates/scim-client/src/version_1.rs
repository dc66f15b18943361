//! SCIM 1.1 read as SCIM 2.0 (Q-VER-01): the messages are alike, the URNs are not. Only reading: what a change means
//! differs (`operation: "delete"` inside of members, PATCH by merging).

use rollcall_scim::resource::get_ci;
use rollcall_scim::urn;
use serde_json::{Map, Value, json};

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
    match body {
        Value::Array(rows) => rows.iter_mut().for_each(|row| resource(row, core)),
        Value::Object(map) if get_ci(map, "Resources").is_some() => {
            map.insert("schemas".into(), json!([urn::LIST_RESPONSE]));
            for (name, rows) in map.iter_mut() {
                if let (true, Value::Array(rows)) = (name.eq_ignore_ascii_case("Resources"), rows) {
                    rows.iter_mut().for_each(|row| resource(row, core));
                }
            }
        }
        other => resource(other, core),
    }
}

fn resource(value: &mut Value, core: &str) {
    let Value::Object(map) = value else { return };
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
}
