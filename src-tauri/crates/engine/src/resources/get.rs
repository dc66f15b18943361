//! One resource, from the server or from the offline copy.

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::{Client, ClientError, ListQuery, Projection, WalkLimits};
use serde_json::{Value, json};

use super::hidden::{not_shown, try_read_hidden};
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
    try_read_hidden(client, model, id, None)
        .await
        .map_err(|e| EngineError::from_client(&profile.name, &e))?
        .ok_or_else(|| not_shown(client, profile, model, id))
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
        Err(error) if client.dialect().says_gone(error.status()) => Ok(None),
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
    let shown = read.resource.get_ci("members").and_then(Value::as_array);
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
        } else if let Some(members) = members_by_user(client, id).await {
            read.resource.0.insert("members".into(), members);
        }
    }
    Ok(Some(read))
}

/// The members of a group as its users tell them, where the server is known to answer that (Q-GRP-02); `None` where it
/// is not, or did not answer to the end.
pub(crate) async fn members_by_user(client: &Client, group: &str) -> Option<Value> {
    let ids = ids_by_user(client, group).await?;
    Some(Value::Array(
        ids.into_iter().map(|id| json!({ "value": id })).collect(),
    ))
}

/// As [`members_by_user`]: their ids.
pub(crate) async fn ids_by_user(client: &Client, group: &str) -> Option<Vec<String>> {
    let template = client.dialect().groups.reverse_filter.as_ref()?;
    let quoted = Value::String(group.to_owned()).to_string();
    let filter = template.replace("{id}", quoted.trim_matches('"'));
    let query = ListQuery {
        filter: Some(filter),
        ..ListQuery::default()
    };
    let (send, mut pages) = tokio::sync::mpsc::channel(4);
    let walking = client.walk("/Users", &query, WalkLimits::from(client.limits()), send);
    let gathering = async {
        let mut ids = Vec::new();
        while let Some(page) = pages.recv().await {
            ids.extend(
                page.resources
                    .iter()
                    .filter_map(|user| user.id().map(str::to_owned)),
            );
        }
        ids
    };
    let (outcome, ids) = tokio::join!(walking, gathering);
    outcome.is_ok_and(|o| o.complete).then_some(ids)
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
