//! The port every user of secrets depends on.

use async_trait::async_trait;

use crate::{Secret, SecretError};

/// A place that keeps secrets by name. Names are opaque: no store gives them a meaning.
#[async_trait]
pub trait SecretStore: Send + Sync {
    /// Reads a secret.
    ///
    /// # Errors
    /// [`SecretError::Absent`] when there is none; every other error means that nobody knows whether there is.
    async fn get(&self, name: &str) -> Result<Secret, SecretError>;

    /// Writes a secret, over an older one of the same name, and reads it back: when this returns, the secret
    /// can be read.
    ///
    /// # Errors
    /// See [`SecretError`]; after an error the older secret may be gone.
    async fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretError>;

    /// Deletes a secret. One that is not there counts as deleted.
    ///
    /// # Errors
    /// See [`SecretError`].
    async fn delete(&self, name: &str) -> Result<(), SecretError>;
}
