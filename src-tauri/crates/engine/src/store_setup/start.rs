//! Looks at the folder and opens the store when that needs no question.

use std::sync::Arc;

use rollcall_secrets::{Keychain, Secret, SecretError, SecretStore, Vault, keychain_state};
use rollcall_storage::{
    Database, DatabaseKey, OpenError, OpenMode, StoreFolder, StoreInfo, open_cache, open_jobs, rebuild_cache,
};

use super::stopped::{secret_reason, stopped_by_open, stopped_by_secret};
use super::{KeychainView, SetupState, StoreMode};
use crate::connections::recorder::RecorderTask;
use crate::engine::Slot;
use crate::open_store::OpenStore;
use crate::{Engine, EngineError, EngineEvent, ErrorCode, Notice, NoticeCode, SecretInput, SetupChoice};

/// Names of the databases' keys in the secret store.
pub(super) const JOBS_KEY: &str = "key:jobs";
pub(super) const CACHE_KEY: &str = "key:cache";

impl Engine {
    /// Looks at the folder and opens the store when it can be opened without a question. With
    /// `ROLLCALL_PASSPHRASE` given and no store, sets up passphrase mode. An error only when the passphrase given
    /// is wrong; every other trouble is a state.
    pub async fn start(&self) -> Result<SetupState, EngineError> {
        let _alone = self.setting_up().await;
        if self.with_slot(|slot| matches!(slot, Slot::Open(_))) {
            return Ok(self.setup_state().await);
        }
        let state = self.look().await;
        self.emit(EngineEvent::SetupChanged);
        state
    }

    /// Tries a stopped store again (keychain unlocked meanwhile, disk freed).
    pub async fn retry_open(&self) -> Result<SetupState, EngineError> {
        self.start().await
    }

    /// The present state; a store nobody looked at yet counts as waiting for its first run.
    pub async fn setup_state(&self) -> SetupState {
        let known = self.with_slot(|slot| match slot {
            Slot::Open(open) => Some(SetupState::Ready {
                mode: open.mode,
                folder: open.folder.path().display().to_string(),
                notices: open.notices.clone(),
            }),
            Slot::Closed(state) => Some(state.clone()),
            Slot::NotStarted => None,
        });
        match known {
            Some(SetupState::Ready {
                mode,
                folder,
                mut notices,
            }) => {
                notices.extend(self.token_notices().await.unwrap_or_default());
                SetupState::Ready {
                    mode,
                    folder,
                    notices,
                }
            }
            Some(state) => state,
            None => self.first_run().await,
        }
    }

    /// Waits for what is being written, closes the stores, deletes a session's folder.
    pub async fn close(&self) {
        let _alone = self.setting_up().await;
        if let Slot::Open(open) = self.put_slot(Slot::NotStarted) {
            open.ending.send_replace(true);
            open.recorder.finish().await;
            let _ = tokio::task::spawn_blocking(move || {
                open.jobs.close();
                open.cache.close();
                drop(open);
            })
            .await;
        }
    }

    pub(super) fn folder_text(&self) -> String {
        self.options().home.store().display().to_string()
    }

    async fn first_run(&self) -> SetupState {
        let keychain = match keychain_state().await {
            rollcall_secrets::KeychainState::Available => KeychainView::Available,
            rollcall_secrets::KeychainState::Locked => KeychainView::Locked,
            rollcall_secrets::KeychainState::Unavailable(technical) => KeychainView::Unavailable {
                reason: format!(
                    "No keychain (on Linux: no Secret Service) was found on this computer [{technical}]."
                ),
                technical,
            },
        };
        SetupState::FirstRun {
            keychain,
            folder: self.folder_text(),
        }
    }

    async fn look(&self) -> Result<SetupState, EngineError> {
        let path = self.options().home.store();
        // Before the choice nothing is written, not even the folder.
        let found = if path.exists() {
            StoreFolder::open(&path).and_then(|folder| Ok((folder.store()?, folder)))
        } else {
            return self.set_up_or_ask().await;
        };
        let (info, folder) = match found {
            Err(error) => return Ok(self.stop(stopped_by_open(&error, self.folder_text()))),
            Ok((None, _)) => return self.set_up_or_ask().await,
            Ok((Some(info), _)) if !info.complete => return self.set_up_or_ask().await,
            Ok((Some(info), folder)) => (info, folder),
        };
        let given = self.options().passphrase.clone();
        match (info.mode, given) {
            (rollcall_storage::StoreMode::Passphrase, Some(passphrase)) => {
                self.open_vault(folder, passphrase).await
            }
            (rollcall_storage::StoreMode::Passphrase, None) => Ok(self.stop(SetupState::NeedsPassphrase {
                folder: self.folder_text(),
            })),
            (rollcall_storage::StoreMode::Keychain, given) => {
                let mut notices = Vec::new();
                if given.is_some() {
                    notices.push(Notice::new(
                        NoticeCode::PassphraseIgnored,
                        "ROLLCALL_PASSPHRASE is set, but the keys of this store are in the keychain; it was ignored.",
                    ));
                }
                Ok(self.open_keychain(folder, &info, notices).await)
            }
            // A session's folder is temporary; one that survived has no key anywhere.
            (rollcall_storage::StoreMode::Session, _) => {
                Ok(self.stop(stopped_by_secret(&SecretError::Absent, self.folder_text())))
            }
        }
    }

