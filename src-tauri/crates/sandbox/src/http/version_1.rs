//! Q-VER-01: SCIM 1.1 on the wire, as far as reading goes: its URNs instead of those of RFC 7643.

use serde_json::{Map, Value, json};

/// The core schema of SCIM 1.1.
pub(super) const CORE: &str = "urn:scim:schemas:core:1.0";
const ENTERPRISE: &str = "urn:scim:schemas:extension:enterprise:1.0";

/// Gives a resource the URNs of SCIM 1.1.
pub(super) fn disguise(object: &mut Map<String, Value>) {
    let enterprise = object.shift_remove(rollcall_scim::urn::ENTERPRISE_USER);
    let mut schemas = vec![json!(CORE)];
    if let Some(enterprise) = enterprise {
        schemas.push(json!(ENTERPRISE));
        object.insert(ENTERPRISE.to_owned(), enterprise);
    }
    object.insert("schemas".to_owned(), Value::Array(schemas));
}
