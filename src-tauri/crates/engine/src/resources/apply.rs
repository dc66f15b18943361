//! Sends a reviewed change, reads back, and says attribute by attribute what became of it.

use rollcall_scim::Resource;
use rollcall_scim_client::observe::from_answer;
use rollcall_scim_client::{Answer, Applied, Client, ClientError};

use super::created::look_for_created;
use super::get::{Read, gone, try_read, try_read_group};
use super::mask::mask_resource;
use super::models::label;
use super::prepare::{conflict, slim, what_delete_does};
use super::prepared::{Prepared, Sending};
use super::verdict::{moved, verdicts};
use crate::connections::Profile;
use crate::groups::of_delta;
use crate::groups::references::with_references;
use crate::{
    At, CapabilitySource, ChangeKind, ChangeOutcome, Confirmation, ConnectionId, Engine, EngineError,
    EngineEvent, ErrorCode, Notice, NoticeCode, Verdict,
};

/// A write and what is known of it.
pub(crate) struct Sent {
    pub(crate) status: Option<u16>,
    pub(crate) id: String,
    /// The server's answer, used when reading back fails.
    pub(crate) answered: Option<Resource>,
    pub(crate) notices: Vec<Notice>,
}

impl Engine {
    /// Sends a prepared change exactly as it was shown. Just before, the entry is read again and compared with
    /// the review; afterwards it is read back. Each review is applied at most once.
    pub async fn apply_change(
        &self,
        connection: ConnectionId,
        fingerprint: &str,
        confirmation: Option<Confirmation>,
    ) -> Result<ChangeOutcome, EngineError> {
        self.apply_change_for(connection, fingerprint, confirmation, None)
            .await
    }

    /// As [`Engine::apply_change`]; the history keeps the ticket or reason with it.
    pub async fn apply_change_for(
        &self,
        connection: ConnectionId,
        fingerprint: &str,
        confirmation: Option<Confirmation>,
        reason: Option<&str>,
    ) -> Result<ChangeOutcome, EngineError> {
        let open = self.store()?;
        let profile = self.profile(connection).await?;
        let shown = open
            .reviews
            .look(fingerprint)
            .filter(|p| p.connection == connection)
            .ok_or_else(review_gone)?;
        self.allow(
            &profile,
            shown.effect,
            false,
            fingerprint,
            shown.count,
            confirmation,
        )?;
        let prepared = open.reviews.take(fingerprint).ok_or_else(review_gone)?;
        self.send_prepared(&profile, prepared, fingerprint, reason).await
    }

    /// Notes, sends and reads back a change that the guards let through.
    pub(crate) async fn send_prepared(
        &self,
        profile: &Profile,
        prepared: Prepared,
        fingerprint: &str,
        reason: Option<&str>,
    ) -> Result<ChangeOutcome, EngineError> {
        let (open, connection) = (self.store()?, profile.id);
        let client = self.client(profile).await?;
        let at = At(self.now());
        let noted = self.note(profile, &prepared, reason).await?;
        let sent = match &prepared.sending {
            Sending::Members { add, remove } => {
                self.send_members(&client, profile, &prepared, add, remove).await
            }
            Sending::Create(body) => create(&client, profile, &prepared, body, at).await,
            _ => {
                let _turn = open
                    .turns
                    .take(connection, prepared.id.as_deref().unwrap_or_default())
                    .await;
                self.send_one(&client, profile, &prepared).await
            }
        };
        let sent = match sent {
            Ok(sent) => sent,
            Err(error) => {
                self.note_failure(noted, &error).await;
                return Err(error);
            }
        };
        let model = prepared.model.clone();
        if !prepared.before.0.is_empty() && !matches!(prepared.sending, Sending::Members { .. }) {
            // What others changed since the copy was read is theirs, not part of this change.
            self.remember(connection, &model, &prepared.before).await;
        }
        let mut outcome = self.finish(&client, prepared, sent, fingerprint, at).await;
        outcome.entry = Some(noted.name());
        self.note_outcome(&model, noted, &outcome).await;
        self.emit(EngineEvent::ResourcesChanged {
            connection,
            type_name: outcome.type_name.clone(),
        });
        Ok(outcome)
    }

