//! The offline copy follows what is read and written one by one.

use rollcall_scim::{Resource, ResourceModel};
use rollcall_storage::table::resources::{self, NewResource};
use rollcall_storage::table::syncs;

use super::convert::for_copy;
use super::members::put;
use crate::connections::rows::{from_millis, millis};
use crate::history::{Observed, keep_one};
use crate::resources::models::label;
use crate::resources::prepare::slim;
use crate::{At, ConnectionId, Engine, EngineError, ResourceView};

impl Engine {
    /// One resource from the offline copy; `None` when it is not there. Works without the server.
    pub async fn resource_cached(
        &self,
        connection: ConnectionId,
        type_name: &str,
        id: &str,
    ) -> Result<Option<ResourceView>, EngineError> {
        let profile = self.profile(connection).await?;
        let Some(known) = self.cached_knowledge(&profile).await? else {
            return Ok(None);
        };
        let Some(model) = crate::resources::models::find(&known.models, type_name) else {
            return Ok(None);
        };
        let (name, wanted, key) = (model.name.clone(), id.to_owned(), connection.0);
        let read = move |c: &rollcall_storage::rusqlite::Connection| {
            let row = resources::get(c, key, &name, &wanted)?;
            let synced = syncs::latest(c, key, &name)?.and_then(|s| s.ended_at);
            Ok(row.map(|row| (row, synced)))
        };
        let Some((row, synced)) = self.store()?.cache.read(read).await? else {
            return Ok(None);
        };
        let Ok(resource) = serde_json::from_str::<Resource>(&row.json) else {
            return Ok(None);
        };
        Ok(Some(ResourceView {
            type_name: model.name.clone(),
            id: row.server_id,
            label: label(&resource),
            etag: row.etag,
            resource: slim(&resource).to_value(),
            read_at: At(from_millis(synced.unwrap_or_default())),
            from_copy: true,
        }))
    }

    /// Takes a resource that was just read into the copy, if there is a copy of its type. Trouble with the copy is
    /// no trouble for what was read.
    /// What differs from the copy was changed by somebody else, and stands in the history from now on.
    pub(crate) async fn remember(
        &self,
        connection: ConnectionId,
        model: &ResourceModel,
        resource: &Resource,
    ) {
        self.follow(connection, model, resource, true).await;
    }

    /// As [`Engine::remember`], for what was just changed by ourselves.
    pub(crate) async fn remember_ours(
        &self,
        connection: ConnectionId,
        model: &ResourceModel,
        resource: &Resource,
    ) {
        self.follow(connection, model, resource, false).await;
    }

    async fn follow(
        &self,
        connection: ConnectionId,
        model: &ResourceModel,
        resource: &Resource,
        watch: bool,
    ) {
        let silent = model.core.attribute("members").is_some() && resource.get_ci("members").is_none();
        let mut known = None;
        if silent && self.members_are_elsewhere(connection).await {
            // What the group itself does not say stays as it was read.
            if let Some(members) = self.members_of_copy(connection, &model.name, resource).await {
                let mut with = resource.clone();
                put(&mut with, members);
                known = Some(with);
            }
        }
        let resource = known.as_ref().unwrap_or(resource);
        let (Ok(open), Some(row)) = (self.store(), for_copy(model, resource)) else {
            return;
        };
        let (name, id) = (model.name.clone(), connection.0);
        open.member_lists
            .forget(connection, resource.id().unwrap_or_default());
        let sync = open.syncs.current(connection, &name);
        let (model, type_name, now) = (model.clone(), model.name.clone(), millis(self.now()));
        let kept = open
            .cache
            .write_relaxed(move |tx| {
                // A copy with one person in it would look like a directory of one person.
                if sync == 0 && resources::count(tx, id, &name)? == 0 {
                    return Ok(());
                }
                let known = syncs::latest_complete(tx, id, &name)?.is_some();
                let mut seen = None;
                let mut hear = |new: &NewResource, before: Option<String>| {
                    if known || before.is_some() {
                        seen = Some(Observed {
                            server_id: new.server_id.clone(),
                            before,
                            after: Some(new.json.clone()),
                        });
                    }
                };
                resources::put_watched(tx, id, &name, sync, &[row], watch.then_some(&mut hear))?;
                match &seen {
                    Some(seen) => keep_one(tx, id, &model, now, seen),
                    None => Ok(()),
                }
            })
            .await;
        // After the copy, so that a list made meanwhile is not of what was before.
        open.member_lists.follow(connection, &type_name, resource);
        open.views.forget(connection);
        if let Err(error) = kept {
            tracing::warn!(%error, "the offline copy could not follow a change");
        }
    }

    /// Takes a resource that is gone out of the copy.
    pub(crate) async fn forget_resource(&self, connection: ConnectionId, model: &ResourceModel, id: &str) {
        let Ok(open) = self.store() else { return };
        let (name, key, id) = (model.name.clone(), connection.0, id.to_owned());
        let member = id.clone();
        let gone = open
            .cache
            .write_relaxed(move |tx| resources::remove(tx, key, &name, &id))
            .await;
        open.member_lists.forget_member(connection, &member);
        open.views.forget(connection);
        if let Err(error) = gone {
            tracing::warn!(%error, "the offline copy could not follow a deletion");
        }
    }
}
