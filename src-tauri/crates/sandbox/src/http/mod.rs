//! The protocol over HTTP, RFC 7644: one operation, one file.

mod app;
mod call;
mod conditions;
mod control;
mod create;
mod delete;
mod discovery;
mod disguise;
mod failure;
mod get;
mod intake;
mod list;
mod members;
mod patch;
mod patch_spelling;
mod projection;
mod replace;
mod router;
mod select;

pub(crate) use app::App;
pub(crate) use failure::Failure;
pub(crate) use router::classify;
