//! Attribute paths, RFC 7644 §3.10: `[urn:]attribute[.subAttribute]`.

use std::fmt;

/// A path to an attribute or sub-attribute, without a value filter (see [`crate::patch::PatchPath`]).
///
/// Comparison ignores case, because attribute names are case-insensitive (RFC 7643 §2.1); the
/// spelling that was read is kept for printing.
#[derive(Debug, Clone)]
pub struct AttrPath {
    /// The schema URN, when the path was written with one.
    pub urn: Option<String>,
    /// The attribute's name.
    pub attribute: String,
    /// The sub-attribute's name, for complex attributes.
    pub sub_attribute: Option<String>,
}

/// Why a text is no attribute path. `position` counts bytes from the start of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an attribute path at character {position}: {message}")]
pub struct AttrPathError {
    /// Byte offset of the first character that does not fit.
    pub position: usize,
    /// What was expected.
    pub message: String,
}

impl AttrPath {
    /// Parses `userName`, `name.familyName`, `urn:…:User:department`, `urn:…:User:manager.value`.
    ///
    /// A path that is only a URN (an extension as a whole, as in a PATCH path) parses with an empty
    /// `attribute`; see [`AttrPath::is_extension`].
    pub fn parse(text: &str) -> Result<Self, AttrPathError> {
        let _ = text;
        Err(AttrPathError {
            position: 0,
            message: "unfinished".into(),
        })
    }

    /// A path of one plain attribute.
    pub fn attribute(name: &str) -> Self {
        Self {
            urn: None,
            attribute: name.into(),
            sub_attribute: None,
        }
    }

    /// Whether the path names a whole extension (`urn:…:enterprise:2.0:User`).
    pub fn is_extension(&self) -> bool {
        self.urn.is_some() && self.attribute.is_empty()
    }
}

impl PartialEq for AttrPath {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &Option<String>, b: &Option<String>| match (a, b) {
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
            (None, None) => true,
            _ => false,
        };
        same(&self.urn, &other.urn)
            && self.attribute.eq_ignore_ascii_case(&other.attribute)
            && same(&self.sub_attribute, &other.sub_attribute)
    }
}
impl Eq for AttrPath {}

impl fmt::Display for AttrPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.urn, self.attribute.is_empty()) {
            (Some(urn), true) => return f.write_str(urn),
            (Some(urn), false) => write!(f, "{urn}:")?,
            (None, _) => {}
        }
        f.write_str(&self.attribute)?;
        if let Some(sub) = &self.sub_attribute {
            write!(f, ".{sub}")?;
        }
        Ok(())
    }
}
