//! The encrypted SQLite stores of Rollcall: `jobs.db`, precious, and `cache.db`, which can be rebuilt.
//!
//! The only crate with SQL. Callers pass closures to [`Database::write`] and [`Database::read`] and call the
//! functions of [`table`] inside them.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]

mod aside;
mod backup;
mod connect;
mod database;
mod error;
mod folder;
mod key;
mod lock;
mod mark;
mod migrate;
mod open;
mod private;
mod reader;
mod reserve;
mod session;
pub mod table;
mod text;
mod writer;

pub use aside::{accept_lost_changes, rebuild_cache, set_aside};
pub use connect::Kind;
pub use database::Database;
pub use error::{OpenError, StorageError};
pub use folder::{StoreFolder, StoreInfo, StoreMode};
pub use key::{DatabaseKey, KeyError};
pub use lock::RunnerLock;
pub use open::{OpenMode, open_cache, open_jobs};
/// For closures: the types rows are read from and written to.
pub use rusqlite;
pub use text::fold;
