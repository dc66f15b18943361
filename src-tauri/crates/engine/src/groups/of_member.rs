//! The groups somebody is in: directly, and through other groups, with the path.

use std::collections::{HashMap, HashSet};

use rollcall_scim::Resource;
use rollcall_storage::table::resources;
use serde::Serialize;
use serde_json::Value;

use crate::resources::models::label;
use crate::{ConnectionId, Engine, EngineError};

/// Deeper nesting is not followed.
const DEEPEST: usize = 10;

/// One group somebody is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GroupOf {
    /// The group's id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Members the copy shows; `None` when it shows none.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub members: Option<u64>,
    /// Through which groups, from the one the person is in upwards; empty when directly.
    pub via: Vec<String>,
}

/// All groups of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GroupsOfMember {
    /// Directly.
    pub direct: Vec<GroupOf>,
    /// Through another group, each by its shortest path.
    pub nested: Vec<GroupOf>,
    /// Groups in the copy.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub groups: u64,
}

struct Seen {
    label: String,
    members: Option<u64>,
    /// Which of those looked for it has as members.
    holds: Vec<String>,
}

impl Engine {
    /// The groups a resource is in, by the copy: what the groups show, and what the resource itself says.
    pub async fn groups_of(
        &self,
        connection: ConnectionId,
        type_name: &str,
        id: &str,
    ) -> Result<GroupsOfMember, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, type_name).await?;
        let (key, me, type_name) = (connection.0, id.to_owned(), model.name);
        let open = self.store()?;
        let found = open.cache.read(move |c| {
            let own = resources::get(c, key, &type_name, &me)?
                .and_then(|row| serde_json::from_str::<Resource>(&row.json).ok())
                .map(|r| own_groups(&r))
                .unwrap_or_default();
            let total = resources::count(c, key, "Group")?;
            let mut result = GroupsOfMember {
                groups: total,
                ..GroupsOfMember::default()
            };
            // Level by level upwards: whoever holds somebody of the level below.
            let mut paths: HashMap<String, Vec<String>> = HashMap::from([(me.clone(), Vec::new())]);
            let mut level: HashSet<String> = HashSet::from([me]);
            for depth in 0..DEEPEST {
                let mut next = HashMap::new();
                resources::for_each(c, key, "Group", |row| {
                    if paths.contains_key(&row.server_id) {
                        return Ok(());
                    }
                    let said = depth == 0 && own.contains(&row.server_id);
                    // Most groups hold nobody of them: their text tells without being read.
                    if said || level.iter().any(|id| row.json.contains(id.as_str())) {
                        let seen = look(&row.json, &level);
                        if said || !seen.holds.is_empty() {
                            next.insert(row.server_id, seen);
                        }
                    }
                    Ok(())
                })?;
                if next.is_empty() {
                    break;
                }
                level = next.keys().cloned().collect();
                for (id, seen) in next {
                    let via = seen
                        .holds
                        .iter()
                        .filter_map(|h| paths.get(h))
                        .min_by_key(|p| p.len());
                    let via = via.cloned().unwrap_or_default();
                    let group = GroupOf {
                        id: id.clone(),
                        label: seen.label.clone(),
                        members: seen.members,
                        via: via.clone(),
                    };
                    paths.insert(id, via.into_iter().chain([seen.label]).collect());
                    if depth == 0 {
                        result.direct.push(group);
                    } else {
                        result.nested.push(group);
                    }
                }
            }
            result.direct.sort_by_cached_key(|g| g.label.to_lowercase());
            result.nested.sort_by_cached_key(|g| g.label.to_lowercase());
            Ok(result)
        });
        Ok(found.await?)
    }
}

/// `groups` of a user: only those it is in itself.
fn own_groups(resource: &Resource) -> HashSet<String> {
    let groups = resource.get_ci("groups").and_then(Value::as_array);
    let direct = |g: &&Value| g.get("type").and_then(Value::as_str) != Some("indirect");
    groups
        .into_iter()
        .flatten()
        .filter(direct)
        .filter_map(|g| g.get("value").and_then(Value::as_str))
        .map(str::to_owned)
        .collect()
}

fn look(json: &str, level: &HashSet<String>) -> Seen {
    let group: Resource = serde_json::from_str(json).unwrap_or_default();
    let members = group.get_ci("members").and_then(Value::as_array);
    let holds = members
        .into_iter()
        .flatten()
        .filter_map(|m| m.get("value").and_then(Value::as_str))
        .filter(|value| level.contains(*value))
        .map(str::to_owned)
        .collect();
    Seen {
        label: label(&group),
        members: members
            .filter(|m| !m.is_empty())
            .map(|m| u64::try_from(m.len()).unwrap_or(u64::MAX)),
        holds,
    }
}
