//! Splits a filter into tokens with byte positions.

use super::{FilterError, FilterRule};

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind<'a> {
    /// `(`
    LeftParenthesis,
    /// `)`
    RightParenthesis,
    /// `[`
    LeftBracket,
    /// `]`
    RightBracket,
    /// A path, keyword, operator, number or literal; after `]` also `.subAttribute`.
    Word(&'a str),
    /// A JSON string, unescaped.
    Text(String),
}

/// A token and where it starts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind<'a>,
    pub(crate) position: usize,
}

/// Reads all tokens. `base` is added to every position, so that errors in a part of a longer text
/// point into the whole.
pub(crate) fn tokens(text: &str, base: usize) -> Result<Vec<Token<'_>>, FilterError> {
    let mut found = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((start, c)) = characters.next() {
        let position = base.saturating_add(start);
        let kind = match c {
            c if c.is_ascii_whitespace() => continue,
            '(' => TokenKind::LeftParenthesis,
            ')' => TokenKind::RightParenthesis,
            '[' => TokenKind::LeftBracket,
            ']' => TokenKind::RightBracket,
            '"' => {
                let end = closing_quote(text, start)
                    .ok_or_else(|| FilterError::new(position, FilterRule::QuoteOpen))?;
                while characters.next_if(|(at, _)| *at <= end).is_some() {}
                TokenKind::Text(unescape(text.get(start..=end).unwrap_or_default(), position)?)
            }
            _ => {
                while characters.next_if(|(_, c)| !ends_word(*c)).is_some() {}
                let end = characters.peek().map_or(text.len(), |(at, _)| *at);
                TokenKind::Word(text.get(start..end).unwrap_or_default())
            }
        };
        found.push(Token { kind, position });
    }
    Ok(found)
}

fn ends_word(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '"')
}

/// The byte offset of the quote that closes the one at `start`; a quote after an odd number of
/// backslashes belongs to the text (RFC 8259 §7).
fn closing_quote(text: &str, start: usize) -> Option<usize> {
    let mut escaped = false;
    for (offset, byte) in text.bytes().enumerate().skip(start.saturating_add(1)) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(offset),
            _ => {}
        }
    }
    None
}

/// Reads a JSON string with its quotes. RFC 7644 §3.4.2.2 takes the value rules from JSON.
fn unescape(quoted: &str, position: usize) -> Result<String, FilterError> {
    serde_json::from_str(quoted).map_err(|error| {
        let inside = error
            .column()
            .saturating_sub(1)
            .min(quoted.len().saturating_sub(1));
        FilterError::new(position.saturating_add(inside), FilterRule::TextOdd)
    })
}
