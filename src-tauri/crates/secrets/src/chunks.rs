//! Secrets of any length in a keychain that holds little.
//!
//! Windows keeps 2,560 bytes an entry. A short secret is one entry, `1:` and the text. A longer one is cut into
//! parts under names of their own, and the entry itself is a manifest: `2:`, a random id of this writing, the
//! number of parts and a digest. The manifest is written last and removed first, so that a crash leaves the
//! older secret or the newer one, never a mixture (threats.md E9).

use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{Secret, SecretError};

/// Most bytes in one entry, with room below the limit of Windows.
pub(crate) const ENTRY: usize = 2_000;
/// Most parts of a secret: 128,000 bytes, more than any token.
const PARTS: usize = 64;

/// A keychain as this crate sees it: entries of bytes under a name.
pub(crate) trait Entries {
    /// [`SecretError::Absent`] when there is none.
    fn read(&mut self, name: &str) -> Result<Zeroizing<Vec<u8>>, SecretError>;
    fn write(&mut self, name: &str, value: &[u8]) -> Result<(), SecretError>;
    /// [`SecretError::Absent`] when there is none.
    fn remove(&mut self, name: &str) -> Result<(), SecretError>;
}

enum Head {
    Whole(Secret),
    Parts { id: Uuid, count: usize, digest: String },
}

pub(crate) fn get(entries: &mut impl Entries, name: &str) -> Result<Secret, SecretError> {
    match head(entries, name)? {
        Head::Whole(secret) => Ok(secret),
        Head::Parts { id, count, digest } => {
            let mut bytes = Zeroizing::new(Vec::with_capacity(count.saturating_mul(ENTRY)));
            for n in 0..count {
                let part = entries
                    .read(&part_name(name, id, n))
                    .map_err(|error| match error {
                        SecretError::Absent => {
                            SecretError::Corrupt("a part of it is missing; enter it again".into())
                        }
                        other => other,
                    })?;
                bytes.extend_from_slice(&part);
            }
            if digest_of(&bytes) != digest {
                return Err(SecretError::Corrupt(
                    "its parts do not fit together; enter it again".into(),
                ));
            }
            text(&bytes)
        }
    }
}

pub(crate) fn set(entries: &mut impl Entries, name: &str, secret: &Secret) -> Result<(), SecretError> {
    let before = match head(entries, name) {
        Ok(head) => Some(head),
        // Damaged: what it pointed to cannot be known, and writing over it is the cure.
        Err(SecretError::Absent | SecretError::Corrupt(_)) => None,
        Err(error) => return Err(error),
    };
    let bytes = secret.expose().as_bytes();
    if bytes.len() + 2 <= ENTRY {
        let mut value = Zeroizing::new(Vec::with_capacity(ENTRY));
        value.extend_from_slice(b"1:");
        value.extend_from_slice(bytes);
        entries.write(name, &value)?;
    } else {
        let count = bytes.len().div_ceil(ENTRY);
        if count > PARTS {
            return Err(SecretError::Refused(format!(
                "it is longer than {} bytes",
                PARTS * ENTRY
            )));
        }
        let id = Uuid::new_v4();
        for (n, part) in bytes.chunks(ENTRY).enumerate() {
            entries.write(&part_name(name, id, n), part)?;
        }
        entries.write(name, format!("2:{id}:{count}:{}", digest_of(bytes)).as_bytes())?;
    }
    // Read back: some services accept a write and keep something else (threats.md E12).
    if get(entries, name)? != *secret {
        return Err(SecretError::Corrupt(
            "what was read back is not what was written".into(),
        ));
    }
    if let Some(Head::Parts { id, count, .. }) = before {
        remove_parts(entries, name, id, count);
    }
    Ok(())
}

pub(crate) fn delete(entries: &mut impl Entries, name: &str) -> Result<(), SecretError> {
    let before = match head(entries, name) {
        Ok(head) => Some(head),
        Err(SecretError::Absent) => return Ok(()),
        Err(SecretError::Corrupt(_)) => None,
        Err(error) => return Err(error),
    };
    match entries.remove(name) {
        Ok(()) | Err(SecretError::Absent) => {}
        Err(error) => return Err(error),
    }
    if let Some(Head::Parts { id, count, .. }) = before {
        remove_parts(entries, name, id, count);
    }
    Ok(())
}

fn head(entries: &mut impl Entries, name: &str) -> Result<Head, SecretError> {
    let value = entries.read(name)?;
    let unknown = || SecretError::Corrupt("it was not written by this version of Rollcall".into());
    if let Some(whole) = value.strip_prefix(b"1:") {
        return text(whole).map(Head::Whole);
    }
    let manifest = value
        .strip_prefix(b"2:")
        .and_then(|rest| std::str::from_utf8(rest).ok())
        .ok_or_else(unknown)?;
    let mut fields = manifest.split(':');
    let (Some(id), Some(count), Some(digest), None) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(unknown());
    };
    let id = Uuid::parse_str(id).map_err(|_| unknown())?;
    let count = count
        .parse()
        .ok()
        .filter(|count| *count <= PARTS)
        .ok_or_else(unknown)?;
    Ok(Head::Parts {
        id,
        count,
        digest: digest.to_owned(),
    })
}

