//! Sends a reviewed change, reads back, and says attribute by attribute what became of it.

use std::time::Duration;

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::{Applied, Client, ClientError, Dialect, EvidenceCode};

use super::created::{look_for_created, not_proven_made, perhaps_there_before};
use super::get::{Read, try_read, try_read_group};
use super::hidden::try_read_hidden;
use super::mask::mask_resource;
use super::models::label;
use super::prepare::{exists_already, slim, what_delete_does};
use super::prepared::{Prepared, Sending};
use super::verdict::{changed_too, moved, verdicts};
use crate::connections::Profile;
use crate::groups::of_delta;
use crate::groups::references::with_references;
use crate::{
    At, CapabilitySource, ChangeKind, ChangeOutcome, Confirmation, ConnectionId, Engine, EngineError,
    EngineEvent, ErrorCode, Notice, NoticeCode, Verdict,
};

/// How long to wait for what was written to be seen, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(125);
const LAST_PAUSE: Duration = Duration::from_millis(1_000);

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
        // What was shown is what is sent, whatever was learned since.
        let client = self.client(profile).await?.speaking(prepared.dialect.clone());
        let at = At(self.now());
        let noted = self.note(profile, &prepared, reason).await?;
        let sent = match &prepared.sending {
            Sending::Members { add, remove } => {
                self.send_members(&client, profile, &prepared, add, remove).await
            }
            Sending::Create(body) => self.create(&client, profile, &prepared, body, at).await,
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

    /// POST, once. When the answer is lost or says nothing, the server is asked for who was created. Where a create is
    /// known to change who is there, the name is looked for just before.
    async fn create(
        &self,
        client: &Client,
        profile: &Profile,
        prepared: &Prepared,
        body: &Resource,
        at: At,
    ) -> Result<Sent, EngineError> {
        let model = &prepared.model;
        if self.upserts(profile.id).await && exists_already(client, model, body).await {
            return Err(would_change(profile, &prepared.label));
        }
        let (client, last) = &client.watched();
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
        let mut notices = Vec::new();
        if proven {
            notices.push(Notice::new(
                NoticeCode::ProvenByReading,
                "The answer did not say it; asking the server shows that the entry was created.",
            ));
        } else if let Some(status) = status {
            notices.extend(not_proven_made(&resource, status, at.0));
            if model.name == "User" {
                self.learn_upsert(profile.id, &resource, status, at.0, last.mark())
                    .await;
            }
        }
        Ok(Sent {
            status,
            id: resource.id().unwrap_or_default().to_owned(),
            answered: Some(resource),
            notices,
        })
    }

    /// Reads back, and a few times again while the server still shows the state before: what has just been written may
    /// take a moment to be seen (Q-LIF-02). After some two seconds what it shows is believed.
    async fn read_until(
        &self,
        client: &Client,
        model: &ResourceModel,
        kind: ChangeKind,
        id: &str,
        before: &Resource,
        after: &Resource,
    ) -> Result<Option<Read>, ClientError> {
        let mut pause = FIRST_PAUSE;
        loop {
            let back = match kind {
                ChangeKind::Members => try_read_group(client, model, id).await,
                _ => try_read_hidden(client, model, id, after.user_name().or(before.user_name())).await,
            };
            let behind = match &back {
                Ok(Some(read)) if kind != ChangeKind::Members && kind != ChangeKind::Delete => {
                    let now = &read.resource;
                    verdicts(model, before, after, now)
                        .iter()
                        .any(|v| v.verdict == Verdict::Ignored)
                        && !moved(model, before, now)
                }
                // One that was only just made.
                Ok(None) => kind == ChangeKind::Create,
                _ => false,
            };
            if !behind || pause > LAST_PAUSE {
                return back;
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
    }

    async fn finish(
        &self,
        client: &Client,
        prepared: Prepared,
        mut sent: Sent,
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
        let mut notices = std::mem::take(&mut sent.notices);
        let mut left = None;
        if matches!(kind, ChangeKind::Patch | ChangeKind::Replace)
            && let Some(id) = moved_to(client, &model, &sent, &before, &after).await
        {
            notices.push(
                Notice::new(
                    NoticeCode::IdChanged,
                    "With the value the server changed the id of the entry too.",
                )
                .with("from", &sent.id)
                .with("to", &id),
            );
            left = Some(std::mem::replace(&mut sent.id, id));
        }
        let deleted = kind == ChangeKind::Delete;
        let (client, last) = &client.watched();
        let back = self
            .read_until(client, &model, kind, &sent.id, &before, &after)
            .await;
        let deactivated = !deleted && after.active() == Some(false) && before.active() != Some(false);
        let hidden = deactivated && client.dialect().lifecycle.gone_after_deactivate;
        let (now, read_back) = match back {
            Ok(Some(Read { resource, .. })) => (Some(resource), true),
            Ok(None) => (None, true),
            Err(_) => (sent.answered, false),
        };
        match (&now, deleted) {
            (Some(resource), false) => self.remember_ours(connection, &model, resource).await,
            // Nobody sees it any more; it is what was sent.
            (None, false) if read_back && hidden => self.remember_ours(connection, &model, &after).await,
            (None, _) if read_back => self.forget_resource(connection, &model, &sent.id).await,
            _ => {}
        }
        if let Some(old) = left {
            // Under the old id there is nothing any more, which is no deletion (Q-ATT-05).
            self.forget_resource(connection, &model, &old).await;
        }
        if !read_back {
            notices.push(Notice::new(
                NoticeCode::NotReadBack,
                "The change was answered, but could not be read back.",
            ));
        }
        if deleted && read_back {
            let (value, evidence) = match now {
                None => ("yes", EvidenceCode::DeletedGone),
                Some(_) => ("partial", EvidenceCode::DeletedStays),
            };
            let feature = what_delete_does(&model);
            let evidence = evidence.with(&[]).shown_by(last.mark());
            self.learn_one(connection, &feature, CapabilitySource::Learned, value, evidence)
                .await;
        }
        if let Some(now) = now.as_ref().filter(|_| deleted && read_back) {
            notices.push(still_there(&before, now));
        }
        if hidden && read_back && now.is_none() {
            notices.push(Notice::new(
                NoticeCode::DeactivatedHidden,
                "The server does not show the entry any more, as it does with inactive ones: it is deactivated, not gone.",
            ));
        } else if !deleted && read_back && now.is_none() {
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
        if let (Some(now), ChangeKind::Patch | ChangeKind::Activate | ChangeKind::Deactivate) = (&now, kind) {
            notices.extend(changed_too_told(&changed_too(&model, &before, &after, now)));
        }
        let stuck = |v: &Verdict| matches!(v, Verdict::Stored | Verdict::NotVisible | Verdict::Normalised);
        let all_stored = if perhaps_there_before(&notices) {
            false
        } else if deleted {
            now.is_none()
        } else if hidden && read_back && now.is_none() {
            true
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

/// Says what a delete left.
fn still_there(before: &Resource, now: &Resource) -> Notice {
    match before.active() != Some(false) && now.active() == Some(false) {
        true => Notice::new(
            NoticeCode::DeletedInactive,
            "The server did not remove the entry: it deactivated it. It can be activated again.",
        ),
        false => Notice::new(
            NoticeCode::StillThere,
            "The server answered the delete, but still shows the entry.",
        ),
    }
}

/// Says what is different without having been asked for.
fn changed_too_told(paths: &[String]) -> Option<Notice> {
    const MOST: usize = 10;
    let shown = paths[..paths.len().min(MOST)].join(", ");
    (!paths.is_empty()).then(|| {
        Notice::new(
            NoticeCode::ChangedToo,
            format!("Different too, though nobody asked for it: {shown}. The server did it with this change, or somebody else meanwhile."),
        )
        .with("attributes", shown)
    })
}

/// The other id that an entry has after a change: only one under which it is there, and only when it is there no longer
/// under the old one (Q-ATT-05).
async fn moved_to(
    client: &Client,
    model: &ResourceModel,
    sent: &Sent,
    before: &Resource,
    after: &Resource,
) -> Option<String> {
    let id = new_id(client.dialect(), sent, before, after)?;
    let gone = matches!(try_read(client, model, &sent.id).await, Ok(None));
    let there = gone && matches!(try_read(client, model, &id).await, Ok(Some(_)));
    there.then_some(id)
}

/// The id of an entry after a change, where it is another one: the answer names it, or it is a value that changed.
fn new_id(dialect: &Dialect, sent: &Sent, before: &Resource, after: &Resource) -> Option<String> {
    let by_value = || {
        let value = |r: &Resource| {
            r.get_ci(dialect.id_equals.as_deref()?)?
                .as_str()
                .map(str::to_owned)
        };
        value(after).filter(|_| value(before).as_deref() == Some(&*sent.id))
    };
    let answered = sent.answered.as_ref().and_then(Resource::id);
    let other = |id: &String| *id != sent.id;
    answered
        .map(str::to_owned)
        .filter(other)
        .or_else(by_value)
        .filter(other)
}

pub(crate) fn review_gone() -> EngineError {
    EngineError::new(
        ErrorCode::ReviewGone,
        "This change was already sent, or its review is too old.",
        "Nothing was sent now.",
        "Look at the entry and review the change again.",
    )
}

/// Nothing was sent: a create would not make anybody.
fn would_change(profile: &Profile, label: &str) -> EngineError {
    EngineError::new(
        ErrorCode::Refused,
        format!(
            "{} already has {label}, and changes who is there where it is asked to create.",
            profile.name
        ),
        "Nothing was sent.",
        "Open the entry that is there and change that, or take another name.",
    )
    .with("connection", &profile.name)
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
