//! The folded texts of a collection in one piece of memory: a search is one pass over it.
//!
//! 100,000 people are about 30 MB, passed in some 10 ms whatever is looked for, while a full-text index took more
//! than half the time of a first sync to build and could not prove a word of more than three letters without
//! reading the texts all the same. The first search after a change reads the texts again.

use std::sync::{Arc, Mutex, PoisonError};

use memchr::memmem::Finder;
use rusqlite::Connection;

use super::search::Term;
use crate::StorageError;

/// Most bytes of texts held, all collections together; a larger collection is read from the file each time.
const MOST: usize = 128 << 20;

/// The texts of a collection, and the stamp they had. A stamp is a random number that is drawn anew with each
/// change, so it names one state of one collection in any file.
struct Kept {
    collection: i64,
    stamp: i64,
    texts: Arc<Packed>,
}

/// The one used last stands at the end.
static KEPT: Mutex<Vec<Kept>> = Mutex::new(Vec::new());

/// Forgets all texts: a store was closed.
pub(crate) fn forget() {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// Texts one after the other.
#[derive(Debug, Default)]
pub(super) struct Packed {
    text: String,
    /// The id of each text and where it ends in `text`, both ascending.
    rows: Vec<(i64, usize)>,
}

/// Stands between texts; never part of a term, which has no white space.
const BETWEEN: char = '\n';

impl Packed {
    /// The texts of a collection as this connection sees it; `None` when they are too large to hold.
    pub(super) fn of(connection: &Connection, collection: i64) -> Result<Option<Arc<Self>>, StorageError> {
        let stamp: i64 = connection
            .prepare_cached("SELECT stamp FROM collections WHERE id = ?1")?
            .query_row([collection], |row| row.get(0))?;
        if let Some(texts) = kept(stamp) {
            return Ok(Some(texts));
        }
        let mut texts = Self::default();
        let mut fits = true;
        each_text(connection, collection, |id, text| {
            texts.push(id, text);
            fits = texts.text.len() <= MOST;
            fits
        })?;
        if !fits {
            return Ok(None);
        }
        texts.text.shrink_to_fit();
        let texts = Arc::new(texts);
        keep(collection, stamp, &texts);
        Ok(Some(texts))
    }

    fn push(&mut self, id: i64, text: &str) {
        self.text.push_str(text);
        self.text.push(BETWEEN);
        self.rows.push((id, self.text.len()));
    }

    /// The ids of the texts that have all terms, ascending.
    pub(super) fn hits(&self, terms: &[Term]) -> Vec<i64> {
        let Some((first, others)) = terms.split_first() else {
            return self.rows.iter().map(|(id, _)| *id).collect();
        };
        let finder = Finder::new(&first.text);
        let (mut hits, mut from, mut row) = (Vec::new(), 0, 0);
        while let Some(at) = self
            .text
            .as_bytes()
            .get(from..)
            .and_then(|rest| finder.find(rest))
        {
            let at = from.saturating_add(at);
            row = self.row_at(row, at);
            let Some((id, end)) = self.rows.get(row) else {
                break;
            };
            if first.short && self.text.get(..at).is_some_and(|before| !ends_no_word(before)) {
                from = at.saturating_add(first.text.len());
                continue;
            }
            if others.is_empty()
                || self
                    .text_of(row)
                    .is_some_and(|text| others.iter().all(|t| t.is_in(text)))
            {
                hits.push(*id);
            }
            from = *end;
        }
        hits
    }

    /// The row that holds a byte, looked for from a row before it.
    fn row_at(&self, from: usize, byte: usize) -> usize {
        let rest = self.rows.get(from..).unwrap_or_default();
        let near = rest.iter().take(4).position(|(_, end)| byte < *end);
        from.saturating_add(near.unwrap_or_else(|| rest.partition_point(|(_, end)| *end <= byte)))
    }

    fn text_of(&self, row: usize) -> Option<&str> {
        let begin = match row.checked_sub(1) {
            Some(before) => self.rows.get(before)?.1,
            None => 0,
        };
        self.text.get(begin..self.rows.get(row)?.1)
    }
}

/// Whether a word can begin after this text.
pub(super) fn ends_no_word(before: &str) -> bool {
    before.chars().next_back().is_none_or(|c| !c.is_alphanumeric())
}

/// Hands every text of a collection to `each`, by ascending id, until it says no.
pub(super) fn each_text(
    connection: &Connection,
    collection: i64,
    mut each: impl FnMut(i64, &str) -> bool,
) -> Result<(), StorageError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT id, text FROM texts_{collection} ORDER BY id"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if !each(
            row.get(0)?,
            row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?,
        ) {
            break;
        }
    }
    Ok(())
}

fn kept(stamp: i64) -> Option<Arc<Packed>> {
    let mut all = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let at = all.iter().position(|kept| kept.stamp == stamp)?;
    let found = all.remove(at);
    let texts = found.texts.clone();
    all.push(found);
    Some(texts)
}

fn keep(collection: i64, stamp: i64, texts: &Arc<Packed>) {
    let mut all = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    // What the collection was before is of no use to anybody.
    all.retain(|kept| kept.collection != collection);
    all.push(Kept {
        collection,
        stamp,
        texts: texts.clone(),
    });
    let size = |all: &[Kept]| all.iter().map(|kept| kept.texts.text.len()).sum::<usize>();
    while all.len() > 1 && size(&all) > MOST {
        all.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::search::SearchText;
    use super::*;

    fn found(texts: &[&str], typed: &str) -> Vec<i64> {
        let mut packed = Packed::default();
        for (id, text) in (10_i64..).zip(texts) {
            packed.push(id, text);
        }
        packed.hits(SearchText::new(typed).terms())
    }

    #[test]
    fn a_text_is_found_once_and_only_where_every_term_stands() {
        let texts = ["anna nowak anna", "jan kowalski", "", "anna kowalska"];
        assert_eq!(found(&texts, "anna"), [10, 13], "twice in a text is one hit");
        assert_eq!(found(&texts, "kowalsk anna"), [13], "both must stand in one text");
        assert_eq!(found(&texts, "walski"), [11], "from three letters on, anywhere");
        assert_eq!(found(&texts, "an"), [10, 13], "two letters begin a word");
        assert_eq!(found(&texts, "zzz"), [0_i64; 0], "nobody is nobody");
    }

    #[test]
    fn a_term_never_reaches_over_the_end_of_a_text() {
        assert_eq!(
            found(&["anna", "nowak"], "annanowak"),
            [0_i64; 0],
            "two people are not one"
        );
        assert_eq!(found(&["xan", "anna"], "an"), [11], "the next text begins a word");
    }

    #[test]
    fn a_short_term_is_looked_for_behind_a_place_where_it_does_not_count() {
        assert_eq!(
            found(&["roman andersen"], "an"),
            [10],
            "the middle of the first word hides nothing"
        );
    }
}
