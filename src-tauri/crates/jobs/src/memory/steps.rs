//! What a step sets in motion: dependents, chunks, ends of rows.

use super::{MemOp, Tables};
use crate::store::{MemberBacklog, OpRecord, Released, Step, StepRecord};
use crate::{Change, JobId, OpId, OpState, RowId, RowState, row_end};

impl Tables {
    pub fn chunk(&mut self, job: JobId, group: MemberBacklog) -> Option<OpId> {
        let ready = |t: &Self, op: &OpId| {
            t.ops
                .get(op)
                .is_some_and(|o| matches!(o.record.state, OpState::Ready | OpState::Bundled))
        };
        let items: Vec<(OpId, String)> = group
            .items
            .into_iter()
            .filter(|(op, _)| ready(self, op))
            .collect();
        if items.is_empty() {
            return None;
        }
        let tries = items
            .iter()
            .filter_map(|(op, _)| self.ops.get(op))
            .map(|o| o.record.attempts)
            .max()
            .unwrap_or(0);
        for (op, _) in &items {
            self.set_op(*op, OpState::Bundled);
        }
        let op = OpId(self.id());
        let record = OpRecord {
            op,
            row: None,
            seq: 0,
            target: group.target,
            resource_type: group.resource_type,
            change: Change::chunk(
                group.way,
                group.group_id,
                items.iter().map(|(_, m)| m.clone()).collect(),
            ),
            state: OpState::Ready,
            attempts: 0,
            intent: None,
            first_sent_ms: None,
            not_before_ms: None,
            absent_seen: 0,
            verify_tries: tries,
            taken: false,
            last_status: None,
            sealed: None,
            altered: false,
            items,
        };
        self.ops.insert(op, plain(job, record));
        Some(op)
    }

    pub fn step(&mut self, job: JobId, step: StepRecord, released: &mut Released) {
        let legal = self
            .ops
            .get(&step.op)
            .is_some_and(|o| o.record.state.may_become(step.step.state()));
        if !legal {
            return;
        }
        if let Some(op) = self.ops.get_mut(&step.op)
            && let Some(last @ None) = op.attempts.last_mut()
        {
            op.record.last_status = step.attempt.as_ref().and_then(|attempt| attempt.status);
            *last = step.attempt;
        }
        self.apply(step.op, step.step, released);
        for (item, end) in step.items {
            if self
                .ops
                .get(&item)
                .is_some_and(|o| o.record.state.may_become(end.state()))
            {
                self.apply(item, end, released);
            }
        }
        for half in step.split {
            if let Some(chunk) = self.half(job, step.op, &half) {
                released.ops.push(chunk);
            }
        }
    }

    fn half(&mut self, job: JobId, of: OpId, items: &[OpId]) -> Option<OpId> {
        let whole = self.ops.get(&of)?.record.clone();
        let (group_id, way) = whole.change.membership()?;
        let items = whole
            .items
            .into_iter()
            .filter(|(op, _)| items.contains(op))
            .collect();
        self.chunk(
            job,
            MemberBacklog {
                target: whole.target,
                resource_type: whole.resource_type,
                group_id: group_id.to_owned(),
                way,
                items,
            },
        )
    }

    fn apply(&mut self, id: OpId, step: Step, released: &mut Released) {
        let state = step.state();
        let Some(op) = self.ops.get_mut(&id) else { return };
        op.record.state = state;
        let member = op.record.change.kind().travels_in_chunk();
        let mut follow = None;
        match step {
            Step::Ready {
                not_before_ms,
                counted,
            } => {
                op.record.not_before_ms = not_before_ms;
                if member {
                    op.record.attempts += u32::from(counted);
                    released.members += 1;
                } else if !counted {
                    op.record.attempts = op.record.attempts.saturating_sub(1);
                    if op.record.attempts == 0 {
                        op.record.first_sent_ms = None;
                    }
                }
            }
            Step::Unknown { message } => op.message = Some(message),
            Step::Verifying {
                absent_seen,
                tries,
                taken,
                not_before_ms,
                message,
            } => {
                op.record.absent_seen = absent_seen;
                op.record.verify_tries = tries;
                op.record.taken = taken;
                op.record.not_before_ms = Some(not_before_ms);
                op.message = Some(message);
            }
            Step::Succeeded {
                proof,
                server_id,
                note,
                follow_up,
            } => {
                op.proof = Some(proof);
                op.server_id = server_id;
                op.message = note;
                follow = follow_up;
            }
            Step::Failed { class, message } => {
                op.class = Some(class);
                op.message = Some(message);
            }
            Step::Conflict { message } | Step::NeedsHuman { message } | Step::Cancelled { message } => {
                op.message = Some(message);
            }
        }
        if !state.ended() {
            return;
        }
        op.record.sealed = None;
        let (row, job) = (op.record.row, op.job);
        if let Some(change) = follow {
            released.ops.extend(self.follow_up(job, id, *change));
        }
        self.release(id, state, released);
        if let Some(row) = row {
            self.end_row(row, released);
        }
    }