/// What nobody points to any more; when a removal fails, an unreadable part stays behind and harms nothing.
fn remove_parts(entries: &mut impl Entries, name: &str, id: Uuid, count: usize) {
    for n in 0..count {
        if let Err(error) = entries.remove(&part_name(name, id, n)) {
            tracing::warn!(%error, "a part of an older secret stays in the keychain");
        }
    }
}

fn part_name(name: &str, id: Uuid, n: usize) -> String {
    format!("{name}#{id}#{n}")
}

fn text(bytes: &[u8]) -> Result<Secret, SecretError> {
    std::str::from_utf8(bytes)
        .map(|text| Secret::new(text.to_owned()))
        .map_err(|_| SecretError::Corrupt("it is not text".into()))
}

fn digest_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// A keychain as small as the one of Windows, that fails at a chosen write or removal.
    #[derive(Default)]
    struct Small {
        kept: BTreeMap<String, Vec<u8>>,
        fail_in: Option<usize>,
    }

    impl Small {
        fn step(&mut self) -> Result<(), SecretError> {
            match &mut self.fail_in {
                Some(0) => Err(SecretError::Unavailable("injected".into())),
                Some(n) => {
                    *n -= 1;
                    Ok(())
                }
                None => Ok(()),
            }
        }
    }

    impl Entries for Small {
        fn read(&mut self, name: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
            self.kept
                .get(name)
                .cloned()
                .map(Zeroizing::new)
                .ok_or(SecretError::Absent)
        }
        fn write(&mut self, name: &str, value: &[u8]) -> Result<(), SecretError> {
            self.step()?;
            if value.len() > 2_560 {
                return Err(SecretError::Refused("too long".into()));
            }
            self.kept.insert(name.into(), value.into());
            Ok(())
        }
        fn remove(&mut self, name: &str) -> Result<(), SecretError> {
            self.step()?;
            self.kept.remove(name).map(|_| ()).ok_or(SecretError::Absent)
        }
    }

    fn secret(length: usize, letter: char) -> Secret {
        Secret::new(letter.to_string().repeat(length))
    }

    #[test]
    fn a_secret_of_any_length_comes_back_from_a_small_keychain() {
        let mut small = Small::default();
        for length in [0, 1, 1_281, 1_998, 1_999, 2_000, 2_001, 8_000, 128_000] {
            set(&mut small, "token", &secret(length, 'x')).unwrap();
            assert_eq!(
                get(&mut small, "token").unwrap(),
                secret(length, 'x'),
                "{length} bytes must come back whole"
            );
        }
        let refused = set(&mut small, "token", &secret(128_001, 'x'));
        assert!(
            matches!(refused, Err(SecretError::Refused(_))),
            "what cannot be kept is said before: {refused:?}"
        );
        set(&mut small, "token", &secret(3, 'y')).unwrap();
        assert_eq!(small.kept.len(), 1, "parts of older secrets must not stay behind");
        set(&mut small, "token", &Secret::new(" ü\n\0".into())).unwrap();
        assert_eq!(
            get(&mut small, "token").unwrap().expose(),
            " ü\n\0",
            "nothing is trimmed or recoded"
        );
        set(&mut small, "token", &secret(9_000, 'z')).unwrap();
        delete(&mut small, "token").unwrap();
        assert!(small.kept.is_empty(), "a deleted secret leaves no part behind");
    }

    #[test]
    fn a_write_that_fails_anywhere_leaves_the_old_secret_or_the_new_one() {
        for fail_in in 0..12 {
            let mut small = Small::default();
            set(&mut small, "token", &secret(9_000, 'a')).unwrap();
            small.fail_in = Some(fail_in);
            let answer = set(&mut small, "token", &secret(9_000, 'b'));
            let found = get(&mut small, "token").unwrap();
            if answer.is_ok() {
                assert_eq!(
                    found,
                    secret(9_000, 'b'),
                    "an acknowledged secret must be the one that is kept"
                );
            } else {
                assert_eq!(
                    found,
                    secret(9_000, 'a'),
                    "a failed write must not cost the old secret ({fail_in})"
                );
            }
        }
    }

    #[test]
    fn a_missing_part_is_said_and_not_taken_for_a_shorter_secret() {
        let mut small = Small::default();
        set(&mut small, "token", &secret(5_000, 'a')).unwrap();
        let part = small
            .kept
            .keys()
            .find(|name| name.ends_with("#1"))
            .unwrap()
            .clone();
        small.kept.remove(&part);
        let found = get(&mut small, "token");
        assert!(
            matches!(found, Err(SecretError::Corrupt(_))),
            "half a token must never be sent: {found:?}"
        );
        set(&mut small, "token", &secret(5, 'b')).unwrap();
        assert_eq!(
            get(&mut small, "token").unwrap(),
            secret(5, 'b'),
            "entering it again must help"
        );
    }
}
