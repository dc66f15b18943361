//! The client of a connection: one each, made when first needed, with its secret read just then.

use std::collections::HashMap;
use std::sync::Arc;

use rollcall_scim_client::oauth::TokenSource;
use rollcall_scim_client::{
    Auth, BaseUrl, Client, ClientConfig, Extra, Limits, Network, Recorder, SecretText,
};
use rollcall_secrets::{Secret, SecretError};

use super::extras::place;
use super::network::network;
use super::oauth::token_source;
use super::profile::{Profile, SecretName, Slot};
use crate::open_store::OpenStore;
use crate::store_setup::start::secret_error;
use crate::{AuthView, Engine, EngineError, ErrorCode};

/// Where to send, and with what.
pub(super) struct Access {
    pub(super) base: BaseUrl,
    pub(super) auth: Auth,
    pub(super) extras: Vec<Extra>,
    pub(super) network: Network,
    pub(super) limits: Limits,
}

impl Engine {
    /// The client of a connection.
    pub(crate) async fn client(&self, profile: &Profile) -> Result<Client, EngineError> {
        let open = self.store()?;
        let client = self.usual_client(&open, profile).await?;
        Ok(self.as_known(&open, profile.id, &client).await)
    }

    async fn usual_client(&self, open: &OpenStore, profile: &Profile) -> Result<Client, EngineError> {
        if let Some(client) = open.clients.client(profile.id) {
            return Ok(client);
        }
        let access = self.access(profile).await?;
        let recorder: Arc<dyn Recorder> = Arc::new(open.recorder.for_connection(profile.id));
        let client = self.build_client(profile, &access, Some(recorder))?;
        open.clients.keep_client(profile.id, client.clone());
        Ok(client)
    }

    /// A client for a job's writes: it gives up connecting early enough for the first byte to leave within the permit
    /// of its intent (queue.md §3.1 P3).
    pub(crate) async fn job_client(&self, profile: &Profile) -> Result<Client, EngineError> {
        let mut config = self.client_config(profile).await?;
        config.limits.connect_timeout = crate::bulk::CONNECT_LIMIT;
        Client::new(config).map_err(|e| EngineError::from_client(&profile.name, &e))
    }

    /// How a connection is reached, with its exchanges recorded.
    pub(crate) async fn client_config(&self, profile: &Profile) -> Result<ClientConfig, EngineError> {
        let access = self.access(profile).await?;
        let mut config = self.config(profile, &access);
        config.recorder = Some(Arc::new(self.store()?.recorder.for_connection(profile.id)));
        config.dialect = self.dialect(profile.id).await;
        Ok(config)
    }

    /// Where to send, and with what: the address of the profile and its secrets from the store.
    pub(super) async fn access(&self, profile: &Profile) -> Result<Access, EngineError> {
        if profile.built_in() {
            let (base, auth) = self.start_sample().await?;
            return Ok(Access {
                base,
                auth,
                extras: Vec::new(),
                network: Network::default(),
                limits: Limits::default(),
            });
        }
        let open = self.store()?;
        let mut secrets = HashMap::new();
        // A refresh token is read when it is needed: it changes with each use.
        for needed in profile.secrets().into_iter().filter(|s| s.slot != Slot::Refresh) {
            let secret = self.stored(profile, &needed).await?;
            secrets.insert(needed.name, secret);
        }
        let kept = open.clients.source(profile.id);
        let mut access = self.access_with(profile, &secrets, kept)?;
        if let Auth::OAuth(source) = access.auth {
            access.auth = Auth::OAuth(open.clients.keep_source(profile.id, source));
        }
        Ok(access)
    }

    pub(super) fn build_client(
        &self,
        profile: &Profile,
        access: &Access,
        recorder: Option<Arc<dyn Recorder>>,
    ) -> Result<Client, EngineError> {
        let mut config = self.config(profile, access);
        config.recorder = recorder;
        Client::new(config).map_err(|e| EngineError::from_client(&profile.name, &e))
    }

    fn config(&self, profile: &Profile, access: &Access) -> ClientConfig {
        let mut config = ClientConfig::new(&profile.name, access.base.clone(), access.auth.clone());
        config.extras = access.extras.clone();
        config.network = access.network.clone();
        config.limits = access.limits.clone();
        config.user_agent = self.options().user_agent.clone();
        config
    }

