//! Entries of the real keychain, through keyring-core and the store of the platform.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::{CredentialStore, Entry};
use zeroize::Zeroizing;

use super::{SERVICE, states};
use crate::SecretError;
use crate::chunks::Entries;

/// The connection to the keychain: made when first needed, and made again after a failure, so that a keychain
/// that comes back is found without a restart (threats.md E6).
#[derive(Default)]
pub(crate) struct SystemEntries {
    store: Option<Arc<CredentialStore>>,
}

impl SystemEntries {
    fn with<T>(
        &mut self,
        name: &str,
        f: impl FnOnce(&Entry) -> keyring_core::Result<T>,
    ) -> Result<T, SecretError> {
        let result = self.entry(name).and_then(|entry| f(&entry));
        result.map_err(|error| {
            if matches!(error, keyring_core::Error::PlatformFailure(_)) {
                self.store = None;
            }
            states::explain(&error)
        })
    }

    fn entry(&mut self, name: &str) -> keyring_core::Result<Entry> {
        let store = match &self.store {
            Some(store) => Arc::clone(store),
            None => Arc::clone(self.store.insert(connect()?)),
        };
        store.build(SERVICE, name, Some(&modifiers()))
    }
}

impl Entries for SystemEntries {
    fn read(&mut self, name: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
        self.with(name, Entry::get_secret).map(Zeroizing::new)
    }

    fn write(&mut self, name: &str, value: &[u8]) -> Result<(), SecretError> {
        self.with(name, |entry| entry.set_secret(value))
    }

    fn remove(&mut self, name: &str) -> Result<(), SecretError> {
        self.with(name, Entry::delete_credential)
    }
}

#[cfg(target_os = "linux")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(target_os = "macos")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new()?;
    Ok(store)
}

#[cfg(windows)]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(keyring_core::Error::NoDefaultStore)
}

fn modifiers() -> HashMap<&'static str, &'static str> {
    if cfg!(windows) {
        // The default would roam the keys of a store on this computer to others.
        return HashMap::from([("persistence", "Local")]);
    }
    if cfg!(target_os = "linux") {
        // What a person sees in the keyring's own window.
        return HashMap::from([("label", "Rollcall")]);
    }
    HashMap::new()
}
