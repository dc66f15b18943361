//! Prepares a change: reads, computes, checks, and shows. Nothing is written.

use rollcall_scim::validate::{Context, Finding, validate};
use rollcall_scim::{Filter, Mutability, Resource, ResourceModel, Returned};
use rollcall_scim_client::dialect::EtagMode;
use rollcall_scim_client::{Client, Dialect, ListQuery};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::difference::{differences, raw_differences};
use super::edit::edit_operations;
use super::get::{Read, read, read_group};
use super::lifecycle::{deactivating_destroys, is_irreversible, of_deactivation, of_delete};
use super::mask::mask_resource;
use super::models::label;
use super::operations::{
    active_operation, applied, effect_of, for_replace, read_operations, set_operations, with_schemas,
};
use super::prepared::{Prepared, Sending};
use super::refused_here::{members_stay, taken};
use super::request_view::request_views;
use super::wanted_here::wanted;
use super::way::{Asked, not_offered, way};
use crate::capabilities::method_fact;
use crate::connections::Profile;
use crate::guards::confirmation::{hex, random_token};
use crate::{
    Change, ChangeKind, ChangeReview, ConflictView, ConnectionId, DifferenceKind, Effect, Engine,
    EngineError, ErrorCode, FindingView, Notice, NoticeCode, Precondition, SendBy,
};

/// Longer lists of members are not part of a review; the difference is.
const SHOWN_MEMBERS: usize = 500;

/// A change on its way to a review.
pub(crate) struct Draft {
    pub(crate) kind: ChangeKind,
    pub(crate) id: Option<String>,
    pub(crate) before: Resource,
    pub(crate) after: Resource,
    pub(crate) etag: Option<String>,
    pub(crate) sending: Sending,
    pub(crate) count: u64,
    pub(crate) unchanged: bool,
    pub(crate) notices: Vec<Notice>,
    /// The ways it can be sent, when there is a choice.
    pub(crate) ways: Vec<SendBy>,
}

impl Engine {
    /// Prepares a change and shows it; reads, never writes. Send it with [`Engine::apply_change`].
    pub async fn prepare_change(
        &self,
        connection: ConnectionId,
        type_name: &str,
        change: Change,
    ) -> Result<ChangeReview, EngineError> {
        self.prepare_change_by(connection, type_name, change, None).await
    }

