//! The members of a group with their names, resolved once and kept while one pages through them.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::{Client, Projection};
use rollcall_storage::StorageError;
use rollcall_storage::rusqlite::Connection;
use rollcall_storage::table::{resources, syncs};
use serde_json::Value;
use uuid::Uuid;

use super::page::{MemberKind, MemberRow, MemberSort, MembersGap, MembersPageRequest};
use super::source::{self, Inside};
use crate::connections::Profile;
use crate::resources::models::label;
use crate::sync::put_members;
use crate::{At, ConnectionId, Engine, EngineError, GapCode};

/// Lists kept resolved.
const KEPT: usize = 4;

/// A member list with names, in order.
pub(crate) struct MemberList {
    connection: ConnectionId,
    pub(super) group: String,
    pub(super) label: String,
    /// What the list was made of: the group in the copy, and the people's last synchronisation.
    stamp: (i64, i64),
    pub(super) shown: bool,
    pub(super) gap: Option<MembersGap>,
    pub(super) read_at: Option<At>,
    /// By name.
    pub(super) rows: Vec<MemberRow>,
    /// Folded, beside `rows`.
    texts: Vec<String>,
    orders: Orders,
}

/// The rows in another order than by name, made when first asked for.
#[derive(Default)]
struct Orders {
    status: OnceLock<Vec<usize>>,
    sign_in: OnceLock<Vec<usize>>,
    department: OnceLock<Vec<usize>>,
}

impl MemberList {
    /// The members whose text fits, of every kind, in the order asked for.
    pub(crate) fn with_text<'a>(
        &'a self,
        request: &'a MembersPageRequest,
    ) -> impl Iterator<Item = &'a MemberRow> {
        let wanted = request.text.trim().to_lowercase();
        let order = self.order(request.sort);
        let count = self.rows.len();
        (0..count).filter_map(move |step| {
            let step = if request.descending {
                count - 1 - step
            } else {
                step
            };
            let at = order.map_or(Some(step), |order| order.get(step).copied())?;
            let fits = wanted.is_empty() || self.texts.get(at)?.contains(&wanted);
            self.rows.get(at).filter(|_| fits)
        })
    }

    /// The list with another row at a place, in order again.
    fn with(&self, at: usize, row: MemberRow) -> Self {
        let mut rows = self.rows.clone();
        if let Some(old) = rows.get_mut(at) {
            *old = row;
        }
        rows.sort_by_cached_key(by_name);
        Self {
            group: self.group.clone(),
            label: self.label.clone(),
            texts: rows.iter().map(text_of).collect(),
            rows,
            orders: Orders::default(),
            ..*self
        }
    }

    fn order(&self, sort: MemberSort) -> Option<&[usize]> {
        let by = |key: &dyn Fn(&MemberRow) -> (bool, String)| {
            let mut order: Vec<usize> = (0..self.rows.len()).collect();
            order.sort_by_cached_key(|at| self.rows.get(*at).map(key));
            order
        };
        let orders = &self.orders;
        let order = match sort {
            MemberSort::Name => return None,
            MemberSort::Status => orders.status.get_or_init(|| {
                let mut order: Vec<usize> = (0..self.rows.len()).collect();
                order.sort_by_key(|at| self.rows.get(*at).map(|row| row.kind));
                order
            }),
            MemberSort::SignIn => orders
                .sign_in
                .get_or_init(|| by(&|row| (false, row.user_name.as_ref().unwrap_or(&row.id).to_lowercase()))),
            MemberSort::Department => orders.department.get_or_init(|| {
                // Those without one stand at the end.
                by(&|row| {
                    let department = row.department.as_deref().unwrap_or_default();
                    (department.is_empty(), department.to_lowercase())
                })
            }),
        };
        Some(order)
    }
}

/// The lists of this process, newest last.
#[derive(Default)]
pub(crate) struct MemberLists {
    kept: Mutex<Vec<Arc<MemberList>>>,
    /// Jobs whose end was seen; held while the members are read after one.
    pub(super) ended: tokio::sync::Mutex<HashSet<i64>>,
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

    /// After a change of somebody who may be in them: the lists say what is so now.
    pub(crate) fn follow(&self, connection: ConnectionId, type_name: &str, resource: &Resource) {
        let Some(id) = resource.id() else { return };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for list in kept.iter_mut().filter(|l| l.connection == connection) {
            let at = list.rows.iter().position(|row| row.id == id);
            let now = known(id, type_name, resource);
            if let Some(at) = at.filter(|at| list.rows.get(*at) != Some(&now)) {
                *list = Arc::new(list.with(at, now));
            }
        }
    }

