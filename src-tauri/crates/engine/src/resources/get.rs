//! One resource, from the server or from the offline copy.

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::{Client, ClientError, ExchangeMark, Projection};
use serde_json::Value;

use super::hidden::{not_shown, try_read_hidden};
use super::mask::mask_resource;
use super::models::label;
use super::prepare::slim;
use crate::connections::Profile;
use crate::groups::source::{self, Inside};
use crate::sync::put_members as put;
use crate::{At, ConnectionId, Engine, EngineError, ErrorCode, ResourceView};

impl Engine {
    /// One resource from the server. The offline copy takes it over.
    pub async fn resource_get(
        &self,
        connection: ConnectionId,
        type_name: &str,
        id: &str,
    ) -> Result<ResourceView, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, type_name).await?;
        let client = self.client(&profile).await?;
        let read = read(&client, &profile, &model, id).await?;
        self.remember(connection, &model, &read.resource).await;
        Ok(ResourceView {
            type_name: model.name.clone(),
            id: id.into(),
            label: label(&read.resource),
            resource: mask_resource(&model, &slim(&read.resource).to_value()),
            etag: read.etag,
            read_at: At(self.now()),
            from_copy: false,
        })
    }
}

/// A resource with its ETag.
pub(crate) struct Read {
    pub(crate) resource: Resource,
    pub(crate) etag: Option<String>,
    /// The exchange that showed it.
    pub(crate) exchange: Option<ExchangeMark>,
}

/// Reads one resource; a missing one is said by its type and id.
pub(crate) async fn read(
    client: &Client,
    profile: &Profile,
    model: &ResourceModel,
    id: &str,
) -> Result<Read, EngineError> {
    try_read_hidden(client, model, id, None)
        .await
        .map_err(|e| EngineError::from_client(&profile.name, &e))?
        .ok_or_else(|| not_shown(client, profile, model, id))
}

/// As [`read`]: a group with its members.
pub(crate) async fn read_group(
    client: &Client,
    profile: &Profile,
    model: &ResourceModel,
    id: &str,
) -> Result<Read, EngineError> {
    try_read_group(client, model, id)
        .await
        .map_err(|e| EngineError::from_client(&profile.name, &e))?
        .ok_or_else(|| gone(profile, model, id))
}

/// Reads one resource; `None` when the server says that there is none.
pub(crate) async fn try_read(
    client: &Client,
    model: &ResourceModel,
    id: &str,
) -> Result<Option<Read>, ClientError> {
    match client.get(&model.endpoint, id, &Projection::none()).await {
        Ok(answer) => match answer.resource {
            Some(mut resource) => {
                source::drop_empty(client.dialect(), &mut resource);
                let etag = answer.etag.or_else(|| resource.version().map(Into::into));
                Ok(Some(Read {
                    resource,
                    etag,
                    exchange: answer.exchange,
                }))
            }
            None => Err(ClientError::NotScim {
                status: answer.status,
                looks_like: rollcall_scim_client::LooksLike::Empty,
                excerpt: String::new(),
            }),
        },
        Err(error) if client.dialect().says_gone(error.status()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads a group with its members, wherever the server has them (Q-GRP-02). Members that are not proven to be all are
/// none that are known: what would be taken out of a part of them might stay in.
pub(crate) async fn try_read_group(
    client: &Client,
    model: &ResourceModel,
    id: &str,
) -> Result<Option<Read>, ClientError> {
    let Some(mut read) = try_read(client, model, id).await? else {
        return Ok(None);
    };
    match source::members(client, &model.endpoint, id, Some(&read.resource), false).await? {
        Inside::Read {
            members, gap: None, ..
        } => put(&mut read.resource, Value::Array(members)),
        Inside::Read { .. } => {
            read.resource
                .0
                .retain(|key, _| !key.eq_ignore_ascii_case("members"));
        }
        Inside::NotShown => {}
    }
    Ok(Some(read))
}

/// The error for a resource that is not there.
pub(crate) fn gone(profile: &Profile, model: &ResourceModel, id: &str) -> EngineError {
    EngineError::new(
        ErrorCode::ResourceNotFound,
        format!("{} has no {} with this id.", profile.name, model.name),
        "It was deleted, or the id belongs to another type or server. Nothing was changed.",
        "Search for it by name.",
    )
    .with("connection", &profile.name)
    .with("type", &model.name)
    .with("id", id)
}
