//! Why a fact is believed.

use std::fmt;

/// How well a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    /// Verified: read in the vendor's own documentation or source.
    Verified,
    /// Secondary: somebody else's connector, guide or report.
    Secondary,
    /// Inferred from the others.
    Inferred,
}

impl Tag {
    /// `V`, `S` or `I`.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Verified => "V",
            Self::Secondary => "S",
            Self::Inferred => "I",
        }
    }
}

/// Why a fact is believed: `"V docs 2026-11-01: what it says there"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// How well it is known.
    pub tag: Tag,
    /// The id of a source of the preset.
    pub source: Option<String>,
    /// Where that is.
    pub address: Option<String>,
    /// When it was looked at, `2026-11-01`; the preset's `reviewed` where it is not said.
    pub date: String,
    /// More about it.
    pub note: Option<String>,
}

impl Evidence {
    /// Reads the text form. `Err` names what is wrong.
    pub(crate) fn parse(text: &str, reviewed: &str) -> Result<Self, String> {
        let (head, note) = match text.split_once(':') {
            Some((head, note)) => (head, Some(note.trim().to_owned()).filter(|n| !n.is_empty())),
            None => (text, None),
        };
        let mut words = head.split_whitespace();
        let tag = match words.next() {
            Some("V") => Tag::Verified,
            Some("S") => Tag::Secondary,
            Some("I") => Tag::Inferred,
            Some("L") => return Err("what was learned of one server (L) belongs to its connection".into()),
            _ => return Err("evidence begins with V (verified), S (secondary) or I (inferred)".into()),
        };
        let mut evidence = Self {
            tag,
            source: None,
            address: None,
            date: reviewed.to_owned(),
            note,
        };
        for word in words {
            if is_date(word) {
                evidence.date = word.to_owned();
            } else if evidence.source.is_none() {
                evidence.source = Some(word.to_owned());
            } else {
                return Err(format!(
                    "{word} comes after the source; a note is written after a colon: \"V docs: note\""
                ));
            }
        }
        Ok(evidence)
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag.letter())?;
        if let Some(source) = &self.source {
            write!(f, " {source}")?;
        }
        write!(f, " {}", self.date)?;
        match &self.note {
            Some(note) => write!(f, ": {note}"),
            None => Ok(()),
        }
    }
}

/// `2026-11-01`.
pub(crate) fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut number = |digits: usize, range: std::ops::RangeInclusive<u16>| {
        parts
            .next()
            .filter(|p| p.len() == digits)
            .and_then(|p| p.parse::<u16>().ok())
            .is_some_and(|n| range.contains(&n))
    };
    number(4, 2000..=2999) && number(2, 1..=12) && number(2, 1..=31) && parts.next().is_none()
}
