//! Reads for checks and verification, and what their failures mean.

use std::collections::HashSet;

use crate::groups::source::{self, Inside};
use rollcall_jobs::{Listed, MembersSeen, ReadFailure};
use rollcall_scim::message::ListResponse;
use rollcall_scim::{Filter, Resource};
use rollcall_scim_client::oauth::SignInError;
use rollcall_scim_client::{Client, ClientError, ListQuery, Projection, WalkLimits};

pub(super) async fn get(client: &Client, endpoint: &str, id: &str) -> Result<Option<Resource>, ReadFailure> {
    one(client, endpoint, id, &Projection::none()).await
}

async fn one(
    client: &Client,
    endpoint: &str,
    id: &str,
    projection: &Projection,
) -> Result<Option<Resource>, ReadFailure> {
    match client.get(endpoint, id, projection).await {
        Ok(answer) => match answer.resource {
            Some(resource) => Ok(Some(resource)),
            None => Err(later("the server answered without the resource".into())),
        },
        Err(error) if client.dialect().says_gone(error.status()) => Ok(None),
        Err(error) => Err(failure(client, &error)),
    }
}

pub(super) async fn list(
    client: &Client,
    endpoint: &str,
    filter: Option<&Filter>,
    count: u32,
) -> Result<Listed, ReadFailure> {
    let query = ListQuery {
        filter: filter.map(Filter::to_string),
        start_index: Some(1),
        count: Some(u64::from(count)),
        ..ListQuery::default()
    };
    let response = client
        .list(endpoint, &query)
        .await
        .map_err(|e| failure(client, &e))?;
    let complete = response
        .total_results
        .is_some_and(|n| n <= u64::try_from(response.resources.len()).unwrap_or(0));
    Ok(Listed {
        resources: resources(response),
        complete,
    })
}

fn resources(response: ListResponse) -> Vec<Resource> {
    response
        .resources
        .into_iter()
        .filter_map(Resource::from_value)
        .collect()
}

pub(super) async fn walk(client: &Client, endpoint: &str) -> Result<Listed, ReadFailure> {
    let (send, mut receive) = tokio::sync::mpsc::channel(4);
    let limits = WalkLimits::from(client.limits());
    let query = ListQuery::default();
    let walking = client.walk(endpoint, &query, limits, send);
    let gathering = async {
        let mut all = Vec::new();
        while let Some(page) = receive.recv().await {
            all.extend(page.resources);
        }
        all
    };
    let (outcome, resources) = tokio::join!(walking, gathering);
    let outcome = outcome.map_err(|e| failure(client, &e))?;
    Ok(Listed {
        resources,
        complete: outcome.complete,
    })
}

/// Which ids are members, by the list that this server has of them; those it does not show, by their own `groups` at the endpoint `users`,
/// if given (quirks.md §1.7: some servers show no members, or only the first hundred).
pub(super) async fn members(
    client: &Client,
    groups: &str,
    users: Option<&str>,
    group: &str,
    ids: &[String],
) -> Result<MembersSeen, ReadFailure> {
    let only = Projection {
        attributes: vec!["members".into()],
        excluded: Vec::new(),
    };
    let Some(resource) = one(client, groups, group, &only).await? else {
        return Ok(MembersSeen::Gone);
    };
    let inside = source::members(client, groups, group, Some(&resource), true).await;
    let Inside::Read { members, gap, .. } = inside.map_err(|e| failure(client, &e))? else {
        return Ok(MembersSeen::NotShown);
    };
    let shown: HashSet<&str> = members.iter().filter_map(|m| m.get("value")?.as_str()).collect();
    let cut = source::is_cut(client.dialect(), members.len());
    if source::tells_of_nobody(client.dialect()) || (gap.is_some() && !cut) {
        let present: HashSet<String> = ids
            .iter()
            .filter(|id| shown.contains(id.as_str()))
            .cloned()
            .collect();
        // Of a list that was not read to its end nobody is missing.
        return Ok(match gap.is_none() || present.len() == ids.len() {
            true => MembersSeen::Present(present),
            false => MembersSeen::NotShown,
        });
    }
    let mut present = HashSet::new();
    for id in ids {
        let is_in = shown.contains(id.as_str())
            || match users {
                Some(users) => in_own_groups(client, users, id, group).await?,
                None => false,
            };
        if is_in {
            present.insert(id.clone());
        }
    }
    // Who is neither in a list that was cut nor says so may be behind the cut (Q-GRP-03).
    if cut && present.len() < ids.len() {
        return Ok(MembersSeen::NotShown);
    }
    Ok(MembersSeen::Present(present))
}

async fn in_own_groups(client: &Client, users: &str, id: &str, group: &str) -> Result<bool, ReadFailure> {
    let only = Projection {
        attributes: vec!["groups".into()],
        excluded: Vec::new(),
    };
    match one(client, users, id, &only).await {
        Ok(Some(user)) => Ok(user
            .get_ci("groups")
            .and_then(|g| g.as_array())
            .is_some_and(|list| {
                list.iter()
                    .any(|g| g.get("value").and_then(|v| v.as_str()) == Some(group))
            })),
        Ok(None) | Err(ReadFailure::Impossible { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}

fn later(message: String) -> ReadFailure {
    ReadFailure::Later {
        message,
        retry_after: None,
    }
}

pub(super) fn failure(client: &Client, error: &ClientError) -> ReadFailure {
    let message = error.what(client.connection());
    match error {
        ClientError::Status(e) => match e.status {
            401 => ReadFailure::Unauthorized { message },
            408 | 423 | 425 | 429 | 499 | 500 | 502..=599 => ReadFailure::Later {
                message,
                retry_after: e.wait(),
            },
            _ => ReadFailure::Impossible { message },
        },
        // Without a token nothing was asked: with a refusal a person must look, else the network may come back.
        ClientError::SignIn(e) => match **e {
            SignInError::NotReached(_) => later(message),
            _ => ReadFailure::Unauthorized { message },
        },
        ClientError::TooLarge { .. }
        | ClientError::TooDeep { .. }
        | ClientError::UnusableId { .. }
        | ClientError::UnusableEndpoint { .. }
        | ClientError::UnusableVersion
        | ClientError::OldVersion
        | ClientError::UnusableSecret
        | ClientError::Setup { .. } => ReadFailure::Impossible { message },
        // Not reached, cut off, redirected, or something else answering in its place: the server itself said nothing.
        _ => later(message),
    }
}
