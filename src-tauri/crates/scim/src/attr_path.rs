//! Attribute paths, RFC 7644 §3.10: `[urn:]attribute[.subAttribute]`.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A path to an attribute or sub-attribute, without a value filter (see [`crate::patch::PatchPath`]).
///
/// Comparison ignores case, because attribute names are case-insensitive (RFC 7643 §2.1); the
/// spelling that was read is kept for printing. In JSON it is its text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
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

/// The longest path that is read, in bytes.
pub const MAX_PATH_LENGTH: usize = 2_048;

impl AttrPath {
    /// Parses `userName`, `name.familyName`, `urn:…:User:department`, `urn:…:User:manager.value`.
    ///
    /// A path that is only a URN (an extension as a whole, as in a PATCH path) parses with an empty
    /// `attribute`; see [`AttrPath::is_extension`].
    ///
    /// Where a URN ends cannot be told from the text alone. This follows the shape that the RFCs
    /// register: the name after a version segment (`…:2.0:User`) belongs to the URN, and so does a
    /// last segment that starts with a digit; any other last segment is the attribute. A dot
    /// between URN and attribute (`…:2.0:User.department`, as some servers write) is read as a
    /// colon. [`crate::ResourceModel::path`] knows the schemas and is right for other shapes too;
    /// [`crate::ResourceModel::resolve`] finds the attribute whichever way it was divided.
    pub fn parse(text: &str) -> Result<Self, AttrPathError> {
        if text.len() > MAX_PATH_LENGTH {
            return Err(error(MAX_PATH_LENGTH, "the path is too long"));
        }
        if text.get(..4).is_some_and(|p| p.eq_ignore_ascii_case("urn:")) {
            return parse_with_urn(text);
        }
        let (attribute, sub_attribute) = parse_names(text, 0)?;
        Ok(Self {
            urn: None,
            attribute,
            sub_attribute,
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

    /// A path below a schema whose URN is known; `names` is `attribute` or `attribute.sub`, or
    /// empty for the extension as a whole. Positions in errors count from the start of `names`.
    pub fn within(urn: &str, names: &str) -> Result<Self, AttrPathError> {
        let (attribute, sub_attribute) = if names.is_empty() {
            (String::new(), None)
        } else {
            parse_names(names, 0)?
        };
        Ok(Self {
            urn: Some(urn.into()),
            attribute,
            sub_attribute,
        })
    }

    /// Whether the path names a whole extension (`urn:…:enterprise:2.0:User`).
    pub fn is_extension(&self) -> bool {
        self.urn.is_some() && self.attribute.is_empty()
    }

    /// The same path without its sub-attribute.
    pub fn parent(&self) -> Self {
        Self {
            urn: self.urn.clone(),
            attribute: self.attribute.clone(),
            sub_attribute: None,
        }
    }
}

fn error(position: usize, message: impl Into<String>) -> AttrPathError {
    AttrPathError {
        position,
        message: message.into(),
    }
}

fn parse_with_urn(text: &str) -> Result<AttrPath, AttrPathError> {
    // RFC 8141 §2 (NSS characters), without those that delimit filters and value paths.
    let in_urn = |c: char| c.is_ascii_alphanumeric() || "-._:+=@;$!*'%/~,&".contains(c);
    if let Some((position, c)) = text.char_indices().find(|(_, c)| !in_urn(*c)) {
        return Err(error(position, format!("{c:?} cannot be part of a URN")));
    }
    if let Some(position) = text.find("::") {
        return Err(error(position.saturating_add(1), "a part of the URN is empty"));
    }
    let (head, last) = match text.rsplit_once(':') {
        Some((head, last)) if !last.is_empty() => (head, last),
        _ => return Err(error(text.len(), "a name is missing after the colon")),
    };
    let whole = |urn: &str| AttrPath {
        urn: Some(urn.into()),
        attribute: String::new(),
        sub_attribute: None,
    };
    if last.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(whole(text));
    }
    let offset = head.len().saturating_add(1);
    if !ends_with_version(head) {
        // `urn:a` names nothing: a URN has at least a namespace and a name (RFC 8141 §2).
        if !head.contains(':') {
            return Err(error(text.len(), "the URN is too short"));
        }
        let (attribute, sub_attribute) = parse_names(last, offset)?;
        return Ok(AttrPath {
            urn: Some(head.into()),
            attribute,
            sub_attribute,
        });
    }
    match last.split_once('.') {
        None => Ok(whole(text)),
        Some((name, rest)) => {
            let dot = offset.saturating_add(name.len());
            let (attribute, sub_attribute) = parse_names(rest, dot.saturating_add(1))?;
            Ok(AttrPath {
                urn: text.get(..dot).map(str::to_owned),
                attribute,
                sub_attribute,
            })
        }
    }
}

/// Whether the last segment of `head` is a version such as `2.0`.
fn ends_with_version(head: &str) -> bool {
    let segment = head.rsplit(':').next().unwrap_or_default();
    segment.starts_with(|c: char| c.is_ascii_digit())
        && segment.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Reads `attribute` or `attribute.sub`; `offset` is where `text` starts in the whole path.
fn parse_names(text: &str, offset: usize) -> Result<(String, Option<String>), AttrPathError> {
    match text.split_once('.') {
        None => Ok((parse_name(text, offset)?, None)),
        Some((attribute, sub)) => {
            let attribute = parse_name(attribute, offset)?;
            let after_dot = offset.saturating_add(attribute.len()).saturating_add(1);
            if let Some(dot) = sub.find('.') {
                parse_name(sub.get(..dot).unwrap_or_default(), after_dot)?;
                return Err(error(
                    after_dot.saturating_add(dot),
                    "a sub-attribute has no parts of its own",
                ));
            }
            Ok((attribute, Some(parse_name(sub, after_dot)?)))
        }
    }
}

/// RFC 7643 §2.1: a letter, then letters, digits, `$`, `-`, `_`. A leading `$` is needed for `$ref`;
/// a leading `_` is accepted because schemas in the wild use it.
fn parse_name(text: &str, offset: usize) -> Result<String, AttrPathError> {
    for (at, c) in text.char_indices() {
        let fits = if at == 0 {
            c.is_ascii_alphabetic() || c == '$' || c == '_'
        } else {
            c.is_ascii_alphanumeric() || matches!(c, '$' | '-' | '_')
        };
        if !fits {
            return Err(error(
                offset.saturating_add(at),
                format!("{c:?} cannot be part of an attribute name"),
            ));
        }
    }
    if text.is_empty() || text == "$" {
        return Err(error(
            offset.saturating_add(text.len()),
            "an attribute name is missing",
        ));
    }
    Ok(text.into())
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

impl Hash for AttrPath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let lower = |s: &String| s.to_ascii_lowercase();
        self.urn.as_ref().map(lower).hash(state);
        lower(&self.attribute).hash(state);
        self.sub_attribute.as_ref().map(lower).hash(state);
    }
}

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

impl FromStr for AttrPath {
    type Err = AttrPathError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for AttrPath {
    type Error = AttrPathError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<AttrPath> for String {
    fn from(path: AttrPath) -> Self {
        path.to_string()
    }
}

#[cfg(test)]
mod tests;