    async fn send_one(
        &self,
        client: &Client,
        profile: &Profile,
        prepared: &Prepared,
    ) -> Result<Sent, EngineError> {
        let (model, id) = (&prepared.model, prepared.id.as_deref().unwrap_or_default());
        unmoved(client, profile, prepared, id).await?;
        let if_match = prepared.if_match.as_deref();
        let answer = match &prepared.sending {
            Sending::Patch(operations) => client.patch(&model.endpoint, id, operations, if_match).await,
            Sending::Replace(body) => client.replace(&model.endpoint, id, body, if_match).await,
            Sending::Delete => client.delete(&model.endpoint, id, if_match).await,
            Sending::Create(_) | Sending::Members { .. } => {
                return Err(EngineError::internal("a change of another kind"));
            }
        };
        let (operation, feature) = match &prepared.sending {
            Sending::Patch(_) => ("patch", format!("patch.{}", model.name)),
            Sending::Replace(_) => ("replace", format!("put.{}", model.name)),
            _ => ("delete", format!("delete.{}", model.name)),
        };
        match answer {
            Ok(answer) => {
                self.learn(profile.id, &from_answer(operation, &model.endpoint, &answer))
                    .await;
                let evidence = format!("{} answered with {}.", model.endpoint, answer.status);
                self.learn_one(profile.id, &feature, CapabilitySource::Learned, "yes", &evidence)
                    .await;
                Ok(sent(answer, id))
            }
            Err(error) if error.status() == Some(412) => {
                self.precondition_failed(client, profile, prepared).await
            }
            Err(error) if matches!(error.status(), Some(404 | 410)) => {
                if prepared.kind == ChangeKind::Delete {
                    // Read a moment ago and gone now: somebody else deleted it.
                    return Err(gone(profile, model, id));
                }
                Err(EngineError::from_write(&profile.name, &error))
            }
            Err(error) if error.applied() == Applied::Unknown => {
                prove(client, profile, prepared, id, &error).await
            }
            Err(error) => {
                if let Some(status @ (405 | 501)) = error.status() {
                    let evidence = format!("{} answered with {status}.", model.endpoint);
                    self.learn_one(profile.id, &feature, CapabilitySource::Learned, "no", &evidence)
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
    ) -> Result<Sent, EngineError> {
        let (model, id) = (&prepared.model, prepared.id.as_deref().unwrap_or_default());
        let now = try_read(client, model, id)
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
            let evidence = "The server refused with 412 the very version it shows.";
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

    async fn finish(
        &self,
        client: &Client,
        prepared: Prepared,
        sent: Sent,
        fingerprint: &str,
        at: At,
    ) -> ChangeOutcome {
        let Prepared {
            connection,
            model,
            kind,
            before,
            after,
            ..
        } = prepared;
        let mut notices = sent.notices;
        let deleted = kind == ChangeKind::Delete;
        let back = match kind {
            ChangeKind::Members => try_read_group(client, &model, &sent.id).await,
            _ => try_read(client, &model, &sent.id).await,
        };
        let (now, read_back) = match back {
            Ok(Some(Read { resource, .. })) => (Some(resource), true),
            Ok(None) => (None, true),
            Err(_) => (sent.answered, false),
        };
        match (&now, deleted) {
            (Some(resource), false) => self.remember_ours(connection, &model, resource).await,
            (None, _) if read_back => self.forget_resource(connection, &model, &sent.id).await,
            _ => {}
        }
        if !read_back {
            notices.push(Notice::new(
                NoticeCode::NotReadBack,
                "The change was answered, but could not be read back.",
            ));
        }
        if deleted && read_back {
            let (value, evidence) = match now {
                None => ("yes", "A deleted entry was gone when it was read again."),
                Some(_) => (
                    "partial",
                    "A deleted entry was still there when it was read again.",
                ),
            };
            let feature = what_delete_does(&model);
            self.learn_one(connection, &feature, CapabilitySource::Learned, value, evidence)
                .await;
        }
        if deleted && now.is_some() && read_back {
            notices.push(Notice::new(
                NoticeCode::StillThere,
                "The server answered the delete, but still shows the entry; some servers only deactivate.",
            ));
        }
        if !deleted && read_back && now.is_none() {
            notices.push(Notice::new(
                NoticeCode::GoneAfter,
                "The server answered the change, but does not show the entry any more.",
            ));
        }
        let after = match (&now, kind) {
            (Some(now), ChangeKind::Members) => with_references(client, after, now).await,
            _ => after,
        };
        let verdicts = match &now {
            Some(now) if !deleted => {
                let about = |r: &Resource| of_delta(&prepared.sending, &before, &after, r);
                verdicts(&model, &about(&before), &about(&after), &about(now))
            }
            _ => Vec::new(),
        };
        let stuck = |v: &Verdict| matches!(v, Verdict::Stored | Verdict::NotVisible | Verdict::Normalised);
        let all_stored = if deleted {
            now.is_none()
        } else {
            now.is_some() && verdicts.iter().all(|v| stuck(&v.verdict))
        };
        let shown = |r: &Resource| mask_resource(&model, &r.to_value());
        ChangeOutcome {
            fingerprint: fingerprint.into(),
            type_name: model.name.clone(),
            id: sent.id,
            label: now.as_ref().map_or(prepared.label, label),
            kind,
            status: sent.status,
            at,
            before: Some(shown(&slim(&before))).filter(|_| !before.0.is_empty()),
            resource: now.as_ref().map(|r| shown(&slim(r))),
            read_back,
            verdicts,
            all_stored,
            notices,
            entry: None,
        }
    }
}

fn sent(answer: Answer, id: &str) -> Sent {
    Sent {
        status: Some(answer.status),
        id: id.into(),
        answered: answer.resource,
        notices: Vec::new(),
    }
}

pub(crate) fn review_gone() -> EngineError {
    EngineError::new(
        ErrorCode::ReviewGone,
        "This change was already sent, or its review is too old.",
        "Nothing was sent now.",
        "Look at the entry and review the change again.",
    )
}

/// Reads again just before sending: what moved since the review is a conflict (read-compare-write).
pub(crate) async fn unmoved(
    client: &Client,
    profile: &Profile,
    prepared: &Prepared,
    id: &str,
) -> Result<Resource, EngineError> {
    let model = &prepared.model;
    let now = try_read(client, model, id)
        .await
        .map_err(|e| EngineError::from_client(&profile.name, &e))?;
    let Some(now) = now else {
        if prepared.kind == ChangeKind::Delete {
            return Err(gone(profile, model, id));
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
    let now = try_read(client, &prepared.model, id)
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

/// POST, once. When the answer is lost or says nothing, the server is asked for who was created.
async fn create(
    client: &Client,
    profile: &Profile,
    prepared: &Prepared,
    body: &Resource,
    at: At,
) -> Result<Sent, EngineError> {
    let model = &prepared.model;
    let (status, answered, error) = match client.create(&model.endpoint, body).await {
        Ok(answer) => (
            Some(answer.status),
            answer.resource,
            created_unseen(profile, answer.status),
        ),
        Err(error) if error.applied() == Applied::Unknown => {
            (None, None, EngineError::from_write(&profile.name, &error))
        }
        Err(error) => return Err(EngineError::from_write(&profile.name, &error)),
    };
    let with_id = answered.filter(|resource| resource.id().is_some());
    let proven = with_id.is_none();
    let resource = match with_id {
        Some(resource) => resource,
        None => look_for_created(client, model, body, at.0).await.ok_or(error)?,
    };
    let notice = Notice::new(
        NoticeCode::ProvenByReading,
        "The answer did not say it; asking the server shows that the entry was created.",
    );
    Ok(Sent {
        status,
        id: resource.id().unwrap_or_default().to_owned(),
        answered: Some(resource),
        notices: proven.then_some(notice).into_iter().collect(),
    })
}

fn created_unseen(profile: &Profile, status: u16) -> EngineError {
    EngineError::new(
        ErrorCode::OutcomeUnknown,
        format!(
            "{} answered the create with {status} but without the new entry's id.",
            profile.name
        ),
        "It was probably created; it was not sent a second time.",
        "Search for it before creating it again.",
    )
    .with("connection", &profile.name)
}
