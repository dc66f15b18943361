//! A replace, patch, activation or deactivation whose effect must be seen.

use super::{Verdict, Why, from_failure, send_again};
use crate::compare::{satisfied, touched, unchanged};
use crate::runner::Context;
use crate::store::{OpRecord, Step};
use crate::{Base, FailureClass, Proof};

pub async fn verify(context: &Context, op: &OpRecord, id: &str, base: &Base, why: Why) -> Verdict {
    let seen = match context.executor.get(&op.resource_type, id).await {
        Ok(Some(seen)) => seen,
        Ok(None) => {
            return Verdict::step(Step::Conflict {
                message: format!("the resource {id} is not on the server any more"),
            });
        }
        // An absolute change may be repeated without looking (P5), but not over somebody else's.
        Err(failure) => {
            return from_failure(failure, |message| Step::NeedsHuman {
                message: format!("whether the change was applied cannot be read: {message}"),
            });
        }
    };
    let model = context.executor.model(&op.resource_type);
    if satisfied(model.as_deref(), &op.change, &seen) {
        return Verdict::step(Step::Succeeded {
            proof: Proof::ReadBack,
            server_id: Some(id.to_owned()),
            note: None,
            follow_up: None,
        });
    }
    let as_before = unchanged(&base.resource, &seen, &touched(&op.change));
    Verdict::step(match why {
        Why::Unknown | Why::Duplicate if as_before => send_again(context, op),
        Why::Unknown | Why::Duplicate => Step::NeedsHuman {
            message: "its answer was lost, and the server now shows neither the old nor the wanted values"
                .into(),
        },
        Why::ReadBack if as_before => Step::Failed {
            class: FailureClass::Ignored,
            message: "the server answered that it is done and still shows the old values".into(),
        },
        Why::ReadBack => Step::Succeeded {
            proof: Proof::ReadBack,
            server_id: Some(id.to_owned()),
            note: Some("the server stored something else than was sent".into()),
            follow_up: None,
        },
        Why::Moved => Step::Conflict {
            message: "somebody changed it on the server since the plan".into(),
        },
        Why::Look(class) => Step::Failed {
            class,
            message: "the server refused the change and shows that it was not applied".into(),
        },
    })
}
