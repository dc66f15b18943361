//! Resolves a pasted list against a group: "12 to add, 3 unknown, 40 already in".

use std::collections::{HashMap, HashSet};

use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel};
use rollcall_scim_client::{Client, ListQuery};
use serde_json::Value;

use super::members::{member_ids, members_draft};
use super::resolve::{Entry, Person};
use super::source::tells_of_nobody;
use super::{
    MemberAction, MemberCandidate, MemberLine, MemberResult, MemberRow, MembersPlan, MembersRequest,
};
use crate::connections::Profile;
use crate::resources::gather::gather;
use crate::resources::get::{Read, gone, try_read_group};
use crate::resources::models::label;
use crate::{ConnectionId, Engine, EngineError, ErrorCode, Notice, NoticeCode};

/// People named for a line that means several.
const SEVERAL: usize = 5;
/// People named of those who leave when only a list is kept; all are counted.
const LEAVING: usize = 200;
/// Groups looked at for one name.
const ALIKE: u64 = 20;

impl Engine {
    /// Resolves a pasted list against a group; reads, never writes. Apply its `review` with
    /// [`Engine::apply_change`].
    pub async fn plan_members(
        &self,
        connection: ConnectionId,
        request: MembersRequest,
    ) -> Result<MembersPlan, EngineError> {
        let profile = self.profile(connection).await?;
        let groups = self.model(&profile, "Group").await?;
        let users = self.model(&profile, "User").await?;
        let client = self.client(&profile).await?;
        let group = find_group(&client, &profile, &groups, &request.group).await?;
        let nobody = tells_of_nobody(client.dialect());
        let members = member_ids(&group.resource).filter(|ids| nobody || !ids.is_empty());
        let known = Members::of(&group.resource);
        let resolved = match request.other.as_deref().map(str::trim).filter(|o| !o.is_empty()) {
            Some(other) => {
                let other = find_group(&client, &profile, &groups, other).await?;
                members_of(&other.resource)
            }
            None => {
                let entries = self.resolve(&profile, &client, &users, &request.pasted).await?;
                self.as_chosen(&profile, &client, &users, entries, &request.chosen)
                    .await?
            }
        };
        let mut similar = self.similar(connection, &users, &resolved).await?;
        let mut kept: HashSet<&str> = HashSet::new();
        let mut seen = HashSet::new();
        let mut ids: Vec<String> = Vec::new();
        let lines: Vec<MemberLine> = resolved
            .into_iter()
            .map(|Entry { text, people, chosen }| {
                let (id, name, result) = match people.as_slice() {
                    [] => (None, None, MemberResult::Unknown),
                    [person] => {
                        let held = known.value_of(person);
                        kept.extend(held);
                        let result = if !seen.insert(person.id.clone()) {
                            MemberResult::Repeated
                        } else {
                            match (request.action, held.is_some(), members.is_some()) {
                                (MemberAction::Add | MemberAction::Keep, true, _)
                                | (MemberAction::Remove, false, true) => MemberResult::AlreadySo,
                                (MemberAction::Keep, false, _) => MemberResult::NotIn,
                                _ => MemberResult::Change,
                            }
                        };
                        if result == MemberResult::Change {
                            ids.push(held.unwrap_or(&person.id).to_owned());
                        }
                        (Some(person.id.clone()), Some(person.name.clone()), result)
                    }
                    _ => (None, None, MemberResult::Ambiguous),
                };
                let candidates = match result {
                    MemberResult::Unknown => similar.remove(&text).unwrap_or_default(),
                    MemberResult::Ambiguous => {
                        people.into_iter().take(SEVERAL).map(Person::offered).collect()
                    }
                    _ => Vec::new(),
                };
                MemberLine {
                    text,
                    id,
                    label: name,
                    result,
                    chosen,
                    candidates,
                }
            })
            .collect();
        if request.action == MemberAction::Keep {
            ids = known.0.keys().map(|value| (*value).to_owned()).collect();
            ids.retain(|id| !kept.contains(id.as_str()));
        }
        let leaving = match request.action {
            MemberAction::Keep => self.leaving(connection, &group.resource, &ids).await,
            _ => Vec::new(),
        };
        let count = |result| u64::try_from(lines.iter().filter(|l| l.result == result).count()).unwrap_or(0);
        let mut notices = Vec::new();
        if members.is_none() {
            notices.push(
                Notice::new(
                    NoticeCode::MembersNotShown,
                    format!(
                        "{} does not show all members of this group, or none, so it is not known who is in it.",
                        profile.name
                    ),
                )
                .with("group", label(&group.resource)),
            );
        }
        let id = group.resource.id().unwrap_or_default().to_owned();
        let mut plan = MembersPlan {
            group: id.clone(),
            label: label(&group.resource),
            action: request.action,
            changes: u64::try_from(ids.len()).unwrap_or(u64::MAX),
            already: count(MemberResult::AlreadySo),
            unknown: count(MemberResult::Unknown),
            ambiguous: count(MemberResult::Ambiguous),
            members_visible: members.is_some(),
            chunk: u32::try_from(self.member_chunk(connection).await).unwrap_or(1),
            ids: ids.clone(),
            leaving,
            review: None,
            lines,
            notices,
        };
        if !ids.is_empty() {
            let (add, remove) = match request.action {
                MemberAction::Add => (ids, Vec::new()),
                MemberAction::Remove | MemberAction::Keep => (Vec::new(), ids),
            };
            let ways = [!add.is_empty()];
            self.members_offered(&profile, client.dialect(), &groups, &ways)
                .await?;
            let draft = members_draft(id, group, add, remove);
            plan.review = Some(self.review(&profile, groups, draft).await?);
        }
        Ok(plan)
    }
}