    /// After somebody who may be in them is gone: what is left of them is looked for again.
    pub(crate) fn forget_member(&self, connection: ConnectionId, id: &str) {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|l| l.connection != connection || l.rows.iter().all(|row| row.id != id));
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
    /// The members of a group with their names: the copy's, or, where that has none or `refresh` says so, the
    /// server's, read where it has them.
    pub(crate) async fn member_list(
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
        let kept = open.member_lists.get(connection, group);
        if let (false, Some(kept)) = (refresh, &kept)
            && stamp.is_none_or(|stamp| stamp == kept.stamp)
        {
            return Ok(kept.clone());
        }
        let (id, key, type_name) = (connection.0, group.to_owned(), model.name.clone());
        let copied: Option<Resource> = open
            .cache
            .read(move |c| resources::get(c, id, &type_name, &key))
            .await?
            .and_then(|row| serde_json::from_str(&row.json).ok());
        let has_members = copied.as_ref().is_some_and(|r| r.get_ci("members").is_some());
        let (resource, gap, read_at) = match copied {
            Some(resource) if has_members && !refresh => {
                let gap = self.gap_of_copy(connection, &resource).await;
                (resource, gap, None)
            }
            copied => {
                let client = self.client(&profile).await?;
                let (read, gap) = self
                    .read_members(&client, &profile, &model, group, copied)
                    .await?;
                (read, gap, Some(At(self.now())))
            }
        };
        let nobody = self.nobody_is_told(connection).await;
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
                let before = kept.filter(|kept| kept.stamp.1 == people);
                let mut rows = resolve(c, id, &resource, before.as_deref())?;
                rows.sort_by_cached_key(by_name);
                let texts = rows.iter().map(text_of).collect();
                Ok(MemberList {
                    connection,
                    group,
                    label: label(&resource),
                    stamp: (copy, people),
                    shown: !rows.is_empty() || nobody,
                    gap,
                    read_at,
                    rows,
                    texts,
                    orders: Orders::default(),
                })
            })
            .await?;
        let list = Arc::new(list);
        open.member_lists.keep(list.clone());
        Ok(list)
    }

    /// Why the members that the copy has of a group may not be all: their list is as long as the server shows one.
    async fn gap_of_copy(&self, connection: ConnectionId, group: &Resource) -> Option<MembersGap> {
        let shown = group
            .get_ci("members")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        source::is_cut(&self.dialect(connection).await, shown).then_some(MembersGap {
            code: GapCode::HardCap,
            total: None,
        })
    }

    /// The members alone, and why they may not be all; what the copy has of the group besides stays.
    async fn read_members(
        &self,
        client: &Client,
        profile: &Profile,
        model: &ResourceModel,
        group: &str,
        copied: Option<Resource>,
    ) -> Result<(Resource, Option<MembersGap>), EngineError> {
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
        let told = |e| EngineError::from_client(&profile.name, &e);
        let inside = source::members(client, &model.endpoint, group, Some(&read), true).await;
        let mut whole = copied.unwrap_or(read);
        let gap = match inside.map_err(told)? {
            Inside::Read { members, gap, total } => {
                put_members(&mut whole, Value::Array(members));
                gap.map(|code| MembersGap { code, total })
            }
            // Noted as asked for; nobody takes an empty list in a group for "nobody".
            Inside::NotShown if !source::tells_of_nobody(client.dialect()) => {
                put_members(&mut whole, Value::Array(Vec::new()));
                None
            }
            Inside::NotShown => {
                whole.0.retain(|key, _| !key.eq_ignore_ascii_case("members"));
                None
            }
        };
        whole
            .0
            .entry("id")
            .or_insert_with(|| Value::String(group.to_owned()));
        // A part is no list to work with later.
        if gap.is_none() {
            self.remember(profile.id, model, &whole).await;
        }
        Ok((whole, gap))
    }
}

/// The number of the people's last synchronisation.
fn people_stamp(c: &Connection, id: Uuid) -> i64 {
    syncs::latest(c, id, "User").ok().flatten().map_or(0, |s| s.id)
}

fn by_name(row: &MemberRow) -> (String, String) {
    (row.label.to_lowercase(), row.id.clone())
}

fn text_of(row: &MemberRow) -> String {
    format!(
        "{} {} {}",
        row.label.to_lowercase(),
        row.user_name.as_deref().unwrap_or_default().to_lowercase(),
        row.id.to_lowercase()
    )
}

/// Each member with what the copy knows. Who was in the list before, when the copy had the same people, is not looked
/// for again.
fn resolve(
    c: &Connection,
    id: Uuid,
    group: &Resource,
    before: Option<&MemberList>,
) -> Result<Vec<MemberRow>, StorageError> {
    let before: HashMap<&str, &MemberRow> = before
        .into_iter()
        .flat_map(|list| &list.rows)
        .filter(|row| row.kind != MemberKind::Missing)
        .map(|row| (row.id.as_str(), row))
        .collect();
    let members = group.get_ci("members").and_then(Value::as_array);
    let mut rows = Vec::with_capacity(members.map_or(0, Vec::len));
    for member in members.into_iter().flatten() {
        let text = |key: &str| member.get(key).and_then(Value::as_str).filter(|t| !t.is_empty());
        let Some(value) = text("value") else { continue };
        if let Some(row) = before.get(value) {
            rows.push((*row).clone());
            continue;
        }
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