    /// First run: with a passphrase given the mode is chosen, and the keychain is not touched.
    async fn set_up_or_ask(&self) -> Result<SetupState, EngineError> {
        if let Some(passphrase) = self.options().passphrase.clone() {
            let choice = SetupChoice::Passphrase {
                passphrase: passphrase.clone(),
            };
            return match self.set_up(choice).await {
                // Another command has set it up since we looked.
                Err(error) if error.code == ErrorCode::StoreStopped => {
                    let folder = StoreFolder::open(&self.options().home.store());
                    match folder.and_then(|folder| Ok((folder.store()?, folder))) {
                        Ok((Some(info), folder))
                            if info.complete && info.mode == rollcall_storage::StoreMode::Passphrase =>
                        {
                            self.open_vault(folder, passphrase).await
                        }
                        _ => Err(error),
                    }
                }
                other => other,
            };
        }
        let state = self.first_run().await;
        Ok(self.stop(state))
    }

    /// Notes a state without an open store.
    pub(super) fn stop(&self, state: SetupState) -> SetupState {
        self.put_slot(Slot::Closed(state.clone()));
        state
    }

    async fn open_keychain(&self, folder: StoreFolder, info: &StoreInfo, notices: Vec<Notice>) -> SetupState {
        let keychain = match Keychain::new(info.uuid) {
            Ok(keychain) => Arc::new(keychain),
            Err(error) => return self.stop(stopped_by_secret(&error, self.folder_text())),
        };
        self.open_with(folder, StoreMode::Keychain, keychain, notices)
            .await
    }

    /// Opens a store in passphrase mode.
    pub async fn open_with_passphrase(&self, passphrase: SecretInput) -> Result<SetupState, EngineError> {
        let _alone = self.setting_up().await;
        if self.with_slot(|slot| matches!(slot, Slot::Open(_))) {
            return Ok(self.setup_state().await);
        }
        let folder = StoreFolder::open(&self.options().home.store());
        let state = match folder.and_then(|folder| Ok((folder.store()?, folder))) {
            Ok((Some(info), folder)) if info.mode == rollcall_storage::StoreMode::Passphrase => {
                self.open_vault(folder, passphrase).await
            }
            Ok(_) => Err(EngineError::new(
                ErrorCode::Usage,
                "There is no store here that a passphrase opens.",
                "",
                "Set Rollcall up first.",
            )),
            Err(error) => Ok(self.stop(stopped_by_open(&error, self.folder_text()))),
        };
        self.emit(EngineEvent::SetupChanged);
        state
    }

    async fn open_vault(
        &self,
        folder: StoreFolder,
        passphrase: SecretInput,
    ) -> Result<SetupState, EngineError> {
        let path = folder.vault();
        let secret = Secret::new(passphrase.expose().to_owned());
        let opened = tokio::task::spawn_blocking(move || Vault::open(&path, &secret))
            .await
            .unwrap_or_else(|_| Err(SecretError::Io("opening was interrupted".into())));
        match opened {
            Ok(vault) => Ok(self
                .open_with(folder, StoreMode::Passphrase, Arc::new(vault), Vec::new())
                .await),
            Err(SecretError::WrongPassphrase) => {
                self.stop(SetupState::NeedsPassphrase {
                    folder: self.folder_text(),
                });
                Err(wrong_passphrase())
            }
            // A vault that is gone is not "no secret": the store cannot be opened any more.
            Err(error) => Ok(self.stop(stopped_by_secret(&error, self.folder_text()))),
        }
    }

