//! What PATCH promises, by area.

mod adding;
mod differences;
pub(crate) mod generated;
mod messages;
mod properties;
mod removing;
mod replacing;
mod rules;

use serde_json::{Value, json};

use super::{PatchError, PatchOperation, apply};
use crate::{Resource, ResourceModel, urn};

pub(super) const BADGE: &str = "urn:example:params:scim:schemas:badge:2.0:User";

pub(super) fn model() -> ResourceModel {
    let mut model = ResourceModel::user();
    let badge = serde_json::from_value(json!({
        "id": BADGE, "name": "Badge",
        "attributes": [
            {"name": "number", "type": "integer", "mutability": "immutable"},
            {"name": "colour", "type": "string", "required": true},
            {"name": "issuedBy", "type": "string", "mutability": "readOnly"},
            {"name": "doors", "type": "string", "multiValued": true},
            {"name": "photo", "type": "binary"}
        ]
    }))
    .expect("a schema");
    model.extensions.push((badge, false));
    model
}

pub(super) fn resource(value: Value) -> Resource {
    Resource::from_value(value).expect("an object")
}

pub(super) fn user() -> Resource {
    resource(json!({
        "schemas": [urn::USER, urn::ENTERPRISE_USER],
        "id": "2819",
        "userName": "mira",
        "name": {"familyName": "Okafor", "givenName": "Mira"},
        "active": true,
        "emails": [
            {"value": "mira@example.com", "type": "work", "primary": true},
            {"value": "mira@example.org", "type": "home"}
        ],
        "groups": [{"value": "g1", "display": "Archive"}],
        "meta": {"resourceType": "User"},
        urn::ENTERPRISE_USER: {"department": "Archive", "manager": {"value": "m1", "displayName": "Ada"}}
    }))
}

pub(super) fn group() -> Resource {
    resource(json!({
        "schemas": [urn::GROUP],
        "displayName": "Archive",
        "members": [{"value": "u1", "type": "User"}, {"value": "u2", "type": "User"}]
    }))
}

pub(super) fn operations(list: Value) -> Result<Vec<PatchOperation>, PatchError> {
    PatchOperation::from_message(&json!({"schemas": [urn::PATCH_OP], "Operations": list}))
}

/// Applies operations to a user; the result as JSON.
#[track_caller]
pub(super) fn patched(list: Value) -> Value {
    apply(&model(), &user(), &operations(list).expect("operations"))
        .expect("applies")
        .to_value()
}

/// The `scimType` with which operations on a user are refused.
#[track_caller]
pub(super) fn refused(list: Value) -> &'static str {
    match operations(list) {
        Err(error) => error.scim_type,
        Ok(operations) => {
            apply(&model(), &user(), &operations)
                .expect_err("should be refused")
                .scim_type
        }
    }
}