    /// As [`Engine::prepare_change`], with an edit sent in the way that was chosen.
    pub async fn prepare_change_by(
        &self,
        connection: ConnectionId,
        type_name: &str,
        change: Change,
        by: Option<SendBy>,
    ) -> Result<ChangeReview, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, type_name).await?;
        let client = self.client(&profile).await?;
        let draft = match change {
            Change::Create { resource } => {
                offered(&client, &profile, &model, "create")?;
                create(&client, &profile.name, &model, resource).await?
            }
            other => self.existing(&client, &profile, &model, other, by).await?,
        };
        self.review(&profile, model, draft).await
    }

    /// Whether the server is not known to refuse a method for a type.
    pub(crate) async fn takes(&self, connection: ConnectionId, method: &str, model: &ResourceModel) -> bool {
        let of_type = self.in_force(connection, &method_fact(method, model)).await;
        match of_type {
            Some(known) => known != "no",
            None => self.in_force(connection, method).await.as_deref() != Some("no"),
        }
    }

    async fn existing(
        &self,
        client: &Client,
        profile: &Profile,
        model: &ResourceModel,
        change: Change,
        by: Option<SendBy>,
    ) -> Result<Draft, EngineError> {
        let id = match &change {
            Change::Edit { id, .. }
            | Change::Patch { id, .. }
            | Change::Set { id, .. }
            | Change::Replace { id, .. }
            | Change::Delete { id }
            | Change::Activate { id }
            | Change::Deactivate { id }
            | Change::Members { id, .. } => id.clone(),
            Change::Create { .. } => return Err(EngineError::internal("a create that is none")),
        };
        let now = match &change {
            Change::Members { .. } => read_group(client, profile, model, &id).await?,
            _ => read(client, profile, model, &id).await?,
        };
        let mut kind = ChangeKind::Patch;
        let mut notices = Vec::new();
        let operations = match change {
            Change::Delete { .. } => {
                offered(client, profile, model, "delete")?;
                let known = self.in_force(profile.id, &what_delete_does(model)).await;
                let means = of_delete(client.dialect(), model);
                return Ok(delete(id, now, known.as_deref(), means));
            }
            Change::Replace { resource, .. } => {
                let draft = replace(model, id, now, resource)?;
                taken(
                    client.dialect(),
                    &profile.name,
                    model,
                    &draft.before,
                    &draft.after,
                )?;
                members_stay(client.dialect(), &profile.name, model, &draft.before)?;
                return Ok(draft);
            }
            Change::Members { add, remove, .. } => {
                let ways: Vec<bool> = [
                    (!add.is_empty()).then_some(true),
                    (!remove.is_empty()).then_some(false),
                ]
                .into_iter()
                .flatten()
                .collect();
                self.members_offered(profile, client.dialect(), model, &ways)
                    .await?;
                return Ok(crate::groups::members_draft(id, now, add, remove));
            }
            Change::Edit { desired, base, .. } => {
                edit_operations(profile, model, &now.resource, desired, base, &mut notices)?
            }
            Change::Patch { operations, .. } => read_operations(&operations)?,
            Change::Set { values, .. } => set_operations(&values)?,
            Change::Activate { .. } => {
                kind = ChangeKind::Activate;
                active_operation(true)?
            }
            Change::Deactivate { .. } => {
                kind = ChangeKind::Deactivate;
                active_operation(false)?
            }
            Change::Create { .. } => Vec::new(),
        };
        let after = applied(model, &now.resource, &operations)?;
        let renames = now.resource.display_name() != after.display_name();
        if renames && client.dialect().groups.no_rename && model.name == "Group" {
            let message = format!("{} does not rename groups.", profile.name);
            return Err(not_offered("rename", &profile.name, message));
        }
        if model.name == "User" && effect_of(&now.resource, &after) == Effect::Destructive {
            notices.extend(of_deactivation(client.dialect()));
        }
        notices.extend(id_follows(client.dialect(), &now.resource, &after));
        let unchanged = raw_differences(model, &now.resource, &after).is_empty();
        let way = way(Asked {
            profile,
            model,
            dialect: client.dialect(),
            id: &id,
            before: &now.resource,
            after: &after,
            operations,
            patch: self.takes(profile.id, "patch", model).await,
            put: self.takes(profile.id, "put", model).await,
            members_known: self.all_members_shown(profile.id, &now).await,
            by,
        })?;
        notices.extend(way.notices);
        Ok(Draft {
            kind,
            id: Some(id),
            before: now.resource,
            after,
            etag: now.etag,
            sending: way.sending,
            count: 1,
            unchanged,
            notices,
            ways: way.ways,
        })
    }

    /// Keeps a draft and shows it.
    pub(crate) async fn review(
        &self,
        profile: &Profile,
        model: ResourceModel,
        draft: Draft,
    ) -> Result<ChangeReview, EngineError> {
        let open = self.store()?;
        let now = self.now();
        let Draft {
            kind,
            id,
            before,
            after,
            etag,
            sending,
            count,
            unchanged,
            notices,
            ways,
        } = draft;
        let effect = match kind {
            ChangeKind::Delete | ChangeKind::Deactivate => Effect::Destructive,
            ChangeKind::Create | ChangeKind::Activate | ChangeKind::Members => Effect::Write,
            ChangeKind::Patch | ChangeKind::Replace => effect_of(&before, &after),
        };
        let etags_work = self.in_force(profile.id, "etag").await.as_deref() != Some("no");
        let dialect = self.client(profile).await?.dialect().clone();
        let if_match = etag.filter(|_| etags_work && dialect.etag != EtagMode::Off);
        let precondition = match (&kind, &if_match) {
            (ChangeKind::Create, _) => Precondition::None,
            (_, Some(etag)) => Precondition::IfMatch { etag: etag.clone() },
            (_, None) => Precondition::ReadCompareWrite,
        };
        let about = |r: &Resource| crate::groups::of_delta(&sending, &before, &after, r);
        let found = differences(&model, &about(&before), &about(&after));
        let erases = match sending {
            Sending::Replace(_) => found
                .iter()
                .filter(|d| d.kind == DifferenceKind::Removed)
                .cloned()
                .collect(),
            _ => Vec::new(),
        };
        let chunk = self.member_chunk(profile.id).await;
        let member_chunk = match &sending {
            Sending::Members { remove, .. } if !remove.is_empty() => {
                crate::groups::leaving_chunk(&dialect, &model.endpoint, chunk)
            }
            _ => chunk,
        };
        let for_good = match kind {
            ChangeKind::Delete => is_irreversible(&dialect, &model.name),
            _ => effect == Effect::Destructive && deactivating_destroys(&dialect, &model.name),
        };
        let irreversible = for_good.then(|| before.user_name().map_or_else(|| label(&before), str::to_owned));
        let prepared = Prepared {
            connection: profile.id,
            kind,
            label: label(if id.is_some() { &before } else { &after }),
            effect,
            count,
            before,
            after,
            if_match,
            sending,
            member_chunk,
            dialect,
            at: now,
            irreversible,
            undoes: None,
            id,
            model,
        };
        let fingerprint = self.fingerprint(&prepared)?;
        let (views, requests) = request_views(profile, &prepared, &self.options().user_agent)?;
        let mut views = views.into_iter();
        let request = views.next();
        let masked = |r: &Resource| {
            let shown = mask_resource(&prepared.model, &slim(r).to_value());
            Some(shown).filter(|_| !r.0.is_empty())
        };
        let review = ChangeReview {
            fingerprint: fingerprint.clone(),
            connection: profile.id,
            connection_name: profile.name.clone(),
            environment: profile.environment,
            kind,
            type_name: prepared.model.name.clone(),
            id: prepared.id.clone(),
            label: prepared.label.clone(),
            effect,
            count,
            guard: profile
                .guarded()
                .irreversible(prepared.irreversible.clone())
                .guard(effect, false, count, now),
            before: masked(&prepared.before),
            after: masked(&prepared.after),
            differences: found,
            erases,
            request,
            more_requests: views.collect(),
            requests,
            ways,
            precondition,
            findings: findings(&prepared),
            notices,
            unchanged,
        };
        open.reviews.keep(fingerprint, prepared);
        Ok(review)
    }

    /// Identifies a prepared change. Random salt keeps a short password from being guessed from it.
    fn fingerprint(&self, prepared: &Prepared) -> Result<String, EngineError> {
        let mut hash = Sha256::new();
        let mut add = |part: &str| {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        };
        add(&random_token(self.options().entropy.as_ref())?);
        add(&prepared.connection.to_string());
        add(&prepared.model.endpoint);
        add(prepared.id.as_deref().unwrap_or_default());
        add(&prepared.before.to_value().to_string());
        add(&prepared.after.to_value().to_string());
        Ok(hex(&hash.finalize()))
    }
}

