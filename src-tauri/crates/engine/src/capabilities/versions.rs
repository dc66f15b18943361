//! What a server says of itself, version by version: its types, attributes and declared features, and what it was seen to do,
//! with what changed.

use std::collections::BTreeMap;

use rollcall_scim::{Attribute, ResourceModel};
use rollcall_scim_client::{Discovery, Source};
use rollcall_storage::table::server_versions::{self, ServerVersionRow};
use serde::Serialize;
use serde_json::Value;

use super::names::canonical;
use super::{Capability, CapabilitySource};
use crate::connections::rows::{from_millis, millis};
use crate::{At, ConnectionId, Engine, EngineError};

/// What is described → how.
type Description = BTreeMap<String, String>;

/// One version of what a server says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ServerVersion {
    /// When it was seen first.
    pub first_at: At,
    /// When it was seen unchanged last.
    pub last_at: At,
    /// What differs from the version before; nothing for the first.
    pub changes: Vec<ServerChange>,
    /// How many things it describes.
    pub described: u32,
}

/// One difference between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ServerChange {
    /// A type, an attribute (`User.title`), or a feature (`features.patch`).
    pub what: String,
    /// How it was; null when it is new.
    pub before: Option<String>,
    /// How it is; null when it is gone.
    pub now: Option<String>,
    /// Whether the server was seen to do so, and did not say it.
    pub seen: bool,
}

impl Engine {
    /// Every version of what a server said of itself, newest first, each with what changed.
    pub async fn server_versions(&self, connection: ConnectionId) -> Result<Vec<ServerVersion>, EngineError> {
        self.profile(connection).await?;
        let id = connection.0;
        let rows = self
            .store()?
            .jobs
            .read(move |c| server_versions::all(c, id))
            .await?;
        Ok(versions(&rows))
    }

    /// Notes what a discovery said, beside what was seen. Trouble with the store is no trouble for the caller.
    pub(crate) async fn note_version(&self, connection: ConnectionId, discovery: &Discovery) {
        // What was stood in for is not the server's word.
        if discovery.config.is_some() || !discovery.schemas.is_empty() {
            self.note_description(connection, Some(describe(discovery))).await;
        }
    }

    /// Notes what is seen of a server now, beside what it said of itself last.
    pub(crate) async fn note_seen(&self, connection: ConnectionId) {
        self.note_description(connection, None).await;
    }

    async fn note_description(&self, connection: ConnectionId, said: Option<Description>) {
        let (Ok(open), Ok(known)) = (self.store(), self.capability_table(connection).await) else {
            return;
        };
        let (id, at) = (connection.0, millis(self.now()));
        let noted = open
            .jobs
            .write(move |tx| {
                let mut document = match said {
                    Some(said) => said,
                    None => match server_versions::all(tx, id)?.first() {
                        Some(newest) => read(newest),
                        None => return Ok(()),
                    },
                };
                document.retain(|what, _| !what.starts_with(SEEN));
                document.extend(seen(&known));
                match serde_json::to_string(&document) {
                    Ok(document) => server_versions::note(tx, id, at, &document),
                    Err(_) => Ok(()),
                }
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "what a server says of itself could not be noted");
        }
    }
}

/// What marks a fact that was seen, among what the server says.
const SEEN: &str = "seen:";

/// What the server was seen to do, where it is a choice: what is measured differs from time to time.
fn seen(known: &[Capability]) -> Vec<(String, String)> {
    let by_server = |c: &&Capability| {
        matches!(c.source, CapabilitySource::Observed | CapabilitySource::Learned) && !c.allowed.is_empty()
    };
    let mut seen: Vec<&Capability> = known.iter().filter(by_server).collect();
    // What was seen last is how the server is, however it was found out.
    seen.sort_by_key(|c| c.at.0);
    seen.into_iter()
        .map(|c| (format!("{SEEN}{}", c.feature), c.value.clone()))
        .collect()
}

