//! Who joins and who leaves, group by group, becomes a plan: one row for each membership.

use std::collections::{HashMap, HashSet};

use rollcall_jobs::plan::{Issue, NewOp, NewRow};
use rollcall_jobs::{Action, Change, MemberRef};
use rollcall_scim::{Resource, ResourceModel};
use rollcall_storage::table::resources;
use serde_json::Value;

use super::keep::Head;
use super::{GroupDelta, MembershipsRequest, SmallJob};
use crate::groups::find_group;
use crate::job::TitleCode;
use crate::resources::models::label;
use crate::{ConnectionId, Engine, EngineError, IssueCode, Notice, NoticeCode};

/// What is known of somebody who joins or leaves.
#[derive(Default, Clone)]
struct Known {
    name: String,
    user_name: Option<String>,
    location: Option<String>,
}

impl Engine {
    /// Plans memberships against the groups as they are now; reads, never writes there. Only what changes something
    /// is sent: who is in already is not added, who is not in is not taken out.
    pub async fn plan_memberships(
        &self,
        connection: ConnectionId,
        request: MembershipsRequest,
    ) -> Result<SmallJob, EngineError> {
        let profile = self.profile(connection).await?;
        let groups = self.model(&profile, "Group").await?;
        let client = self.client(&profile).await?;
        let (mut rows, mut notices, mut names) = (Vec::new(), Vec::new(), Vec::new());
        let mut asked = Vec::new();
        for delta in request.groups {
            let group = find_group(&client, &profile, &groups, &delta.group)
                .await?
                .resource;
            let name = label(&group);
            // By id: the group's screen finds its job by it.
            asked.push(serde_json::json!({
                "group": group.id(), "add": delta.add.len(), "remove": delta.remove.len() }));
            let inside = Inside::of(&group);
            if inside.is_none() && !delta.remove.is_empty() {
                notices.push(
                    Notice::new(
                        NoticeCode::MembersNotShown,
                        format!(
                            "{} shows no members of {name}, so it is not known who is in it.",
                            profile.name
                        ),
                    )
                    .with("group", &name),
                );
            }
            let wanted: Vec<String> = delta.add.iter().chain(&delta.remove).cloned().collect();
            let known = self.known(connection, wanted).await?;
            plan(&group, &name, inside.as_ref(), &known, &groups, delta, &mut rows);
            names.push(name);
        }
        let head = Head {
            kind: "memberships",
            title: request.title.unwrap_or_else(|| match names.as_slice() {
                [one] => TitleCode::MembersOf.with(&[("name", one)]),
                several => TitleCode::MembersOfGroups.with(&[("count", &several.len().to_string())]),
            }),
            type_name: groups.name.clone(),
            asked: serde_json::json!({ "groups": asked }),
            leaves: rows.iter().any(leaves),
            directory: self.copied(connection, "User").await,
        };
        self.keep_small_job(&profile, &client, head, rows.into_iter(), notices)
            .await
    }

    /// Names from the offline copy.
    async fn known(
        &self,
        connection: ConnectionId,
        ids: Vec<String>,
    ) -> Result<HashMap<String, Known>, EngineError> {
        let id = connection.0;
        Ok(self
            .store()?
            .cache
            .read(move |c| {
                let mut known = HashMap::with_capacity(ids.len());
                for member in ids {
                    let mut found = None;
                    for type_name in ["User", "Group"] {
                        found = resources::get(c, id, type_name, &member)?;
                        if found.is_some() {
                            break;
                        }
                    }
                    let Some(resource) =
                        found.and_then(|row| serde_json::from_str::<Resource>(&row.json).ok())
                    else {
                        continue;
                    };
                    let location = resource.get_ci("meta").and_then(|m| m.get("location"));
                    known.insert(
                        member,
                        Known {
                            name: label(&resource),
                            user_name: resource.user_name().map(str::to_owned),
                            location: location.and_then(Value::as_str).map(Into::into),
                        },
                    );
                }
                Ok(known)
            })
            .await?)
    }
}

