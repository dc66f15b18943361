//! From an answer to a step.

use rollcall_scim::Resource;

use super::run::Run;
use crate::answer::Body;
use crate::compare::{mentions, named, not_shown, touched, unchanged, unlike};
use crate::store::{AttemptEnd, OpRecord, Step, StepRecord};
use crate::verify::{Made, Why, absent_before, judge_chunk, made};
use crate::{
    Answer, Change, FailureClass, NotApplied, OpId, Outcome, PauseReason, Preflight, Proof, Saying, classify,
    fold,
};

pub fn judge(run: &mut Run, op: OpRecord, answer: &Answer, latency: u64) {
    let kind = op.change.kind();
    let outcome = classify(kind, answer);
    let attempt = AttemptEnd {
        status: answer.status(),
        error: answer.error(),
    };
    measure(run, &op, answer, outcome, latency);
    let ready = Step::Ready {
        not_before_ms: None,
        counted: false,
    };
    match outcome {
        Outcome::Applied => applied(run, op, answer, attempt),
        Outcome::AlreadyAbsent if op.attempts > 1 => {
            run.end(op, done(Proof::ReadBack, None), Some(attempt), vec![]);
        }
        Outcome::AlreadyAbsent => run.end(op, done(Proof::AlreadyAbsent, None), Some(attempt), vec![]),
        Outcome::Unknown => run.end(op, unknown(answer), Some(attempt), vec![]),
        Outcome::UnknownPortal => {
            run.portals = run.portals.saturating_add(1);
            if run.portals >= 3 {
                run.stop_for(PauseReason::Offline, Saying::WebPage);
            }
            run.end(op, unknown(answer), Some(attempt), vec![]);
        }
        Outcome::NotApplied(why) => {
            not_applied(run, why, answer);
            run.end(op, ready, Some(attempt), vec![]);
        }
        Outcome::Throttled(retry_after) => {
            run.throttled(op.class(), retry_after);
            run.end(op, ready, Some(attempt), vec![]);
        }
        Outcome::Duplicate => run.look_back(op, Why::Duplicate, attempt),
        Outcome::Look(class) => run.look_back(op, Why::Look(class), attempt),
        Outcome::Conflict => match op.change {
            Change::Create { .. }
            | Change::AddMember { .. }
            | Change::AddMembers { .. }
            | Change::RemoveMember { .. }
            | Change::RemoveMembers { .. } => {
                failed(run, op, FailureClass::Refused, answer, attempt);
            }
            _ => run.look_back(op, Why::Moved, attempt),
        },
        Outcome::Bisect(class) => bisect(run, op, class, answer, attempt),
        Outcome::Failed(class) => failed(run, op, class, answer, attempt),
    }
}

/// What an answer teaches about speed and reachability.
fn measure(run: &mut Run, op: &OpRecord, answer: &Answer, outcome: Outcome, latency: u64) {
    match answer {
        Answer::Status { status, .. } => {
            run.timed(latency);
            let slow_down = matches!(outcome, Outcome::Throttled(_)) || *status == 503;
            if slow_down {
                run.concurrency.cut();
            } else {
                run.concurrency.answered(latency);
            }
            if !matches!(outcome, Outcome::Throttled(_) | Outcome::UnknownPortal) {
                run.buckets.accepted(op.class());
                if std::mem::take(&mut run.shown_wait) {
                    run.show(crate::JobState::Running, None, None);
                }
            }
            if outcome != Outcome::UnknownPortal && *status != 407 {
                run.portals = 0;
                run.reached();
            }
        }
        Answer::NoAnswer { .. } => run.concurrency.cut(),
        Answer::NotSent { .. } | Answer::PermitExpired | Answer::Unsendable { .. } => {}
    }
}

