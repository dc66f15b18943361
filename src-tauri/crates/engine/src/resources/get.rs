//! One resource, from the server or from the offline copy.

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::{Client, ClientError, Projection};

use super::mask::mask_resource;
use super::models::label;
use super::prepare::slim;
use crate::connections::Profile;
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
}

/// Reads one resource; a missing one is said by its type and id.
pub(crate) async fn read(
    client: &Client,
    profile: &Profile,
    model: &ResourceModel,
    id: &str,
) -> Result<Read, EngineError> {
    try_read(client, model, id)
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
            Some(resource) => {
                let etag = answer.etag.or_else(|| resource.version().map(Into::into));
                Ok(Some(Read { resource, etag }))
            }
            None => Err(ClientError::NotScim {
                status: answer.status,
                looks_like: rollcall_scim_client::LooksLike::Empty,
                excerpt: String::new(),
            }),
        },
        Err(error) if matches!(error.status(), Some(404 | 410)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads a group with its members: servers that leave them out are asked for them by name (quirk 7).
pub(crate) async fn try_read_group(
    client: &Client,
    model: &ResourceModel,
    id: &str,
) -> Result<Option<Read>, ClientError> {
    let Some(mut read) = try_read(client, model, id).await? else {
        return Ok(None);
    };
    let shown = read
        .resource
        .get_ci("members")
        .and_then(serde_json::Value::as_array);
    if shown.is_none_or(Vec::is_empty) {
        let only = Projection {
            attributes: vec!["members".into()],
            excluded: Vec::new(),
        };
        // A server that refuses the question shows no members; that is known already.
        if let Ok(answer) = client.get(&model.endpoint, id, &only).await
            && let Some(members) = answer.resource.and_then(|r| r.get_ci("members").cloned())
        {
            read.resource
                .0
                .retain(|key, _| !key.eq_ignore_ascii_case("members"));
            read.resource.0.insert("members".into(), members);
        }
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
