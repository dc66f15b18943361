//! The queue against a simulated server in virtual time.

mod crash;
mod sim;
mod stops;
mod upsert;
