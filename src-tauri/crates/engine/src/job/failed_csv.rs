//! Rows to be corrected as CSV: the original columns, then reason and suggested fix. Opens right in a spreadsheet
//! and can be imported again.

use std::io::Write;

use rollcall_jobs::{JobSummary, RowView};

use crate::export::guarded;

/// Headers of the added columns.
const ADDED: [&str; 3] = ["Rollcall result", "Rollcall reason", "Rollcall suggested fix"];

/// A table being written.
pub(super) struct FailedCsv<W: Write> {
    csv: csv::Writer<W>,
    width: usize,
}

impl<W: Write> FailedCsv<W> {
    /// Writes the byte order mark that spreadsheets need to see UTF-8, and the heads; `widest` is the most cells of a row.
    pub(super) fn begin(mut to: W, summary: &JobSummary, widest: usize) -> std::io::Result<Self> {
        let source = summary.source.as_ref();
        let delimiter = match source.map(|s| s.delimiter.as_str()) {
            Some(";") => b';',
            Some("|") => b'|',
            Some("\t" | "tab") => b'\t',
            _ => b',',
        };
        let mut columns: Vec<String> = source.map(|s| s.columns.clone()).unwrap_or_default();
        while columns.len() < widest {
            columns.push(format!("Column {}", columns.len() + 1));
        }
        to.write_all("\u{feff}".as_bytes())?;
        let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(to);
        csv.write_record(columns.iter().map(String::as_str).chain(ADDED))?;
        Ok(Self {
            csv,
            width: columns.len(),
        })
    }

    pub(super) fn row(&mut self, row: &RowView) -> std::io::Result<()> {
        let cells = (0..self.width).map(|i| row.cells.get(i).map_or("", String::as_str));
        let issue = row.issues.first();
        let reason = row
            .message
            .as_deref()
            .or_else(|| issue.map(|i| i.message.as_str()));
        let fix = row
            .fix
            .as_deref()
            .or_else(|| issue.and_then(|i| i.fix.as_deref()));
        let added = [
            row.state.as_str(),
            reason.unwrap_or_default(),
            fix.unwrap_or_default(),
        ];
        Ok(self.csv.write_record(cells.chain(added).map(guarded))?)
    }

    pub(super) fn finish(self) -> std::io::Result<W> {
        self.csv.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_defused_and_a_telephone_number_is_not() {
        assert_eq!(
            guarded("=HYPERLINK(\"x\")"),
            "'=HYPERLINK(\"x\")",
            "nothing a server or file wrote may run"
        );
        assert_eq!(
            guarded("-1+cmd|' /C calc'!A0"),
            "'-1+cmd|' /C calc'!A0",
            "whatever sign it starts with"
        );
        assert_eq!(
            guarded("+49 (30) 1234-5"),
            "+49 (30) 1234-5",
            "a number comes back as it was"
        );
    }
}
