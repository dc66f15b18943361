//! Secrets of a session: gone when the program ends.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::{Secret, SecretError, SecretStore};

/// Keeps secrets in memory only.
#[derive(Default)]
pub struct SessionMemory {
    secrets: Mutex<HashMap<String, Secret>>,
}

impl SessionMemory {
    /// Starts empty.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Secret>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SecretStore for SessionMemory {
    async fn get(&self, name: &str) -> Result<Secret, SecretError> {
        self.lock().get(name).cloned().ok_or(SecretError::Absent)
    }

    async fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretError> {
        self.lock().insert(name.to_owned(), secret.clone());
        Ok(())
    }

    async fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.lock().remove(name);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_session_forgets_what_it_is_told_to_forget() {
        let store = SessionMemory::new();
        store.set("token", &Secret::new("one".into())).await.unwrap();
        assert_eq!(
            store.get("token").await.unwrap().expose(),
            "one",
            "a secret just kept must be readable"
        );
        store.delete("token").await.unwrap();
        assert_eq!(
            store.get("token").await.unwrap_err(),
            SecretError::Absent,
            "a deleted secret must be gone"
        );
        store.delete("token").await.unwrap();
    }
}
