//! Table `jobs`.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params, params};

use crate::StorageError;

/// A row of `jobs`. Times are unix milliseconds, UTC.
#[derive(Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Its number; ignored by [`insert`].
    pub id: i64,
    /// Names it for ever.
    pub uid: String,
    /// The connection's id.
    pub connection: String,
    /// The connection's name when planned.
    pub connection_name: String,
    /// e.g. `import`.
    pub kind: String,
    /// One line for lists.
    pub title: String,
    /// The resource type of its rows.
    pub resource_type: String,
    /// The state's word.
    pub state: String,
    /// One sentence about the state.
    pub detail: Option<String>,
    /// When it goes on by itself.
    pub resumes_at: Option<i64>,
    /// What was last asked: `run`, `pause`, `cancel`.
    pub control: String,
    /// The plan's fingerprint.
    pub plan_hash: Option<String>,
    /// The mapping, JSON.
    pub mapping_json: String,
    /// Its source.
    pub source_id: Option<i64>,
    /// `proven`, `declared`, `unknown`.
    pub uniqueness: String,
    /// Whether If-Match is honoured.
    pub etags: bool,
    /// Most members a PATCH may add.
    pub member_chunk: i64,
    /// Users at the time of the plan.
    pub directory_size: Option<i64>,
    /// Cap.
    pub cap_deactivations: i64,
    /// Cap.
    pub cap_deletes: i64,
    /// Who lifted the caps.
    pub released_by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// Rows per action, a JSON object.
    pub counts_json: String,
    /// Rows of the source.
    pub row_count: i64,
    /// Opens the sealed secrets.
    pub seal_key: Option<Vec<u8>>,
    /// Handed to the holder of the runner.
    pub requested: bool,
    /// The wave asked for with it.
    pub requested_first: Option<i64>,
    /// The holder has taken it.
    pub taken: bool,
    /// When planned.
    pub created_at: i64,
    /// When first run.
    pub started_at: Option<i64>,
    /// When ended.
    pub ended_at: Option<i64>,
}

impl std::fmt::Debug for JobRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JobRow")
            .field("id", &self.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Adds a job and gives its number.
///
/// # Errors
/// See [`StorageError`].
pub fn insert(tx: &Transaction<'_>, row: &JobRow) -> Result<i64, StorageError> {
    tx.prepare_cached(
        "INSERT INTO jobs (uid, connection, connection_name, kind, title, resource_type, state, control, mapping_json,
             source_id, uniqueness, etags, member_chunk, directory_size, cap_deactivations, cap_deletes, seal_key,
             created_at)
         VALUES (:uid, :connection, :connection_name, :kind, :title, :resource_type, :state, :control, :mapping_json,
             :source_id, :uniqueness, :etags, :member_chunk, :directory_size, :cap_deactivations, :cap_deletes,
             :seal_key, :created_at)",
    )?
    .execute(named_params! {
        ":uid": row.uid, ":connection": row.connection, ":connection_name": row.connection_name, ":kind": row.kind,
        ":title": row.title, ":resource_type": row.resource_type, ":state": row.state, ":control": row.control,
        ":mapping_json": row.mapping_json, ":source_id": row.source_id, ":uniqueness": row.uniqueness,
        ":etags": row.etags, ":member_chunk": row.member_chunk, ":directory_size": row.directory_size,
        ":cap_deactivations": row.cap_deactivations, ":cap_deletes": row.cap_deletes, ":seal_key": row.seal_key,
        ":created_at": row.created_at,
    })?;
    Ok(tx.last_insert_rowid())
}

/// A job by number.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn get(connection: &Connection, id: i64) -> Result<JobRow, StorageError> {
    let mut statement = connection.prepare_cached("SELECT * FROM jobs WHERE id = ?1")?;
    statement
        .query_row([id], read)
        .optional()?
        .ok_or(StorageError::NotFound { what: "job" })
}

