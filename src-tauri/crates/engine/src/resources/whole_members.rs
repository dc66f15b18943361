//! Changes of all members at once (Q-PAT-05): some servers refuse to replace or empty the list, others only add to it.

use rollcall_scim::ResourceModel;
use rollcall_scim::patch::{PatchOperation, PatchPath, PatchVerb, diff};

use super::way::{Asked, is_members};

/// The operations with who joins and who leaves instead of the whole list, where all members are known; else as they are,
/// or `members` where this server is known not to take that.
pub(super) fn as_delta(asked: &Asked<'_>) -> Result<Vec<PatchOperation>, String> {
    let operations = &asked.operations;
    if !operations.iter().any(|o| is_whole(asked.model, o)) {
        return Ok(operations.clone());
    }
    let groups = &asked.dialect.groups;
    if !asked.members_known {
        let refused = operations.iter().any(|o| match o.verb {
            PatchVerb::Replace => groups.no_replace,
            PatchVerb::Remove => groups.no_remove_all,
            PatchVerb::Add => false,
        });
        return match refused {
            true => Err("members".into()),
            false => Ok(operations.clone()),
        };
    }
    let about = |o: &PatchOperation| o.path.as_ref().is_some_and(|path| is_members(asked.model, path));
    let mut delta: Vec<PatchOperation> = operations.iter().filter(|o| !about(o)).cloned().collect();
    delta.extend(
        diff(asked.model, asked.before, asked.after)
            .into_iter()
            .filter(about),
    );
    Ok(delta)
}

/// Whether an operation replaces or removes `members` as a whole.
fn is_whole(model: &ResourceModel, operation: &PatchOperation) -> bool {
    let whole = |path: &PatchPath| is_members(model, path) && path.filter.is_none();
    operation.verb != PatchVerb::Add && operation.path.as_ref().is_some_and(whole)
}