    /// A secret of a profile, from the secret store.
    pub(super) async fn stored(&self, profile: &Profile, needed: &SecretName) -> Result<Secret, EngineError> {
        match self.store()?.secrets.get(&needed.name).await {
            Ok(secret) => Ok(secret),
            Err(SecretError::Absent) => Err(EngineError::new(
                ErrorCode::SecretMissing,
                match &needed.slot {
                    Slot::SignIn => format!(
                        "{} has no token or password stored for this address.",
                        profile.name
                    ),
                    Slot::ClientKey => format!(
                        "{} has no client certificate stored for this address.",
                        profile.name
                    ),
                    Slot::Proxy => format!("{} has no password stored for its proxy.", profile.name),
                    Slot::Refresh => format!("Nobody is signed in to {}.", profile.name),
                    Slot::Extra(_, name) => {
                        format!("{} has no value of {name} stored for this address.", profile.name)
                    }
                },
                "It was never entered, or the address was changed; a secret is kept for one address only. \
                 Nothing was sent.",
                "Enter it again in the connection's settings.",
            )
            .with("connection", &profile.name)),
            Err(error) => Err(secret_error(&error)),
        }
    }

    /// Starts the sample directory of this process. Its address and token exist in memory only.
    async fn start_sample(&self) -> Result<(BaseUrl, Auth), EngineError> {
        let trouble = |why: String| {
            EngineError::new(
                ErrorCode::Network,
                "The sample directory could not be started.",
                why,
                "Start Rollcall again.",
            )
        };
        let Some(sample) = &self.options().sample else {
            return Err(trouble("This program brings none.".into()));
        };
        let address = sample.start().await.map_err(trouble)?;
        let base = BaseUrl::parse(&address.base).map_err(|e| trouble(e.to_string()))?;
        Ok((
            base,
            Auth::Bearer(SecretText::new(address.token.expose().to_owned())),
        ))
    }
}

impl Engine {
    /// The access of a profile with these secrets, by their names. A secret that is not among them is not sent.
    /// `source`: where its access tokens come from already.
    pub(super) fn access_with(
        &self,
        profile: &Profile,
        secrets: &HashMap<String, Secret>,
        source: Option<Arc<TokenSource>>,
    ) -> Result<Access, EngineError> {
        let base = profile
            .base
            .clone()
            .ok_or_else(|| EngineError::internal("a connection without address"))?;
        let names = profile.secrets();
        let text = |slot: &Slot| {
            let name = names.iter().find(|n| n.slot == *slot)?;
            let secret = secrets.get(&name.name)?;
            Some(SecretText::new(secret.expose().to_owned()))
        };
        let network = network(profile, text(&Slot::ClientKey), text(&Slot::Proxy))?;
        let auth = match (&profile.auth, text(&Slot::SignIn)) {
            (AuthView::ClientCredentials { oauth } | AuthView::Person { oauth, .. }, secret) => {
                match source {
                    Some(source) => Auth::OAuth(source),
                    None => {
                        let open = self.store()?;
                        let recorder: Arc<dyn Recorder> = Arc::new(open.recorder.for_connection(profile.id));
                        let agent = &self.options().user_agent;
                        let source = token_source(
                            profile,
                            oauth,
                            secret,
                            &network,
                            agent,
                            Some(recorder),
                            &open.secrets,
                        )?;
                        Auth::OAuth(source)
                    }
                }
            }
            (AuthView::None, _) | (_, None) => Auth::None,
            (AuthView::Bearer, Some(token)) => Auth::Bearer(token),
            (AuthView::Basic { user }, Some(password)) => Auth::Basic {
                user: user.clone(),
                password,
            },
            (AuthView::ApiKey { header }, Some(key)) => Auth::ApiKey {
                header: header.clone(),
                key,
            },
        };
        let extras = profile
            .extras
            .iter()
            .filter_map(|extra| {
                let value = match &extra.value {
                    Some(open) => SecretText::new(open.clone()),
                    None => text(&Slot::Extra(extra.place, extra.name.clone()))?,
                };
                Some(Extra {
                    place: place(extra.place),
                    name: extra.name.clone(),
                    value,
                    secret: extra.secret,
                })
            })
            .collect();
        Ok(Access {
            base,
            auth,
            extras,
            network,
            limits: profile.network.limits(),
        })
    }
}
