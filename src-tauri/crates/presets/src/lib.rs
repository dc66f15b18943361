//! What is known of well-known SCIM servers, as data.
//!
//! A preset is one TOML file (`docs/presets.md`): how to reach a product, and what it is known to do, fact by fact, each
//! with its evidence. Facts have the same names (field paths such as `list.Users.count.max`) wherever Rollcall speaks of
//! them: in a preset, in what was observed of a server, and in what a person sets by hand; [`field`](mod@field) is the
//! one list of them with the values each may have.
//!
//! Everything here is a function of its arguments: no files but those built in, no network, no clock.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]

mod built_in;
mod document;
mod evidence;
mod fault;
pub mod field;
mod fields;
mod library;
mod pattern;
mod preset;
mod rate;
mod read;
mod suggest;
mod template;
mod value;

pub use evidence::{Evidence, Tag};
pub use fault::{Fault, FaultCode, Severity};
pub use library::{Entry, Library};
pub use pattern::Pattern;
pub use preset::{Claim, Hint, Matching, Preset, Status, Variable};
pub use rate::{Rate, RateOperation};
pub use read::{Reading, read};
pub use suggest::Suggestion;
pub use template::{BaseUrlFault, Template};
pub use value::{Value, ValueError};
