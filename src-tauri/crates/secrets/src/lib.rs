//! Where secrets live: the keychain of the operating system, a vault file opened with a passphrase, or the
//! memory of a session. The rest of Rollcall knows only [`SecretStore`] and [`Secret`].
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]

mod chunks;
mod error;
mod keychain;
mod memory;
mod secret;
mod store;
mod vault;
mod worker;

pub use error::SecretError;
pub use keychain::{Keychain, KeychainState, keychain_state, keychain_state_within};
pub use memory::SessionMemory;
pub use secret::Secret;
pub use store::SecretStore;
pub use vault::Vault;
