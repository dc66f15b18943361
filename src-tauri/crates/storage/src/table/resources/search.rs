//! Searching the copy of a directory: the first rows in order, and how many there are.
//!
//! The folded texts, read through from end to end, say who matches; an index on the sort key gives the order. What
//! is rare is sorted here; what is frequent is picked out of the sorted index until the window is full.

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::packed::{self, Packed};
use super::{ResourceRow, by_id, collection};
use crate::StorageError;
use crate::text::fold;

/// Up to so many hits are sorted here; beyond, walking the sorted index is faster.
const SORTED: usize = 1_000;
/// More words than this do not make a search narrower, only slower.
const WORDS: usize = 8;

/// What a person typed, folded and cut into words. All words must be found: a word of three letters or more
/// anywhere in the texts, a shorter one of letters and digits at the beginning of a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchText {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: String,
    /// Stands at the beginning of a word, not anywhere.
    pub(super) short: bool,
}

impl SearchText {
    /// Folds and cuts what was typed; of more than eight words the first eight count.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        let mut terms: Vec<Term> = fold(typed)
            .split_whitespace()
            .take(WORDS)
            .map(Term::new)
            .collect();
        // The longest word narrows most and is looked for first in the texts.
        terms.sort_by_key(|term| std::cmp::Reverse(term.text.len()));
        terms.dedup();
        Self { terms }
    }

    /// Whether everything matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    #[cfg(test)]
    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    fn matches(&self, text: &str) -> bool {
        self.terms.iter().all(|term| term.is_in(text))
    }
}

impl Term {
    fn new(word: &str) -> Self {
        Self {
            text: word.to_owned(),
            // A sign is no beginning of a word: it is looked for anywhere.
            short: word.chars().count() < 3 && word.chars().all(char::is_alphanumeric),
        }
    }

    /// Whether a folded text has the term: anywhere from three letters on, at the beginning of a word below.
    pub(super) fn is_in(&self, text: &str) -> bool {
        if !self.short {
            return text.contains(&self.text);
        }
        text.match_indices(&self.text)
            .any(|(at, _)| text.get(..at).is_none_or(packed::ends_no_word))
    }
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortKey {
    /// `userName` or name.
    #[default]
    Name,
    /// `displayName`.
    Display,
    /// `meta.lastModified`.
    Modified,
}

/// The order of a list; equal keys stand in the order the resources were first seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// The key.
    pub key: SortKey,
    /// Z to A.
    pub descending: bool,
}

impl Sort {
    fn column(self) -> &'static str {
        match self.key {
            SortKey::Name => "name_key",
            SortKey::Display => "display_key",
            SortKey::Modified => "modified_key",
        }
    }

    /// The ids of a collection in this order, from the index alone.
    fn walk(self, rest: &str) -> String {
        let (column, direction) = (self.column(), if self.descending { "DESC" } else { "ASC" });
        let index = match self.key {
            SortKey::Name => "entries_by_name",
            SortKey::Display => "entries_by_display",
            SortKey::Modified => "entries_by_modified",
        };
        format!(
            "SELECT id FROM entries INDEXED BY {index} WHERE collection = ?1
             ORDER BY {column} {direction}, id {direction} {rest}"
        )
    }
}

/// A window of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The window.
    pub rows: Vec<ResourceRow>,
    /// How many there are in all.
    pub total: u64,
}

/// Finds the resources of a type that match a text: rows `offset` to `offset + limit` in the given order, and
/// the number of all.
///
/// # Errors
/// See [`StorageError`].
pub fn search(
    connection: &Connection,
    connection_id: Uuid,
    resource_type: &str,
    text: &SearchText,
    sort: Sort,
    offset: u64,
    limit: u32,
) -> Result<Found, StorageError> {
    let Some(collection) = collection(connection, connection_id, resource_type)? else {
        return Ok(Found::default());
    };
    let (ids, total) = window(connection, collection, text, sort, offset, limit)?;
    let rows = ids
        .into_iter()
        .filter_map(|id| by_id(connection, id).transpose())
        .collect::<Result<_, _>>()?;
    Ok(Found { rows, total })
}

fn window(
    connection: &Connection,
    collection: i64,
    text: &SearchText,
    sort: Sort,
    offset: u64,
    limit: u32,
) -> Result<(Vec<i64>, u64), StorageError> {
    if text.is_empty() {
        let mut statement = connection.prepare_cached(&sort.walk("LIMIT ?2 OFFSET ?3"))?;
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        let ids = statement
            .query_map(params![collection, limit, offset], |row| row.get(0))?
            .collect::<Result<Vec<i64>, _>>()?;
        return Ok((ids, count_all(connection, collection)?));
    }
    let hits = hits(connection, collection, text)?;
    let total = u64::try_from(hits.len()).unwrap_or(u64::MAX);
    let skip = usize::try_from(offset).unwrap_or(usize::MAX);
    let take = usize::try_from(limit).unwrap_or(usize::MAX);
    let ids = if hits.len() <= SORTED {
        sorted_here(connection, &hits, sort)?
            .into_iter()
            .skip(skip)
            .take(take)
            .collect()
    } else {
        picked_in_order(connection, collection, &hits, sort, skip, take)?
    };
    Ok((ids, total))
}

