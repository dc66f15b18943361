//! Keeps and reads what is known of a server.

use rollcall_scim_client::{Observation, Source};
use rollcall_storage::table::capabilities::{self, CapabilityRow};

use super::{Capability, CapabilitySource};
use crate::connections::rows::{from_millis, millis};
use crate::{At, ConnectionId, Engine, EngineError};

type Known = (String, CapabilitySource, String, String);

impl Engine {
    /// What the server can do, by feature; of several sources the strongest is in force.
    pub async fn capabilities(&self, connection: ConnectionId) -> Result<Vec<Capability>, EngineError> {
        self.profile(connection).await?;
        let id = connection.0;
        let rows = self
            .store()?
            .cache
            .read(move |c| capabilities::all(c, id))
            .await?;
        Ok(in_order(rows))
    }

    /// The value of a feature that Rollcall goes by.
    pub(crate) async fn in_force(&self, connection: ConnectionId, feature: &str) -> Option<String> {
        let all = self.all_in_force(connection).await;
        all.into_iter()
            .find(|(f, _)| f == feature)
            .map(|(_, value)| value)
    }

    /// Every feature with the value that Rollcall goes by.
    pub(crate) async fn all_in_force(&self, connection: ConnectionId) -> Vec<(String, String)> {
        let id = connection.0;
        let Ok(open) = self.store() else {
            return Vec::new();
        };
        let rows = open.cache.read(move |c| capabilities::all(c, id)).await;
        in_order(rows.unwrap_or_default())
            .into_iter()
            .filter(|c| c.in_force)
            .map(|c| (c.feature, c.value))
            .collect()
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

    pub(crate) async fn put_capabilities(&self, connection: ConnectionId, known: Vec<Known>) {
        if known.is_empty() {
            return;
        }
        let Ok(open) = self.store() else { return };
        let (id, at) = (connection.0, millis(self.now()));
        let written = open
            .cache
            .write_relaxed(move |tx| {
                for (feature, source, value, evidence) in known {
                    let row = CapabilityRow {
                        feature,
                        source: word(source).into(),
                        value,
                        at,
                        evidence,
                    };
                    capabilities::put(tx, id, &row)?;
                }
                Ok(())
            })
            .await;
        if let Err(error) = written {
            tracing::warn!(%error, "what was learned of a server could not be kept");
        }
    }
}

/// By feature, strongest source last; the strongest is in force.
fn in_order(rows: Vec<CapabilityRow>) -> Vec<Capability> {
    let mut all: Vec<Capability> = rows
        .into_iter()
        .map(|row| Capability {
            source: read(&row.source),
            feature: row.feature,
            value: row.value,
            evidence: row.evidence,
            at: At(from_millis(row.at)),
            in_force: false,
        })
        .collect();
    all.sort_by(|a, b| (&a.feature, a.source).cmp(&(&b.feature, b.source)));
    let next: Vec<Option<String>> = all
        .iter()
        .skip(1)
        .map(|c| Some(c.feature.clone()))
        .chain([None])
        .collect();
    for (capability, next) in all.iter_mut().zip(next) {
        capability.in_force = next.as_ref() != Some(&capability.feature);
    }
    all
}

fn source(source: Source) -> CapabilitySource {
    match source {
        Source::Declared => CapabilitySource::Declared,
        Source::Observed => CapabilitySource::Observed,
        Source::Learned => CapabilitySource::Learned,
        Source::ByHand => CapabilitySource::ByHand,
    }
}

fn word(source: CapabilitySource) -> &'static str {
    match source {
        CapabilitySource::Declared => "declared",
        CapabilitySource::Observed => "observed",
        CapabilitySource::Learned => "learned",
        CapabilitySource::ByHand => "by_hand",
    }
}

fn read(word: &str) -> CapabilitySource {
    match word {
        "by_hand" => CapabilitySource::ByHand,
        "learned" => CapabilitySource::Learned,
        "observed" => CapabilitySource::Observed,
        _ => CapabilitySource::Declared,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learned_wins_over_what_the_server_says_of_itself() {
        let row = |source: &str, value: &str| CapabilityRow {
            feature: "etag".into(),
            source: source.into(),
            value: value.into(),
            at: 0,
            evidence: String::new(),
        };
        let all = in_order(vec![row("learned", "no"), row("declared", "yes")]);
        let force: Vec<&str> = all
            .iter()
            .filter(|c| c.in_force)
            .map(|c| c.value.as_str())
            .collect();
        assert_eq!(
            force,
            ["no"],
            "a server that lies about itself is not believed twice"
        );
    }
}
