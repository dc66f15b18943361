//! A chunk of members: which of them are in, or out.

use std::collections::HashSet;

use rollcall_scim::Resource;

use super::{Verdict, Why, from_failure};
use crate::executor::MembersSeen;
use crate::runner::Context;
use crate::store::{OpRecord, Step};
use crate::{Change, FailureClass, Membership, OpId, Proof, Saying};

pub async fn verify(context: &Context, op: &OpRecord, members: &[String], why: Why) -> Verdict {
    let Some((group, way)) = op.change.membership() else {
        return all(op, || Step::NeedsHuman {
            message: Saying::ChunkAlone.into(),
        });
    };
    let leaving = matches!(way, Membership::Leave { .. });
    // A member that left is shown nowhere: after a plain answer the group itself is proof enough.
    let own = !(leaving && why == Why::ReadBack);
    match context
        .executor
        .members(&op.resource_type, group, members, own)
        .await
    {
        Ok(MembersSeen::Present(present)) => settle(context, op, &present, why),
        Ok(MembersSeen::Gone) => all(op, || Step::Conflict {
            message: Saying::GroupGone.into(),
        }),
        // The plan saw them in it; now it shows nobody: they have left, and they were the last.
        Ok(MembersSeen::NotShown) if way == (Membership::Leave { seen: true }) => {
            settle(context, op, &HashSet::new(), why)
        }
        Ok(MembersSeen::NotShown) if why == Why::ReadBack => all(op, || joined(Proof::Answered)),
        Ok(MembersSeen::NotShown) => blind(context, op, members, why),
        Err(failure) => match (from_failure(failure, |message| Step::NeedsHuman { message }), why) {
            (Verdict::Step(..), Why::ReadBack) => all(op, || joined(Proof::Answered)),
            (Verdict::Step(..), _) => blind(context, op, members, why),
            (other, _) => other,
        },
    }
}

/// Adding or removing a member twice changes nothing (RFC 7644 §3.5.2): it may be sent again without looking, but a
/// chunk that never got an answer proves nothing either way.
fn blind(context: &Context, op: &OpRecord, members: &[String], why: Why) -> Verdict {
    if why == Why::Unknown && op.verify_tries >= context.config.resend_limit {
        return all(op, || Step::NeedsHuman {
            message: Saying::MembersHidden.into(),
        });
    }
    let as_before = match op.change {
        Change::RemoveMembers { .. } => members.iter().cloned().collect(),
        _ => HashSet::new(),
    };
    settle(context, op, &as_before, why)
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

/// Members that are in (or, of those that leave, out) have ended; the others travel again, each at most as often as
/// any operation.
fn settle(context: &Context, op: &OpRecord, present: &HashSet<String>, why: Why) -> Verdict {
    let leaving = matches!(op.change, Change::RemoveMembers { .. });
    let missing = |member: &str| match why {
        Why::Look(class) => Step::Failed {
            class,
            message: if leaving {
                Saying::LeaveRefused.into()
            } else {
                Saying::JoinRefused.into()
            },
        },
        _ if op.verify_tries >= context.config.resend_limit => Step::Failed {
            class: if why == Why::ReadBack {
                FailureClass::Ignored
            } else {
                FailureClass::NeverArrived
            },
            message: if leaving {
                Saying::StaysIn.with(&[("member", &member)])
            } else {
                Saying::StaysOut.with(&[("member", &member)])
            },
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
            let step = if present.contains(member) != leaving {
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
            message: Saying::ChunkPartly.into(),
        }
    };
    Verdict::Step(step, items)
}

/// After a 2xx: `true` when the answer itself shows every member in (or out), so that nothing needs to be read.
pub fn judge_chunk(answer: Option<&Resource>, members: &[String], joining: bool) -> bool {
    let Some(shown) = answer
        .and_then(|r| r.get_ci("members"))
        .and_then(|m| m.as_array())
    else {
        return false;
    };
    let shown: HashSet<&str> = shown.iter().filter_map(|m| m.get("value")?.as_str()).collect();
    members.iter().all(|m| shown.contains(m.as_str()) == joining)
}
