//! The members of a group, page by page: a group of 100,000 opens without loading them into the window.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::{Client, Projection};
use rollcall_storage::StorageError;
use rollcall_storage::rusqlite::Connection;
use rollcall_storage::table::{resources, syncs};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::connections::Profile;
use crate::resources::models::label;
use crate::{At, ConnectionId, Engine, EngineError};

/// Rows when nobody says how many, and the most of a page.
const USUAL: u64 = 200;
const MOST: u64 = 500;
/// Lists kept resolved.
const KEPT: usize = 4;

/// Which members.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct MembersPageRequest {
    /// The group's id.
    pub group: String,
    /// Part of a name, sign-in name or id; empty for all.
    pub text: String,
    /// Only these; all when `None`.
    pub kind: Option<MemberKind>,
    /// Members to skip.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub offset: u64,
    /// At most this many; 200 when 0, never more than 500.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub limit: u64,
    /// Read the list from the server now; else only where the copy does not have it.
    pub refresh: bool,
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum MemberKind {
    /// A person who can sign in.
    Active,
    /// A person who cannot.
    Inactive,
    /// A person of whom the server does not say.
    Unknown,
    /// A group in the group.
    Group,
    /// The copy knows nobody of this id.
    Missing,
}

/// One member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MemberRow {
    /// `members[].value`.
    pub id: String,
    /// A name for people.
    pub label: String,
    /// Sign-in name.
    pub user_name: Option<String>,
    /// Department of the enterprise extension.
    pub department: Option<String>,
    /// What it is.
    pub kind: MemberKind,
}

/// A page of members.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MembersPage {
    /// The group's id.
    pub group: String,
    /// The group's name.
    pub label: String,
    /// The members.
    pub rows: Vec<MemberRow>,
    /// How many fit text and kind.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub total: u64,
    /// How many the group has.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub members: u64,
    /// How many of each kind fit the text: active, inactive, unknown, group, missing.
    #[cfg_attr(feature = "wire", ts(type = "Record<string, number>"))]
    pub kinds: HashMap<String, u64>,
    /// Whether the server shows members at all; an empty list is taken for "not shown" (quirk 7).
    pub shown: bool,
    /// When the list was read from the server in this session; `None`: it is the copy's.
    pub read_at: Option<At>,
}

/// A member list with names, in order.
struct MemberList {
    connection: ConnectionId,
    group: String,
    label: String,
    /// What the list was made of: the group in the copy, and the people's last synchronisation.
    stamp: (i64, i64),
    shown: bool,
    read_at: Option<At>,
    rows: Vec<MemberRow>,
    /// Folded, beside `rows`.
    texts: Vec<String>,
}

/// The lists of this process, newest last.
#[derive(Default)]
pub(crate) struct MemberLists {
    kept: Mutex<Vec<Arc<MemberList>>>,
}

impl MemberLists {
    fn get(&self, connection: ConnectionId, group: &str) -> Option<Arc<MemberList>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter()
            .find(|l| l.connection == connection && l.group == group)
            .cloned()
    }

    fn keep(&self, list: Arc<MemberList>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|l| l.connection != list.connection || l.group != list.group);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(list);
    }

    /// After a change of the group.
    pub(crate) fn forget(&self, connection: ConnectionId, group: &str) {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|l| l.connection != connection || l.group != group);
    }
}

impl Engine {
    /// A page of the members of a group, by name. The list is the copy's, or, where that has none or `refresh` says
    /// so, the server's, read with `attributes=members`.
    pub async fn members_page(
        &self,
        connection: ConnectionId,
        request: MembersPageRequest,
    ) -> Result<MembersPage, EngineError> {
        let list = self
            .member_list(connection, &request.group, request.refresh)
            .await?;
        Ok(page(&list, &request))
    }

    async fn member_list(
        &self,
        connection: ConnectionId,
        group: &str,
        refresh: bool,
    ) -> Result<Arc<MemberList>, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, "Group").await?;
        let open = self.store()?;
        let (id, key, type_name) = (connection.0, group.to_owned(), model.name.clone());
        let stamp = open
            .cache
            .read(move |c| {
                let copy = resources::digest(c, id, &type_name, &key)?;
                Ok(copy.map(|copy| (copy, people_stamp(c, id))))
            })
            .await?;
        if let (false, Some(kept)) = (refresh, open.member_lists.get(connection, group))
            && stamp.is_none_or(|stamp| stamp == kept.stamp)
        {
            return Ok(kept);
        }
        let (id, key, type_name) = (connection.0, group.to_owned(), model.name.clone());
        let copied: Option<Resource> = open
            .cache
            .read(move |c| resources::get(c, id, &type_name, &key))
            .await?
            .and_then(|row| serde_json::from_str(&row.json).ok());
        let has_members = copied.as_ref().is_some_and(|r| r.get_ci("members").is_some());
        let (resource, read_at) = match copied {
            Some(resource) if has_members && !refresh => (resource, None),
            copied => {
                let client = self.client(&profile).await?;
                let read = self
                    .read_members(&client, &profile, &model, group, copied)
                    .await?;
                (read, Some(At(self.now())))
            }
        };
        let (id, key, type_name, group) = (
            connection.0,
            group.to_owned(),
            model.name.clone(),
            group.to_owned(),
        );
        let list = open
            .cache
            .read(move |c| {
                let copy = resources::digest(c, id, &type_name, &key)?.unwrap_or(0);
                let people = people_stamp(c, id);
                let mut rows = resolve(c, id, &resource)?;
                rows.sort_by_cached_key(|row| (row.label.to_lowercase(), row.id.clone()));
                let texts = rows.iter().map(text_of).collect();
                Ok(MemberList {
                    connection,
                    group,
                    label: label(&resource),
                    stamp: (copy, people),
                    shown: !rows.is_empty(),
                    read_at,
                    rows,
                    texts,
                })
            })
            .await?;
        let list = Arc::new(list);
        open.member_lists.keep(list.clone());
        Ok(list)
    }

    /// The members alone; what the copy has of the group besides stays.
    async fn read_members(
        &self,
        client: &Client,
        profile: &Profile,
        model: &ResourceModel,
        group: &str,
        copied: Option<Resource>,
    ) -> Result<Resource, EngineError> {
        let only = Projection {
            attributes: vec!["displayName".into(), "members".into()],
            excluded: Vec::new(),
        };
        let answer = client.get(&model.endpoint, group, &only).await;
        let read = answer.map_err(|e| match e.status() {
            Some(404 | 410) => crate::resources::get::gone(profile, model, group),
            _ => EngineError::from_client(&profile.name, &e),
        })?;
        let read = read.resource.unwrap_or_default();
        let mut whole = copied.unwrap_or_else(|| read.clone());
        whole.0.retain(|key, _| !key.eq_ignore_ascii_case("members"));
        let members = read
            .get_ci("members")
            .cloned()
            .unwrap_or(Value::Array(Vec::new()));
        whole.0.insert("members".into(), members);
        whole
            .0
            .entry("id")
            .or_insert_with(|| Value::String(group.to_owned()));
        self.remember(profile.id, model, &whole).await;
        Ok(whole)
    }
}

