//! The keychain of the operating system: Keychain, Credential Manager, Secret Service.

use std::time::Duration;

use async_trait::async_trait;
use uuid::Uuid;

use crate::chunks;
use crate::worker::Worker;
use crate::{Secret, SecretError, SecretStore};

mod entries;
mod probe;
mod states;

use entries::SystemEntries;

/// How long the keychain may take for one answer. A person typing a password into its prompt may need longer:
/// then the call has timed out, and the next one finds the keychain open.
const DEADLINE: Duration = Duration::from_secs(10);

/// The service name of all entries.
pub(crate) const SERVICE: &str = "rollcall";

/// Keeps secrets in the keychain of the operating system, under the service `rollcall` and the user
/// `<uuid of the store>/<name>`: two stores never share a secret.
pub struct Keychain {
    store: Uuid,
    worker: Worker<SystemEntries>,
}

impl Keychain {
    /// Starts the thread. The keychain itself is first touched by the first call.
    ///
    /// # Errors
    /// [`SecretError::Unavailable`] when no thread can be started.
    pub fn new(store: Uuid) -> Result<Self, SecretError> {
        Self::with_deadline(store, DEADLINE)
    }

    /// As [`Keychain::new`], with a deadline of one's own.
    ///
    /// # Errors
    /// As [`Keychain::new`].
    pub fn with_deadline(store: Uuid, deadline: Duration) -> Result<Self, SecretError> {
        Ok(Self {
            store,
            worker: Worker::start(SystemEntries::default(), deadline)?,
        })
    }

    fn user(&self, name: &str) -> String {
        format!("{}/{name}", self.store)
    }
}

#[async_trait]
impl SecretStore for Keychain {
    async fn get(&self, name: &str) -> Result<Secret, SecretError> {
        let user = self.user(name);
        self.worker.call(move |entries| chunks::get(entries, &user)).await
    }

    async fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretError> {
        let (user, secret) = (self.user(name), secret.clone());
        self.worker
            .call(move |entries| chunks::set(entries, &user, &secret))
            .await
    }

    async fn delete(&self, name: &str) -> Result<(), SecretError> {
        let user = self.user(name);
        self.worker
            .call(move |entries| chunks::delete(entries, &user))
            .await
    }
}

/// What the first-run choice may offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeychainState {
    /// Secrets can be kept.
    Available,
    /// There is one, and it is locked; using it will ask for its password.
    Locked,
    /// There is none that could be used, with the reason.
    Unavailable(String),
}

/// Looks whether a keychain can be used. Writes nothing and asks no question.
pub async fn keychain_state() -> KeychainState {
    keychain_state_within(DEADLINE).await
}

/// As [`keychain_state`], with a deadline of one's own.
pub async fn keychain_state_within(deadline: Duration) -> KeychainState {
    let worker = match Worker::start(SystemEntries::default(), deadline) {
        Ok(worker) => worker,
        Err(error) => return KeychainState::Unavailable(error.to_string()),
    };
    match worker.call(probe::probe).await {
        Ok(()) => KeychainState::Available,
        Err(SecretError::Locked(_)) => KeychainState::Locked,
        Err(SecretError::Unavailable(why) | SecretError::Denied(why)) => KeychainState::Unavailable(why),
        Err(error) => KeychainState::Unavailable(error.to_string()),
    }
}
