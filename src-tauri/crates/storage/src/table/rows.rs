//! Table `rows`: the rows of a job's source and how each ended.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params, params};

use crate::StorageError;

/// A row of `rows`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowRow {
    /// Its id; ignored by [`insert`].
    pub id: i64,
    /// Its job.
    pub job_id: i64,
    /// Number in the source.
    pub row_no: i64,
    /// Unique within the job.
    pub row_uid: String,
    /// What people call it.
    pub natural_key: String,
    /// Folded user name.
    pub user_name_fold: Option<String>,
    /// externalId.
    pub external_id: Option<String>,
    /// The cells, a JSON array, secrets masked.
    pub cells_json: String,
    /// What the plan noticed, a JSON array.
    pub issues_json: String,
    /// As planned.
    pub action: String,
    /// Its end, or `pending`.
    pub state: String,
    /// What proves success.
    pub proof: Option<String>,
    /// One sentence.
    pub message: Option<String>,
    /// A stable word.
    pub error_class: Option<String>,
    /// The id on the server.
    pub server_id: Option<String>,
}

/// How a row ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowEnd<'a> {
    /// Its end.
    pub state: &'a str,
    /// What proves success.
    pub proof: Option<&'a str>,
    /// One sentence.
    pub message: Option<&'a str>,
    /// A stable word.
    pub error_class: Option<&'a str>,
    /// The id on the server.
    pub server_id: Option<&'a str>,
}

/// Adds a row and gives its id.
///
/// # Errors
/// [`StorageError::Constraint`] when its uid is used in the job already.
pub fn insert(tx: &Transaction<'_>, row: &RowRow) -> Result<i64, StorageError> {
    tx.prepare_cached(
        "INSERT INTO rows (job_id, row_no, row_uid, natural_key, user_name_fold, external_id, cells_json, issues_json,
             action, state)
         VALUES (:job_id, :row_no, :row_uid, :natural_key, :user_name_fold, :external_id, :cells_json, :issues_json,
             :action, :state)",
    )?
    .execute(named_params! {
        ":job_id": row.job_id, ":row_no": row.row_no, ":row_uid": row.row_uid, ":natural_key": row.natural_key,
        ":user_name_fold": row.user_name_fold, ":external_id": row.external_id, ":cells_json": row.cells_json,
        ":issues_json": row.issues_json, ":action": row.action, ":state": row.state,
    })?;
    Ok(tx.last_insert_rowid())
}

/// A row by id.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn get(connection: &Connection, id: i64) -> Result<RowRow, StorageError> {
    let mut statement = connection.prepare_cached("SELECT * FROM rows WHERE id = ?1")?;
    statement
        .query_row([id], read)
        .optional()?
        .ok_or(StorageError::NotFound { what: "row" })
}

