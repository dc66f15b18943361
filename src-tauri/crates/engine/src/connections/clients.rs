//! The client of a connection: one each, made when first needed, with its secret read just then.

use std::sync::Arc;

use rollcall_scim_client::{Auth, BaseUrl, Client, ClientConfig, Recorder, SecretText};
use rollcall_secrets::{Secret, SecretError};

use super::profile::Profile;
use crate::store_setup::start::secret_error;
use crate::{AuthView, Engine, EngineError, ErrorCode};

impl Engine {
    /// The client of a connection.
    pub(crate) async fn client(&self, profile: &Profile) -> Result<Client, EngineError> {
        let client = self.usual_client(profile).await?;
        Ok(self.in_dialect(profile.id, &client).await)
    }

    async fn usual_client(&self, profile: &Profile) -> Result<Client, EngineError> {
        let open = self.store()?;
        if let Some(client) = open.clients.client(profile.id) {
            return Ok(client);
        }
        let (base, auth) = self.address_and_auth(profile).await?;
        let recorder: Arc<dyn Recorder> = Arc::new(open.recorder.for_connection(profile.id));
        let client = self.build_client(profile, base, auth, Some(recorder))?;
        open.clients.keep_client(profile.id, client.clone());
        Ok(client)
    }

    /// A client for a job's writes: it gives up connecting early enough for the first byte to leave within the permit
    /// of its intent (queue.md §3.1 P3).
    pub(crate) async fn job_client(&self, profile: &Profile) -> Result<Client, EngineError> {
        let (base, auth) = self.address_and_auth(profile).await?;
        let recorder: Arc<dyn Recorder> = Arc::new(self.store()?.recorder.for_connection(profile.id));
        let mut config = ClientConfig::new(&profile.name, base, auth);
        config.user_agent = self.options().user_agent.clone();
        config.recorder = Some(recorder);
        config.limits.connect_timeout = crate::bulk::CONNECT_LIMIT;
        let client = Client::new(config).map_err(|e| EngineError::from_client(&profile.name, &e))?;
        Ok(self.in_dialect(profile.id, &client).await)
    }

    /// Where to send, and with what.
    async fn address_and_auth(&self, profile: &Profile) -> Result<(BaseUrl, Auth), EngineError> {
        if profile.built_in() {
            return self.start_sample().await;
        }
        let base = profile
            .base
            .clone()
            .ok_or_else(|| EngineError::internal("a connection without address"))?;
        Ok((base, self.stored_auth(profile).await?))
    }

    pub(super) fn build_client(
        &self,
        profile: &Profile,
        base: BaseUrl,
        auth: Auth,
        recorder: Option<Arc<dyn Recorder>>,
    ) -> Result<Client, EngineError> {
        let mut config = ClientConfig::new(&profile.name, base, auth);
        config.user_agent = self.options().user_agent.clone();
        config.recorder = recorder;
        Client::new(config).map_err(|e| EngineError::from_client(&profile.name, &e))
    }

    /// The credential of a profile, from the secret store.
    pub(super) async fn stored_auth(&self, profile: &Profile) -> Result<Auth, EngineError> {
        let Some(name) = profile.secret_name() else {
            return Ok(Auth::None);
        };
        match self.store()?.secrets.get(&name).await {
            Ok(secret) => Ok(auth(profile, &secret)),
            Err(SecretError::Absent) => Err(EngineError::new(
                ErrorCode::SecretMissing,
                format!(
                    "{} has no token or password stored for this address.",
                    profile.name
                ),
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

/// The credential of a profile with this secret.
pub(super) fn auth(profile: &Profile, secret: &Secret) -> Auth {
    let text = SecretText::new(secret.expose().to_owned());
    match &profile.auth {
        AuthView::None => Auth::None,
        AuthView::Bearer => Auth::Bearer(text),
        AuthView::Basic { user } => Auth::Basic {
            user: user.clone(),
            password: text,
        },
    }
}
