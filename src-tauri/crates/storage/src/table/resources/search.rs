//! Searching the copy of a directory: the first rows in order, and how many there are.
//!
//! The full-text index finds candidates, the folded text decides, an index on the sort key gives the order. What
//! is rare is sorted here; what is frequent is picked out of the sorted index until the window is full.

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{ResourceRow, by_id, collection};
use crate::StorageError;
use crate::text::fold;
use crate::tokens;

/// Up to so many candidates are verified one by one; beyond, reading all texts in a row is faster.
const VERIFIED: usize = 10_000;
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
struct Term {
    text: String,
    short: bool,
    expressions: Vec<String>,
    /// What the index finds for it is right without looking at the text.
    exact: bool,
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

    fn matches(&self, text: &str) -> bool {
        self.terms
            .iter()
            .all(|term| tokens::has(text, &term.text, term.short))
    }

    fn exact(&self) -> bool {
        self.terms.iter().all(|term| term.exact)
    }

    fn expression(&self) -> String {
        let all: Vec<&str> = self
            .terms
            .iter()
            .flat_map(|term| term.expressions.iter().map(String::as_str))
            .collect();
        all.join(" AND ")
    }
}

impl Term {
    fn new(word: &str) -> Self {
        let letters = word.chars().count();
        let expressions = tokens::expressions(word);
        Self {
            text: word.to_owned(),
            // A sign is no beginning of a word: it is looked for anywhere.
            short: letters < 3 && word.chars().all(char::is_alphanumeric),
            exact: letters <= 3 && !expressions.is_empty(),
            expressions,
        }
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
    let expression = text.expression();
    if expression.is_empty() {
        return all_texts(connection, collection, text);
    }
    let most = if text.exact() {
        i64::MAX
    } else {
        i64::try_from(VERIFIED + 1).unwrap_or(i64::MAX)
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT rowid FROM search_{collection} WHERE search_{collection} MATCH ?1 LIMIT ?2"
    ))?;
    let candidates = statement
        .query_map((expression, most), |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    if text.exact() {
        return Ok(candidates);
    }
    if candidates.len() > VERIFIED {
        return all_texts(connection, collection, text);
    }
    let mut lookup =
        connection.prepare_cached(&format!("SELECT text FROM texts_{collection} WHERE id = ?1"))?;
    let mut hits = Vec::with_capacity(candidates.len());
    for id in candidates {
        let mut rows = lookup.query([id])?;
        if let Some(row) = rows.next()?
            && text.matches(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)
        {
            hits.push(id);
        }
    }
    Ok(hits)
}

/// Reads every text in a row: for words that most texts have, and for lone signs the index does not know.
fn all_texts(connection: &Connection, collection: i64, text: &SearchText) -> Result<Vec<i64>, StorageError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT id, text FROM texts_{collection} ORDER BY id"))?;
    let mut rows = statement.query([])?;
    let mut hits = Vec::new();
    while let Some(row) = rows.next()? {
        if text.matches(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?) {
            hits.push(row.get(0)?);
        }
    }
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
