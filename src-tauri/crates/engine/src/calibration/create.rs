//! Makes something synthetic: written down first, then sent once.

use std::time::Duration;

use rollcall_scim::Resource;
use rollcall_scim_client::{Applied, ClientError, ListQuery};
use uuid::Uuid;

use super::course::{Course, Seen};
use super::trace::Trace;
use super::{CalibrationStage, CalibrationStop, EntryKind, bodies};
use crate::EngineError;
use crate::connections::rows::millis;

/// What became of a create.
pub(super) enum Created {
    /// It is there, with this id, and was not before.
    Made(Trace, Option<Seen>),
    /// Only something that was there already has the name.
    Same {
        /// Whether the server called that a success.
        answered: bool,
    },
    /// Proven not to be made.
    Refused(ClientError),
    /// Not known: it stays noted.
    Unknown,
}

impl Course<'_> {
    /// What is going to be made, before it is.
    pub(super) fn trace(&self, kind: EntryKind, endpoint: &str, name: &str) -> Trace {
        Trace {
            mark: Uuid::new_v4(),
            kind,
            endpoint: endpoint.to_owned(),
            name: name.to_owned(),
            id: None,
            at: millis(self.engine.now()),
        }
    }

    /// Makes one entry. `None` when nothing more may be sent.
    pub(super) async fn create(
        &mut self,
        kind: EntryKind,
        endpoint: &str,
        name: &str,
        body: &Resource,
    ) -> Result<Option<Created>, EngineError> {
        if !self.may() {
            return Ok(None);
        }
        let mut trace = self.trace(kind, endpoint, name);
        self.note(trace.clone()).await?;
        let answer = self.client.create(endpoint, body).await;
        let (id, seen) = match answer {
            Ok(answer) => {
                let resource = answer.resource.unwrap_or_default();
                let id = resource.id().map(str::to_owned);
                let version = answer.etag.or_else(|| resource.version().map(str::to_owned));
                (id, Some(Seen { resource, version }))
            }
            Err(error) if error.applied() == Applied::NotApplied => {
                self.forget(trace.mark).await;
                return Ok(Some(Created::Refused(error)));
            }
            Err(error) => match self.answered_not_made(&trace, &error).await {
                true => {
                    self.forget(trace.mark).await;
                    return Ok(Some(Created::Refused(error)));
                }
                false => (None, None),
            },
        };
        // Made without a word about its id, or perhaps made: the name tells.
        let id = match id {
            Some(id) => Some(id),
            None => self.id_of(&trace).await,
        };
        let Some(id) = id else {
            return Ok(Some(Created::Unknown));
        };
        if self.live.iter().any(|known| known.id.as_ref() == Some(&id)) {
            self.forget(trace.mark).await;
            let answered = seen.is_some();
            return Ok(Some(Created::Same { answered }));
        }
        trace.id = Some(id);
        self.made = self.made.saturating_add(1);
        self.note(trace.clone()).await?;
        Ok(Some(Created::Made(trace, seen)))
    }

    /// Whether a create that was answered with a failure proves not to have been made: its request is over, and a filter
    /// that can be believed finds nothing new.
    async fn answered_not_made(&self, trace: &Trace, error: &ClientError) -> bool {
        if error.status().is_none() || self.found("filter.Users.userName.eq") != Some("yes") {
            return false;
        }
        let lag = self.lag.by_filter.unwrap_or_default().saturating_add(500);
        self.wait(Duration::from_millis(lag)).await;
        self.id_of(trace).await.is_none()
    }

    /// Makes the synthetic user. False when there is nothing to measure on.
    pub(super) async fn create_user(&mut self) -> Result<bool, EngineError> {
        self.begin(CalibrationStage::Create);
        let (model, names) = (self.model(), &self.planned.names);
        self.before = self.total().await;
        let body = bodies::user(model, self.client.dialect(), &names.user, &names.group);
        match self
            .create(EntryKind::User, &model.endpoint, &names.user, &body)
            .await?
        {
            Some(Created::Made(trace, seen)) => {
                let mut seen = seen.unwrap_or(Seen {
                    resource: Resource::default(),
                    version: None,
                });
                if seen.resource.id().is_none() {
                    let id = trace.id.unwrap_or_default();
                    seen.resource.0.insert("id".into(), id.into());
                }
                self.user = Some(seen);
                Ok(true)
            }
            Some(Created::Refused(error)) => {
                self.refusal = Some(error.why());
                self.end(CalibrationStop::NotCreated);
                Ok(false)
            }
            Some(Created::Same { .. } | Created::Unknown) => {
                self.end(CalibrationStop::NotCreated);
                Ok(false)
            }
            None => Ok(false),
        }
    }

    /// How many users the list says there are.
    async fn total(&mut self) -> Option<u64> {
        if !self.may() {
            return None;
        }
        let query = ListQuery {
            count: Some(1),
            ..ListQuery::default()
        };
        let list = self.client.list(&self.model().endpoint, &query).await;
        list.ok()?.total_results
    }
}
