//! A chunk of members: which of them are in.

use std::collections::HashSet;

use rollcall_scim::Resource;

use super::{Verdict, Why, from_failure};
use crate::executor::MembersSeen;
use crate::runner::Context;
use crate::store::{OpRecord, Step};
use crate::{FailureClass, OpId, Proof};

pub async fn verify(context: &Context, op: &OpRecord, group: &str, members: &[String], why: Why) -> Verdict {
    match context.executor.members(&op.resource_type, group, members).await {
        Ok(MembersSeen::Present(present)) => settle(context, op, &present, why),
        Ok(MembersSeen::Gone) => all(op, || Step::Conflict {
            message: "the group is not on the server any more".into(),
        }),
        Ok(MembersSeen::NotShown) if why == Why::ReadBack => all(op, || joined(Proof::Answered)),
        Ok(MembersSeen::NotShown) => blind(context, op, why),
        Err(failure) => match (from_failure(failure, |message| Step::NeedsHuman { message }), why) {
            (Verdict::Step(..), Why::ReadBack) => all(op, || joined(Proof::Answered)),
            (Verdict::Step(..), _) => blind(context, op, why),
            (other, _) => other,
        },
    }
}

/// Adding a member twice changes nothing (RFC 7644 §3.5.2.1): it may be sent again without looking, but a chunk that
/// never got an answer proves nothing either way.
fn blind(context: &Context, op: &OpRecord, why: Why) -> Verdict {
    if why == Why::Unknown && op.verify_tries >= context.config.resend_limit {
        return all(op, || Step::NeedsHuman {
            message: "no answer came, however often it was sent, and the server does not show members".into(),
        });
    }
    settle(context, op, &HashSet::new(), why)
}

fn joined(proof: Proof) -> Step {
    Step::Succeeded {
        proof,
        server_id: None,
        note: None,
        follow_up: None,
    }
}

fn all(op: &OpRecord, step: impl Fn() -> Step) -> Verdict {
    Verdict::Step(step(), op.items.iter().map(|(item, _)| (*item, step())).collect())
}

/// Members that are in have ended; the others travel again, each at most as often as any operation.
fn settle(context: &Context, op: &OpRecord, present: &HashSet<String>, why: Why) -> Verdict {
    let missing = |member: &str| match why {
        Why::Look(class) => Step::Failed {
            class,
            message: "the server refused the membership".into(),
        },
        _ if op.verify_tries >= context.config.resend_limit => Step::Failed {
            class: if why == Why::ReadBack {
                FailureClass::Ignored
            } else {
                FailureClass::NeverArrived
            },
            message: format!("the server does not show {member} in the group, however often it is added"),
        },
        _ => Step::Ready {
            not_before_ms: None,
            counted: true,
        },
    };
    let items: Vec<(OpId, Step)> = op
        .items
        .iter()
        .map(|(item, member)| {
            let step = if present.contains(member) {
                joined(Proof::ReadBack)
            } else {
                missing(member)
            };
            (*item, step)
        })
        .collect();
    let all_in = items.iter().all(|(_, s)| matches!(s, Step::Succeeded { .. }));
    let step = if all_in {
        joined(Proof::ReadBack)
    } else {
        Step::Failed {
            class: FailureClass::Partial,
            message: "members that were not in travel in another chunk, or failed".into(),
        }
    };
    Verdict::Step(step, items)
}

/// After a 2xx: `true` when the answer itself shows every member, so that nothing needs to be read.
pub fn judge_chunk(answer: Option<&Resource>, members: &[String]) -> bool {
    let Some(shown) = answer
        .and_then(|r| r.get_ci("members"))
        .and_then(|m| m.as_array())
    else {
        return false;
    };
    let shown: HashSet<&str> = shown.iter().filter_map(|m| m.get("value")?.as_str()).collect();
    members.iter().all(|m| shown.contains(m.as_str()))
}
