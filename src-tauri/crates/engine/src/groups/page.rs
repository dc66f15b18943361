//! The members of a group, page by page: a group of 100,000 opens without loading them into the window.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::member_list::MemberList;
use crate::{At, ConnectionId, Engine, EngineError, GapCode};

/// Rows when nobody says how many, and the most of a page.
const USUAL: u64 = 200;
const MOST: u64 = 500;

/// Which members.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct MembersPageRequest {
    /// The group's id.
    pub group: String,
    /// Part of a name, sign-in name or id; empty for all.
    pub text: String,
    /// Only these; all when `None`.
    pub kind: Option<MemberKind>,
    /// Column to sort by.
    pub sort: MemberSort,
    /// Whether to sort downwards.
    pub descending: bool,
    /// Members to skip.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub offset: u64,
    /// At most this many; 200 when 0, never more than 500.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub limit: u64,
    /// Read the list from the server now; else only where the copy does not have it.
    pub refresh: bool,
}

/// A column of the list of members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum MemberSort {
    /// Name.
    #[default]
    Name,
    /// What it is.
    Status,
    /// Sign-in name, else the id.
    SignIn,
    /// Department.
    Department,
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum MemberKind {
    /// A person who can sign in.
    Active,
    /// A person who cannot.
    Inactive,
    /// A person of whom the server does not say.
    Unknown,
    /// A group in the group.
    Group,
    /// The copy knows nobody of this id.
    Missing,
}

/// One member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MemberRow {
    /// `members[].value`.
    pub id: String,
    /// A name for people.
    pub label: String,
    /// Sign-in name.
    pub user_name: Option<String>,
    /// Department of the enterprise extension.
    pub department: Option<String>,
    /// What it is.
    pub kind: MemberKind,
}

/// Why members are not proven to be all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MembersGap {
    /// Why.
    pub code: GapCode,
    /// How many the server says there are.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub total: Option<u64>,
}

/// A page of members.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MembersPage {
    /// The group's id.
    pub group: String,
    /// The group's name.
    pub label: String,
    /// The members.
    pub rows: Vec<MemberRow>,
    /// How many fit text and kind.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub total: u64,
    /// How many the group has.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub members: u64,
    /// How many of each kind fit the text: active, inactive, unknown, group, missing.
    #[cfg_attr(feature = "wire", ts(type = "Record<string, number>"))]
    pub kinds: HashMap<String, u64>,
    /// Most members in one request to this server.
    pub chunk: u32,
    /// Whether the server shows members at all; an empty list in the group is taken for "not shown" (quirk 7), one by
    /// itself is not.
    pub shown: bool,
    /// Why the members are not proven to be all.
    pub gap: Option<MembersGap>,
    /// When the list was read from the server in this session; `None`: it is the copy's.
    pub read_at: Option<At>,
}

impl Engine {
    /// A page of the members of a group, by name. The list is the copy's, or, where that has none or `refresh` says
    /// so, the server's, read where this one has them (Q-GRP-02).
    pub async fn members_page(
        &self,
        connection: ConnectionId,
        request: MembersPageRequest,
    ) -> Result<MembersPage, EngineError> {
        let list = self
            .member_list(connection, &request.group, request.refresh)
            .await?;
        let chunk = self.member_chunk(connection).await;
        Ok(page(&list, &request, u32::try_from(chunk).unwrap_or(1)))
    }
}

fn page(list: &MemberList, request: &MembersPageRequest, chunk: u32) -> MembersPage {
    let skip = usize::try_from(request.offset).unwrap_or(usize::MAX);
    let limit = if request.limit == 0 {
        USUAL
    } else {
        request.limit.min(MOST)
    };
    let limit = usize::try_from(limit).unwrap_or(0);
    let mut kinds: HashMap<String, u64> = ["active", "inactive", "unknown", "group", "missing"]
        .map(|kind| (kind.to_owned(), 0))
        .into();
    let (mut rows, mut total) = (Vec::new(), 0_usize);
    for row in list.with_text(request) {
        *kinds.entry(row.kind.word().to_owned()).or_default() += 1;
        if request.kind.is_some_and(|kind| kind != row.kind) {
            continue;
        }
        if total >= skip && rows.len() < limit {
            rows.push(row.clone());
        }
        total += 1;
    }
    MembersPage {
        group: list.group.clone(),
        label: list.label.clone(),
        rows,
        total: u64::try_from(total).unwrap_or(u64::MAX),
        members: u64::try_from(list.rows.len()).unwrap_or(u64::MAX),
        kinds,
        chunk,
        shown: list.shown,
        gap: list.gap,
        read_at: list.read_at,
    }
}

impl MemberKind {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Unknown => "unknown",
            Self::Group => "group",
            Self::Missing => "missing",
        }
    }
}
