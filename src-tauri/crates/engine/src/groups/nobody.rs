//! Who is in no group.

use std::collections::HashSet;

use rollcall_scim::Resource;
use rollcall_storage::table::resources;
use serde::Serialize;
use serde_json::Value;

use super::source::is_cut;
use crate::resources::models::label;
use crate::{ConnectionId, Engine, EngineError};

/// Most people named.
const NAMED: usize = 1_000;

/// The people of the copy whom no group shows as a member, and who say of no group that they are in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct InNoGroup {
    /// How many.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub total: u64,
    /// The first thousand of them: id and name.
    pub people: Vec<(String, String)>,
    /// Whether any group shows members; when not, this says nothing.
    pub members_shown: bool,
}

impl Engine {
    /// Who is in no group, by the copy.
    pub async fn in_no_group(&self, connection: ConnectionId) -> Result<InNoGroup, EngineError> {
        self.profile(connection).await?;
        let told = self.nobody_is_told(connection).await;
        let dialect = self.dialect(connection).await;
        let id = connection.0;
        let open = self.store()?;
        let found = open.cache.read(move |c| {
            let mut members: HashSet<String> = HashSet::new();
            // Of one group it is not known who is in: whoever is in no other may be in that one.
            let mut unread = false;
            resources::for_each(c, id, "Group", |row| {
                let group: Resource = serde_json::from_str(&row.json).unwrap_or_default();
                let list = group.get_ci("members").and_then(Value::as_array);
                unread |= told && list.is_none();
                unread |= list.is_some_and(|members| is_cut(&dialect, members.len()));
                let values = list.into_iter().flatten();
                members.extend(values.filter_map(|m| Some(m.get("value")?.as_str()?.to_owned())));
                Ok(())
            })?;
            let mut result = InNoGroup {
                members_shown: !members.is_empty() && !unread,
                ..InNoGroup::default()
            };
            resources::for_each(c, id, "User", |row| {
                if members.contains(&row.server_id) {
                    return Ok(());
                }
                let Ok(user) = serde_json::from_str::<Resource>(&row.json) else {
                    return Ok(());
                };
                let says = user.get_ci("groups").and_then(Value::as_array);
                if says.is_some_and(|groups| !groups.is_empty()) {
                    result.members_shown = true;
                    return Ok(());
                }
                result.total += 1;
                if result.people.len() < NAMED {
                    result.people.push((row.server_id, label(&user)));
                }
                Ok(())
            })?;
            result.people.sort_by_cached_key(|(_, name)| name.to_lowercase());
            Ok(result)
        });
        Ok(found.await?)
    }
}
