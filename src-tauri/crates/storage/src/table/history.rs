//! Table `history` of jobs.db: what was changed one by one, before and after, with secrets masked.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params, params};

use crate::StorageError;

/// A row of `history`. Times are unix milliseconds, UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryRow {
    /// Its number; ignored by [`begin`].
    pub id: i64,
    /// The connection.
    pub connection: String,
    /// The resource type.
    pub resource_type: String,
    /// The id on the server; empty while a create has no answer.
    pub server_id: String,
    /// A name for people.
    pub label: String,
    /// When it was sent.
    pub at: i64,
    /// Who sent it.
    pub who: String,
    /// What it was.
    pub kind: String,
    /// Ticket, or why.
    pub reason: Option<String>,
    /// The entry that it undoes.
    pub undoes: Option<String>,
    /// `unknown`, `stored`, `differs`, `unread`, `refused`.
    pub outcome: String,
    /// Everything else, JSON.
    pub entry_json: String,
}

/// Notes that a change is about to be sent and returns its number.
///
/// # Errors
/// See [`StorageError`].
pub fn begin(tx: &Transaction<'_>, row: &HistoryRow) -> Result<i64, StorageError> {
    tx.prepare_cached(
        "INSERT INTO history (connection, resource_type, server_id, label, at, who, kind, reason, undoes, outcome, entry_json)
         VALUES (:connection, :resource_type, :server_id, :label, :at, :who, :kind, :reason, :undoes, :outcome, :entry_json)",
    )?
    .execute(named_params! {
        ":connection": row.connection, ":resource_type": row.resource_type, ":server_id": row.server_id,
        ":label": row.label, ":at": row.at, ":who": row.who, ":kind": row.kind, ":reason": row.reason,
        ":undoes": row.undoes, ":outcome": row.outcome, ":entry_json": row.entry_json,
    })?;
    Ok(tx.last_insert_rowid())
}

/// Notes what became of it.
///
/// # Errors
/// See [`StorageError`].
pub fn finish(
    tx: &Transaction<'_>,
    id: i64,
    server_id: &str,
    label: &str,
    outcome: &str,
    entry_json: &str,
) -> Result<(), StorageError> {
    tx.prepare_cached(
        "UPDATE history SET server_id = ?2, label = ?3, outcome = ?4, entry_json = ?5 WHERE id = ?1",
    )?
    .execute(params![id, server_id, label, outcome, entry_json])?;
    Ok(())
}

