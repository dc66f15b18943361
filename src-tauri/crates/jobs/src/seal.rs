//! Secrets of a job (passwords in a spreadsheet) sealed with the job's own key.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::{SecretAt, SecretValue};

/// Why secrets could not be sealed or opened. Never says anything about their content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The system gave no randomness.
    #[error("the system gave no randomness to seal a secret with")]
    Random,
    /// Sealing failed.
    #[error("a secret of the job could not be sealed")]
    Sealing,
    /// Wrong key, or the bytes were altered.
    #[error("a sealed secret of the job cannot be opened")]
    Opening,
    /// The placeholder is not where the secret belongs.
    #[error("a secret of the job has no place in what is to be sent")]
    NoPlace,
}

const NONCE: usize = 24;

/// Seals the secrets: nonce, then ciphertext of a JSON list of pairs.
pub fn seal_secrets(key: &[u8; 32], secrets: &[SecretAt]) -> Result<Vec<u8>, SealError> {
    let pairs: Vec<(&str, &str)> = secrets
        .iter()
        .map(|s| (s.pointer.as_str(), s.value.0.as_str()))
        .collect();
    let plain = Zeroizing::new(serde_json::to_vec(&pairs).map_err(|_| SealError::Sealing)?);
    let mut nonce = [0u8; NONCE];
    getrandom::fill(&mut nonce).map_err(|_| SealError::Random)?;
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), plain.as_slice())
        .map_err(|_| SealError::Sealing)?;
    let mut out = Vec::with_capacity(NONCE + sealed.len());
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

/// Opens what [`seal_secrets`] made.
pub fn open_secrets(key: &[u8; 32], sealed: &[u8]) -> Result<Vec<SecretAt>, SealError> {
    let (nonce, body) = sealed.split_at_checked(NONCE).ok_or(SealError::Opening)?;
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SealError::Opening)?;
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    let plain = Zeroizing::new(
        cipher
            .decrypt(&XNonce::from(nonce), body)
            .map_err(|_| SealError::Opening)?,
    );
    let pairs: Vec<(String, String)> = serde_json::from_slice(&plain).map_err(|_| SealError::Opening)?;
    Ok(pairs
        .into_iter()
        .map(|(pointer, value)| SecretAt {
            pointer,
            value: SecretValue::new(value),
        })
        .collect())
}

/// Puts the secrets where their placeholders stand.
pub fn place_secrets(document: &mut Value, secrets: &[SecretAt]) -> Result<(), SealError> {
    for secret in secrets {
        let place = document.pointer_mut(&secret.pointer).ok_or(SealError::NoPlace)?;
        *place = Value::String(secret.value.0.to_string());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Vec<SecretAt> {
        vec![SecretAt {
            pointer: "/password".into(),
            value: SecretValue::new("Spring-2026!"),
        }]
    }

    #[test]
    fn a_secret_comes_back_only_with_its_key() {
        let sealed = seal_secrets(&[7; 32], &secret()).unwrap();
        assert_eq!(
            open_secrets(&[7; 32], &sealed).unwrap(),
            secret(),
            "same key, same secret"
        );
        assert_eq!(
            open_secrets(&[8; 32], &sealed),
            Err(SealError::Opening),
            "another job's key opens nothing"
        );
        assert!(
            !sealed.windows(6).any(|w| w == b"Spring"),
            "the text is not in the sealed bytes"
        );
    }

    #[test]
    fn a_secret_is_put_where_its_placeholder_stands_and_never_shows_in_debug() {
        let mut body = serde_json::json!({"userName": "a", "password": SecretAt::PLACEHOLDER});
        place_secrets(&mut body, &secret()).unwrap();
        assert_eq!(body["password"], "Spring-2026!", "the server gets the real one");
        assert!(
            !format!("{:?}", secret()).contains("Spring"),
            "debug output shows no secret"
        );
    }

    #[test]
    fn a_secret_without_a_place_is_refused() {
        let mut body = serde_json::json!({"userName": "a"});
        assert_eq!(
            place_secrets(&mut body, &secret()),
            Err(SealError::NoPlace),
            "sending without it would be a lie"
        );
    }
}
