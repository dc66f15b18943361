//! A file that keeps secrets under a passphrase.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;

use crate::{Secret, SecretError, SecretStore};

mod file;
mod format;

use format::Opener;

/// Secrets in one encrypted file: the key comes from a passphrase by argon2id, the content is sealed with
/// XChaCha20-Poly1305, the header with it. Only the derived key stays in memory: each call reads the file, so
/// that the window and the command line can use it at the same time.
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    opener: Opener,
}

impl Vault {
    /// Makes an empty vault. Takes a fraction of a second and 64 MiB: deriving the key is slow on purpose.
    ///
    /// # Errors
    /// [`SecretError::Exists`] when there is a file already, [`SecretError::Io`] when it cannot be written,
    /// [`SecretError::Refused`] for an empty passphrase.
    pub fn create(path: &Path, passphrase: &Secret) -> Result<Self, SecretError> {
        if passphrase.expose().is_empty() {
            return Err(SecretError::Refused("the passphrase is empty".into()));
        }
        let _alone = file::lock(path)?;
        if path.exists() {
            return Err(SecretError::Exists);
        }
        let opener = Opener::new(passphrase)?;
        file::replace(path, &opener.seal(&format::Content::new())?)?;
        Ok(Self {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                opener,
            }),
        })
    }

    /// Opens a vault. Takes a fraction of a second.
    ///
    /// # Errors
    /// [`SecretError::Absent`] when there is no file, [`SecretError::WrongPassphrase`],
    /// [`SecretError::Corrupt`] when the file is damaged whatever the passphrase, [`SecretError::Io`].
    pub fn open(path: &Path, passphrase: &Secret) -> Result<Self, SecretError> {
        let bytes = file::read(path)?;
        let opener = Opener::from_header(&bytes, passphrase)?;
        opener.unseal(&bytes)?;
        Ok(Self {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                opener,
            }),
        })
    }

    /// Runs off the async workers: every change waits for the disk.
    async fn run<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Inner) -> Result<T, SecretError> + Send + 'static,
    ) -> Result<T, SecretError> {
        let inner = Arc::clone(&self.inner);
        tokio::task::spawn_blocking(move || f(&inner))
            .await
            .unwrap_or_else(|_| Err(SecretError::Io("the vault's task was stopped".into())))
    }
}

impl Inner {
    fn load(&self) -> Result<format::Content, SecretError> {
        self.opener.unseal(&file::read(&self.path)?)
    }

    fn change(&self, f: impl FnOnce(&mut format::Content)) -> Result<(), SecretError> {
        let _alone = file::lock(&self.path)?;
        let mut content = self.load()?;
        f(&mut content);
        file::replace(&self.path, &self.opener.seal(&content)?)
    }
}

#[async_trait]
impl SecretStore for Vault {
    async fn get(&self, name: &str) -> Result<Secret, SecretError> {
        let name = name.to_owned();
        self.run(move |vault| vault.load()?.take(&name).ok_or(SecretError::Absent))
            .await
    }

    async fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretError> {
        let (name, secret) = (name.to_owned(), secret.clone());
        self.run(move |vault| {
            vault.change(|content| content.put(&name, &secret))?;
            match vault.load()?.take(&name) {
                Some(kept) if kept == secret => Ok(()),
                _ => Err(SecretError::Corrupt(
                    "what was read back is not what was written".into(),
                )),
            }
        })
        .await
    }

    async fn delete(&self, name: &str) -> Result<(), SecretError> {
        let name = name.to_owned();
        self.run(move |vault| vault.change(|content| drop(content.take(&name))))
            .await
    }
}