/// Where the id is a value, it changes with it (Q-ATT-05).
pub(crate) fn id_follows(dialect: &Dialect, before: &Resource, after: &Resource) -> Option<Notice> {
    let attribute = dialect.id_equals.as_deref()?;
    let value = |r: &Resource| r.get_ci(attribute).and_then(Value::as_str).map(str::to_owned);
    let follows = value(before).as_deref() == before.id() && value(before) != value(after);
    follows.then(|| {
        Notice::new(
            NoticeCode::IdFollows,
            format!("The id is the {attribute} on this server: it changes with it, and whatever knows the old id loses the entry."),
        )
        .with("attribute", attribute)
    })
}

/// What is shown of a group leaves out a long list of members: there may be a hundred thousand, and they are paged
/// ([`Engine::members_page`]) and changed as a delta only.
pub(crate) fn slim(resource: &Resource) -> Resource {
    let long = |key: &str, value: &Value| {
        key.eq_ignore_ascii_case("members") && value.as_array().is_some_and(|m| m.len() > SHOWN_MEMBERS)
    };
    let kept = resource.0.iter().filter(|(key, value)| !long(key, value));
    Resource(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}

async fn create(
    client: &Client,
    connection: &str,
    model: &ResourceModel,
    resource: Value,
) -> Result<Draft, EngineError> {
    let resource = object(resource)?;
    let mut body = with_schemas(model, resource);
    body.0
        .retain(|key, value| !(value.is_null() || key.eq_ignore_ascii_case("meta")));
    taken(client.dialect(), connection, model, &Resource::default(), &body)?;
    let mut notices = Vec::new();
    if exists_already(client, model, &body).await {
        notices.push(Notice::new(
            NoticeCode::ExistsAlready,
            "The server already has an entry of this name; creating it again may make a duplicate.",
        ));
    }
    Ok(Draft {
        kind: ChangeKind::Create,
        id: None,
        before: Resource::default(),
        after: body.clone(),
        etag: None,
        sending: Sending::Create(body),
        count: 1,
        unchanged: false,
        notices,
        ways: Vec::new(),
    })
}

/// One look for the same name. Only a hit that matches here counts (quirk 4); no hit proves nothing.
pub(super) async fn exists_already(client: &Client, model: &ResourceModel, body: &Resource) -> bool {
    let (attribute, name) = match (body.user_name(), body.display_name()) {
        (Some(name), _) => ("userName", name),
        (None, Some(name)) => ("displayName", name),
        (None, None) => return false,
    };
    let filter = Filter::eq(rollcall_scim::AttrPath::attribute(attribute), name);
    let query = ListQuery {
        filter: Some(filter.to_string()),
        count: Some(2),
        ..ListQuery::default()
    };
    client.list(&model.endpoint, &query).await.is_ok_and(|page| {
        page.resources
            .into_iter()
            .filter_map(Resource::from_value)
            .any(|r| filter.matches(model, &r))
    })
}

/// The capability that says what DELETE was seen to do with a type: `yes` removes, `partial` leaves the entry there.
pub(super) fn what_delete_does(model: &ResourceModel) -> String {
    format!("delete.removes.{}", model.name)
}

/// Refuses what a type is known not to have, before anything is read or sent.
fn offered(client: &Client, profile: &Profile, model: &ResourceModel, verb: &str) -> Result<(), EngineError> {
    if client.dialect().has_verb(&model.endpoint, verb) {
        return Ok(());
    }
    let message = format!("{} does not {verb} a {}.", profile.name, model.name);
    Err(not_offered(verb, &profile.name, message).with("type", &model.name))
}

fn delete(id: String, now: Read, known: Option<&str>, means: Option<Notice>) -> Draft {
    let notice = means.unwrap_or_else(|| match known {
        Some("yes") => Notice::new(
            NoticeCode::DeleteRemoves,
            "On this server a delete removes the entry for good: it was seen to be gone afterwards. A new one would have a new id.",
        ),
        Some("partial") => Notice::new(
            NoticeCode::DeleteDeactivates,
            "On this server a delete was answered before, but the entry was still there afterwards: it is deactivated or kept, not removed.",
        ),
        _ => Notice::new(
            NoticeCode::DeleteUnseen,
            "Rollcall has not seen yet what a delete does on this server. Most remove the entry for good, some only deactivate it. It is read again afterwards to tell.",
        ),
    });
    Draft {
        kind: ChangeKind::Delete,
        id: Some(id),
        before: now.resource,
        after: Resource::default(),
        etag: now.etag,
        sending: Sending::Delete,
        count: 1,
        unchanged: false,
        notices: vec![notice],
        ways: Vec::new(),
    }
}

fn replace(model: &ResourceModel, id: String, now: Read, resource: Value) -> Result<Draft, EngineError> {
    let mut resource = object(resource)?;
    // Members change as a delta, never by being left out: a window was not shown a long list at all.
    if slim(&now.resource).get_ci("members").is_none()
        && resource.get_ci("members").is_none()
        && let Some(members) = now.resource.get_ci("members")
    {
        resource.0.insert("members".into(), members.clone());
    }
    let body = for_replace(model, &id, resource);
    // What only the server writes stays; the difference shows what is sent.
    let mut after = body.clone();
    for (key, value) in &now.resource.0 {
        let read_only = key.eq_ignore_ascii_case("meta")
            || model
                .core
                .attribute(key)
                .is_some_and(|a| a.mutability == Mutability::ReadOnly);
        if read_only {
            after.0.insert(key.clone(), value.clone());
        }
    }
    let unchanged = raw_differences(model, &now.resource, &after).is_empty();
    Ok(Draft {
        kind: ChangeKind::Replace,
        id: Some(id),
        before: now.resource,
        after,
        etag: now.etag,
        notices: unseen(model, &body).into_iter().collect(),
        sending: Sending::Replace(body),
        count: 1,
        unchanged,
        ways: Vec::new(),
    })
}

/// What a PUT may erase without anybody seeing it: attributes that the server keeps and does not show.
pub(super) fn unseen(model: &ResourceModel, body: &Resource) -> Option<Notice> {
    let hidden: Vec<String> = model
        .attributes()
        .filter(|view| view.parent.is_none() && view.attribute.mutability != Mutability::ReadOnly)
        .filter(|view| matches!(view.attribute.returned, Returned::Never | Returned::Request))
        .filter(|view| body.at(model, &view.path).is_none())
        .map(|view| view.path.to_string())
        .collect();
    (!hidden.is_empty()).then(|| {
        Notice::new(
            NoticeCode::PutUnseen,
            format!(
                "The server does not show {}; a PUT may erase what it has there.",
                hidden.join(", ")
            ),
        )
        .with("attributes", hidden.join(", "))
    })
}

/// The error for two people who changed the same.
pub(crate) fn conflict(
    profile: &Profile,
    model: &ResourceModel,
    before: &Resource,
    yours: Option<&Resource>,
    server: Option<&Resource>,
) -> EngineError {
    let shown = |r: &Resource| mask_resource(model, &r.to_value());
    let mut error = EngineError::new(
        ErrorCode::Conflict,
        format!(
            "Somebody else changed this {} on {} meanwhile.",
            model.name, profile.name
        ),
        "Nothing was sent; both versions are kept.",
        "Look at both versions and decide.",
    )
    .with("connection", &profile.name);
    error.conflict = Some(Box::new(ConflictView {
        before: shown(before),
        yours: yours.map(shown),
        server: server.map(shown),
    }));
    error
}

pub(super) fn object(value: Value) -> Result<Resource, EngineError> {
    Resource::from_value(value).ok_or_else(|| {
        EngineError::new(
            ErrorCode::Usage,
            "The entry must be a JSON object.",
            "Nothing was sent.",
            "Check the JSON: it begins with { and ends with }.",
        )
    })
}

/// What the check finds that was not wrong before.
fn findings(prepared: &Prepared) -> Vec<FindingView> {
    let model = &prepared.model;
    let mut found: Vec<Finding> = match prepared.kind {
        ChangeKind::Create => validate(model, &prepared.after, None, Context::Create),
        ChangeKind::Delete => Vec::new(),
        ChangeKind::Replace => {
            let Sending::Replace(body) = &prepared.sending else {
                return Vec::new();
            };
            validate(model, body, Some(&prepared.before), Context::Replace)
        }
        _ => {
            let old = validate(model, &prepared.before, Some(&prepared.before), Context::Patch);
            let mut new = validate(model, &prepared.after, Some(&prepared.before), Context::Patch);
            new.retain(|finding| !old.contains(finding));
            new
        }
    };
    if prepared.kind != ChangeKind::Delete {
        let before = (prepared.kind != ChangeKind::Create).then_some(&prepared.before);
        found.extend(wanted(&prepared.dialect, model, before, &prepared.after));
    }
    found.into_iter().map(FindingView::from).collect()
}
