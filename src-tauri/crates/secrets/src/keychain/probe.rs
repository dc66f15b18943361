//! Looking at the keychain without touching a secret.

use super::entries::SystemEntries;
use crate::SecretError;

/// On Linux the answer "no entry" says nothing: a Secret Service without a keyring gives it too, and fails only
/// when something is written. So the default keyring itself is looked at.
#[cfg(target_os = "linux")]
pub(super) fn probe(_entries: &mut SystemEntries) -> Result<(), SecretError> {
    use secret_service::blocking::SecretService;
    use secret_service::{EncryptionType, Error};

    let unavailable = |error: Error| match error {
        Error::NoResult => SecretError::Unavailable("there is no default keyring".into()),
        other => SecretError::Unavailable(super::states::short(&other.to_string())),
    };
    let service = SecretService::connect(EncryptionType::Dh).map_err(unavailable)?;
    let keyring = service.get_default_collection().map_err(unavailable)?;
    if keyring.is_locked().map_err(unavailable)? {
        return Err(SecretError::Locked("the default keyring is locked".into()));
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn probe(entries: &mut SystemEntries) -> Result<(), SecretError> {
    use crate::chunks::Entries as _;

    match entries.read("probe") {
        Ok(_) | Err(SecretError::Absent) => Ok(()),
        Err(error) => Err(error),
    }
}