/// The ids that match, ascending.
fn hits(connection: &Connection, collection: i64, text: &SearchText) -> Result<Vec<i64>, StorageError> {
    match Packed::of(connection, collection)? {
        Some(texts) => Ok(texts.hits(&text.terms)),
        None => all_texts(connection, collection, text),
    }
}

/// Reads every text from the file: for collections too large to be held in memory.
fn all_texts(connection: &Connection, collection: i64, text: &SearchText) -> Result<Vec<i64>, StorageError> {
    let mut hits = Vec::new();
    packed::each_text(connection, collection, |id, found| {
        if text.matches(found) {
            hits.push(id);
        }
        true
    })?;
    Ok(hits)
}

fn sorted_here(connection: &Connection, hits: &[i64], sort: Sort) -> Result<Vec<i64>, StorageError> {
    let mut lookup =
        connection.prepare_cached(&format!("SELECT {} FROM entries WHERE id = ?1", sort.column()))?;
    let mut keyed = Vec::with_capacity(hits.len());
    for id in hits {
        let key: String = lookup.query_row([id], |row| row.get(0))?;
        keyed.push((key, *id));
    }
    keyed.sort_unstable();
    if sort.descending {
        keyed.reverse();
    }
    Ok(keyed.into_iter().map(|(_, id)| id).collect())
}

fn picked_in_order(
    connection: &Connection,
    collection: i64,
    hits: &[i64],
    sort: Sort,
    skip: usize,
    take: usize,
) -> Result<Vec<i64>, StorageError> {
    let wanted = IdSet::of(hits);
    let mut statement = connection.prepare_cached(&sort.walk(""))?;
    let mut rows = statement.query([collection])?;
    let (mut passed, mut picked) = (0_usize, Vec::with_capacity(take.min(1_000)));
    while picked.len() < take
        && let Some(row) = rows.next()?
    {
        let id: i64 = row.get(0)?;
        if !wanted.has(id) {
            continue;
        }
        if passed >= skip {
            picked.push(id);
        }
        passed += 1;
    }
    Ok(picked)
}

pub(super) fn count_all(connection: &Connection, collection: i64) -> Result<u64, StorageError> {
    let mut statement = connection.prepare_cached("SELECT resources FROM collections WHERE id = ?1")?;
    let count: i64 = statement.query_row([collection], |row| row.get(0))?;
    u64::try_from(count).map_err(|_| StorageError::BadValue {
        what: "collections.resources",
    })
}

/// A set of ids between the smallest and the largest, one bit each.
struct IdSet {
    first: i64,
    bits: Vec<u64>,
}

impl IdSet {
    /// Of ascending ids.
    fn of(ids: &[i64]) -> Self {
        let first = ids.first().copied().unwrap_or(0);
        let mut set = Self {
            first,
            bits: Vec::new(),
        };
        for id in ids {
            let Some((word, bit)) = set.place(*id) else {
                continue;
            };
            if word >= set.bits.len() {
                set.bits.resize(word + 1, 0);
            }
            if let Some(slot) = set.bits.get_mut(word) {
                *slot |= bit;
            }
        }
        set
    }

    fn has(&self, id: i64) -> bool {
        self.place(id)
            .and_then(|(word, bit)| Some(self.bits.get(word)? & bit != 0))
            .unwrap_or(false)
    }

    fn place(&self, id: i64) -> Option<(usize, u64)> {
        let place = usize::try_from(id.checked_sub(self.first)?).ok()?;
        Some((place / 64, 1 << (place % 64)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_terms_are_beginnings_of_words_and_long_ones_stand_anywhere() {
        let has = |text: &str, term: &str| Term::new(term).is_in(text);
        assert!(
            has("jan kowalski", "ko"),
            "two letters find the beginning of any word"
        );
        assert!(
            has("j.kowalski@example.com", "ko"),
            "a word begins after punctuation too"
        );
        assert!(
            !has("jan kowalski", "wa"),
            "two letters in the middle would match half the directory"
        );
        assert!(
            has("jan kowalski", "wals"),
            "from three letters on the middle counts"
        );
        assert!(has("a@b", "@"), "a lone sign is no beginning of a word");
    }
}
