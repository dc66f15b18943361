//! Requests about groups, their members and small jobs.

use rollcall_engine::{
    ConnectionId, MembersExport, MembersPageRequest, MembersRequest, MembershipsRequest, SelectionRequest,
};
use serde::Deserialize;
use ts_rs::TS;

/// A pasted list of members.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanMembers {
    /// Where.
    pub connection: ConnectionId,
    /// The group and the list.
    pub members: MembersRequest,
}

/// A page of the members of a group.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PageOfMembers {
    /// Where.
    pub connection: ConnectionId,
    /// Which page of which group.
    pub page: MembersPageRequest,
}

/// Writing the members of a group to a file.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportMembers {
    /// Where.
    pub connection: ConnectionId,
    /// Which members, and how.
    pub export: MembersExport,
}

/// The groups of one resource.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupsOfOne {
    /// Where.
    pub connection: ConnectionId,
    /// Type's name.
    pub type_name: String,
    /// Its id.
    pub id: String,
}

/// An action on a selection.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanSelection {
    /// Where.
    pub connection: ConnectionId,
    /// Who and what.
    pub selection: SelectionRequest,
}

/// Memberships of one group or several.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanMemberships {
    /// Where.
    pub connection: ConnectionId,
    /// Who joins and who leaves.
    pub memberships: MembershipsRequest,
}
