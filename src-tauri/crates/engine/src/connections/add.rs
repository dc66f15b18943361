//! Adds a connection: saves a profile and its secret, makes no request.

use rollcall_scim_client::BaseUrl;
use rollcall_secrets::Secret;
use rollcall_storage::StorageError;
use rollcall_storage::table::{connection_presets, connections as table};
use uuid::Uuid;

use super::extras::{checked_extras, named};
use super::oauth::{checked_auth, checked_refresh};
use super::profile::{Profile, Slot};
use super::rows::write;
use super::secret::{checked, looks_like_token};
use super::{NetworkProfile, TokenLife};
use crate::guards::confirmation::random_token;
use crate::store_setup::start::secret_error;
use crate::{
    AuthView, ConnectionId, ConnectionSaved, ConnectionView, Engine, EngineError, EngineEvent, Environment,
    ErrorCode, NewConnection, Notice, NoticeCode,
};

/// A profile, the secrets that were entered with it under their names, and what was corrected.
pub(super) type CheckedForm = (Profile, Vec<(String, Secret)>, Vec<Notice>);

/// The sample directory's name.
const SAMPLE: &str = "Sample directory";
/// Longest name of a connection.
const LONGEST_NAME: usize = 100;

impl Engine {
    /// Saves a profile and its secret; makes no request. The environment decides the read-only switch when it is
    /// not given; production always starts read-only.
    pub async fn connection_add(&self, new: NewConnection) -> Result<ConnectionSaved, EngineError> {
        let open = self.store()?;
        if new.environment == Environment::BuiltIn {
            return Err(EngineError::new(
                ErrorCode::Usage,
                "The sample directory has no address to enter.",
                "Nothing was saved.",
                "Open the sample directory instead.",
            ));
        }
        let (mut profile, secrets, mut notices) = self.checked_form(&new, None)?;
        profile.name = checked_name(&new.name)?;
        let preset = self.checked_pick(new.preset.as_ref())?;
        if let Some(notice) = preset.read_only.filter(|_| !profile.read_only) {
            profile.read_only = true;
            notices.push(notice);
        }
        if secrets.len() < profile.secrets().len() {
            notices.push(
                Notice::new(
                    NoticeCode::SecretMissing,
                    format!(
                        "A secret of {} is missing; enter it before using it.",
                        profile.name
                    ),
                )
                .with("connection", &profile.name),
            );
        }
        let row = write(&profile);
        // The name is taken first: a token is never kept for a connection that is not.
        open.jobs
            .write(move |tx| {
                table::insert(tx, &row)?;
                connection_presets::set(tx, row.id, preset.row.as_ref())
            })
            .await
            .map_err(|e| name_taken(e, &new.name))?;
        if let Err(error) = self.keep_secrets(&secrets).await {
            let id = profile.id.0;
            open.jobs.write(move |tx| table::remove(tx, id)).await?;
            for (name, _) in &secrets {
                self.delete_secret(name, &profile.name, &mut notices).await?;
            }
            return Err(error);
        }
        self.release_files(&new.network)?;
        self.emit(EngineEvent::ConnectionsChanged {
            connection: Some(profile.id),
        });
        Ok(ConnectionSaved {
            connection: self.view(&profile).await?,
            notices,
        })
    }

