//! Groups whose list does not say who is in them get their members while they are read into the copy (Q-GRP-02): what
//! asks the copy who is in which group, the look for people in no group above all, would else find nobody anywhere.

use futures_util::{StreamExt, stream};
use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::dialect::MembersSource;
use rollcall_scim_client::{Client, WalkPage};
use rollcall_storage::table::resources;
use serde_json::Value;
use tokio::sync::mpsc;

use crate::groups::source;
use crate::{ConnectionId, Engine};

/// More groups of one reading are not asked one by one; what the copy knew of them stays.
const MOST: usize = 2_000;
/// Groups asked at a time.
const AT_ONCE: usize = 4;

/// How many groups may still be asked in this reading.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST)
    }
}

/// Whether the members of this type are elsewhere than in its list.
pub(super) fn are_elsewhere(client: &Client, model: &ResourceModel) -> bool {
    let source = client.dialect().groups.members;
    let asked = matches!(source, MembersSource::Ask) || source::tells_of_nobody(client.dialect());
    asked && model.core.attribute("members").is_some()
}

impl Engine {
    /// Takes pages of groups, and hands them on with their members.
    pub(super) async fn relay_with_members(
        &self,
        connection: ConnectionId,
        client: &Client,
        model: &ResourceModel,
        mut from: mpsc::Receiver<WalkPage>,
        to: mpsc::Sender<WalkPage>,
    ) {
        let mut budget = Budget::default();
        while let Some(mut page) = from.recv().await {
            let filling = self.with_members(connection, client, model, &mut budget, page.resources);
            page.resources = tokio::select! {
                // Nobody wants more: the reading was stopped.
                () = to.closed() => return,
                filled = filling => filled,
            };
            if to.send(page).await.is_err() {
                return;
            }
        }
    }

    /// The groups with their members. Those that could not be asked keep what the copy knew of them.
    pub(super) async fn with_members(
        &self,
        connection: ConnectionId,
        client: &Client,
        model: &ResourceModel,
        budget: &mut Budget,
        mut groups: Vec<Resource>,
    ) -> Vec<Resource> {
        let asked = budget.0.min(groups.len());
        let (now, later) = groups.split_at_mut(asked);
        budget.0 -= now.len();
        let asking = now.iter().map(|group| async {
            let id = group.id().unwrap_or_default();
            source::members(client, &model.endpoint, id, Some(group), false).await
        });
        let answers: Vec<_> = stream::iter(asking.collect::<Vec<_>>())
            .buffered(AT_ONCE)
            .collect()
            .await;
        let mut unknown: Vec<&mut Resource> = later.iter_mut().collect();
        for (group, answer) in now.iter_mut().zip(answers) {
            match answer {
                Ok(inside) => match inside.all() {
                    Some(members) => put(group, Value::Array(members)),
                    None => unknown.push(group),
                },
                Err(error) => {
                    // A server that has enough is not asked on.
                    tracing::info!(%error, "the members of a group could not be read");
                    budget.0 = 0;
                    unknown.push(group);
                }
            }
        }
        for group in unknown {
            source::drop_empty(client.dialect(), group);
            if let Some(members) = self.members_of_copy(connection, &model.name, group).await {
                put(group, members);
            }
        }
        groups
    }

    /// What the copy knows of a group's members.
    pub(super) async fn members_of_copy(
        &self,
        connection: ConnectionId,
        type_name: &str,
        group: &Resource,
    ) -> Option<Value> {
        let (key, name, id) = (connection.0, type_name.to_owned(), group.id()?.to_owned());
        let open = self.store().ok()?;
        let row = open
            .cache
            .read(move |c| resources::get(c, key, &name, &id))
            .await
            .ok()??;
        let copied: Resource = serde_json::from_str(&row.json).ok()?;
        copied.get_ci("members").cloned()
    }
}

/// Puts members into a group.
pub(crate) fn put(group: &mut Resource, members: Value) {
    group.0.retain(|key, _| !key.eq_ignore_ascii_case("members"));
    group.0.insert("members".into(), members);
}
