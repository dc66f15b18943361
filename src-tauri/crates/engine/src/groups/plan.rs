//! Resolves a pasted list against a group: "12 to add, 3 unknown, 40 already in".

use std::collections::{HashMap, HashSet};

use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel};
use rollcall_scim_client::{Client, ListQuery, Projection};
use rollcall_storage::table::resources::{self, SearchText, Sort};
use serde_json::Value;

use super::members::{member_ids, members_draft};
use super::paste::{lines, parts};
use super::{MemberAction, MemberLine, MemberResult, MembersPlan, MembersRequest};
use crate::connections::Profile;
use crate::resources::gather::gather;
use crate::resources::get::{Read, gone, try_read, try_read_group};
use crate::resources::models::label;
use crate::{ConnectionId, Engine, EngineError, ErrorCode, Notice};

/// Up to so many names are asked for one by one; for more the whole directory is read once.
const ONE_BY_ONE: usize = 20;
/// Candidates looked at for one name in the offline copy.
const CANDIDATES: u32 = 50;

/// A person found.
#[derive(Debug, Clone)]
struct Person {
    id: String,
    name: String,
    /// `meta.location`, which a member's `$ref` repeats.
    location: Option<String>,
}

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
        let members = member_ids(&group.resource).filter(|ids| !ids.is_empty());
        let known = Members::of(&group.resource);
        let resolved = match request.other.as_deref().map(str::trim).filter(|o| !o.is_empty()) {
            Some(other) => {
                let other = find_group(&client, &profile, &groups, other).await?;
                members_of(&other.resource)
            }
            None => self.resolve(&profile, &client, &users, &request.pasted).await?,
        };
        let mut kept: HashSet<&str> = HashSet::new();
        let mut seen = HashSet::new();
        let mut ids: Vec<String> = Vec::new();
        let lines: Vec<MemberLine> = resolved
            .into_iter()
            .map(|(text, people)| {
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
                MemberLine {
                    text,
                    id,
                    label: name,
                    result,
                }
            })
            .collect();
        if request.action == MemberAction::Keep {
            ids = known.0.keys().map(|value| (*value).to_owned()).collect();
            ids.retain(|id| !kept.contains(id.as_str()));
        }
        let count = |result| u64::try_from(lines.iter().filter(|l| l.result == result).count()).unwrap_or(0);
        let mut notices = Vec::new();
        if members.is_none() {
            notices.push(Notice::new(
                "members_not_shown",
                format!(
                    "{} shows no members of this group; it may be empty, or they are not shown.",
                    profile.name
                ),
            ));
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
            chunk: u32::try_from(super::CHUNK).unwrap_or(u32::MAX),
            ids: ids.clone(),
            review: None,
            lines,
            notices,
        };
        if !ids.is_empty() {
            let (add, remove) = match request.action {
                MemberAction::Add => (ids, Vec::new()),
                MemberAction::Remove | MemberAction::Keep => (Vec::new(), ids),
            };
            let draft = members_draft(id, group, add, remove);
            plan.review = Some(self.review(&profile, groups, draft).await?);
        }
        Ok(plan)
    }

    /// Each line of the list with the people it may mean. A line that nobody is called by may be several names.
    async fn resolve(
        &self,
        profile: &Profile,
        client: &Client,
        users: &ResourceModel,
        pasted: &str,
    ) -> Result<Vec<(String, Vec<Person>)>, EngineError> {
        let lines = lines(pasted);
        // "Doe, Jane" may be one person; more commas, addresses, tabs and semicolons are certainly a list.
        let whole: Vec<String> = lines
            .iter()
            .filter(|line| parts(line).len() <= 2 && !line.contains(['\t', ';']))
            .cloned()
            .collect();
        let found = self.find_all(profile, client, users, whole).await?;
        let pieces: Vec<Vec<String>> = lines
            .iter()
            .map(|line| {
                if found.get(line).is_none_or(Vec::is_empty) {
                    parts(line)
                } else {
                    Vec::new()
                }
            })
            .collect();
        let of_pieces = self.find_all(profile, client, users, pieces.concat()).await?;
        let mut entries = Vec::new();
        for (line, pieces) in lines.into_iter().zip(pieces) {
            let known = pieces
                .iter()
                .any(|p| of_pieces.get(p).is_some_and(|f| !f.is_empty()));
            if pieces.len() > 2 || known {
                for piece in pieces {
                    let people = of_pieces.get(&piece).cloned().unwrap_or_default();
                    entries.push((piece, people));
                }
            } else {
                let people = found.get(&line).cloned().unwrap_or_default();
                entries.push((line, people));
            }
        }
        Ok(entries)
    }

    /// Who is called by each name: by the offline copy, else by the server.
    async fn find_all(
        &self,
        profile: &Profile,
        client: &Client,
        users: &ResourceModel,
        names: Vec<String>,
    ) -> Result<HashMap<String, Vec<Person>>, EngineError> {
        let mut found = HashMap::new();
        let mut open = Vec::new();
        for name in names {
            if found.contains_key(&name) {
                continue;
            }
            let people = self.in_copy(profile.id, users, &name).await?;
            if people.is_empty() {
                open.push(name.clone());
            }
            found.insert(name, people);
        }
        let filters = self.in_force(profile.id, "filter").await.as_deref() != Some("no");
        if filters && open.len() <= ONE_BY_ONE {
            let mut doubtful = Vec::new();
            for name in open {
                match ask(client, profile, users, &name).await? {
                    Asked::Found(people) => drop(found.insert(name, people)),
                    Asked::Nobody => {}
                    Asked::Doubtful => doubtful.push(name),
                }
            }
            open = doubtful;
        }
        if !open.is_empty() {
            found.extend(self.read_everybody(client, profile, users, &open).await?);
        }
        Ok(found)
    }

    /// Who in the offline copy is called so.
    async fn in_copy(
        &self,
        connection: ConnectionId,
        users: &ResourceModel,
        name: &str,
    ) -> Result<Vec<Person>, EngineError> {
        let (id, type_name, text) = (connection.0, users.name.clone(), name.to_owned());
        let rows = self
            .store()?
            .cache
            .read(move |c| {
                let mut rows: Vec<_> = resources::get(c, id, &type_name, &text)?.into_iter().collect();
                rows.extend(resources::by_name(c, id, &type_name, &text)?);
                if rows.is_empty() {
                    let words = SearchText::new(&text);
                    rows = resources::search(c, id, &type_name, &words, Sort::default(), 0, CANDIDATES)?.rows;
                }
                Ok(rows)
            })
            .await?;
        let resources = rows.iter().filter_map(|row| serde_json::from_str(&row.json).ok());
        Ok(people(resources.filter(|r| is_called(r, name))))
    }

    /// Reads the whole directory once, for long lists of names the copy does not know.
    async fn read_everybody(
        &self,
        client: &Client,
        profile: &Profile,
        users: &ResourceModel,
        names: &[String],
    ) -> Result<HashMap<String, Vec<Person>>, EngineError> {
        let attributes = ["id", "userName", "displayName", "externalId", "emails", "meta"]
            .map(Into::into)
            .to_vec();
        let query = ListQuery {
            projection: Projection {
                attributes,
                excluded: Vec::new(),
            },
            ..ListQuery::default()
        };
        let wanted: HashSet<String> = names.iter().map(|n| n.to_lowercase()).collect();
        let keep = |r: &Resource| called(r).iter().any(|n| wanted.contains(&n.to_lowercase()));
        let page_size = self.page_size(profile.id).await;
        let gathered = gather(client, &users.endpoint, &query, page_size, None, keep)
            .await
            .map_err(|e| EngineError::from_client(&profile.name, &e))?;
        let by_name = |name: &String| {
            let hits = gathered.kept.iter().filter(|r| is_called(r, name)).cloned();
            (name.clone(), people(hits))
        };
        Ok(names.iter().map(by_name).collect())
    }
}

