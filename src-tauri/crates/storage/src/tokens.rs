//! What the full-text index holds of a folded text, and what a search asks of it.
//!
//! The tokens are ours, because SQLite's trigram tokenizer finds nothing under three letters: of each word its
//! first letter and its first two letters, and of each run of text without a space every three letters in a
//! row. A token of one or two letters is therefore a beginning, one of three is a trigram. FTS5's `ascii`
//! tokenizer splits at punctuation, so punctuation inside a trigram is moved into the private-use area.

use std::collections::HashSet;

/// Of one text at most so many distinct tokens: a note of a megabyte must not cost a second.
const MOST: usize = 2_000;

/// Collects the tokens of texts; kept between rows to reuse its memory.
#[derive(Default)]
pub(crate) struct Tokenizer {
    seen: HashSet<[char; 3]>,
    pub(crate) line: String,
}

const NONE: char = '\0';

impl Tokenizer {
    /// Fills `line` with the distinct tokens of `text`, separated by spaces.
    pub(crate) fn tokenize(&mut self, text: &str) {
        self.seen.clear();
        self.line.clear();
        for run in text.split(char::is_whitespace) {
            self.beginnings(run);
            self.trigrams(run);
        }
    }

    fn beginnings(&mut self, run: &str) {
        for word in run.split(|c: char| !c.is_alphanumeric()) {
            let mut letters = word.chars();
            if let Some(first) = letters.next() {
                self.add([first, NONE, NONE]);
                if let Some(second) = letters.next() {
                    self.add([first, second, NONE]);
                }
            }
        }
    }

    fn trigrams(&mut self, run: &str) {
        let mut window = [NONE; 3];
        for c in run.chars() {
            window = [window[1], window[2], c];
            if window[0] != NONE {
                self.add(window);
            }
        }
    }

    fn add(&mut self, token: [char; 3]) {
        if self.seen.len() >= MOST || !self.seen.insert(token) {
            return;
        }
        token
            .into_iter()
            .filter(|c| *c != NONE)
            .for_each(|c| self.line.push(shield(c)));
        self.line.push(' ');
    }
}

/// ASCII that the tokenizer would split at, moved to where it does not.
fn shield(c: char) -> char {
    if c.is_ascii() && !c.is_ascii_alphanumeric() {
        return char::from_u32(0xE000 + u32::from(c)).unwrap_or(c);
    }
    c
}

/// Up to so many trigrams of a term are asked of the index; the text itself decides afterwards.
const ASKED: usize = 4;

/// The MATCH expressions of one folded term without spaces; empty when the index cannot help with it.
pub(crate) fn expressions(term: &str) -> Vec<String> {
    let letters: Vec<char> = term.chars().collect();
    if letters.len() < 3 {
        if letters.iter().any(|c| !c.is_alphanumeric()) {
            return Vec::new();
        }
        return vec![quoted(&letters)];
    }
    let trigrams: Vec<&[char]> = letters.windows(3).collect();
    let step = trigrams.len().div_ceil(ASKED).max(1);
    trigrams.iter().step_by(step).map(|t| quoted(t)).collect()
}

fn quoted(letters: &[char]) -> String {
    let mut text = String::with_capacity(16);
    text.push('"');
    letters.iter().for_each(|c| text.push(shield(*c)));
    text.push('"');
    text
}

/// Whether a folded text has the term: anywhere from three letters on, at the beginning of a word below.
pub(crate) fn has(text: &str, term: &str, short: bool) -> bool {
    if !short {
        return text.contains(term);
    }
    text.match_indices(term).any(|(at, _)| {
        text.get(..at)
            .and_then(|before| before.chars().next_back())
            .is_none_or(|c| !c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_gives_beginnings_and_trigrams_once_each() {
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize("an anna");
        let mut tokens: Vec<&str> = tokenizer.line.split_whitespace().collect();
        tokens.sort_unstable();
        assert_eq!(
            tokens,
            ["a", "an", "ann", "nna"],
            "each token once, or the index grows for nothing"
        );
    }

    #[test]
    fn short_terms_are_beginnings_of_words_and_long_ones_stand_anywhere() {
        assert!(
            has("jan kowalski", "ko", true),
            "two letters find the beginning of any word"
        );
        assert!(
            has("j.kowalski@example.com", "ko", true),
            "a word begins after punctuation too"
        );
        assert!(
            !has("jan kowalski", "wa", true),
            "two letters in the middle would match half the directory"
        );
        assert!(
            has("jan kowalski", "wals", false),
            "from three letters on the middle counts"
        );
    }

    #[test]
    fn punctuation_is_asked_in_the_same_disguise_as_it_was_kept() {
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize("a@b.c");
        for expression in expressions("a@b.c") {
            let token = expression.trim_matches('"');
            assert!(
                tokenizer.line.split_whitespace().any(|t| t == token),
                "the index must know {token:?}"
            );
        }
        assert!(
            expressions("@").is_empty(),
            "a lone sign is no beginning of a word: the text decides"
        );
    }
}
