//! Sends one reviewed change of one entry, and finds out what became of it when the answer does not say.

use rollcall_scim::Resource;
use rollcall_scim::patch::PatchOperation;
use rollcall_scim_client::observe::from_answer;
use rollcall_scim_client::{Answer, Applied, Client, ClientError, EvidenceCode, ExchangeMark};

use super::apply::Sent;
use super::hidden::{not_shown, try_read_hidden};
use super::prepare::conflict;
use super::prepared::{Prepared, Sending};
use super::verdict::{moved, verdicts};
use crate::capabilities::method_fact;
use crate::connections::Profile;
use crate::{CapabilitySource, ChangeKind, Engine, EngineError, Notice, NoticeCode, Verdict};

impl Engine {
    pub(super) async fn send_one(
        &self,
        client: &Client,
        profile: &Profile,
        prepared: &Prepared,
    ) -> Result<Sent, EngineError> {
        let (model, id) = (&prepared.model, prepared.id.as_deref().unwrap_or_default());
        unmoved(client, profile, prepared, id).await?;
        let if_match = prepared.if_match.as_deref();
        match &prepared.sending {
            Sending::Patch(operations) => {
                let series = prepared.dialect.patch_series(&model.endpoint, operations.clone());
                self.send_series(client, profile, prepared, &series).await
            }
            Sending::Replace(body) => {
                let answer = client.replace(&model.endpoint, id, body, if_match).await;
                self.judge(client, profile, prepared, answer).await
            }
            Sending::Delete => {
                let answer = client.delete(&model.endpoint, id, if_match).await;
                self.judge(client, profile, prepared, answer).await
            }
            Sending::Create(_) | Sending::Members { .. } => {
                Err(EngineError::internal("a change of another kind"))
            }
        }
    }

    /// One request after the other, each with the version that the one before made. The first that fails ends it, and
    /// the error says how many were made before.
    async fn send_series(
        &self,
        client: &Client,
        profile: &Profile,
        prepared: &Prepared,
        series: &[Vec<PatchOperation>],
    ) -> Result<Sent, EngineError> {
        let (model, id) = (&prepared.model, prepared.id.as_deref().unwrap_or_default());
        let mut version = prepared.if_match.clone();
        let mut last = None;
        for (done, operations) in series.iter().enumerate() {
            let answer = client
                .patch(&model.endpoint, id, operations, version.as_deref())
                .await;
            let lesson = match &answer {
                // Without PATCH the next review sends the whole entry.
                Err(error) if matches!(error.status(), Some(405 | 501)) => {
                    matches!(prepared.sending, Sending::Patch(_))
                }
                Err(error) => self.take_lesson(profile, prepared, operations, error).await,
                Ok(_) => false,
            };
            let made = answer.as_ref().ok().and_then(|answer| answer.etag.clone());
            let stop = |error, done| stopped(error, done, series.len(), lesson);
            last = Some(
                self.judge(client, profile, prepared, answer)
                    .await
                    .map_err(|error| stop(error, done))?,
            );
            if version.is_none() || done + 1 == series.len() {
                continue;
            }
            // Without the version that this request made, the next one would overwrite whatever is there by then.
            version = match made {
                Some(version) => Some(version),
                None => {
                    let now = try_read_hidden(client, model, id, prepared.before.user_name())
                        .await
                        .map_err(|e| stop(EngineError::from_client(&profile.name, &e), done + 1))?;
                    let version = now.as_ref().and_then(|now| now.etag.clone());
                    if version.is_none() {
                        let now = now.as_ref().map(|now| &now.resource);
                        let moved = conflict(profile, model, &prepared.before, Some(&prepared.after), now);
                        return Err(stop(moved, done + 1));
                    }
                    version
                }
            };
        }
        last.ok_or_else(|| EngineError::internal("a change without a request"))
    }

    async fn judge(
        &self,
        client: &Client,
        profile: &Profile,
        prepared: &Prepared,
        answer: Result<Answer, ClientError>,
    ) -> Result<Sent, EngineError> {
        let (model, id) = (&prepared.model, prepared.id.as_deref().unwrap_or_default());
        let (operation, feature) = match &prepared.sending {
            Sending::Patch(_) => ("patch", method_fact("patch", model)),
            Sending::Replace(_) => ("replace", method_fact("put", model)),
            _ => ("delete", format!("delete.{}", model.name)),
        };
        match answer {
            Ok(answer) => {
                self.learn(profile.id, &from_answer(operation, &model.endpoint, &answer))
                    .await;
                let evidence =
                    EvidenceCode::Answered.with(&[("endpoint", &model.endpoint), ("status", &answer.status)]);
                let evidence = evidence.shown_by(answer.exchange);
                // One change that is taken does not say that all are.
                if self.in_force(profile.id, &feature).await.as_deref() != Some("partial") {
                    self.learn_one(profile.id, &feature, CapabilitySource::Learned, "yes", evidence)
                        .await;
                }
                Ok(sent(answer, id))
            }
            Err(error) if error.status() == Some(412) => {
                self.precondition_failed(client, profile, prepared, error.exchange())
                    .await
            }
            Err(error) if matches!(error.status(), Some(404 | 410)) => {
                if prepared.kind == ChangeKind::Delete {
                    // Read a moment ago and gone now: somebody else deleted it.
                    return Err(not_shown(client, profile, model, id));
                }
                Err(EngineError::from_write(&profile.name, &error))
            }
            Err(error) if error.applied() == Applied::Unknown => {
                prove(client, profile, prepared, id, &error).await
            }
            Err(error) => {
                if let Some(status @ (405 | 501)) = error.status() {
                    let evidence =
                        EvidenceCode::Answered.with(&[("endpoint", &model.endpoint), ("status", &status)]);
                    let evidence = evidence.shown_by(error.exchange());
                    self.learn_one(profile.id, &feature, CapabilitySource::Learned, "no", evidence)
                        .await;
                }
                Err(EngineError::from_write(&profile.name, &error))
            }
        }
    }

