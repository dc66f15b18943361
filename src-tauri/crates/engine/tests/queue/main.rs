//! The durable queue on a real store, through the real client, against the sandbox.

mod bench;
mod ends;
mod stops;
