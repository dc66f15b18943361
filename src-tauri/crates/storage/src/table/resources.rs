//! Tables `collections`, `identities`, `resources` and `entries` of cache.db: the encrypted copy of a directory.
//!
//! A collection is one resource type of one connection. [`put`] is made for batches: about 5,000 resources in
//! one write keep a first full sync under 60 µs a row, index included; smaller batches rewrite the pages of the
//! sorted indexes more often.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::StorageError;
use crate::text::fold;
use crate::tokens::Tokenizer;

mod search;

pub use search::{Found, SearchText, Sort, SortKey, search};

/// Raised when the keys or tokens made of a resource change: unchanged JSON is then indexed again.
const INDEX_VERSION: u8 = 1;

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

/// Keeps a batch of resources, seen by the sync of a number ([`super::syncs::begin`]; 0 outside a sync). What is
/// the same as before is only noted as seen.
///
/// # Errors
/// See [`StorageError`].
pub fn put(
    tx: &Transaction<'_>,
    connection_id: Uuid,
    resource_type: &str,
    sync: i64,
    batch: &[NewResource],
) -> Result<Kept, StorageError> {
    let collection = collection_for_writing(tx, connection_id, resource_type)?;
    let mut find = tx
        .prepare_cached("SELECT resource, digest FROM identities WHERE collection = ?1 AND server_id = ?2")?;
    let mut saw =
        tx.prepare_cached("UPDATE identities SET sync = ?3 WHERE collection = ?1 AND server_id = ?2")?;
    let mut writer = Writing::new(tx, collection)?;
    let mut kept = Kept::default();
    for resource in batch {
        let digest = digest_of(&resource.json);
        let known: Option<(i64, i64)> = find
            .query_row((collection, &resource.server_id), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        match known {
            Some((_, old)) if old == digest => {
                if sync != 0 {
                    saw.execute((collection, &resource.server_id, sync))?;
                }
                kept.unchanged += 1;
            }
            Some((id, _)) => {
                writer.replace(id, resource, digest, sync)?;
                kept.changed += 1;
            }
            None => {
                writer.add(resource, digest, sync)?;
                kept.added += 1;
            }
        }
    }
    writer.index()?;
    recount(tx, collection, kept.added)?;
    Ok(kept)
}

fn recount(tx: &Transaction<'_>, collection: i64, more: i64) -> Result<(), StorageError> {
    tx.prepare_cached("UPDATE collections SET resources = resources + ?2 WHERE id = ?1")?
        .execute((collection, more))?;
    Ok(())
}

/// The statements of one batch.
///
/// None of them may be of a kind that opens a savepoint of its own (`OR REPLACE`, foreign keys), and the
/// full-text index is written last: at each savepoint FTS5 writes all it has gathered, and twice the time is gone.
struct Writing<'a> {
    tx: &'a Transaction<'a>,
    collection: i64,
    resource: rusqlite::CachedStatement<'a>,
    entry: rusqlite::CachedStatement<'a>,
    text: rusqlite::CachedStatement<'a>,
    identity: rusqlite::CachedStatement<'a>,
    texts: Vec<Folded>,
}

/// A text on its way into the full-text index.
struct Folded {
    id: i64,
    text: String,
    replaces: bool,
}

