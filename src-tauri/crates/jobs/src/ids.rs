//! Identifiers. Each is the row id of its table, so they are unique per store and short to type.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A job. What a person types after `rollcall job run`.
    JobId
);
id!(
    /// A row of a job.
    RowId
);
id!(
    /// One operation: at most one request is under way for it at any time.
    OpId
);
id!(
    /// A resource on a server that operations write to. Shared by all jobs of a connection.
    TargetId
);
id!(
    /// Counts the runners that have held the store; a runner of an earlier epoch may write nothing.
    Epoch
);
