//! A closer look at a server: a few harmless requests whose answers show what it really does. Reading only, at most
//! sixteen requests, and not one more after the server refuses or asks for patience.

pub(crate) mod attempt;
mod groups;
mod users;

use rollcall_scim_client::{Client, ClientConfig, Evidence, EvidenceCode, Observation};
use serde::Serialize;

use attempt::Attempts;

use super::Capability;
use crate::guards::confirmation::random_token;
use crate::{ConnectionId, Engine, EngineError};

/// Most requests of one look (quirks §4).
const MOST_REQUESTS: u32 = 16;

/// Why a look ended before its last question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum LookStop {
    /// 401: the sign-in is not accepted.
    Unauthorized,
    /// 403: the sign-in may not read this.
    Forbidden,
    /// 429: the server asks for patience.
    Throttled,
    /// The server cannot be reached any more.
    Unreachable,
    /// As many requests as a look may make.
    Enough,
}

/// What a look found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LookReport {
    /// How many requests it made.
    pub requests: u32,
    /// Why it ended early; null when every question was asked.
    pub stopped: Option<LookStop>,
    /// How many facts it found.
    pub found: u32,
    /// What is known now.
    pub capabilities: Vec<Capability>,
}

impl Engine {
    /// Looks closer at what a server does: GET only, at most sixteen requests, none after 401, 403 or 429. What it shows
    /// is kept with the exchange that showed it.
    pub async fn connection_probe(&self, connection: ConnectionId) -> Result<LookReport, EngineError> {
        let profile = self.profile(connection).await?;
        let dialect = self.dialect(connection).await;
        let attempts = Attempts::new(self.store()?.recorder.for_connection(connection), MOST_REQUESTS);
        let mut config: ClientConfig = self.client_config(&profile).await?;
        config.recorder = Some(attempts.recorder());
        let client = Client::new(config).map_err(|e| EngineError::from_client(&profile.name, &e))?;
        let mut observations: Vec<Observation> = Vec::new();
        match client.discover().await {
            Ok(discovery) => {
                self.keep_discovery(&profile, &discovery).await?;
                if attempts.stopped().is_none() {
                    let mut look = Look {
                        client: &client,
                        attempts: &attempts,
                        dialect: &dialect,
                        names_cursor: discovery.config.as_ref().and_then(|c| c.cursor) == Some(true),
                        found: &mut observations,
                    };
                    let nobody = random_token(self.options().entropy.as_ref())?;
                    look.users(&nobody).await;
                    look.groups().await;
                }
            }
            // Nothing can be asked: the error is the answer.
            Err(error) if attempts.stopped().is_none() => {
                return Err(EngineError::from_client(&profile.name, &error));
            }
            Err(_) => {}
        }
        let found = u32::try_from(observations.len()).unwrap_or(u32::MAX);
        self.learn(connection, &observations).await;
        self.note_seen(connection).await;
        Ok(LookReport {
            requests: attempts.made(),
            stopped: attempts.stopped(),
            found,
            capabilities: self.capabilities(connection).await?,
        })
    }
}

/// One look under way.
struct Look<'a> {
    client: &'a Client,
    attempts: &'a Attempts,
    dialect: &'a rollcall_scim_client::Dialect,
    /// Whether the server's configuration says that it has cursors.
    names_cursor: bool,
    found: &'a mut Vec<Observation>,
}

impl Look<'_> {
    /// Notes a fact; the exchange just made is its evidence.
    fn saw(&mut self, feature: &str, value: &str, what: impl Into<Evidence>) {
        let shown = self.attempts.last();
        let evidence = EvidenceCode::Seen
            .with(&[("exchange", &shown.words), ("message", &what.into())])
            .shown_by(shown.mark);
        self.found.push(Observation {
            feature: feature.to_owned(),
            source: rollcall_scim_client::Source::Observed,
            value: value.to_owned(),
            evidence,
        });
    }
}
