//! What becomes of the columns of a file. The same value is the TOML file of `--map` and the form in the window.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{EngineError, ErrorCode};

/// What to do with the people in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ImportOperation {
    /// Create who is missing, update who is there, reactivate who is inactive.
    #[default]
    Upsert,
    /// Create only; who is there already is blocked.
    Create,
    /// Update only; who is missing is blocked.
    Update,
    /// Deactivate; who is missing is blocked.
    Deactivate,
}

/// How dates that can be read two ways are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum DateOrder {
    /// 3/4/2027 is 3 April.
    DayFirst,
    /// 3/4/2027 is 4 March.
    MonthFirst,
}

/// Columns that name groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct GroupColumns {
    /// Headers of columns with names or ids of groups.
    pub columns: Vec<String>,
    /// What separates several groups in one cell.
    pub separator: String,
    /// Groups that everyone in the file joins.
    pub always: Vec<String>,
}

impl Default for GroupColumns {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            separator: ";".into(),
            always: Vec::new(),
        }
    }
}

/// What becomes of each column, and what is added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Mapping {
    /// What to do.
    pub operation: ImportOperation,
    /// How rows find their people: `userName`, `externalId` or `emails.value`.
    #[serde(rename = "match")]
    pub match_by: String,
    /// Header to attribute path; an empty path leaves the column out.
    pub columns: BTreeMap<String, String>,
    /// Attribute path to one value for everyone.
    pub constants: BTreeMap<String, String>,
    /// Attribute path to a text with `{Header}` in it; `{Header|lower}`, `|upper`, `|initial` change it.
    pub templates: BTreeMap<String, String>,
    /// Memberships.
    pub groups: GroupColumns,
    /// How dates that can be read two ways are read; without it such rows are blocked.
    pub dates: Option<DateOrder>,
}

impl Default for Mapping {
    fn default() -> Self {
        Self {
            operation: ImportOperation::default(),
            match_by: "userName".into(),
            columns: BTreeMap::new(),
            constants: BTreeMap::new(),
            templates: BTreeMap::new(),
            groups: GroupColumns::default(),
            dates: None,
        }
    }
}

impl Mapping {
    /// Reads the TOML of `--map`; errors name line and key.
    pub fn from_toml(text: &str) -> Result<Self, EngineError> {
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let line = error.span().map_or(0, |span| {
                text.get(..span.start).unwrap_or_default().lines().count().max(1)
            });
            EngineError::new(
                ErrorCode::Usage,
                format!("The mapping cannot be read: line {line}."),
                error.message().to_owned(),
                "Correct the mapping; docs/import.md lists its keys.",
            )
        })
    }

    /// This mapping with the columns it says nothing about taken from `suggested`.
    #[must_use]
    pub fn completed(mut self, suggested: &Mapping) -> Self {
        for (header, path) in &suggested.columns {
            let grouped = self.groups.columns.iter().any(|g| g.eq_ignore_ascii_case(header));
            if !grouped && !self.columns.keys().any(|h| h.eq_ignore_ascii_case(header)) {
                self.columns.insert(header.clone(), path.clone());
            }
        }
        if self.groups.columns.is_empty() {
            let free = |header: &&String| !self.columns.keys().any(|h| h.eq_ignore_ascii_case(header));
            let more: Vec<String> = suggested.groups.columns.iter().filter(free).cloned().collect();
            self.groups.columns = more;
        }
        self
    }
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text as it is.
    Text(String),
    /// The cell of a column, changed.
    Cell {
        /// Index of the column.
        column: usize,
        /// How.
        change: CellChange,
    },
}

/// How a template changes a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellChange {
    /// Not at all.
    Same,
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
    /// Its first letter.
    Initial,
}

/// Reads a template against the headers of a file.
pub(crate) fn template(text: &str, headers: &[String]) -> Result<Vec<Piece>, EngineError> {
    let wrong = |why: String| {
        EngineError::new(
            ErrorCode::Usage,
            format!("The template {text:?} cannot be read."),
            why,
            "Write {Header} for a cell of the row.",
        )
    };
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        if !before.is_empty() {
            pieces.push(Piece::Text(before.into()));
        }
        let (name, behind) = after
            .split_once('}')
            .ok_or_else(|| wrong("A brace is opened and never closed.".into()))?;
        let (header, change) = name.split_once('|').map_or((name, ""), |(h, c)| (h, c));
        let change = match change.trim() {
            "" => CellChange::Same,
            "lower" => CellChange::Lower,
            "upper" => CellChange::Upper,
            "initial" => CellChange::Initial,
            other => {
                return Err(wrong(format!(
                    "There is no change {other:?}; lower, upper and initial are known."
                )));
            }
        };
        let column = headers
            .iter()
            .position(|h| h.eq_ignore_ascii_case(header.trim()))
            .ok_or_else(|| wrong(format!("The file has no column {:?}.", header.trim())))?;
        pieces.push(Piece::Cell { column, change });
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.into()));
    }
    Ok(pieces)
}

/// Fills a template; empty when one of its cells is empty, since half a name is worse than none.
pub(crate) fn fill(pieces: &[Piece], cells: &[String]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(plain) => text.push_str(plain),
            Piece::Cell { column, change } => {
                let Some(cell) = cells.get(*column).filter(|cell| !cell.is_empty()) else {
                    return String::new();
                };
                match change {
                    CellChange::Same => text.push_str(cell),
                    CellChange::Lower => text.push_str(&cell.to_lowercase()),
                    CellChange::Upper => text.push_str(&cell.to_uppercase()),
                    CellChange::Initial => text.extend(cell.chars().next()),
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_file_says_which_line_is_wrong() {
        let error = Mapping::from_toml("match = \"userName\"\noperation = \"replace\"\n").unwrap_err();
        assert!(
            error.message.contains("line 2") || error.message.contains("line 1"),
            "the line is named: {error}"
        );
        let error = Mapping::from_toml("colums = {}\n").unwrap_err();
        assert!(
            error.why.contains("colums"),
            "a misspelt key is no silent no-op: {error:?}"
        );
    }

    #[test]
    fn a_template_makes_names_from_cells() {
        let headers = ["Given".to_owned(), "Family".to_owned()];
        let pieces = template("{Given|initial}.{Family|lower}@example.com", &headers).unwrap();
        assert_eq!(
            fill(&pieces, &["Zoë".into(), "Okafor".into()]),
            "Z.okafor@example.com"
        );
        assert_eq!(
            fill(&pieces, &["Zoë".into(), String::new()]),
            "",
            "half a name is no name"
        );
        assert!(
            template("{Nobody}", &headers).is_err(),
            "an unknown column is an error, not an empty text"
        );
    }

    #[test]
    fn what_a_mapping_leaves_open_is_taken_from_the_suggestion() {
        let given = Mapping {
            columns: [("Mail".to_owned(), String::new())].into(),
            ..Mapping::default()
        };
        let suggested = Mapping {
            columns: [
                ("mail".to_owned(), "emails.value".to_owned()),
                ("Title".to_owned(), "title".to_owned()),
            ]
            .into(),
            ..Mapping::default()
        };
        let whole = given.completed(&suggested);
        assert_eq!(
            whole.columns.get("Mail").map(String::as_str),
            Some(""),
            "a column left out on purpose stays out"
        );
        assert_eq!(
            whole.columns.get("Title").map(String::as_str),
            Some("title"),
            "another is matched by its header"
        );
    }
}
