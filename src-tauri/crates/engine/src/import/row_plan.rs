//! What happens to the person of one row: a pure function of row, directory and groups.

use std::collections::{HashMap, HashSet};

use rollcall_jobs::plan::{Issue, NewOp, NewRow};
use rollcall_jobs::{Action, Base, Change, MemberRef, Preflight, SecretAt, SecretValue};
use rollcall_scim::validate::{Context, Severity, validate};
use rollcall_scim::{AttrPath, Resource, ResourceModel, patch};
use serde_json::Value;

use uuid::Uuid;

use super::ImportOperation;
use super::build::{Ready, Wanted};
use super::directory::{Found, Hit};
use crate::IssueCode;
use crate::issue::{Naming as _, invalid};

/// A group of the server that the file names.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownGroup {
    pub(crate) id: String,
    /// Ids of its members; `None` when the server does not show them.
    pub(crate) members: Option<HashSet<String>>,
}

/// Everything a row is compared with.
pub(crate) struct World<'a> {
    pub(crate) model: &'a ResourceModel,
    pub(crate) ready: &'a Ready,
    pub(crate) found: &'a Found,
    /// Groups by name or id as the file writes it, folded; several of one name cannot be told apart.
    pub(crate) groups: &'a HashMap<String, Vec<KnownGroup>>,
    /// Rows that share their key or user name with an earlier or later row.
    pub(crate) repeated: &'a HashMap<u64, u64>,
    /// Marks new people as this connection's, where the server is not known to refuse a second user of one name.
    pub(crate) marker: Option<Uuid>,
}

/// The row with what is to be done, ready to be kept.
pub(crate) fn plan_row(world: &World<'_>, mut wanted: Wanted) -> NewRow {
    let decided = decide(world, &mut wanted);
    let mut issues = std::mem::take(&mut wanted.issues);
    let (action, ops) = match decided {
        Ok((action, ops)) => (action, ops),
        Err(blocked) => {
            issues.insert(0, blocked);
            (Action::Blocked, Vec::new())
        }
    };
    let natural_key = wanted.user_name.clone().unwrap_or_else(|| wanted.key.clone());
    NewRow {
        row_no: wanted.row_no,
        // The same person of a corrected file is the same row; a row without a key is known by its place.
        row_uid: if wanted.key.is_empty() || action == Action::Blocked {
            format!("row {}", wanted.row_no)
        } else {
            wanted.key.clone()
        },
        natural_key,
        user_name: wanted.user_name,
        external_id: wanted.external_id,
        cells: wanted.cells,
        action,
        issues,
        ops,
    }
}

fn decide(world: &World<'_>, wanted: &mut Wanted) -> Result<(Action, Vec<NewOp>), Issue> {
    if !wanted.issues.is_empty() {
        return Err(wanted.issues.remove(0));
    }
    if let Some(other) = world.repeated.get(&wanted.row_no) {
        let message = format!("Row {other} is about the same person.");
        return Err(IssueCode::RepeatedKey
            .issue(message, "Keep one of the two rows.")
            .with("row", other.to_string()));
    }
    let existing = match world.found.matched(&wanted.key) {
        Hit::None => None,
        Hit::One(person) => Some(person),
        Hit::Several(count) => {
            let message = format!(
                "{count} people on the server have this {}.",
                world.ready.match_by.path()
            );
            let fix = "Match by another attribute, or correct the server by hand.";
            return Err(IssueCode::Ambiguous
                .issue(message, fix)
                .with("count", count.to_string())
                .with("path", world.ready.match_by.path()));
        }
    };
    check_name(world, wanted, existing)?;
    match (world.ready.operation, existing) {
        (ImportOperation::Create, Some(_)) => Err(IssueCode::Exists.issue(
            "The person is on the server already.",
            "Plan with upsert or update to change them.",
        )),
        (ImportOperation::Update | ImportOperation::Deactivate, None) => Err(IssueCode::NotFound.issue(
            "Nobody on the server fits this row.",
            "Check the value, or plan with upsert to create them.",
        )),
        (ImportOperation::Deactivate, Some(person)) => deactivate(person),
        (ImportOperation::Create | ImportOperation::Upsert, None) => create(world, wanted),
        (ImportOperation::Update | ImportOperation::Upsert, Some(person)) => update(world, wanted, person),
    }
}

