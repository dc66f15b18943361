//! Quirks of bulk requests.

use serde::{Deserialize, Serialize};

/// `/Bulk`, RFC 7644 §3.7.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BulkProfile {
    /// Q-PAT-06: there is no `/Bulk`: 501.
    pub absent: bool,
    /// Q-PAT-06: most operations in one request; 413 above. The ServiceProviderConfig says so. Default 1,000.
    pub max_operations: usize,
    /// Q-PAT-06: most bytes of one request; 413 above. The ServiceProviderConfig says so. Default 1 MiB.
    pub max_payload_size: usize,
    /// Q-DIS-02: the ServiceProviderConfig says that so many operations are taken, whatever is.
    pub operations_claimed: Option<usize>,
    /// Q-DIS-02: the ServiceProviderConfig says 0 for both limits (Canaille).
    pub limits_not_declared: bool,
}

impl Default for BulkProfile {
    fn default() -> Self {
        Self {
            absent: false,
            max_operations: 1_000,
            max_payload_size: 1 << 20,
            operations_claimed: None,
            limits_not_declared: false,
        }
    }
}
