//! Changes that were reviewed and not yet applied. The request that is sent is the one that was shown.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rollcall_scim::patch::PatchOperation;
use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::Dialect;
use time::{Duration, OffsetDateTime};

use crate::{ChangeKind, ConnectionId, Effect};

/// How long a review can be applied.
const LIFE: Duration = Duration::hours(4);
/// Most reviews kept; the oldest gives way.
const MOST: usize = 64;

/// What will be sent.
#[derive(Clone)]
pub(crate) enum Sending {
    /// POST.
    Create(Resource),
    /// PATCH; in several requests where the dialect says so.
    Patch(Vec<PatchOperation>),
    /// PUT.
    Replace(Resource),
    /// DELETE.
    Delete,
    /// PATCHes of at most [`Prepared::member_chunk`] members.
    Members { add: Vec<String>, remove: Vec<String> },
}

/// A change ready to be sent.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(crate) connection: ConnectionId,
    pub(crate) model: ResourceModel,
    pub(crate) kind: ChangeKind,
    pub(crate) id: Option<String>,
    pub(crate) label: String,
    pub(crate) effect: Effect,
    pub(crate) count: u64,
    /// As it was when the review was made; empty for a create.
    pub(crate) before: Resource,
    /// As it will be; empty for a delete.
    pub(crate) after: Resource,
    /// The ETag to send, when the server's ETags are worth sending.
    pub(crate) if_match: Option<String>,
    pub(crate) sending: Sending,
    /// Most members in one request.
    pub(crate) member_chunk: usize,
    /// How the server wants it written: what was shown is what is sent, whatever is learned meanwhile.
    pub(crate) dialect: Dialect,
    pub(crate) at: OffsetDateTime,
    /// The name to type before it is sent, where nobody can undo it.
    pub(crate) irreversible: Option<String>,
    /// The entry of the history whose old values it puts back.
    pub(crate) undoes: Option<String>,
}

/// Several prepared changes that are sent in order.
pub(crate) struct Sequence {
    pub(crate) connection: ConnectionId,
    pub(crate) effect: Effect,
    pub(crate) count: u64,
    /// Each with the fingerprint of its review.
    pub(crate) steps: Vec<(String, Prepared)>,
    pub(crate) at: OffsetDateTime,
}

impl Sequence {
    /// The name to type where a step is something nobody can undo.
    pub(crate) fn irreversible(&self) -> Option<String> {
        self.steps.iter().find_map(|(_, step)| step.irreversible.clone())
    }
}

/// Most lists kept; the oldest gives way.
const MOST_SEQUENCES: usize = 4;

/// The reviews of this process.
#[derive(Default)]
pub(crate) struct Reviews {
    kept: Mutex<HashMap<String, Prepared>>,
    sequences: Mutex<HashMap<String, Sequence>>,
}

impl Reviews {
    /// Keeps a review under its fingerprint.
    pub(crate) fn keep(&self, fingerprint: String, prepared: Prepared) {
        let now = prepared.at;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, p| p.at + LIFE > now);
        if kept.len() >= MOST {
            let oldest = kept.iter().min_by_key(|(_, p)| p.at).map(|(f, _)| f.clone());
            if let Some(oldest) = oldest {
                kept.remove(&oldest);
            }
        }
        kept.insert(fingerprint, prepared);
    }

    /// What a fingerprint stands for, without taking it.
    pub(crate) fn look(&self, fingerprint: &str) -> Option<Prepared> {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(fingerprint)
            .cloned()
    }

    /// The name to type for a review, or a list with a step, that nobody can undo.
    pub(crate) fn irreversible(&self, fingerprint: &str) -> Option<String> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(prepared) = kept.get(fingerprint) {
            return prepared.irreversible.clone();
        }
        let lists = self.sequences.lock().unwrap_or_else(PoisonError::into_inner);
        lists.get(fingerprint)?.irreversible()
    }

    /// Notes that a review puts the values back that were there before an entry of the history.
    pub(crate) fn undoes(&self, fingerprint: &str, entry: &str) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(prepared) = kept.get_mut(fingerprint) {
            prepared.undoes = Some(entry.into());
        }
    }

    /// Takes a review out: it is applied at most once, even by a double click.
    pub(crate) fn take(&self, fingerprint: &str) -> Option<Prepared> {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(fingerprint)
    }

    /// Keeps a list of changes under its fingerprint.
    pub(crate) fn keep_sequence(&self, fingerprint: String, sequence: Sequence) {
        let now = sequence.at;
        let mut kept = self.sequences.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, s| s.at + LIFE > now);
        if kept.len() >= MOST_SEQUENCES {
            let oldest = kept.iter().min_by_key(|(_, s)| s.at).map(|(f, _)| f.clone());
            if let Some(oldest) = oldest {
                kept.remove(&oldest);
            }
        }
        kept.insert(fingerprint, sequence);
    }

    /// Effect and count of a list, without taking it.
    pub(crate) fn look_sequence(&self, fingerprint: &str, connection: ConnectionId) -> Option<(Effect, u64)> {
        let kept = self.sequences.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(fingerprint).filter(|s| s.connection == connection)?;
        Some((found.effect, found.count))
    }

    /// Takes a list out: it is sent at most once.
    pub(crate) fn take_sequence(&self, fingerprint: &str) -> Option<Sequence> {
        self.sequences
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(fingerprint)
    }

    /// Forgets everything of a connection.
    pub(crate) fn forget(&self, connection: ConnectionId) {
        self.sequences
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|_, s| s.connection != connection);
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|_, p| p.connection != connection);
    }
}
