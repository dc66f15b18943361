//! Sets by hand what Rollcall goes by, and takes it back.

use rollcall_presets::field::Field;
use rollcall_storage::table::overrides::{self, OverrideRow};

use super::Capability;
use super::names::canonical;
use crate::connections::rows::millis;
use crate::{ConnectionId, Engine, EngineError, EngineEvent, ErrorCode};

impl Engine {
    /// Sets a feature by hand: from then on it outweighs everything else. The value has the form the table shows.
    pub async fn capability_set(
        &self,
        connection: ConnectionId,
        feature: &str,
        value: &str,
    ) -> Result<Vec<Capability>, EngineError> {
        let known = self.capabilities(connection).await?;
        let (feature, value) = canonical(feature.trim(), value.trim());
        let value = match Field::of(&feature) {
            Some(field) => field
                .parse(&value)
                .map_err(|error| refused(&feature, &error.to_string()))?
                .to_string(),
            // Learned features have names of their own, such as filters that were tried.
            None if known.iter().any(|c| c.feature == feature) && !value.is_empty() => value,
            None => {
                return Err(EngineError::new(
                    ErrorCode::Usage,
                    format!("There is no feature called {feature}."),
                    "Nothing was changed.",
                    "See what there is: rollcall connection capabilities NAME --all",
                )
                .with("field", "feature"));
            }
        };
        let before = self.facts(connection).await;
        let row = OverrideRow {
            feature,
            value,
            at: millis(self.now()),
        };
        let id = connection.0;
        let open = self.store()?;
        open.jobs.write(move |tx| overrides::set(tx, id, &row)).await?;
        self.after_override(connection, &before).await
    }

    /// Takes back what was set by hand; what else is known counts again.
    pub async fn capability_unset(
        &self,
        connection: ConnectionId,
        feature: &str,
    ) -> Result<Vec<Capability>, EngineError> {
        self.profile(connection).await?;
        let (feature, _) = canonical(feature.trim(), "");
        let before = self.facts(connection).await;
        let (id, of) = (connection.0, feature.clone());
        let open = self.store()?;
        let was_set = open.jobs.write(move |tx| overrides::unset(tx, id, &of)).await?;
        if !was_set {
            return Err(EngineError::new(
                ErrorCode::Usage,
                format!("{feature} was not set by hand."),
                "Nothing was changed.",
                "",
            )
            .with("field", "feature"));
        }
        self.after_override(connection, &before).await
    }

    async fn after_override(
        &self,
        connection: ConnectionId,
        before: &super::Facts,
    ) -> Result<Vec<Capability>, EngineError> {
        self.tell_changes(connection, before, &[]).await;
        self.emit(EngineEvent::ConnectionsChanged {
            connection: Some(connection),
        });
        self.capabilities(connection).await
    }
}

fn refused(feature: &str, why: &str) -> EngineError {
    EngineError::new(
        ErrorCode::InvalidInput,
        format!("This is no value of {feature}."),
        format!("{why}. Nothing was changed."),
        "Use the form that the table shows.",
    )
    .with("field", "value")
}
