//! First run: makes a store in the chosen mode.

use std::fs::File;
use std::sync::Arc;

use rollcall_secrets::{Keychain, Secret, SecretError, SecretStore, SessionMemory, Vault};
use rollcall_storage::{DatabaseKey, OpenError, OpenMode, StoreFolder};

use super::start::{CACHE_KEY, JOBS_KEY, Keys, open_files, read_key, secret_error, wrong_passphrase};
use super::stopped::stopped_by_open;
use super::{SetupChoice, SetupState, StoreMode};
use crate::engine::Slot;
use crate::{Engine, EngineError, EngineEvent, ErrorCode, SecretInput};

/// Fewest characters of a passphrase.
const SHORTEST_PASSPHRASE: usize = 8;

impl Engine {
    /// First run: sets up the store in the chosen mode. Refused when a store exists.
    pub async fn setup(&self, choice: SetupChoice) -> Result<SetupState, EngineError> {
        let _alone = self.setting_up().await;
        let state = self.set_up(choice).await;
        self.emit(EngineEvent::SetupChanged);
        state
    }

    /// As [`Engine::setup`], by one who holds the turn.
    pub(super) async fn set_up(&self, choice: SetupChoice) -> Result<SetupState, EngineError> {
        if self.with_slot(|slot| matches!(slot, Slot::Open(_))) {
            return Err(exists());
        }
        match choice {
            SetupChoice::Session => {
                let folder = StoreFolder::temporary().map_err(|e| self.open_error(&e))?;
                folder
                    .set_up(rollcall_storage::StoreMode::Session, self.now())
                    .map_err(|e| self.open_error(&e))?;
                self.create_in(folder, StoreMode::Session, Arc::new(SessionMemory::new()))
                    .await
            }
            SetupChoice::Keychain => {
                let (folder, _alone) = self.fresh_folder().await?;
                // The keychain is asked before anything is written: no trace is left when it fails.
                let uuid = folder.store().ok().flatten().map(|info| info.uuid);
                if uuid.is_none()
                    && let Some(error) = unusable_keychain().await
                {
                    return Err(error);
                }
                let info = folder
                    .set_up(rollcall_storage::StoreMode::Keychain, self.now())
                    .map_err(|e| self.open_error(&e))?;
                let keychain = Keychain::new(info.uuid).map_err(|e| secret_error(&e))?;
                self.create_in(folder, StoreMode::Keychain, Arc::new(keychain))
                    .await
            }
            SetupChoice::Passphrase { passphrase } => {
                check_passphrase(&passphrase)?;
                let (folder, _alone) = self.fresh_folder().await?;
                folder
                    .set_up(rollcall_storage::StoreMode::Passphrase, self.now())
                    .map_err(|e| self.open_error(&e))?;
                let vault = make_vault(&folder, passphrase).await?;
                self.create_in(folder, StoreMode::Passphrase, Arc::new(vault))
                    .await
            }
        }
    }

    /// The folder, when no finished store is in it, and the right to set it up: two first commands at once would
    /// make two keys for one store.
    async fn fresh_folder(&self) -> Result<(StoreFolder, File), EngineError> {
        let folder = StoreFolder::open(&self.options().home.store()).map_err(|e| self.open_error(&e))?;
        let path = folder.path().join("setup.lock");
        let locked = tokio::task::spawn_blocking(move || {
            let file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(path)?;
            file.lock()?;
            Ok::<File, std::io::Error>(file)
        })
        .await;
        let alone = match locked {
            Ok(Ok(file)) => file,
            _ => {
                return Err(EngineError::new(
                    ErrorCode::Store,
                    "The folder of the store cannot be written.",
                    "Nothing was set up.",
                    "Allow your user to write there, or set ROLLCALL_HOME to another folder.",
                ));
            }
        };
        match folder.store() {
            Ok(Some(info)) if info.complete => Err(exists()),
            Ok(_) => Ok((folder, alone)),
            Err(error) => Err(self.open_error(&error)),
        }
    }