/// Jobs, newest first; of one connection, or those not ended, if asked.
///
/// # Errors
/// See [`StorageError`].
pub fn list(
    connection: &Connection,
    of: Option<&str>,
    open_only: bool,
    limit: i64,
) -> Result<Vec<JobRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM jobs WHERE (?1 IS NULL OR connection = ?1)
             AND (NOT ?2 OR state NOT IN ('done', 'done_with_failures', 'cancelled'))
         ORDER BY id DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![of, open_only, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes the state. Entering `running` sets the start and forgets a request to pause.
///
/// # Errors
/// See [`StorageError`].
pub fn set_state(
    tx: &Transaction<'_>,
    id: i64,
    state: &str,
    detail: Option<&str>,
    resumes_at: Option<i64>,
    now: i64,
) -> Result<(), StorageError> {
    let changed = tx
        .prepare_cached(
            "UPDATE jobs SET state = ?2, detail = ?3, resumes_at = ?4,
                 started_at = CASE WHEN ?2 = 'running' THEN coalesce(started_at, ?5) ELSE started_at END,
                 control = CASE WHEN ?2 = 'running' AND control = 'pause' THEN 'run' ELSE control END
             WHERE id = ?1",
        )?
        .execute(params![id, state, detail, resumes_at, now])?;
    if changed == 0 {
        Err(StorageError::NotFound { what: "job" })
    } else {
        Ok(())
    }
}

/// Writes what the seal of a plan counted.
///
/// # Errors
/// See [`StorageError`].
pub fn seal(
    tx: &Transaction<'_>,
    id: i64,
    plan_hash: &str,
    counts_json: &str,
    row_count: i64,
) -> Result<(), StorageError> {
    tx.prepare_cached(
        "UPDATE jobs SET state = 'planned', plan_hash = ?2, counts_json = ?3, row_count = ?4 WHERE id = ?1",
    )?
    .execute(params![id, plan_hash, counts_json, row_count])?;
    Ok(())
}

/// Ends a job for good and forgets its key.
///
/// # Errors
/// See [`StorageError`].
pub fn end(tx: &Transaction<'_>, id: i64, state: &str, now: i64) -> Result<(), StorageError> {
    tx.prepare_cached(
        "UPDATE jobs SET state = ?2, detail = NULL, resumes_at = NULL, ended_at = ?3, seal_key = NULL, requested = 0
         WHERE id = ?1",
    )?
    .execute(params![id, state, now])?;
    Ok(())
}

/// At the start of a runner nobody runs anything: jobs left running become approved, hand-overs are void.
///
/// # Errors
/// See [`StorageError`].
pub fn recover(tx: &Transaction<'_>) -> Result<(), StorageError> {
    tx.prepare_cached(
        "UPDATE jobs SET state = 'approved', resumes_at = NULL,
             detail = 'the program ended while it ran; run it again to go on'
         WHERE state = 'running' OR (state LIKE 'paused:%' AND resumes_at IS NOT NULL)",
    )?
    .execute([])?;
    tx.prepare_cached("UPDATE jobs SET taken = 0, requested = 0 WHERE taken OR requested")?
        .execute([])?;
    Ok(())
}

/// Writes what was asked of a job.
///
/// # Errors
/// See [`StorageError`].
pub fn set_control(tx: &Transaction<'_>, id: i64, control: &str) -> Result<(), StorageError> {
    tx.prepare_cached("UPDATE jobs SET control = ?2 WHERE id = ?1")?
        .execute(params![id, control])?;
    Ok(())
}

/// What was last asked of a job.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn control(connection: &Connection, id: i64) -> Result<String, StorageError> {
    let mut statement = connection.prepare_cached("SELECT control FROM jobs WHERE id = ?1")?;
    statement
        .query_row([id], |r| r.get(0))
        .optional()?
        .ok_or(StorageError::NotFound { what: "job" })
}

/// Approves a planned job.
///
/// # Errors
/// See [`StorageError`].
pub fn approve(tx: &Transaction<'_>, id: i64, who: &str, now: i64) -> Result<(), StorageError> {
    tx.prepare_cached(
        "UPDATE jobs SET approved_by = ?2, approved_at = ?3,
             state = CASE WHEN state = 'planned' THEN 'approved' ELSE state END
         WHERE id = ?1",
    )?
    .execute(params![id, who, now])?;
    Ok(())
}