    /// Opens the databases with the keys of a secret store.
    async fn open_with(
        &self,
        folder: StoreFolder,
        mode: StoreMode,
        secrets: Arc<dyn SecretStore>,
        mut notices: Vec<Notice>,
    ) -> SetupState {
        let keys = match read_keys(secrets.as_ref()).await {
            Ok(keys) => keys,
            Err(error) => return self.stop(stopped_by_secret(&error, self.folder_text())),
        };
        let place = folder.clone();
        let opened = tokio::task::spawn_blocking(move || open_files(&place, &keys, OpenMode::Existing)).await;
        match opened {
            Ok(Ok((jobs, cache, rebuilt))) => {
                notices.extend(rebuilt);
                self.put_open(folder, mode, jobs, cache, secrets, notices).await
            }
            Ok(Err(error)) => self.stop(stopped_by_open(&error, self.folder_text())),
            Err(_) => self.stop(stopped_by_secret(
                &SecretError::Io("opening was interrupted".into()),
                self.folder_text(),
            )),
        }
    }

    pub(super) async fn put_open(
        &self,
        folder: StoreFolder,
        mode: StoreMode,
        jobs: Database,
        cache: Database,
        secrets: Arc<dyn SecretStore>,
        notices: Vec<Notice>,
    ) -> SetupState {
        // Without random numbers nothing is confirmed either; marks are then only likely to differ.
        let mut first = [0_u8; 8];
        drop(self.options().entropy.fill(&mut first));
        let first = i64::from_le_bytes(first);
        let recorder = RecorderTask::start(cache.clone(), jobs.clone(), self.event_sender(), first);
        let open = Arc::new(OpenStore {
            mode,
            folder,
            jobs,
            cache,
            secrets,
            notices,
            confirmations: Default::default(),
            reviews: Default::default(),
            turns: Default::default(),
            organisations: Default::default(),
            clients: Default::default(),
            recorder,
            syncs: Default::default(),
            calibrations: Default::default(),
            files: Default::default(),
            sign_ins: Default::default(),
            views: Default::default(),
            listings: Default::default(),
            member_lists: Default::default(),
            ending: tokio::sync::watch::channel(false).0,
        });
        self.put_slot(Slot::Open(open));
        self.finish_removals().await;
        self.setup_state().await
    }
}

/// Both keys.
pub(super) struct Keys {
    pub(super) jobs: DatabaseKey,
    pub(super) cache: DatabaseKey,
}

async fn read_keys(secrets: &dyn SecretStore) -> Result<Keys, SecretError> {
    Ok(Keys {
        jobs: read_key(secrets, JOBS_KEY).await?,
        cache: read_key(secrets, CACHE_KEY).await?,
    })
}

pub(super) async fn read_key(secrets: &dyn SecretStore, name: &str) -> Result<DatabaseKey, SecretError> {
    let text = secrets.get(name).await?;
    DatabaseKey::from_hex(text.expose()).map_err(|_| SecretError::Corrupt("it is not a database key".into()))
}

type Files = (Database, Database, Vec<Notice>);

/// Opens jobs.db, then cache.db. A cache that cannot be read is set aside and made anew: everything in it can be
/// fetched again, and the person is told.
pub(super) fn open_files(folder: &StoreFolder, keys: &Keys, mode: OpenMode) -> Result<Files, OpenError> {
    let jobs = open_jobs(folder, &keys.jobs, mode)?;
    match open_cache(folder, &keys.cache, mode) {
        Ok(cache) => Ok((jobs, cache, Vec::new())),
        Err(
            OpenError::Missing { .. }
            | OpenError::Emptied { .. }
            | OpenError::Damaged { .. }
            | OpenError::Unreadable { .. }
            | OpenError::LostChanges { .. }
            | OpenError::WrongKey { .. },
        ) if mode == OpenMode::Existing => {
            let (cache, aside) = rebuild_cache(folder, &keys.cache)?;
            let notice = Notice::new(
                NoticeCode::CacheRebuilt,
                format!(
                    "The offline copy could not be read and was set aside in {}; synchronise to fill it again.",
                    aside.display()
                ),
            ).with("folder", aside.display().to_string());
            Ok((jobs, cache, vec![notice]))
        }
        Err(error) => Err(error),
    }
}

pub(super) fn wrong_passphrase() -> EngineError {
    EngineError::new(
        ErrorCode::WrongPassphrase,
        "The passphrase does not open this store.",
        "Nothing was changed.",
        "Try again; a lost passphrase cannot be replaced.",
    )
}

/// A secret store that failed, as an error of a use case.
pub(crate) fn secret_error(error: &SecretError) -> EngineError {
    let (_, what, why, action) = secret_reason(error);
    let code = match error {
        SecretError::Absent => ErrorCode::SecretMissing,
        SecretError::Locked(_) => ErrorCode::KeychainLocked,
        SecretError::WrongPassphrase => ErrorCode::WrongPassphrase,
        SecretError::Corrupt(_) | SecretError::Io(_) | SecretError::Refused(_) | SecretError::Exists => {
            ErrorCode::Store
        }
        _ => ErrorCode::KeychainUnavailable,
    };
    EngineError::new(code, what, why, action)
}