    async fn create_in(
        &self,
        folder: StoreFolder,
        mode: StoreMode,
        secrets: Arc<dyn SecretStore>,
    ) -> Result<SetupState, EngineError> {
        let keys = Keys {
            jobs: make_key(secrets.as_ref(), JOBS_KEY).await?,
            cache: make_key(secrets.as_ref(), CACHE_KEY).await?,
        };
        let place = folder.clone();
        let made = tokio::task::spawn_blocking(move || match open_files(&place, &keys, OpenMode::Create) {
            // An earlier set-up was interrupted after it made the files.
            Err(OpenError::Exists { .. }) => open_files(&place, &keys, OpenMode::Existing),
            other => other,
        })
        .await;
        let (jobs, cache, notices) = match made {
            Ok(Ok(files)) => files,
            Ok(Err(error)) => return Err(self.open_error(&error)),
            Err(_) => return Err(EngineError::internal("setting up was interrupted")),
        };
        folder.finish_set_up().map_err(|e| self.open_error(&e))?;
        Ok(self.put_open(folder, mode, jobs, cache, secrets, notices).await)
    }

    fn open_error(&self, error: &OpenError) -> EngineError {
        match stopped_by_open(error, self.folder_text()) {
            SetupState::Stopped {
                reason,
                message,
                why,
                action,
                ..
            } => EngineError::new(reason.code(), message, why, action),
            _ => EngineError::internal("a store that did not open and did not stop"),
        }
    }
}

fn exists() -> EngineError {
    EngineError::new(
        ErrorCode::StoreStopped,
        "There is a store here already.",
        "A store is never set up a second time.",
        "Open it; to start over, move its folder away.",
    )
}

fn check_passphrase(passphrase: &SecretInput) -> Result<(), EngineError> {
    if passphrase.expose().chars().count() >= SHORTEST_PASSPHRASE {
        return Ok(());
    }
    Err(EngineError::new(
        ErrorCode::InvalidInput,
        format!("The passphrase is shorter than {SHORTEST_PASSPHRASE} characters."),
        "It alone protects the tokens and the people kept here. Nothing was written.",
        "Choose a longer one; several words are good.",
    )
    .with("field", "passphrase"))
}

async fn unusable_keychain() -> Option<EngineError> {
    match rollcall_secrets::keychain_state().await {
        rollcall_secrets::KeychainState::Unavailable(why) => {
            let mut error = secret_error(&SecretError::Unavailable(why));
            error.action = "Use a passphrase (set ROLLCALL_PASSPHRASE) or a session instead.".into();
            Some(error)
        }
        // A locked one asks for its password when it is used.
        rollcall_secrets::KeychainState::Available | rollcall_secrets::KeychainState::Locked => None,
    }
}

/// A new vault; one that an interrupted set-up left behind is opened.
async fn make_vault(folder: &StoreFolder, passphrase: SecretInput) -> Result<Vault, EngineError> {
    let path = folder.vault();
    let secret = Secret::new(passphrase.expose().to_owned());
    let made = tokio::task::spawn_blocking(move || match Vault::create(&path, &secret) {
        Err(SecretError::Exists) => Vault::open(&path, &secret),
        other => other,
    })
    .await;
    match made {
        Ok(Ok(vault)) => Ok(vault),
        Ok(Err(SecretError::WrongPassphrase)) => Err(wrong_passphrase()),
        Ok(Err(error)) => Err(secret_error(&error)),
        Err(_) => Err(EngineError::internal("making the vault was interrupted")),
    }
}

/// A new key, kept before it is used; one that an interrupted set-up left behind is used again.
async fn make_key(secrets: &dyn SecretStore, name: &str) -> Result<DatabaseKey, EngineError> {
    match read_key(secrets, name).await {
        Ok(key) => return Ok(key),
        Err(SecretError::Absent) => {}
        Err(error) => return Err(secret_error(&error)),
    }
    let key = DatabaseKey::generate().map_err(|_| EngineError::internal("no random numbers for a key"))?;
    let text = Secret::new(key.to_hex().to_string());
    secrets.set(name, &text).await.map_err(|e| secret_error(&e))?;
    Ok(key)
}
