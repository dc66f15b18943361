//! How many changes the server takes in one request, and whether it resolves references between them. The changes touch
//! the synthetic user only.

use rollcall_presets::Value as Fact;
use rollcall_scim::message::{BulkMethod, BulkOperation, BulkRequest, BulkResponse};
use rollcall_scim::patch::PatchOperation;
use rollcall_scim_client::{ClientError, EvidenceCode};
use serde_json::json;

use super::course::{Course, Way};
use super::dialect::set;
use super::members::holds;
use super::{CalibrationStage, EntryKind, bodies};
use crate::EngineError;

/// Most changes in one request, whatever the server says it takes.
const MOST: usize = 50;
/// Tried where the server does not say how many.
const UNSAID: usize = 10;
/// A request that is refused is halved so often.
const TRIES: u32 = 3;

impl Course<'_> {
    pub(super) async fn measure_bulk(&mut self) -> Result<(), EngineError> {
        if !self.planned.bulk {
            return Ok(());
        }
        self.begin(CalibrationStage::Bulk);
        if self.size().await == Some(true) {
            self.references().await?;
        }
        Ok(())
    }

    /// Whether `/Bulk` works at all.
    async fn size(&mut self) -> Option<bool> {
        let Way::Patch(dialect) = self.way.clone() else {
            return None;
        };
        let field = self.fields().first().copied()?;
        let id = self.user_id()?;
        let facts = self.engine.facts(self.profile.id).await;
        let declared = match facts.value("bulk.max_ops") {
            Some(Fact::Number(n)) if n > 0 => usize::try_from(n).ok(),
            _ => None,
        };
        let endpoint = self.model().endpoint.clone();
        let mut size = declared.unwrap_or(UNSAID).min(MOST);
        let mut refused = None;
        for _ in 0..TRIES {
            if !self.may() {
                return None;
            }
            let operation = |n: usize| {
                let operations: Vec<PatchOperation> = set(field, json!(format!("{} [{n}]", bodies::SAYS)))
                    .into_iter()
                    .collect();
                BulkOperation {
                    method: BulkMethod::Patch,
                    bulk_id: None,
                    version: None,
                    path: format!("{endpoint}/{id}"),
                    data: Some(dialect.patch_message(&endpoint, &operations)),
                }
            };
            let request = BulkRequest {
                fail_on_errors: None,
                operations: (0..size).map(operation).collect(),
            };
            match self.client.bulk(&request).await {
                Ok(answer) if all_done(&answer, size) => {
                    self.saw(
                        "features.bulk",
                        "yes",
                        EvidenceCode::BulkMade.with(&[("size", &size)]),
                    );
                    if let Some(refused) = refused {
                        let what = EvidenceCode::BulkStopped.with(&[("size", &size), ("refused", &refused)]);
                        self.saw("bulk.max_ops", &size.to_string(), what);
                    } else if declared == Some(size) {
                        let what = EvidenceCode::BulkDeclared.with(&[("size", &size)]);
                        self.saw("bulk.max_ops", &size.to_string(), what);
                    }
                    return Some(true);
                }
                Ok(_) => {
                    let what = EvidenceCode::BulkPartly.with(&[("size", &size)]);
                    self.saw("features.bulk", "partial", what);
                    return Some(false);
                }
                Err(ClientError::Status(e)) if matches!(e.status, 404 | 405 | 501) => {
                    self.saw("features.bulk", "no", EvidenceCode::BulkRefused);
                    return Some(false);
                }
                Err(ClientError::Status(e)) if matches!(e.status, 400 | 413 | 422) => {
                    refused = Some(size);
                    if size == 1 {
                        return Some(false);
                    }
                    size /= 2;
                }
                Err(_) => return None,
            }
        }
        Some(false)
    }

    /// A user and a group with it in one request: the group refers to the user by its bulkId.
    async fn references(&mut self) -> Result<(), EngineError> {
        let Some(group_model) = &self.planned.group else {
            return Ok(());
        };
        if !self.may() {
            return Ok(());
        }
        let user_model = self.model();
        let names = self.planned.names.clone();
        let (user_name, group_name) = (names.second_user(), names.second_group());
        let user_body = bodies::user(user_model, self.client.dialect(), &user_name, &group_name);
        let mut group_body = bodies::group(group_model, &group_name);
        group_body
            .0
            .insert("members".into(), json!([{"value": "bulkId:user"}]));
        let user = self.trace(EntryKind::User, &user_model.endpoint, &user_name);
        let group = self.trace(EntryKind::Group, &group_model.endpoint, &group_name);
        self.note(user.clone()).await?;
        self.note(group.clone()).await?;
        let post = |name: &str, path: &str, body: &rollcall_scim::Resource| BulkOperation {
            method: BulkMethod::Post,
            bulk_id: Some(name.to_owned()),
            version: None,
            path: path.to_owned(),
            data: Some(body.to_value()),
        };
        let request = BulkRequest {
            fail_on_errors: None,
            operations: vec![
                post("user", &user_model.endpoint, &user_body),
                post("group", &group_model.endpoint, &group_body),
            ],
        };
        let answer = match self.client.bulk(&request).await {
            Ok(answer) => answer,
            Err(error) => {
                if error.applied() == rollcall_scim_client::Applied::NotApplied {
                    self.forget(user.mark).await;
                    self.forget(group.mark).await;
                }
                return Ok(());
            }
        };
        let mut made = Vec::new();
        for (name, mut trace) in [("user", user), ("group", group)] {
            let result = answer
                .operations
                .iter()
                .find(|r| r.bulk_id.as_deref() == Some(name));
            match result.and_then(rollcall_scim::message::BulkResult::succeeded) {
                Some(true) => {
                    let told = result.and_then(|r| r.location.as_deref());
                    let told = told
                        .and_then(|l| l.rsplit('/').next())
                        .filter(|id| !id.is_empty());
                    trace.id = match told {
                        Some(id) => Some(id.to_owned()),
                        None => self.id_of(&trace).await,
                    };
                    self.made = self.made.saturating_add(1);
                    made.push(trace.id.clone());
                    self.note(trace).await?;
                }
                Some(false) => {
                    self.forget(trace.mark).await;
                    made.push(None);
                }
                // Not mentioned: not known.
                None => made.push(None),
            }
        }
        let what = EvidenceCode::BulkTogether;
        match made.as_slice() {
            [Some(user), Some(group)] => {
                let endpoint = group_model.endpoint.clone();
                if let Some(Ok(seen)) = self.look_at(&endpoint, group).await {
                    let word = if holds(&seen.resource, user) { "yes" } else { "no" };
                    self.saw("bulk.ids", word, what);
                }
            }
            [Some(_), None] => self.saw("bulk.ids", "no", what),
            _ => {}
        }
        Ok(())
    }
}

/// Every change has a result, and each says that it was made.
fn all_done(answer: &BulkResponse, size: usize) -> bool {
    answer.operations.len() == size && answer.operations.iter().all(|r| r.succeeded() == Some(true))
}
