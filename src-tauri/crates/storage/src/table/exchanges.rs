//! Table `exchanges` of cache.db: the traffic log. Secrets are removed before anything comes here.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use uuid::Uuid;

use crate::StorageError;

/// One request with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeRow {
    /// Given when it is kept; ignored by [`insert`].
    pub id: i64,
    /// Unix milliseconds, UTC, of the request.
    pub at: i64,
    /// How long it took.
    pub duration_ms: i64,
    /// What it was for.
    pub operation: String,
    /// HTTP method.
    pub method: String,
    /// Path with redacted query.
    pub path: String,
    /// HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// What went wrong, in a sentence.
    pub error: Option<String>,
    /// JSON.
    pub request_headers: String,
    /// Redacted, at most 16 KiB.
    pub request_body: Option<String>,
    /// JSON.
    pub response_headers: String,
    /// Redacted, at most 16 KiB.
    pub response_body: Option<String>,
    /// Bytes of the body after decompression.
    pub bytes_received: i64,
    /// Whether a body was cut.
    pub truncated: bool,
    /// What it is known by before it has an id.
    pub mark: Option<i64>,
}

/// Keeps an exchange and returns its id.
///
/// # Errors
/// See [`StorageError`].
pub fn insert(tx: &Transaction<'_>, connection_id: Uuid, row: &ExchangeRow) -> Result<i64, StorageError> {
    tx.prepare_cached(
        "INSERT INTO exchanges (connection_id, at, duration_ms, operation, method, path, status, error,
             request_headers, request_body, response_headers, response_body, bytes_received, truncated, mark)
         VALUES (:connection_id, :at, :duration_ms, :operation, :method, :path, :status, :error,
             :request_headers, :request_body, :response_headers, :response_body, :bytes_received, :truncated,
             :mark)",
    )?
    .execute(named_params! {
        ":connection_id": connection_id.to_string(),
        ":at": row.at,
        ":duration_ms": row.duration_ms,
        ":operation": row.operation,
        ":method": row.method,
        ":path": row.path,
        ":status": row.status,
        ":error": row.error,
        ":request_headers": row.request_headers,
        ":request_body": row.request_body,
        ":response_headers": row.response_headers,
        ":response_body": row.response_body,
        ":bytes_received": row.bytes_received,
        ":truncated": row.truncated,
        ":mark": row.mark,
    })?;
    Ok(tx.last_insert_rowid())
}

/// Of which exchanges a list is to be.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// All of them.
    All,
    /// Those that failed: without an answer, refused to be served (401, 403, 408, 429), or by a fault of the server (5xx
    /// but 501); not those whose error says that they were ended on this side.
    Failed {
        /// What such an error says.
        but: &'static str,
    },
}

/// The newest exchanges of a connection, newest first, before an id when one is given.
///
/// # Errors
/// See [`StorageError`].
pub fn newest(
    connection: &Connection,
    connection_id: Uuid,
    before: Option<i64>,
    limit: u32,
    which: Which,
) -> Result<Vec<ExchangeRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM exchanges WHERE connection_id = ?1 AND id < ?2
             AND (?4 IS NULL OR (status IS NULL AND error IS NOT ?4) OR status IN (401, 403, 408, 429)
                 OR (status BETWEEN 500 AND 599 AND status <> 501))
         ORDER BY id DESC LIMIT ?3",
    )?;
    let before = before.unwrap_or(i64::MAX);
    let but = match which {
        Which::All => None,
        Which::Failed { but } => Some(but),
    };
    let rows = statement.query_map((connection_id.to_string(), before, limit, but), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest exchanges about one address, with any query, newest first.
///
/// # Errors
/// See [`StorageError`].
pub fn about(
    connection: &Connection,
    connection_id: Uuid,
    path: &str,
    limit: u32,
) -> Result<Vec<ExchangeRow>, StorageError> {
    // A query begins with `?`; `@` is the character behind it.
    let mut statement = connection.prepare_cached(
        "SELECT * FROM exchanges WHERE connection_id = ?1 AND (path = ?2 OR (path >= ?3 AND path < ?4))
         ORDER BY id DESC LIMIT ?5",
    )?;
    let rows = statement.query_map(
        (
            connection_id.to_string(),
            path,
            format!("{path}?"),
            format!("{path}@"),
            limit,
        ),
        read,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One exchange; `None` when it is not kept any more.
///
/// # Errors
/// See [`StorageError`].
pub fn one(
    connection: &Connection,
    connection_id: Uuid,
    id: i64,
) -> Result<Option<ExchangeRow>, StorageError> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM exchanges WHERE connection_id = ?1 AND id = ?2")?;
    Ok(statement
        .query_row((connection_id.to_string(), id), read)
        .optional()?)
}

/// Deletes what was recorded before `oldest` (Unix milliseconds) or is beyond the newest `most`. Returns how many went.
///
/// # Errors
/// See [`StorageError`].
pub fn prune(tx: &Transaction<'_>, oldest: i64, most: u32) -> Result<usize, StorageError> {
    let old = tx
        .prepare_cached("DELETE FROM exchanges WHERE at < ?1")?
        .execute([oldest])?;
    // Ids only grow, so the one at the limit is found without counting.
    let many = tx
        .prepare_cached(
            "DELETE FROM exchanges WHERE id <= (SELECT id FROM exchanges ORDER BY id DESC LIMIT 1 OFFSET ?1)",
        )?
        .execute([most])?;
    Ok(old.saturating_add(many))
}

/// Forgets all exchanges. Returns how many went.
///
/// # Errors
/// See [`StorageError`].
pub fn clear(tx: &Transaction<'_>) -> Result<usize, StorageError> {
    Ok(tx.prepare_cached("DELETE FROM exchanges")?.execute([])?)
}

/// Forgets the exchanges of a connection.
///
/// # Errors
/// See [`StorageError`].
pub fn remove(tx: &Transaction<'_>, connection_id: Uuid) -> Result<(), StorageError> {
    tx.prepare_cached("DELETE FROM exchanges WHERE connection_id = ?1")?
        .execute([connection_id.to_string()])?;
    Ok(())
}

/// When a request was sent, how long it took, and what was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimingRow {
    /// Unix milliseconds, UTC.
    pub at: i64,
    /// Milliseconds.
    pub duration_ms: i64,
    /// HTTP status; none when no answer came.
    pub status: Option<u16>,
}

/// The requests of a connection since a time, oldest first; without those whose error is `but`.
///
/// # Errors
/// See [`StorageError`].
pub fn timings(
    connection: &Connection,
    connection_id: Uuid,
    since: i64,
    but: &str,
) -> Result<Vec<TimingRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT at, duration_ms, status FROM exchanges WHERE connection_id = ?1 AND at >= ?2 AND error IS NOT ?3
         ORDER BY id",
    )?;
    let rows = statement.query_map((connection_id.to_string(), since, but), |row| {
        Ok(TimingRow {
            at: row.get(0)?,
            duration_ms: row.get(1)?,
            status: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<ExchangeRow> {
    Ok(ExchangeRow {
        id: row.get("id")?,
        at: row.get("at")?,
        duration_ms: row.get("duration_ms")?,
        operation: row.get("operation")?,
        method: row.get("method")?,
        path: row.get("path")?,
        status: row.get("status")?,
        error: row.get("error")?,
        request_headers: row.get("request_headers")?,
        request_body: row.get("request_body")?,
        response_headers: row.get("response_headers")?,
        response_body: row.get("response_body")?,
        bytes_received: row.get("bytes_received")?,
        truncated: row.get("truncated")?,
        mark: row.get("mark")?,
    })
}
