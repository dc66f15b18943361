//! Resources: models, lists, one resource, and reviewed changes to it.

mod apply;
mod asking;
pub(crate) mod certificate;
mod change;
pub(crate) mod created;
pub(crate) mod difference;
mod edit;
mod filter_chips;
mod filter_memory;
mod follow;
pub(crate) mod gather;
pub(crate) mod get;
pub(crate) mod hidden;
pub(crate) mod lifecycle;
mod list;
mod list_query;
pub(crate) mod listing;
pub(crate) mod mask;
mod merge;
pub(crate) mod models;
pub(crate) mod operations;
pub(crate) mod prepare;
pub(crate) mod prepared;
pub(crate) mod refused_here;
pub(crate) mod request_view;
mod send;
mod teach;
mod validate;
pub(crate) mod verdict;
pub(crate) mod wanted_here;
pub(crate) mod way;
mod whole_members;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{At, GapCode, Notice};

pub(crate) use apply::{Sent, review_gone};
pub use certificate::{CertificateView, read_certificate};
pub use change::{
    AttributeVerdict, Change, ChangeKind, ChangeOutcome, ChangeReview, Difference, DifferenceKind,
    FindingView, Precondition, RequestView, SendBy, SetValue, Verdict, has_unseen,
};
pub use filter_chips::{FilterChip, chips_filter, filter_chips};
pub use merge::{MergeBy, MergeRequest, MergeRow, MergeSide, MergeView};

/// A resource type with its attributes, for forms and columns.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TypeModel {
    /// Name, e.g. `User`.
    pub name: String,
    /// Endpoint, e.g. `/Users`.
    pub endpoint: String,
    /// Core schema first, then the extensions.
    pub schemas: Vec<SchemaView>,
    /// Paths that make good first columns.
    pub columns: Vec<String>,
    /// Whether the server declared it or the RFC's own stands in.
    pub declared: bool,
    /// When it was read from the server.
    pub read_at: Option<At>,
}

/// A schema of a type.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SchemaView {
    /// URN.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Whether it is an extension.
    pub extension: bool,
    /// Whether the extension is required.
    pub required: bool,
    /// Its attributes.
    pub attributes: Vec<AttributeView>,
}

/// An attribute with its characteristics (RFC 7643 §7).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AttributeView {
    /// Full path, with URN for extensions.
    pub path: String,
    /// Name.
    pub name: String,
    /// `string`, `boolean`, `decimal`, `integer`, `dateTime`, `reference`, `binary`, `complex`.
    pub kind: String,
    /// Whether it is a list.
    pub multi_valued: bool,
    /// What it is for.
    pub description: String,
    /// Whether a create must carry it.
    pub required: bool,
    /// Suggested values.
    pub canonical_values: Vec<String>,
    /// Whether comparison minds case.
    pub case_exact: bool,
    /// `readOnly`, `readWrite`, `immutable`, `writeOnly`.
    pub mutability: String,
    /// `always`, `never`, `default`, `request`.
    pub returned: String,
    /// `none`, `server`, `global`.
    pub uniqueness: String,
    /// What a reference may point to.
    pub reference_types: Vec<String>,
    /// Parts of a complex attribute.
    pub sub_attributes: Vec<AttributeView>,
}

/// A live list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct ListRequest {
    /// Type's name or endpoint (`User`, `users`, `/Users`).
    pub type_name: String,
    /// SCIM filter.
    pub filter: Option<String>,
    /// Attributes to return; empty for the default set.
    pub attributes: Vec<String>,
    /// Attributes to leave out.
    pub excluded_attributes: Vec<String>,
    /// Attribute to sort by.
    pub sort_by: Option<String>,
    /// Whether to sort downwards.
    pub descending: bool,
    /// Most resources to return; all when `None`.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub limit: Option<u64>,
    /// Asks the server even where it is known not to answer such a filter.
    pub ask_anyway: bool,
}

/// Who filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum FilteredBy {
    /// No filter was asked for.
    Nobody,
    /// The server, and every result was checked again here.
    Server,
    /// Rollcall: the server ignored or refused the filter, everything was read and filtered here.
    Rollcall,
}

/// The result of a live list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ListResult {
    /// The resources, as the server sent them.
    pub resources: Vec<Value>,
    /// What the server says there are.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub total_results: Option<u64>,
    /// Whether these are proven to be all that match (within the limit).
    pub complete: bool,
    /// Why not.
    pub incomplete_reason: Option<String>,
    /// The same as a closed code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "wire", ts(optional))]
    pub incomplete_code: Option<GapCode>,
    /// Whether the limit cut the list.
    pub cut: bool,
    /// Who filtered.
    pub filtered_by: FilteredBy,
    /// What should be known.
    pub notices: Vec<Notice>,
}

/// A piece of a live list that is still being read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ListPiece {
    /// The list's number, by which more of it is asked for.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub listing: u64,
    /// The resources that came since the piece before.
    pub resources: Vec<Value>,
    /// How many the server has sent so far, whether they match or not.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub received: u64,
    /// How many the server says there are to send.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub total: Option<u64>,
    /// Who filters, as far as is known.
    pub filtered_by: FilteredBy,
    /// What should be known, from the beginning on.
    pub notices: Vec<Notice>,
    /// How it ended; `None` while there is more to come.
    pub end: Option<ListEnd>,
}

impl ListPiece {
    pub(crate) fn new(listing: u64) -> Self {
        Self {
            listing,
            resources: Vec::new(),
            received: 0,
            total: None,
            filtered_by: FilteredBy::Server,
            notices: Vec::new(),
            end: None,
        }
    }

    /// What is here; the next piece has other resources.
    pub(crate) fn cut(&mut self) -> Self {
        let resources = std::mem::take(&mut self.resources);
        Self {
            resources,
            ..self.clone()
        }
    }
}

/// How a live list ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ListEnd {
    /// Whether these are proven to be all that match.
    pub complete: bool,
    /// Why not.
    pub incomplete_reason: Option<String>,
    /// The same as a closed code.
    pub gap: Option<GapCode>,
    /// Whether the most that one list brings was reached.
    pub cut: bool,
}

/// One resource read from the server.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResourceView {
    /// Type's name.
    pub type_name: String,
    /// Its id on the server.
    pub id: String,
    /// A name for people: displayName, name, userName, externalId or id.
    pub label: String,
    /// As the server sent it.
    pub resource: Value,
    /// ETag, from the header or `meta.version`.
    pub etag: Option<String>,
    /// When it was read.
    pub read_at: At,
    /// Whether it came from the offline copy.
    pub from_copy: bool,
}
