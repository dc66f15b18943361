//! Members that a server calls otherwise than by id.

use std::collections::HashSet;

use futures_util::{StreamExt, stream};
use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::Client;
use serde_json::{Map, Value};

use super::members::member_ids;
use crate::resources::get::try_read;

/// Up to so many people are looked at: as many as one request adds.
const LOOKED_AT: usize = 500;
/// Reads under way at once.
const AT_ONCE: usize = 8;

/// The wanted group with a `$ref` for members whose id the group does not show: by it the person is known although
/// the server calls them something else there (Canaille: the sign-in name).
pub(crate) async fn with_references(client: &Client, mut wanted: Resource, now: &Resource) -> Resource {
    let shown: HashSet<String> = member_ids(now).unwrap_or_default().into_iter().collect();
    if shown.is_empty() {
        return wanted;
    }
    let users = ResourceModel::user();
    let key = wanted
        .0
        .keys()
        .find(|k| k.eq_ignore_ascii_case("members"))
        .cloned();
    let members = key
        .and_then(|key| wanted.0.get_mut(&key))
        .and_then(Value::as_array_mut);
    let mut unseen: Vec<&mut Map<String, Value>> = members
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
        .filter(|m| !m.contains_key("$ref") && id_of(m).is_some_and(|id| !shown.contains(id)))
        .take(LOOKED_AT)
        .collect();
    let ids: Vec<String> = unseen
        .iter()
        .filter_map(|m| id_of(m).map(str::to_owned))
        .collect();
    let locations: Vec<Option<Value>> = stream::iter(ids)
        .map(|id| {
            let users = &users;
            async move {
                let person = try_read(client, users, &id).await.ok().flatten()?;
                let meta = person.resource.get_ci("meta")?;
                meta.get("location").cloned()
            }
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    for (member, location) in unseen.iter_mut().zip(locations) {
        if let Some(location) = location {
            member.insert("$ref".into(), location);
        }
    }
    wanted
}

fn id_of(member: &Map<String, Value>) -> Option<&str> {
    member.get("value").and_then(Value::as_str)
}
