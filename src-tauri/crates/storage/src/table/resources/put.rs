//! Keeping resources: the way a whole directory comes in.

use rusqlite::{OptionalExtension as _, Transaction};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Kept, NewResource, collection_for_writing, recount};
use crate::StorageError;
use crate::text::fold;

/// Raised when the keys or texts made of a resource change: unchanged JSON is then taken in again.
const INDEX_VERSION: u8 = 1;

/// Keeps a batch of resources, seen by the sync of a number ([`crate::table::syncs::begin`]; 0 outside a sync). What is
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
    put_watched(tx, connection_id, resource_type, sync, batch, None)
}

/// Hears of a resource that is new or changes: the new one, and the JSON it had; `None` when it was not kept before.
pub type Watch<'w> = &'w mut dyn FnMut(&NewResource, Option<String>);

/// As [`put`]; `watch` hears of each resource that was not kept before or is different now.
///
/// # Errors
/// See [`StorageError`].
pub fn put_watched(
    tx: &Transaction<'_>,
    connection_id: Uuid,
    resource_type: &str,
    sync: i64,
    batch: &[NewResource],
    mut watch: Option<Watch<'_>>,
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
                if let Some(watch) = &mut watch {
                    let before = tx
                        .prepare_cached("SELECT json FROM resources WHERE id = ?1")?
                        .query_row([id], |row| row.get(0))?;
                    watch(resource, Some(before));
                }
                writer.replace(id, resource, digest, sync)?;
                kept.changed += 1;
            }
            None => {
                if let Some(watch) = &mut watch {
                    watch(resource, None);
                }
                writer.add(resource, digest, sync)?;
                kept.added += 1;
            }
        }
    }
    if kept.added + kept.changed > 0 {
        recount(tx, collection, kept.added)?;
    }
    Ok(kept)
}

/// The statements of one batch.
struct Writing<'a> {
    tx: &'a Transaction<'a>,
    collection: i64,
    resource: rusqlite::CachedStatement<'a>,
    entry: rusqlite::CachedStatement<'a>,
    text: rusqlite::CachedStatement<'a>,
    identity: rusqlite::CachedStatement<'a>,
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
        self.text.execute((id, fold(&resource.text)))?;
        self.identity
            .execute((self.collection, server_id, id, digest, sync))?;
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
        tx.prepare_cached(&format!("UPDATE texts_{collection} SET text = ?2 WHERE id = ?1"))?
            .execute((id, fold(&resource.text)))?;
        tx.prepare_cached(
            "UPDATE identities SET digest = ?3, sync = ?4 WHERE collection = ?1 AND server_id = ?2",
        )?
        .execute((collection, server_id, digest, sync))?;
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
