//! Reading operations.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{OpRow, get, read};
use crate::StorageError;

/// Operations that can be worked on, by number, after `after`; up to the row `until_row` if given.
///
/// # Errors
/// See [`StorageError`].
pub fn runnable(
    connection: &Connection,
    job: i64,
    after: i64,
    until_row: Option<i64>,
    limit: i64,
) -> Result<Vec<OpRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM ops WHERE job_id = ?1 AND id > ?2 AND state IN ('ready', 'unknown', 'verifying')
             AND kind NOT IN ('add_member', 'remove_member') AND (?3 IS NULL OR row_id IS NULL OR row_id <= ?3)
         ORDER BY id LIMIT ?4",
    )?;
    let rows = statement.query_map(params![job, after, until_row, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// These operations, without those that are gone.
///
/// # Errors
/// See [`StorageError`].
pub fn by_ids(connection: &Connection, ids: &[i64]) -> Result<Vec<OpRow>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(get(connection, *id)?);
    }
    Ok(found)
}

/// The operations of a row in order.
///
/// # Errors
/// See [`StorageError`].
pub fn of_row(connection: &Connection, row: i64) -> Result<Vec<OpRow>, StorageError> {
    let mut statement = connection.prepare_cached("SELECT * FROM ops WHERE row_id = ?1 ORDER BY seq, id")?;
    let rows = statement.query_map([row], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Operations of a job per state.
///
/// # Errors
/// See [`StorageError`].
pub fn count_by_state(connection: &Connection, job: i64) -> Result<Vec<(String, i64)>, StorageError> {
    let mut statement =
        connection.prepare_cached("SELECT state, count(*) FROM ops WHERE job_id = ?1 GROUP BY state")?;
    let rows = statement.query_map([job], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Answers since a time among the newest requests of a job, and the time of the first of them.
///
/// # Errors
/// See [`StorageError`].
pub fn ended_since(
    connection: &Connection,
    job: i64,
    since: i64,
) -> Result<(i64, Option<i64>), StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*), min(ended_at) FROM (
             SELECT a.ended_at FROM attempts a JOIN ops o ON o.id = a.op_id
             WHERE a.id > (SELECT coalesce(max(id), 0) - 5000 FROM attempts) AND o.job_id = ?1 AND a.ended_at >= ?2)",
    )?;
    Ok(statement.query_row(params![job, since], |r| Ok((r.get(0)?, r.get(1)?)))?)
}

/// Members of one group that are ready to travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// The group.
    pub target_id: i64,
    /// An operation among them, for its resource type and payload.
    pub sample: OpRow,
    /// Operations with their members.
    pub items: Vec<(i64, String)>,
}

/// Groups with at least `min` members ready to join (or to leave) and no chunk under way; at most `chunk` members each.
///
/// # Errors
/// See [`StorageError`].
pub fn ready_members(
    connection: &Connection,
    job: i64,
    until_row: Option<i64>,
    min: i64,
    chunk: i64,
) -> Result<Vec<Backlog>, StorageError> {
    let mut groups = connection.prepare_cached(
        "SELECT target_id, kind FROM ops WHERE job_id = ?1 AND state = 'ready'
             AND kind IN ('add_member', 'remove_member')
             AND member IS NOT NULL AND (?2 IS NULL OR row_id <= ?2)
         GROUP BY target_id, kind HAVING count(*) >= ?3
             AND NOT EXISTS (SELECT 1 FROM ops c WHERE c.target_id = ops.target_id
                 AND c.kind IN ('add_members', 'remove_members')
                 AND c.state IN ('ready', 'inflight', 'unknown', 'verifying'))
         ORDER BY target_id, min(id)",
    )?;
    let mut targets: Vec<(i64, String)> = groups
        .query_map(params![job, until_row, min], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    // One chunk of a group at a time, and a chunk goes one way: who came first.
    targets.dedup_by_key(|(target_id, _)| *target_id);
    let mut members = connection.prepare_cached(
        "SELECT id, member FROM ops WHERE job_id = ?1 AND target_id = ?2 AND state = 'ready'
             AND kind IN ('add_member', 'remove_member') AND kind = ?5
             AND member IS NOT NULL AND (?3 IS NULL OR row_id <= ?3)
         ORDER BY id LIMIT ?4",
    )?;
    let mut found = Vec::new();
    for (target_id, kind) in targets {
        let items: Vec<(i64, String)> = members
            .query_map(params![job, target_id, until_row, chunk, kind], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })?
            .collect::<Result<_, _>>()?;
        let sample = match items.first() {
            Some((id, _)) => connection
                .prepare_cached("SELECT * FROM ops WHERE id = ?1")?
                .query_row([*id], read)
                .optional()?,
            None => None,
        };
        if let Some(sample) = sample {
            found.push(Backlog {
                target_id,
                sample,
                items,
            });
        }
    }
    Ok(found)
}
