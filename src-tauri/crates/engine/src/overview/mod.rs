//! A connection at a glance: how its server answers, what happened lately, what should be looked at; and all connections
//! in one table. Nothing here makes a request.

mod health;
mod inventory;
mod recent;
mod warnings;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use health::{Health, HealthPoint};
pub use inventory::{InventoryExport, InventoryFact, InventoryRow, InventoryWritten};
pub use recent::{Happening, HappeningKind};

use crate::{At, ConnectionId, Engine, EngineError};

/// What a person should look at. Closed: the window has a sentence and a way out for each, in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// Its secret is not stored.
    SecretMissing,
    /// Its token has ended; `date`.
    TokenEnded,
    /// Its token ends within 30 days; `date`, `days`.
    TokenEndsSoon,
    /// Many requests of the last day got no proper answer; `failed`, `requests`.
    Failing,
    /// Jobs wait for a person; `count`.
    JobsWaiting,
    /// The server speaks SCIM 1.1: nothing is changed there.
    OldVersion,
    /// Nobody has looked at the server yet.
    NeverRead,
    /// The copy of a type is not proven complete; `type`.
    CopyIncomplete,
    /// The copy was read long ago; `days`.
    CopyOld,
    /// An identity provider usually keeps the accounts; `preset`.
    KeptElsewhere,
    /// Requests go unencrypted.
    NotEncrypted,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionWarning {
    /// What it is.
    pub code: WarningCode,
    /// One English sentence for the command line.
    pub message: String,
    /// What the sentence names, for other languages.
    pub params: BTreeMap<String, String>,
}

/// A connection at a glance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// When the server's description was read last; `None`: never.
    pub read_at: Option<At>,
    /// The last 24 hours.
    pub health: Health,
    /// What to look at, the most urgent first.
    pub warnings: Vec<ConnectionWarning>,
    /// What happened lately, newest first.
    pub recent: Vec<Happening>,
}

impl Engine {
    /// A connection at a glance, from what is known on this computer.
    pub async fn overview(&self, connection: ConnectionId) -> Result<Overview, EngineError> {
        let profile = self.profile(connection).await?;
        let view = self.connection_show(connection).await?;
        let health = self.health(connection).await?;
        let jobs = self.job_list(Some(connection)).await?;
        let copies = self.copies(connection).await?;
        Ok(Overview {
            read_at: self.cached_knowledge(&profile).await?.map(|k| At(k.read_at)),
            warnings: self.warnings(&view, &health, &copies, &jobs).await?,
            recent: self.recent(connection, &jobs).await?,
            health,
        })
    }
}
