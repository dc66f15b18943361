//! Requests about connections in files.

use rollcall_engine::{ConnectionId, PortableConnection};
use serde::Deserialize;
use ts_rs::TS;

/// Connections to be written to a file.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportConnections {
    /// Which; all when empty.
    pub connections: Vec<ConnectionId>,
}

/// Connections to be added.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportConnections {
    /// As the file has them, or under another name.
    pub connections: Vec<PortableConnection>,
}
