//! Who is meant by the lines of a pasted list.

use std::collections::{HashMap, HashSet};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel};
use rollcall_scim_client::{Client, ListQuery, Projection};
use rollcall_storage::table::resources::{self, SearchText, Sort};
use serde_json::Value;

use super::paste::{lines, parts};
use super::suggest::similar;
use super::{MemberCandidate, MemberChoice};
use crate::connections::Profile;
use crate::resources::gather::gather;
use crate::resources::get::try_read;
use crate::resources::models::label;
use crate::{ConnectionId, Engine, EngineError};

/// Up to so many names are asked for one by one; for more the whole directory is read once.
const ONE_BY_ONE: usize = 20;
/// Names asked for at the same time.
const AT_ONCE: usize = 4;
/// Candidates looked at for one name in the offline copy.
const CANDIDATES: u32 = 50;

/// A person found.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) user_name: Option<String>,
    /// `meta.location`, which a member's `$ref` repeats.
    pub(super) location: Option<String>,
}

impl Person {
    pub(super) fn offered(self) -> MemberCandidate {
        MemberCandidate {
            id: self.id,
            label: self.name,
            user_name: self.user_name,
        }
    }
}

/// A line with the people it may mean.
pub(super) struct Entry {
    pub(super) text: String,
    pub(super) people: Vec<Person>,
    /// Whether the person said who is meant.
    pub(super) chosen: bool,
}

impl Engine {
    /// The lines that are not clear mean whom the person chose.
    pub(super) async fn as_chosen(
        &self,
        profile: &Profile,
        client: &Client,
        users: &ResourceModel,
        mut entries: Vec<Entry>,
        choices: &[MemberChoice],
    ) -> Result<Vec<Entry>, EngineError> {
        let by_text: HashMap<&str, &str> = choices.iter().map(|c| (c.text.as_str(), c.id.as_str())).collect();
        for entry in &mut entries {
            let Some(id) = by_text.get(entry.text.as_str()) else {
                continue;
            };
            if entry.people.len() == 1 {
                continue;
            }
            let read = try_read(client, users, id).await;
            let read = read.map_err(|e| EngineError::from_client(&profile.name, &e))?;
            // Who is gone meanwhile leaves the line as unclear as it was.
            if let Some(read) = read {
                entry.people = people(std::iter::once(read.resource));
                entry.chosen = true;
            }
        }
        Ok(entries)
    }

    /// Who may be meant by the lines that mean nobody.
    pub(super) async fn similar(
        &self,
        connection: ConnectionId,
        users: &ResourceModel,
        entries: &[Entry],
    ) -> Result<HashMap<String, Vec<MemberCandidate>>, EngineError> {
        let nobody = entries.iter().filter(|entry| entry.people.is_empty());
        let mut lines: Vec<String> = nobody.map(|entry| entry.text.clone()).collect();
        lines.dedup();
        let (id, type_name) = (connection.0, users.name.clone());
        let open = self.store()?;
        Ok(open
            .cache
            .read(move |c| similar(c, id, &type_name, &lines))
            .await?)
    }

    /// Each line of the list with the people it may mean. A line that nobody is called by may be several names.
    pub(super) async fn resolve(
        &self,
        profile: &Profile,
        client: &Client,
        users: &ResourceModel,
        pasted: &str,
    ) -> Result<Vec<Entry>, EngineError> {
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
                entries.extend(pieces.into_iter().map(|piece| entry(&of_pieces, piece)));
            } else {
                entries.push(entry(&found, line));
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
        let mut found = self.in_copy(profile.id, users, names).await?;
        let nobody = found.iter().filter(|(_, people)| people.is_empty());
        let mut open: Vec<String> = nobody.map(|(name, _)| name.clone()).collect();
        let filters = self.in_force(profile.id, "filter").await.as_deref() != Some("no");
        if filters && open.len() <= ONE_BY_ONE {
            let mut asked = stream::iter(open)
                .map(|name| async {
                    let said = ask(client, profile, users, &name).await;
                    said.map(|said| (name, said))
                })
                .buffer_unordered(AT_ONCE);
            let mut doubtful = Vec::new();
            while let Some((name, said)) = asked.try_next().await? {
                match said {
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

    /// Who in the offline copy is called by each name.
    async fn in_copy(
        &self,
        connection: ConnectionId,
        users: &ResourceModel,
        names: Vec<String>,
    ) -> Result<HashMap<String, Vec<Person>>, EngineError> {
        let (id, type_name) = (connection.0, users.name.clone());
        let open = self.store()?;
        let found = open.cache.read(move |c| {
            let mut found = HashMap::with_capacity(names.len());
            for name in names {
                if found.contains_key(&name) {
                    continue;
                }
                let mut rows: Vec<_> = resources::get(c, id, &type_name, &name)?.into_iter().collect();
                rows.extend(resources::by_name(c, id, &type_name, &name)?);
                if rows.is_empty() {
                    let words = SearchText::new(&name);
                    rows = resources::search(c, id, &type_name, &words, Sort::default(), 0, CANDIDATES)?.rows;
                }
                let resources = rows.iter().filter_map(|row| serde_json::from_str(&row.json).ok());
                let called = people(resources.filter(|r| is_called(r, &name)));
                found.insert(name, called);
            }
            Ok(found)
        });
        Ok(found.await?)
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

fn entry(found: &HashMap<String, Vec<Person>>, text: String) -> Entry {
    Entry {
        people: found.get(&text).cloned().unwrap_or_default(),
        text,
        chosen: false,
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
                user_name: resource.user_name().map(str::to_owned),
                location: location.and_then(Value::as_str).map(Into::into),
            });
        }
    }
    found
}
