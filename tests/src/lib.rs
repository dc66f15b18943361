//! What the tests that cross crates share: the built `rollcall` program with a home of its own, the
//! sandbox in this process, servers nobody here wrote, servers that misbehave, and invented people.

mod command;
mod hostile;
mod http;
mod output;
mod people;
mod real_server;
mod sandbox;

pub use command::{CANARY, PASSPHRASE, Rollcall, Running, program};
pub use hostile::{Hostile, closed_port, self_signed};
pub use http::{Http, Reply};
pub use output::Output;
pub use people::{Person, csv, people};
pub use real_server::RealServer;
pub use sandbox::Sandbox;