    /// 412 although the content is as reviewed: the server's own versions cannot be trusted.
    async fn precondition_failed(
        &self,
        client: &Client,
        profile: &Profile,
        prepared: &Prepared,
        refused: Option<ExchangeMark>,
    ) -> Result<Sent, EngineError> {
        let (model, id) = (&prepared.model, prepared.id.as_deref().unwrap_or_default());
        let now = try_read_hidden(client, model, id, prepared.before.user_name())
            .await
            .ok()
            .flatten()
            .map(|r| r.resource);
        let same_version = now.as_ref().is_some_and(|now| {
            !moved(model, &prepared.before, now)
                && now.version().is_some()
                && now.version() == prepared.before.version()
        });
        if same_version {
            let evidence = EvidenceCode::OwnVersionRefused.with(&[]).shown_by(refused);
            self.learn_one(profile.id, "etag", CapabilitySource::Learned, "no", evidence)
                .await;
        }
        Err(conflict(
            profile,
            model,
            &prepared.before,
            Some(&prepared.after),
            now.as_ref(),
        ))
    }
}

/// What the error of one request says of a series, and of what its refusal taught.
fn stopped(mut error: EngineError, done: usize, of: usize, lesson: bool) -> EngineError {
    if of > 1 {
        error.why = format!(
            "{done} of {of} requests were made before and stay; the others were not tried. {}",
            error.why
        );
        error = error.with("done", done.to_string()).with("count", of.to_string());
    }
    if lesson {
        error.action =
            "Review the change again: this refusal was noted, and it will be written in another way.".into();
        error = error.with("reason", "learned");
    }
    error
}

fn sent(answer: Answer, id: &str) -> Sent {
    Sent {
        status: Some(answer.status),
        id: id.into(),
        answered: answer.resource,
        notices: Vec::new(),
    }
}

/// Reads again just before sending: what moved since the review is a conflict (read-compare-write).
pub(crate) async fn unmoved(
    client: &Client,
    profile: &Profile,
    prepared: &Prepared,
    id: &str,
) -> Result<Resource, EngineError> {
    let model = &prepared.model;
    let now = try_read_hidden(client, model, id, prepared.before.user_name())
        .await
        .map_err(|e| EngineError::from_client(&profile.name, &e))?;
    let Some(now) = now else {
        if prepared.kind == ChangeKind::Delete {
            return Err(not_shown(client, profile, model, id));
        }
        return Err(conflict(
            profile,
            model,
            &prepared.before,
            Some(&prepared.after),
            None,
        ));
    };
    if moved(model, &prepared.before, &now.resource) {
        return Err(conflict(
            profile,
            model,
            &prepared.before,
            Some(&prepared.after),
            Some(&now.resource),
        ));
    }
    Ok(now.resource)
}

/// No answer: the entry itself tells whether the change was made.
async fn prove(
    client: &Client,
    profile: &Profile,
    prepared: &Prepared,
    id: &str,
    error: &ClientError,
) -> Result<Sent, EngineError> {
    let unknown = || EngineError::from_write(&profile.name, error);
    let name = prepared.after.user_name().or(prepared.before.user_name());
    let now = try_read_hidden(client, &prepared.model, id, name)
        .await
        .map_err(|_| unknown())?;
    let made = match &now {
        None => prepared.kind == ChangeKind::Delete,
        Some(_) if prepared.kind == ChangeKind::Delete => false,
        Some(now) => {
            let all = verdicts(&prepared.model, &prepared.before, &prepared.after, &now.resource);
            !all.is_empty()
                && all
                    .iter()
                    .all(|v| matches!(v.verdict, Verdict::Stored | Verdict::Normalised))
        }
    };
    if !made {
        return Err(unknown());
    }
    Ok(Sent {
        status: None,
        id: id.into(),
        answered: now.map(|r| r.resource),
        notices: vec![Notice::new(
            NoticeCode::ProvenByReading,
            "The answer was lost; reading the entry again shows that the change was made.",
        )],
    })
}
