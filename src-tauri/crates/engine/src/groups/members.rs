//! Members of a group as a delta: a draft, chunks in series, and the proof afterwards.

use std::collections::HashSet;
use std::time::Duration;

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::observe::from_error;
use rollcall_scim_client::{Applied, Client, ClientError, Evidence, EvidenceCode, RetryAfter};
use serde_json::{Value, json};

use super::chunk::too_many;
use super::source::tells_of_nobody;
use crate::connections::Profile;
use crate::resources::Sent;
use crate::resources::get::{Read, try_read_group};
use crate::resources::models::label;
use crate::resources::operations::{add_members, remove_members};
use crate::resources::prepare::{Draft, slim};
use crate::resources::prepared::{Prepared, Sending};
use crate::{CapabilitySource, ChangeKind, ConnectionId, Engine, EngineError, Notice, NoticeCode};

/// Longest wait for a server that asks to slow down, while a person looks on.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The ids in `members`; `None` when the server shows no members at all, which is not "none" (quirk 7).
pub(crate) fn member_ids(group: &Resource) -> Option<Vec<String>> {
    let members = group.get_ci("members")?.as_array()?;
    Some(
        members
            .iter()
            .filter_map(|m| m.get("value").and_then(Value::as_str))
            .map(Into::into)
            .collect(),
    )
}

/// Only what changes something is sent: who is in already is not added, who is not in is not removed.
pub(crate) fn members_draft(id: String, now: Read, add: Vec<String>, remove: Vec<String>) -> Draft {
    let known: Option<HashSet<String>> = member_ids(&now.resource)
        .filter(|ids| !ids.is_empty())
        .map(|ids| ids.into_iter().collect());
    let is_in = |id: &String| known.as_ref().map(|ids| ids.contains(id));
    let mut seen = HashSet::new();
    let add: Vec<String> = add
        .into_iter()
        .filter(|m| is_in(m) != Some(true) && seen.insert(m.clone()))
        .collect();
    let remove: Vec<String> = remove
        .into_iter()
        .filter(|m| is_in(m) != Some(false) && seen.insert(m.clone()))
        .collect();
    let mut after = now.resource.clone();
    let mut members: Vec<Value> = after
        .get_ci("members")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let leaving: HashSet<&str> = remove.iter().map(String::as_str).collect();
    members.retain(|m| {
        !m.get("value")
            .and_then(Value::as_str)
            .is_some_and(|v| leaving.contains(v))
    });
    members.extend(add.iter().map(|id| json!({"value": id})));
    let key = after
        .0
        .keys()
        .find(|k| k.eq_ignore_ascii_case("members"))
        .cloned();
    after
        .0
        .insert(key.unwrap_or_else(|| "members".into()), Value::Array(members));
    let mut notices = Vec::new();
    if known.is_none() && !remove.is_empty() {
        notices.push(
            Notice::new(
                NoticeCode::MembersNotShown,
                "The server does not show all members of this group, so it is not known who is in it.",
            )
            .with("group", label(&now.resource)),
        );
    }
    let count = u64::try_from(add.len() + remove.len()).unwrap_or(u64::MAX);
    Draft {
        kind: ChangeKind::Members,
        id: Some(id),
        before: now.resource,
        after,
        etag: now.etag,
        unchanged: count == 0,
        sending: Sending::Members { add, remove },
        count,
        notices,
        ways: Vec::new(),
    }
}

/// Of a group whose list of members is long, before or after a change, only those that the change is about: what
/// stays is neither compared nor shown.
pub(crate) fn of_delta(sending: &Sending, before: &Resource, after: &Resource, group: &Resource) -> Resource {
    let mut shown = group.clone();
    let Sending::Members { add, remove } = sending else {
        return shown;
    };
    let long = |r: &Resource| r.get_ci("members").is_some() && slim(r).get_ci("members").is_none();
    if !long(before) && !long(after) {
        return shown;
    }
    let about: HashSet<&str> = add.iter().chain(remove).map(String::as_str).collect();
    let key = shown
        .0
        .keys()
        .find(|k| k.eq_ignore_ascii_case("members"))
        .cloned();
    if let Some(Value::Array(members)) = key.and_then(|key| shown.0.get_mut(&key)) {
        members.retain(|m| {
            let value = m.get("value").and_then(Value::as_str);
            value.is_some_and(|value| about.contains(value))
        });
    }
    shown
}