impl<'a> Writing<'a> {
    fn new(tx: &'a Transaction<'_>, collection: i64) -> Result<Self, StorageError> {
        Ok(Self {
            tx,
            collection,
            resource: tx.prepare_cached(
                "INSERT INTO resources (server_id, json, external_id, etag, last_modified)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
            entry: tx.prepare_cached(
                "INSERT INTO entries (id, collection, name_key, display_key, modified_key)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
            text: tx.prepare_cached(&format!(
                "INSERT INTO texts_{collection} (id, text) VALUES (?1, ?2)"
            ))?,
            identity: tx.prepare_cached(
                "INSERT INTO identities (collection, server_id, resource, digest, sync)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
            texts: Vec::new(),
        })
    }

    fn add(&mut self, resource: &NewResource, digest: i64, sync: i64) -> Result<(), StorageError> {
        let NewResource {
            server_id,
            json,
            external_id,
            etag,
            last_modified,
            ..
        } = resource;
        self.resource
            .execute((server_id, json, external_id, etag, last_modified))?;
        let id = self.tx.last_insert_rowid();
        let (name_key, display_key) = keys_of(resource);
        let modified_key = last_modified.as_deref().unwrap_or_default();
        self.entry
            .execute((id, self.collection, name_key, display_key, modified_key))?;
        let text = fold(&resource.text);
        self.text.execute((id, &text))?;
        self.identity
            .execute((self.collection, server_id, id, digest, sync))?;
        self.texts.push(Folded {
            id,
            text,
            replaces: false,
        });
        Ok(())
    }

    fn replace(
        &mut self,
        id: i64,
        resource: &NewResource,
        digest: i64,
        sync: i64,
    ) -> Result<(), StorageError> {
        let NewResource {
            server_id,
            json,
            external_id,
            etag,
            last_modified,
            ..
        } = resource;
        let (tx, collection) = (self.tx, self.collection);
        tx.prepare_cached(
            "UPDATE resources SET json = ?2, external_id = ?3, etag = ?4, last_modified = ?5 WHERE id = ?1",
        )?
        .execute((id, json, external_id, etag, last_modified))?;
        let (name_key, display_key) = keys_of(resource);
        let modified_key = last_modified.as_deref().unwrap_or_default();
        tx.prepare_cached(
            "UPDATE entries SET name_key = ?2, display_key = ?3, modified_key = ?4 WHERE id = ?1",
        )?
        .execute((id, name_key, display_key, modified_key))?;
        let text = fold(&resource.text);
        tx.prepare_cached(&format!("UPDATE texts_{collection} SET text = ?2 WHERE id = ?1"))?
            .execute((id, &text))?;
        tx.prepare_cached(
            "UPDATE identities SET digest = ?3, sync = ?4 WHERE collection = ?1 AND server_id = ?2",
        )?
        .execute((collection, server_id, digest, sync))?;
        self.texts.push(Folded {
            id,
            text,
            replaces: true,
        });
        Ok(())
    }

    fn index(self) -> Result<(), StorageError> {
        let collection = self.collection;
        let mut remove = self
            .tx
            .prepare_cached(&format!("DELETE FROM search_{collection} WHERE rowid = ?1"))?;
        let mut insert = self.tx.prepare_cached(&format!(
            "INSERT INTO search_{collection} (rowid, tokens) VALUES (?1, ?2)"
        ))?;
        let mut tokenizer = Tokenizer::default();
        for Folded { id, text, replaces } in &self.texts {
            if *replaces {
                remove.execute([id])?;
            }
            tokenizer.tokenize(text);
            insert.execute((id, &tokenizer.line))?;
        }
        Ok(())
    }
}

/// What a resource is sorted by: its name, and what a person reads first; each stands in for the other.
fn keys_of(resource: &NewResource) -> (String, String) {
    let first = |one: &Option<String>, other: &Option<String>| {
        one.as_deref().or(other.as_deref()).map(fold).unwrap_or_default()
    };
    (
        first(&resource.name, &resource.display),
        first(&resource.display, &resource.name),
    )
}

/// Removes what the sync of a number did not see. Only after a sync that was complete. Returns how many went.
///
/// # Errors
/// See [`StorageError`].
pub fn remove_unseen(
    tx: &Transaction<'_>,
    connection_id: Uuid,
    resource_type: &str,
    sync: i64,
) -> Result<i64, StorageError> {
    let Some(collection) = collection(tx, connection_id, resource_type)? else {
        return Ok(0);
    };
    let mut statement =
        tx.prepare_cached("SELECT server_id, resource FROM identities WHERE collection = ?1 AND sync <> ?2")?;
    let gone: Vec<(String, i64)> = statement
        .query_map((collection, sync), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (server_id, id) in &gone {
        take_out(tx, collection, server_id, *id)?;
    }
    Ok(i64::try_from(gone.len()).unwrap_or(i64::MAX))
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
        format!("DELETE FROM search_{collection} WHERE rowid = ?1"),
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
        tx.execute_batch(&format!(
            "DROP TABLE search_{collection}; DROP TABLE texts_{collection};"
        ))?;
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

pub(crate) fn by_id(connection: &Connection, id: i64) -> Result<Option<ResourceRow>, StorageError> {
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
    // Without content (the text is in `texts_`) and without positions: half the size, twice the speed, and what
    // positions would prove the text itself proves.
    tx.execute_batch(&format!(
        "CREATE TABLE texts_{id} (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
         CREATE VIRTUAL TABLE search_{id} USING fts5 (
             tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
         );
         INSERT INTO search_{id} (search_{id}, rank) VALUES ('hashsize', 16777216);"
    ))?;
    Ok(id)
}

fn digest_of(json: &str) -> i64 {
    let mut hash = Sha256::new();
    hash.update([INDEX_VERSION]);
    hash.update(json.as_bytes());
    let mut first = [0_u8; 8];
    for (to, from) in first.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    i64::from_le_bytes(first)
}
