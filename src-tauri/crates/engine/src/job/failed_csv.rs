//! Rows to be corrected as CSV: the original columns, then reason and suggested fix. Opens right in a spreadsheet
//! and can be imported again.

use rollcall_jobs::{JobSummary, RowView};

use crate::export::guarded;
use crate::{EngineError, ErrorCode};

/// Headers of the added columns.
const ADDED: [&str; 3] = ["Rollcall result", "Rollcall reason", "Rollcall suggested fix"];

/// The file's text, with the byte order mark that spreadsheets need to see UTF-8.
pub(super) fn write(summary: &JobSummary, rows: &[RowView]) -> Result<String, EngineError> {
    let source = summary.source.as_ref();
    let delimiter = match source.map(|s| s.delimiter.as_str()) {
        Some(";") => b';',
        Some("|") => b'|',
        Some("\t" | "tab") => b'\t',
        _ => b',',
    };
    let mut columns: Vec<String> = source.map(|s| s.columns.clone()).unwrap_or_default();
    let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    while columns.len() < widest {
        columns.push(format!("Column {}", columns.len() + 1));
    }
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    let width = columns.len();
    let header = columns.iter().map(String::as_str).chain(ADDED);
    let wrote = writer.write_record(header).and_then(|()| {
        rows.iter().try_for_each(|row| {
            let cells = (0..width).map(|i| row.cells.get(i).map_or("", String::as_str));
            let reason = row
                .message
                .as_deref()
                .or_else(|| row.issues.first().map(|i| i.message.as_str()));
            let fix = row
                .fix
                .as_deref()
                .or_else(|| row.issues.first().and_then(|i| i.fix.as_deref()));
            let added = [
                row.state.as_str(),
                reason.unwrap_or_default(),
                fix.unwrap_or_default(),
            ];
            writer.write_record(cells.chain(added).map(guarded))
        })
    });
    let trouble = || {
        EngineError::new(
            ErrorCode::Internal,
            "The rows could not be written as CSV.",
            "",
            "",
        )
    };
    wrote.map_err(|_| trouble())?;
    let bytes = writer.into_inner().map_err(|_| trouble())?;
    let text = String::from_utf8(bytes).map_err(|_| trouble())?;
    Ok(format!("\u{feff}{text}"))
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
