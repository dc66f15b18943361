//! Changing a group's members without touching the rest of it.

use std::collections::{HashMap, HashSet};

use axum::http::StatusCode;
use rollcall_scim::Filter;
use rollcall_scim::filter::{CompareOp, CompareValue};
use rollcall_scim::patch::{PatchOperation, PatchPath, PatchVerb};

use super::call::Call;
use super::{Failure, intake};
use crate::ResourceKind;
use crate::directory::{Directory, MemberChange};
use crate::profile::{GroupProfile, ReplaceMembers};

/// Makes these the group's members; those who stay keep their place.
pub(super) fn set(directory: &mut Directory, group: &str, wanted: &[String]) -> MemberChange {
    let keep: HashSet<&str> = wanted.iter().map(String::as_str).collect();
    let gone: Vec<String> = directory
        .links()
        .members(group)
        .filter(|member| !keep.contains(member.as_ref()))
        .map(std::string::ToString::to_string)
        .collect();
    let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    directory.change_members(group, &wanted, &gone)
}

/// What a PATCH that only adds and removes members comes to.
#[derive(Debug, Default)]
pub(super) struct Delta {
    /// In the order given; the last word on each id wins.
    steps: Vec<(String, bool)>,
}

/// Reads operations that only add members or remove them by value path; `None` when there is any
/// other. Groups can be large, and this way a change costs what it changes.
pub(super) fn delta(
    call: &Call,
    directory: &Directory,
    group: &str,
    operations: &[PatchOperation],
) -> Option<Result<Delta, Failure>> {
    let plain = operations.iter().all(|o| is_add(o) || removed_id(o).is_some());
    (plain && !operations.is_empty()).then(|| read(call, directory, group, operations))
}

fn read(
    call: &Call,
    directory: &Directory,
    group: &str,
    operations: &[PatchOperation],
) -> Result<Delta, Failure> {
    let mut steps = Vec::new();
    let mut now: HashMap<String, bool> = HashMap::new();
    for operation in operations {
        if let Some(id) = removed_id(operation) {
            let is_member = now
                .get(id)
                .copied()
                .unwrap_or_else(|| directory.links().contains(group, id));
            if !is_member && call.profile.groups.absent_remove_refused {
                // RFC 7644 table 9: a value filter that yields no match.
                return Err(Failure::bad(
                    "noTarget",
                    format!("{id} is not a member of this group"),
                ));
            }
            now.insert(id.to_owned(), false);
            steps.push((id.to_owned(), false));
            continue;
        }
        for id in intake::member_ids(call, directory, operation.value.as_ref())? {
            let is_member = now
                .get(&id)
                .copied()
                .unwrap_or_else(|| directory.links().contains(group, &id));
            if is_member && call.profile.groups.repeated_add_refused {
                return Err(Failure::new(
                    StatusCode::CONFLICT,
                    None,
                    format!("{id} is already a member"),
                ));
            }
            now.insert(id.clone(), true);
            steps.push((id, true));
        }
    }
    Ok(Delta { steps })
}

/// Carries it out.
pub(super) fn apply(directory: &mut Directory, group: &str, delta: &Delta) -> MemberChange {
    let last: HashMap<&str, bool> = delta
        .steps
        .iter()
        .map(|(id, there)| (id.as_str(), *there))
        .collect();
    let with = |wanted: bool| {
        let mut seen = HashSet::new();
        let ids = delta.steps.iter().map(|(id, _)| id.as_str());
        ids.filter(|id| last.get(id) == Some(&wanted) && seen.insert(*id))
            .collect::<Vec<_>>()
    };
    directory.change_members(group, &with(true), &with(false))
}

/// How many members the operations name, for servers that allow only so many.
pub(super) fn named(operations: &[PatchOperation]) -> usize {
    operations
        .iter()
        .filter(|o| {
            o.path
                .as_ref()
                .is_some_and(|p| p.attr.attribute.eq_ignore_ascii_case("members"))
        })
        .map(|o| o.value.as_ref().and_then(|v| v.as_array()).map_or(1, Vec::len))
        .sum()
}

/// Q-PAT-05, Q-GRP-06: what the profile makes of changes of the whole list, and of any.
pub(super) fn as_profile_says(
    quirks: &GroupProfile,
    kind: ResourceKind,
    mut operations: Vec<PatchOperation>,
) -> Result<Vec<PatchOperation>, Failure> {
    if kind != ResourceKind::Group {
        return Ok(operations);
    }
    for operation in &mut operations {
        // Without a path, the value is an object with the attributes (RFC 7644 §3.5.2).
        let pathless = operation.path.is_none();
        let value = match &operation.path {
            Some(path) if is_members(path) => operation.value.as_ref(),
            Some(_) => continue,
            None => operation.value.as_ref().and_then(|value| value.get("members")),
        };
        if pathless && value.is_none() {
            continue;
        }
        if quirks.members_read_only {
            return Err(Failure::bad("mutability", "members are not changed at the group"));
        }
        if operation.path.as_ref().is_some_and(|path| path.filter.is_some()) {
            continue;
        }
        let none = value.is_none_or(|value| value.is_null() || value.as_array().is_some_and(Vec::is_empty));
        match (operation.verb, none) {
            (PatchVerb::Remove, _) | (PatchVerb::Replace, true) if quirks.remove_all_refused => {
                return Err(Failure::bad(
                    "invalidValue",
                    "members cannot be removed all at once",
                ));
            }
            (PatchVerb::Replace, _) => match quirks.replace_members {
                ReplaceMembers::Works => {}
                ReplaceMembers::Refused => {
                    return Err(Failure::bad("invalidValue", "members cannot be replaced"));
                }
                ReplaceMembers::Added => operation.verb = PatchVerb::Add,
            },
            _ => {}
        }
    }
    Ok(operations)
}

fn is_members(path: &PatchPath) -> bool {
    path.attr.attribute.eq_ignore_ascii_case("members")
        && path.attr.sub_attribute.is_none()
        && path.sub_attribute.is_none()
        && path
            .attr
            .urn
            .as_deref()
            .is_none_or(|urn| urn.eq_ignore_ascii_case(rollcall_scim::urn::GROUP))
}

fn is_add(operation: &PatchOperation) -> bool {
    operation.verb == PatchVerb::Add
        && operation
            .path
            .as_ref()
            .is_some_and(|path| is_members(path) && path.filter.is_none())
        && operation.value.as_ref().is_some_and(|value| match value {
            serde_json::Value::Array(list) => list.iter().all(has_value),
            one => has_value(one),
        })
}

fn has_value(member: &serde_json::Value) -> bool {
    member.get("value").is_some_and(serde_json::Value::is_string)
}

fn removed_id(operation: &PatchOperation) -> Option<&str> {
    let path = operation.path.as_ref().filter(|path| is_members(path))?;
    match path.filter.as_deref() {
        Some(Filter::Compare(attr, CompareOp::Eq, CompareValue::String(id)))
            if operation.verb == PatchVerb::Remove
                && attr.attribute.eq_ignore_ascii_case("value")
                && attr.sub_attribute.is_none() =>
        {
            Some(id)
        }
        _ => None,
    }
}
