//! The four forms.

use std::io::Write;

use rollcall_scim::{AttrPath, Resource, ResourceModel};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Map, Value};

use super::cell::{LONGEST, guarded, text_of, value_at, without_secrets};
use super::file::Writing;
use super::{ExportColumn, ExportFormat};
use crate::resources::models::label;

/// Most rows of a worksheet, with its head.
const SHEET_ROWS: u32 = 1_048_576;

/// A column with its path taken apart; `None` for the name for people.
pub(crate) struct Read {
    pub(crate) column: ExportColumn,
    pub(crate) path: Option<AttrPath>,
}

/// Takes rows one by one.
pub(crate) struct Writer {
    model: ResourceModel,
    columns: Vec<Read>,
    whole: bool,
    rows: u32,
    form: Form,
}

enum Form {
    Csv(Box<csv::Writer<Writing>>),
    Xlsx(Box<Workbook>, Writing),
    Json(Writing),
    Jsonl(Writing),
}

impl Writer {
    pub(crate) fn begin(
        mut to: Writing,
        format: ExportFormat,
        model: ResourceModel,
        columns: Vec<Read>,
        whole: bool,
    ) -> std::io::Result<Self> {
        let form = match format {
            ExportFormat::Csv => {
                // Spreadsheets see UTF-8 by it.
                to.write_all("\u{feff}".as_bytes())?;
                let mut csv = csv::WriterBuilder::new()
                    .quote_style(csv::QuoteStyle::Always)
                    .from_writer(to);
                csv.write_record(columns.iter().map(|c| guarded(&c.column.title)))?;
                Form::Csv(Box::new(csv))
            }
            ExportFormat::Xlsx => {
                let mut book = Workbook::new();
                let sheet = book.add_worksheet();
                let bold = Format::new().set_bold();
                for (at, column) in (0_u16..).zip(&columns) {
                    sheet
                        .write_string_with_format(0, at, &column.column.title, &bold)
                        .map_err(of_sheet)?;
                    sheet.set_column_width(at, 24).map_err(of_sheet)?;
                }
                sheet.set_freeze_panes(1, 0).map_err(of_sheet)?;
                Form::Xlsx(Box::new(book), to)
            }
            ExportFormat::Json => {
                to.write_all(b"[")?;
                Form::Json(to)
            }
            ExportFormat::Jsonl => Form::Jsonl(to),
        };
        Ok(Self {
            model,
            columns,
            whole,
            rows: 0,
            form,
        })
    }

    pub(crate) fn row(&mut self, resource: &Resource) -> std::io::Result<()> {
        self.rows += 1;
        let cell = |read: &Read| match &read.path {
            None => label(resource),
            Some(path) => value_at(&self.model, resource, path)
                .map(text_of)
                .unwrap_or_default(),
        };
        match &mut self.form {
            Form::Csv(csv) => csv.write_record(self.columns.iter().map(|c| guarded(&cell(c))))?,
            Form::Xlsx(book, _) => {
                if self.rows >= SHEET_ROWS {
                    return Err(std::io::Error::other(
                        "a worksheet holds at most 1,048,576 rows; choose CSV",
                    ));
                }
                let sheet = book.worksheet_from_index(0).map_err(of_sheet)?;
                for (at, column) in (0_u16..).zip(&self.columns) {
                    // Written as text, so that nothing in it is ever a formula.
                    let text: String = cell(column).chars().take(LONGEST).collect();
                    sheet.write_string(self.rows, at, text).map_err(of_sheet)?;
                }
            }
            Form::Json(to) => {
                to.write_all(if self.rows > 1 { b",\n" } else { b"\n" })?;
                let value = record(&self.model, &self.columns, self.whole, resource);
                serde_json::to_writer(to, &value)?;
            }
            Form::Jsonl(to) => {
                let value = record(&self.model, &self.columns, self.whole, resource);
                serde_json::to_writer(&mut *to, &value)?;
                to.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> std::io::Result<u64> {
        let rows = u64::from(self.rows);
        match self.form {
            Form::Csv(csv) => csv
                .into_inner()
                .map_err(|e| std::io::Error::other(e.to_string()))?
                .finish()?,
            Form::Xlsx(mut book, mut to) => {
                let bytes = book.save_to_buffer().map_err(of_sheet)?;
                to.write_all(&bytes)?;
                to.finish()?;
            }
            Form::Json(mut to) => {
                to.write_all(b"\n]\n")?;
                to.finish()?;
            }
            Form::Jsonl(to) => to.finish()?,
        }
        Ok(rows)
    }
}

/// A whole record, or its columns by path.
fn record(model: &ResourceModel, columns: &[Read], whole: bool, resource: &Resource) -> Value {
    if whole {
        return without_secrets(model, resource);
    }
    let mut map = Map::new();
    let id = resource.get_ci("id").cloned().unwrap_or_default();
    map.insert("id".into(), id);
    let bare = Resource(
        without_secrets(model, resource)
            .as_object()
            .cloned()
            .unwrap_or_default(),
    );
    for read in columns {
        let (name, value) = match &read.path {
            None => ("displayName".to_owned(), Value::String(label(resource))),
            Some(path) => (
                read.column.path.clone(),
                value_at(model, &bare, path).cloned().unwrap_or_default(),
            ),
        };
        map.insert(name, value);
    }
    Value::Object(map)
}

fn of_sheet(error: rust_xlsxwriter::XlsxError) -> std::io::Error {
    std::io::Error::other(error.to_string())
}
