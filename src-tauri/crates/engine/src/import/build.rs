//! A mapping made ready for one file, and what one row wants.

use rollcall_jobs::plan::Issue;
use rollcall_scim::schema::{CoerceOptions, coerce_with};
use rollcall_scim::{AttributeType, Resource, ResourceModel};
use serde_json::Value;

use super::mapping::{DateOrder, Mapping, Piece, fill, template};
use super::source::{Cells, Source};
use super::target::Target;
use super::{ImportOperation, clean};
use crate::issue::Naming as _;
use crate::{EngineError, ErrorCode, IssueCode};

/// What stands in a cell, a plan and an export instead of a secret.
pub(crate) const SECRET_CELL: &str = rollcall_jobs::SecretAt::PLACEHOLDER;

/// Where the value of an attribute comes from.
enum From {
    Column(usize),
    Constant(Value),
    Template(Vec<Piece>),
}

/// A mapping checked against a file and a server's schema.
pub(crate) struct Ready {
    pub(crate) operation: ImportOperation,
    pub(crate) match_by: MatchBy,
    assignments: Vec<(Target, From)>,
    group_columns: Vec<usize>,
    group_separator: String,
    groups_always: Vec<String>,
    dates: Option<DateOrder>,
    width: usize,
    headers: Vec<String>,
}

/// How rows find their people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MatchBy {
    UserName,
    ExternalId,
    Email,
}

/// What one row wants.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) row_no: u64,
    /// As they will be kept: cleaned, secrets masked.
    pub(crate) cells: Vec<String>,
    /// Attributes with their values, in the mapping's order.
    pub(crate) values: Vec<(usize, Value)>,
    /// A manager named by something that is to be looked up.
    pub(crate) manager: Option<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) user_name: Option<String>,
    pub(crate) external_id: Option<String>,
    /// What the row is matched by, folded where case does not matter.
    pub(crate) key: String,
    /// The first one blocks the row.
    pub(crate) issues: Vec<Issue>,
}

impl MatchBy {
    fn parse(text: &str) -> Result<Self, EngineError> {
        match text.to_ascii_lowercase().as_str() {
            "username" => Ok(Self::UserName),
            "externalid" => Ok(Self::ExternalId),
            "emails.value" | "emails" => Ok(Self::Email),
            _ => Err(EngineError::new(
                ErrorCode::Usage,
                format!("Rows cannot be matched by {text:?}."),
                "",
                "Match by userName, externalId or emails.value.",
            )),
        }
    }

    /// The attribute's path.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::UserName => "userName",
            Self::ExternalId => "externalId",
            Self::Email => "emails.value",
        }
    }

    /// A value as it is compared: user names and addresses without case (RFC 7643 §4.1.1), externalId exactly.
    pub(crate) fn fold(self, value: &str) -> String {
        match self {
            Self::ExternalId => value.to_owned(),
            Self::UserName | Self::Email => value.to_lowercase(),
        }
    }
}

