//! What happens while the engine works, for whoever listens.

use serde::Serialize;

use crate::{CalibrationProgress, ConnectionId, EvidenceSaid};

/// One thing that happened. A listener that falls behind misses events and reads the state again.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EngineEvent {
    /// The store was set up, opened, or stopped: read the setup state again.
    SetupChanged,
    /// Connections were added, changed, locked, unlocked or removed.
    ConnectionsChanged {
        /// Which one; `None` when the whole list changed.
        connection: Option<ConnectionId>,
    },
    /// A synchronisation moved on.
    Sync(SyncProgress),
    /// A calibration moved on.
    Calibration(CalibrationProgress),
    /// Cached resources changed (after a write or at the end of a synchronisation).
    ResourcesChanged {
        /// Where.
        connection: ConnectionId,
        /// Resource type's name.
        type_name: String,
    },
    /// A job moved on: read its status again.
    JobChanged {
        /// The job's number.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        job: i64,
        /// Rows that have an end state.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        done: u64,
        /// Rows in all.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        total: u64,
        /// The job's state, as in its status.
        state: String,
    },
    /// An exchange with a server was recorded.
    ExchangeRecorded {
        /// With whom.
        connection: ConnectionId,
    },
    /// A setting changed.
    SettingsChanged,
    /// What Rollcall does with a server changed, because of what it learned or what a person set.
    CapabilityChanged {
        /// Where.
        connection: ConnectionId,
        /// The fact, e.g. `list.Users.count.max`.
        feature: String,
        /// What Rollcall went by before, known or taken for granted; `None` where it was neither.
        before: Option<String>,
        /// What it goes by now.
        now: Option<String>,
        /// What showed it; empty when a person set it.
        why: String,
        /// The same, for other languages.
        said: Option<EvidenceSaid>,
    },
}

/// How far a synchronisation is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SyncProgress {
    /// Of which connection.
    pub connection: ConnectionId,
    /// The type being read.
    pub type_name: String,
    /// Resources received of this type.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub received: u64,
    /// What the server says there are; servers are often wrong.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub total: Option<u64>,
    /// Whether this type has ended.
    pub finished: bool,
}