    fn follow_up(&mut self, job: JobId, of: OpId, change: Change) -> Option<OpId> {
        let connection = self.jobs.get(&job)?.new.connection.clone();
        let before = self.ops.get(&of)?.record.clone();
        let target = self.target(&connection, &before.resource_type, &change);
        let op = OpId(self.id());
        let row = before.row;
        let seq = before.seq + 1;
        let record = OpRecord {
            op,
            seq,
            target,
            change,
            state: OpState::Ready,
            attempts: 0,
            intent: None,
            first_sent_ms: None,
            not_before_ms: None,
            absent_seen: 0,
            verify_tries: 0,
            taken: false,
            last_status: None,
            sealed: None,
            altered: false,
            items: Vec::new(),
            ..before
        };
        self.ops.insert(op, plain(job, record));
        if let Some(row) = row.and_then(|r| self.rows.get_mut(&r)) {
            row.ops.push(op);
        }
        Some(op)
    }

    /// Lets those go that waited for this operation, or cancels them with it.
    fn release(&mut self, done: OpId, state: OpState, released: &mut Released) {
        let waiting: Vec<OpId> = self
            .ops
            .values()
            .filter(|o| o.record.state == OpState::Blocked && o.needs.contains(&done))
            .map(|o| o.record.op)
            .collect();
        for id in waiting {
            if state != OpState::Succeeded {
                let message = "what it waits for did not succeed".to_owned();
                self.apply(id, Step::Cancelled { message }, released);
                continue;
            }
            let Some(op) = self.ops.get(&id) else { continue };
            let open = |n: &OpId| {
                self.ops
                    .get(n)
                    .is_some_and(|o| o.record.state != OpState::Succeeded)
            };
            if op.needs.iter().any(open) {
                continue;
            }
            let made = op
                .needs
                .iter()
                .rev()
                .find_map(|n| self.ops.get(n)?.server_id.clone());
            let Some(op) = self.ops.get_mut(&id) else { continue };
            op.record.state = OpState::Ready;
            if op.record.change.kind().travels_in_chunk() {
                op.member = op.member.take().or(made);
                released.members += 1;
            } else {
                released.ops.push(id);
            }
        }
    }

    fn end_row(&mut self, row: RowId, released: &mut Released) {
        let Some(r) = self.rows.get(&row) else { return };
        let states: Vec<OpState> = r
            .ops
            .iter()
            .filter_map(|o| self.ops.get(o))
            .map(|o| o.record.state)
            .collect();
        let Some(end) = row_end(states) else { return };
        let message = r
            .ops
            .iter()
            .filter_map(|o| self.ops.get(o)?.message.clone())
            .next();
        if let Some(r) = self.rows.get_mut(&row)
            && r.state == RowState::Pending
        {
            r.state = end;
            r.message = message;
            released.rows.push((row, end));
        }
    }

    pub fn cancel_rest(&mut self, job: JobId) {
        let chunks: Vec<OpRecord> = self
            .ops
            .values()
            .filter(|o| o.job == job && o.record.state == OpState::Ready && o.record.row.is_none())
            .map(|o| o.record.clone())
            .collect();
        // Members of a chunk that was not sent are cancelled with it; those of an open chunk wait for its proof.
        let unsent: Vec<OpId> = chunks
            .iter()
            .flat_map(|c| c.items.iter().map(|(op, _)| *op))
            .collect();
        let rest: Vec<OpId> = self
            .ops
            .values()
            .filter(|o| o.job == job)
            .filter(|o| match o.record.state {
                OpState::Ready | OpState::Blocked => true,
                OpState::Bundled => unsent.contains(&o.record.op),
                _ => false,
            })
            .map(|o| o.record.op)
            .collect();
        let mut released = Released::default();
        for op in rest {
            if self
                .ops
                .get(&op)
                .is_some_and(|o| o.record.state.may_become(OpState::Cancelled))
            {
                self.apply(
                    op,
                    Step::Cancelled {
                        message: "the job was cancelled".into(),
                    },
                    &mut released,
                );
            }
        }
    }
}

fn plain(job: JobId, record: OpRecord) -> MemOp {
    MemOp {
        record,
        job,
        needs: Vec::new(),
        member: None,
        proof: None,
        message: None,
        class: None,
        server_id: None,
        attempts: Vec::new(),
    }
}