impl Engine {
    /// Sends the chunks of one group one after the other. Adding and removing a member by its id gives the same
    /// when repeated, so no version is compared: who else joined meanwhile is not touched.
    pub(crate) async fn send_members(
        &self,
        client: &Client,
        profile: &Profile,
        prepared: &Prepared,
        add: &[String],
        remove: &[String],
    ) -> Result<Sent, EngineError> {
        let id = prepared.id.clone().unwrap_or_default();
        let open = self.store()?;
        // Servers lose members when two PATCHes of one group run side by side (quirk 15).
        let _turn = open.turns.take(prepared.connection, &id).await;
        let mut sent = Sent {
            status: None,
            id: id.clone(),
            answered: None,
            notices: Vec::new(),
        };
        let mut done = 0;
        let (mut size, mut refused) = (prepared.member_chunk.max(1), None);
        let (mut joining, mut leaving) = (add, remove);
        loop {
            let adding = !joining.is_empty();
            let left = if adding { &mut joining } else { &mut leaving };
            let (chunk, rest) = left.split_at(size.min(left.len()));
            if chunk.is_empty() {
                break;
            }
            let operations = if adding {
                add_members(chunk)?
            } else {
                remove_members(chunk)?
            };
            let endpoint = &prepared.model.endpoint;
            let version = crate::bulk::version_of(client, endpoint, &id).await;
            let answer = patience(|| client.patch(endpoint, &id, &operations, version.as_deref())).await;
            match answer {
                Ok(answer) => {
                    if done == 0 {
                        let evidence = EvidenceCode::MembersTaken.with(&[("endpoint", &endpoint)]);
                        let evidence = evidence.shown_by(answer.exchange);
                        self.learn_patch_of(profile.id, &prepared.model.name, "yes", evidence)
                            .await;
                    }
                    sent.status = Some(answer.status);
                    sent.answered = answer.resource.or(sent.answered);
                    if let Some(refusal) = refused.take() {
                        self.learn_member_chunk(prepared.connection, size, endpoint, refusal)
                            .await;
                    }
                }
                Err(error) if chunk.len() > 1 && too_many(&error) => {
                    size = chunk.len() / 2;
                    refused = Some(error.exchange());
                    continue;
                }
                Err(error)
                    if error.applied() == Applied::Unknown
                        && chunk_is_done(client, &prepared.model, &id, chunk, adding).await =>
                {
                    sent.notices.push(Notice::new(
                        NoticeCode::ProvenByReading,
                        "The answer to one part was lost; reading the group again shows that it was done.",
                    ));
                }
                Err(error) => {
                    match error.status() {
                        // What is refused of a removal is its path, and of a later part its content.
                        Some(405 | 501) if !adding || done > 0 => {}
                        Some(status @ (405 | 501)) => {
                            let evidence = EvidenceCode::MembersRefused
                                .with(&[("endpoint", &endpoint), ("status", &status)])
                                .shown_by(error.exchange());
                            self.learn_patch_of(profile.id, &prepared.model.name, "no", evidence)
                                .await;
                        }
                        _ => {
                            self.learn(profile.id, &from_error("patch", endpoint, &error))
                                .await;
                        }
                    }
                    return Err(stopped(profile, &error, done, prepared.count));
                }
            }
            done += u64::try_from(chunk.len()).unwrap_or_default();
            *left = rest;
        }
        Ok(sent)
    }

    /// Whether a type can be PATCHed, as seen now. That a condition in a path is refused says nothing of it.
    async fn learn_patch_of(
        &self,
        connection: ConnectionId,
        type_name: &str,
        value: &str,
        evidence: Evidence,
    ) {
        let feature = format!("patch.{type_name}");
        self.learn_one(connection, &feature, CapabilitySource::Learned, value, evidence)
            .await;
    }
}

fn stopped(profile: &Profile, error: &ClientError, done: u64, count: u64) -> EngineError {
    let mut told = EngineError::from_write(&profile.name, error);
    told.why = format!(
        "{done} of {count} were done before; the others were not tried. {}",
        told.why
    );
    told.with("done", done.to_string())
        .with("count", count.to_string())
}

async fn chunk_is_done(
    client: &Client,
    model: &ResourceModel,
    id: &str,
    chunk: &[String],
    adding: bool,
) -> bool {
    let Ok(Some(now)) = try_read_group(client, model, id).await else {
        return false;
    };
    member_ids(&now.resource).is_some_and(|ids| {
        let ids: std::collections::HashSet<&String> = ids.iter().collect();
        // An empty list in the group proves no removal: many servers do not show members.
        (adding || !ids.is_empty() || tells_of_nobody(client.dialect()))
            && chunk.iter().all(|m| ids.contains(m) == adding)
    })
}

/// Waits as long as the server asks, up to a minute, and tries again: 429 and 423 mean that nothing was done.
async fn patience<T, F>(mut send: impl FnMut() -> F) -> Result<T, ClientError>
where
    F: Future<Output = Result<T, ClientError>>,
{
    let mut tries = 0;
    loop {
        let error = match send().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let wait = match &error {
            ClientError::Status(s) if matches!(s.status, 423 | 425 | 429 | 503) => match &s.retry_after {
                Some(RetryAfter::Wait(wait)) => *wait,
                Some(RetryAfter::Unreadable(_)) => return Err(error),
                None if s.status == 503 => return Err(error),
                None => Duration::from_secs(1 << tries),
            },
            _ => return Err(error),
        };
        tries += 1;
        if wait > LONGEST_WAIT || tries > 5 {
            return Err(error);
        }
        tokio::time::sleep(wait).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(members: Value) -> Read {
        let resource = Resource::from_value(json!({"id": "g", "members": members})).unwrap();
        Read {
            resource,
            etag: None,
            exchange: None,
        }
    }

    #[test]
    fn who_is_in_already_is_not_added_and_who_is_not_in_is_not_removed() {
        let draft = members_draft(
            "g".into(),
            group(json!([{"value": "a"}, {"value": "b"}])),
            vec!["a".into(), "c".into(), "c".into()],
            vec!["b".into(), "z".into()],
        );
        let Sending::Members { add, remove } = draft.sending else {
            panic!("members are a delta")
        };
        assert_eq!(
            (add, remove),
            (vec!["c".to_owned()], vec!["b".to_owned()]),
            "the delta and nothing else"
        );
        assert_eq!(draft.count, 2, "people confirm the number that is sent");
    }

    // Q-GRP-02
    #[test]
    fn members_that_are_not_shown_are_not_taken_for_none() {
        let now = group(json!([]));
        let draft = members_draft("g".into(), now, vec![], vec!["a".into()]);
        assert_eq!(
            draft.count, 1,
            "the removal is sent: an empty list proves nothing"
        );
        assert!(!draft.unchanged, "and is not called unnecessary");
    }
}
