//! Reading and printing the path of an operation.

use std::fmt;

use super::{PatchError, PatchPath};
use crate::filter::parser;
use crate::{AttrPath, Filter};

impl PatchPath {
    /// Parses a PATCH path. Fails with `invalidPath`, or with `invalidFilter` when the mistake lies
    /// in the brackets (RFC 7644 table 9); the sentence tells the byte offset.
    pub fn parse(text: &str) -> Result<Self, PatchError> {
        match parser::patch_path(text) {
            Ok(parsed) => Ok(Self {
                attr: parsed.attr,
                filter: parsed.filter.map(Box::new),
                sub_attribute: parsed.sub_attribute,
            }),
            Err(error) => {
                let open = text.find('[');
                let close = text.rfind(']').unwrap_or(text.len());
                let inside = open.is_some_and(|open| error.position > open && error.position <= close);
                Err(PatchError::new(
                    if inside { "invalidFilter" } else { "invalidPath" },
                    format!("The path cannot be read: {error}."),
                ))
            }
        }
    }

    /// `attribute` or `attribute.sub` as a path.
    pub fn attribute(attr: AttrPath) -> Self {
        Self {
            attr,
            filter: None,
            sub_attribute: None,
        }
    }

    /// `attribute[filter]`.
    pub fn value(attr: AttrPath, filter: Filter) -> Self {
        Self {
            attr,
            filter: Some(Box::new(filter)),
            sub_attribute: None,
        }
    }
}

impl From<AttrPath> for PatchPath {
    fn from(attr: AttrPath) -> Self {
        Self::attribute(attr)
    }
}

impl fmt::Display for PatchPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.attr)?;
        if let Some(filter) = &self.filter {
            write!(f, "[{filter}]")?;
        }
        if let Some(sub) = &self.sub_attribute {
            write!(f, ".{sub}")?;
        }
        Ok(())
    }
}