impl Engine {
    /// The first by name of those who leave, as the copy knows them, else as the group calls them.
    async fn leaving(
        &self,
        connection: ConnectionId,
        group: &Resource,
        ids: &[String],
    ) -> Vec<MemberCandidate> {
        let listed = self
            .member_list(connection, group.id().unwrap_or_default(), false)
            .await;
        let rows = listed.as_ref().map_or(&[][..], |list| &list.rows);
        let known: HashMap<&str, &MemberRow> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
        let called: HashMap<String, String> = members_of(group)
            .into_iter()
            .flat_map(|entry| entry.people)
            .map(|person| (person.id, person.name))
            .collect();
        let mut all: Vec<MemberCandidate> = ids
            .iter()
            .map(|id| {
                let row = known.get(id.as_str());
                let name = row.map(|row| &row.label).or_else(|| called.get(id)).unwrap_or(id);
                MemberCandidate {
                    id: id.clone(),
                    label: name.clone(),
                    user_name: row.and_then(|row| row.user_name.clone()),
                }
            })
            .collect();
        all.sort_by_cached_key(|who| (who.label.to_lowercase(), who.id.clone()));
        all.truncate(LEAVING);
        all
    }
}

/// Each member of another group as a line of a list.
fn members_of(group: &Resource) -> Vec<Entry> {
    let members = group.get_ci("members").and_then(Value::as_array);
    let text = |member: &Value, key: &str| member.get(key).and_then(Value::as_str).map(str::to_owned);
    members
        .into_iter()
        .flatten()
        .filter_map(|member| {
            let id = text(member, "value")?;
            let name = text(member, "display").unwrap_or_else(|| id.clone());
            let location = text(member, "$ref");
            let person = Person {
                id,
                name: name.clone(),
                user_name: None,
                location,
            };
            Some(Entry {
                text: name,
                people: vec![person],
                chosen: false,
            })
        })
        .collect()
}

/// The members a group shows, by what the server calls them and by what it says they are.
struct Members<'a>(HashMap<&'a str, Option<&'a str>>, HashMap<&'a str, &'a str>);

impl<'a> Members<'a> {
    fn of(group: &'a Resource) -> Self {
        let shown = group.get_ci("members").and_then(Value::as_array);
        let text = |member: &'a Value, key| member.get(key).and_then(Value::as_str);
        let all: HashMap<&str, Option<&str>> = shown
            .into_iter()
            .flatten()
            .filter_map(|m| Some((text(m, "value")?, text(m, "$ref"))))
            .collect();
        let by_reference = all
            .iter()
            .filter_map(|(value, reference)| Some(((*reference)?, *value)));
        let by_reference = by_reference.collect();
        Self(all, by_reference)
    }

    /// What the server calls this person in the group: the id, or something else with a `$ref` to the person
    /// (Canaille: the sign-in name).
    fn value_of(&self, person: &Person) -> Option<&'a str> {
        let by_id = self.0.get_key_value(person.id.as_str()).map(|(value, _)| *value);
        let by_reference = || self.1.get(person.location.as_deref()?).copied();
        by_id.or_else(by_reference)
    }
}

/// A group by its id, else by its display name, which must be the only one.
pub(crate) async fn find_group(
    client: &Client,
    profile: &Profile,
    groups: &ResourceModel,
    name: &str,
) -> Result<Read, EngineError> {
    let told = |e| EngineError::from_client(&profile.name, &e);
    let name = name.trim();
    // What is asked for may be a name that servers refuse as an id (400, as Entra does): then it is no id.
    match try_read_group(client, groups, name).await {
        Ok(Some(group)) => return Ok(group),
        Ok(None) => {}
        Err(error) if matches!(error.status(), Some(400..=499)) && error.status() != Some(401) => {}
        Err(rollcall_scim_client::ClientError::UnusableId { .. }) => {}
        // A server that also answers by name (Canaille): the id is in the list.
        Err(rollcall_scim_client::ClientError::OtherResource { .. }) => {}
        Err(error) => return Err(told(error)),
    }
    let filter = Filter::eq(AttrPath::attribute("displayName"), name);
    let query = ListQuery {
        filter: Some(filter.to_string()),
        ..ListQuery::default()
    };
    let matches = |r: &Resource| filter.matches(groups, r);
    let found = match gather(client, &groups.endpoint, &query, 100, Some(ALIKE), matches).await {
        Ok(found) if !found.kept.is_empty() => found,
        Ok(_) | Err(rollcall_scim_client::ClientError::Status(_)) => gather(
            client,
            &groups.endpoint,
            &ListQuery::default(),
            100,
            Some(ALIKE),
            matches,
        )
        .await
        .map_err(told)?,
        Err(error) => return Err(told(error)),
    };
    // Names that differ in case alone are different groups on some servers (Q-GRP-06): who spells one exactly means it.
    let exact: Vec<&Resource> = found
        .kept
        .iter()
        .filter(|group| group.display_name() == Some(name))
        .collect();
    let kept: Vec<&Resource> = match exact.len() {
        1 => exact,
        _ => found.kept.iter().collect(),
    };
    match kept.as_slice() {
        [] => Err(EngineError::new(
            ErrorCode::ResourceNotFound,
            format!("{} has no group with the name or id {name}.", profile.name),
            "Nothing was changed.",
            "Look for it in the list of groups.",
        )
        .with("connection", &profile.name)),
        [one] => {
            let id = one.id().unwrap_or_default();
            try_read_group(client, groups, id)
                .await
                .map_err(told)?
                .ok_or_else(|| gone(profile, groups, id))
        }
        _ => Err(EngineError::new(
            ErrorCode::Usage,
            format!("{} has more than one group called {name}.", profile.name),
            "Nothing was changed.",
            "Use the group's id.",
        )),
    }
}
