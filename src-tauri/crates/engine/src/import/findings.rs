//! What a look over the whole file shows: columns with samples, damage done by spreadsheets.

use std::collections::{BTreeMap, HashMap};

use super::build::SECRET_CELL;
use super::source::Source;
use super::{ColumnPreview, ImportPreview, SourceFinding, SourceFindingCode, clean, headers};
use crate::EngineError;

/// How many rows of each finding are named.
const NAMED_ROWS: usize = 5;
/// How many rows the window shows before the mapping.
const FIRST_ROWS: usize = 50;

/// Reads the file once and says what is in it.
pub(crate) fn preview(
    model: &rollcall_scim::ResourceModel,
    token: String,
    source: &Source,
) -> Result<ImportPreview, EngineError> {
    let matches = headers::matches(model, &source.headers);
    let mapping = headers::mapping(&matches);
    let secret: Vec<bool> = matches
        .iter()
        .map(|m| super::target::Target::parse(model, &m.path).is_ok_and(|target| target.secret()))
        .collect();
    let key = source.headers.iter().position(|h| {
        mapping
            .columns
            .get(h)
            .is_some_and(|path| path.eq_ignore_ascii_case("userName"))
    });
    let mut look = Look::new(source.headers.len(), secret, key);
    source.rows(|row| look.row(row.number, &row.cells))?;
    let mut findings = look.findings(source);
    if source.encoding_guessed {
        findings.insert(
            0,
            SourceFinding {
                code: SourceFindingCode::EncodingGuessed,
                message: format!(
                    "The file does not say how it is encoded; it was read as {}. Look at names with accents.",
                    source.encoding.name()
                ),
                column: None,
                count: 1,
                rows: Vec::new(),
                blocks: false,
            },
        );
    }
    Ok(ImportPreview {
        source: token,
        name: source.name.clone(),
        bytes: source.bytes,
        sha256: source.sha256.clone(),
        encoding: source.encoding.name().into(),
        delimiter: char::from(source.delimiter).to_string(),
        rows: look.rows,
        columns: source
            .headers
            .iter()
            .zip(look.columns)
            .map(|(header, c)| ColumnPreview {
                header: header.clone(),
                samples: c.samples,
                filled: c.filled,
            })
            .collect(),
        first_rows: look.first,
        findings,
        matches,
        mapping,
    })
}

#[derive(Default)]
struct Column {
    samples: Vec<String>,
    filled: u64,
    digits: BTreeMap<usize, u64>,
    other: u64,
    scientific: Places,
}

#[derive(Default)]
struct Places {
    count: u64,
    rows: Vec<u64>,
}

impl Places {
    fn add(&mut self, row: u64) {
        self.count += 1;
        if self.rows.len() < NAMED_ROWS {
            self.rows.push(row);
        }
    }
}

struct Look {
    rows: u64,
    columns: Vec<Column>,
    first: Vec<Vec<String>>,
    ragged: Places,
    cleaned: Places,
    repeated: Places,
    keys: HashMap<String, u64>,
    secret: Vec<bool>,
    key: Option<usize>,
    width: usize,
}

impl Look {
    fn new(width: usize, secret: Vec<bool>, key: Option<usize>) -> Self {
        Self {
            rows: 0,
            columns: (0..width).map(|_| Column::default()).collect(),
            first: Vec::new(),
            ragged: Places::default(),
            cleaned: Places::default(),
            repeated: Places::default(),
            keys: HashMap::new(),
            secret,
            key,
            width,
        }
    }

    fn row(&mut self, number: u64, raw: &[String]) {
        self.rows += 1;
        if raw.len() != self.width {
            self.ragged.add(number);
        }
        let mut shown = Vec::new();
        for (at, cell) in raw.iter().enumerate() {
            let (cell, invisible) = clean::cell(cell);
            if invisible {
                self.cleaned.add(number);
            }
            let secret = self.secret.get(at).copied().unwrap_or(false);
            if let Some(column) = self.columns.get_mut(at) {
                column.look(number, &cell, secret);
            }
            if self.key == Some(at)
                && !cell.is_empty()
                && self.keys.insert(cell.to_lowercase(), number).is_some()
            {
                self.repeated.add(number);
            }
            shown.push(if secret && !cell.is_empty() {
                SECRET_CELL.into()
            } else {
                cell
            });
        }
        if self.first.len() < FIRST_ROWS {
            self.first.push(shown);
        }
    }

