//! Protocol messages, RFC 7644: ListResponse, SearchRequest, Error, Bulk.

mod bulk;
mod error;
pub(crate) mod lenient;
mod list;
mod search;

pub use bulk::{BulkMethod, BulkOperation, BulkRequest, BulkResponse, BulkResult, replace_bulk_ids};
pub use error::ScimError;
pub use list::ListResponse;
pub use search::SearchRequest;

/// Why a body is not the message it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MessageError(pub String);
