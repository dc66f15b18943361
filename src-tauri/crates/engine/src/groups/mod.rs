//! Groups: members as a delta from pasted names or ids.

mod after_job;
mod chunk;
mod member_list;
mod members;
mod nobody;
mod of_member;
mod offered;
mod page;
mod paste;
mod plan;
pub(crate) mod references;
mod resolve;
mod shown;
pub(crate) mod source;
mod suggest;

use serde::{Deserialize, Serialize};

use crate::{ChangeReview, Notice};

pub(crate) use chunk::leaving_chunk;
pub(crate) use member_list::MemberLists;
pub use nobody::InNoGroup;
pub use of_member::{GroupOf, GroupsOfMember};
pub use page::{MemberKind, MemberRow, MemberSort, MembersGap, MembersPage, MembersPageRequest};

pub(crate) use members::{member_ids, members_draft, of_delta};
pub(crate) use offered::takes_members;
pub(crate) use plan::find_group;

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
    /// Whom the person meant by lines that are not clear.
    #[serde(default)]
    pub chosen: Vec<MemberChoice>,
}

/// Whom the person meant by a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MemberChoice {
    /// The line, as in [`MemberLine::text`].
    pub text: String,
    /// Who.
    pub id: String,
}

/// Somebody who may be meant by a line that is not clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MemberCandidate {
    /// The person's id on the server.
    pub id: String,
    /// The person's name.
    pub label: String,
    /// Sign-in name.
    pub user_name: Option<String>,
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
    /// Whether the person said who is meant.
    pub chosen: bool,
    /// Who may be meant by a line that is not clear; a few, nearest first. None of them is taken unless the person
    /// says so.
    pub candidates: Vec<MemberCandidate>,
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
    /// When only a list is kept: the first by name of those who leave, at most 200; `changes` counts all.
    pub leaving: Vec<MemberCandidate>,
    /// Most members in one request.
    pub chunk: u32,
    /// The change to apply; `None` when there is nothing to do.
    pub review: Option<ChangeReview>,
    /// What should be known.
    pub notices: Vec<Notice>,
}
