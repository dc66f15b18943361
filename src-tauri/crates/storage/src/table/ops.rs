//! Table `ops`: the operations of jobs. Which step may follow which is decided by `jobs`; the indexes
//! `one_open` and `one_create` hold what must hold whoever writes.

mod intent;
mod list;
mod sweep;

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params, params};
use sha2::{Digest as _, Sha256};

use crate::StorageError;

pub use intent::{Intent, IntentOutcome, take_intent};
pub use list::{Backlog, by_ids, count_by_state, ended_since, of_row, ready_members, runnable};
pub use sweep::{cancel_rest, recover};

/// A row of `ops`. Times are unix milliseconds, UTC.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct OpRow {
    /// Its number; ignored by [`insert`].
    pub id: i64,
    /// Its job.
    pub job_id: i64,
    /// Its row; a chunk has none.
    pub row_id: Option<i64>,
    /// Its place in the row.
    pub seq: i64,
    /// The resource written to.
    pub target_id: i64,
    /// `create`, `patch`, ….
    pub kind: String,
    /// The resource type written to.
    pub resource_type: String,
    /// The state's word.
    pub state: String,
    /// What it does, JSON, secrets masked.
    pub payload_json: String,
    /// Whether the payload is not what was written; ignored by [`insert`].
    pub altered: bool,
    /// The sealed secrets.
    pub sealed: Option<Vec<u8>>,
    /// Sends that may have been applied.
    pub attempts: i64,
    /// The last intent: wall clock, boot id, boot clock.
    pub intent: Option<(i64, String, i64)>,
    /// First send that may have been applied.
    pub first_sent_at: Option<i64>,
    /// Not before.
    pub not_before: Option<i64>,
    /// Times seen absent.
    pub absent_seen: i64,
    /// Times nothing was learned; for a chunk, times its members were sent before.
    pub verify_tries: i64,
    /// 409, and nobody to be seen.
    pub taken: bool,
    /// A member add's member.
    pub member: Option<String>,
    /// The operation that creates the member.
    pub member_from: Option<i64>,
    /// What proves success.
    pub proof: Option<String>,
    /// One sentence.
    pub message: Option<String>,
    /// A stable word.
    pub error_class: Option<String>,
    /// The id on the server.
    pub server_id: Option<String>,
}

impl std::fmt::Debug for OpRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpRow")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// What a step writes. `None` keeps what was there, but for `not_before`, which is always written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpStep<'a> {
    /// The new state's word.
    pub state: &'a str,
    /// Not before.
    pub not_before: Option<i64>,
    /// The send does not count.
    pub uncount: bool,
    /// The send counts once more (member adds, whose sends are those of their chunks).
    pub count: bool,
    /// Times seen absent.
    pub absent_seen: Option<i64>,
    /// Times nothing was learned.
    pub verify_tries: Option<i64>,
    /// 409, and nobody to be seen.
    pub taken: Option<bool>,
    /// What proves success.
    pub proof: Option<&'a str>,
    /// One sentence.
    pub message: Option<&'a str>,
    /// A stable word.
    pub error_class: Option<&'a str>,
    /// The id on the server.
    pub server_id: Option<&'a str>,
    /// Whether the operation has ended: its secrets are wiped.
    pub ended: bool,
}

/// Adds an operation and gives its number.
///
/// # Errors
/// [`StorageError::Constraint`] naming `one_create` when the job creates this name twice.
pub fn insert(tx: &Transaction<'_>, row: &OpRow) -> Result<i64, StorageError> {
    tx.prepare_cached(
        "INSERT INTO ops (job_id, row_id, seq, target_id, kind, resource_type, state, payload_json, payload_hash,
             sealed, verify_tries, member, member_from)
         VALUES (:job_id, :row_id, :seq, :target_id, :kind, :resource_type, :state, :payload_json, :payload_hash,
             :sealed, :verify_tries, :member, :member_from)",
    )?
    .execute(named_params! {
        ":job_id": row.job_id, ":row_id": row.row_id, ":seq": row.seq, ":target_id": row.target_id,
        ":kind": row.kind, ":resource_type": row.resource_type, ":state": row.state,
        ":payload_json": row.payload_json, ":payload_hash": fingerprint(&row.payload_json), ":sealed": row.sealed,
        ":verify_tries": row.verify_tries, ":member": row.member, ":member_from": row.member_from,
    })?;
    Ok(tx.last_insert_rowid())
}