/// A user name that somebody else has cannot be given.
fn check_name(world: &World<'_>, wanted: &Wanted, existing: Option<&Resource>) -> Result<(), Issue> {
    let Some(owner) = wanted
        .user_name
        .as_deref()
        .and_then(|name| world.found.name_owner(name))
    else {
        return Ok(());
    };
    if existing.is_some_and(|person| person.id() == owner.id()) {
        return Ok(());
    }
    Err(IssueCode::NameTaken.issue(
        "Somebody else on the server has this sign-in name.",
        "Choose another name, or match by userName if it is the same person.",
    ))
}

fn deactivate(person: &Resource) -> Result<(Action, Vec<NewOp>), Issue> {
    if person.active() == Some(false) {
        return Ok((Action::Unchanged, Vec::new()));
    }
    let change = Change::Deactivate {
        id: id_of(person)?,
        base: base(person),
    };
    Ok((Action::Deactivate, vec![op("User", change, Vec::new())]))
}

fn create(world: &World<'_>, wanted: &mut Wanted) -> Result<(Action, Vec<NewOp>), Issue> {
    let mut body = Resource::default();
    world.ready.put_new(&mut body, wanted);
    put_manager(world, wanted, &mut body)?;
    if let Some(marker) = world
        .marker
        .filter(|_| wanted.external_id.is_none() && world.found.keeps_external_id)
    {
        // By its mark a user whose answer was lost is known for certain (queue: look-up after a lost create).
        let mark = Uuid::new_v5(&marker, wanted.key.as_bytes()).to_string();
        body.0.insert("externalId".into(), Value::String(mark.clone()));
        wanted.external_id = Some(mark);
    }
    if body.get_ci("active").is_none() && world.model.core.attribute("active").is_some() {
        // Servers differ in what they take a missing value for.
        body.0.insert("active".into(), Value::Bool(true));
    }
    let mut schemas = vec![Value::String(world.model.core.id.clone())];
    schemas.extend(
        world
            .model
            .extensions
            .iter()
            .filter(|(s, required)| *required || body.get_ci(&s.id).is_some())
            .map(|(s, _)| Value::String(s.id.clone())),
    );
    body.0.shift_insert(0, "schemas".into(), Value::Array(schemas));
    let secrets = secrets(world, wanted, |target| Some(target.pointer()));
    for secret in &secrets {
        mark(&mut body, &secret.pointer);
    }
    check(world, &body, None, Context::Create)?;
    let preflight = if world.found.complete {
        Preflight::Absent {
            at_ms: world.found.began_ms,
        }
    } else {
        Preflight::Unknown
    };
    let mut ops = vec![op(&world.model.name, Change::Create { body, preflight }, secrets)];
    for group_id in groups(world, wanted, None)? {
        ops.push(op(
            "Group",
            Change::AddMember {
                group_id,
                member: MemberRef::CreatedBy(0),
            },
            Vec::new(),
        ));
    }
    Ok((Action::Create, ops))
}

