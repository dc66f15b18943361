//! A replace, patch, activation or deactivation whose effect must be seen.

use super::{Verdict, Why, from_failure, send_again};
use crate::compare::{named, touched, unchanged, unlike};
use crate::runner::Context;
use crate::store::{OpRecord, Step};
use crate::{Base, FailureClass, Proof, Saying};

pub async fn verify(context: &Context, op: &OpRecord, id: &str, base: &Base, why: Why) -> Verdict {
    let seen = match context.executor.get(&op.resource_type, id).await {
        Ok(Some(seen)) => seen,
        Ok(None) => {
            return Verdict::step(Step::Conflict {
                message: Saying::GoneById.with(&[("id", &id)]),
            });
        }
        // An absolute change may be repeated without looking (P5), but not over somebody else's.
        Err(failure) => {
            return from_failure(failure, |message| Step::NeedsHuman {
                message: Saying::AppliedUnread.with(&[("message", &message)]),
            });
        }
    };
    let model = context.executor.model(&op.resource_type);
    let unlike = unlike(model.as_deref(), &op.change, &seen);
    if unlike.as_ref().is_some_and(Vec::is_empty) {
        return Verdict::step(Step::Succeeded {
            proof: Proof::ReadBack,
            server_id: Some(id.to_owned()),
            note: None,
            follow_up: None,
        });
    }
    let differing = named(unlike.unwrap_or_else(|| touched(&op.change)));
    let attributes: [(&str, &dyn std::fmt::Display); 1] = [("attributes", &differing)];
    let as_before = unchanged(&base.resource, &seen, &touched(&op.change));
    Verdict::step(match why {
        Why::Unknown | Why::Duplicate if as_before => send_again(context, op),
        Why::Unknown | Why::Duplicate => Step::NeedsHuman {
            message: Saying::NeitherValue.with(&attributes),
        },
        Why::ReadBack if as_before => Step::Failed {
            class: FailureClass::Ignored,
            message: Saying::StillOld.with(&attributes),
        },
        Why::ReadBack => Step::Succeeded {
            proof: Proof::ReadBack,
            server_id: Some(id.to_owned()),
            note: Some(Saying::StoredOtherwise.with(&attributes)),
            follow_up: None,
        },
        Why::Moved => Step::Conflict {
            message: Saying::ChangedSince.into(),
        },
        Why::Look(class) => Step::Failed {
            class,
            message: Saying::RefusedSeen.into(),
        },
    })
}