    fn findings(&self, source: &Source) -> Vec<SourceFinding> {
        let whole = |code, places: &Places, message: &str, blocks| {
            (places.count > 0).then(|| SourceFinding {
                code,
                message: message.into(),
                column: None,
                count: places.count,
                rows: places.rows.clone(),
                blocks,
            })
        };
        let mut found: Vec<SourceFinding> = [
            whole(
                SourceFindingCode::Ragged,
                &self.ragged,
                "Rows have more or fewer cells than the header; their values may have moved.",
                true,
            ),
            whole(
                SourceFindingCode::RepeatedKey,
                &self.repeated,
                "The same sign-in name stands in more than one row; all of these rows are blocked.",
                true,
            ),
            whole(
                SourceFindingCode::Cleaned,
                &self.cleaned,
                "Cells held invisible characters, which are left out.",
                false,
            ),
        ]
        .into_iter()
        .flatten()
        .collect();
        for (header, column) in source.headers.iter().zip(&self.columns) {
            if column.scientific.count > 0 {
                found.push(SourceFinding {
                    code: SourceFindingCode::Scientific,
                    message: format!("{header}: a spreadsheet turned long numbers into rounded ones; their digits are lost."),
                    column: Some(header.clone()),
                    count: column.scientific.count,
                    rows: column.scientific.rows.clone(),
                    blocks: true,
                });
            }
            let shorter: u64 = column.digits.iter().rev().skip(1).map(|(_, n)| n).sum();
            let longest = column.digits.last_key_value().map_or(0, |(_, n)| *n);
            // Mostly one length and a few shorter ones: a spreadsheet drops zeros in front.
            if column.other == 0 && shorter > 0 && shorter * 4 < longest {
                found.push(SourceFinding {
                    code: SourceFindingCode::LostZeros,
                    message: format!("{header}: a few numbers are shorter than the rest; a spreadsheet may have dropped zeros in front."),
                    column: Some(header.clone()),
                    count: shorter,
                    rows: Vec::new(),
                    blocks: false,
                });
            }
        }
        found
    }
}

impl Column {
    fn look(&mut self, row: u64, cell: &str, secret: bool) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        if secret {
            return;
        }
        if self.samples.len() < 3 && !self.samples.iter().any(|s| s == cell) {
            self.samples.push(cell.chars().take(200).collect());
        }
        if clean::is_scientific(cell) {
            self.scientific.add(row);
        }
        if cell.bytes().all(|b| b.is_ascii_digit()) {
            *self.digits.entry(cell.len()).or_default() += 1;
        } else {
            self.other += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::Reading;
    use super::*;

    fn look(csv: &str) -> ImportPreview {
        let source = Source::read("list.csv".into(), csv.as_bytes(), &Reading::default()).unwrap();
        preview(&rollcall_scim::ResourceModel::user(), "s".into(), &source).unwrap()
    }

    #[test]
    fn damage_done_by_a_spreadsheet_is_found_before_anything_is_sent() {
        let mut csv = String::from("userName,Employee number,Badge\n");
        for n in 0..20 {
            csv.push_str(&format!(
                "p{n}@example.com,0{n:04},{}\n",
                if n == 3 {
                    "4.41135E+11".into()
                } else {
                    format!("B-{n}")
                }
            ));
        }
        csv.push_str("p20@example.com,123,B-20\n");
        let found = look(&csv);
        let codes: Vec<SourceFindingCode> = found.findings.iter().map(|f| f.code).collect();
        assert!(
            codes.contains(&SourceFindingCode::LostZeros),
            "a few short numbers among long ones: {codes:?}"
        );
        assert!(
            codes.contains(&SourceFindingCode::Scientific),
            "and a rounded one: {codes:?}"
        );
        assert_eq!(found.rows, 21, "every row is counted");
    }

    #[test]
    fn a_repeated_name_is_found_whatever_its_case() {
        let found = look("userName\nKim@example.com\nkim@EXAMPLE.com\n");
        assert_eq!(
            found.findings[0].code,
            SourceFindingCode::RepeatedKey,
            "user names are compared without case"
        );
        assert!(
            found.findings[0].blocks,
            "nobody can tell which of the rows is right"
        );
    }

    #[test]
    fn a_column_of_passwords_shows_no_sample() {
        let found = look("userName,password\nk@example.com,hunter2\n");
        assert_eq!(
            found.columns[1].samples,
            Vec::<String>::new(),
            "a secret is nothing to preview"
        );
        assert_eq!(
            found.first_rows[0][1], SECRET_CELL,
            "it only shows that it was given"
        );
    }
}
