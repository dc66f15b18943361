//! "Did you mean …": who in the copy is called nearly as a line that nobody is called by. Nobody is chosen here.

use std::collections::HashMap;

use rollcall_scim::Resource;
use rollcall_storage::rusqlite::Connection;
use rollcall_storage::table::resources;
use rollcall_storage::{StorageError, fold};
use uuid::Uuid;

use super::MemberCandidate;
use crate::resources::models::label;

/// Lines for which somebody is looked for.
const LINES: usize = 100;
/// People offered for one line.
const OFFERED: usize = 3;
/// Worse than this is nobody one could have meant, in thousandths of the length.
const WORST: usize = 340;

/// A name as letters: in one piece, and its words in one piece whatever their order.
struct Name {
    whole: Vec<char>,
    sorted: Vec<char>,
    words: Vec<String>,
    /// Which letters there are.
    letters: u64,
}

impl Name {
    /// Of a folded text; of an e-mail address what stands before the `@`.
    fn of(folded: &str) -> Self {
        let local = folded.split('@').next().unwrap_or_default();
        let words: Vec<String> = local
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let mut by_letter = words.clone();
        by_letter.sort_unstable();
        let whole: Vec<char> = words.concat().chars().collect();
        Self {
            letters: whole.iter().fold(0, |set, c| set | 1 << (u32::from(*c) % 64)),
            sorted: by_letter.concat().chars().collect(),
            whole,
            words,
        }
    }

    /// How far apart, in thousandths of the length; `None` when too far to be a slip of the pen.
    fn distance(&self, other: &Self) -> Option<usize> {
        let length = self.whole.len().max(other.whole.len());
        if self.whole.len() < 3 || other.whole.is_empty() {
            return None;
        }
        if self.abbreviates(other) || other.abbreviates(self) {
            return Some(WORST / 2);
        }
        let most = length * WORST / 1_000;
        // Each slip changes at most two letters of the set.
        let apart = usize::try_from((self.letters ^ other.letters).count_ones()).unwrap_or(usize::MAX);
        if self.whole.len().abs_diff(other.whole.len()) > most || apart > 2 * most {
            return None;
        }
        let straight = slips(&self.whole, &other.whole, most);
        let turned = slips(&self.sorted, &other.sorted, most);
        let least = straight.into_iter().chain(turned).min()?;
        Some(least * 1_000 / length)
    }

    /// "K. Nowak" for Kim Nowak.
    fn abbreviates(&self, other: &Self) -> bool {
        let short = |word: &String| word.chars().count() == 1;
        self.words.len() == other.words.len()
            && self.words.iter().any(short)
            && self.words.iter().any(|word| word.chars().count() > 2)
            && self.words.iter().all(|word| {
                other
                    .words
                    .iter()
                    .any(|whole| whole == word || (short(word) && whole.starts_with(word.as_str())))
            })
    }
}

/// Letters that are wrong, missing, too many or exchanged with their neighbour, if at most so many.
fn slips(a: &[char], b: &[char], most: usize) -> Option<usize> {
    let width = b.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    let mut row = vec![0; width];
    for (i, x) in a.iter().enumerate() {
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = last[j] + usize::from(x != y);
            let mut least = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *y && b[j - 1] == *x {
                least = least.min(before[j - 1] + 1);
            }
            row[j + 1] = least;
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last.last().copied().filter(|slips| *slips <= most)
}

/// The people of the copy whose names are nearest to each of the lines, nearest first.
pub(super) fn similar(
    c: &Connection,
    connection: Uuid,
    type_name: &str,
    lines: &[String],
) -> Result<HashMap<String, Vec<MemberCandidate>>, StorageError> {
    let sought: Vec<(&String, Name)> = lines
        .iter()
        .take(LINES)
        .map(|line| (line, Name::of(&fold(line))))
        .collect();
    let mut near: Vec<Vec<(usize, i64)>> = sought.iter().map(|_| Vec::new()).collect();
    if sought.is_empty() {
        return Ok(HashMap::new());
    }
    resources::each_key(c, connection, type_name, |number, name, display| {
        let names = [Name::of(name), Name::of(display)];
        for ((_, line), near) in sought.iter().zip(&mut near) {
            let distance = names.iter().filter_map(|name| line.distance(name)).min();
            let Some(distance) = distance else { continue };
            near.push((distance, number));
            if near.len() > OFFERED {
                near.sort_unstable();
                near.truncate(OFFERED);
            }
        }
    })?;
    let mut found = HashMap::new();
    for ((line, _), mut near) in sought.into_iter().zip(near) {
        near.sort_unstable();
        let mut people = Vec::new();
        for (_, number) in near {
            let Some(row) = resources::by_id(c, number)? else {
                continue;
            };
            let resource: Resource = serde_json::from_str(&row.json).unwrap_or_default();
            people.push(MemberCandidate {
                id: row.server_id,
                label: label(&resource),
                user_name: resource.user_name().map(str::to_owned),
            });
        }
        found.insert(line.clone(), people);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(line: &str, name: &str) -> Option<usize> {
        Name::of(&fold(line)).distance(&Name::of(&fold(name)))
    }

    #[test]
    fn a_slip_of_the_pen_is_near_and_another_person_is_not() {
        for (line, name) in [
            ("noor.hadad@example.com", "noor.haddad@example.com"),
            ("noor.haddad@example.net", "noor.haddad@example.com"),
            ("nroo.haddad@example.com", "noor.haddad@example.com"),
            ("Haddad, Noor", "Noor Haddad"),
            ("N. Haddad", "Noor Haddad"),
            ("Lukasz Wisniewsky", "Łukasz Wiśniewski"),
        ] {
            assert!(near(line, name).is_some(), "{line} may be {name}");
        }
        for (line, name) in [
            ("noor.haddad@example.com", "kim.nowak@example.com"),
            ("li", "Li Wu"),
            ("12345", "Noor Haddad"),
            ("", "Noor Haddad"),
        ] {
            assert_eq!(near(line, name), None, "{line} is not {name}");
        }
        assert!(
            near("noor.hadad", "Noor Haddad") < near("noor.hadid", "Noor Haddad"),
            "the nearer comes first"
        );
    }
}
