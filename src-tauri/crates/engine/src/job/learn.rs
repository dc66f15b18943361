//! What the answers to a job teach about the server: the next plan knows it.

use std::sync::Arc;

use async_trait::async_trait;
use rollcall_jobs::{Answer, Body, Executor, Listed, MembersSeen, OpKind, ReadFailure, SendRequest};
use rollcall_scim::{Filter, Resource, ResourceModel};

use crate::bulk::ClientExecutor;
use crate::{CapabilitySource, ConnectionId, Engine};
use rollcall_scim_client::EvidenceCode;

/// Sends through a client, and notes a method that the server does not have.
pub(super) struct Learning {
    pub(super) inner: ClientExecutor,
    pub(super) engine: Engine,
    pub(super) connection: ConnectionId,
}

impl Learning {
    /// 405 and 501 say that the server has no such method for a type. Not of taking members out: a server may know
    /// PATCH and not this path; and not where the method was seen to work: then it is the attribute.
    async fn learn(&self, kind: OpKind, type_name: &str, status: u16) {
        let method = match kind {
            OpKind::Patch | OpKind::Activate | OpKind::Deactivate | OpKind::AddMembers => "patch",
            OpKind::Replace => "put",
            _ => return,
        };
        let feature = format!("{method}.{type_name}");
        let known = self.engine.in_force(self.connection, &feature).await;
        if known.is_none() {
            let evidence = EvidenceCode::JobRefused.with(&[
                ("method", &method.to_uppercase()),
                ("type", &type_name),
                ("status", &status),
            ]);
            self.engine
                .learn_one(
                    self.connection,
                    &feature,
                    CapabilitySource::Learned,
                    "no",
                    evidence,
                )
                .await;
        }
    }
}

#[async_trait]
impl Executor for Learning {
    async fn send(&self, request: SendRequest) -> Answer {
        let (kind, type_name) = (request.change.kind(), request.resource_type.clone());
        let sent_at = self.engine.now();
        let answer = self.inner.send(request).await;
        match &answer {
            Answer::Status {
                status: status @ (405 | 501),
                ..
            } => self.learn(kind, &type_name, *status).await,
            Answer::Status {
                status: 200,
                body: Body::Resource(made),
                ..
            } if kind == OpKind::Create && type_name == "User" => {
                self.engine.learn_upsert(self.connection, made, sent_at).await;
            }
            _ => {}
        }
        answer
    }

    async fn get(&self, resource_type: &str, id: &str) -> Result<Option<Resource>, ReadFailure> {
        self.inner.get(resource_type, id).await
    }

    async fn list(
        &self,
        resource_type: &str,
        filter: Option<&Filter>,
        count: u32,
    ) -> Result<Listed, ReadFailure> {
        self.inner.list(resource_type, filter, count).await
    }

    async fn walk(&self, resource_type: &str) -> Result<Listed, ReadFailure> {
        self.inner.walk(resource_type).await
    }

    async fn members(
        &self,
        resource_type: &str,
        group: &str,
        ids: &[String],
        own: bool,
    ) -> Result<MembersSeen, ReadFailure> {
        self.inner.members(resource_type, group, ids, own).await
    }

    fn model(&self, resource_type: &str) -> Option<Arc<ResourceModel>> {
        self.inner.model(resource_type)
    }
}
