//! Where the members of a group are read (Q-GRP-02). The only place that knows: the group's page, plans, the sending of
//! members, the queue's proof and the synchronisation ask here.

use rollcall_scim::Resource;
use rollcall_scim_client::dialect::MembersSource;
use rollcall_scim_client::{Client, ClientError, Dialect, ListQuery, Projection, WalkLimits};
use serde_json::{Value, json};

use crate::GapCode;

/// What is known of who is in a group.
#[derive(Debug)]
pub(crate) enum Inside {
    /// The members as the server names them.
    Read {
        /// Each an object with a `value`.
        members: Vec<Value>,
        /// Why they are not proven to be all.
        gap: Option<GapCode>,
        /// How many the server says there are.
        total: Option<u64>,
    },
    /// The server does not say.
    NotShown,
}

impl Inside {
    fn in_group(dialect: &Dialect, members: Vec<Value>) -> Self {
        Self::Read {
            gap: is_cut(dialect, members.len()).then_some(GapCode::HardCap),
            members,
            total: None,
        }
    }

    /// The members, where they are proven to be all.
    pub(crate) fn all(self) -> Option<Vec<Value>> {
        match self {
            Self::Read {
                members, gap: None, ..
            } => Some(members),
            Self::Read { .. } | Self::NotShown => None,
        }
    }
}

/// Whether an empty answer means that nobody is in: a list of members of its own says so, a group without members does
/// not (quirk 7).
pub(crate) fn tells_of_nobody(dialect: &Dialect) -> bool {
    match dialect.groups.members {
        MembersSource::SubResource => true,
        MembersSource::ReverseFilter => dialect.groups.reverse_filter.is_some(),
        MembersSource::Inline | MembersSource::Ask | MembersSource::Nowhere => false,
    }
}

/// Whether a list of so many members in a group is as long as the server ever shows one: there may be more (Q-GRP-03).
pub(crate) fn is_cut(dialect: &Dialect, shown: usize) -> bool {
    dialect.groups.inline_cap.is_some_and(|cap| shown >= cap)
}

/// Where members are elsewhere, an empty list in the group says nothing (AWS), and is not taken for an answer.
pub(crate) fn drop_empty(dialect: &Dialect, group: &mut Resource) {
    let elsewhere = dialect.groups.members == MembersSource::Ask || tells_of_nobody(dialect);
    let empty = |members: &Value| members.as_array().is_some_and(Vec::is_empty);
    if elsewhere && group.get_ci("members").is_some_and(empty) {
        group.0.retain(|key, _| !key.eq_ignore_ascii_case("members"));
    }
}

/// Who is in a group. `alone` is the group as it was just read, `asked` whether it was asked for its members by name.
pub(crate) async fn members(
    client: &Client,
    endpoint: &str,
    group: &str,
    alone: Option<&Resource>,
    asked: bool,
) -> Result<Inside, ClientError> {
    match client.dialect().groups.members {
        MembersSource::Nowhere => Ok(Inside::NotShown),
        MembersSource::SubResource => below(client, group).await,
        MembersSource::ReverseFilter if client.dialect().groups.reverse_filter.is_some() => {
            by_user(client, group).await
        }
        MembersSource::Inline | MembersSource::Ask | MembersSource::ReverseFilter => {
            if let Some(members) = alone.and_then(shown) {
                return Ok(Inside::in_group(client.dialect(), members));
            }
            if !asked && let Some(members) = by_name(client, endpoint, group).await {
                return Ok(Inside::in_group(client.dialect(), members));
            }
            match client.dialect().groups.reverse_filter {
                Some(_) => by_user(client, group).await,
                None => Ok(Inside::NotShown),
            }
        }
    }
}

fn shown(group: &Resource) -> Option<Vec<Value>> {
    let members = group.get_ci("members")?.as_array()?;
    (!members.is_empty()).then(|| members.clone())
}

/// Of servers that leave members out unless they are asked for. One that refuses the question shows none.
async fn by_name(client: &Client, endpoint: &str, group: &str) -> Option<Vec<Value>> {
    let only = Projection {
        attributes: vec!["members".into()],
        excluded: Vec::new(),
    };
    let answer = client.get(endpoint, group, &only).await.ok()?;
    shown(&answer.resource?)
}

/// The list of members below the group.
async fn below(client: &Client, group: &str) -> Result<Inside, ClientError> {
    match client.members(group, WalkLimits::from(client.limits())).await {
        Ok((members, outcome)) => Ok(Inside::Read {
            members,
            gap: outcome.doubt.map(GapCode::from),
            total: outcome.total_results,
        }),
        // There is no such list here, whatever is believed of the server.
        Err(error) if matches!(error.status(), Some(404 | 405 | 501)) => Ok(Inside::NotShown),
        Err(error) => Err(error),
    }
}

/// The users who say that they are in the group.
async fn by_user(client: &Client, group: &str) -> Result<Inside, ClientError> {
    let template = client
        .dialect()
        .groups
        .reverse_filter
        .as_deref()
        .unwrap_or_default();
    let quoted = Value::String(group.to_owned()).to_string();
    let query = ListQuery {
        filter: Some(template.replace("{id}", quoted.trim_matches('"'))),
        ..ListQuery::default()
    };
    let (send, mut pages) = tokio::sync::mpsc::channel(4);
    let walking = client.walk("/Users", &query, WalkLimits::from(client.limits()), send);
    let gathering = async {
        let mut members = Vec::new();
        while let Some(page) = pages.recv().await {
            let ids = page.resources.iter().filter_map(Resource::id);
            members.extend(ids.map(|id| json!({ "value": id })));
        }
        members
    };
    let (outcome, members) = tokio::join!(walking, gathering);
    match outcome {
        Ok(outcome) => Ok(Inside::Read {
            members,
            gap: outcome.doubt.map(GapCode::from),
            total: outcome.total_results,
        }),
        // Not every server takes the filter that is believed of it.
        Err(ClientError::Status(_)) => Ok(Inside::NotShown),
        Err(error) => Err(error),
    }
}
