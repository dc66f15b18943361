//! PATCH, RFC 7644 §3.5.2.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use rollcall_scim::Filter;
use rollcall_scim::filter::CompareOp;
use rollcall_scim::patch::{self, Dialect, PatchError, PatchOperation};
use rollcall_scim::validate::Context;
use rollcall_scim::{Resource, ResourceModel};
use serde_json::{Map, Value};

use super::call::Call;
use super::{Failure, conditions, create, get, intake, members, patch_spelling, version_1};
use crate::ResourceKind;
use crate::directory::{Directory, Draft, Entry, MemberChange, Moment};
use crate::profile::{PatchAnswer, RemoveWithValue, Undeclared};

/// Changes parts of a resource: all operations or none; 200 with the new state.
pub(super) fn patch(call: &Call, kind: ResourceKind, id: &str) -> Result<Response<Body>, Failure> {
    if let Some(status) = call.profile.patch.refused {
        return Err(Failure::by_profile(status, "PATCH is not supported"));
    }
    if call.profile.discovery.scim_1_1 {
        return merged(call, kind, id);
    }
    let mut message = call.object()?;
    call.app.write(|directory| {
        let old = directory.of(kind).get(id).map(Arc::clone);
        let old = old.ok_or_else(|| Failure::unknown_id(&call.profile, id))?;
        conditions::check(call, &directory.etag(&old))?;
        if let Some(then) = &call.members_then {
            members::set(directory, id, &then.0);
        }
        patch_spelling::read(&call.profile.patch, directory.models().of(kind), &mut message)?;
        without_inner_schemas(directory.models().of(kind), &mut message);
        let operations = PatchOperation::from_message(&Value::Object(message)).map_err(refused)?;
        quirks(call, &operations)?;
        let operations = members::as_profile_says(&call.profile.groups, kind, operations)?;
        if call.profile.patch.answer == PatchAnswer::NothingDone {
            return answer(call, directory, kind, &old, None);
        }
        let stale = (call.profile.patch.answer == PatchAnswer::Stale)
            .then(|| get::render(call, directory, kind, &old));
        if kind == ResourceKind::Group
            && call.profile.groups.without.iter().any(|verb| verb == "rename")
            && operations.iter().any(renames)
        {
            return Err(Failure::bad("mutability", "displayName cannot be changed"));
        }
        if call.profile.write.stale_reads > 0 {
            let state = get::render(call, directory, kind, &old);
            call.app.keep_stale(id, state, call.profile.write.stale_reads);
        }
        let (entry, changed) = match members_only(call, directory, kind, id, &operations) {
            Some(delta) => {
                let change = members::apply(directory, id, &delta?);
                let touched = change != MemberChange::default();
                directory.update(kind, &old, Draft { body: old.map() }, touched, &Moment::now())
            }
            None => whole(call, directory, kind, &old, &operations)?,
        };
        if changed {
            call.app.count_updated(kind);
        }
        let inactive = entry.map().get("active") == Some(&Value::Bool(false));
        if call.profile.write.deactivate_destroys && kind == ResourceKind::User && inactive {
            directory.remove(kind, id, &Moment::now());
        }
        answer(call, directory, kind, &entry, stale)
    })
}

/// Q-VER-01: a part of a resource that is merged into it.
fn merged(call: &Call, kind: ResourceKind, id: &str) -> Result<Response<Body>, Failure> {
    let part = call.resource(kind)?;
    call.app.write(|directory| {
        let old = directory.of(kind).get(id).map(Arc::clone);
        let old = old.ok_or_else(|| Failure::unknown_id(&call.profile, id))?;
        conditions::check(call, &directory.etag(&old))?;
        let before = directory.resource(kind, &old);
        let after = version_1::merge(&before.0, part)?;
        // What it has data of, it names.
        let after = intake::with_schemas(directory.models().of(kind), after);
        let (entry, changed) = store(call, directory, kind, &old, &before, after)?;
        if changed {
            call.app.count_updated(kind);
        }
        answer(call, directory, kind, &entry, None)
    })
}

fn renames(operation: &PatchOperation) -> bool {
    operation
        .path
        .as_ref()
        .is_some_and(|path| path.attr.attribute.eq_ignore_ascii_case("displayName"))
}

fn members_only(
    call: &Call,
    directory: &Directory,
    kind: ResourceKind,
    id: &str,
    operations: &[PatchOperation],
) -> Option<Result<members::Delta, Failure>> {
    match kind {
        ResourceKind::Group => members::delta(call, directory, id, operations),
        ResourceKind::User | ResourceKind::Role => None,
    }
}

fn whole(
    call: &Call,
    directory: &mut Directory,
    kind: ResourceKind,
    old: &Entry,
    operations: &[PatchOperation],
) -> Result<(Arc<Entry>, bool), Failure> {
    let before = directory.resource(kind, old);
    let Resource(mut after) =
        patch::apply_with(directory.models().of(kind), &before, operations, &dialect(call))
            .map_err(refused)?;
    if call.profile.patch.value_path_removes_others {
        without_others(&before, &mut after, operations);
    }
    store(call, directory, kind, old, &before, after)
}

