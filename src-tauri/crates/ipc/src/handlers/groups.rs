//! Groups, their members, and small jobs made of a selection.

use rollcall_engine::{ExportReport, GroupsOfMember, InNoGroup, MembersPage, MembersPlan, SmallJob};

use super::store::ask_where;
use crate::wire::{
    ExportMembers, GroupsOfOne, OnConnection, PageOfMembers, PlanMembers, PlanMemberships, PlanSelection,
};
use crate::{Ipc, IpcError};

pub(crate) async fn members_plan(ipc: &Ipc, request: PlanMembers) -> Result<MembersPlan, IpcError> {
    ipc.engine.plan_members(request.connection, request.members).await
}

pub(crate) async fn members_page(ipc: &Ipc, request: PageOfMembers) -> Result<MembersPage, IpcError> {
    ipc.engine.members_page(request.connection, request.page).await
}

pub(crate) async fn members_export(
    ipc: &Ipc,
    request: ExportMembers,
) -> Result<Option<ExportReport>, IpcError> {
    let Some(file) = ask_where(ipc, "members", request.export.format).await else {
        return Ok(None);
    };
    ipc.engine
        .export_members(request.connection, request.export, &file, true)
        .await
        .map(Some)
}

pub(crate) async fn groups_of(ipc: &Ipc, request: GroupsOfOne) -> Result<GroupsOfMember, IpcError> {
    ipc.engine
        .groups_of(request.connection, &request.type_name, &request.id)
        .await
}

pub(crate) async fn in_no_group(ipc: &Ipc, request: OnConnection) -> Result<InNoGroup, IpcError> {
    ipc.engine.in_no_group(request.connection).await
}

pub(crate) async fn selection_plan(ipc: &Ipc, request: PlanSelection) -> Result<SmallJob, IpcError> {
    ipc.engine
        .plan_selection(request.connection, request.selection)
        .await
}

pub(crate) async fn memberships_plan(ipc: &Ipc, request: PlanMemberships) -> Result<SmallJob, IpcError> {
    ipc.engine
        .plan_memberships(request.connection, request.memberships)
        .await
}
