//! The durable queue on this engine: its store is `jobs.db`, its server a connection's client.

mod client_executor;
mod clock;
mod host;
mod store;

pub use client_executor::ClientExecutor;
pub(crate) use client_executor::write::version_of;
pub use clock::BootClock;
pub use host::{ExecutorSource, Followed, HostError, JobEnd, RunnerHost, hand_over};
pub use store::StoreAdapter;

/// Longest time a connection may take to be made when it carries a job's writes: the first byte of a request must
/// leave within W of its intent (queue.md §3.1 P3). Give it to the client as `Limits::connect_timeout`.
pub const CONNECT_LIMIT: std::time::Duration = std::time::Duration::from_secs(4);