/// The number of the people's last synchronisation.
fn people_stamp(c: &Connection, id: Uuid) -> i64 {
    syncs::latest(c, id, "User").ok().flatten().map_or(0, |s| s.id)
}

fn text_of(row: &MemberRow) -> String {
    format!(
        "{} {} {}",
        row.label.to_lowercase(),
        row.user_name.as_deref().unwrap_or_default().to_lowercase(),
        row.id.to_lowercase()
    )
}

fn page(list: &MemberList, request: &MembersPageRequest) -> MembersPage {
    let wanted = request.text.trim().to_lowercase();
    let fits =
        |at: &usize| wanted.is_empty() || list.texts.get(*at).is_some_and(|text| text.contains(&wanted));
    let skip = usize::try_from(request.offset).unwrap_or(usize::MAX);
    let limit = if request.limit == 0 {
        USUAL
    } else {
        request.limit.min(MOST)
    };
    let limit = usize::try_from(limit).unwrap_or(0);
    let mut kinds: HashMap<String, u64> = ["active", "inactive", "unknown", "group", "missing"]
        .map(|kind| (kind.to_owned(), 0))
        .into();
    let (mut rows, mut total) = (Vec::new(), 0_usize);
    for at in (0..list.rows.len()).filter(fits) {
        let Some(row) = list.rows.get(at) else { continue };
        *kinds.entry(word(row.kind).to_owned()).or_default() += 1;
        if request.kind.is_some_and(|kind| kind != row.kind) {
            continue;
        }
        if total >= skip && rows.len() < limit {
            rows.push(row.clone());
        }
        total += 1;
    }
    MembersPage {
        group: list.group.clone(),
        label: list.label.clone(),
        rows,
        total: u64::try_from(total).unwrap_or(u64::MAX),
        members: u64::try_from(list.rows.len()).unwrap_or(u64::MAX),
        kinds,
        shown: list.shown,
        read_at: list.read_at,
    }
}

const fn word(kind: MemberKind) -> &'static str {
    match kind {
        MemberKind::Active => "active",
        MemberKind::Inactive => "inactive",
        MemberKind::Unknown => "unknown",
        MemberKind::Group => "group",
        MemberKind::Missing => "missing",
    }
}

/// Each member with what the copy knows.
fn resolve(c: &Connection, id: Uuid, group: &Resource) -> Result<Vec<MemberRow>, StorageError> {
    let members = group.get_ci("members").and_then(Value::as_array);
    let mut rows = Vec::with_capacity(members.map_or(0, Vec::len));
    for member in members.into_iter().flatten() {
        let text = |key: &str| member.get(key).and_then(Value::as_str).filter(|t| !t.is_empty());
        let Some(value) = text("value") else { continue };
        let is_group = text("type").is_some_and(|t| t.eq_ignore_ascii_case("group"))
            || text("$ref").is_some_and(|r| r.contains("/Groups/"));
        let order = if is_group {
            ["Group", "User"]
        } else {
            ["User", "Group"]
        };
        let mut found = None;
        for type_name in order {
            if let Some(row) = resources::get(c, id, type_name, value)? {
                found = serde_json::from_str::<Resource>(&row.json)
                    .ok()
                    .map(|r| (type_name, r));
                break;
            }
        }
        rows.push(match found {
            Some((type_name, resource)) => known(value, type_name, &resource),
            None => MemberRow {
                id: value.to_owned(),
                label: text("display").unwrap_or(value).to_owned(),
                user_name: None,
                department: None,
                kind: if is_group {
                    MemberKind::Group
                } else {
                    MemberKind::Missing
                },
            },
        });
    }
    Ok(rows)
}

fn known(value: &str, type_name: &str, resource: &Resource) -> MemberRow {
    let department = resource
        .get_ci(rollcall_scim::urn::ENTERPRISE_USER)
        .and_then(|e| e.get("department"))
        .and_then(Value::as_str);
    MemberRow {
        id: value.to_owned(),
        label: label(resource),
        user_name: resource.user_name().map(str::to_owned),
        department: department.map(str::to_owned),
        kind: match (type_name, resource.active()) {
            ("Group", _) => MemberKind::Group,
            (_, Some(true)) => MemberKind::Active,
            (_, Some(false)) => MemberKind::Inactive,
            (_, None) => MemberKind::Unknown,
        },
    }
}
