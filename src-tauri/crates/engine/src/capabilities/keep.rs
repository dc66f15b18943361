//! Keeps and reads what is known of a server.

use rollcall_presets::field::Field;
use rollcall_scim_client::{Dialect, Evidence, Observation, Source};
use rollcall_storage::table::capabilities::{self, CapabilityRow};
use rollcall_storage::table::overrides;

use super::names::canonical;
use super::truth::{Facts, table, word};
use super::{Capability, CapabilitySource, EvidenceSaid};
use crate::connections::rows::millis;
use crate::{ConnectionId, Engine, EngineError, EngineEvent, PresetChoice};

type Known = (String, CapabilitySource, String, Evidence);

impl Engine {
    /// What is known of a server, by feature; one value of each is in force.
    pub async fn capabilities(&self, connection: ConnectionId) -> Result<Vec<Capability>, EngineError> {
        self.profile(connection).await?;
        // So that each finds the exchange that showed it.
        self.store()?.recorder.written().await;
        self.capability_table(connection).await
    }

    /// The same, whether or not the exchanges are written yet.
    pub(crate) async fn capability_table(
        &self,
        connection: ConnectionId,
    ) -> Result<Vec<Capability>, EngineError> {
        let open = self.store()?;
        let id = connection.0;
        let rows = open.cache.read(move |c| capabilities::all(c, id)).await?;
        let by_hand = open.jobs.read(move |c| overrides::all(c, id)).await?;
        let preset = self.preset_of(connection).await?;
        Ok(table(rows, preset.as_ref(), by_hand))
    }

    /// How a server is spoken to. Trouble with the store leaves the standard.
    pub(crate) async fn dialect(&self, connection: ConnectionId) -> Dialect {
        let preset = self.preset_of(connection).await.ok().flatten();
        super::dialect::dialect(&self.facts(connection).await, preset.as_ref())
    }

    /// How a server is spoken to by a form that is not saved: with the preset of the form, and with what is known of the
    /// connection being edited.
    pub(crate) async fn dialect_of_form(
        &self,
        saved: Option<ConnectionId>,
        choice: Option<&PresetChoice>,
    ) -> Result<Dialect, EngineError> {
        let preset = choice.and_then(|choice| self.preset_library().0.get(&choice.id).cloned());
        let (mut rows, mut by_hand) = (Vec::new(), Vec::new());
        if let Some(saved) = saved {
            let open = self.store()?;
            rows = open.cache.read(move |c| capabilities::all(c, saved.0)).await?;
            by_hand = open.jobs.read(move |c| overrides::all(c, saved.0)).await?;
        }
        let facts = Facts::of(&table(rows, preset.as_ref(), by_hand));
        Ok(super::dialect::dialect(&facts, preset.as_ref()))
    }

    /// What Rollcall goes by for a connection. Trouble with the store leaves the standard.
    pub(crate) async fn facts(&self, connection: ConnectionId) -> Facts {
        match self.capability_table(connection).await {
            Ok(table) => Facts::of(&table),
            Err(error) => {
                tracing::warn!(
                    code = error.code.as_str(),
                    "what is known of a server could not be read"
                );
                Facts::default()
            }
        }
    }

    /// The value of a feature that Rollcall goes by.
    pub(crate) async fn in_force(&self, connection: ConnectionId, feature: &str) -> Option<String> {
        let (feature, _) = canonical(feature, "");
        self.facts(connection).await.get(&feature).map(str::to_owned)
    }

    /// Keeps what the protocol client observed.
    pub(crate) async fn learn(&self, connection: ConnectionId, observations: &[Observation]) {
        let known = observations
            .iter()
            .map(|o| {
                (
                    o.feature.clone(),
                    source(o.source),
                    o.value.clone(),
                    o.evidence.clone(),
                )
            })
            .collect();
        self.put_capabilities(connection, known).await;
    }

    /// Keeps what was learned. What thereby changes in what Rollcall does is told; nothing changes in silence.
    pub(crate) async fn put_capabilities(&self, connection: ConnectionId, known: Vec<Known>) {
        if known.is_empty() {
            return;
        }
        let Ok(open) = self.store() else { return };
        let (id, at) = (connection.0, millis(self.now()));
        let known: Vec<Known> = known
            .into_iter()
            .map(|(feature, source, value, evidence)| {
                let (feature, value) = canonical(&feature, &value);
                (feature, source, value, evidence)
            })
            .collect();
        let before = self.facts(connection).await;
        let why: Vec<(String, String)> = known.iter().map(|k| (k.0.clone(), k.3.to_string())).collect();
        let written = open
            .cache
            .write_relaxed(move |tx| {
                for (feature, source, value, evidence) in known {
                    let row = CapabilityRow {
                        feature,
                        source: word(source).into(),
                        value,
                        at,
                        mark: evidence.exchange(),
                        exchange: None,
                        evidence: evidence.into(),
                    };
                    capabilities::put(tx, id, &row)?;
                }
                Ok(())
            })
            .await;
        if let Err(error) = written {
            tracing::warn!(%error, "what was learned of a server could not be kept");
            return;
        }
        self.tell_changes(connection, &before, &why).await;
    }

    /// Tells what differs in what Rollcall does, and lets the next request go by it. What was unknown before and is as
    /// the standard has it is no change.
    pub(super) async fn tell_changes(
        &self,
        connection: ConnectionId,
        before: &Facts,
        why: &[(String, String)],
    ) {
        let changed = self.facts(connection).await.changed_from(before);
        for (feature, before, now) in changed {
            // What was seen of single filters and deletes is said where it matters.
            let Some(field) = Field::of(&feature) else {
                continue;
            };
            let usual = field.default.map(str::to_owned);
            if before.is_none() && (usual.is_none() || usual == now) {
                continue;
            }
            let before = before.or(usual);
            let why = why
                .iter()
                .find(|(of, _)| *of == feature)
                .map(|(_, evidence)| evidence.clone())
                .unwrap_or_default();
            self.emit(EngineEvent::CapabilityChanged {
                connection,
                feature,
                before,
                now,
                said: EvidenceSaid::read(&why),
                why,
            });
        }
    }
}

fn source(source: Source) -> CapabilitySource {
    match source {
        Source::Declared => CapabilitySource::Declared,
        Source::Observed => CapabilitySource::Observed,
        Source::Learned => CapabilitySource::Learned,
        Source::ByHand => CapabilitySource::ByHand,
    }
}
