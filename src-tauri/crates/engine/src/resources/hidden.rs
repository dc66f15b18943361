//! People whom a server does not show by their id while they are inactive (Q-LIF-01). Its list may show them all the
//! same; where it does not either, nobody can tell inactive from deleted, and nothing is called deleted.

use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel};
use rollcall_scim_client::{Client, ClientError, ListQuery, WalkLimits};
use tokio::sync::mpsc;

use super::get::{Read, gone, try_read};
use crate::EngineError;
use crate::connections::Profile;

/// Whether a 404 at this endpoint means inactive as well as gone.
pub(crate) fn hides(client: &Client, endpoint: &str) -> bool {
    let users = endpoint.trim_matches('/').eq_ignore_ascii_case("Users");
    users && client.dialect().lifecycle.gone_after_deactivate
}

/// As [`try_read`]; whoever is hidden while inactive is looked for in the list, quickly where the name is known.
pub(crate) async fn try_read_hidden(
    client: &Client,
    model: &ResourceModel,
    id: &str,
    name: Option<&str>,
) -> Result<Option<Read>, ClientError> {
    match try_read(client, model, id).await? {
        None if hides(client, &model.endpoint) => {
            let (client, last) = client.watched();
            let found = in_list(&client, &model.endpoint, id, name).await?;
            Ok(found.map(|resource| Read {
                etag: resource.version().map(Into::into),
                resource,
                exchange: last.mark(),
            }))
        }
        read => Ok(read),
    }
}

/// The entry with this id in the list: asked for by its name, or row by row.
pub(crate) async fn in_list(
    client: &Client,
    endpoint: &str,
    id: &str,
    name: Option<&str>,
) -> Result<Option<Resource>, ClientError> {
    if let Some(name) = name {
        let filter = Filter::eq(AttrPath::attribute("userName"), name);
        let query = ListQuery {
            filter: Some(filter.to_string()),
            count: Some(2),
            ..ListQuery::default()
        };
        if let Ok(page) = client.list(endpoint, &query).await {
            let nobody = page.resources.is_empty();
            let mut rows = page.resources.into_iter().filter_map(Resource::from_value);
            let found = rows.find(|row| row.id() == Some(id));
            // Somebody else: the filter was not understood.
            if found.is_some() || nobody {
                return Ok(found);
            }
        }
    }
    let (send, mut pages) = mpsc::channel(2);
    let query = ListQuery::default();
    let walking = client.walk(endpoint, &query, WalkLimits::from(client.limits()), send);
    // Whoever is found ends the walk: nobody takes its next page.
    let finding = async move {
        while let Some(page) = pages.recv().await {
            let found = page.resources.into_iter().find(|row| row.id() == Some(id));
            if found.is_some() {
                return found;
            }
        }
        None
    };
    let (walked, found) = tokio::join!(walking, finding);
    match found {
        Some(found) => Ok(Some(found)),
        None => walked.map(|_| None),
    }
}

/// The error for a resource that the server does not show.
pub(crate) fn not_shown(client: &Client, profile: &Profile, model: &ResourceModel, id: &str) -> EngineError {
    let mut error = gone(profile, model, id);
    if hides(client, &model.endpoint) {
        error.message = format!("{} does not show a {} with this id.", profile.name, model.name);
        error.why =
            "It is inactive or was deleted: this server does not show who is inactive. Nothing was changed."
                .into();
        error.action = "Look in the administration of the server itself.".into();
        error = error.with("reason", "hidden");
    }
    error
}
