//! One-time confirmations, bound to (connection, fingerprint, count).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use time::{Duration, OffsetDateTime};

use crate::{At, Confirmation, ConnectionId, EngineError, Entropy, ErrorCode};

/// How long a confirmation is good for.
pub(crate) const LIFE: Duration = Duration::minutes(5);

/// Most confirmations open at once; the oldest gives way.
const MOST_OPEN: usize = 256;

struct Issued {
    connection: ConnectionId,
    fingerprint: String,
    count: u64,
    expires: OffsetDateTime,
}

/// The confirmations that were issued and not spent. They live in this process only.
#[derive(Default)]
pub(crate) struct Confirmations {
    open: Mutex<HashMap<String, Issued>>,
}

impl Confirmations {
    /// Issues one.
    pub(crate) fn issue(
        &self,
        entropy: &dyn Entropy,
        now: OffsetDateTime,
        connection: ConnectionId,
        fingerprint: &str,
        count: u64,
    ) -> Result<Confirmation, EngineError> {
        let token = random_token(entropy)?;
        let expires = now + LIFE;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, issued| issued.expires > now);
        if open.len() >= MOST_OPEN {
            let oldest = open
                .iter()
                .min_by_key(|(_, i)| i.expires)
                .map(|(token, _)| token.clone());
            if let Some(oldest) = oldest {
                open.remove(&oldest);
            }
        }
        open.insert(
            token.clone(),
            Issued {
                connection,
                fingerprint: fingerprint.into(),
                count,
                expires,
            },
        );
        Ok(Confirmation {
            token,
            expires_at: At(expires),
        })
    }

    /// Spends one. Whatever the result, it cannot be presented again.
    pub(crate) fn spend(
        &self,
        token: &str,
        now: OffsetDateTime,
        connection: ConnectionId,
        fingerprint: &str,
        count: u64,
    ) -> Result<(), EngineError> {
        let issued = self
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(token);
        let refused = |why: &str| {
            Err(EngineError::new(
                ErrorCode::ConfirmationInvalid,
                "The confirmation does not hold; nothing was sent.",
                why,
                "Look at the change again and confirm it.",
            ))
        };
        match issued {
            None => refused("It was used before, or was not given by this program."),
            Some(i) if i.expires <= now => refused("It is older than five minutes."),
            Some(i) if i.connection != connection || i.fingerprint != fingerprint || i.count != count => {
                refused("It was given for another change.")
            }
            Some(_) => Ok(()),
        }
    }
}

/// 128 random bits as hexadecimal digits.
pub(crate) fn random_token(entropy: &dyn Entropy) -> Result<String, EngineError> {
    let mut bytes = [0_u8; 16];
    entropy.fill(&mut bytes).map_err(|_| {
        EngineError::new(
            ErrorCode::Internal,
            "The operating system gave no random numbers.",
            "Without them nothing can be confirmed safely; nothing was sent.",
            "Start Rollcall again.",
        )
    })?;
    Ok(hex(&bytes))
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing into a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;
    use time::macros::datetime;
    use uuid::Uuid;

    const NOON: OffsetDateTime = datetime!(2027-01-31 12:00 UTC);

    fn issued(confirmations: &Confirmations, connection: ConnectionId) -> Confirmation {
        confirmations
            .issue(&SystemEntropy, NOON, connection, "f1", 3)
            .unwrap()
    }

    #[test]
    fn a_confirmation_works_once() {
        let (all, c) = (Confirmations::default(), ConnectionId(Uuid::from_u128(1)));
        let token = issued(&all, c).token;
        assert!(
            all.spend(&token, NOON, c, "f1", 3).is_ok(),
            "the change that was confirmed may go out"
        );
        let again = all.spend(&token, NOON, c, "f1", 3).unwrap_err();
        assert_eq!(
            again.code,
            ErrorCode::ConfirmationInvalid,
            "a double click sends nothing twice"
        );
    }

    #[test]
    fn a_confirmation_is_bound_to_connection_fingerprint_and_count() {
        let (all, c) = (Confirmations::default(), ConnectionId(Uuid::from_u128(1)));
        let other = ConnectionId(Uuid::from_u128(2));
        for (connection, fingerprint, count) in [(other, "f1", 3), (c, "f2", 3), (c, "f1", 4)] {
            let token = issued(&all, c).token;
            assert!(
                all.spend(&token, NOON, connection, fingerprint, count).is_err(),
                "a yes to one change is no yes to another"
            );
            assert!(
                all.spend(&token, NOON, c, "f1", 3).is_err(),
                "a token that was presented for something else is burnt"
            );
        }
    }

    #[test]
    fn a_confirmation_expires() {
        let (all, c) = (Confirmations::default(), ConnectionId(Uuid::from_u128(1)));
        let token = issued(&all, c).token;
        assert!(
            all.spend(&token, NOON + LIFE, c, "f1", 3).is_err(),
            "a confirmation found on the screen after lunch is no confirmation"
        );
    }
}
