//! What the runner holds in memory: a bounded window on the operations of the job.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet, VecDeque};

use crate::rate::OpClass;
use crate::store::OpRecord;
use crate::verify::Why;
use crate::{Moment, OpId, TargetId};

/// An operation that may be sent.
#[derive(Debug)]
pub struct Waiting {
    pub op: OpRecord,
    /// Looked at just now (boot clock), so it can be sent.
    pub looked_at: Option<i64>,
}

/// An operation with a committed intent.
#[derive(Debug)]
pub struct Permit {
    pub op: OpRecord,
    pub taken: Moment,
}

/// The window.
#[derive(Default)]
pub struct Queues {
    /// May be sent, by class, in order.
    pub ready: BTreeMap<OpClass, VecDeque<Waiting>>,
    /// To be looked at, now.
    pub verify: VecDeque<(OpRecord, Why)>,
    /// Waiting for their intents to be committed.
    pub to_commit: Vec<OpRecord>,
    /// Committed, waiting for a slot.
    pub permits: VecDeque<Permit>,
    /// To be read again from the store at this boot time.
    pub delayed: BinaryHeap<Reverse<(i64, OpId)>>,
    /// Everything in memory, so that nothing is held twice.
    pub known: HashSet<OpId>,
    /// Which operation a target belongs to until that has ended (P4), and who waits behind it.
    targets: HashMap<TargetId, (OpId, VecDeque<OpRecord>)>,
}

impl Queues {
    /// Reserves the target. When it belongs to another operation, this one waits behind it: `None`.
    pub fn reserve(&mut self, op: OpRecord) -> Option<OpRecord> {
        match self.targets.get_mut(&op.target) {
            Some((owner, _)) if *owner == op.op => Some(op),
            Some((_, behind)) => {
                behind.push_back(op);
                None
            }
            None => {
                self.targets.insert(op.target, (op.op, VecDeque::new()));
                Some(op)
            }
        }
    }

    /// The operation has ended: forgets it and gives the target to the next in line.
    pub fn ended(&mut self, op: OpId, target: TargetId) -> Option<OpRecord> {
        self.known.remove(&op);
        let (owner, behind) = self.targets.get_mut(&target)?;
        if *owner != op {
            behind.retain(|b| b.op != op);
            return None;
        }
        match behind.pop_front() {
            Some(next) => {
                *owner = next.op;
                Some(next)
            }
            None => {
                self.targets.remove(&target);
                None
            }
        }
    }

    /// Reads the operation again at `boot_ms`.
    pub fn delay(&mut self, op: OpId, boot_ms: i64) {
        self.delayed.push(Reverse((boot_ms, op)));
    }

    /// Those due.
    pub fn due(&mut self, now: i64, limit: usize) -> Vec<OpId> {
        let mut due = Vec::new();
        while due.len() < limit {
            match self.delayed.peek() {
                Some(Reverse((at, _))) if *at <= now => {
                    if let Some(Reverse((_, op))) = self.delayed.pop() {
                        due.push(op);
                    }
                }
                _ => break,
            }
        }
        due
    }

    /// When the next is due.
    pub fn next_due(&self) -> Option<i64> {
        self.delayed.peek().map(|Reverse((at, _))| *at)
    }

    /// Operations that may be sent.
    pub fn ready_len(&self) -> usize {
        self.ready.values().map(VecDeque::len).sum()
    }

    /// Operations waiting behind others.
    pub fn behind_len(&self) -> usize {
        self.targets.values().map(|(_, behind)| behind.len()).sum()
    }

    /// Puts an operation in line.
    pub fn push_ready(&mut self, op: OpRecord) {
        let class = op.class();
        self.ready
            .entry(class)
            .or_default()
            .push_back(Waiting { op, looked_at: None });
    }

    /// Puts an operation that was looked at to the front.
    pub fn push_looked_at(&mut self, op: OpRecord, at: i64) {
        let class = op.class();
        self.ready.entry(class).or_default().push_front(Waiting {
            op,
            looked_at: Some(at),
        });
    }
}