    /// A form as a profile, with its secrets checked and named. The name is not looked at. `saved` is the connection
    /// being edited, whose secrets it may use.
    pub(super) fn checked_form(
        &self,
        new: &NewConnection,
        saved: Option<&Profile>,
    ) -> Result<CheckedForm, EngineError> {
        let base = BaseUrl::parse(&new.url).map_err(|e| EngineError::from_base_url(&e))?;
        let auth = checked_auth(&new.auth)?;
        let mut notices = Vec::new();
        let (extras, mut given) = checked_extras(&new.extras, &auth)?;
        match (&new.secret, &auth) {
            (Some(_), auth) if !auth.has_secret() => notices.push(Notice::new(
                NoticeCode::SecretUnused,
                "The secret was not kept: this connection sends none.",
            )),
            (Some(secret), auth) => {
                let (secret, corrected) = checked(secret, auth)?;
                notices.extend(corrected);
                given.push((Slot::SignIn, Secret::new(secret.expose().to_owned())));
            }
            (None, _) => {}
        }
        given.extend(checked_refresh(new.refresh_token.as_ref(), &auth)?);
        let mut network = saved.map(|s| s.network.clone()).unwrap_or_default();
        for (slot, text) in self.checked_network(&new.network, &mut network)? {
            given.push((slot, Secret::new(text.expose().to_owned())));
        }
        let production = new.environment == Environment::Production;
        if production && new.read_only == Some(false) {
            notices.push(Notice::new(
                NoticeCode::ProductionReadOnly,
                "A production connection starts read-only; unlock it for a while to make changes.",
            ));
        }
        let profile = Profile {
            id: match saved {
                Some(saved) => saved.id,
                None => ConnectionId(self.new_id()?),
            },
            name: new.name.trim().to_owned(),
            base: Some(base),
            environment: new.environment,
            token: TokenLife::after(None, &auth, new.secret.as_ref(), new.token_ends_at),
            auth,
            extras,
            network,
            read_only: production || new.read_only.unwrap_or(false),
            unlocked_until: None,
            colour: new.colour,
            notes: new.notes.clone(),
            created_at: self.now(),
        };
        let secrets = named(&profile, given);
        Ok((profile, secrets, notices))
    }

    /// The sample directory's connection, added when it is not there yet. Its address and token are made at each
    /// start and never stored.
    pub async fn connection_add_sample(&self) -> Result<ConnectionView, EngineError> {
        let open = self.store()?;
        let profiles = self.profiles().await?;
        if let Some(profile) = profiles.iter().find(|p| p.built_in()) {
            return self.view(profile).await;
        }
        let taken = |name: &str| {
            profiles
                .iter()
                .any(|p| crate::guards::rules::same_name(&p.name, name))
        };
        let mut name = SAMPLE.to_owned();
        let mut n = 2;
        while taken(&name) {
            name = format!("{SAMPLE} {n}");
            n += 1;
        }
        let profile = Profile {
            id: ConnectionId(self.new_id()?),
            name,
            base: None,
            environment: Environment::BuiltIn,
            auth: AuthView::Bearer,
            extras: Vec::new(),
            token: None,
            network: NetworkProfile::default(),
            read_only: false,
            unlocked_until: None,
            colour: None,
            notes: String::new(),
            created_at: self.now(),
        };
        let row = write(&profile);
        open.jobs.write(move |tx| table::insert(tx, &row)).await?;
        self.emit(EngineEvent::ConnectionsChanged {
            connection: Some(profile.id),
        });
        self.view(&profile).await
    }

    fn new_id(&self) -> Result<Uuid, EngineError> {
        let digits = random_token(self.options().entropy.as_ref())?;
        let bytes =
            u128::from_str_radix(&digits, 16).map_err(|_| EngineError::internal("a random number"))?;
        Ok(uuid::Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid())
    }

    /// Keeps secrets under their names.
    pub(super) async fn keep_secrets(&self, secrets: &[(String, Secret)]) -> Result<(), EngineError> {
        let store = &self.store()?.secrets;
        for (name, secret) in secrets {
            store.set(name, secret).await.map_err(|e| secret_error(&e))?;
        }
        Ok(())
    }
}

/// A name fit to be shown, typed and confirmed.
pub(super) fn checked_name(name: &str) -> Result<String, EngineError> {
    let name = name.trim();
    let refuse = |what: &str, action: &str| {
        Err(
            EngineError::new(ErrorCode::InvalidInput, what, "Nothing was saved.", action)
                .with("field", "name"),
        )
    };
    if name.is_empty() {
        return refuse("The connection needs a name.", "Give it one.");
    }
    if looks_like_token(name) {
        return refuse(
            "This looks like a token, not like a name.",
            "Enter it as the secret; a name is shown everywhere.",
        );
    }
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return refuse(
            "The name is too long or holds a character that cannot be shown.",
            "Choose a shorter name of letters, digits and spaces.",
        );
    }
    Ok(name.to_owned())
}

pub(super) fn name_taken(error: StorageError, name: &str) -> EngineError {
    match error {
        StorageError::Constraint { rule } if rule.contains("name_fold") => EngineError::new(
            ErrorCode::ConnectionExists,
            format!("There is a connection called {} already.", name.trim()),
            "Nothing was saved. Names differ in more than case and accents.",
            "Choose another name.",
        )
        .with("field", "name"),
        other => other.into(),
    }
}
