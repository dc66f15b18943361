//! What a server says of itself, version by version: its types, attributes and declared features, with what changed.

use std::collections::BTreeMap;

use rollcall_scim::{Attribute, ResourceModel};
use rollcall_scim_client::{Discovery, Source};
use rollcall_storage::table::server_versions::{self, ServerVersionRow};
use serde::Serialize;
use serde_json::Value;

use super::names::canonical;
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

    /// Notes what a discovery said. Trouble with the store is no trouble for the caller.
    pub(crate) async fn note_version(&self, connection: ConnectionId, discovery: &Discovery) {
        let Ok(open) = self.store() else { return };
        // What was stood in for is not the server's word.
        if discovery.config.is_none() && discovery.schemas.is_empty() {
            return;
        }
        let Ok(document) = serde_json::to_string(&describe(discovery)) else {
            return;
        };
        let (id, at) = (connection.0, millis(self.now()));
        let noted = open
            .jobs
            .write(move |tx| server_versions::note(tx, id, at, &document))
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "what a server says of itself could not be noted");
        }
    }
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
    let read =
        |row: &ServerVersionRow| -> Description { serde_json::from_str(&row.document).unwrap_or_default() };
    newest_first
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let now = read(row);
            let before = newest_first.get(index.saturating_add(1)).map(read);
            ServerVersion {
                first_at: At(from_millis(row.first_at)),
                last_at: At(from_millis(row.last_at)),
                changes: before.map(|before| changes(&before, &now)).unwrap_or_default(),
                described: u32::try_from(now.len()).unwrap_or(u32::MAX),
            }
        })
        .collect()
}

fn changes(before: &Description, now: &Description) -> Vec<ServerChange> {
    let all: std::collections::BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    all.into_iter()
        .filter(|what| before.get(*what) != now.get(*what))
        .map(|what| ServerChange {
            what: what.clone(),
            before: before.get(what).cloned(),
            now: now.get(what).cloned(),
        })
        .collect()
}