fn update(world: &World<'_>, wanted: &Wanted, person: &Resource) -> Result<(Action, Vec<NewOp>), Issue> {
    let id = id_of(person)?;
    let mut desired = person.clone();
    world.ready.put_over(&mut desired, wanted);
    put_manager(world, wanted, &mut desired)?;
    let mapped_active = wanted.values.iter().any(|(at, _)| {
        world
            .ready
            .target(*at)
            .is_some_and(|t| t.to_string().eq_ignore_ascii_case("active"))
    });
    if world.ready.operation == ImportOperation::Upsert && !mapped_active && person.active() == Some(false) {
        // Who is on the list works here again.
        desired.0.insert("active".into(), Value::Bool(true));
    }
    check(world, &desired, Some(person), Context::Patch)?;
    let mut operations = patch::diff(world.model, person, &desired);
    let secrets = seal_operations(world, &mut operations);
    let action = match (person.active(), desired.active()) {
        (Some(false), Some(true)) => Action::Reactivate,
        (Some(true) | None, Some(false)) => Action::Deactivate,
        _ => Action::Update,
    };
    let mut ops = Vec::new();
    let only_active = matches!(operations.as_slice(), [one] if one.path.as_ref().is_some_and(|p| p.attr == AttrPath::attribute("active")));
    match (action, only_active) {
        _ if operations.is_empty() => {}
        (Action::Reactivate, true) => ops.push(op(
            &world.model.name,
            Change::Activate {
                id: id.clone(),
                base: base(person),
            },
            Vec::new(),
        )),
        (Action::Deactivate, true) => ops.push(op(
            &world.model.name,
            Change::Deactivate {
                id: id.clone(),
                base: base(person),
            },
            Vec::new(),
        )),
        _ => ops.push(op(
            &world.model.name,
            Change::patch(id.clone(), &operations, base(person)),
            secrets,
        )),
    }
    for group_id in groups(world, wanted, Some(&id))? {
        ops.push(op(
            "Group",
            Change::AddMember {
                group_id,
                member: MemberRef::Id(id.clone()),
            },
            Vec::new(),
        ));
    }
    Ok(if ops.is_empty() {
        (Action::Unchanged, ops)
    } else {
        (action, ops)
    })
}

fn put_manager(world: &World<'_>, wanted: &Wanted, resource: &mut Resource) -> Result<(), Issue> {
    let Some(name) = &wanted.manager else {
        return Ok(());
    };
    let id = match world.found.manager(name) {
        Hit::One(id) => id.to_owned(),
        Hit::None if world.found.complete => {
            return Err(IssueCode::ManagerNotFound.issue(
                "The manager is not on the server.",
                "Correct the name, or bring the manager in first.",
            ));
        }
        Hit::None => {
            return Err(IssueCode::ManagerNotSeen.issue(
                "The manager was not seen on the server, whose list is not proven complete.",
                "Give the manager's id instead.",
            ));
        }
        Hit::Several(count) => {
            let message = format!("{count} people on the server could be the manager.");
            return Err(IssueCode::ManagerAmbiguous
                .issue(message, "Give the manager's id instead.")
                .with("count", count.to_string()));
        }
    };
    let extension = resource
        .0
        .entry(rollcall_scim::urn::ENTERPRISE_USER)
        .or_insert_with(|| Value::Object(serde_json::Map::new()));
    let Some(extension) = extension.as_object_mut() else {
        return Ok(());
    };
    // Kept as it is when it names the same person: `displayName` and `$ref` in it are the server's.
    if extension
        .get("manager")
        .and_then(|m| m.get("value"))
        .and_then(Value::as_str)
        != Some(&id)
    {
        extension.insert("manager".into(), serde_json::json!({ "value": id }));
    }
    Ok(())
}

/// Ids of groups the person is to join and is not known to be in.
fn groups(world: &World<'_>, wanted: &Wanted, person: Option<&str>) -> Result<Vec<String>, Issue> {
    let mut ids = Vec::new();
    for name in &wanted.groups {
        let group = match world.groups.get(&name.to_lowercase()).map(Vec::as_slice) {
            Some([one]) => one,
            None | Some([]) => {
                let message = format!("There is no group {name:?} on the server.");
                return Err(IssueCode::GroupNotFound
                    .issue(message, "Correct the name, or create the group first.")
                    .with("name", name));
            }
            Some(_) => {
                return Err(IssueCode::GroupAmbiguous
                    .issue(
                        format!("Several groups are called {name:?}."),
                        "Give the group's id instead.",
                    )
                    .with("name", name));
            }
        };
        let inside =
            person.is_some_and(|id| group.members.as_ref().is_some_and(|members| members.contains(id)));
        if !inside && !ids.contains(&group.id) {
            ids.push(group.id.clone());
        }
    }
    Ok(ids)
}

