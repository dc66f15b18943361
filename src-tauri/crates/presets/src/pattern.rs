//! Patterns: regular expressions that hold for a whole text, without look-around and back-references, so that matching
//! takes time in proportion to the text.

use std::fmt;

use regex_lite::Regex;

/// An anchored regular expression.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    regex: Regex,
}

/// Longest pattern.
const LONGEST: usize = 500;
/// Longest text that is matched against one; nothing that is a host, a path or a name is longer.
const LONGEST_TEXT: usize = 2_000;

impl Pattern {
    /// Reads a pattern. `Err` names what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !text.starts_with('^') || !text.ends_with('$') || text.ends_with("\\$") {
            return Err("a pattern begins with ^ and ends with $".into());
        }
        if text.len() > LONGEST {
            return Err(format!("a pattern has at most {LONGEST} characters"));
        }
        // `^a|b$` would be anchored on one side only.
        let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
        let regex = Regex::new(&format!("^(?:{inner})$"))
            .map_err(|e| format!("the pattern cannot be read: {}", e.to_string().replace('\n', " ")))?;
        Ok(Self {
            text: text.to_owned(),
            regex,
        })
    }

    /// Whether it holds for the whole text.
    pub fn matches(&self, text: &str) -> bool {
        text.len() <= LONGEST_TEXT && self.regex.is_match(text)
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_holds_for_the_whole_text_or_is_refused() {
        for bad in ["a", "^a", "a$", "^a\\$", r"^(a)\1$", "^(?=a)$", "^($"] {
            assert!(Pattern::parse(bad).is_err(), "{bad} is refused");
        }
        let either = Pattern::parse("^a|b$").unwrap();
        assert!(either.matches("a") && either.matches("b"));
        assert!(
            !either.matches("ax") && !either.matches("xb"),
            "an alternative does not undo the anchors: a preset would be suggested for a stranger's host"
        );
    }
}
