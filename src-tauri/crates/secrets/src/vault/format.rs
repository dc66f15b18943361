//! The bytes of a vault.
//!
//! ```text
//! 0   8  "RCVAULT\0"
//! 8   4  version, 1          (numbers are little-endian)
//! 12  4  argon2id memory, KiB
//! 16  4  argon2id passes
//! 20  4  argon2id lanes
//! 24 16  salt
//! 40 16  check of the passphrase
//! 56 24  nonce
//! 80  8  check of the 80 bytes before
//! 88  …  XChaCha20-Poly1305 of the content; the 88 bytes before are its associated data
//! ```
//! The two checks tell three cases apart: a damaged header, a wrong passphrase, damaged content.

use std::collections::BTreeMap;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{Secret, SecretError};

const MAGIC: &[u8; 8] = b"RCVAULT\0";
const VERSION: u32 = 1;
const HEADER: usize = 88;

/// RFC 9106 §4, second recommended option: 64 MiB, three passes.
const COST: Cost = Cost {
    memory: 64 * 1024,
    passes: 3,
    lanes: 1,
};
/// A hostile header must not make opening take for ever.
const MOST: Cost = Cost {
    memory: 1024 * 1024,
    passes: 32,
    lanes: 16,
};

#[derive(Clone, Copy)]
struct Cost {
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// What a passphrase was turned into, for one salt.
pub(super) struct Opener {
    cost: Cost,
    salt: [u8; 16],
    check: [u8; 16],
    key: Zeroizing<[u8; 32]>,
}

/// The secrets by name.
#[derive(Serialize, Deserialize)]
pub(super) struct Content {
    secrets: BTreeMap<String, Zeroizing<String>>,
}

impl Content {
    pub(super) fn new() -> Self {
        Self {
            secrets: BTreeMap::new(),
        }
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Secret> {
        self.secrets
            .remove(name)
            .map(|text| Secret::new(text.as_str().to_owned()))
    }

    pub(super) fn put(&mut self, name: &str, secret: &Secret) {
        self.secrets
            .insert(name.to_owned(), Zeroizing::new(secret.expose().to_owned()));
    }
}

fn damaged(what: &str) -> SecretError {
    SecretError::Corrupt(format!("the vault's {what}"))
}

impl Opener {
    pub(super) fn new(passphrase: &Secret) -> Result<Self, SecretError> {
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).map_err(|e| SecretError::Io(format!("no random bytes: {e}")))?;
        Self::derive(passphrase, salt, COST)
    }

    pub(super) fn from_header(bytes: &[u8], passphrase: &Secret) -> Result<Self, SecretError> {
        let header = Header::parse(bytes)?;
        let opener = Self::derive(passphrase, header.salt, header.cost)?;
        if opener.check != header.check {
            return Err(SecretError::WrongPassphrase);
        }
        Ok(opener)
    }

    fn derive(passphrase: &Secret, salt: [u8; 16], cost: Cost) -> Result<Self, SecretError> {
        let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(64))
            .map_err(|_| damaged("parameters make no sense"))?;
        let mut derived = Zeroizing::new([0_u8; 64]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.expose().as_bytes(), &salt, derived.as_mut_slice())
            .map_err(|_| SecretError::Io("the key could not be derived: too little memory?".into()))?;
        let (first, second) = derived.split_at(32);
        let mut key = Zeroizing::new([0_u8; 32]);
        key.copy_from_slice(first);
        let mut check = [0_u8; 16];
        for (to, from) in check.iter_mut().zip(Sha256::digest(second)) {
            *to = from;
        }
        Ok(Self {
            cost,
            salt,
            check,
            key,
        })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.key))
    }

    pub(super) fn seal(&self, content: &Content) -> Result<Vec<u8>, SecretError> {
        let plain = Zeroizing::new(serde_json::to_vec(content).map_err(|_| damaged("content is not text"))?);
        let mut nonce = [0_u8; 24];
        getrandom::fill(&mut nonce).map_err(|e| SecretError::Io(format!("no random bytes: {e}")))?;
        let mut bytes = Vec::with_capacity(HEADER + plain.len() + 16);
        bytes.extend_from_slice(MAGIC);
        for number in [VERSION, self.cost.memory, self.cost.passes, self.cost.lanes] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(&self.check);
        bytes.extend_from_slice(&nonce);
        let sum = header_sum(&bytes);
        bytes.extend_from_slice(&sum);
        let payload = Payload {
            msg: &plain,
            aad: &bytes,
        };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| damaged("content is too large"))?;
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    pub(super) fn unseal(&self, bytes: &[u8]) -> Result<Content, SecretError> {
        let header = Header::parse(bytes)?;
        if header.salt != self.salt || header.check != self.check {
            // Another process put a vault with another passphrase in its place.
            return Err(SecretError::WrongPassphrase);
        }
        let (aad, sealed) = bytes
            .split_at_checked(HEADER)
            .ok_or_else(|| damaged("file is cut off"))?;
        let plain = self
            .cipher()
            .decrypt(&XNonce::from(header.nonce), Payload { msg: sealed, aad })
            .map_err(|_| damaged("content was changed or cut off"))?;
        let plain = Zeroizing::new(plain);
        serde_json::from_slice(&plain).map_err(|_| damaged("content cannot be understood"))
    }
}

struct Header {
    cost: Cost,
    salt: [u8; 16],
    check: [u8; 16],
    nonce: [u8; 24],
}

impl Header {
    fn parse(bytes: &[u8]) -> Result<Self, SecretError> {
        let mut rest = Fields(bytes);
        if &rest.take::<8>()? != MAGIC {
            return Err(damaged("first bytes are not those of a vault"));
        }
        let version = rest.number()?;
        let cost = Cost {
            memory: rest.number()?,
            passes: rest.number()?,
            lanes: rest.number()?,
        };
        let header = Self {
            cost,
            salt: rest.take()?,
            check: rest.take()?,
            nonce: rest.take()?,
        };
        let sum: [u8; 8] = rest.take()?;
        if bytes.get(..HEADER - 8).map(header_sum) != Some(sum) {
            return Err(damaged("header was changed"));
        }
        if version != VERSION {
            return Err(SecretError::Corrupt(format!(
                "the vault has version {version}; this Rollcall knows version {VERSION}"
            )));
        }
        if cost.memory > MOST.memory || cost.passes > MOST.passes || cost.lanes > MOST.lanes {
            return Err(damaged("parameters make no sense"));
        }
        Ok(header)
    }
}

struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], SecretError> {
        let (field, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or_else(|| damaged("file is cut off"))?;
        self.0 = rest;
        Ok(*field)
    }

    fn number(&mut self) -> Result<u32, SecretError> {
        Ok(u32::from_le_bytes(self.take()?))
    }
}

fn header_sum(bytes: &[u8]) -> [u8; 8] {
    let mut sum = [0_u8; 8];
    for (to, from) in sum.iter_mut().zip(Sha256::digest(bytes)) {
        *to = from;
    }
    sum
}
