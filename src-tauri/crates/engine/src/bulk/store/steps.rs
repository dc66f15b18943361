//! What a step sets in motion: attempts, dependents, chunks, ends of rows, events. One transaction.

use rollcall_jobs::store::{AttemptEnd, MemberBacklog, Released, Step, StepRecord};
use rollcall_jobs::{Change, Membership, OpId, OpKind, OpState, RowId, RowState, TargetId, row_end};
use rollcall_storage::StorageError;
use rollcall_storage::rusqlite::Transaction;
use rollcall_storage::table::{attempts, events, jobs, op_deps, op_items, ops, reservations, rows, targets};

use super::convert::word;

/// One step with everything it brings along. A step that the state machine does not know is left out: the
/// operation was settled meanwhile.
pub(super) fn step(
    tx: &Transaction<'_>,
    job: i64,
    record: StepRecord,
    now: i64,
    released: &mut Released,
) -> Result<(), StorageError> {
    let Some(op) = ops::get(tx, record.op.0)? else {
        return Ok(());
    };
    if !may(&op, &record.step)? {
        return Ok(());
    }
    if let Some(AttemptEnd { status, error }) = &record.attempt {
        attempts::end(tx, op.id, now, status.map(i64::from), error.as_deref())?;
    }
    let whole = (!record.split.is_empty()).then(|| op.clone());
    apply(tx, job, &op, record.step, now, released)?;
    for (item, step) in record.items {
        if let Some(item) = ops::get(tx, item.0)?
            && may(&item, &step)?
        {
            apply(tx, job, &item, step, now, released)?;
        }
    }
    if let Some(whole) = whole {
        let items = op_items::of_chunk(tx, whole.id)?;
        for half in record.split {
            let group = half_of(&whole, &items, &half)?;
            released.ops.extend(chunk(tx, job, group)?);
        }
    }
    Ok(())
}

fn travels_in_chunk(kind: &str) -> bool {
    OpKind::parse(kind).is_some_and(OpKind::travels_in_chunk)
}

fn may(op: &ops::OpRow, step: &Step) -> Result<bool, StorageError> {
    Ok(word(OpState::parse(&op.state), "ops.state")?.may_become(step.state()))
}

fn half_of(
    whole: &ops::OpRow,
    items: &[(i64, String)],
    half: &[OpId],
) -> Result<MemberBacklog, StorageError> {
    let change: Option<Change> = serde_json::from_str(&whole.payload_json).ok();
    let Some((group_id, way)) = change.as_ref().and_then(Change::membership) else {
        return Err(StorageError::BadValue {
            what: "ops.payload_json",
        });
    };
    let members = items.iter().filter(|(op, _)| half.contains(&OpId(*op)));
    Ok(MemberBacklog {
        target: TargetId(whole.target_id),
        resource_type: whole.resource_type.clone(),
        group_id: group_id.to_owned(),
        way,
        items: members.map(|(op, member)| (OpId(*op), member.clone())).collect(),
    })
}

/// Makes a chunk of members that are ready, or that come from a chunk just halved.
pub(super) fn chunk(
    tx: &Transaction<'_>,
    job: i64,
    group: MemberBacklog,
) -> Result<Option<OpId>, StorageError> {
    let mut items = Vec::with_capacity(group.items.len());
    let mut tries = 0;
    let mut way = group.way;
    for (op, member) in group.items {
        let Some(item) = ops::get(tx, op.0)? else { continue };
        if item.state == OpState::Ready.as_str() || item.state == OpState::Bundled.as_str() {
            tries = tries.max(item.attempts);
            let change = serde_json::from_str::<Change>(&item.payload_json).ok();
            if let Some((_, Membership::Leave { seen: false })) = change.as_ref().and_then(Change::membership)
            {
                way = Membership::Leave { seen: false };
            }
            items.push((op.0, member));
        }
    }
    if items.is_empty() {
        return Ok(None);
    }
    let members = items.iter().map(|(_, m)| m.clone()).collect();
    let change = Change::chunk(way, group.group_id, members);
    let row = ops::OpRow {
        job_id: job,
        target_id: group.target.0,
        kind: change.kind().as_str().into(),
        resource_type: group.resource_type,
        state: OpState::Ready.as_str().into(),
        payload_json: payload(&change)?,
        verify_tries: tries,
        ..ops::OpRow::default()
    };
    let id = ops::insert(tx, &row)?;
    for (item, member) in items {
        ops::set_state(tx, item, OpState::Bundled.as_str())?;
        op_items::insert(tx, id, item, &member)?;
    }
    Ok(Some(OpId(id)))
}

fn payload(change: &Change) -> Result<String, StorageError> {
    serde_json::to_string(change).map_err(|_| StorageError::BadValue {
        what: "ops.payload_json",
    })
}