/// The members a group shows; an empty list proves nothing (quirk 7).
struct Inside<'a> {
    values: HashSet<&'a str>,
    by_reference: HashMap<&'a str, &'a str>,
}

impl<'a> Inside<'a> {
    fn of(group: &'a Resource) -> Option<Self> {
        let members = group.get_ci("members")?.as_array().filter(|m| !m.is_empty())?;
        let text = |member: &'a Value, key: &str| member.get(key).and_then(Value::as_str);
        Some(Self {
            values: members.iter().filter_map(|m| text(m, "value")).collect(),
            by_reference: members
                .iter()
                .filter_map(|m| Some((text(m, "$ref")?, text(m, "value")?)))
                .collect(),
        })
    }

    /// What the group calls this person, if it is a member: the id, or something else with a `$ref` to the person.
    fn value_of(&self, id: &str, known: Option<&Known>) -> Option<&'a str> {
        let by_reference = || {
            let location = known?.location.as_deref()?;
            self.by_reference.get(location).copied()
        };
        self.values.get(id).copied().or_else(by_reference)
    }
}

fn leaves(row: &NewRow) -> bool {
    row.ops
        .iter()
        .any(|op| matches!(op.change, Change::RemoveMember { .. }))
}

fn plan(
    group: &Resource,
    name: &str,
    inside: Option<&Inside<'_>>,
    known: &HashMap<String, Known>,
    groups: &ResourceModel,
    delta: GroupDelta,
    rows: &mut Vec<NewRow>,
) {
    let group_id = group.id().unwrap_or_default().to_owned();
    let joins: HashSet<String> = delta.add.iter().cloned().collect();
    let mut seen = HashSet::new();
    let steps = delta.add.into_iter().map(|id| (id, true));
    for (id, adding) in steps.chain(delta.remove.into_iter().map(|id| (id, false))) {
        if !seen.insert((id.clone(), adding)) {
            continue;
        }
        let person = known.get(&id);
        let held = inside.and_then(|i| i.value_of(&id, person));
        let decided: Result<Option<Change>, Issue> = if id == group_id {
            Err(IssueCode::Itself.issue("A group is no member of itself.", "Leave it out."))
        } else if !adding && joins.contains(&id) {
            Err(IssueCode::Contradiction.issue("It is to join and to leave.", "Decide for one of the two."))
        } else {
            Ok(match (adding, held, inside.is_some()) {
                (true, Some(_), _) | (false, None, true) => None,
                (true, None, _) => Some(Change::AddMember {
                    group_id: group_id.clone(),
                    member: MemberRef::Id(id.clone()),
                }),
                (false, held, _) => Some(Change::RemoveMember {
                    group_id: group_id.clone(),
                    member: held.unwrap_or(&id).to_owned(),
                    seen: held.is_some(),
                }),
            })
        };
        let (action, change, issues) = match decided {
            Ok(None) => (Action::Unchanged, None, Vec::new()),
            Ok(Some(change)) => (Action::Update, Some(change), Vec::new()),
            Err(blocked) => (Action::Blocked, None, vec![blocked]),
        };
        let who = person.map_or_else(|| id.clone(), |p| p.name.clone());
        rows.push(NewRow {
            row_no: u64::try_from(rows.len()).unwrap_or(u64::MAX).saturating_add(1),
            row_uid: format!("{group_id} {} {id}", if adding { "+" } else { "-" }),
            natural_key: person
                .and_then(|p| p.user_name.clone())
                .unwrap_or_else(|| who.clone()),
            user_name: None,
            external_id: None,
            cells: vec![
                format!("{} {who}", if adding { "+" } else { "−" }),
                name.to_owned(),
            ],
            action,
            issues,
            ops: change
                .map(|change| NewOp {
                    resource_type: groups.name.clone(),
                    change,
                    after: Vec::new(),
                    secrets: Vec::new(),
                })
                .into_iter()
                .collect(),
        });
    }
}
