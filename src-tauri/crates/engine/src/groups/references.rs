//! Members that a server calls otherwise than by id.

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::Client;
use serde_json::Value;

use super::members::member_ids;
use crate::resources::get::try_read;

/// Up to so many people are looked at; a server that renames members renames all of them.
const LOOKED_AT: usize = 20;

/// The wanted group with a `$ref` for members whose id the group does not show: by it the person is known although
/// the server calls them something else there (Canaille: the sign-in name).
pub(crate) async fn with_references(client: &Client, mut wanted: Resource, now: &Resource) -> Resource {
    let shown: std::collections::HashSet<String> = member_ids(now).unwrap_or_default().into_iter().collect();
    let users = ResourceModel::user();
    let key = wanted
        .0
        .keys()
        .find(|k| k.eq_ignore_ascii_case("members"))
        .cloned();
    let members = key
        .and_then(|key| wanted.0.get_mut(&key))
        .and_then(Value::as_array_mut);
    let unseen = members
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
        .filter(|m| {
            !m.contains_key("$ref")
                && m.get("value")
                    .and_then(Value::as_str)
                    .is_some_and(|id| !shown.contains(id))
        });
    for member in unseen.take(LOOKED_AT).filter(|_| !shown.is_empty()) {
        let id = member.get("value").and_then(Value::as_str).unwrap_or_default();
        let Ok(Some(person)) = try_read(client, &users, id).await else {
            continue;
        };
        let location = person.resource.get_ci("meta").and_then(|m| m.get("location"));
        if let Some(location) = location.cloned() {
            member.insert("$ref".into(), location);
        }
    }
    wanted
}