fn apply(
    tx: &Transaction<'_>,
    job: i64,
    op: &ops::OpRow,
    step: Step,
    now: i64,
    released: &mut Released,
) -> Result<(), StorageError> {
    let state = step.state();
    let member = travels_in_chunk(&op.kind);
    let mut follow_up = None;
    let words = ops::OpStep {
        state: state.as_str(),
        ended: state.ended(),
        ..ops::OpStep::default()
    };
    match &step {
        Step::Ready {
            not_before_ms,
            counted,
        } => {
            released.members += u64::from(member);
            let step = ops::OpStep {
                not_before: *not_before_ms,
                uncount: !member && !counted,
                count: member && *counted,
                ..words
            };
            return ops::step(tx, op.id, &step);
        }
        Step::Unknown { message } => {
            return ops::step(
                tx,
                op.id,
                &ops::OpStep {
                    message: Some(message),
                    ..words
                },
            );
        }
        Step::Verifying {
            absent_seen,
            tries,
            taken,
            not_before_ms,
            message,
        } => {
            let step = ops::OpStep {
                not_before: Some(*not_before_ms),
                absent_seen: Some(i64::from(*absent_seen)),
                verify_tries: Some(i64::from(*tries)),
                taken: Some(*taken),
                message: Some(message),
                ..words
            };
            return ops::step(tx, op.id, &step);
        }
        Step::Succeeded {
            proof,
            server_id,
            note,
            follow_up: next,
        } => {
            follow_up.clone_from(next);
            let step = ops::OpStep {
                proof: Some(proof.as_str()),
                server_id: server_id.as_deref(),
                message: note.as_deref(),
                ..words
            };
            ops::step(tx, op.id, &step)?;
        }
        Step::Failed { class, message } => {
            let step = ops::OpStep {
                error_class: Some(class.as_str()),
                message: Some(message),
                ..words
            };
            ops::step(tx, op.id, &step)?;
        }
        Step::Conflict { message } | Step::NeedsHuman { message } | Step::Cancelled { message } => {
            ops::step(
                tx,
                op.id,
                &ops::OpStep {
                    message: Some(message),
                    ..words
                },
            )?;
        }
    }
    if let Some(change) = follow_up {
        released.ops.push(follow(tx, job, op, &change)?);
    }
    if op.row_id.is_some() {
        let data = serde_json::json!({"op": op.id, "row": op.row_id, "kind": op.kind, "state": state.as_str(),
            "proof": match &step { Step::Succeeded { proof, .. } => Some(proof.as_str()), _ => None }});
        events::append(tx, job, now, "op", &data.to_string())?;
    }
    release(tx, job, op.id, state, now, released)?;
    if let Some(row) = op.row_id
        && let Some(end) = end_row(tx, job, row, now)?
    {
        reservations::free(tx, row)?;
        released.rows.push((RowId(row), end));
    }
    Ok(())
}

/// A further operation of the same row, before the row can end.
fn follow(tx: &Transaction<'_>, job: i64, op: &ops::OpRow, change: &Change) -> Result<OpId, StorageError> {
    let connection = jobs::get(tx, job)?.connection;
    let target_id = targets::upsert(tx, &connection, &op.resource_type, &change.target().key())?;
    let row = ops::OpRow {
        job_id: job,
        row_id: op.row_id,
        seq: op.seq + 1,
        target_id,
        kind: change.kind().as_str().into(),
        resource_type: op.resource_type.clone(),
        state: OpState::Ready.as_str().into(),
        payload_json: payload(change)?,
        ..ops::OpRow::default()
    };
    Ok(OpId(ops::insert(tx, &row)?))
}

/// Lets those go that waited for this operation, or cancels them with it.
fn release(
    tx: &Transaction<'_>,
    job: i64,
    done: i64,
    state: OpState,
    now: i64,
    released: &mut Released,
) -> Result<(), StorageError> {
    for (id, all_done) in op_deps::waiting_for(tx, done)? {
        let Some(op) = ops::get(tx, id)? else { continue };
        if state != OpState::Succeeded {
            let message = "what it waits for did not succeed".to_owned();
            apply(tx, job, &op, Step::Cancelled { message }, now, released)?;
        } else if all_done {
            ops::unblock(tx, id)?;
            if travels_in_chunk(&op.kind) {
                released.members += 1;
            } else {
                released.ops.push(OpId(id));
            }
        }
    }
    Ok(())
}

/// Ends the row if all its operations have ended. The end is the worst of theirs, and so is its sentence.
pub(super) fn end_row(
    tx: &Transaction<'_>,
    _job: i64,
    row: i64,
    _now: i64,
) -> Result<Option<RowState>, StorageError> {
    let all = ops::of_row(tx, row)?;
    let mut states = Vec::with_capacity(all.len());
    for op in &all {
        states.push(word(OpState::parse(&op.state), "ops.state")?);
    }
    let Some(end) = row_end(states) else {
        return Ok(None);
    };
    let decisive = all.iter().find(|op| op.state == end.as_str()).or(all.first());
    // Of several successes the one that tells most: adopted, then what has a note.
    let telling = if end == RowState::Succeeded {
        all.iter()
            .find(|op| op.proof.as_deref() == Some("adopted"))
            .or(all.iter().find(|op| op.message.is_some()))
    } else {
        None
    };
    let shown = telling.or(decisive);
    let ended = rows::RowEnd {
        state: end.as_str(),
        proof: shown.and_then(|op| op.proof.as_deref()),
        message: shown.and_then(|op| op.message.as_deref()),
        error_class: shown.and_then(|op| op.error_class.as_deref()),
        server_id: all.iter().find_map(|op| op.server_id.as_deref()),
    };
    Ok(rows::end(tx, row, &ended)?.then_some(end))
}
