//! Resources, reviewed changes, groups.

use rollcall_engine::{
    CertificateView, ChangeOutcome, ChangeReview, Confirmation, EngineError, ErrorCode, FindingView,
    ListPiece, ListResult, MergeView, ResourceView, TypeModel, chips_filter, filter_chips,
};
use rollcall_scim::Filter;
use rollcall_scim::filter::FilterError;

use crate::wire::{
    ApplyChange, AskConfirmation, CheckFilter, FilterCheck, ListOn, MergeOn, ModelsOf, Nothing, OnListing,
    OneResource, PrepareChange, ReadCertificate, ValidateDraft, WriteFilter,
};
use crate::{Ipc, IpcError};

pub(crate) async fn models(ipc: &Ipc, request: ModelsOf) -> Result<Vec<TypeModel>, IpcError> {
    ipc.engine.models(request.connection, request.refresh).await
}

pub(crate) async fn resource_list(ipc: &Ipc, request: ListOn) -> Result<ListResult, IpcError> {
    ipc.engine.resource_list(request.connection, request.list).await
}

pub(crate) async fn list_start(ipc: &Ipc, request: ListOn) -> Result<ListPiece, IpcError> {
    ipc.engine.list_start(request.connection, request.list).await
}

pub(crate) async fn list_more(ipc: &Ipc, request: OnListing) -> Result<ListPiece, IpcError> {
    ipc.engine.list_more(request.connection, request.listing).await
}

pub(crate) async fn list_stop(ipc: &Ipc, request: OnListing) -> Result<Nothing, IpcError> {
    ipc.engine.list_stop(request.connection, request.listing);
    Ok(())
}

pub(crate) async fn resource_get(ipc: &Ipc, request: OneResource) -> Result<ResourceView, IpcError> {
    if !request.from_copy {
        return ipc
            .engine
            .resource_get(request.connection, &request.type_name, &request.id)
            .await;
    }
    let cached = ipc
        .engine
        .resource_cached(request.connection, &request.type_name, &request.id)
        .await?;
    cached.ok_or_else(|| {
        EngineError::new(
            ErrorCode::ResourceNotFound,
            "This record is not in the copy on this computer.",
            "It may have been removed since the last reading.",
            "Read the directory again.",
        )
    })
}

pub(crate) async fn filter_check(_: &Ipc, request: CheckFilter) -> Result<FilterCheck, IpcError> {
    Ok(match Filter::parse(&request.filter) {
        Ok(filter) => written(Some(&filter)),
        Err(error) => {
            // The window counts characters, the parser bytes.
            let characters = |at: usize| {
                let before = request.filter.get(..at).unwrap_or(&request.filter);
                before.encode_utf16().count()
            };
            let position = Some(characters(error.position));
            let mut check = faulty(error);
            if let Some(open) = check.params.get_mut("open")
                && let Ok(at) = open.parse()
            {
                *open = (characters(at) + 1).to_string();
            }
            FilterCheck {
                position,
                filter: request.filter,
                ..check
            }
        }
    })
}

pub(crate) async fn filter_write(_: &Ipc, request: WriteFilter) -> Result<FilterCheck, IpcError> {
    Ok(match chips_filter(&request.chips) {
        Ok(filter) => written(filter.as_ref()),
        Err(error) => FilterCheck {
            chips: request.chips,
            ..faulty(error)
        },
    })
}

fn written(filter: Option<&Filter>) -> FilterCheck {
    FilterCheck {
        ok: true,
        chips: filter.map(filter_chips).unwrap_or_default(),
        filter: filter.map(ToString::to_string).unwrap_or_default(),
        ..FilterCheck::default()
    }
}

fn faulty(error: FilterError) -> FilterCheck {
    FilterCheck {
        message: Some(error.message),
        rule: Some(error.fault.rule),
        params: error.fault.params,
        ..FilterCheck::default()
    }
}

pub(crate) async fn change_prepare(ipc: &Ipc, request: PrepareChange) -> Result<ChangeReview, IpcError> {
    ipc.engine
        .prepare_change_by(request.connection, &request.type_name, request.change, request.by)
        .await
}

pub(crate) async fn change_merge(ipc: &Ipc, request: MergeOn) -> Result<MergeView, IpcError> {
    ipc.engine.merge_change(request.connection, request.merge).await
}

pub(crate) async fn change_confirm(ipc: &Ipc, request: AskConfirmation) -> Result<Confirmation, IpcError> {
    ipc.engine
        .confirm(
            request.connection,
            &request.fingerprint,
            request.count,
            request.answer,
        )
        .await
}

pub(crate) async fn change_apply(ipc: &Ipc, request: ApplyChange) -> Result<ChangeOutcome, IpcError> {
    ipc.engine
        .apply_change_for(
            request.connection,
            &request.fingerprint,
            request.confirmation,
            request.reason.as_deref(),
        )
        .await
}

pub(crate) async fn validate(ipc: &Ipc, request: ValidateDraft) -> Result<Vec<FindingView>, IpcError> {
    ipc.engine
        .validate_draft(
            request.connection,
            &request.type_name,
            request.id,
            request.desired,
            request.base,
        )
        .await
}

pub(crate) async fn certificate(
    _: &Ipc,
    request: ReadCertificate,
) -> Result<Option<CertificateView>, IpcError> {
    Ok(rollcall_engine::read_certificate(&request.value))
}