/// An operation by number.
///
/// # Errors
/// See [`StorageError`].
pub fn get(connection: &Connection, id: i64) -> Result<Option<OpRow>, StorageError> {
    let mut statement = connection.prepare_cached("SELECT * FROM ops WHERE id = ?1")?;
    Ok(statement.query_row([id], read).optional()?)
}

/// Writes a step.
///
/// # Errors
/// See [`StorageError`].
pub fn step(tx: &Transaction<'_>, id: i64, step: &OpStep<'_>) -> Result<(), StorageError> {
    tx.prepare_cached(
        "UPDATE ops SET state = :state, not_before = :not_before,
             attempts = max(0, attempts - :uncount + :count),
             first_sent_at = CASE WHEN :uncount AND attempts <= 1 THEN NULL ELSE first_sent_at END,
             absent_seen = coalesce(:absent_seen, absent_seen), verify_tries = coalesce(:verify_tries, verify_tries),
             taken = coalesce(:taken, taken), proof = coalesce(:proof, proof), message = :message,
             error_class = coalesce(:error_class, error_class), server_id = coalesce(:server_id, server_id),
             sealed = CASE WHEN :ended THEN NULL ELSE sealed END
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id, ":state": step.state, ":not_before": step.not_before, ":uncount": step.uncount,
        ":count": step.count, ":absent_seen": step.absent_seen, ":verify_tries": step.verify_tries,
        ":taken": step.taken, ":proof": step.proof, ":message": step.message, ":error_class": step.error_class,
        ":server_id": step.server_id, ":ended": step.ended,
    })?;
    Ok(())
}

/// A blocked operation may go; a member add learns its member from the operation that created it.
///
/// # Errors
/// See [`StorageError`].
pub fn unblock(tx: &Transaction<'_>, id: i64) -> Result<(), StorageError> {
    tx.prepare_cached(
        "UPDATE ops SET state = 'ready',
             member = coalesce(member, (SELECT server_id FROM ops c WHERE c.id = ops.member_from))
         WHERE id = ?1 AND state = 'blocked'",
    )?
    .execute([id])?;
    Ok(())
}

/// A member add travels in a chunk from now on, or not any more.
///
/// # Errors
/// See [`StorageError`].
pub fn set_state(tx: &Transaction<'_>, id: i64, state: &str) -> Result<(), StorageError> {
    tx.prepare_cached("UPDATE ops SET state = ?2 WHERE id = ?1")?
        .execute(params![id, state])?;
    Ok(())
}

fn fingerprint(payload: &str) -> Vec<u8> {
    Sha256::digest(payload.as_bytes()).to_vec()
}

fn read(row: &Row<'_>) -> rusqlite::Result<OpRow> {
    let payload_json: String = row.get("payload_json")?;
    let payload_hash: Vec<u8> = row.get("payload_hash")?;
    let altered = fingerprint(&payload_json) != payload_hash;
    let wall: Option<i64> = row.get("intent_wall")?;
    let intent = match wall {
        Some(wall) => Some((wall, row.get("intent_boot_id")?, row.get("intent_boot_ms")?)),
        None => None,
    };
    Ok(OpRow {
        id: row.get("id")?,
        job_id: row.get("job_id")?,
        row_id: row.get("row_id")?,
        seq: row.get("seq")?,
        target_id: row.get("target_id")?,
        kind: row.get("kind")?,
        resource_type: row.get("resource_type")?,
        state: row.get("state")?,
        payload_json,
        altered,
        sealed: row.get("sealed")?,
        attempts: row.get("attempts")?,
        intent,
        first_sent_at: row.get("first_sent_at")?,
        not_before: row.get("not_before")?,
        absent_seen: row.get("absent_seen")?,
        verify_tries: row.get("verify_tries")?,
        taken: row.get("taken")?,
        member: row.get("member")?,
        member_from: row.get("member_from")?,
        proof: row.get("proof")?,
        message: row.get("message")?,
        error_class: row.get("error_class")?,
        server_id: row.get("server_id")?,
    })
}