impl Ready {
    /// Checks a mapping against file and schema.
    pub(crate) fn new(
        model: &ResourceModel,
        source: &Source,
        mapping: &Mapping,
    ) -> Result<Self, EngineError> {
        let column = |header: &str| {
            source
                .headers
                .iter()
                .position(|h| h.eq_ignore_ascii_case(header))
                .ok_or_else(|| {
                    EngineError::new(
                        ErrorCode::Usage,
                        format!("{} has no column {header:?}.", source.name),
                        format!("Its columns are {}.", source.headers.join(", ")),
                        "Correct the mapping.",
                    )
                })
        };
        let mut assignments = Vec::new();
        for (header, path) in mapping.columns.iter().filter(|(_, path)| !path.is_empty()) {
            assignments.push((Target::parse(model, path)?, From::Column(column(header)?)));
        }
        for (path, text) in &mapping.constants {
            let target = Target::parse(model, path)?;
            let value =
                coerce_with(target.leaf(), text, CoerceOptions { assume_utc: true }).map_err(|error| {
                    EngineError::new(
                        ErrorCode::Usage,
                        format!("The constant for {path} cannot be used."),
                        format!("{error}."),
                        "Correct the mapping.",
                    )
                })?;
            assignments.push((target, From::Constant(value)));
        }
        for (path, text) in &mapping.templates {
            assignments.push((
                Target::parse(model, path)?,
                From::Template(template(text, &source.headers)?),
            ));
        }
        for (at, (target, _)) in assignments.iter().enumerate() {
            if !target.writable() {
                return Err(EngineError::new(
                    ErrorCode::Usage,
                    format!("{target} cannot be written."),
                    "The server's schema says it is read-only.",
                    "Leave the column out.",
                ));
            }
            if assignments
                .iter()
                .take(at)
                .any(|(other, _)| other.to_string().eq_ignore_ascii_case(&target.to_string()))
            {
                return Err(EngineError::new(
                    ErrorCode::Usage,
                    format!("{target} is given twice."),
                    "Two columns, constants or templates lead to it.",
                    "Keep one of them.",
                ));
            }
        }
        let match_by = MatchBy::parse(&mapping.match_by)?;
        let ready = Self {
            operation: mapping.operation,
            match_by,
            assignments,
            group_columns: mapping
                .groups
                .columns
                .iter()
                .map(|h| column(h))
                .collect::<Result<_, _>>()?,
            group_separator: mapping.groups.separator.clone(),
            groups_always: mapping.groups.always.clone(),
            dates: mapping.dates,
            width: source.headers.len(),
            headers: source.headers.clone(),
        };
        let needed = if mapping.operation == ImportOperation::Create {
            "userName"
        } else {
            match_by.path()
        };
        for path in [needed, match_by.path()] {
            if !ready
                .assignments
                .iter()
                .any(|(target, _)| target.to_string().eq_ignore_ascii_case(path))
            {
                return Err(EngineError::new(
                    ErrorCode::Usage,
                    format!("No column gives {path}."),
                    "Rows find their people by it.",
                    "Map a column to it, or match by another attribute.",
                ));
            }
        }
        Ok(ready)
    }

    /// The attribute at an index of [`Wanted::values`].
    pub(crate) fn target(&self, index: usize) -> Option<&Target> {
        self.assignments.get(index).map(|(target, _)| target)
    }

    /// Whether anything of an extension is mapped.
    pub(crate) fn has_extension(&self, urn: &str) -> bool {
        self.assignments.iter().any(|(target, _)| target.is_of(urn))
    }

