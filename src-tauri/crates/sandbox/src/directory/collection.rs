//! All resources of one kind, in the order of creation, with their indexes.

use std::collections::HashMap;
use std::sync::Arc;

use super::entry::Entry;

/// All resources of one kind.
#[derive(Debug, Default)]
pub(crate) struct Collection {
    /// Sorted by `seq`, so that a page is a slice and a place is found by halving.
    entries: Vec<Arc<Entry>>,
    by_id: HashMap<Box<str>, u64>,
    by_key: HashMap<Box<str>, Vec<u64>>,
    by_external_id: HashMap<Box<str>, Vec<u64>>,
    next: u64,
}

impl Collection {
    pub(crate) fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    pub(crate) fn next_seq(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Arc<Entry>> {
        self.by_id.get(id).and_then(|seq| self.at(*seq))
    }

    /// Those with this folded name.
    pub(crate) fn with_key<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a Arc<Entry>> + use<'a> {
        self.by_key
            .get(key)
            .into_iter()
            .flatten()
            .filter_map(|seq| self.at(*seq))
    }

    /// Those with exactly this `externalId`.
    pub(crate) fn with_external_id<'a>(
        &'a self,
        external_id: &str,
    ) -> impl Iterator<Item = &'a Arc<Entry>> + use<'a> {
        self.by_external_id
            .get(external_id)
            .into_iter()
            .flatten()
            .filter_map(|seq| self.at(*seq))
    }

    /// How many share their name with an earlier one.
    pub(crate) fn repeated_keys(&self) -> u64 {
        let repeated: usize = self
            .by_key
            .values()
            .map(|seqs| seqs.len().saturating_sub(1))
            .sum();
        u64::try_from(repeated).unwrap_or(u64::MAX)
    }

    /// Adds a new one or takes the place of the one with the same `seq`.
    pub(crate) fn put(&mut self, entry: Arc<Entry>) {
        self.next = self.next.max(entry.seq);
        match self.entries.binary_search_by_key(&entry.seq, |e| e.seq) {
            Ok(place) => {
                if let Some(slot) = self.entries.get_mut(place) {
                    let old = std::mem::replace(slot, Arc::clone(&entry));
                    self.forget(&old);
                }
            }
            Err(place) => self.entries.insert(place, Arc::clone(&entry)),
        }
        self.by_id.insert(entry.id.clone(), entry.seq);
        if let Some(key) = &entry.key {
            insert_sorted(self.by_key.entry(key.clone()).or_default(), entry.seq);
        }
        if let Some(external_id) = &entry.external_id {
            insert_sorted(
                self.by_external_id.entry(external_id.clone()).or_default(),
                entry.seq,
            );
        }
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Arc<Entry>> {
        let seq = self.by_id.get(id).copied()?;
        let place = self.entries.binary_search_by_key(&seq, |e| e.seq).ok()?;
        let entry = self.entries.remove(place);
        self.forget(&entry);
        Some(entry)
    }

    fn at(&self, seq: u64) -> Option<&Arc<Entry>> {
        self.entries
            .binary_search_by_key(&seq, |e| e.seq)
            .ok()
            .and_then(|place| self.entries.get(place))
    }

    fn forget(&mut self, entry: &Entry) {
        self.by_id.remove(&entry.id);
        forget(&mut self.by_key, entry.key.as_deref(), entry.seq);
        forget(&mut self.by_external_id, entry.external_id.as_deref(), entry.seq);
    }
}

fn insert_sorted(seqs: &mut Vec<u64>, seq: u64) {
    if let Err(place) = seqs.binary_search(&seq) {
        seqs.insert(place, seq);
    }
}

fn forget(index: &mut HashMap<Box<str>, Vec<u64>>, name: Option<&str>, seq: u64) {
    let Some(name) = name else { return };
    if let Some(seqs) = index.get_mut(name) {
        seqs.retain(|s| *s != seq);
        if seqs.is_empty() {
            index.remove(name);
        }
    }
}
