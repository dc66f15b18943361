//! A SCIM 2.0 service provider (RFC 7643, RFC 7644): the sample directory of the first start, the
//! target of a rehearsal, and the server that Rollcall's tests talk to.
//!
//! Correct by default. A [`Profile`] makes it deviate as real servers do, one switch for each quirk,
//! and [`profile::Fault`]s make it fail as real networks do: answers lost after the change was
//! applied, bodies cut short, requests that land late. It counts what it saw ([`Stats`]), so that a
//! test asks the server, not the client, what happened.
//!
//! ```no_run
//! # async fn example() -> Result<(), rollcall_sandbox::SandboxError> {
//! use rollcall_sandbox::{SandboxOptions, start};
//! let sandbox = start(SandboxOptions::default()).await?;
//! println!("{} {}", sandbox.base(), sandbox.token());
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

mod directory;
mod http;
mod models;
mod options;
pub mod profile;
mod running;
mod sample;
mod server;
mod stats;

pub use models::{ROLE, ResourceKind, WORKFORCE};
pub use options::{SandboxError, SandboxOptions};
pub use profile::{Profile, ProfileError};
pub use running::{RunningSandbox, start};
pub use stats::Stats;
