//! Changes a connection.

use rollcall_scim_client::BaseUrl;
use rollcall_secrets::Secret;
use rollcall_storage::StorageError;
use rollcall_storage::table::{connection_presets, connections as table};

use super::TokenLife;
use super::add::{checked_name, name_taken};
use super::extras::{checked_extras, named};
use super::oauth::{checked_auth, checked_refresh};
use super::profile::{SecretName, Slot};
use super::rows::write_into;
use super::secret::checked;
use crate::{
    ConnectionChange, ConnectionId, ConnectionSaved, Engine, EngineError, EngineEvent, Environment,
    ErrorCode, Notice, NoticeCode,
};

impl Engine {
    /// Changes a profile. On another origin the secret must be entered again; it stays with the old origin's name
    /// only until it is deleted here.
    pub async fn connection_update(
        &self,
        connection: ConnectionId,
        change: ConnectionChange,
    ) -> Result<ConnectionSaved, EngineError> {
        let open = self.store()?;
        let old = self.profile(connection).await?;
        let mut profile = old.clone();
        let mut notices = Vec::new();
        if let Some(name) = &change.name {
            profile.name = checked_name(name)?;
        }
        if old.built_in()
            && (change.url.is_some()
                || change.auth.is_some()
                || change.secret.is_some()
                || !change.network.is_empty()
                || change.environment.is_some_and(|e| e != Environment::BuiltIn))
        {
            return Err(EngineError::new(
                ErrorCode::Usage,
                "The sample directory has no address, sign-in, network or environment to change.",
                "Nothing was changed.",
                "",
            ));
        }
        if let Some(url) = &change.url {
            profile.base = Some(BaseUrl::parse(url).map_err(|e| EngineError::from_base_url(&e))?);
        }
        if let Some(auth) = &change.auth {
            profile.auth = checked_auth(auth)?;
        }
        if let Some(environment) = change
            .environment
            .filter(|e| *e != Environment::BuiltIn || old.built_in())
        {
            profile.environment = environment;
        }
        if let Some(read_only) = change.read_only {
            profile.read_only = read_only;
        }
        if profile.environment == Environment::Production {
            if change.read_only == Some(false) {
                notices.push(Notice::new(
                    NoticeCode::ProductionReadOnly,
                    "A production connection stays read-only; unlock it for a while to make changes.",
                ));
            }
            profile.read_only = true;
        }
        if let Some(pick) = change.colour {
            profile.colour = pick.colour;
        }
        if let Some(text) = &change.notes {
            profile.notes = text.clone();
        }
        let preset = match &change.preset {
            Some(pick) if pick.choice != self.preset_choice(connection).await? => {
                Some(self.checked_pick(pick.choice.as_ref())?)
            }
            _ => None,
        };
        if let Some(notice) = preset.as_ref().and_then(|p| p.read_only.clone())
            && !profile.read_only
        {
            profile.read_only = true;
            notices.push(notice);
        }
        let moved = profile.base.as_ref().map(BaseUrl::as_str) != old.base.as_ref().map(BaseUrl::as_str);
        if moved || profile.environment != old.environment {
            // What was unlocked was another server, or the same under other rules.
            profile.unlocked_until = None;
        }
        profile.token = if profile.auth.same_kind(&old.auth) || change.secret.is_some() {
            TokenLife::after(
                profile.token,
                &profile.auth,
                change.secret.as_ref(),
                change.token_ends_at,
            )
        } else {
            TokenLife::after(None, &profile.auth, None, change.token_ends_at)
        };
        let mut given = Vec::new();
        if let Some(inputs) = &change.extras {
            (profile.extras, given) = checked_extras(inputs, &profile.auth)?;
        }
        if let Some(secret) = change.secret.as_ref().filter(|_| profile.auth.has_secret()) {
            let (secret, corrected) = checked(secret, &profile.auth)?;
            notices.extend(corrected);
            given.push((Slot::SignIn, Secret::new(secret.expose().to_owned())));
        }
        for (slot, text) in self.checked_network(&change.network, &mut profile.network)? {
            given.push((slot, Secret::new(text.expose().to_owned())));
        }
        given.extend(checked_refresh(change.refresh_token.as_ref(), &profile.auth)?);
        // The secrets first: a profile never points to a secret that was refused.
        let given = named(&profile, given);
        self.keep_secrets(&given).await?;
        let (id, kept, name) = (connection.0, profile.clone(), profile.name.clone());
        open.jobs
            .write(move |tx| {
                let mut row = table::get(tx, id)?.ok_or(StorageError::NotFound {
                    what: "the connection",
                })?;
                write_into(&kept, &mut row);
                table::update(tx, &row)?;
                match &preset {
                    Some(preset) => connection_presets::set(tx, id, preset.row.as_ref()),
                    None => Ok(()),
                }
            })
            .await
            .map_err(|e| name_taken(e, &name))?;
        let (before, needed) = (old.secrets(), profile.secrets());
        for gone in before.iter().filter(|s| needed.iter().all(|n| n.name != s.name)) {
            self.delete_secret(&gone.name, &old.name, &mut notices).await?;
        }
        let missing = |s: &&SecretName| {
            !before.iter().any(|b| b.name == s.name) && !given.iter().any(|(name, _)| *name == s.name)
        };
        if needed.iter().any(|s| missing(&s)) {
            notices.push(Notice::new(
                NoticeCode::SecretOfOldAddress,
                "The token or password belonged to the old address; enter it again.",
            ));
        }
        self.release_files(&change.network)?;
        open.clients.forget(connection);
        open.reviews.forget(connection);
        self.emit(EngineEvent::ConnectionsChanged {
            connection: Some(connection),
        });
        Ok(ConnectionSaved {
            connection: self.view(&profile).await?,
            notices,
        })
    }
}
