//! Groups: members as a delta from pasted names or ids.

mod members;
mod nobody;
mod of_member;
mod page;
mod paste;
mod plan;
pub(crate) mod references;

use serde::{Deserialize, Serialize};

use crate::{ChangeReview, Notice};

pub use nobody::InNoGroup;
pub use of_member::{GroupOf, GroupsOfMember};
pub(crate) use page::MemberLists;
pub use page::{MemberKind, MemberRow, MembersPage, MembersPageRequest};

pub(crate) use members::{member_ids, members_draft, of_delta};
pub(crate) use plan::find_group;

/// Most members in one PATCH: the smallest cap found on real servers (quirk 8).
pub(crate) const CHUNK: usize = 100;

/// How many PATCHes so many members take.
pub(crate) fn chunks(members: usize) -> u32 {
    u32::try_from(members.div_ceil(CHUNK)).unwrap_or(u32::MAX)
}

/// What to do with the pasted people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum MemberAction {
    /// Make them members.
    Add,
    /// Take them out.
    Remove,
    /// Keep only them: whoever else is in leaves (intersection).
    Keep,
}

/// A pasted list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MembersRequest {
    /// The group: its id or its displayName.
    pub group: String,
    /// What to do.
    pub action: MemberAction,
    /// Names or ids, one a line; commas, semicolons and tabs separate too.
    pub pasted: String,
    /// The members of this group (id or displayName) instead of a pasted list.
    #[serde(default)]
    pub other: Option<String>,
}

/// One line of the pasted list with what it was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MemberLine {
    /// As pasted.
    pub text: String,
    /// The person's id on the server.
    pub id: Option<String>,
    /// The person's name.
    pub label: Option<String>,
    /// What will happen.
    pub result: MemberResult,
}

/// What a pasted line leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum MemberResult {
    /// Will be added or removed.
    Change,
    /// Is already as wanted.
    AlreadySo,
    /// Nobody found.
    Unknown,
    /// More than one found.
    Ambiguous,
    /// The same person stands above.
    Repeated,
    /// Is not in the group, and keeping does not add.
    NotIn,
}

/// A pasted list resolved: "12 to add, 3 unknown, 40 already in", with the review to apply.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MembersPlan {
    /// The group's id.
    pub group: String,
    /// The group's name.
    pub label: String,
    /// What to do.
    pub action: MemberAction,
    /// Line by line.
    pub lines: Vec<MemberLine>,
    /// To add or remove.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub changes: u64,
    /// Already as wanted.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub already: u64,
    /// Not found.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub unknown: u64,
    /// Found more than once.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub ambiguous: u64,
    /// Whether the server shows the group's members; when not, nobody is known to be "already in".
    pub members_visible: bool,
    /// The ids that join, or leave. More than one request takes ([`MembersPlan::chunk`]) are better planned as a job
    /// ([`crate::Engine::plan_memberships`]).
    pub ids: Vec<String>,
    /// Most members in one request.
    pub chunk: u32,
    /// The change to apply; `None` when there is nothing to do.
    pub review: Option<ChangeReview>,
    /// What should be known.
    pub notices: Vec<Notice>,
}
