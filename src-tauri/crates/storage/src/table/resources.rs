//! Tables `collections`, `identities`, `resources` and `entries` of cache.db: the encrypted copy of a directory.
//!
//! A collection is one resource type of one connection. [`put`] is made for batches of about 10,000 resources:
//! smaller ones rewrite the pages of the sorted indexes more often.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};
use uuid::Uuid;

use crate::StorageError;
use crate::text::fold;

mod packed;
mod put;
mod search;

pub(crate) use packed::forget as forget_texts;
pub use put::{put, put_watched};
pub use search::{Found, SearchText, Sort, SortKey, search};

/// A resource to be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewResource {
    /// The server's `id`.
    pub server_id: String,
    /// The whole resource as JSON.
    pub json: String,
    /// `userName`, or what resources of the type are called by. Sorted and looked up by.
    pub name: Option<String>,
    /// What a person reads first: `displayName`, formatted name.
    pub display: Option<String>,
    /// `externalId`.
    pub external_id: Option<String>,
    /// `meta.version`.
    pub etag: Option<String>,
    /// `meta.lastModified` as the server wrote it; sorted as text.
    pub last_modified: Option<String>,
    /// Every text it should be found by, separated by spaces or line breaks; folded here.
    pub text: String,
}

/// A resource as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceRow {
    /// Number in this cache.
    pub id: i64,
    /// The server's `id`.
    pub server_id: String,
    /// The whole resource as JSON.
    pub json: String,
    /// `externalId`.
    pub external_id: Option<String>,
    /// `meta.version`.
    pub etag: Option<String>,
    /// `meta.lastModified` as the server wrote it.
    pub last_modified: Option<String>,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// New here.
    pub added: i64,
    /// Different from before.
    pub changed: i64,
    /// The same as before.
    pub unchanged: i64,
}