/// Lifts the caps.
///
/// # Errors
/// See [`StorageError`].
pub fn release(tx: &Transaction<'_>, id: i64, who: &str) -> Result<(), StorageError> {
    tx.prepare_cached(
        "UPDATE jobs SET released_by = ?2, detail = NULL,
             state = CASE WHEN state = 'needs_release' THEN 'approved' ELSE state END
         WHERE id = ?1",
    )?
    .execute(params![id, who])?;
    Ok(())
}

/// Hands a job to the holder of the runner.
///
/// # Errors
/// See [`StorageError`].
pub fn request_run(tx: &Transaction<'_>, id: i64, first: Option<i64>) -> Result<(), StorageError> {
    tx.prepare_cached(
        "UPDATE jobs SET requested = 1, requested_first = ?2, taken = 0, control = 'run' WHERE id = ?1",
    )?
    .execute(params![id, first])?;
    Ok(())
}

/// Takes the oldest job handed over.
///
/// # Errors
/// See [`StorageError`].
pub fn take_requested(tx: &Transaction<'_>) -> Result<Option<(i64, Option<i64>)>, StorageError> {
    let found: Option<(i64, Option<i64>)> = tx
        .prepare_cached("SELECT id, requested_first FROM jobs WHERE requested ORDER BY id LIMIT 1")?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    if let Some((id, _)) = found {
        tx.prepare_cached("UPDATE jobs SET requested = 0, taken = 1 WHERE id = ?1")?
            .execute([id])?;
    }
    Ok(found)
}

/// Takes back a request that nobody has taken. False when it was taken meanwhile.
///
/// # Errors
/// See [`StorageError`].
pub fn withdraw_request(tx: &Transaction<'_>, id: i64) -> Result<bool, StorageError> {
    Ok(tx
        .prepare_cached("UPDATE jobs SET requested = 0 WHERE id = ?1 AND requested AND NOT taken")?
        .execute([id])?
        > 0)
}

/// The run of a job has come to rest.
///
/// # Errors
/// See [`StorageError`].
pub fn given_back(tx: &Transaction<'_>, id: i64) -> Result<(), StorageError> {
    tx.prepare_cached("UPDATE jobs SET taken = 0 WHERE id = ?1 AND taken")?
        .execute([id])?;
    Ok(())
}

/// Removes a job with everything that hangs on it.
///
/// # Errors
/// See [`StorageError`].
pub fn delete(tx: &Transaction<'_>, id: i64) -> Result<(), StorageError> {
    tx.prepare_cached("DELETE FROM jobs WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Whether a job waits for the holder of the runner.
///
/// # Errors
/// See [`StorageError`].
pub fn any_requested(connection: &Connection) -> Result<bool, StorageError> {
    let mut statement = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM jobs WHERE requested)")?;
    Ok(statement.query_row([], |r| r.get(0))?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<JobRow> {
    Ok(JobRow {
        id: row.get("id")?,
        uid: row.get("uid")?,
        connection: row.get("connection")?,
        connection_name: row.get("connection_name")?,
        kind: row.get("kind")?,
        title: row.get("title")?,
        resource_type: row.get("resource_type")?,
        state: row.get("state")?,
        detail: row.get("detail")?,
        resumes_at: row.get("resumes_at")?,
        control: row.get("control")?,
        plan_hash: row.get("plan_hash")?,
        mapping_json: row.get("mapping_json")?,
        source_id: row.get("source_id")?,
        uniqueness: row.get("uniqueness")?,
        etags: row.get("etags")?,
        member_chunk: row.get("member_chunk")?,
        directory_size: row.get("directory_size")?,
        cap_deactivations: row.get("cap_deactivations")?,
        cap_deletes: row.get("cap_deletes")?,
        released_by: row.get("released_by")?,
        approved_by: row.get("approved_by")?,
        counts_json: row.get("counts_json")?,
        row_count: row.get("row_count")?,
        seal_key: row.get("seal_key")?,
        requested: row.get("requested")?,
        requested_first: row.get("requested_first")?,
        taken: row.get("taken")?,
        created_at: row.get("created_at")?,
        started_at: row.get("started_at")?,
        ended_at: row.get("ended_at")?,
    })
}
