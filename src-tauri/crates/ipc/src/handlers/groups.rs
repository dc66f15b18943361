//! Groups, their members, and small jobs made of a selection.

use rollcall_engine::{GroupsOfMember, InNoGroup, MembersPage, MembersPlan, SmallJob};

use crate::wire::{GroupsOfOne, OnConnection, PageOfMembers, PlanMembers, PlanMemberships, PlanSelection};
use crate::{Ipc, IpcError};

pub(crate) async fn members_plan(ipc: &Ipc, request: PlanMembers) -> Result<MembersPlan, IpcError> {
    ipc.engine.plan_members(request.connection, request.members).await
}

pub(crate) async fn members_page(ipc: &Ipc, request: PageOfMembers) -> Result<MembersPage, IpcError> {
    ipc.engine.members_page(request.connection, request.page).await
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