    /// Columns whose cells are secrets.
    pub(crate) fn secret_columns(&self) -> impl Iterator<Item = usize> + '_ {
        self.assignments.iter().filter_map(|(target, from)| match from {
            From::Column(column) if target.secret() => Some(*column),
            _ => None,
        })
    }

    /// What a row wants; what is wrong with it is in its issues.
    pub(crate) fn wanted(&self, row: Cells) -> Wanted {
        let mut issues = Vec::new();
        if row.cells.len() != self.width {
            let message = format!(
                "The row has {} cells where the header has {}: values may have moved to another column.",
                row.cells.len(),
                self.width
            );
            issues.push(
                IssueCode::Ragged
                    .issue(message, "Correct the row in the file.")
                    .with("cells", row.cells.len().to_string())
                    .with("expected", self.width.to_string()),
            );
        }
        let cells: Vec<String> = row.cells.iter().map(|cell| clean::cell(cell).0).collect();
        let mut values = Vec::new();
        let mut manager = None;
        let (mut user_name, mut external_id, mut key) = (None, None, String::new());
        for (index, (target, from)) in self.assignments.iter().enumerate() {
            let (text, column) = match from {
                From::Constant(value) => {
                    values.push((index, value.clone()));
                    continue;
                }
                From::Column(column) => (
                    cells.get(*column).cloned().unwrap_or_default(),
                    self.headers.get(*column).cloned(),
                ),
                From::Template(pieces) => (fill(pieces, &cells), None),
            };
            let path = target.to_string();
            if path.eq_ignore_ascii_case(self.match_by.path()) {
                key = self.match_by.fold(&text);
            }
            // An empty cell says nothing about the attribute; clearing is done by hand or by PATCH.
            if text.is_empty() {
                continue;
            }
            if clean::is_scientific(&text) {
                let message = format!(
                    "The value for {path} was turned into a rounded number by a spreadsheet; its digits are lost."
                );
                let fix = "Format the column as text in the source and export again.";
                let mut issue = IssueCode::Scientific.issue(message, fix).with("path", path);
                issue.column = column;
                issues.push(issue);
                continue;
            }
            if path.eq_ignore_ascii_case("userName") {
                user_name = Some(text.clone());
            } else if path.eq_ignore_ascii_case("externalId") {
                external_id = Some(text.clone());
            }
            if target.refers_to_person() {
                manager = Some(text);
                continue;
            }
            match self.typed(target, &text) {
                Ok(value) => values.push((index, value)),
                Err((code, message, fix)) => {
                    let mut issue = code.issue(format!("{path}: {message}."), fix).with("path", path);
                    issue.column = column;
                    issues.push(issue);
                }
            }
        }
        if key.is_empty() {
            let message = format!(
                "The row has no {}, by which it finds its person.",
                self.match_by.path()
            );
            issues.push(
                IssueCode::NoKey
                    .issue(message, "Fill the cell in the file.")
                    .with("path", self.match_by.path()),
            );
        }
        Wanted {
            row_no: row.number,
            groups: self.groups(&cells),
            cells: self.masked(cells),
            values,
            manager,
            user_name,
            external_id,
            key,
            issues,
        }
    }

    fn typed(&self, target: &Target, text: &str) -> Result<Value, (IssueCode, String, &'static str)> {
        let dated = if target.leaf().kind == AttributeType::DateTime {
            date(text, self.dates)?
        } else {
            text.to_owned()
        };
        let leaf = rollcall_scim::Attribute {
            multi_valued: false,
            ..target.leaf().clone()
        };
        coerce_with(&leaf, &dated, CoerceOptions { assume_utc: true }).map_err(|error| {
            let code = IssueCode::of_value(&error);
            (code, error.to_string(), "Correct the cell in the file.")
        })
    }

    fn groups(&self, cells: &[String]) -> Vec<String> {
        let mut groups: Vec<String> = self.groups_always.clone();
        for cell in self.group_columns.iter().filter_map(|at| cells.get(*at)) {
            let separated = cell
                .split(self.group_separator.as_str())
                .map(str::trim)
                .filter(|g| !g.is_empty());
            for group in separated {
                if !groups.iter().any(|g| g == group) {
                    groups.push(group.to_owned());
                }
            }
        }
        groups
    }

    fn masked(&self, mut cells: Vec<String>) -> Vec<String> {
        for column in self.secret_columns() {
            if let Some(cell) = cells.get_mut(column).filter(|cell| !cell.is_empty()) {
                *cell = SECRET_CELL.into();
            }
        }
        cells
    }

    /// The body of a new resource gets the row's values; secrets travel beside it.
    pub(crate) fn put_new(&self, resource: &mut Resource, wanted: &Wanted) {
        self.put(resource, wanted, |target| !target.secret());
    }

    /// A resource that was found gets the row's values. What it was found by stays in the server's spelling:
    /// `Kim@` and `kim@` are one name (RFC 7643 §4.1.1), and sending it again would be a rename.
    pub(crate) fn put_over(&self, resource: &mut Resource, wanted: &Wanted) {
        let found_by = self.match_by.path();
        self.put(resource, wanted, |target| {
            !target.to_string().eq_ignore_ascii_case(found_by)
        });
    }

    fn put(&self, resource: &mut Resource, wanted: &Wanted, which: impl Fn(&Target) -> bool) {
        for (index, value) in &wanted.values {
            if let Some(target) = self.target(*index).filter(|target| which(target)) {
                target.put(resource, value.clone());
            }
        }
    }
}