/// Takes back a row of which nothing was sent.
///
/// # Errors
/// See [`StorageError`].
pub fn remove(tx: &Transaction<'_>, id: i64) -> Result<(), StorageError> {
    tx.prepare_cached("DELETE FROM history WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// One row.
///
/// # Errors
/// See [`StorageError`].
pub fn get(connection: &Connection, id: i64) -> Result<Option<HistoryRow>, StorageError> {
    let mut statement = connection.prepare_cached("SELECT * FROM history WHERE id = ?1")?;
    Ok(statement.query_row([id], read).optional()?)
}

/// The newest rows of a connection, newest first.
///
/// # Errors
/// See [`StorageError`].
pub fn newest(connection: &Connection, of: &str, limit: u32) -> Result<Vec<HistoryRow>, StorageError> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM history WHERE connection = ?1 ORDER BY id DESC LIMIT ?2")?;
    let rows = statement.query_map(params![of, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest rows of one resource, newest first.
///
/// # Errors
/// See [`StorageError`].
pub fn of_resource(
    connection: &Connection,
    of: &str,
    resource_type: &str,
    server_id: &str,
    limit: u32,
) -> Result<Vec<HistoryRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM history WHERE connection = ?1 AND resource_type = ?2 AND server_id = ?3
         ORDER BY id DESC LIMIT ?4",
    )?;
    let rows = statement.query_map(params![of, resource_type, server_id, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest deletions of a type that were not refused, newest first.
///
/// # Errors
/// See [`StorageError`].
pub fn deletions(
    connection: &Connection,
    of: &str,
    resource_type: &str,
    limit: u32,
) -> Result<Vec<HistoryRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM history WHERE connection = ?1 AND resource_type = ?2 AND kind = 'delete' AND outcome <> 'refused'
         ORDER BY id DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![of, resource_type, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// An operation of a job on a resource, with what is known of its job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobChangeRow {
    /// The connection.
    pub connection: String,
    /// The resource type.
    pub resource_type: String,
    /// The resource's id on the server.
    pub server_id: Option<String>,
    /// Its number.
    pub op: i64,
    /// `create`, `patch`, ….
    pub kind: String,
    /// The state's word.
    pub state: String,
    /// What it did, JSON, secrets masked.
    pub payload_json: String,
    /// What proves success.
    pub proof: Option<String>,
    /// One sentence.
    pub message: Option<String>,
    /// The job's number.
    pub job: i64,
    /// The job's kind, e.g. `import`.
    pub job_kind: String,
    /// The job's title.
    pub title: String,
    /// Who approved it.
    pub who: Option<String>,
    /// When the last request ended.
    pub at: Option<i64>,
    /// Its answer.
    pub status: Option<i64>,
}

const JOB_CHANGE: &str =
    "SELECT o.id, o.kind, o.state, o.payload_json, o.proof, o.message, j.id AS job, j.kind AS job_kind, j.title, j.connection,
        o.resource_type, coalesce(o.server_id, CASE WHEN t.key LIKE 'id:%' THEN substr(t.key, 4) END) AS server_id,
        coalesce(j.released_by, j.approved_by) AS who,
        (SELECT max(coalesce(a.ended_at, a.intent_at)) FROM attempts a WHERE a.op_id = o.id) AS at,
        (SELECT a.status FROM attempts a WHERE a.op_id = o.id ORDER BY a.n DESC LIMIT 1) AS status
    FROM ops o JOIN jobs j ON j.id = o.job_id JOIN targets t ON t.id = o.target_id";

/// The newest operations of jobs that wrote to a resource (or made it) and have ended, newest first.
///
/// # Errors
/// See [`StorageError`].
pub fn by_jobs(
    connection: &Connection,
    of: &str,
    resource_type: &str,
    server_id: &str,
    limit: u32,
) -> Result<Vec<JobChangeRow>, StorageError> {
    let mut changed = connection.prepare_cached(&format!(
        "{JOB_CHANGE} WHERE o.target_id = (SELECT id FROM targets WHERE connection = ?1 AND resource_type = ?2 AND key = ?3)
             AND o.kind NOT IN ('create', 'add_member', 'remove_member') AND o.state IN ('succeeded', 'failed', 'unknown', 'needs_human')
         ORDER BY o.id DESC LIMIT ?4"
    ))?;
    let rows = changed.query_map(
        params![of, resource_type, format!("id:{server_id}"), limit],
        read_op,
    )?;
    let mut found: Vec<JobChangeRow> = rows.collect::<Result<_, _>>()?;
    let mut made = connection.prepare_cached(&format!(
        "{JOB_CHANGE} WHERE o.server_id = ?3 AND o.kind = 'create' AND o.state = 'succeeded'
             AND o.resource_type = ?2 AND j.connection = ?1 ORDER BY o.id DESC LIMIT 1"
    ))?;
    let rows = made.query_map(params![of, resource_type, server_id], read_op)?;
    found.extend(rows.collect::<Result<Vec<_>, _>>()?);
    Ok(found)
}

/// The newest deletions of a type by jobs that succeeded, newest first.
///
/// # Errors
/// See [`StorageError`].
pub fn deletions_by_jobs(
    connection: &Connection,
    of: &str,
    resource_type: &str,
    limit: u32,
) -> Result<Vec<JobChangeRow>, StorageError> {
    let mut statement = connection.prepare_cached(&format!(
        "{JOB_CHANGE} WHERE o.kind = 'delete' AND o.state = 'succeeded' AND o.resource_type = ?2
             AND j.connection = ?1 ORDER BY o.id DESC LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![of, resource_type, limit], read_op)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One operation of a job.
///
/// # Errors
/// See [`StorageError`].
pub fn by_job(connection: &Connection, op: i64) -> Result<Option<JobChangeRow>, StorageError> {
    let mut statement = connection.prepare_cached(&format!("{JOB_CHANGE} WHERE o.id = ?1"))?;
    Ok(statement.query_row([op], read_op).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<HistoryRow> {
    Ok(HistoryRow {
        id: row.get("id")?,
        connection: row.get("connection")?,
        resource_type: row.get("resource_type")?,
        server_id: row.get("server_id")?,
        label: row.get("label")?,
        at: row.get("at")?,
        who: row.get("who")?,
        kind: row.get("kind")?,
        reason: row.get("reason")?,
        undoes: row.get("undoes")?,
        outcome: row.get("outcome")?,
        entry_json: row.get("entry_json")?,
    })
}

fn read_op(row: &Row<'_>) -> rusqlite::Result<JobChangeRow> {
    Ok(JobChangeRow {
        connection: row.get("connection")?,
        resource_type: row.get("resource_type")?,
        server_id: row.get("server_id")?,
        op: row.get("id")?,
        kind: row.get("kind")?,
        state: row.get("state")?,
        payload_json: row.get("payload_json")?,
        proof: row.get("proof")?,
        message: row.get("message")?,
        job: row.get("job")?,
        job_kind: row.get("job_kind")?,
        title: row.get("title")?,
        who: row.get("who")?,
        at: row.get("at")?,
        status: row.get("status")?,
    })
}
