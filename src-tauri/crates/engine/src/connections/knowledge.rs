//! What discovery said, kept in memory and in the cache: the models everything else works with.

use std::sync::Arc;

use rollcall_scim::ResourceModel;
use rollcall_scim_client::{Deviation, Discovery, Evidence};
use rollcall_storage::table::schemas::{self, SchemaRow};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::profile::Profile;
use super::rows::{from_millis, millis};
use crate::resources::models;
use crate::{At, CapabilitySource, ConnectionId, DeviationView, Engine, EngineError, EngineEvent, TypeModel};

/// The document's name in the cache.
const DOCUMENT: &str = "Discovery";

/// What is known of a server's types.
#[derive(Debug, Clone)]
pub(crate) struct Knowledge {
    pub(crate) models: Vec<ResourceModel>,
    /// Names of the types whose schema the server declared itself.
    pub(crate) declared: Vec<String>,
    pub(crate) deviations: Vec<DeviationView>,
    pub(crate) read_at: OffsetDateTime,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    models: Vec<ResourceModel>,
    declared: Vec<String>,
    deviations: Vec<(String, String)>,
}

impl Knowledge {
    /// Knowledge from a discovery.
    pub(crate) fn of(discovery: &Discovery, read_at: OffsetDateTime) -> Self {
        let sent = |urn: &str| discovery.schemas.iter().any(|s| s.id.eq_ignore_ascii_case(urn));
        Self {
            declared: discovery
                .models
                .iter()
                .filter(|m| sent(&m.core.id))
                .map(|m| m.name.clone())
                .collect(),
            models: discovery.models.clone(),
            deviations: discovery.deviations.iter().cloned().map(Into::into).collect(),
            read_at,
        }
    }
}

impl Engine {
    /// The resource types of a connection; from what is known unless `refresh`.
    pub async fn models(
        &self,
        connection: ConnectionId,
        refresh: bool,
    ) -> Result<Vec<TypeModel>, EngineError> {
        let profile = self.profile(connection).await?;
        let knowledge = if refresh {
            self.discover(&profile).await?.1
        } else {
            self.knowledge(&profile).await?
        };
        Ok(views(&knowledge))
    }

    /// What is known of a connection's types; asks the server only when nothing is.
    pub(crate) async fn knowledge(&self, profile: &Profile) -> Result<Arc<Knowledge>, EngineError> {
        match self.cached_knowledge(profile).await? {
            Some(known) => Ok(known),
            None => Ok(self.discover(profile).await?.1),
        }
    }

    /// What is known without asking the server. The sample directory's types are asked for in each process.
    pub(crate) async fn cached_knowledge(
        &self,
        profile: &Profile,
    ) -> Result<Option<Arc<Knowledge>>, EngineError> {
        let open = self.store()?;
        if let Some(known) = open.clients.knowledge(profile.id) {
            return Ok(Some(known));
        }
        let id = profile.id.0;
        let row = open.cache.read(move |c| schemas::get(c, id, DOCUMENT)).await?;
        let Some(row) = row else { return Ok(None) };
        // A document of another version of Rollcall is read from the server again.
        let Ok(stored) = serde_json::from_str::<Stored>(&row.json) else {
            return Ok(None);
        };
        let known = Arc::new(Knowledge {
            models: stored.models,
            declared: stored.declared,
            deviations: stored
                .deviations
                .into_iter()
                .map(|(_, message)| Deviation::read(&message).into())
                .collect(),
            read_at: from_millis(row.fetched_at),
        });
        open.clients.keep_knowledge(profile.id, known.clone());
        Ok(Some(known))
    }

    /// Asks the server what it is, and keeps the answer.
    pub(crate) async fn discover(
        &self,
        profile: &Profile,
    ) -> Result<(Discovery, Arc<Knowledge>), EngineError> {
        let client = self.client(profile).await?;
        let discovery = client
            .discover()
            .await
            .map_err(|e| EngineError::from_client(&profile.name, &e))?;
        let known = self.keep_discovery(profile, &discovery).await?;
        Ok((discovery, known))
    }

    /// Keeps what a discovery said.
    pub(crate) async fn keep_discovery(
        &self,
        profile: &Profile,
        discovery: &Discovery,
    ) -> Result<Arc<Knowledge>, EngineError> {
        let open = self.store()?;
        let known = Arc::new(Knowledge::of(discovery, self.now()));
        let stored = Stored {
            models: known.models.clone(),
            declared: known.declared.clone(),
            deviations: known
                .deviations
                .iter()
                .map(|d| (d.code.name(), d.message.clone()))
                .collect(),
        };
        let json =
            serde_json::to_string(&stored).map_err(|_| EngineError::internal("schemas that are no JSON"))?;
        let row = SchemaRow {
            document: DOCUMENT.into(),
            json,
            fetched_at: millis(known.read_at),
        };
        let id = profile.id.0;
        open.cache.write(move |tx| schemas::put(tx, id, &row)).await?;
        open.clients.keep_knowledge(profile.id, known.clone());
        self.learn(profile.id, &discovery.observations).await;
        self.note_version(profile.id, discovery).await;
        self.emit(EngineEvent::ConnectionsChanged {
            connection: Some(profile.id),
        });
        Ok(known)
    }

    /// A type by its name or endpoint. A type nobody knows is looked for on the server once.
    pub(crate) async fn model(&self, profile: &Profile, name: &str) -> Result<ResourceModel, EngineError> {
        let known = self.knowledge(profile).await?;
        if let Some(model) = models::find(&known.models, name) {
            return Ok(model.clone());
        }
        let fresh = self.now() - known.read_at < time::Duration::minutes(5);
        let known = if fresh {
            known
        } else {
            self.discover(profile).await?.1
        };
        models::find(&known.models, name)
            .cloned()
            .ok_or_else(|| models::unknown_type(&profile.name, name, &known.models))
    }

    /// Resources to ask for in one page: what the server says is its most, up to a thousand.
    pub(crate) async fn page_size(&self, connection: ConnectionId) -> u64 {
        let declared = self
            .in_force(connection, "filter.maxResults")
            .await
            .and_then(|v| v.parse::<u64>().ok());
        match declared {
            Some(most) if most > 0 => most.min(1_000),
            _ => 100,
        }
    }

    /// Keeps one thing that was learned; trouble with the cache is no trouble for the caller.
    pub(crate) async fn learn_one(
        &self,
        connection: ConnectionId,
        feature: &str,
        source: CapabilitySource,
        value: &str,
        evidence: impl Into<Evidence>,
    ) {
        self.put_capabilities(
            connection,
            vec![(feature.into(), source, value.into(), evidence.into())],
        )
        .await;
    }
}

/// The types as window and command line see them.
pub(crate) fn views(known: &Knowledge) -> Vec<TypeModel> {
    known
        .models
        .iter()
        .map(|m| models::view(m, known.declared.contains(&m.name), Some(At(known.read_at))))
        .collect()
}