fn not_applied(run: &mut Run, why: NotApplied, answer: &Answer) {
    let message = answer.error().unwrap_or_default();
    match why {
        NotApplied::Offline => run.missed(&message),
        NotApplied::Unauthorized => {
            run.stop_for(
                PauseReason::Auth,
                Saying::Unauthorized.with(&[("message", &message)]),
            );
        }
        NotApplied::Moved => run.stop_for(PauseReason::Offline, Saying::Moved.with(&[("message", &message)])),
        NotApplied::Proxy => run.stop_for(PauseReason::Offline, Saying::Proxy),
        NotApplied::PermitExpired => {}
    }
}

fn done(proof: Proof, server_id: Option<String>) -> Step {
    Step::Succeeded {
        proof,
        server_id,
        note: None,
        follow_up: None,
    }
}

fn unknown(answer: &Answer) -> Step {
    let message = match answer {
        Answer::Status { status, .. } => Saying::UnknownStatus.with(&[("status", status)]),
        Answer::NoAnswer { timed_out: true, .. } => Saying::UnknownLate.into(),
        _ => Saying::UnknownEnded.into(),
    };
    Step::Unknown { message }
}

fn failed(run: &mut Run, op: OpRecord, class: FailureClass, answer: &Answer, attempt: AttemptEnd) {
    let text = answer.error().unwrap_or_default();
    let message = match answer.status() {
        Some(status) if text.is_empty() => Saying::RefusedPlain.with(&[("status", &status)]),
        Some(status) => Saying::Refused.with(&[("status", &status), ("message", &text)]),
        None => text,
    };
    let items = op
        .items
        .iter()
        .map(|(i, _)| {
            (
                *i,
                Step::Failed {
                    class,
                    message: message.clone(),
                },
            )
        })
        .collect();
    run.end(op, Step::Failed { class, message }, Some(attempt), items);
}

fn applied(run: &mut Run, op: OpRecord, answer: &Answer, attempt: AttemptEnd) {
    let echo = match answer {
        Answer::Status {
            body: Body::Resource(resource),
            ..
        } => Some(resource),
        _ => None,
    };
    match &op.change {
        Change::Create { body, preflight } => {
            let step = match (answer.status(), echo) {
                (Some(status), Some(echo)) => perhaps_created(run, &op, body, *preflight, status, echo),
                _ => created(run, &op, body, echo),
            };
            run.end(op, step, Some(attempt), vec![]);
        }
        Change::AddMembers { members, .. } | Change::RemoveMembers { members, .. } => {
            let joining = matches!(op.change, Change::AddMembers { .. });
            if judge_chunk(echo, members, joining) || !run.c.config.verify_chunks {
                let items = op
                    .items
                    .iter()
                    .map(|(i, _)| (*i, done(Proof::Answered, None)))
                    .collect();
                run.end(op, done(Proof::Answered, None), Some(attempt), items);
            } else {
                run.look_back(op, Why::ReadBack, attempt);
            }
        }
        Change::Delete { id, .. } => {
            let id = id.clone();
            run.end(op, done(Proof::Answered, Some(id)), Some(attempt), vec![]);
        }
        Change::AddMember { .. } | Change::RemoveMember { .. } => {
            run.end(op, done(Proof::Answered, None), Some(attempt), vec![]);
        }
        Change::Replace { id, base, .. }
        | Change::Patch { id, base, .. }
        | Change::Activate { id, base }
        | Change::Deactivate { id, base } => {
            let model = run.c.executor.model(&op.resource_type);
            let mut step = done(Proof::Answered, Some(id.clone()));
            let unlike = echo.map(|echo| unlike(model.as_deref(), &op.change, echo));
            if let (Some(echo), Some(unlike)) = (echo, unlike)
                && unlike.as_ref().is_none_or(|attributes| !attributes.is_empty())
            {
                let parts = touched(&op.change);
                let differing = unlike.unwrap_or_else(|| parts.clone());
                // An answer that shows the old values is a stale echo, or a server that did nothing (threats.md A15); what
                // it leaves out was not stored, or is only not shown: a look tells.
                let whole = differing.iter().all(|path| mentions(&echo.0, path));
                if unchanged(&base.resource, echo, &parts) || !whole {
                    run.look_back(op, Why::ReadBack, attempt);
                    return;
                }
                if let Step::Succeeded { note, .. } = &mut step {
                    let attributes = named(differing);
                    *note = Some(Saying::StoredOtherwise.with(&[("attributes", &attributes)]));
                }
            }
            run.end(op, step, Some(attempt), vec![]);
        }
    }
}