/// A date as spreadsheets write it, as RFC 3339 wants it; other texts stay as they are.
fn date(text: &str, order: Option<DateOrder>) -> Result<String, (IssueCode, String, &'static str)> {
    let Some(separator) = ['.', '/'].into_iter().find(|c| text.matches(*c).count() == 2) else {
        return Ok(text.into());
    };
    let parts: Vec<u16> = text
        .split(separator)
        .map_while(|part| part.trim().parse().ok())
        .collect();
    let [first, second, year] = parts.as_slice() else {
        return Ok(text.into());
    };
    let (first, second) = (*first, *second);
    if *year < 1000 {
        return Err((
            IssueCode::ValueYear,
            "the year has fewer than four digits".into(),
            "Write the year with four digits.",
        ));
    }
    // With points, the day comes first everywhere they are used.
    let day_first = match (separator, first > 12, second > 12, order) {
        ('.', ..) | (_, true, false, _) => true,
        (_, false, true, _) => false,
        (_, _, _, Some(order)) => order == DateOrder::DayFirst,
        _ if first == second => true,
        _ => {
            return Err((
                IssueCode::AmbiguousDate,
                "the date can be read two ways".into(),
                "Say in the mapping whether the day or the month comes first.",
            ));
        }
    };
    let (day, month) = if day_first {
        (first, second)
    } else {
        (second, first)
    };
    Ok(format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::super::source::Reading;
    use super::*;

    fn row(mapping: &str, csv: &str) -> Wanted {
        let source = Source::read("list.csv".into(), csv.as_bytes(), &Reading::default()).unwrap();
        let ready = Ready::new(
            &ResourceModel::user(),
            &source,
            &Mapping::from_toml(mapping).unwrap(),
        )
        .unwrap();
        let mut wanted = Vec::new();
        source.rows(|cells| wanted.push(ready.wanted(cells))).unwrap();
        wanted.remove(0)
    }

    const COLUMNS: &str = "[columns]\nuserName = \"userName\"\n";

    #[test]
    fn a_password_is_masked_in_the_cells_that_are_kept() {
        let wanted = row(
            &format!("{COLUMNS}Secret = \"password\""),
            "userName,Secret\nk@example.com,hunter2\n",
        );
        assert_eq!(
            wanted.cells,
            ["k@example.com", SECRET_CELL],
            "no plan, export or window ever shows it"
        );
        assert!(
            wanted.values.iter().any(|(_, v)| v == "hunter2"),
            "but it is sent"
        );
    }

    #[test]
    fn a_shifted_row_and_lost_digits_block_the_row() {
        let wanted = row(
            &format!("{COLUMNS}Number = \"externalId\""),
            "userName,Number\nk@example.com,4.41135E+11,oops\n",
        );
        let codes: Vec<&str> = wanted.issues.iter().map(|i| i.code.as_str()).collect();
        assert_eq!(
            codes,
            ["ragged", "scientific"],
            "both are said, and the first blocks"
        );
    }

    #[test]
    fn an_empty_cell_says_nothing() {
        let wanted = row(
            &format!("{COLUMNS}Title = \"title\""),
            "userName,Title\nk@example.com,\n",
        );
        assert_eq!(
            wanted.values.len(),
            1,
            "an empty cell must not clear what the server has"
        );
    }

    #[test]
    fn strict_booleans_only() {
        let wanted = row(
            &format!("{COLUMNS}On = \"active\""),
            "userName,On\nk@example.com,ja\n",
        );
        assert_eq!(
            wanted.issues[0].code, "value_boolean",
            "what ja means is for a person to say"
        );
    }

    #[test]
    fn dates_that_read_two_ways_are_asked_about_once() {
        assert_eq!(
            date("31.01.2027", None).unwrap(),
            "2027-01-31",
            "points put the day first"
        );
        assert_eq!(
            date("1/31/2027", None).unwrap(),
            "2027-01-31",
            "there is no month 31"
        );
        assert_eq!(
            date("03/04/2027", Some(DateOrder::DayFirst)).unwrap(),
            "2027-04-03"
        );
        assert_eq!(
            date("03/04/2027", None).unwrap_err().0,
            IssueCode::AmbiguousDate,
            "guessing would be wrong half the time"
        );
        assert_eq!(date("2027-01-31", None).unwrap(), "2027-01-31", "ISO dates stay");
    }

    #[test]
    fn two_columns_cannot_lead_to_one_attribute() {
        let source = Source::read("list.csv".into(), b"userName,Login\na,b\n", &Reading::default()).unwrap();
        let mapping = Mapping::from_toml("[columns]\nuserName = \"userName\"\nLogin = \"username\"").unwrap();
        assert!(
            Ready::new(&ResourceModel::user(), &source, &mapping).is_err(),
            "which of the two would win?"
        );
    }
}
