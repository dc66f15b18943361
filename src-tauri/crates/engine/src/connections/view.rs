//! Connections as window and command line see them.

use rollcall_secrets::SecretError;
use rollcall_storage::table::syncs;
use uuid::Uuid;

use super::profile::Profile;
use super::rows::from_millis;
use crate::guards::rules::same_name;
use crate::{At, ConnectionId, ConnectionView, Engine, EngineError, ErrorCode, SecretState};

impl Engine {
    /// All connections, by name.
    pub async fn connection_list(&self) -> Result<Vec<ConnectionView>, EngineError> {
        // Side by side: a keychain that hangs holds the list up once and not once for each connection.
        let profiles = self.profiles().await?;
        let views = futures_util::future::join_all(profiles.iter().map(|profile| self.view(profile))).await;
        views.into_iter().collect()
    }

    /// One connection.
    pub async fn connection_show(&self, connection: ConnectionId) -> Result<ConnectionView, EngineError> {
        let profile = self.profile(connection).await?;
        self.view(&profile).await
    }

    /// One connection by its name (without case) or id.
    pub async fn connection_find(&self, name: &str) -> Result<ConnectionView, EngineError> {
        let profiles = self.profiles().await?;
        let found = profiles.iter().find(|p| same_name(&p.name, name)).or_else(|| {
            profiles
                .iter()
                .find(|p| Uuid::parse_str(name.trim()).is_ok_and(|id| p.id.0 == id))
        });
        match found {
            Some(profile) => self.view(profile).await,
            None => {
                let mut error = missing(name);
                let known: Vec<&str> = profiles.iter().map(|p| p.name.as_str()).collect();
                if !known.is_empty() {
                    error.why = format!("There is: {}.", known.join(", "));
                }
                Err(error)
            }
        }
    }

    pub(crate) async fn view(&self, profile: &Profile) -> Result<ConnectionView, EngineError> {
        let open = self.store()?;
        let client = open.clients.client(profile.id);
        let running = client.as_ref().map(|c| c.base().clone());
        let base = profile.base.clone().or(running);
        let mut secret = SecretState::NotNeeded;
        for needed in profile.secrets() {
            secret = match (secret, open.secrets.get(&needed.name).await) {
                (SecretState::Missing, _) | (_, Err(SecretError::Absent)) => SecretState::Missing,
                (SecretState::Unknown, _) | (_, Err(_)) => SecretState::Unknown,
                (_, Ok(_)) => SecretState::Stored,
            };
        }
        let types: Vec<String> = self
            .cached_knowledge(profile)
            .await?
            .map(|k| k.models.iter().map(|m| m.name.clone()).collect())
            .unwrap_or_default();
        let id = profile.id.0;
        let synced = open
            .cache
            .read(move |c| {
                let mut oldest = None;
                for name in &types {
                    let ended = syncs::latest_complete(c, id, name)?.and_then(|s| s.ended_at);
                    oldest = match (oldest, ended) {
                        (Some(a), Some(b)) => Some(std::cmp::min::<i64>(a, b)),
                        (a, b) => a.or(b),
                    };
                }
                Ok(oldest)
            })
            .await?;
        Ok(ConnectionView {
            id: profile.id,
            name: profile.name.clone(),
            host: base
                .as_ref()
                .map_or_else(|| "this computer".into(), |b| host(b.url())),
            not_encrypted: base
                .as_ref()
                .is_some_and(rollcall_scim_client::BaseUrl::is_plain_loopback)
                && !profile.built_in(),
            url: base.map(|b| b.as_str().to_owned()),
            environment: profile.environment,
            auth: profile.auth.clone(),
            extras: profile.extras.clone(),
            read_only: profile.read_only,
            writes: profile.guarded().write_state(self.now()),
            secret,
            token: self.token_view(profile),
            network: self.network_view(profile),
            colour: profile.colour,
            notes: profile.notes.clone(),
            created_at: At(profile.created_at),
            synced_at: synced.map(|at| At(from_millis(at))),
            preset: self.preset_in_use(profile.id).await?,
        })
    }
}

fn host(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The error for a connection that is not there.
pub(crate) fn missing(name: &str) -> EngineError {
    EngineError::new(
        ErrorCode::ConnectionNotFound,
        format!("There is no connection called {name}."),
        "",
        "List the connections: rollcall connection list",
    )
    .with("connection", name)
}