/// Removes what the sync of a number did not see. Only after a sync that was complete. Returns how many went; `watch`
/// hears of each, by its server's id and the JSON it had, and says whether it goes.
///
/// # Errors
/// See [`StorageError`].
pub fn remove_unseen(
    tx: &Transaction<'_>,
    connection_id: Uuid,
    resource_type: &str,
    sync: i64,
    watch: &mut dyn FnMut(&str, String) -> bool,
) -> Result<i64, StorageError> {
    let Some(collection) = collection(tx, connection_id, resource_type)? else {
        return Ok(0);
    };
    let mut statement =
        tx.prepare_cached("SELECT server_id, resource FROM identities WHERE collection = ?1 AND sync <> ?2")?;
    let gone: Vec<(String, i64)> = statement
        .query_map((collection, sync), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut removed = 0;
    for (server_id, id) in &gone {
        let before = tx
            .prepare_cached("SELECT json FROM resources WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        if watch(server_id, before) {
            take_out(tx, collection, server_id, *id)?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Removes one resource. True when it was there.
///
/// # Errors
/// See [`StorageError`].
pub fn remove(
    tx: &Transaction<'_>,
    connection_id: Uuid,
    resource_type: &str,
    server_id: &str,
) -> Result<bool, StorageError> {
    let Some(collection) = collection(tx, connection_id, resource_type)? else {
        return Ok(false);
    };
    let Some(id) = id_of(tx, collection, server_id)? else {
        return Ok(false);
    };
    take_out(tx, collection, server_id, id)?;
    Ok(true)
}

fn take_out(tx: &Transaction<'_>, collection: i64, server_id: &str, id: i64) -> Result<(), StorageError> {
    for sql in [
        "DELETE FROM resources WHERE id = ?1".to_owned(),
        "DELETE FROM entries WHERE id = ?1".to_owned(),
        format!("DELETE FROM texts_{collection} WHERE id = ?1"),
    ] {
        tx.prepare_cached(&sql)?.execute([id])?;
    }
    tx.prepare_cached("DELETE FROM identities WHERE collection = ?1 AND server_id = ?2")?
        .execute((collection, server_id))?;
    recount(tx, collection, -1)
}

/// Forgets every resource of a connection, with its indexes.
///
/// # Errors
/// See [`StorageError`].
pub fn remove_connection(tx: &Transaction<'_>, connection_id: Uuid) -> Result<(), StorageError> {
    let mut statement = tx.prepare_cached("SELECT id FROM collections WHERE connection_id = ?1")?;
    let collections: Vec<i64> = statement
        .query_map([connection_id.to_string()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    drop(statement);
    for collection in collections {
        for sql in [
            "DELETE FROM resources WHERE id IN (SELECT resource FROM identities WHERE collection = ?1)",
            "DELETE FROM entries WHERE collection = ?1",
            "DELETE FROM identities WHERE collection = ?1",
            "DELETE FROM collections WHERE id = ?1",
        ] {
            tx.execute(sql, [collection])?;
        }
        // A cached statement on a dropped table would only be an error waiting for its turn.
        tx.flush_prepared_statement_cache();
        tx.execute_batch(&format!("DROP TABLE texts_{collection};"))?;
    }
    Ok(())
}

/// The resource of a server's id.
///
/// # Errors
/// See [`StorageError`].
pub fn get(
    connection: &Connection,
    connection_id: Uuid,
    resource_type: &str,
    server_id: &str,
) -> Result<Option<ResourceRow>, StorageError> {
    let Some(collection) = collection(connection, connection_id, resource_type)? else {
        return Ok(None);
    };
    match id_of(connection, collection, server_id)? {
        Some(id) => by_id(connection, id),
        None => Ok(None),
    }
}

/// A number that is another one as soon as the resource is; cheaper than reading it.
///
/// # Errors
/// See [`StorageError`].
pub fn digest(
    connection: &Connection,
    connection_id: Uuid,
    resource_type: &str,
    server_id: &str,
) -> Result<Option<i64>, StorageError> {
    let Some(collection) = collection(connection, connection_id, resource_type)? else {
        return Ok(None);
    };
    let mut statement = connection
        .prepare_cached("SELECT digest FROM identities WHERE collection = ?1 AND server_id = ?2")?;
    Ok(statement
        .query_row((collection, server_id), |row| row.get(0))
        .optional()?)
}

/// The resources whose `userName` (or name) is the same whatever its case and accents. Usually none or one.
///
/// # Errors
/// See [`StorageError`].
pub fn by_name(
    connection: &Connection,
    connection_id: Uuid,
    resource_type: &str,
    name: &str,
) -> Result<Vec<ResourceRow>, StorageError> {
    let Some(collection) = collection(connection, connection_id, resource_type)? else {
        return Ok(Vec::new());
    };
    let mut statement = connection.prepare_cached(
        "SELECT id FROM entries WHERE collection = ?1 AND name_key = ?2 ORDER BY id LIMIT 100",
    )?;
    let ids: Vec<i64> = statement
        .query_map((collection, fold(name)), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    ids.into_iter()
        .filter_map(|id| by_id(connection, id).transpose())
        .collect()
}

/// Hands the folded sort keys of every resource of the type to `each`: its number, `userName` (or name) and what a
/// person reads first. No resource is read for it.
///
/// # Errors
/// See [`StorageError`].
pub fn each_key(
    connection: &Connection,
    connection_id: Uuid,
    resource_type: &str,
    mut each: impl FnMut(i64, &str, &str),
) -> Result<(), StorageError> {
    let Some(collection) = collection(connection, connection_id, resource_type)? else {
        return Ok(());
    };
    let mut statement =
        connection.prepare_cached("SELECT id, name_key, display_key FROM entries WHERE collection = ?1")?;
    let mut rows = statement.query([collection])?;
    while let Some(row) = rows.next()? {
        let text = |at: usize| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
        each(row.get(0)?, text(1)?, text(2)?);
    }
    Ok(())
}

/// How many resources of the type are kept.
///
/// # Errors
/// See [`StorageError`].
pub fn count(connection: &Connection, connection_id: Uuid, resource_type: &str) -> Result<u64, StorageError> {
    match collection(connection, connection_id, resource_type)? {
        Some(collection) => search::count_all(connection, collection),
        None => Ok(0),
    }
}

/// Hands every kept resource of the type to `each`, in the order it was first seen, without holding them all.
///
/// # Errors
/// What `each` returned; see [`StorageError`].
pub fn for_each(
    connection: &Connection,
    connection_id: Uuid,
    resource_type: &str,
    mut each: impl FnMut(ResourceRow) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let Some(collection) = collection(connection, connection_id, resource_type)? else {
        return Ok(());
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT r.* FROM texts_{collection} t JOIN resources r ON r.id = t.id ORDER BY t.id"
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(read(row)?)?;
    }
    Ok(())
}

/// The resource of a number in this cache.
///
/// # Errors
/// See [`StorageError`].
pub fn by_id(connection: &Connection, id: i64) -> Result<Option<ResourceRow>, StorageError> {
    let mut statement = connection.prepare_cached("SELECT * FROM resources WHERE id = ?1")?;
    Ok(statement.query_row([id], read).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<ResourceRow> {
    Ok(ResourceRow {
        id: row.get("id")?,
        server_id: row.get("server_id")?,
        json: row.get("json")?,
        external_id: row.get("external_id")?,
        etag: row.get("etag")?,
        last_modified: row.get("last_modified")?,
    })
}

fn id_of(connection: &Connection, collection: i64, server_id: &str) -> Result<Option<i64>, StorageError> {
    let mut statement = connection
        .prepare_cached("SELECT resource FROM identities WHERE collection = ?1 AND server_id = ?2")?;
    Ok(statement
        .query_row((collection, server_id), |row| row.get(0))
        .optional()?)
}

fn collection(
    connection: &Connection,
    connection_id: Uuid,
    resource_type: &str,
) -> Result<Option<i64>, StorageError> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM collections WHERE connection_id = ?1 AND type = ?2")?;
    Ok(statement
        .query_row((connection_id.to_string(), resource_type), |row| row.get(0))
        .optional()?)
}

fn collection_for_writing(
    tx: &Transaction<'_>,
    connection_id: Uuid,
    resource_type: &str,
) -> Result<i64, StorageError> {
    if let Some(found) = collection(tx, connection_id, resource_type)? {
        return Ok(found);
    }
    tx.execute(
        "INSERT INTO collections (connection_id, type) VALUES (?1, ?2)",
        (connection_id.to_string(), resource_type),
    )?;
    let id = tx.last_insert_rowid();
    tx.execute_batch(&format!(
        "CREATE TABLE texts_{id} (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
    ))?;
    Ok(id)
}

/// Notes a change of the collection: so many more resources than before, and texts that are no longer the same.
fn recount(tx: &Transaction<'_>, collection: i64, more: i64) -> Result<(), StorageError> {
    tx.prepare_cached("UPDATE collections SET resources = resources + ?2, stamp = random() WHERE id = ?1")?
        .execute((collection, more))?;
    Ok(())
}
