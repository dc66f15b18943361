//! What the answers to a job teach about the server: the next plan knows it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use rollcall_jobs::{Answer, Body, Executor, Listed, MembersSeen, OpKind, ReadFailure, SendRequest, Target};
use rollcall_scim::{Filter, Resource, ResourceModel};
use rollcall_scim_client::{EvidenceCode, ExchangeMark};

use crate::bulk::ClientExecutor;
use crate::capabilities::method_fact;
use crate::open_store::{Look, OpenStore, Writing};
use crate::{CapabilitySource, ConnectionId, Engine};

/// Sends through a client, never to a record that a person is writing, and notes a method that the server does not have.
pub(super) struct Learning {
    pub(super) inner: ClientExecutor,
    pub(super) engine: Engine,
    pub(super) open: Arc<OpenStore>,
    pub(super) connection: ConnectionId,
    pub(super) looks: Looks,
}

/// When the resources that may be written next were read.
#[derive(Default)]
pub(super) struct Looks(Mutex<HashMap<String, (Instant, Look)>>);

impl Looks {
    /// No send comes longer after its look.
    const KEPT: Duration = Duration::from_secs(120);

    fn keep(&self, id: &str, look: Look) {
        let now = Instant::now();
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.retain(|_, (at, _)| now.saturating_duration_since(*at) < Self::KEPT);
        looks.insert(id.to_owned(), (now, look));
    }

    /// Whether what was seen of the resource, if it was looked at, still counts; a look counts once.
    fn holds(&self, id: &str) -> bool {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.remove(id).is_none_or(|(_, look)| look.holds())
    }
}

impl Learning {
    /// 405 and 501 say that the server has no such method for a type. Not of taking members out: a server may know
    /// PATCH and not this path; and not where the method was seen to work: then it is the attribute.
    async fn learn(&self, kind: OpKind, type_name: &str, status: u16, shown: Option<ExchangeMark>) {
        let method = match kind {
            OpKind::Patch | OpKind::Activate | OpKind::Deactivate | OpKind::AddMembers => "patch",
            OpKind::Replace => "put",
            _ => return,
        };
        let Some(known) = self.open.clients.knowledge(self.connection) else {
            return;
        };
        let Some(model) = known.models.iter().find(|model| model.name == type_name) else {
            return;
        };
        let feature = method_fact(method, model);
        let table = self.engine.capability_table(self.connection).await;
        // What a preset says of its product does not speak against what this server just answered.
        let seen = table
            .unwrap_or_default()
            .into_iter()
            .any(|c| c.feature == feature && (c.source > CapabilitySource::Preset || c.value == "partial"));
        if !seen {
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
                    evidence.shown_by(shown),
                )
                .await;
        }
    }

    /// The turn to write this resource. Where a person writes it now, that is waited for, as long as the permit lasts, and
    /// nothing is sent; nor where one has written it since the operation was looked at: it is looked at again.
    async fn turn(&self, id: &str, permit: Duration) -> Option<Writing> {
        let turns = &self.open.turns;
        let turn = turns.try_take(self.connection, id);
        let unwritten = self.looks.holds(id);
        if turn.is_none() {
            let _ended = tokio::time::timeout(permit, turns.take(self.connection, id)).await;
        }
        turn.filter(|_| unwritten)
    }
}

#[async_trait]
impl Executor for Learning {
    async fn send(&self, request: SendRequest) -> Answer {
        let _turn = match request.change.target() {
            Target::Existing(id) => match self.turn(&id, request.permit).await {
                Some(turn) => Some(turn),
                None => return Answer::PermitExpired,
            },
            Target::New(_) => None,
        };
        let (kind, type_name) = (request.change.kind(), request.resource_type.clone());
        let sent_at = self.engine.now();
        let (answer, shown) = self.inner.send_watched(request).await;
        match &answer {
            Answer::Status {
                status: status @ (405 | 501),
                ..
            } => self.learn(kind, &type_name, *status, shown).await,
            Answer::Status {
                status: status @ (200 | 201),
                body: Body::Resource(made),
                ..
            } if kind == OpKind::Create && type_name == "User" => {
                let engine = &self.engine;
                engine
                    .learn_upsert(self.connection, made, *status, sent_at, shown)
                    .await;
            }
            _ => {}
        }
        answer
    }

    async fn get(&self, resource_type: &str, id: &str) -> Result<Option<Resource>, ReadFailure> {
        self.looks.keep(id, self.open.turns.look(self.connection, id));
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

#[cfg(test)]
mod tests {
    use rollcall_jobs::{Base, Change, OpId};
    use rollcall_sandbox::ResourceKind;

    use super::*;
    use crate::Environment;
    use crate::tests::bench;

    #[tokio::test]
    async fn a_job_sends_nothing_to_a_record_that_a_person_is_writing_and_looks_again_afterwards() {
        let b = bench(Environment::Test, 3, "").await;
        let user = b.sandbox.resources(ResourceKind::User).remove(0);
        let id = user.id().unwrap().to_owned();
        let profile = b.engine.profile(b.id).await.unwrap();
        let (executor, _) = b.engine.executor(&profile).await.unwrap();
        let send = |permit| {
            let change = Change::Delete {
                id: id.clone(),
                base: Base {
                    resource: user.clone(),
                    version: None,
                },
            };
            executor.send(SendRequest {
                op: OpId(1),
                resource_type: "User".into(),
                change,
                if_match: None,
                permit,
            })
        };
        let open = b.engine.store().unwrap();
        let there = || {
            let users = b.sandbox.resources(ResourceKind::User);
            users.iter().any(|u| u.id() == Some(&id))
        };

        let writing = open.turns.take(b.id, &id).await;
        assert_eq!(
            send(Duration::from_millis(20)).await,
            Answer::PermitExpired,
            "not longer than it may"
        );
        let (answer, ()) = tokio::join!(send(Duration::from_secs(60)), async { drop(writing) });
        assert_eq!(
            answer,
            Answer::PermitExpired,
            "it changed, so the look before is worth nothing"
        );
        assert!(there(), "nothing was sent");
        let writing = open.turns.take(b.id, &id).await;
        executor.get("User", &id).await.unwrap();
        drop(writing);
        assert_eq!(
            send(Duration::from_secs(60)).await,
            Answer::PermitExpired,
            "a change that ended between the look and the sending is not written over"
        );
        assert!(there(), "nothing was sent");
        executor.get("User", &id).await.unwrap();
        let answer = send(Duration::from_secs(60)).await;
        assert_eq!(answer.status(), Some(204), "looked at again, and as it was seen");
        assert!(!there(), "nobody writes: it is sent");
    }
}
