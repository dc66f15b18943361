//! Table `events`: what happened to jobs, append-only, each entry chained to the one before by its hash.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use sha2::{Digest as _, Sha256};

use crate::StorageError;

/// A row of `events`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Counts up.
    pub seq: i64,
    /// Of this job.
    pub job_id: i64,
    /// When, unix milliseconds, UTC.
    pub at: i64,
    /// A stable word.
    pub kind: String,
    /// Facts, JSON; never a secret.
    pub data_json: String,
}

/// Adds an entry.
///
/// # Errors
/// See [`StorageError`].
pub fn append(
    tx: &Transaction<'_>,
    job: i64,
    at: i64,
    kind: &str,
    data_json: &str,
) -> Result<i64, StorageError> {
    let last: Option<(i64, Vec<u8>)> = tx
        .prepare_cached("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let (before, prev) = last.unwrap_or((0, vec![0; 32]));
    let row = EventRow {
        seq: before + 1,
        job_id: job,
        at,
        kind: kind.to_owned(),
        data_json: data_json.to_owned(),
    };
    let hash = hash(&prev, &row);
    tx.prepare_cached(
        "INSERT INTO events (seq, job_id, at, kind, data_json, prev_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![row.seq, job, at, kind, data_json, prev, hash])?;
    Ok(row.seq)
}

/// The entries of a job after `after`, oldest first.
///
/// # Errors
/// See [`StorageError`].
pub fn of_job(
    connection: &Connection,
    job: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, job_id, at, kind, data_json FROM events WHERE job_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
    )?;
    let rows = statement.query_map(params![job, after, limit], |r| {
        Ok(EventRow {
            seq: r.get(0)?,
            job_id: r.get(1)?,
            at: r.get(2)?,
            kind: r.get(3)?,
            data_json: r.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Walks the chain. `Ok(Some(seq))` names the first entry that does not fit the one before.
///
/// # Errors
/// See [`StorageError`].
pub fn first_broken(connection: &Connection) -> Result<Option<i64>, StorageError> {
    let mut statement = connection
        .prepare("SELECT seq, job_id, at, kind, data_json, prev_hash, hash FROM events ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut before = (0_i64, vec![0_u8; 32]);
    while let Some(r) = rows.next()? {
        let row = EventRow {
            seq: r.get(0)?,
            job_id: r.get(1)?,
            at: r.get(2)?,
            kind: r.get(3)?,
            data_json: r.get(4)?,
        };
        let (prev, own): (Vec<u8>, Vec<u8>) = (r.get(5)?, r.get(6)?);
        if row.seq != before.0 + 1 || prev != before.1 || own != hash(&prev, &row) {
            return Ok(Some(row.seq));
        }
        before = (row.seq, own);
    }
    Ok(None)
}

fn hash(prev: &[u8], row: &EventRow) -> Vec<u8> {
    let mut sha = Sha256::new();
    sha.update(prev);
    for number in [row.seq, row.job_id, row.at] {
        sha.update(number.to_be_bytes());
    }
    for text in [&row.kind, &row.data_json] {
        // The length keeps two texts from being read as two others.
        sha.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        sha.update(text.as_bytes());
    }
    sha.finalize().to_vec()
}