/// A success may mean that somebody was changed who was there (Q-ERR-03): 200 is never called created without proof, and
/// 201 not against the answer's own dates.
fn perhaps_created(
    run: &Run,
    op: &OpRecord,
    body: &Resource,
    preflight: Preflight,
    status: u16,
    echo: &Resource,
) -> Step {
    let sent = op.first_sent_ms.unwrap_or(i64::MAX);
    let earliest = sent.saturating_sub(run.c.config.skew_ms);
    let saying = match made(echo, status, absent_before(&run.c, op, preflight), earliest) {
        Made::New => return created(run, op, body, Some(echo)),
        Made::Existing => Saying::ExistingChanged,
        Made::Unproven => Saying::MadeUnproven,
    };
    run.c.knowledge.upsert_seen();
    Step::NeedsHuman {
        message: saying.with(&[("id", &echo.id().unwrap_or("?"))]),
    }
}

fn created(run: &Run, op: &OpRecord, body: &Resource, echo: Option<&Resource>) -> Step {
    let Some(echo) = echo else {
        return Step::Unknown {
            message: Saying::UnknownMade.into(),
        };
    };
    run.c.knowledge.learn_user(echo);
    let model = run.c.executor.model(&op.resource_type);
    let renamed = match (body.user_name(), echo.user_name()) {
        (Some(sent), Some(stored)) if fold(sent) != fold(stored) => {
            Some(Saying::Renamed.with(&[("name", &stored)]))
        }
        _ => None,
    };
    let note = renamed.or_else(|| {
        let differing = not_shown(model.as_deref(), body, echo).cloned();
        let (otherwise, lacking): (Vec<_>, Vec<_>) = differing.partition(|name| echo.get_ci(name).is_some());
        // What an answer leaves out says something only where it shows the resource and not a stub of it.
        let whole = echo.user_name().is_some() == body.user_name().is_some();
        match (otherwise.is_empty(), lacking.is_empty()) {
            (false, _) => Some(Saying::StoredOtherwise.with(&[("attributes", &named(otherwise))])),
            (true, false) if whole => Some(Saying::AnswerLacks.with(&[("attributes", &named(lacking))])),
            _ => None,
        }
    });
    Step::Succeeded {
        proof: Proof::Answered,
        server_id: echo.id().map(str::to_owned),
        note,
        follow_up: None,
    }
}

/// Halves a chunk down to its bad member.
fn bisect(run: &mut Run, op: OpRecord, class: FailureClass, answer: &Answer, attempt: AttemptEnd) {
    if op.items.len() <= 1 && matches!(op.change, Change::RemoveMembers { .. }) {
        // Whoever is out already is refused by some servers (400 noTarget, 404): only a look tells.
        run.look_back(op, Why::Look(class), attempt);
        return;
    }
    if op.items.len() <= 1 {
        failed(run, op, class, answer, attempt);
        return;
    }
    let ids: Vec<OpId> = op.items.iter().map(|(item, _)| *item).collect();
    let (left, right) = ids.split_at(ids.len() / 2);
    let record = StepRecord {
        op: op.op,
        step: Step::Failed {
            class: FailureClass::Partial,
            message: Saying::Halved.into(),
        },
        attempt: Some(attempt),
        items: Vec::new(),
        split: vec![left.to_vec(), right.to_vec()],
    };
    run.steps.push((op, record));
}