fn check(
    world: &World<'_>,
    resource: &Resource,
    before: Option<&Resource>,
    context: Context,
) -> Result<(), Issue> {
    let worst = validate(world.model, resource, before, context)
        .into_iter()
        .find(|f| f.severity == Severity::Error);
    worst.map_or(Ok(()), |finding| {
        Err(invalid(finding, "Correct the row, or the mapping."))
    })
}

/// The secrets of a row with their place in what is sent.
fn secrets(
    world: &World<'_>,
    wanted: &Wanted,
    place: impl Fn(&super::target::Target) -> Option<String>,
) -> Vec<SecretAt> {
    let secret = |(at, value): &(usize, Value)| {
        let target = world.ready.target(*at).filter(|target| target.secret())?;
        Some(SecretAt {
            pointer: place(target)?,
            value: SecretValue::new(value.as_str()?),
        })
    };
    wanted.values.iter().filter_map(secret).collect()
}

/// Puts the placeholder where the queue puts the secret back just before it sends.
fn mark(body: &mut Resource, pointer: &str) {
    let mut place = &mut body.0;
    let names: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|n| n.replace("~1", "/").replace("~0", "~"))
        .collect();
    let Some((last, parents)) = names.split_last() else {
        return;
    };
    for name in parents {
        let inner = place
            .entry(name.clone())
            .or_insert_with(|| Value::Object(serde_json::Map::new()));
        let Value::Object(inner) = inner else { return };
        place = inner;
    }
    place.insert(last.clone(), Value::String(SecretAt::PLACEHOLDER.into()));
}

/// Takes secret values out of the operations of a PATCH.
fn seal_operations(world: &World<'_>, operations: &mut [patch::PatchOperation]) -> Vec<SecretAt> {
    let mut secrets = Vec::new();
    for (at, operation) in operations.iter_mut().enumerate() {
        let Some(path) = operation.path.as_ref() else {
            continue;
        };
        let secret =
            super::target::Target::parse(world.model, &path.to_string()).is_ok_and(|target| target.secret());
        if let Some(Value::String(text)) = operation.value.as_mut().filter(|_| secret) {
            let value = SecretValue::new(std::mem::replace(text, SecretAt::PLACEHOLDER.into()));
            secrets.push(SecretAt {
                pointer: format!("/Operations/{at}/value"),
                value,
            });
        }
    }
    secrets
}

fn op(resource_type: &str, change: Change, secrets: Vec<SecretAt>) -> NewOp {
    NewOp {
        resource_type: resource_type.into(),
        change,
        after: Vec::new(),
        secrets,
    }
}

fn base(person: &Resource) -> Base {
    Base {
        resource: person.clone(),
        version: person.version().map(str::to_owned),
    }
}

fn id_of(person: &Resource) -> Result<String, Issue> {
    person.id().map(str::to_owned).ok_or_else(|| {
        IssueCode::NoId.issue(
            "The server gave no usable id for this person.",
            "Change the person by hand on the server.",
        )
    })
}

/// What a row adds to the fingerprint of the plan: its action and the state of its target.
pub(crate) fn seal_of(row: &NewRow) -> String {
    let targets: Vec<String> = row
        .ops
        .iter()
        .map(|op| {
            let state = op.change.base().map(|b| {
                b.version
                    .clone()
                    .unwrap_or_else(|| serde_json::to_string(&b.resource).unwrap_or_default())
            });
            format!(
                "{:?}|{}|{}",
                op.change.kind(),
                op.change.target().key(),
                state.unwrap_or_default()
            )
        })
        .collect();
    format!("{}|{}|{}\n", row.row_no, row.action.as_str(), targets.join("|"))
}

#[cfg(test)]
#[path = "row_plan_tests.rs"]
mod tests;
