//! The look before sending: is the name still free, is the target still what the plan saw?

use super::create::{adopt, nothing_made};
use super::lookup::{Found, Wanted, absent_by_walk, find};
use crate::compare::{same_identity, satisfied, shows_body, touched, unchanged, unmoved};
use crate::executor::ReadFailure;
use crate::runner::Context;
use crate::store::{OpRecord, Step};
use crate::{Base, Change, Preflight, Proof, Saying, Uniqueness};

/// What the look says.
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// Send it.
    Go,
    /// There is nothing to send.
    Step(Step),
    /// Could not look; again later.
    Later(ReadFailure),
}

/// Whether the server is known to refuse a second user of a name, instead of making or changing one.
pub fn refuses_twins(context: &Context) -> bool {
    let known = matches!(context.job.uniqueness, Uniqueness::Proven | Uniqueness::Declared);
    known && !context.knowledge.duplicates_seen() && !context.knowledge.upserts_seen()
}

/// Whether a create may change somebody who is there (Q-ERR-03).
pub fn may_upsert(context: &Context) -> bool {
    context.job.uniqueness == Uniqueness::Upserts || context.knowledge.upserts_seen()
}

/// Whether the plan saw the name free, not too long before this time.
fn absent_at(context: &Context, preflight: Preflight, at_ms: i64) -> bool {
    matches!(preflight, Preflight::Absent { at_ms: seen } if at_ms.saturating_sub(seen) <= context.config.preflight_age_ms)
}

/// Whether the name was seen to be free before a create was sent: by the plan, or just before it, which is so wherever
/// a second user of a name is not known to be refused.
pub fn absent_before(context: &Context, op: &OpRecord, preflight: Preflight) -> bool {
    let looked = matches!(context.job.uniqueness, Uniqueness::Unknown | Uniqueness::Upserts);
    looked || absent_at(context, preflight, op.first_sent_ms.unwrap_or(i64::MAX))
}

/// Whether an operation can be sent without looking. An operation sent before was proven absent just now.
pub fn needs_look(context: &Context, op: &OpRecord) -> bool {
    match &op.change {
        Change::Create { preflight, .. } => {
            if may_upsert(context) {
                return op.attempts == 0;
            }
            let now = context.clock.now().wall_ms;
            op.attempts == 0 && !refuses_twins(context) && !absent_at(context, *preflight, now)
        }
        Change::AddMember { .. }
        | Change::AddMembers { .. }
        | Change::RemoveMember { .. }
        | Change::RemoveMembers { .. } => false,
        // The etag is of the plan's reading: it serves the first operation of a row only.
        _ => if_match(context, op, op.attempts).is_none(),
    }
}

/// The version to send as If-Match, where the server honours it. Only the first of all requests carries it: what came
/// after it may be of our own making. `sent_before` counts the requests before the one in question, whose intent may be
/// taken already.
pub fn if_match(context: &Context, op: &OpRecord, sent_before: u32) -> Option<String> {
    if !context.job.etags || op.seq > 0 || sent_before > 0 {
        return None;
    }
    op.change.base().and_then(|b| b.version.clone())
}

/// Looks.
pub async fn check(context: &Context, op: &OpRecord) -> Check {
    match &op.change {
        Change::Create { body, .. } => check_create(context, op, body).await,
        Change::Delete { id, base }
        | Change::Replace { id, base, .. }
        | Change::Patch { id, base, .. }
        | Change::Activate { id, base }
        | Change::Deactivate { id, base } => check_existing(context, op, id, base).await,
        Change::AddMember { .. }
        | Change::AddMembers { .. }
        | Change::RemoveMember { .. }
        | Change::RemoveMembers { .. } => Check::Go,
    }
}

async fn check_create(context: &Context, op: &OpRecord, body: &rollcall_scim::Resource) -> Check {
    let wanted = Wanted::from_body(&op.resource_type, body);
    // Where it would change who is there, a walk is too old as soon as it is over.
    if !may_upsert(context) {
        match absent_by_walk(context, wanted, context.config.preflight_age_ms).await {
            Ok(Some(true)) => return Check::Go,
            Ok(_) => {}
            Err(failure) => return Check::Later(failure),
        }
    }
    match find(context, wanted).await {
        Ok(Found::Nobody) => Check::Go,
        Ok(Found::Hits(hits)) => match hits.as_slice() {
            // The same externalId under the same name is the same person, whoever wrote it first.
            [hit]
                if body.external_id().is_some()
                    && hit.external_id() == body.external_id()
                    && wanted.has_name(hit) =>
            {
                let model = context.executor.model(&op.resource_type);
                let step = adopt(context, op, body, hit, shows_body(model.as_deref(), body, hit));
                Check::Step(nothing_made(step))
            }
            _ => Check::Step(Step::Conflict {
                message: Saying::NameTaken.into(),
            }),
        },
        Ok(Found::NoWay(message)) => Check::Step(Step::NeedsHuman {
            message: Saying::NameUnknown.with(&[("message", &message)]),
        }),
        Err(failure) => Check::Later(failure),
    }
}

async fn check_existing(context: &Context, op: &OpRecord, id: &str, base: &Base) -> Check {
    let deleting = matches!(op.change, Change::Delete { .. });
    let seen = match context.executor.get(&op.resource_type, id).await {
        Ok(Some(seen)) => seen,
        Ok(None) if deleting => {
            return Check::Step(Step::Succeeded {
                proof: Proof::AlreadyAbsent,
                server_id: Some(id.to_owned()),
                note: Some(Saying::GoneBefore.into()),
                follow_up: None,
            });
        }
        Ok(None) => {
            return Check::Step(Step::Conflict {
                message: Saying::Gone.into(),
            });
        }
        Err(ReadFailure::Impossible { message }) => {
            return Check::Step(Step::Conflict {
                message: Saying::Unreadable.with(&[("message", &message)]),
            });
        }
        Err(failure) => return Check::Later(failure),
    };
    let model = context.executor.model(&op.resource_type);
    if !same_identity(&base.resource, &seen) {
        return Check::Step(Step::Conflict {
            message: Saying::IdElsewhere.with(&[("id", &id)]),
        });
    }
    if satisfied(model.as_deref(), &op.change, &seen) {
        return Check::Step(Step::Succeeded {
            proof: Proof::AlreadySo,
            server_id: Some(id.to_owned()),
            note: None,
            follow_up: None,
        });
    }
    // Later operations of a row, and repeats, find what the row itself has changed.
    let own_writes = op.seq > 0 || op.attempts > 0;
    let still = if own_writes {
        unchanged(&base.resource, &seen, &touched(&op.change))
    } else {
        unmoved(model.as_deref(), &base.resource, &seen)
    };
    if still {
        Check::Go
    } else {
        Check::Step(Step::Conflict {
            message: Saying::ChangedSince.into(),
        })
    }
}
