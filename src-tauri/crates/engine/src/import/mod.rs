//! From a file to a plan: read, match the headers, map, compare with the live directory.
//!
//! Nothing is sent. A plan is a job in the durable queue that somebody runs later.

mod build;
mod clean;
mod directory;
mod findings;
mod headers;
mod mapping;
mod plan;
pub(crate) mod row_plan;
mod source;
mod target;

use serde::Serialize;

use crate::{Notice, NoticeCode};

pub use headers::HeaderMatch;
pub use mapping::{DateOrder, GroupColumns, ImportOperation, Mapping};
pub use plan::ImportPlan;
pub use source::{Reading, Source, Sources};

/// A file as it was understood, to be looked at before anything else happens.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// Names the opened file in later commands.
    pub source: String,
    /// File name without folders.
    pub name: String,
    /// Size in bytes.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub bytes: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// How it was read.
    pub encoding: String,
    /// How its cells are separated: `,` `;` tab or `|`.
    pub delimiter: String,
    /// Rows below the header.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub rows: u64,
    /// The columns in order.
    pub columns: Vec<ColumnPreview>,
    /// The first rows, as they will be used; secrets masked.
    pub first_rows: Vec<Vec<String>>,
    /// What was found in the file.
    pub findings: Vec<SourceFinding>,
    /// Headers matched to attributes.
    pub matches: Vec<HeaderMatch>,
    /// The mapping these matches make.
    pub mapping: Mapping,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ColumnPreview {
    /// Its header.
    pub header: String,
    /// Up to three different values.
    pub samples: Vec<String>,
    /// How many of the rows have a value.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub filled: u64,
}

/// What can be found in a file. Closed: the window has a sentence for each in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SourceFindingCode {
    /// Invisible characters.
    Cleaned,
    /// The encoding is a guess.
    EncodingGuessed,
    /// Zeros in front may be lost.
    LostZeros,
    /// Rows of another width than the header.
    Ragged,
    /// A name in more than one row.
    RepeatedKey,
    /// Digits lost in a spreadsheet.
    Scientific,
}

/// Something found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SourceFinding {
    /// What it is.
    pub code: SourceFindingCode,
    /// One sentence.
    pub message: String,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// How many cells or rows.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub count: u64,
    /// The first rows it is about, as numbered in the file's rows from 1.
    #[cfg_attr(feature = "wire", ts(type = "Array<number>"))]
    pub rows: Vec<u64>,
    /// Whether the rows it is about are blocked.
    pub blocks: bool,
}

/// What the window asks for when it plans.
#[derive(Debug, Clone, serde::Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PlanRequest {
    /// The opened file.
    pub source: String,
    /// What becomes of its columns.
    pub mapping: Mapping,
}

/// The notice for a directory whose list is not proven complete.
pub(crate) fn not_proven(reason: &str) -> Notice {
    Notice::new(
        NoticeCode::DirectoryNotProvenComplete,
        format!(
            "The server's list of people is not proven complete ({reason}). Who is missing from it is looked up \
             one by one just before being created."
        ),
    ).with("reason", reason)
}