fn read(row: &ServerVersionRow) -> Description {
    serde_json::from_str(&row.document).unwrap_or_default()
}

fn describe(discovery: &Discovery) -> Description {
    let mut all = Description::new();
    for model in &discovery.models {
        describe_type(model, &mut all);
    }
    for observation in discovery
        .observations
        .iter()
        .filter(|o| o.source == Source::Declared)
    {
        let (feature, value) = canonical(&observation.feature, &observation.value);
        all.insert(feature, value);
    }
    all
}

fn describe_type(model: &ResourceModel, all: &mut Description) {
    all.insert(
        model.name.clone(),
        format!("{} {}", model.endpoint, model.core.id),
    );
    for attribute in &model.core.attributes {
        describe_attribute(&model.name, attribute, all);
    }
    for (extension, required) in &model.extensions {
        let name = format!("{} {}", model.name, extension.id);
        let how = if *required {
            "required extension"
        } else {
            "extension"
        };
        all.insert(name.clone(), how.into());
        for attribute in &extension.attributes {
            describe_attribute(&name, attribute, all);
        }
    }
}

fn describe_attribute(of: &str, attribute: &Attribute, all: &mut Description) {
    let path = format!("{of}.{}", attribute.name);
    // Its characteristics as the schema writes them, without what it is called, what it is for, and its parts.
    let mut how = Vec::new();
    if let Ok(Value::Object(written)) = serde_json::to_value(attribute) {
        for (name, value) in written {
            match (name.as_str(), value) {
                ("name" | "description" | "subAttributes", _) | (_, Value::Bool(false)) => {}
                (_, Value::Bool(true)) => how.push(name),
                (_, Value::String(text)) => how.push(if name == "type" {
                    text
                } else {
                    format!("{name} {text}")
                }),
                (_, Value::Array(words)) => {
                    let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
                    how.push(format!("{name} {}", words.join(" ")));
                }
                _ => {}
            }
        }
    }
    all.insert(path.clone(), how.join(", "));
    for part in &attribute.sub_attributes {
        describe_attribute(&path, part, all);
    }
}

fn versions(newest_first: &[ServerVersionRow]) -> Vec<ServerVersion> {
    let mut all: Vec<ServerVersion> = Vec::new();
    let mut before: Option<Description> = None;
    for row in newest_first.iter().rev() {
        let mut now = read(row);
        let described = now.keys().filter(|what| !what.starts_with(SEEN)).count();
        let changes = before.as_ref().map(|before| changes(before, &now));
        if let Some(before) = before {
            // What is not seen this time is still how it was.
            for (what, how) in before.into_iter().filter(|(what, _)| what.starts_with(SEEN)) {
                now.entry(what).or_insert(how);
            }
        }
        let described = u32::try_from(described).unwrap_or(u32::MAX);
        match (changes, all.last_mut()) {
            // Only more is known.
            (Some(changes), Some(same)) if changes.is_empty() => {
                same.last_at = At(from_millis(row.last_at));
                same.described = described;
            }
            (changes, _) => all.push(ServerVersion {
                first_at: At(from_millis(row.first_at)),
                last_at: At(from_millis(row.last_at)),
                changes: changes.unwrap_or_default(),
                described,
            }),
        }
        before = Some(now);
    }
    all.reverse();
    all
}

/// What differs. A fact that is seen for the first time is no change of the server.
fn changes(before: &Description, now: &Description) -> Vec<ServerChange> {
    let all: std::collections::BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    all.into_iter()
        .filter(|what| before.get(*what) != now.get(*what))
        .map(|what| ServerChange {
            what: what.strip_prefix(SEEN).unwrap_or(what).to_owned(),
            before: before.get(what).cloned(),
            now: now.get(what).cloned(),
            seen: what.starts_with(SEEN),
        })
        .filter(|change| !change.seen || (change.before.is_some() && change.now.is_some()))
        .collect()
}
