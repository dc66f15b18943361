//! What is going to be made is written down before it is made, so that a program that ends in between leaves a trace.
//! It lies among the settings of `jobs.db`, one list a connection.

use rollcall_storage::table::settings;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::EntryKind;
use crate::{ConnectionId, Engine, EngineError};

/// Something that was going to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trace {
    /// Tells it apart from the others.
    pub(super) mark: Uuid,
    pub(super) kind: EntryKind,
    pub(super) endpoint: String,
    pub(super) name: String,
    /// Known once the server has answered.
    pub(super) id: Option<String>,
    /// Unix milliseconds.
    pub(super) at: i64,
}

/// The setting that holds the traces of a connection.
pub(crate) fn key(connection: ConnectionId) -> String {
    format!("calibration.{connection}")
}

impl Engine {
    /// What calibrations of this connection made, or were about to make, and have not seen gone.
    pub(super) async fn traces(&self, connection: ConnectionId) -> Result<Vec<Trace>, EngineError> {
        let key = key(connection);
        let text = self.store()?.jobs.read(move |c| settings::get(c, &key)).await?;
        Ok(text
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default())
    }

    /// Notes one, or what has become known of it. Durable when this returns.
    pub(super) async fn note_trace(
        &self,
        connection: ConnectionId,
        trace: &Trace,
    ) -> Result<(), EngineError> {
        let mut all = self.traces(connection).await?;
        all.retain(|known| known.mark != trace.mark);
        all.push(trace.clone());
        self.keep_traces(connection, &all).await
    }

    /// One is proven gone, or never was.
    pub(super) async fn drop_trace(&self, connection: ConnectionId, mark: Uuid) -> Result<(), EngineError> {
        let mut all = self.traces(connection).await?;
        all.retain(|known| known.mark != mark);
        self.keep_traces(connection, &all).await
    }

    pub(super) async fn keep_traces(
        &self,
        connection: ConnectionId,
        all: &[Trace],
    ) -> Result<(), EngineError> {
        let key = key(connection);
        let text = match all {
            [] => None,
            all => Some(
                serde_json::to_string(all).map_err(|_| EngineError::internal("traces that are no JSON"))?,
            ),
        };
        let store = self.store()?;
        store
            .jobs
            .write(move |tx| match &text {
                Some(text) => settings::set(tx, &key, text),
                None => settings::remove(tx, &key),
            })
            .await?;
        Ok(())
    }
}
