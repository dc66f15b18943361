//! A connection as the engine works with it.

use rollcall_scim_client::BaseUrl;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::guards::confirmation::hex;
use crate::guards::rules::Guarded;
use crate::{AuthView, ConnectionId, Environment};

/// What is known of a connection, without its secret.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) id: ConnectionId,
    pub(crate) name: String,
    /// `None` for the sample directory, whose address is made at each start.
    pub(crate) base: Option<BaseUrl>,
    pub(crate) environment: Environment,
    pub(crate) auth: AuthView,
    pub(crate) read_only: bool,
    pub(crate) unlocked_until: Option<OffsetDateTime>,
    pub(crate) notes: String,
    pub(crate) created_at: OffsetDateTime,
}

impl Profile {
    /// What the guards look at.
    pub(crate) fn guarded(&self) -> Guarded<'_> {
        Guarded {
            name: &self.name,
            environment: self.environment,
            read_only: self.read_only,
            unlocked_until: self.unlocked_until,
        }
    }

    /// Whether it is the sample directory.
    pub(crate) fn built_in(&self) -> bool {
        self.environment == Environment::BuiltIn
    }

    /// The name its secret is kept under, `None` when it has none. It holds the origin, so that a store whose
    /// address was swapped finds no secret to send there (threats H7).
    pub(crate) fn secret_name(&self) -> Option<String> {
        match (&self.auth, &self.base) {
            (AuthView::None, _) | (_, None) => None,
            (_, Some(base)) => Some(secret_name(self.id, base)),
        }
    }
}

/// `token:<connection>:<hash of the origin>`.
pub(crate) fn secret_name(id: ConnectionId, base: &BaseUrl) -> String {
    let hash = hex(&Sha256::digest(base.origin()));
    format!("token:{id}:{}", hash.get(..32).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_secret_is_bound_to_the_origin_and_not_to_the_path() {
        let id = ConnectionId(Uuid::from_u128(7));
        let name = |url: &str| secret_name(id, &BaseUrl::parse(url).unwrap());
        assert_eq!(
            name("https://scim.example.com/v2"),
            name("https://scim.example.com/other"),
            "a corrected path keeps the token"
        );
        for other in [
            "https://evil.example.net/v2",
            "https://scim.example.com:8443/v2",
            "http://localhost/v2",
        ] {
            assert_ne!(
                name("https://scim.example.com/v2"),
                name(other),
                "another origin has no token"
            );
        }
    }
}
