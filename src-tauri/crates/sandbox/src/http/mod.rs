//! The protocol over HTTP, RFC 7644: one operation, one file.

mod app;
mod asked;
mod at_once;
mod bulk;
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
mod mail;
mod me;
mod member_pages;
mod members;
mod paging;
mod patch;
mod patch_spelling;
mod projection;
mod replace;
mod router;
mod select;
mod understand;
mod version_1;

pub(crate) use app::App;
pub(crate) use at_once::{MembersThen, Writing};
pub(crate) use failure::Failure;
pub(crate) use router::classify;