fn store(
    call: &Call,
    directory: &mut Directory,
    kind: ResourceKind,
    old: &Entry,
    before: &Resource,
    after: Map<String, Value>,
) -> Result<(Arc<Entry>, bool), Failure> {
    let taken = intake::take(call, directory, kind, after, Some(before), Context::Patch)?;
    intake::unique(&call.profile, directory, kind, &taken.draft, Some(&old.id))?;
    let change = match &taken.members {
        Some(ids) => members::set(directory, &old.id, ids),
        None => MemberChange::default(),
    };
    let touched = taken.password || change != MemberChange::default();
    let (entry, changed) = directory.update(kind, old, taken.draft, touched, &Moment::now());
    match create::value_for_id(call, &entry.map()) {
        Some(id) if *id != *entry.id => Ok((directory.rename(kind, &entry, id, &Moment::now()), true)),
        _ => Ok((entry, changed)),
    }
}

fn answer(
    call: &Call,
    directory: &Directory,
    kind: ResourceKind,
    entry: &Entry,
    stale: Option<Vec<u8>>,
) -> Result<Response<Body>, Failure> {
    let mut answer = match call.profile.patch.answer {
        PatchAnswer::NoContent => Call::empty(StatusCode::NO_CONTENT),
        PatchAnswer::Resource | PatchAnswer::Stale | PatchAnswer::NothingDone => {
            let body = stale.unwrap_or_else(|| get::render(call, directory, kind, entry));
            call.json(StatusCode::OK, body)
        }
    };
    call.tag(&mut answer, &directory.etag(entry));
    Ok(answer)
}

fn dialect(call: &Call) -> Dialect {
    Dialect {
        undeclared: match call.profile.write.undeclared {
            Undeclared::Refused => patch::Undeclared::Refuse,
            Undeclared::Kept => patch::Undeclared::Keep,
        },
        remove_with_value: match call.profile.patch.remove_with_value {
            RemoveWithValue::Refused => patch::RemoveWithValue::Refuse,
            RemoveWithValue::RemovesAll => patch::RemoveWithValue::Ignore,
            RemoveWithValue::RemovesListed => patch::RemoveWithValue::Select,
        },
    }
}

/// Q-PAT-03: of a list changed by value path only what changed stays.
fn without_others(before: &Resource, after: &mut Map<String, Value>, operations: &[PatchOperation]) {
    for path in operations.iter().filter_map(|o| o.path.as_ref()) {
        let name = &path.attr.attribute;
        let (Some(Value::Array(old)), Some(Value::Array(new))) =
            (before.get_ci(name), after.get_mut(name.as_str()))
        else {
            continue;
        };
        if path.filter.is_some() {
            new.retain(|element| !old.contains(element));
        }
    }
}

fn refused(error: PatchError) -> Failure {
    Failure::bad(error.scim_type, error.detail)
}

fn quirks(call: &Call, operations: &[PatchOperation]) -> Result<(), Failure> {
    let quirks = &call.profile.patch;
    if quirks.max_operations.is_some_and(|most| operations.len() > most) {
        return Err(Failure::bad("invalidValue", "too many operations in one request"));
    }
    if call
        .profile
        .groups
        .max_member_changes
        .is_some_and(|most| members::named(operations) > most)
    {
        return Err(Failure::bad("tooMany", "too many members in one request"));
    }
    for operation in operations {
        let Some(path) = &operation.path else {
            if quirks.path_required || !quirks.only.is_empty() {
                return Err(Failure::bad("invalidPath", "each operation must have a path"));
            }
            continue;
        };
        let one_eq = matches!(path.filter.as_deref(), Some(Filter::Compare(_, CompareOp::Eq, _)));
        if path.filter.is_some() && (quirks.value_path_refused || (quirks.value_path_eq_only && !one_eq)) {
            return Err(Failure::bad(
                "invalidPath",
                "value filters in paths are not supported",
            ));
        }
        let allowed = |name: &String| name.eq_ignore_ascii_case(&path.attr.attribute);
        if !quirks.only.is_empty() && !quirks.only.iter().any(allowed) {
            return Err(Failure::bad(
                "mutability",
                format!("{path} cannot be patched here"),
            ));
        }
    }
    Ok(())
}

/// Some clients (scim2-models) repeat `schemas` inside the object of an extension, where RFC 7643
/// §3.3 has no such attribute. It says nothing that the path does not say already.
fn without_inner_schemas(model: &ResourceModel, message: &mut Map<String, Value>) {
    let operations = message
        .iter_mut()
        .find(|(name, _)| name.eq_ignore_ascii_case("Operations"));
    let Some((_, Value::Array(operations))) = operations else {
        return;
    };
    for operation in operations {
        let whole = operation
            .get("path")
            .and_then(Value::as_str)
            .is_some_and(|p| model.extension(p).is_some());
        if let Some(Value::Object(value)) = operation.get_mut("value").filter(|_| whole) {
            value.shift_remove("schemas");
        }
    }
}