/// How many rows of each action a job has.
///
/// # Errors
/// See [`StorageError`].
pub fn count_by_action(connection: &Connection, job: i64) -> Result<Vec<(String, i64)>, StorageError> {
    let mut statement =
        connection.prepare_cached("SELECT action, count(*) FROM rows WHERE job_id = ?1 GROUP BY action")?;
    let rows = statement.query_map([job], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many rows of each state a job has.
///
/// # Errors
/// See [`StorageError`].
pub fn count_by_state(connection: &Connection, job: i64) -> Result<Vec<(String, i64)>, StorageError> {
    let mut statement =
        connection.prepare_cached("SELECT state, count(*) FROM rows WHERE job_id = ?1 GROUP BY state")?;
    let rows = statement.query_map([job], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Ends every row of an action at once: the unchanged and the blocked ones, when a plan is sealed.
///
/// # Errors
/// See [`StorageError`].
pub fn end_action(
    tx: &Transaction<'_>,
    job: i64,
    action: &str,
    end: &RowEnd<'_>,
) -> Result<usize, StorageError> {
    Ok(tx
        .prepare_cached(
            "UPDATE rows SET state = ?3, proof = ?4, error_class = ?5,
                 message = coalesce(json_extract(issues_json, '$[0].message'), ?6)
             WHERE job_id = ?1 AND action = ?2 AND state = 'pending'",
        )?
        .execute(params![
            job,
            action,
            end.state,
            end.proof,
            end.error_class,
            end.message
        ])?)
}

/// Ends a row. False when it had ended before.
///
/// # Errors
/// See [`StorageError`].
pub fn end(tx: &Transaction<'_>, id: i64, end: &RowEnd<'_>) -> Result<bool, StorageError> {
    Ok(tx
        .prepare_cached(
            "UPDATE rows SET state = ?2, proof = ?3, message = ?4, error_class = ?5, server_id = ?6
             WHERE id = ?1 AND state = 'pending'",
        )?
        .execute(params![
            id,
            end.state,
            end.proof,
            end.message,
            end.error_class,
            end.server_id
        ])?
        > 0)
}

/// Pending rows of a job whose operations have all ended.
///
/// # Errors
/// See [`StorageError`].
pub fn settled(connection: &Connection, job: i64) -> Result<Vec<i64>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM rows WHERE job_id = ?1 AND state = 'pending' AND NOT EXISTS (
             SELECT 1 FROM ops WHERE ops.row_id = rows.id
                 AND ops.state NOT IN ('succeeded', 'failed', 'conflict', 'needs_human', 'cancelled'))",
    )?;
    let rows = statement.query_map([job], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The id of the n-th pending row (from 0).
///
/// # Errors
/// See [`StorageError`].
pub fn nth_pending(connection: &Connection, job: i64, n: i64) -> Result<Option<i64>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM rows WHERE job_id = ?1 AND state = 'pending' ORDER BY id LIMIT 1 OFFSET ?2",
    )?;
    Ok(statement.query_row(params![job, n], |r| r.get(0)).optional()?)
}

/// A page of rows in the order of the source, and how many match in all. `states` and `actions` are JSON
/// arrays of words; an empty array matches all.
///
/// # Errors
/// See [`StorageError`].
pub fn page(
    connection: &Connection,
    job: i64,
    states: &str,
    actions: &str,
    offset: i64,
    limit: i64,
) -> Result<(i64, Vec<RowRow>), StorageError> {
    const MATCHING: &str = "FROM rows WHERE job_id = :job
         AND (:states = '[]' OR state IN (SELECT value FROM json_each(:states)))
         AND (:actions = '[]' OR action IN (SELECT value FROM json_each(:actions)))";
    let total = connection
        .prepare_cached(&format!("SELECT count(*) {MATCHING}"))?
        .query_row(
            named_params! {":job": job, ":states": states, ":actions": actions},
            |r| r.get(0),
        )?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT * {MATCHING} ORDER BY id LIMIT :limit OFFSET :offset"
    ))?;
    let rows = statement.query_map(
        named_params! {":job": job, ":states": states, ":actions": actions, ":limit": limit, ":offset": offset},
        read,
    )?;
    Ok((total, rows.collect::<Result<_, _>>()?))
}

/// Rows after `after` that ended otherwise than succeeded or cancelled.
///
/// # Errors
/// See [`StorageError`].
pub fn failed_after(
    connection: &Connection,
    job: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<RowRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM rows WHERE job_id = ?1 AND id > ?2 AND state IN ('failed', 'conflict', 'needs_human')
         ORDER BY id LIMIT ?3",
    )?;
    let rows = statement.query_map(params![job, after, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<RowRow> {
    Ok(RowRow {
        id: row.get("id")?,
        job_id: row.get("job_id")?,
        row_no: row.get("row_no")?,
        row_uid: row.get("row_uid")?,
        natural_key: row.get("natural_key")?,
        user_name_fold: row.get("user_name_fold")?,
        external_id: row.get("external_id")?,
        cells_json: row.get("cells_json")?,
        issues_json: row.get("issues_json")?,
        action: row.get("action")?,
        state: row.get("state")?,
        proof: row.get("proof")?,
        message: row.get("message")?,
        error_class: row.get("error_class")?,
        server_id: row.get("server_id")?,
    })
}