/// Each member of another group as a line of a list.
fn members_of(group: &Resource) -> Vec<(String, Vec<Person>)> {
    let members = group.get_ci("members").and_then(Value::as_array);
    let text = |member: &Value, key: &str| member.get(key).and_then(Value::as_str).map(str::to_owned);
    members
        .into_iter()
        .flatten()
        .filter_map(|member| {
            let id = text(member, "value")?;
            let name = text(member, "display").unwrap_or_else(|| id.clone());
            let location = text(member, "$ref");
            Some((name.clone(), vec![Person { id, name, location }]))
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
    let found = match gather(client, &groups.endpoint, &query, 100, Some(2), matches).await {
        Ok(found) if !found.kept.is_empty() => found,
        Ok(_) | Err(rollcall_scim_client::ClientError::Status(_)) => gather(
            client,
            &groups.endpoint,
            &ListQuery::default(),
            100,
            Some(2),
            matches,
        )
        .await
        .map_err(told)?,
        Err(error) => return Err(told(error)),
    };
    match found.kept.as_slice() {
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

/// What asking for one name brought.
enum Asked {
    /// These are called so.
    Found(Vec<Person>),
    /// The server answered each question, and nobody is.
    Nobody,
    /// The server failed or left the filter aside, so that silence proves nothing.
    Doubtful,
}

/// One name asked for live, in the attributes people are called by.
async fn ask(
    client: &Client,
    profile: &Profile,
    users: &ResourceModel,
    name: &str,
) -> Result<Asked, EngineError> {
    let told = |e| EngineError::from_client(&profile.name, &e);
    let mut doubtful = false;
    for attribute in ["userName", "emails.value", "externalId", "displayName"] {
        let Ok(path) = AttrPath::parse(attribute) else {
            continue;
        };
        if users.resolve(&path).is_none() {
            continue;
        }
        let filter = Filter::eq(path, name);
        let query = ListQuery {
            filter: Some(filter.to_string()),
            count: Some(5),
            ..ListQuery::default()
        };
        match client.list(&users.endpoint, &query).await {
            // Only hits that match here count: servers ignore filters (quirk 4).
            Ok(page) => {
                let answered = page.resources.len();
                let hits = page.resources.into_iter().filter_map(Resource::from_value);
                let found = people(hits.filter(|r| is_called(r, name)));
                if !found.is_empty() {
                    return Ok(Asked::Found(found));
                }
                doubtful |= answered > 0;
            }
            Err(rollcall_scim_client::ClientError::Status(s)) if !matches!(s.status, 401 | 403 | 429) => {
                doubtful = true;
            }
            Err(error) => return Err(told(error)),
        }
    }
    if !name.contains(char::is_whitespace)
        && !name.contains('@')
        && let Ok(Some(read)) = try_read(client, users, name).await
    {
        return Ok(Asked::Found(people(std::iter::once(read.resource))));
    }
    Ok(if doubtful { Asked::Doubtful } else { Asked::Nobody })
}

/// What a person may be called by.
fn called(resource: &Resource) -> Vec<&str> {
    let mut names: Vec<&str> = [
        resource.id(),
        resource.user_name(),
        resource.external_id(),
        resource.display_name(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let emails = resource
        .get_ci("emails")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    names.extend(emails.filter_map(|e| e.get("value").and_then(Value::as_str)));
    names
}

fn is_called(resource: &Resource, name: &str) -> bool {
    let name = name.trim().to_lowercase();
    called(resource).iter().any(|n| n.trim().to_lowercase() == name)
}

/// Ids with names, each person once.
fn people(resources: impl Iterator<Item = Resource>) -> Vec<Person> {
    let mut found: Vec<Person> = Vec::new();
    for resource in resources {
        if let Some(id) = resource.id()
            && !found.iter().any(|known| known.id == id)
        {
            let location = resource.get_ci("meta").and_then(|m| m.get("location"));
            found.push(Person {
                id: id.to_owned(),
                name: label(&resource),
                location: location.and_then(Value::as_str).map(Into::into),
            });
        }
    }
    found
}
