//! What can go wrong below the store port.

/// Why the store could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no such job, row or operation.
    #[error("there is no {what} {id}")]
    NotFound {
        /// `job`, `row` or `operation`.
        what: &'static str,
        /// The number asked for.
        id: i64,
    },
    /// The job is in a state in which this cannot be done.
    #[error("{0}")]
    WrongState(String),
    /// The disk is full or a quota is reached. Nothing may be sent until it is cured.
    #[error("the disk that holds the job store is full")]
    DiskFull,
    /// Another runner has taken over since (its epoch is higher). This one must stop.
    #[error("another process has taken over running jobs")]
    StaleEpoch,
    /// What came back from the store, or was given to it, does not make sense.
    #[error("the job store holds something unreadable: {0}")]
    Corrupt(String),
    /// Anything else; a commit that answered this may still be durable.
    #[error("the job store failed: {0}")]
    Failed(String),
}
