//! A delete whose effect must be seen. Always by id: names get reused.

use super::{Verdict, Why, from_failure, send_again};
use crate::compare::same_identity;
use crate::runner::Context;
use crate::store::{OpRecord, Step};
use crate::{Base, Proof, Saying};

pub async fn verify(context: &Context, op: &OpRecord, id: &str, base: &Base, why: Why) -> Verdict {
    match context.executor.get(&op.resource_type, id).await {
        Ok(None) => Verdict::step(Step::Succeeded {
            proof: Proof::ReadBack,
            server_id: Some(id.to_owned()),
            note: None,
            follow_up: None,
        }),
        Ok(Some(_)) if why == Why::Moved => Verdict::step(Step::Conflict {
            message: Saying::ChangedSince.into(),
        }),
        Ok(Some(seen)) if same_identity(&base.resource, &seen) => Verdict::step(send_again(context, op)),
        Ok(Some(_)) => Verdict::step(Step::NeedsHuman {
            message: Saying::IdElsewhereLate.with(&[("id", &id)]),
        }),
        Err(failure) => from_failure(failure, |message| Step::NeedsHuman {
            message: Saying::DeletedUnread.with(&[("message", &message)]),
        }),
    }
}
