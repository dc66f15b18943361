//! Looking at the server: before something is sent, and when nobody knows whether it was applied.

mod change;
mod create;
mod delete;
mod lookup;
mod made;
mod members;
mod preflight;

use std::time::Duration;

use crate::executor::ReadFailure;
use crate::runner::Context;
use crate::store::{OpRecord, Step};
use crate::{Change, FailureClass, Saying};

pub use lookup::Knowledge;
pub use made::{Made, made};
pub use members::judge_chunk;
pub use preflight::{Check, absent_before, check, if_match, needs_look};

/// Why the server is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The outcome is unknown and nothing can land any more.
    Unknown,
    /// A create was answered 409.
    Duplicate,
    /// A definite answer that only a look explains.
    Look(FailureClass),
    /// Answered as done, but the echo shows the old state, or none where one is needed.
    ReadBack,
    /// 412: the target was not as the plan saw it.
    Moved,
}

/// What a look told.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Where the operation goes, with the ends of a chunk's members.
    Step(Step, Vec<(crate::OpId, Step)>),
    /// Nothing; again later.
    Later {
        /// One sentence.
        message: String,
        /// The server's wait.
        wait: Option<Duration>,
    },
    /// 401: the job pauses.
    Unauthorized(String),
}

impl Verdict {
    fn step(step: Step) -> Self {
        Self::Step(step, Vec::new())
    }
}

/// Looks at what an operation left on the server and decides.
pub async fn verify(context: &Context, op: &OpRecord, why: Why) -> Verdict {
    match &op.change {
        Change::Create { body, preflight } => create::verify(context, op, body, *preflight, why).await,
        Change::Delete { id, base } => delete::verify(context, op, id, base, why).await,
        Change::AddMembers { members, .. } | Change::RemoveMembers { members, .. } => {
            members::verify(context, op, members, why).await
        }
        Change::Replace { id, base, .. }
        | Change::Patch { id, base, .. }
        | Change::Activate { id, base }
        | Change::Deactivate { id, base } => change::verify(context, op, id, base, why).await,
        // A single member never travels alone; should one be found here, a person looks.
        Change::AddMember { .. } | Change::RemoveMember { .. } => Verdict::step(Step::NeedsHuman {
            message: Saying::MemberAlone.into(),
        }),
    }
}

/// A read that failed: later, or never (`otherwise`).
fn from_failure(failure: ReadFailure, otherwise: impl FnOnce(String) -> Step) -> Verdict {
    match failure {
        ReadFailure::Later { message, retry_after } => Verdict::Later {
            message,
            wait: retry_after,
        },
        ReadFailure::Unauthorized { message } => Verdict::Unauthorized(message),
        ReadFailure::Impossible { message } => Verdict::step(otherwise(message)),
    }
}

/// Proven not applied: sent again at most three times, with back-off, then failed.
fn send_again(context: &Context, op: &OpRecord) -> Step {
    if op.attempts > context.config.resend_limit {
        return Step::Failed {
            class: FailureClass::NeverArrived,
            message: match op.last_status {
                Some(status) => Saying::NeverTaken.with(&[("count", &op.attempts), ("status", &status)]),
                None => Saying::NeverArrived.with(&[("count", &op.attempts)]),
            },
        };
    }
    let wait = 1_000_i64.saturating_mul(1 << op.attempts.min(6));
    Step::Ready {
        not_before_ms: Some(context.clock.now().wall_ms.saturating_add(wait)),
        counted: true,
    }
}
