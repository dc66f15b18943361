//! The encrypted offline copy: synchronisation, search, windows for the grid.

mod absent;
mod changes;
mod convert;
mod copies;
pub(crate) mod filtered;
mod matching;
mod members;
mod remember;
mod rows;
mod run;
mod running;
mod search;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{At, ConnectionId, GapCode};

pub(crate) use members::put as put_members;
pub(crate) use running::{Running, Turn};

/// What a synchronisation brought, per type.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SyncReport {
    /// Of which connection.
    pub connection: ConnectionId,
    /// Type by type.
    pub types: Vec<TypeSync>,
    /// How long it took, in milliseconds.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub duration_ms: u64,
    /// Whether it was stopped by the person.
    pub cancelled: bool,
}

/// What a synchronisation brought of one type.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TypeSync {
    /// Type's name.
    pub type_name: String,
    /// Resources received.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub received: u64,
    /// Resources sent more than once.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub duplicates: u64,
    /// Resources no longer there, taken out of the copy (only when complete).
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub gone: u64,
    /// What the server says there are.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub total: Option<u64>,
    /// Whether it is proven that nothing is missing.
    pub complete: bool,
    /// Why not.
    pub reason: Option<String>,
    /// The same as a closed code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "wire", ts(optional))]
    pub reason_code: Option<GapCode>,
    /// Whether only changes since the last reading were asked for.
    pub changes_only: bool,
    /// Why this type could not be read at all.
    pub error: Option<crate::EngineError>,
}

/// How old and how whole the copy of a type is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CopyState {
    /// Type's name.
    pub type_name: String,
    /// Resources in the copy.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub count: u64,
    /// When it was last read from the server; `None`: never.
    pub synced_at: Option<At>,
    /// Whether that was proven complete.
    pub complete: bool,
    /// Why not.
    pub reason: Option<String>,
    /// The same as a closed code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "wire", ts(optional))]
    pub reason_code: Option<GapCode>,
    /// Resources received when it was last read.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub received: u64,
    /// What the server said there would be.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub total: Option<u64>,
    /// Resources the server sent more than once.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub duplicates: u64,
    /// Whether only changes since the reading before were asked for.
    pub changes_only: bool,
}

/// A window of the grid over the offline copy.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct RowsRequest {
    /// Type's name or endpoint.
    pub type_name: String,
    /// Quick search; empty for all.
    pub text: String,
    /// SCIM filter, evaluated here over the copy; `None` for all.
    pub filter: Option<String>,
    /// Column to sort by; `None` sorts by name.
    pub sort_by: Option<String>,
    /// Whether to sort downwards.
    pub descending: bool,
    /// First row wanted, from 0.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub offset: u64,
    /// Most rows wanted; at most 500, 200 when 0.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub limit: u64,
}

/// One row of the grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Id on the server.
    pub id: String,
    /// A name for people.
    pub label: String,
    /// As the server sent it.
    pub resource: Value,
}

/// A window of rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RowsWindow {
    /// The rows.
    pub rows: Vec<Row>,
    /// Index of the first.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub offset: u64,
    /// How many match in all.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub total: u64,
    /// Age and wholeness of the copy.
    pub copy: CopyState,
}

/// One hit of a search over all types of a connection.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// Type's name.
    pub type_name: String,
    /// The row.
    pub row: Row,
}

/// The result of a search.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SearchResult {
    /// The hits, at most the limit.
    pub hits: Vec<SearchHit>,
    /// How many match in all.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub total: u64,
    /// Age of the copies searched.
    pub copies: Vec<CopyState>,
}
