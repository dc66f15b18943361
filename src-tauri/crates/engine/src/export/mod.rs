//! Writes what is shown or selected to a file: CSV, XLSX, JSON, JSONL.

mod cell;
mod file;
mod members;
mod run;
mod write;

use serde::{Deserialize, Serialize};

pub(crate) use cell::guarded;
pub(crate) use file::{Writing, file_name, file_trouble};
pub use members::MembersExport;
pub(crate) use write::{Read as Column, Writer};

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// Comma-separated, UTF-8 with byte order mark, every cell quoted.
    #[default]
    Csv,
    /// A workbook.
    Xlsx,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Jsonl,
}

impl ExportFormat {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
        }
    }
}

/// A column as it stands on the screen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct ExportColumn {
    /// Attribute; empty for the name for people.
    pub path: String,
    /// Its head.
    pub title: String,
}

/// What to write.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct ExportRequest {
    /// Type's name or endpoint.
    pub type_name: String,
    /// Only these ids, in this order; everything that matches when empty.
    pub ids: Vec<String>,
    /// Not these ids.
    pub except: Vec<String>,
    /// Quick search; empty for all.
    pub text: String,
    /// SCIM filter, evaluated over the copy.
    pub filter: Option<String>,
    /// Column to sort by.
    pub sort_by: Option<String>,
    /// Whether to sort downwards.
    pub descending: bool,
    /// The columns, in order. With none, JSON holds whole records and tables the first columns of the type.
    pub columns: Vec<ExportColumn>,
    /// The form.
    pub format: ExportFormat,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ExportReport {
    /// The file's name.
    pub name: String,
    /// Rows in it.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub rows: u64,
    /// Rows that were meant and are no longer in the copy.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub missing: u64,
    /// Age and wholeness of the copy it was written from.
    pub copy: crate::CopyState,
}
