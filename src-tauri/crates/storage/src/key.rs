//! The key of one database file.

use std::fmt;
use zeroize::Zeroizing;

/// The raw 256-bit key of one SQLCipher file. Wiped from memory when dropped; never printed.
#[derive(Clone)]
pub struct DatabaseKey(Zeroizing<[u8; 32]>);

/// Why a text is not a database key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// The text is not 64 hexadecimal digits. The text itself is not repeated: it may be a secret.
    #[error("a database key is 64 hexadecimal digits")]
    NotHex,
    /// The operating system gave no random bytes.
    #[error("the system gave no random bytes: {0}")]
    NoRandomness(String),
}

impl DatabaseKey {
    /// Makes a new key from the operating system's randomness.
    ///
    /// # Errors
    /// [`KeyError::NoRandomness`] when the system has none to give.
    pub fn generate() -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|e| KeyError::NoRandomness(e.to_string()))?;
        Ok(Self(bytes))
    }

    /// Reads a key as [`DatabaseKey::to_hex`] wrote it.
    ///
    /// # Errors
    /// [`KeyError::NotHex`] when the text is anything but 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let digits = text.trim().as_bytes();
        let mut bytes = Zeroizing::new([0_u8; 32]);
        if digits.len() != 64 {
            return Err(KeyError::NotHex);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let mut value = 0_u8;
            for digit in pair {
                let nibble = match digit {
                    b'0'..=b'9' => digit - b'0',
                    b'a'..=b'f' => digit - b'a' + 10,
                    b'A'..=b'F' => digit - b'A' + 10,
                    _ => return Err(KeyError::NotHex),
                };
                value = (value << 4) | nibble;
            }
            *byte = value;
        }
        Ok(Self(bytes))
    }

    /// The key as 64 lower-case hexadecimal digits, for the keychain or the vault.
    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        // Full length from the start: a growing String would leave copies of the key behind.
        let mut text = Zeroizing::new(String::with_capacity(64));
        for byte in self.0.iter() {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        text
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_the_way_through_hexadecimal() {
        let key = DatabaseKey::generate().unwrap();
        let back = DatabaseKey::from_hex(&key.to_hex()).unwrap();
        assert_eq!(
            key.bytes(),
            back.bytes(),
            "a key that changes on the way locks the store for ever"
        );
        assert_eq!(
            DatabaseKey::from_hex("abc").unwrap_err(),
            KeyError::NotHex,
            "half a key is no key"
        );
    }

    #[test]
    fn a_key_is_never_printed() {
        let key = DatabaseKey::generate().unwrap();
        assert_eq!(
            format!("{key:?}"),
            "DatabaseKey(…)",
            "a key in a log opens the store"
        );
    }
}
